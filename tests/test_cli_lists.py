"""Commands that screen, with a library of lists: what is in force, how old it is, and who may see what."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.commands import Run

import screening as sc
from screening.audit import verify_trail

PEOPLE = "id,name,birth_date\nA1,Anna Maria Eriksson,1974-08-12\nB2,Щербаков Юрий,\n"
MISSING = """{"id": "C3", "name": "Zoe Papadopoulou", "why": "missing_child", "what": "locate", "secret": ""}
{"id": "D4", "name": "Bela Bartok", "why": "wanted", "what": "arrest", "secret": "yes"}
"""
MAPPING = """
file = "national.jsonl"
list = "national"
[columns]
id = "id"
name = "name"
category = "why"
action = "what"
discreet = "secret"
"""


def install(root: Path, name: str, source: Path, *, days: float = 0, list_name: str | None = None) -> None:
    then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    sc.Library(root, clock=partial(float, then)).install(name, [source], list_name=list_name)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two lists in force: people, and a national one with a missing child and a discreet entry."""
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    install(tmp_path / "lists", "people", tmp_path / "people.csv", list_name="people")
    (tmp_path / "national.jsonl").write_text(MISSING, encoding="utf-8")
    (tmp_path / "national.toml").write_text(MAPPING, encoding="utf-8")
    install(tmp_path / "lists", "national", tmp_path / "national.toml")
    return tmp_path / "lists"


def test_all_lists_in_force_are_used(library: Path, run: Run, tmp_path: Path) -> None:
    code, out, err = run("screen", "-w", library, "--name", "Anna Eriksson", "-f", "jsonl")
    assert (code, err) == (1, "")
    assert (json.loads(out)["list"], json.loads(out)["degraded"]) == ("people", [])
    (tmp_path / "people.csv").write_text(PEOPLE + "E5,Mohammed Ali,\n", encoding="utf-8")
    assert run("screen", "-w", library, "--name", "Mohammed Ali")[0] == 0
    install(library, "people", tmp_path / "people.csv", list_name="people")
    assert run("screen", "-w", library, "--name", "Mohammed Ali")[0] == 1


def test_a_folder_without_lists_is_told(run: Run, tmp_path: Path) -> None:
    for command in (
        ["screen", "--name", "x"],
        ["explain", "--name", "x"],
        ["batch", tmp_path / "in", tmp_path / "out"],
    ):
        code, out, err = run(*command, "-w", tmp_path)
        assert (code, out) == (2, "")
        assert "no list is in force in this folder" in err
    code, _, err = run("doctor", "-w", tmp_path)
    assert (code, "no list is in force in this folder" in err) == (1, True)


def test_who_is_to_be_helped_stands_apart(library: Path, run: Run, tmp_path: Path) -> None:
    code, out, err = run("screen", "-w", library, "--name", "Zoe Papadopoulou", "--explain")
    assert (code, out.splitlines()[:2]) == (1, ["hits", "to help, not to refuse:"])
    assert "to help, not to refuse: missing child" in err
    assert "to help, not to refuse: missing child" in run("explain", "-w", library, "--name", "Zoe Papadopoulou")[1]
    (tmp_path / "in.csv").write_text("name\nZoe Papadopoulou\nAnna Eriksson\n")
    code, out, _ = run("batch", tmp_path / "in.csv", tmp_path / "out", "-w", library, "-q", "--summary", "json")
    done = json.loads(out)
    assert (code, done["statuses"], done["protective"]) == (1, {"hits": 2}, {"national": 1})
    assert done["bands"].keys() == {"people"}
    assert "to help, on national" in run("batch", tmp_path / "in.csv", tmp_path / "out", "-w", library, "-q")[1]


def test_a_discreet_entry_is_shown_to_its_role_alone(library: Path, run: Run, tmp_path: Path) -> None:
    bela = ["--name", "Bela Bartok"]
    (tmp_path / "in.csv").write_text("name\nBela Bartok\n")
    for command in (["screen", *bela], ["explain", *bela], ["batch", tmp_path / "in.csv", tmp_path / "out", "-q"]):
        code, out, err = run(*command, "-w", library)
        assert code == 0
        assert "D4" not in out + err
    assert run("screen", *bela, "-w", library, "--visible-to", "discreet", "-f", "csv")[0] == 1
    assert "D4" in run("explain", *bela, "-w", library, "--visible-to", "discreet")[1]
    code, out, _ = run(
        "batch", tmp_path / "in.csv", tmp_path / "all", "-w", library, "--visible-to", "discreet", "--summary", "json"
    )
    assert (code, json.loads(out)["statuses"]) == (1, {"hits": 1})
    # The answers of one caller are no beginning of those of another.
    code, _, err = run("batch", tmp_path / "in.csv", tmp_path / "all", "-w", library)
    assert (code, "the output exists, of another job (other lists)" in err) == (2, True)
    code, _, err = run("screen", *bela, "-w", library, "--visible-to", "discret")
    assert (code, "a role that no list knows" in err) == (2, True)


def test_a_list_that_nobody_looked_after_is_stale(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "lists"
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    install(root, "people", tmp_path / "people.csv", days=2)
    (tmp_path / "in.csv").write_text("name\nAnna Eriksson\n")
    code, out, err = run("screen", "-w", root, "--name", "Anna Eriksson", "-f", "jsonl")
    assert (code, json.loads(out)["degraded"]) == (4, ["list_stale"])
    assert "not found to be the newest for longer than it may be: update it" in err
    assert run("screen", "-w", root, "--name", "Anna Eriksson", "--dry-run")[0] == 4
    assert run("batch", tmp_path / "in.csv", tmp_path / "out", "-w", root)[0] == 4
    assert run("doctor", "-w", root)[0] == 4
    for days, expected in ((1, 4), (2, 1), (3, 1)):
        code, out, err = run("screen", "-w", root, "--name", "Anna Eriksson", "--max-age", days, "-f", "jsonl")
        assert (code, json.loads(out)["degraded"]) == (expected, ["list_stale"] if expected == 4 else [])
        assert ("is 2 days old, at most 1 were asked for" in err) == (expected == 4)
    assert run("doctor", "-w", root, "--max-age", 2)[0] == 0


def test_the_doctor_looks_at_every_file_of_a_library(library: Path, run: Run) -> None:
    code, out, _ = run("doctor", "-w", library, "-f", "json")
    facts = json.loads(out)
    assert (code, facts["watchlist lists"]) == (0, "2 files, all whole, 4 entries")
    assert facts["list people of lists"] == "2 entries of unknown date, 0 days since its source was seen"
    path = sc.Library(library).current("people").path
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    assert run("doctor", "-w", library)[0] == 1


def test_a_case_on_a_library_is_recorded(library: Path, run: Run, tmp_path: Path) -> None:
    """What was answered stands in the trail, for those who are to be helped too."""
    (tmp_path / "key").write_text("a secret of some length")
    audit = ("--audit", tmp_path / "trail", "--audit-key-file", tmp_path / "key", "--case", "case-1")
    assert run("screen", "-w", library, "--name", "Zoe Papadopoulou", *audit)[0] == 1
    line = json.loads((tmp_path / "trail").read_text())
    assert ([name for name, _ in line["lists"]], line["hits"]) == (["national", "people"], [])
    assert [entry for _, entry, *_ in line["protective"]] == ["C3"]
    assert verify_trail(tmp_path / "trail", key=b"a secret of some length").is_whole
