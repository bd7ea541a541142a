"""A table is screened in columns; every row says what screening its traveller alone would say, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.people import WATCHLIST

import screening as sc
from screening import batch
from screening.intake import _iso_days
from screening.screener import Query, fold_traveller

LOW = sc.Screener(WATCHLIST, config=sc.ScreeningConfig(threshold=0.3, name_floor=0.0, max_hits=3))
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
LONG_ZONE = ZONE.replace("ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "ERIKSSON<<ANNA<MARIA<JOHANNA<ELEONORA<CA")
NO_GIVEN = ZONE.replace("ERIKSSON<<ANNA<MARIA", "MOHAMMEDALIMOHAMMEDA")

NAMES = st.sampled_from(
    ["", " ", "Anna Eriksson", "ERIKSSON", "Щербаков", "Ali", "???", "Abd al Rahman", "x " * 70, "Maria\u0301"]
)
CELLS: dict[str, st.SearchStrategy[str | None]] = {
    "name": st.none() | NAMES,
    "surname": st.none() | NAMES,
    "given_names": st.none() | NAMES,
    "birth_date": st.none()
    | st.sampled_from(["", " ", "1974-08-12", "1974-02-30", "1500-01-01", "1499-12-31", "2000-02-29", "1900-02-29"])
    | st.sampled_from(["circa 1974", "12.8.1974", "x", "1974-8-12 ", "１974-08-12", "1974-08-12\n", "9999-12-31"])
    | st.dates().map(str),
    "sex": st.none() | st.sampled_from(["", "F", "male", " f", "X", "<", "ß"]),
    "nationality": st.none() | st.sampled_from(["", "SWE", "SUN", "Russia", "Atlantis", "<<", "XXA", "D"]),
    "document_number": st.none() | st.sampled_from(["", "L898902C3", "L 898902 C3", "l898902c3", "<<", "-", "none"]),
    "document_type": st.none() | st.just("P"),
    "mrz": st.none() | st.sampled_from(["", " ", ZONE, LONG_ZONE, NO_GIVEN, "P<UTO", ZONE[:-1]]),
    "traveller_id": st.none() | st.text(st.characters(codec="utf-8"), max_size=3),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=6)


def query(row: dict[str, Any]) -> Query:
    """The traveller of a row, as an object; a zone stands for the whole row."""
    values = {field: value for field, value in row.items() if value is not None and value != ""}
    reference, zone = row.get("traveller_id"), values.pop("mrz", None)
    values.pop("traveller_id", None)
    is_unreadable = False
    if zone is not None:
        try:
            return fold_traveller(sc.Traveller.from_mrz(sc.parse_mrz(zone), id=reference))
        except sc.InputError:
            is_unreadable = True
    try:
        folded = fold_traveller(sc.Traveller(id=reference, **values))
    except sc.InputError:
        is_unreadable = True
        folded = fold_traveller(sc.Traveller(id=reference))
    return replace(folded, degraded=("unreadable", *folded.degraded)) if is_unreadable else folded


def answer(rows: list[dict[str, Any]]) -> pa.Table:
    """What the table should say, made of `Result` objects."""
    lines: list[dict[str, Any]] = []
    for number, result in enumerate(LOW.results([query(row) for row in rows])):
        line = {"row": number, "traveller_id": result.id, "status": result.status, "degraded": list(result.degraded)}
        for hit in result.hits:
            evidence = hit.evidence
            lines.append(
                line
                | {
                    name: getattr(hit, name)
                    for name in ("entry_id", "list", "score", "name_score", "band", "matched_name", "is_protective")
                }
                | {
                    name: getattr(evidence, name).name.lower()
                    for name in ("birth_date", "sex", "nationality", "document")
                }
            )
        if not result.hits:
            lines.append(line)
    return pa.Table.from_pylist(lines, schema=batch.OUTPUT_SCHEMA)


def table(rows: list[dict[str, Any]], fields: list[str]) -> pa.Table:
    return pa.table({field: pa.array([row.get(field) for row in rows], pa.string()) for field in fields})


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sets(st.sampled_from(sorted(CELLS))))
@example([{"mrz": LONG_ZONE}, {"mrz": NO_GIVEN}, {"surname": "Eriksson", "given_names": ""}], set())
def test_columns_say_what_objects_say(rows: list[dict[str, Any]], left_out: set[str]) -> None:
    fields = [field for field in CELLS if field not in left_out or field == "name"]
    given_rows = [{field: row.get(field) for field in fields} for row in rows]
    assert LOW.screen_table(table(given_rows, fields)).equals(answer(given_rows))


@given(st.lists(CELLS["birth_date"]))
@example(["2000-02-29", "1900-02-29", "1600-02-29", "1974-08-12é"])
def test_iso_dates_in_bulk_are_those_of_the_calendar(texts: list[str | None]) -> None:
    day, is_day = _iso_days(pa.array(["left out", *texts], pa.string()).slice(1))
    for text, found, number in zip(texts, is_day, day, strict=True):
        if found:
            assert sc.parse_birth_date(text or "").intervals == ((date.fromordinal(int(number) + 719_163),) * 2,)
        elif text is not None and text.isascii() and len(text) == 10 and text >= "1500":
            with pytest.raises(ValueError):
                date.fromisoformat(text)


def test_a_name_that_is_not_utf8_takes_its_row_with_it() -> None:
    damaged = pa.array([b"Anna", b"Eriksson\xff", b"Ali"], pa.binary()).view(pa.string())
    found = LOW.screen_table(
        pa.table({"surname": damaged, "birth_date": ["x"] * 3, "mrz": [None, None, ZONE]})
    ).to_pylist()
    reasons = {row["row"]: row["degraded"] for row in found}
    assert reasons == {0: ["date_unparsed"], 1: ["unreadable", "no_name"], 2: []}
