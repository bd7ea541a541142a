"""The demonstration: it finds whom it should, leaves alone whom it should, and says why."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from screening.cli import main
from screening.compiled import Watchlist, compile_watchlist
from screening.demo import read_manifest, run_demo, screen_manifest
from screening.errors import InputError
from screening.screener import Result, Screener

HIT = re.compile(r" *(\d+)  (\d\.\d{3})  (strong|possible|weak) +(\S+)  (.+)")


@pytest.fixture(scope="module")
def screener(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Screener:
    compiled = tmp_path_factory.mktemp("demo") / "un.watchlist"
    compile_watchlist([fixtures / "un_sample.xml"], compiled)
    return Screener(Watchlist.open(compiled))


@pytest.fixture(scope="module")
def results(fixtures: Path, screener: Screener) -> dict[int, Result]:
    records = list(read_manifest((fixtures / "manifest.mrz").read_text(encoding="ascii")))
    return dict(screen_manifest(screener, records))


@pytest.fixture(scope="module")
def truth(fixtures: Path) -> list[dict[str, str]]:
    with (fixtures / "manifest_truth.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def output(fixtures: Path) -> str:
    out = io.StringIO()
    run_demo(fixtures / "un_sample.xml", fixtures / "manifest.mrz", out)
    return out.getvalue()


def table(text: str) -> list[tuple[int, float, str, str, str]]:
    """The hits of the table: row, score, band, entry, listed name."""
    found = [HIT.fullmatch(line) for line in text.partition("listed name\n")[2].partition("\nWhy:")[0].splitlines()]
    return [(int(m[1]), float(m[2]), m[3], m[4], m[5]) for m in found if m]


# ------------------------------------------------------------------------------------------------------- the truth


def test_every_traveller_of_the_manifest_is_answered(results: dict[int, Result], truth: list[dict[str, str]]) -> None:
    assert list(results) == [int(row["row"]) for row in truth] == list(range(1, 201))


def test_a_listed_person_stands_on_top(results: dict[int, Result], truth: list[dict[str, str]]) -> None:
    missed = [
        (row["row"], row["what"])
        for row in truth
        if row["kind"] == "listed" and [hit.entry_id for hit in results[int(row["row"])].hits[:1]] != [row["entry_id"]]
    ]
    assert missed == []


@pytest.mark.parametrize("kind", ["near_miss", "innocent"])
def test_nobody_else_is_a_strong_hit(results: dict[int, Result], truth: list[dict[str, str]], kind: str) -> None:
    strong = [
        (row["row"], row["what"])
        for row in truth
        if row["kind"] == kind and any(hit.band == "strong" for hit in results[int(row["row"])].hits)
    ]
    assert strong == []


# ----------------------------------------------------------------------------------------------------- what is shown


def test_the_table_holds_every_hit_best_first(output: str, results: dict[int, Result]) -> None:
    shown = table(output)
    expected = {(row, hit.entry_id, f"{hit.score:.3f}") for row, result in results.items() for hit in result.hits}
    assert {(row, entry, f"{score:.3f}") for row, score, _, entry, _ in shown} == expected
    scores = [score for _, score, _, _, _ in shown]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) >= 40


def test_every_hit_says_why(output: str, results: dict[int, Result]) -> None:
    blocks = re.findall(r"^row (\d+): (score .+(?:\n.+)*)", output, re.MULTILINE)
    assert len(blocks) == sum(len(result.hits) for result in results.values())
    for row, block in blocks:
        hit = next(h for h in results[int(row)].hits if f" {h.entry_id}\n" in block)
        assert block == hit.explain()
        assert re.search(r"^  \S.* = \S.*  [01]\.\d\d [a-z, -]+, \d\.\d{3} of the score$", block, re.MULTILINE)
        assert hit.matched is not None
        assert f"against {hit.matched.kind.replace('_', ' ')} name: {hit.matched_name}" in block
        assert bool(hit.evidence.birth_date) == ("\nbirth date  " in block)


def test_the_sum_of_the_manifest_is_told(output: str, results: dict[int, Result]) -> None:
    found = sum(bool(result.hits) for result in results.values())
    assert output.rstrip().endswith(
        f"200 travellers: {found} with hits, {200 - found} without, 0 unscreenable, 0 unreadable"
    )
    assert "rows     143 read = 143 loaded + 0 rejected" in output


def test_a_hidden_character_in_a_listed_name_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("id,name\n1,ANNA\x1b \u202eMARIA ERIKSSON\n", encoding="utf-8")
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    (tmp_path / "manifest").write_text(zone)
    out = io.StringIO()
    run_demo(source, tmp_path / "manifest", out)
    assert len(table(out.getvalue())) == 1
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()


# ------------------------------------------------------------------------------------------------------ damaged input


def test_a_damaged_record_is_reported_and_the_rest_is_screened(fixtures: Path, results: dict[int, Result]) -> None:
    out = io.StringIO()
    run_demo(fixtures / "un_sample.xml", fixtures / "manifest_damaged.mrz", out)
    text = out.getvalue()
    problems = re.findall(r"^row (\d+) cannot be read: (.+)$", text, re.MULTILINE)
    assert [int(row) for row, _ in problems] == [3, 6, 9]
    assert all(re.search(r"\d+ characters|\d+ line", rule) for _, rule in problems)
    assert text.rstrip().endswith("3 unreadable")
    shown = {(row, entry) for row, _, _, entry, _ in table(text)}
    assert shown == {(row, h.entry_id) for row in (1, 2, 4, 5, 7, 8, 10) for h in results[row].hits}
    for line in (fixtures / "manifest_damaged.mrz").read_text(encoding="ascii").splitlines():
        assert not line or line not in text


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n", "\r\r"])
def test_records_are_separated_by_any_blank_line(fixtures: Path, gap: str) -> None:
    records = (fixtures / "manifest.mrz").read_text(encoding="ascii").split("\n\n")[:3]
    found = list(read_manifest(gap.join(records)))
    assert [(record.row, record.problem) for record in found] == [(1, None), (2, None), (3, None)]


@pytest.mark.parametrize("text", ["", "\n\n", " \n \n"])
def test_a_manifest_without_records_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="manifest: no record"):
        list(read_manifest(text))


def test_an_unscreenable_traveller_is_named_by_row(tmp_path: Path, fixtures: Path) -> None:
    zone = ("P<UTO", "<<<<<<<<<<UTO")
    (tmp_path / "manifest").write_text("\n".join(line.ljust(44, "<") for line in zone))
    out = io.StringIO()
    run_demo(fixtures / "un_sample.xml", tmp_path / "manifest", out)
    assert "row 1: unscreenable, but no_comparable_name" in out.getvalue()
    assert "1 unscreenable" in out.getvalue()


BAD_LISTS = {
    "empty": b"",
    "page": b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
    "truncated": b"<?xml version='1.0'?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>",
    "doctype": b"<!DOCTYPE a [<!ENTITY b 'c'>]><CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>",
    "nobody": b"<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>",
    "foreign": b"<sdnList><sdnEntry/></sdnList>",
    "missing": None,
}


@pytest.mark.parametrize("case", BAD_LISTS)
def test_a_bad_list_is_one_line_and_exit_code_2(
    tmp_path: Path, fixtures: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    path = tmp_path / f"{case}.xml"
    if (data := BAD_LISTS[case]) is not None:
        path.write_bytes(data)
    assert main(["demo", "--list", str(path), "--manifest", str(fixtures / "manifest.mrz")]) == 2
    out, err = capsys.readouterr()
    assert re.fullmatch(rf"screening: {case}\.xml.*: .+\n", err)
    assert out == ""


@pytest.mark.parametrize("manifest", ["missing", "folder", "empty"])
def test_a_bad_manifest_is_one_line_and_exit_code_2(
    tmp_path: Path, fixtures: Path, capsys: pytest.CaptureFixture[str], manifest: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    arguments = ["demo", "--list", str(fixtures / "un_sample.xml"), "--manifest", str(tmp_path / manifest)]
    assert main(arguments) == 2
    assert re.fullmatch(r"screening: .*manifest.*\n|screening: .*(missing|folder): .+\n  .+\n", capsys.readouterr().err)


def run_command(fixtures: Path, **environment: str) -> subprocess.Popen[bytes]:
    arguments = ["demo", "--list", fixtures / "un_sample.xml", "--manifest", fixtures / "manifest.mrz"]
    return subprocess.Popen(
        [sys.executable, "-m", "screening", *map(str, arguments)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_terminal_without_the_letters_gets_escapes(fixtures: Path) -> None:
    out, err = run_command(fixtures, PYTHONIOENCODING="ascii").communicate(timeout=60)
    assert err == b""
    assert out.isascii()
    assert b"200 travellers:" in out


def test_a_reader_that_stops_early_is_no_error(fixtures: Path) -> None:
    process = run_command(fixtures)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["un_consolidated_2025-04-19.xml", "un_consolidated_2026-02-27.xml"])
def test_an_official_list_can_be_given(fixtures: Path, shared: Path, truth: list[dict[str, str]], name: str) -> None:
    out = io.StringIO()
    run_demo(shared / "lists" / name, fixtures / "manifest.mrz", out)
    text = out.getvalue()
    assert "200 travellers:" in text
    tops: dict[int, str] = {}
    for row, _, _, entry, _ in table(text):
        tops.setdefault(row, entry)
    published = (shared / "lists" / name).read_text(encoding="utf-8")
    listed = {int(row["row"]): row["entry_id"] for row in truth if row["kind"] == "listed"}
    listed = {row: entry for row, entry in listed.items() if f"<DATAID>{entry}<" in published}  # persons come and go
    assert len(listed) >= 40
    assert {row: tops.get(row) for row in listed} == listed
