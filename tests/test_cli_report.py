"""``screening report`` and ``screening tune``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.commands import Run

import screening as sc

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"

TRAVELLERS = (
    "traveller_id,name,birth_date,mrz\n"
    "A-1,Anna Maria Erikson,1974-08-12,\n"
    "A-2,Ola Nordmann,,\n"
    "A-3,,,unreadable zone\n"
    f'A-4,,,"{ZONE}"\n'
)


@pytest.fixture(scope="module")
def watchlist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("list") / "people.csv"
    source.write_text("id,name,birth_date\n1,Anna Maria Eriksson,1974-08-12\n2,Mohammed Ali,\n", encoding="utf-8")
    sc.compile_watchlist([source], source.with_suffix(".watchlist"), list_name="plain")
    return source.with_suffix(".watchlist")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.csv"
    path.write_text(TRAVELLERS, encoding="utf-8")
    return path


@pytest.fixture
def innocents(tmp_path: Path) -> Path:
    path = tmp_path / "innocents.csv"
    names = [f"{given} Eriksen" for given in ("Anne", "Ola", "Kari", "Per", "Liv")]
    path.write_text("name,nationality\n" + "".join(f"{name},NOR\n" for name in names), encoding="utf-8")
    return path


def test_a_file_of_travellers_becomes_a_page(run: Run, watchlist: Path, manifest: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    code, data, messages = run("report", manifest, out, "-w", watchlist, "--title", "Flight <1>")
    assert (code, data) == (3, "") and "4 travellers, 2 with hits: report.html" in messages
    page = out.read_text(encoding="utf-8")
    assert "Flight &lt;1&gt;" in page and "A-1" in page and "A-4" in page
    assert "the record could not be read" in page  # A-3 is told, not lost
    assert "2 rows read" in page.replace("<strong>", "").replace("</strong>", "")
    assert "Anna Maria Eri" not in messages


def test_without_the_time_equal_input_gives_equal_bytes(
    run: Run, watchlist: Path, manifest: Path, tmp_path: Path
) -> None:
    pages = []
    for name in ("1.html", "2.html"):
        run("report", manifest, tmp_path / name, "-w", watchlist, "--no-time")
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_innocents_add_curves_and_rates(
    run: Run, watchlist: Path, manifest: Path, innocents: Path, tmp_path: Path
) -> None:
    run("report", manifest, tmp_path / "r.html", "-w", watchlist, "--innocents", innocents)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "What thresholds do" in page and "Alert rates" in page and "NOR" in page


def test_what_cannot_be_used_leaves_the_page_as_it_was(
    run: Run, watchlist: Path, manifest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "r.html"
    out.write_text("before", encoding="utf-8")
    empty = tmp_path / "empty.csv"
    empty.write_text("name\n", encoding="utf-8")
    for source in (empty, tmp_path / "missing.csv"):
        code, data, messages = run("report", source, out, "-w", watchlist)
        assert (code, data) == (2, "") and messages.count("\n") <= 2 and "Traceback" not in messages
        assert out.read_text(encoding="utf-8") == "before"
    assert run("report", manifest, tmp_path / "no" / "r.html", "-w", watchlist)[0] == 2


def test_tune_says_what_thresholds_do(run: Run, watchlist: Path, innocents: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("name,list,entry_id\nAnna Maria Erikson,plain,1\n", encoding="utf-8")
    code, data, messages = run("tune", innocents, "-w", watchlist, "--truth", truth, "--budget", "0", "-f", "json")
    assert code == 0, messages
    told = json.loads(data)
    assert told["travellers"] == 5 and told["listed"] == 1
    assert told["advised_threshold"] >= 0.5 and told["curve"][0]["recall"] in (0.0, 1.0)
    code, data, messages = run("tune", innocents, "-w", watchlist, "--budget", "0")
    assert code == 0 and "threshold" in data and "NOR" in data
    assert f"threshold {told['advised_threshold']:.3f}" in data


def test_truth_must_say_which_entry(run: Run, watchlist: Path, innocents: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("name\nAnna Maria Erikson\n", encoding="utf-8")
    code, _, messages = run("tune", innocents, "-w", watchlist, "--truth", truth)
    assert code == 2 and "row 1" in messages and "Anna" not in messages
