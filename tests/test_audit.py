"""The audit trail: whatever is done to it is found, and whatever is torn off by a kill is closed."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people import SCREENER, WATCHLIST

import screening as sc
from screening.audit import Anchor, AuditTrail, TrailReport, verify_trail
from screening.documents import TravelDocument

KEY = b"0123456789abcdef"
ANNA = sc.Traveller(name="Anna Eriksson", birth_date="1974-08-12", document_number="L898902C3", id="L898902C3")
BELA = sc.Traveller(surname="Bartok", given_names="Bela")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def filled(path: Path, cases: int = 5) -> AuditTrail:
    trail = AuditTrail(path, key=KEY)
    for number in range(cases):
        traveller = (ANNA, BELA)[number % 2]
        trail.record(f"case-{number}", traveller, SCREENER.screen(traveller), time=NOW)
    return trail


def check(path: Path, **options: Any) -> TrailReport:
    return verify_trail(path, **{"key": KEY, **options})


# ---------------------------------------------------------------------------------------------------- what stands in it


def test_a_case_is_recorded(tmp_path: Path) -> None:
    filled(tmp_path / "trail", 2)
    first, second = map(json.loads, (tmp_path / "trail").read_text().splitlines())
    result = SCREENER.screen(ANNA)
    assert first["case"] == "case-0"
    assert first["time"] == "2026-01-02T03:04:05.000+00:00"
    assert first["lists"] == [["test", WATCHLIST.digest]]
    assert first["config"] == SCREENER.config.digest
    assert first["status"] == "hits"
    assert first["hits"] == [[h.list, h.entry_id, h.score, h.name_score, h.band] for h in result.hits]
    assert first["count"] == len(result.hits) == 1
    assert second["hits"] == []
    assert second["previous"] == first["hash"]
    assert (tmp_path / "trail").stat().st_mode & 0o777 == 0o600


def test_a_decision_and_a_note_are_recorded(tmp_path: Path) -> None:
    trail = filled(tmp_path / "trail", 1)
    trail.dispose("case-0", ("test", "1"), "other_person", by="officer/17", time=NOW)
    anchor = trail.note("job", "nightly", {"rows": 3}, time=NOW)
    _, decision, note = map(json.loads, (tmp_path / "trail").read_text().splitlines())
    assert (decision["entry"], decision["disposition"], decision["by"]) == (
        ["test", "1"],
        "other_person",
        "officer/17",
    )
    assert note["rows"] == 3
    report = check(tmp_path / "trail")
    assert (report.lines, report.cases, report.breaks, report.anchor) == (3, 1, (), anchor)


def test_no_personal_data_stands_in_it(tmp_path: Path) -> None:
    filled(tmp_path / "trail", 2)
    text = (tmp_path / "trail").read_text().lower()
    for value in ("anna", "eriksson", "1974-08-12", "l898902c3", "bartok", "bela"):
        assert value not in text
        for digest in ("md5", "sha1", "sha256"):
            assert hashlib.new(digest, value.encode()).hexdigest() not in text


def test_the_traveller_cannot_be_guessed_without_the_key(tmp_path: Path) -> None:
    for number, key in enumerate((KEY, KEY + b"x")):
        AuditTrail(tmp_path / str(number), key=key).record("c", ANNA, SCREENER.screen(ANNA), time=NOW)
    first, second = (json.loads((tmp_path / str(number)).read_text()) for number in range(2))
    assert first["query"] != second["query"]
    assert first["hits"] == second["hits"]


@pytest.mark.parametrize("case", ["", "Anna Eriksson", "a" * 129, "x\n", None, 7])
def test_a_case_is_no_free_text(tmp_path: Path, case: Any) -> None:
    trail = AuditTrail(tmp_path / "trail", key=KEY)
    with pytest.raises(sc.ConfigError, match="case: must be letters, digits"):
        trail.record(case, ANNA, SCREENER.screen(ANNA))
    with pytest.raises(sc.ConfigError, match="case"):
        trail.dispose(case, ("test", "1"), "other_person", by="x")
    assert not (tmp_path / "trail").exists()


@pytest.mark.parametrize("word", ["", "Other", "not him: Anna", "case "])
def test_a_decision_is_a_word(tmp_path: Path, word: str) -> None:
    trail = AuditTrail(tmp_path / "trail", key=KEY)
    with pytest.raises(sc.ConfigError, match="disposition"):
        trail.dispose("c", ("test", "1"), word, by="x")
    with pytest.raises(sc.ConfigError, match="kind"):
        trail.note(word or "case", "c", {})


@pytest.mark.parametrize("key", [b"", b"short", "0123456789abcdef", None])
def test_a_key_must_be_long(tmp_path: Path, key: Any) -> None:
    with pytest.raises(sc.ConfigError, match="key: must be at least 16 bytes"):
        AuditTrail(tmp_path / "trail", key=key)


# ------------------------------------------------------------------------------------------------------------ tampering


def test_a_whole_trail_is_whole(tmp_path: Path) -> None:
    filled(tmp_path / "trail")
    report = check(tmp_path / "trail")
    assert report.is_whole
    assert report.is_sealed
    assert (report.lines, report.cases, report.torn) == (5, 5, 0)
    assert report.anchor is not None
    assert Anchor.parse(str(report.anchor)) == report.anchor
    assert check(tmp_path / "trail", anchors=[report.anchor]).is_whole
    assert verify_trail(tmp_path / "trail").is_whole


@pytest.mark.parametrize("line", range(4))
def test_a_line_that_was_removed_is_found(tmp_path: Path, line: int) -> None:
    filled(tmp_path / "trail")
    lines = (tmp_path / "trail").read_bytes().splitlines(keepends=True)
    (tmp_path / "trail").write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
    report = verify_trail(tmp_path / "trail")
    assert report.breaks == (f"line {line + 1}: not the number that follows: lines are missing, doubled or moved",)
    assert report.anchor is None


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 4), (2, 3), (3, 4)])
def test_lines_that_changed_places_are_found(tmp_path: Path, one: int, other: int) -> None:
    filled(tmp_path / "trail")
    lines = (tmp_path / "trail").read_bytes().splitlines(keepends=True)
    lines[one], lines[other] = lines[other], lines[one]
    (tmp_path / "trail").write_bytes(b"".join(lines))
    assert not verify_trail(tmp_path / "trail").is_whole


def test_a_line_twice_is_found(tmp_path: Path) -> None:
    filled(tmp_path / "trail")
    lines = (tmp_path / "trail").read_bytes().splitlines(keepends=True)
    (tmp_path / "trail").write_bytes(b"".join([*lines[:3], lines[2], *lines[3:]]))
    assert not verify_trail(tmp_path / "trail").is_whole


@pytest.fixture(scope="module")
def trail_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("trail") / "trail"
    filled(path, 3)
    return path.read_bytes()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_byte_that_was_changed_is_found(
    trail_bytes: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(trail_bytes) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != trail_bytes[place]))
    path = tmp_path_factory.mktemp("changed") / "trail"
    path.write_bytes(trail_bytes[:place] + bytes([new]) + trail_bytes[place + 1 :])
    assert not check(path).is_whole


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_span_that_was_cut_out_is_found(
    trail_bytes: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(trail_bytes) - 1))
    end = data.draw(st.integers(start + 1, len(trail_bytes)))
    path = tmp_path_factory.mktemp("cut") / "trail"
    path.write_bytes(trail_bytes[:start] + trail_bytes[end:])
    last = json.loads(trail_bytes.splitlines()[-1])
    assert not check(path, anchors=[Anchor(3, last["hash"])]).is_whole


@pytest.mark.parametrize("kept", range(5))
def test_an_end_that_was_cut_off_takes_an_anchor(tmp_path: Path, kept: int) -> None:
    filled(tmp_path / "trail")
    anchor = check(tmp_path / "trail").anchor
    assert anchor is not None
    lines = (tmp_path / "trail").read_bytes().splitlines(keepends=True)
    (tmp_path / "trail").write_bytes(b"".join(lines[:kept]))
    assert check(tmp_path / "trail").is_whole, "the file alone does not show it"
    assert check(tmp_path / "trail", anchors=[anchor]).breaks == ("line 5: the anchor's line is not there",)


def forged(lines: list[str], key: bytes | None) -> str:
    """The chain made anew, by one who has read how it is made."""
    out, last = [], "0" * 64
    for number, line in enumerate(lines, 1):
        fields = {**json.loads(line), "line": number, "previous": last}
        seal = fields.pop("seal")
        del fields["hash"]
        last = hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        seal = hmac.digest(key, last.encode(), "sha256").hex() if key is not None else seal
        out.append(json.dumps(fields | {"hash": last, "seal": seal}, sort_keys=True, separators=(",", ":")))
    return "".join(f"{line}\n" for line in out)


@pytest.mark.parametrize("key", [None, b"not the right key"])
def test_a_chain_that_was_made_anew_is_found_with_the_key_or_an_anchor(tmp_path: Path, key: bytes | None) -> None:
    filled(tmp_path / "trail")
    anchor = check(tmp_path / "trail").anchor
    assert anchor is not None
    lines = (tmp_path / "trail").read_text().splitlines()
    (tmp_path / "trail").write_text(forged([lines[0], *lines[2:]], key))
    assert verify_trail(tmp_path / "trail").is_whole, "neither key nor anchor"
    assert re.search("was not written with this key", check(tmp_path / "trail").breaks[0])
    assert not verify_trail(tmp_path / "trail", anchors=[anchor]).is_whole
    middle = Anchor(4, json.loads(lines[3])["hash"])
    assert verify_trail(tmp_path / "trail", anchors=[middle]).breaks == ("line 4: not the line of the anchor",)


def test_another_key_is_noticed(tmp_path: Path) -> None:
    filled(tmp_path / "trail", 1)
    assert check(tmp_path / "trail", key=KEY + b"x").breaks == ("line 1: was not written with this key",)


@pytest.mark.parametrize("text", ["", "5", "x:y", "0:" + "a" * 64, "1:" + "A" * 64])
def test_what_is_no_anchor(text: str) -> None:
    with pytest.raises(sc.InputError, match="anchor"):
        Anchor.parse(text)


def test_an_empty_trail(tmp_path: Path) -> None:
    (tmp_path / "trail").touch()
    report = check(tmp_path / "trail")
    assert (report.lines, report.is_whole, report.anchor) == (0, True, None)


# ---------------------------------------------------------------------------------------------------- kills and writers


def test_a_line_that_a_kill_tore_off_is_closed_by_the_next_writer(tmp_path: Path) -> None:
    path = tmp_path / "trail"
    filled(path, 3)
    whole = path.read_bytes()
    third = whole.splitlines(keepends=True)[2]
    for length in range(1, len(third)):
        path.write_bytes(whole[: len(whole) - length])
        assert not check(path).is_whole, "an open end is told"
        AuditTrail(path, key=KEY).record("after", BELA, SCREENER.screen(BELA), time=NOW)
        report = check(path)
        only_its_end = length == 1
        assert (report.breaks, report.torn, report.cases) == ((), int(not only_its_end), 3 + only_its_end)
        assert path.read_bytes().startswith(whole[: len(whole) - length]), "nothing was taken away"


def test_a_kill_while_a_torn_line_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "trail"
    filled(path, 2)
    path.write_bytes(path.read_bytes() + b'{"case":"c\n{"byt')
    filled(path, 2)
    assert (check(path).breaks, check(path).torn, check(path).cases) == ((), 1, 4)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'{"case":"c\n{"byt', b'{"case":"x\n{"byt'))
    assert "something else stands before it than it says" in check(path).breaks[0]


def test_the_first_line_may_be_torn(tmp_path: Path) -> None:
    (tmp_path / "trail").write_bytes(b'{"ca')
    filled(tmp_path / "trail", 1)
    assert (check(tmp_path / "trail").breaks, check(tmp_path / "trail").torn) == ((), 1)


@pytest.mark.parametrize("content", [b"name\nAnna\n", b"x", b'{"a": 1}\n', b"\n\n"])
def test_a_file_that_is_no_trail_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes").write_bytes(content)
    with pytest.raises(sc.InputError, match="does not end like an audit trail"):
        filled(tmp_path / "notes", 1)
    assert (tmp_path / "notes").read_bytes() == content
    assert not check(tmp_path / "notes").is_whole


def test_a_long_line_is_found(tmp_path: Path) -> None:
    trail = filled(tmp_path / "trail", 1)
    trail.note("job", "big", {"parts": ["x" * 64] * 5000})
    trail.record("after", ANNA, SCREENER.screen(ANNA))
    assert check(tmp_path / "trail").is_whole


def write_many(path: Path, writer: int) -> None:
    trail = AuditTrail(path, key=KEY)
    for number in range(25):
        trail.note("job", f"{writer}-{number}", {"rows": number})


def test_processes_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write_many, args=(tmp_path / "trail", n)) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]
    report = check(tmp_path / "trail")
    assert (report.breaks, report.lines) == ((), 50)


# --------------------------------------------------------------------------------------------------------------- replay


@pytest.mark.parametrize("traveller", [ANNA, BELA, sc.Traveller(name="\ud800", birth_date=date(1970, 1, 1))])
def test_a_replay_gives_the_same_bytes(tmp_path: Path, traveller: sc.Traveller) -> None:
    trail = AuditTrail(tmp_path / "trail", key=KEY)
    trail.record("c", traveller, SCREENER.screen(traveller), time=NOW)
    line = json.loads((tmp_path / "trail").read_text())
    again = AuditTrail(tmp_path / "again", key=KEY)
    fresh = sc.Screener(WATCHLIST)
    again.record("c", traveller, fresh.screen(traveller), time=NOW)
    assert (tmp_path / "again").read_bytes() == (tmp_path / "trail").read_bytes()
    assert trail.replay(line, traveller, fresh)


def test_every_name_and_document_is_of_the_traveller(tmp_path: Path) -> None:
    """A case is not about somebody who differs in one further name or document."""
    trail = AuditTrail(tmp_path / "trail", key=KEY)
    document = TravelDocument("L898902C3", "P", "UTO")
    traveller = sc.Traveller(name="Bela Bartok", other_names=("Anna Eriksson",), other_documents=(document,))
    trail.record("c", traveller, SCREENER.screen(traveller), time=NOW)
    line = json.loads((tmp_path / "trail").read_text())
    assert trail.replay(line, traveller, SCREENER)
    for change in (
        {"other_names": ()},
        {"other_names": ("Anna Ericsson",)},
        {"other_documents": ()},
        {"other_documents": (replace(document, issuing_state="SWE"),)},
    ):
        assert not trail.replay(line, replace(traveller, **change), SCREENER)


def test_a_replay_of_somebody_else_or_another_answer_is_told(tmp_path: Path) -> None:
    trail = filled(tmp_path / "trail", 1)
    line = json.loads((tmp_path / "trail").read_text())
    assert not trail.replay(line, BELA, SCREENER)
    line["hits"][0][2] -= 1e-12
    assert not trail.replay(line, ANNA, SCREENER)
    with pytest.raises(sc.InputError, match="replay: the case was screened with other config"):
        trail.replay(line, ANNA, sc.Screener(WATCHLIST, threshold=0.71))
