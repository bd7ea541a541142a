"""``screening audit replay``: a case of the trail, answered again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.commands import Run

import screening as sc

ANNA = ("--surname", "Eriksson", "--given-names", "Anna", "--birth-date", "1974-08-12")
KEY = "a secret of some length"
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A folder with the secret, a file of people, and the library in which it is in force."""
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "people.csv").write_text("id,name,birth_date\n1,Anna Maria Eriksson,1974-08-12\n2,Bela Bartok,\n")
    sc.Library(tmp_path / "lists").install("red", [tmp_path / "people.csv"], list_name="red")
    return tmp_path


def record(run: Run, post: Path, *traveller: str, case: str = "c-1", watchlist: str = "lists") -> int:
    audit = ("--audit", post / "trail", "--audit-key-file", post / "key", "--case", case)
    return run("screen", "-w", post / watchlist, *traveller, *audit)[0]


def replay(run: Run, post: Path, *options: str, case: str = "c-1", watchlist: str = "lists") -> tuple[int, str, str]:
    trail = (post / "trail", "--key-file", post / "key")
    return run("audit", "replay", *trail, "--case", case, "-w", post / watchlist, *options)


def test_a_case_is_answered_the_same(post: Path, run: Run) -> None:
    assert record(run, post, *ANNA) == 1
    assert record(run, post, "--name", "Zoe Zeta", case="c-2") == 0
    assert replay(run, post, *ANNA) == (0, "line 1: the same answer\n", "")
    assert replay(run, post, "--name", "Zoe Zeta", case="c-2") == (0, "line 2: the same answer\n", "")


def test_the_versions_of_then_are_used(post: Path, run: Run) -> None:
    """The list has changed since, so that the answer of today would be another."""
    record(run, post, *ANNA)
    (post / "people.csv").write_text("id,name\n7,Somebody Else\n8,Anna Eriksson\n")
    library = sc.Library(post / "lists")
    library.install("red", [post / "people.csv"], list_name="red", override="a test")
    (post / "blue.csv").write_text("id,name\nb,Anna Eriksson\n")
    library.install("blue", [post / "blue.csv"], list_name="blue")
    record(run, post, *ANNA)
    code, out, _ = replay(run, post, *ANNA)
    assert (code, out) == (0, "line 1: the same answer\nline 2: the same answer\n")
    library.versions("red")[0].path.unlink()
    code, out, err = replay(run, post, *ANNA)
    assert (code, out) == (2, "")
    assert err.startswith("screening: list red: the version of the case is no longer in the library")


def test_somebody_else_is_not_the_case(post: Path, run: Run) -> None:
    record(run, post, *ANNA)
    for other in (("--name", "Bela Bartok"), (*ANNA[:4], "--birth-date", "1974-08-13"), (*ANNA, "--sex", "F")):
        assert replay(run, post, *other) == (1, "line 1: of another traveller\n", "")


def test_another_answer_is_told(post: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that says something else under the same version, which the digests cannot tell."""
    record(run, post, *ANNA)
    from screening import audit

    monkeypatch.setattr(audit, "_hit", lambda hit: [hit.list, hit.entry_id, hit.score - 1e-9, hit.name_score, hit.band])
    assert replay(run, post, *ANNA) == (1, "line 1: ANOTHER ANSWER\n", "")


def test_what_cannot_be_replayed_is_told(post: Path, run: Run) -> None:
    record(run, post, *ANNA)
    code, out, err = replay(run, post, *ANNA, case="c-9")
    assert (code, out, "no screening of this case is in it" in err) == (2, "", True)
    code, out, err = replay(run, post, *ANNA, "--threshold", "0.9")
    assert (code, out, "the case was screened with other config" in err) == (2, "", True)
    (post / "blue.csv").write_text("id,name\nb,Anna Eriksson\n")
    sc.compile_watchlist([post / "blue.csv"], post / "blue.watchlist")
    code, out, err = replay(run, post, *ANNA, watchlist="blue.watchlist")
    assert (code, out, "the case was screened with other lists" in err) == (2, "", True)
    assert "Eriksson" not in err


def test_a_broken_trail_is_not_replayed(post: Path, run: Run) -> None:
    record(run, post, *ANNA)
    trail = (post / "trail").read_text()
    (post / "trail").write_text(trail.replace('"status":"hits"', '"status":"no_hits"'))
    code, out, err = replay(run, post, *ANNA)
    assert (code, out, "trail is BROKEN in 1 places" in err) == (1, "", True)
    (post / "trail").write_text(trail)
    (post / "key").write_text("another secret, as long")
    assert replay(run, post, *ANNA)[0] == 1


def test_a_list_that_was_or_is_old_changes_nothing(post: Path, run: Run) -> None:
    """The age of a list is of the day, not of the case."""
    then = (datetime.now(UTC) - timedelta(days=5)).timestamp()
    (post / "old.csv").write_text("id,name\no,Anna Eriksson\n")
    sc.Library(post / "lists", clock=partial(float, then)).install("old", [post / "old.csv"], list_name="old")
    assert record(run, post, *ANNA) == 4
    assert json.loads((post / "trail").read_text())["degraded"] == ["list_stale"]
    assert replay(run, post, *ANNA)[:2] == (0, "line 1: the same answer\n")
    sc.Library(post / "lists").renew("old")
    assert record(run, post, *ANNA) == 1
    assert replay(run, post, *ANNA)[0] == 0


def test_roles_and_thresholds_of_the_settings_are_those_of_the_case(post: Path, run: Run) -> None:
    (post / "lists" / "settings.toml").write_text('[lists.red]\nowner = "B"\nthreshold = 0.75\n')
    audit = ("--audit", post / "trail", "--audit-key-file", post / "key", "--case", "c-1")
    assert run("screen", "-w", post / "lists", *ANNA, "--visible-to", "B", *audit)[0] == 1
    assert replay(run, post, *ANNA, "--visible-to", "B")[0] == 0
    code, _, err = replay(run, post, *ANNA)
    assert (code, "the case was screened with other lists" in err) == (2, True)
    (post / "lists" / "settings.toml").write_text('[lists.red]\nowner = "B"\nthreshold = 0.8\n')
    code, _, err = replay(run, post, *ANNA, "--visible-to", "B")
    assert (code, "the case was screened with other config" in err) == (2, True)


def test_a_zone_and_a_file_of_one_list(post: Path, run: Run) -> None:
    (post / "zone").write_text(ZONE)
    sc.compile_watchlist([post / "people.csv"], post / "people.watchlist")
    zone = ("--mrz", str(post / "zone"))
    assert record(run, post, *zone, watchlist="people.watchlist") == 1
    assert replay(run, post, *zone, watchlist="people.watchlist")[:2] == (0, "line 1: the same answer\n")
