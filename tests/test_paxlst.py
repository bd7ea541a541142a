"""Passenger lists: what is read of good ones, of odd ones, and of damaged ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.people import SCREENER

from screening.errors import CapacityError, InputError, MessageError
from screening.messages import MAX_CHARS, Passenger, read_paxlst

LIST = """UNA:+.? '
UNB+UNOA:4+XS:ZZ+UTOAPIS:ZZ+260801:0631+REF1++APIS'
UNG+PAXLST+XS:ZZ+UTOAPIS:ZZ+260801:0631+1+UN+D:05B'
UNH+PAX001+PAXLST:D:05B:UN:IATA+XS270/260801/1200+01:F'
BGM+745'
RFF+TN:REF1:::1'
NAD+MS+++OPERATIONS CENTRE'
COM+12 345:TE+ops@example.invalid:EM'
TDT+20+XS270'
LOC+125+UTA'
DTM+189:2608011200:201'
LOC+87+FRZ'
DTM+232:2608011545:201'
NAD+FL+++ERIKSSON:ANNA:MARIA+HIGH STREET 1+UTOPIA CITY++12345+UTO'
ATT+2++F'
DTM+329:740812'
GEI+4+173'
LOC+22+FRZ'
LOC+174+UTO'
LOC+178+UTA'
LOC+179+FRZ'
LOC+180+UTO:::ZENITH'
NAT+2+UTO'
RFF+AVF:ABC123'
RFF+ABO:PAX-0001'
RFF+SEA:12A'
DOC+P:110:111+L898902C3'
DTM+36:320415'
LOC+91+UTO'
DOC+V:110:111+V7712'
DTM+36:270101'
NAD+FL+++O?'NEIL:SEAN'
ATT+2++M'
DTM+329:310229'
NAT+2+IRL'
RFF+ABO:PAX-0002'
DOC+P:110:111+PA4711'
LOC+91+IRL'
NAD+DDU+++SUKARNO'
ATT+2++X'
DTM+329:'
DOC++'
RFF+ABO:PAX-0003'
NAD+FM+++VAN DER BERG:JAN'
ATT+2++M'
DTM+329:19600501:102'
DOC+L:110:111+CREW99'
DOC+P:110:111+NX0001'
CNT+42:3'
CNT+41:1'
UNT+48+PAX001'
UNE+1+1'
UNZ+1+REF1'
"""
NAMES = [("ERIKSSON", "ANNA MARIA"), ("O'NEIL", "SEAN"), ("SUKARNO", None), ("VAN DER BERG", "JAN")]


def names(passengers: tuple[Passenger, ...]) -> list[tuple[str | None, str | None]]:
    return [(p.traveller.surname, p.traveller.given_names) for p in passengers]


def rules(data: bytes | str) -> str:
    return "\n".join(map(str, read_paxlst(data).problems))


def folded(text: str, width: int) -> str:
    """As a teletype network delivers it: no line ends but its own, wherever they fall."""
    run = text.replace("\n", "")
    lines = "\r\n".join(run[start : start + width] for start in range(0, len(run), width))
    return f"\x01QP FRZAPXS\r\n.HDQXS 010631\r\n\x02{lines}\r\n\x03\r\n\r\nSent by a mail gateway, don't answer.\r\n"


def test_every_field_of_a_list() -> None:
    manifest = read_paxlst(LIST)
    assert names(manifest.passengers) == NAMES
    assert [t.id for t in manifest.travellers] == ["PAX-0001", "PAX-0002", "PAX-0003", None]
    assert [p.role for p in manifest.passengers] == ["passenger", "passenger", "passenger in transit", "crew"]
    first = manifest.passengers[0]
    traveller = first.traveller
    assert (traveller.sex, traveller.nationality) == ("F", "UTO")
    assert (traveller.document_number, traveller.document_type, traveller.issuing_state) == ("L898902C3", "P", "UTO")
    assert [(d.number, d.type, d.expiry_date) for d in first.documents] == [
        ("L898902C3", "P", date(2032, 4, 15)),
        ("V7712", "V", date(2027, 1, 1)),
    ]
    assert traveller.other_documents == first.documents[1:]
    assert (first.embarkation, first.debarkation, first.birth_place) == ("UTA", "FRZ", "UTO ZENITH")
    assert (first.residence, first.references) == ("UTO", {"AVF": "ABC123", "ABO": "PAX-0001", "SEA": "12A"})
    flight = manifest.flight
    assert flight is not None
    assert (flight.number, flight.departure, flight.arrival, str(flight.arrival_time)) == (
        "XS270",
        "UTA",
        "FRZ",
        "2026-08-01 15:45:00",
    )


def test_a_crew_licence_is_not_the_document_of_identity() -> None:
    crew = read_paxlst(LIST).travellers[3]
    assert crew.document_number == "NX0001"
    assert [d.number for d in crew.other_documents] == ["CREW99"]


def test_birth_dates_are_intervals_at_the_day_of_the_flight() -> None:
    births = [t.birth_date for t in read_paxlst(LIST).travellers]
    assert births[2] is None
    assert [b.intervals[0][0].isoformat() for b in births if not isinstance(b, str | date | None)] == [
        "1974-08-12",
        "1931-02-01",  # 29 February 1931 is no day: the month
        "1960-05-01",
    ]
    # A child of 2026, and at an earlier check a person of 1926 alone.
    newborn = LIST.replace("740812", "260701")
    birth = read_paxlst(newborn).travellers[0].birth_date
    earlier = read_paxlst(newborn, check_date=date(2020, 1, 1)).travellers[0].birth_date
    assert [getattr(b, "intervals")[0][0].year for b in (birth, earlier)] == [2026, 1926]  # noqa: B009


def test_what_is_odd_is_told_with_its_place_and_without_its_value() -> None:
    assert rules(LIST) == "segment 31: the birth date is no date, or one that does not exist"
    odd = LIST.replace("CNT+42:3", "CNT+42:130").replace("UNT+48", "UNT+9").replace("DTM+36:320415", "DTM+36:320499")
    assert rules(odd).splitlines() == [
        "segment 48: another count of travellers is told than the 3 found",
        "segment 50: another count of segments is told than the 48 found",
        "segment 13: the expiry of a document is no date",
        "segment 31: the birth date is no date, or one that does not exist",
    ]


SERVICES = [
    (":", "+", "?", "'"),
    (":", "*", "?", "#"),
    (":", "-", "?", "'"),
    (":", "*", "?", "$"),
    (".", "+", "\\", "*"),
]


def other_service(text: str, service: tuple[str, str, str, str]) -> str:
    """The same list with other service characters, and without the advice."""
    component, element, release, end = service
    body = text.split("\n", 1)[1].replace("@example.invalid", "").replace("?'", "’")
    body = body.replace("260801/1200", "260801").replace("PAX-", "PAX")
    table = str.maketrans({":": component, "+": element, "'": end})
    return body.translate(table).replace("’", f"{release}{end}" if end == "'" else "'")


@pytest.mark.parametrize(
    ("advice", "service"),
    [("right", service) for service in SERVICES]
    # Without the right advice nobody can know the last one's release character.
    + [(advice, service) for advice in ("missing", "wrong") for service in SERVICES[:-1]],
)
def test_service_characters_are_found(advice: str, service: tuple[str, str, str, str]) -> None:
    component, element, release, end = service
    told = {"right": f"UNA{component}{element}.{release} {end}\n", "missing": "", "wrong": "UNA;~.? ^\n"}[advice]
    manifest = read_paxlst(told + other_service(LIST, service))
    assert names(manifest.passengers) == NAMES
    assert manifest.travellers[0].document_number == "L898902C3"


CHANGES: dict[str, Callable[[str], str | bytes]] = {
    "folded at 63": lambda text: folded(text, 63),
    "folded at 69": lambda text: folded(text, 69),
    "folded at 7": lambda text: folded(text, 7),
    "one line": lambda text: text.replace("\n", ""),
    "blank before tags": lambda text: text.replace("\n", "\r\n "),
    "blank behind terminators": lambda text: text.replace("'\n", "' \n"),
    "blank behind tags": lambda text: text.replace("UNG+", "UNG +").replace("NAD+FL", "NAD +FL"),
    "no envelope": lambda text: text[text.index("UNH") : text.index("UNE")],
    "no header at all": lambda text: text[text.index("NAD+FL") :],
    "quotes of a word processor": lambda text: text.replace("'\n", "’\n"),
    "no terminators at line ends": lambda text: text.replace("'\n", "\n"),
    "a lost terminator": lambda text: text.replace("LOC+91+IRL'\n", "LOC+91+IRL"),
    "a lost line end": lambda text: text.replace("LOC+91+IRL'\n", "LOC+91+IRL "),
    "a released terminator": lambda text: text.replace("ANNA:MARIA+HIGH STREET 1", "ANNA:MARIA+HIGH STREET 1?"),
    "controls of syntax level B": lambda text: (
        text[text.index("UNB") :].replace("?'", "’").translate(str.maketrans(":+'", "\x1f\x1d\x1c")).replace("’", "'")
    ),
    "lower-case tags": str.lower,
    "twice": lambda text: text,
    "bytes": str.encode,
    "marked UTF-8": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "header lines between pages": lambda text: text.replace(
        "NAD+FM", "\r\n\x03\r\n\x01QP FRZAPXS\r\n.HDQXS\r\n\x02NAD+FM"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_may_be_delivered_in_any_way(change: str) -> None:
    manifest = read_paxlst(CHANGES[change](LIST))
    found = [tuple(part and part.upper() for part in name) for name in names(manifest.passengers)]
    assert found == NAMES
    assert [d.number.upper() for p in manifest.passengers for d in p.documents] == [
        "L898902C3",
        "V7712",
        "PA4711",
        "CREW99",
        "NX0001",
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"NOV\x87K", "NOVáK"),  # Mac Roman
        (b"MU\xd1OZ", "MUÑOZ"),  # Latin-1
        (b"\x8aEREMET", "ŠEREMET"),  # Windows-1252
        ("MUÑOZ".encode(), "MUÑOZ"),
        (b"O\x92BRIEN", "O’BRIEN"),
    ],
)
def test_bytes_outside_ascii_become_the_letters_that_they_most_likely_are(written: bytes, name: str) -> None:
    manifest = read_paxlst(LIST.encode().replace(b"ERIKSSON", written))
    assert manifest.travellers[0].surname == name
    assert "outside ASCII" in str(manifest.problems[0])


def test_a_character_set_that_is_named_is_used() -> None:
    text = LIST.replace("UNOA", "UNOE").replace("ERIKSSON", "ЩЕРБАКОВ")
    assert read_paxlst(text.encode("iso8859-5")).travellers[0].surname == "ЩЕРБАКОВ"


def test_the_facts_of_a_traveller_whose_name_is_lost_are_given_to_nobody_else() -> None:
    damaged = LIST.replace("NAD+FL+++O?'NEIL:SEAN'\n", "")
    manifest = read_paxlst(damaged)
    assert [t.surname for t in manifest.travellers] == ["ERIKSSON", None, "SUKARNO", "VAN DER BERG"]
    assert manifest.travellers[0].document_number == "L898902C3"
    assert manifest.travellers[1].document_number == "PA4711"
    assert "whose name is lost" in rules(damaged)


def test_a_damaged_record_is_flagged_by_the_screener_and_stops_nobody() -> None:
    odd = (
        LIST.replace("PA4711", "--/--")
        .replace("NAD+DDU+++SUKARNO", "NAD+DDU+++")
        .replace("DTM+329:740812", "DTM+329:7SX8")
    )
    results = SCREENER.screen_many(read_paxlst(odd).travellers)
    assert [result.id for result in results] == ["PAX-0001", "PAX-0002", "PAX-0003", None]
    assert [result.degraded for result in results] == [
        ("date_unparsed",),
        ("document_unparsed",),
        ("no_name",),
        (),
    ]
    assert (results[0].status, results[2].status) == ("hits", "unscreenable")  # by the number of her passport


def test_a_name_that_fills_its_field_may_be_cut() -> None:
    long = "WOLFESCHLEGELSTEINHAUSENBERGERDORFF"
    cut = [t.maybe_truncated for t in read_paxlst(LIST.replace("ERIKSSON", long)).travellers]
    assert cut == [True, False, False, False]


def test_parties_of_unknown_roles_and_names_in_the_wrong_place_are_kept() -> None:
    odd = LIST.replace("NAD+DDU+++", "NAD+ZZZ++").replace("NAD+FM+++VAN DER BERG:JAN", "NAD+FM+++VAN DER BERG/JAN")
    manifest = read_paxlst(odd)
    assert names(manifest.passengers) == NAMES
    assert manifest.passengers[2].role == "other"
    assert "another element" in rules(odd)


def test_of_several_messages_nothing_is_mixed() -> None:
    second = LIST.replace("PAX-000", "PAX-001").replace("NAD+FL+++ERIKSSON:ANNA:MARIA", "NAD+FL+++DOE:JANE")
    manifest = read_paxlst(LIST + second.replace("+", "*").replace("*'", "+'").replace("UNA:*", "UNA:*"))
    assert len(manifest.travellers) == 8
    assert manifest.travellers[:4] == read_paxlst(LIST).travellers
    assert manifest.travellers[4].surname == "DOE"


def test_a_list_that_is_not_the_last_part_says_so() -> None:
    assert "others may follow" in rules(LIST.replace("+01:F'", "+01:C'"))


ANSWER = """UNB+SIRE:4+UTO+XS+260801:0631+REF1++IAPI"
UNH+1+CUSRES:D:05B:UN:IATA+REF1+01:F"
BGM+962"
RFF+TN:REF1"
RFF+AF:XS270"
DTM+189:2608011200:201"
DTM+232:2608011545:201"
LOC+125+UTA"
LOC+87+FRZ"
ERP+2"
RFF+AVF:ABC123"
RFF+ABO:PAX-0001"
ERC+0Z"
FTX+AAP+++OK TO BOARD"
ERP+2"
RFF+ABO:PAX-0002"
ERC+1Z"
UNT+17+1"
"""


def test_answers_are_read_by_reference() -> None:
    manifest = read_paxlst(ANSWER)
    assert [(a.reference, a.booking, a.codes, a.text) for a in manifest.answers] == [
        ("PAX-0001", "ABC123", ("0Z",), "OK TO BOARD"),
        ("PAX-0002", None, ("1Z",), ""),
    ]
    assert manifest.travellers == ()
    assert manifest.flight is not None
    assert (manifest.flight.number, manifest.flight.departure) == ("XS270", "UTA")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 500,
        "hello world",
        LIST[:40],
        "UNH+1+ORDERS:D:96A:UN'BGM+220'UNT+3+1'",
        b"%PDF-1.7\n'\n+",
        "{}",
    ],
)
def test_what_is_no_passenger_list_is_refused(data: bytes | str) -> None:
    with pytest.raises(MessageError):
        read_paxlst(data)


def test_other_types_and_sizes_are_refused() -> None:
    with pytest.raises(InputError):
        read_paxlst(17)  # type: ignore[arg-type]
    with pytest.raises(CapacityError):
        read_paxlst(LIST.encode() * (10_000_000 // len(LIST)))
    assert len(LIST) < MAX_CHARS


def test_a_list_does_not_show_in_logs() -> None:
    manifest = read_paxlst(LIST)
    shown = "".join(map(repr, [manifest, *manifest.passengers, *manifest.travellers, *read_paxlst(ANSWER).answers]))
    assert not [word for word in ("ERIKSSON", "ANNA", "L898902C3", "1974", "PAX-", "ABC123") if word in shown]


def facts(passenger: Passenger) -> dict[str, Any]:
    traveller = passenger.traveller
    return {
        "sex": traveller.sex,
        "birth_date": traveller.birth_date,
        "id": traveller.id,
        "places": passenger.embarkation,
        "nationalities": passenger.nationalities or None,
    }


@pytest.mark.parametrize(
    "text", [LIST, folded(LIST, 69), other_service(LIST, SERVICES[1])], ids=["lines", "folded", "#"]
)
def test_a_list_cut_anywhere_loses_nobody_before_the_cut_and_mixes_nobody(text: str) -> None:
    whole = read_paxlst(text, check_date=date(2026, 8, 1)).passengers
    data = text.encode()
    ends = [data.find(name.encode()) + len(name) for name in ("MARIA", "SEAN", "SUKARNO", "JAN")]
    for cut in range(len(data)):
        try:
            manifest = read_paxlst(data[:cut], check_date=date(2026, 8, 1))
        except MessageError:
            assert cut < ends[0]
            continue
        read = manifest.passengers
        if min(ends) > 0 and "\r" not in text:  # no name is folded
            assert len(read) >= sum(end < cut for end in ends)
        assert read[:-1] == whole[: len(read) - 1] if read else True
        for last, original in zip(read[-1:], whole[len(read) - 1 :], strict=False):
            own, full = ((p.traveller.surname or "", p.traveller.given_names or "") for p in (last, original))
            assert own == full or last.traveller.maybe_truncated
            assert " ".join(full).startswith(" ".join(own).strip())
            assert all(value in (None, facts(original)[key]) for key, value in facts(last).items())
            assert [d.number for d in last.documents] == [d.number for d in original.documents][: len(last.documents)]
            assert last.references.items() <= original.references.items()
        if len(read) < 4:
            assert any("no end" in str(p) or "the data end" in str(p) for p in manifest.problems)


FRAGMENTS = st.sampled_from(
    [
        *LIST.splitlines(),
        *ANSWER.splitlines(),
        "NAD+",
        "'",
        "+",
        "?",
        ":",
        "\r\n",
        "UNA",
        "\x1c",
        "UNA*+.?*'",
        "é",
        "\ue000",
    ]
)


@given(st.one_of(st.binary(max_size=200), st.lists(st.one_of(FRAGMENTS, st.text(max_size=9))).map("".join)))
@example("UNA+++++'UNB+NAD+FL+++A:B'")
@example("NAD+FL+++?")
def test_any_data_are_read_or_refused(data: bytes | str) -> None:
    try:
        manifest = read_paxlst(data)
    except MessageError:
        return
    assert len(manifest.travellers) == len(manifest.passengers)


@given(st.binary(min_size=1, max_size=4), st.integers(0, len(LIST)))
def test_damage_leaves_the_travellers_before_it_alone(damage: bytes, place: int) -> None:
    data = LIST.encode()
    first = data.index(b"NAD+DDU")
    if place < first:
        place = first + place % (len(data) - first)
    manifest = read_paxlst(data[:place] + damage + data[place + len(damage) :], check_date=date(2026, 8, 1))
    whole = read_paxlst(data, check_date=date(2026, 8, 1))
    assert manifest.travellers[:2] == whole.travellers[:2]


@pytest.mark.shared_data
def test_every_message_of_the_collection_is_read(shared: Path) -> None:
    """What another reader read: raw names and figures, which are dates here.

    It keeps two kinds of values that are none, and the reader is right to leave them: ``(date_format %y ...``, which
    are places for a date in a template that nobody filled, and the byte 0x87 of a Mac that it could not read.
    """
    folder = shared / "vectors/paxlst"
    lines = (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 35
    for line in lines:
        expected = json.loads(line)
        manifest = read_paxlst((folder / expected["file"]).read_bytes())
        assert len(manifest.travellers) == len(expected["pax"]), expected["file"]
        for found, told in zip(manifest.passengers, expected["pax"], strict=True):
            traveller = found.traveller
            surname, given = told["name"][0].replace("Nov\ufffdk", "Novák"), " ".join(filter(None, told["name"][1:]))
            assert (traveller.surname, traveller.given_names or "") == (surname, given)
            assert found.role == {"FL": "passenger", "FM": "crew"}[told["role"]]
            assert (traveller.sex, traveller.nationality) == (told.get("sex"), told.get("nationality"))
            assert (found.embarkation, found.debarkation) == (told.get("loc178"), told.get("loc179"))
            assert found.residence == told.get("loc174")
            assert found.references == told.get("rff", {})
            documents = [(d["type"], d["number"], d.get("issuer"), figures(d.get("expiry"))) for d in told["docs"]]
            assert documents == [
                (d.type, d.number, d.issuing_state, d.expiry_date and f"{d.expiry_date:%y%m%d}")
                for d in found.documents
            ]
            intervals = getattr(traveller.birth_date, "intervals", ())
            assert [f"{first:%y%m%d}" for first, _ in intervals[:1]] == list(filter(None, [figures(told.get("dob"))]))


def figures(text: str | None) -> str | None:
    return None if text is None or text.startswith("(date_format") else text
