"""Bookings: whose a name and a document is, titles glued onto names, and how a second form of a name is screened."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.people import SCREENER

import screening as sc
from screening.errors import InputError, MessageError
from screening.messages import read_pnrgov
from screening.messages.names import is_same_name, name_forms, without_remark

BOOKINGS = """UNA:+.?*'
UNB+IATA:1+XS++260730:2100+REF1'
UNH+1+PNRGOV:13:1:IA+KEY1'
MSG+:22'
ORG+XS:UTA+52519950'
TVL+010826:1200:010826:1545+UTA+FRZ+XS+270'
EQN+3'
SRC'
RCI+XS:ABC123'
SSR+AVML:HK:2:XS'
DAT+700:260730:1010'
TIF+ERIKSSONJR+ANNAMRS:A:1'
REF+:PAX1'
SSR+DOCS:HK:1:XS:::::/P/UTO/L898902C3/UTO/12AUG74/F/15APR32/ERIKSSON/ANNA/MARIA'
TIF+DRAGAN+AMR:A:2'
REF+:PAX2'
SSR+DOCS:HK:1:XS:::::/I/UTO/ID4711/UTO/03MAR91/FI/01JAN30/DRAGAN/ZOE-1+::1'
SSR+DOCS:HK:1:XS:::::////UTO/05FEB63/M//DRAGAN/AMR+::2'
TIF+LIU+WEI MR:A:3'
TVL+010826:1200::1545+UTA+FRZ+XS+270:B'
SSR+DOCS:HK:1:XS:::UTA:FRZ:/P/CHN/E12345678/CHN/01OCT80/M/02OCT29/LIU/WEI/+::3'
TIF+ERIKSSONJR+ANNAMRS:A:1'
SSD+12A++++Y'
ABI+1+:LHRRR+UTA++XS'
TIF+DRAGAN+OMAR:A:2'
SRC'
RCI+XS:XYZ789'
TIF+ERIKSSON+BJORN MR:A:1'
UNT+27+1'
UNZ+1+REF1'
"""


def test_every_booking_is_read() -> None:
    manifest = read_pnrgov(BOOKINGS)
    found = [(p.traveller.surname, p.traveller.given_names, p.role) for p in manifest.passengers]
    assert found == [
        ("ERIKSSON", "ANNA MARIA", "passenger"),
        ("DRAGAN", "AMR", "passenger"),
        ("LIU", "WEI", "passenger"),
        ("DRAGAN", "ZOE", "infant"),
        ("ERIKSSON", "BJORN MR", "passenger"),
    ]
    assert [t.id for t in manifest.travellers] == ["PAX1", "PAX2", None, None, None]
    assert [p.references["AVF"] for p in manifest.passengers] == ["ABC123"] * 4 + ["XYZ789"]
    assert manifest.flight is not None
    assert (manifest.flight.number, str(manifest.flight.arrival_time)) == ("XS270", "2026-08-01 15:45:00")


def test_documents_go_to_whom_they_name() -> None:
    """That of the infant stands with another adult and points to a third."""
    travellers = read_pnrgov(BOOKINGS).travellers
    assert [t.document_number for t in travellers] == ["L898902C3", None, "E12345678", "ID4711", None]
    assert [t.sex for t in travellers] == ["F", "M", "M", "F", "M"]  # the last by his title
    births = [t.birth_date.day for t in travellers if isinstance(t.birth_date, sc.BirthDate)]
    assert births == [date(1974, 8, 12), date(1963, 2, 5), date(1980, 10, 1), date(1991, 3, 3)]


def test_names_of_the_booking_and_of_its_history_are_other_names() -> None:
    first, second = read_pnrgov(BOOKINGS).travellers[:2]
    assert first.other_names == (
        "ANNAMRS ERIKSSONJR",
        "ANNA ERIKSSONJR",
        "ANNAMRS ERIKSSON JR",
        "ANNA ERIKSSON JR",
    )
    assert second.other_names == ("OMAR DRAGAN",)


@pytest.mark.parametrize(
    ("surname", "given", "forms"),
    [
        ("SMITH", "JOHNMR", ["JOHN"]),
        ("SMITH", "JOHN MR", ["JOHN"]),
        ("SMITH", "JOHNDRMR", ["JOHNDR", "JOHN"]),
        ("SMITH", "ANNAMSTR", ["ANNA"]),
        ("DRAGAN", "DRAGAN", []),
        ("NASR", "AMR", []),
        ("KUMAR", "MRIDULA", []),
        ("SIRAJ", "OMAR", []),
        ("MA", "LIMR", []),
        ("WILLIAMS", "WILLIAMS", ["WILLIA"]),  # beside WILLIAMS, never in its place
    ],
)
def test_a_title_is_an_extra_form_and_only_at_the_end(surname: str, given: str, forms: list[str]) -> None:
    assert name_forms(surname, given) == [(surname, form) for form in forms]
    traveller = read_pnrgov(f"UNH+1+PNRGOV:13:1:IA'TIF+{surname}+{given}:A:1'UNT+3+1'").travellers[0]
    assert (traveller.surname, traveller.given_names) == (surname, given)
    assert traveller.other_names == tuple(f"{form} {surname}" for form in forms)


@pytest.mark.parametrize(
    ("given", "sex"),
    [("NINA MS", "F"), ("WEI MR", "M"), ("LI MSTR", "M"), ("ANNA MRS.", "F"), ("WILLIAMS", None), ("JOHNMR", None)],
)
def test_a_title_that_stands_apart_says_the_sex(given: str, sex: str | None) -> None:
    assert read_pnrgov(f"UNH+1+PNRGOV:13:1:IA'TIF+DOE+{given}:A:1'UNT+3+1'").travellers[0].sex == sex


@pytest.mark.parametrize(("written", "name"), [("ZOE-1", "ZOE"), ("JANE(H)", "JANE"), ("JANE 1.1", "JANE"), ("4", "")])
def test_remarks_are_no_names(written: str, name: str) -> None:
    assert without_remark(written) == name


def test_one_name_in_several_writings() -> None:
    assert is_same_name(("BERN ADOTTE", "JANE MRS"), ("BERNADOTTE", "JANE"))
    assert is_same_name(("BERNA", "ANNA"), ("BERNADOTTE", "ANNAMARIA"))
    assert not is_same_name(("DRAGAN", "ZOE"), ("DRAGAN", "AMR"))
    assert not is_same_name(("", "ANNA"), ("DRAGAN", "ANNA"))


def documents(line: str) -> sc.Traveller:
    return read_pnrgov(f"UNH+1+PNRGOV:13:1:IA'TIF+DOE+JANEMS:A:1'SSR+DOCS:HK:1:XS:::::{line}'UNT+4+1'").travellers[0]


@pytest.mark.parametrize(
    ("line", "number", "nationality", "birth"),
    [
        ("/P/UTO/A1/UTO/12AUG74/F/15APR32/DOE/JANE", "A1", "UTO", date(1974, 8, 12)),
        ("//UTO/A1/UTO/12AUG74/F/15APR32/DOE/JANE", "A1", "UTO", date(1974, 8, 12)),
        ("P/UTO/A1/UTO/12AUG74/F/15APR32/DOE/JANE", "A1", "UTO", date(1974, 8, 12)),  # without the first slash
        ("//P/UTO/A1/UTO/12AUG74/F/15APR32/DOE/JANE", "A1", "UTO", date(1974, 8, 12)),  # one too many
        ("/P/UTO/A1/0/12AUG1974/F//DOE/JANE", "A1", None, date(1974, 8, 12)),
        ("/P/UTO/A1/UTO//F/15APR32/DOE/JANE", "A1", "UTO", None),
        ("/P/UTO/A1/UTO//F/15APR32/DOE/JANE/MARIA", "A1", "UTO", None),
        ("/P/UTO/A1", "A1", None, None),
        ("/////12AUG74/F", None, None, date(1974, 8, 12)),
    ],
)
def test_faults_of_document_lines(line: str, number: str | None, nationality: str | None, birth: date | None) -> None:
    traveller = documents(line)
    assert (traveller.surname, traveller.document_number, traveller.nationality) == ("DOE", number, nationality)
    assert getattr(traveller.birth_date, "day", None) == birth


def test_a_document_of_nobody_becomes_a_traveller_that_can_hit() -> None:
    data = "UNH+1+PNRGOV:13:1:IA'SRC'SSR+DOCS:HK:1:XS:::::/P/SWE/L898902C3/SWE/12AUG74/F/15APR32/ERIKSSON/ANNA'UNT+4+1'"
    manifest = read_pnrgov(data)
    assert [t.surname for t in manifest.travellers] == ["ERIKSSON"]
    assert "of nobody in the booking" in str(manifest.problems[0])
    assert SCREENER.screen(manifest.travellers[0]).hits[0].entry_id == "1"


def read(*segments: str) -> list[sc.Traveller]:
    return list(read_pnrgov("'".join(["UNH+1+PNRGOV:13:1:IA", "SRC", *segments, "UNT+1+1'"])).travellers)


def test_a_document_of_somebody_else_is_not_given_to_whom_it_stands_with() -> None:
    adult = "SSR+DOCS:HK:1:XS:::::/P/UTO/A1/UTO/12AUG74/M/15APR32/DOE/JOHN"
    stranger = "SSR+DOCS:HK:1:XS:::::/P/UTO/B2/UTO/01JAN80/F/15APR32/ROE/MARY"
    child = "SSR+DOCS:HK:1:XS:::::/P/UTO/C3/UTO/01JAN20/M/15APR32/DOE/TIMOTHY"
    for order in ([adult, stranger, child], [stranger, adult, child]):
        travellers = read("TIF+DOE+JOHNMR:A:1", *order)
        assert [(t.document_number, t.sex) for t in sorted(travellers, key=lambda t: str(t.document_number))] == [
            ("A1", "M"),
            ("B2", "F"),
            ("C3", "M"),
        ]
    second = read("TIF+DOE+JOHNMR:A:1", adult, adult.replace("A1", "A9"))
    assert [[t.document_number, *(d.number for d in t.other_documents)] for t in second] == [["A1", "A9"]]


def test_a_document_with_one_name_changed_is_still_of_whom_it_stands_with() -> None:
    married = read("TIF+DOE+JANEMS:A:1", "SSR+DOCS:HK:1:XS:::::/P/UTO/A1/UTO/12AUG74/F/15APR32/ROE/JANE")
    assert [(t.surname, t.document_number) for t in married] == [("ROE", "A1")]
    assert "JANEMS DOE" in married[0].other_names


def test_two_travellers_of_one_name_stay_two() -> None:
    assert len(read("TIF+DOE+JOHN:A:1", "TIF+DOE+JOHN:A:2", "TVL+010826+UTA+FRZ", "TIF+DOE+JOHN:A:2")) == 2
    assert len(read("TIF+DOE+JOHN", "TIF+DOE+JOHN", "TVL+010826+UTA+FRZ", "TIF+DOE+JOHN")) == 2
    assert len(read("TIF+DOE+JOHN:A:1+JANE:A:2+")) == 2


def test_a_visa_is_a_further_document_of_whom_it_points_to() -> None:
    visa = "SSR+DOCO:HK:1:XS:::::/UTOPIA CITY/V/V7712/UTA/01JAN26/FRZ+::3'SSR+DOCO:HK:1:XS:::::/ /K/98765///+::3'"
    wei = read_pnrgov(BOOKINGS.replace("TVL+010826:1200::1545", f"{visa}TVL+010826:1200::1545")).travellers[2]
    assert (wei.given_names, wei.document_number) == ("WEI", "E12345678")
    assert wei.other_documents == (sc.TravelDocument("V7712", "V", "FRZ"),)


def test_an_infant_without_a_record_is_a_traveller() -> None:
    data = BOOKINGS.replace("SSR+AVML:HK:2:XS'", "SSR+INFT:NN:1:XS:::::LIU/LINLINMISS/10AUG25+::3'")
    infants = [p.traveller for p in read_pnrgov(data).passengers if p.role == "infant"]
    assert [t.given_names for t in infants] == ["LINLINMISS", "ZOE"]
    assert infants[0].other_names == ("LINLIN LIU",)
    assert getattr(infants[0].birth_date, "intervals")[0] == (date(2025, 8, 10),) * 2  # noqa: B009


def test_the_best_name_of_a_traveller_counts() -> None:
    glued = sc.Traveller(surname="ERICSSON", given_names="ANJAMRS")
    alone = SCREENER.screen(glued)
    both = SCREENER.screen(sc.Traveller(surname="ERICSSON", given_names="ANJAMRS", other_names=("ANJA ERICSSON",)))
    assert both.hits[0].name_score > max([hit.name_score for hit in alone.hits], default=0)
    assert both.hits[0].name_score == SCREENER.screen(sc.Traveller(name="ANJA ERICSSON")).hits[0].name_score
    assert "\nother name" in both.hits[0].explain()
    assert "anja = anja" in both.hits[0].explain()


def test_other_names_and_documents_alone_are_screened() -> None:
    named = SCREENER.screen(sc.Traveller(surname="-", other_names=("Anna Maria Eriksson",)))
    assert (named.status, named.degraded) == ("hits", ())
    documents = (sc.TravelDocument("X1"), sc.TravelDocument("L898902C3", "P", "SWE"))
    assert SCREENER.screen(sc.Traveller(other_documents=documents)).hits[0].entry_id == "1"
    unread = SCREENER.screen(sc.Traveller(name="John Smith", other_documents=(sc.TravelDocument("--"),)))
    assert "document_unparsed" in unread.degraded


@pytest.mark.parametrize("field", [{"other_names": "ANNA"}, {"other_names": (1,)}, {"other_documents": ("L898902C3",)}])
def test_other_names_and_documents_are_checked(field: dict[str, object]) -> None:
    with pytest.raises(InputError, match="must be a tuple"):
        sc.Traveller(name="ANNA", **field)  # type: ignore[arg-type]


def test_bookings_cut_anywhere_lose_nobody_before_the_cut_and_mix_nobody() -> None:
    data = BOOKINGS.encode()
    whole = read_pnrgov(data).passengers
    birth = {p.traveller.birth_date for p in whole}
    for cut in range(len(data)):
        try:
            manifest = read_pnrgov(data[:cut], check_date=date(2026, 8, 1))
        except MessageError:
            assert cut < data.index(b"ERIKSSONJR")
            continue
        surnames = [t.surname or "" for t in manifest.travellers]
        for name, end in (("ERIKSSON", b"ANNAMRS:A:1'"), ("DRAGAN", b"AMR:A:2'"), ("LIU", b"WEI MR:A:3'")):
            if cut >= data.index(end) + len(end):
                assert any(surname.startswith(name) for surname in surnames)
        assert len(surnames) <= len(whole)
        for passenger in manifest.passengers:
            traveller = passenger.traveller
            assert traveller.birth_date is None or traveller.birth_date in birth
            if traveller.document_number:
                owner = next(p.traveller for p in whole if p.traveller.document_number == traveller.document_number)
                assert (owner.surname, owner.given_names) == (traveller.surname, traveller.given_names)
        assert cut > data.index(b"UNT") or any("no end" in str(p) for p in manifest.problems)


FRAGMENTS = st.sampled_from(
    [*BOOKINGS.splitlines(), "TIF+", "SSR+DOCS", "/", "'", "+", "?", ":", "\r\n", "UNA", "9TIF+A+"]
)


@given(st.one_of(st.binary(max_size=200), st.lists(st.one_of(FRAGMENTS, st.text(max_size=9))).map("".join)))
@example("TIF+A'SSR+DOCS:::::::://'")
@example("TIF++:IN:'SSR+INFT:::::::://+::'")
def test_any_data_are_read_or_refused(data: bytes | str) -> None:
    try:
        manifest = read_pnrgov(data)
    except MessageError:
        return
    assert len(manifest.travellers) == len(manifest.passengers)


@given(st.lists(st.sampled_from(["/", "DOE", "JANEMR", "12AUG74", "M", "FI", "P", "V", "", "(H)", "0"])).map("".join))
def test_any_statement_is_read(written: str) -> None:
    statements = "".join(
        f"SSR+{code}:HK:1:XS:::::{written}+::{1 + (code == 'DOCO')}'" for code in ("DOCS", "INFT", "DOCO")
    )
    travellers = read_pnrgov(f"UNH+1+PNRGOV:13:1:IA'TIF+DOE+JANE:A:1'{statements}UNT+6+1'").travellers
    assert any((t.surname, t.given_names) == ("DOE", "JANE") or "JANE DOE" in t.other_names for t in travellers)


def test_each_reader_refuses_the_messages_of_the_other() -> None:
    with pytest.raises(MessageError, match="read_paxlst"):
        read_pnrgov("UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'UNT+3+1'")
    with pytest.raises(MessageError, match="read_pnrgov"):
        sc.read_paxlst(BOOKINGS)


@pytest.mark.shared_data
def test_names_of_bookings_find_the_names_of_documents(shared: Path) -> None:
    """Of a booking without its documents, by any of its forms, above the default threshold.

    Two rows are no pair of names: in one the document is of an infant in the record of the adult, in the other the
    terminator and the next tag stand in the name.
    """
    with (shared / "vectors/pnr_names.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["sex"] != "FI" and "’" not in row["docs_given"]]
    assert len(rows) == 198
    found = raw = 0
    for row in rows:
        booking = (row["tif_surname"], row["tif_given"])
        document = f"{row['docs_given'].replace('/', ' ')} {row['docs_surname']}"
        scores = [
            sc.compare_names(f"{given} {surname}", document).score
            for surname, given in (booking, *name_forms(*booking))
        ]
        found += max(scores) >= 0.80
        raw += scores[0] >= 0.80
    assert raw < found
    assert found / len(rows) >= 0.97


@pytest.mark.shared_data
def test_every_booking_of_the_collection_is_read(shared: Path) -> None:
    counts = {}
    for file in sorted((shared / "vectors/paxlst").glob("gtas_pnr*.edi")):
        manifest = read_pnrgov(file.read_bytes())
        assert all(t.surname and t.given_names for t in manifest.travellers), file.name
        assert manifest.flight is not None
        counts[file.stem.removeprefix("gtas_pnr_")] = len(manifest.travellers)
    assert counts["parsers_bigMessagePnr"] == 7
    assert counts["parsers_pnrMessagePg75"] == 2  # one of whom has no terminator before his record
    assert counts["loader_adult_and_infant"] == 2
    assert counts["parsers_pnrWithBags"] == 268
