"""The UN consolidated list: every rule of the reader on a hand-written record, and the official files as a whole."""

from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import un
from screening.watchlist.sources._xml import MAX_DEPTH, MAX_FIELD

PERSON = "<DATAID>1</DATAID><FIRST_NAME>ZAYD</FIRST_NAME>"


def listed(individuals: str, entities: str = "", root: str = "CONSOLIDATED_LIST") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<{root} dateGenerated='2026-01-02T03:04:05Z'>\n"
        f"<INDIVIDUALS>{individuals}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></{root}>"
    )


def read(tmp_path: Path, xml: str | bytes) -> tuple[list[Entry], Receipt]:
    path = tmp_path / "list.xml"
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    receipt = Receipt()
    return list(un.read(path, receipt)), receipt


def person(tmp_path: Path, inner: str) -> Entry:
    entries, _ = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}{inner}</INDIVIDUAL>"))
    return entries[0]


def names(entry: Entry) -> list[tuple[str, str]]:
    return [(name.name, name.kind) for name in entry.names]


def alias(text: str, quality: str = "Good", extra: str = "") -> str:
    inner = f"<QUALITY>{quality}</QUALITY><ALIAS_NAME>{text}</ALIAS_NAME>{extra}"
    return f"<INDIVIDUAL_ALIAS>{inner}</INDIVIDUAL_ALIAS>"


def test_whole_record(tmp_path: Path) -> None:
    record = """<INDIVIDUAL>
      <DATAID>6901</DATAID><FIRST_NAME>OMAR </FIRST_NAME><SECOND_NAME>BEN</SECOND_NAME><THIRD_NAME>TEST</THIRD_NAME>
      <FOURTH_NAME/><UN_LIST_TYPE>Exampleland</UN_LIST_TYPE><REFERENCE_NUMBER>EXi.001</REFERENCE_NUMBER>
      <LISTED_ON>2014-09-23-04:00</LISTED_ON><GENDER>Male</GENDER>
      <NAME_ORIGINAL_SCRIPT>عمر بن تست / عمر تست</NAME_ORIGINAL_SCRIPT>
      <COMMENTS1>Review
 concluded.</COMMENTS1>
      <TITLE><VALUE>Dr.</VALUE><VALUE>Haji</VALUE></TITLE><DESIGNATION><VALUE>Treasurer</VALUE></DESIGNATION>
      <NATIONALITY><VALUE>Iraq</VALUE><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
      <LAST_DAY_UPDATED><VALUE>2020-01-02</VALUE></LAST_DAY_UPDATED>
      <INDIVIDUAL_ADDRESS><CITY>Basra</CITY><COUNTRY>Iraq</COUNTRY><NOTE>in 2003</NOTE></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Kirkuk</CITY><COUNTRY>Iraq</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Iraqi passport number G 123456</NUMBER>
        <ISSUING_COUNTRY>Iraq</ISSUING_COUNTRY><DATE_OF_ISSUE>2001-02-03</DATE_OF_ISSUE>
        <NOTE>in the name of another</NOTE></INDIVIDUAL_DOCUMENT>
    </INDIVIDUAL>"""
    (entry,), receipt = read(tmp_path, listed(record))
    assert (entry.id, entry.list, entry.type, entry.sex) == ("6901", "un", "person", "M")
    assert names(entry) == [
        ("OMAR BEN TEST", "primary"),
        ("عمر بن تست", "original_script"),
        ("عمر تست", "original_script"),
    ]
    assert entry.countries == (("IRQ", "birth"), ("IRQ", "nationality"), ("IRN", "nationality"), ("IRQ", "residence"))
    assert entry.birth_places == ("Kirkuk, Iraq",)
    (document,) = entry.documents
    assert (document.number, document.type, document.issuing_state) == ("G123456", "Passport", "IRQ")
    assert document.note is not None
    assert "in the name of another" in document.note
    assert "2001-02-03" in document.note
    assert (entry.titles, entry.reference, entry.programme) == (("Dr.", "Haji"), "EXi.001", "Exampleland")
    assert entry.listed_on == "2014-09-23"
    assert entry.remarks is not None
    assert entry.remarks.splitlines() == [
        "Address: Basra, Iraq, in 2003",
        "Designation: Treasurer",
        "Updated: 2020-01-02",
        "Review concluded.",
    ]
    assert receipt.list_date == "2026-01-02"
    assert receipt.closed


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (alias("Abu Zayd"), [("Abu Zayd", "strong")]),
        (alias("Abu Zayd", "Low"), [("Abu Zayd", "weak")]),
        (alias("Zayd One; Zayd Two", "Low"), [("Zayd One", "weak"), ("Zayd Two", "weak")]),
        (alias("Zayd One", "Good", "<NOTE>previously listed as</NOTE>"), [("Zayd One", "former")]),
        (alias("Zayd One (formerly listed as)"), [("Zayd One", "former")]),
        (alias("Zayd One", "f.k.a."), [("Zayd One", "former")]),
        (alias("Zayd One (زيد واحد)"), [("Zayd One", "strong"), ("زيد واحد", "original_script")]),
        (alias("Zayd One زيد واحد", "Low"), [("Zayd One", "weak"), ("زيد واحد", "weak")]),
        (alias("Said (original script: Саид)"), [("Said", "strong"), ("Саид", "original_script")]),
        (alias("Said", "Low", "<NOTE>original script: Саид</NOTE>"), [("Said", "weak"), ("Саид", "weak")]),
        (alias("Kim (金一)"), [("Kim", "strong"), ("金一", "original_script")]),
        (alias("زيد واحد"), [("زيد واحد", "original_script")]),
        (alias("زيد (Zayd One)"), [("Zayd One", "strong"), ("زيد", "original_script")]),
        (alias("El Jefe (COMBAT NAME)"), [("El Jefe", "strong")]),
        (alias("Zayd One (Wahid)"), [("Zayd One (Wahid)", "strong")]),
        (alias("Zayd One, born in Exampletown on 1 May 1970"), [("Zayd One", "strong")]),
        (alias('"ONE, Zayd"'), [("ONE, Zayd", "strong")]),
        (
            alias("زيد", "Low", "<NOTE>(Zayd; Zeid) known by this nom de guerre</NOTE>"),
            [("زيد", "weak"), ("Zayd", "weak"), ("Zeid", "weak")],
        ),
    ],
)
def test_alias(tmp_path: Path, xml: str, expected: list[tuple[str, str]]) -> None:
    assert names(person(tmp_path, xml))[1:] == expected


def test_alias_carries_its_own_note_date_place_and_passport(tmp_path: Path) -> None:
    extra = (
        "<NOTE>nom de guerre, Exampleland passport number AB 123456</NOTE><DATE_OF_BIRTH>1979-12-31</DATE_OF_BIRTH>"
        "<CITY_OF_BIRTH>Tripoli</CITY_OF_BIRTH><COUNTRY_OF_BIRTH>Libya</COUNTRY_OF_BIRTH>"
    )
    entry = person(tmp_path, alias("Abu Zayd", "Low", extra))
    note = entry.names[1].note
    assert note is not None
    assert all(part in note for part in ("nom de guerre", "1979-12-31", "Tripoli"))
    assert [(birth.intervals, "alias" in birth.flags) for birth in entry.birth_dates] == [
        (((date(1979, 12, 31), date(1979, 12, 31)),), True)
    ]
    assert entry.countries == (("LBY", "birth"),)
    assert [document.number for document in entry.documents] == ["AB123456"]


def test_empty_nodes_are_counted(tmp_path: Path) -> None:
    inner = (
        "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS><INDIVIDUAL_DOCUMENT/>"
        "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>"
        "<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>"
    )
    (entry,), receipt = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}{inner}</INDIVIDUAL>"))
    assert len(entry.names) == 1
    assert receipt.skipped == {"alias": 1, "document": 1, "birth date": 1, "address": 1}


def test_unknown_element_is_noticed_and_kept(tmp_path: Path) -> None:
    (entry,), receipt = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}<EYES>\n<VALUE>green</VALUE></EYES></INDIVIDUAL>"))
    assert entry.remarks == "EYES: green"
    assert receipt.to_dict()["notices"][0]["where"] == ["line 3"]


def test_unknown_quality_is_strong_and_noticed(tmp_path: Path) -> None:
    (entry,), receipt = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}{alias('Abu Zayd', 'Fair')}</INDIVIDUAL>"))
    assert names(entry)[1] == ("Abu Zayd", "strong")
    assert "QUALITY" in receipt.to_dict()["notices"][0]["rule"]


YEAR_1961 = (date(1961, 1, 1), date(1961, 12, 31))


@pytest.mark.parametrize(
    ("inner", "intervals", "flag"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-05-04</DATE>", [(date(1961, 5, 4), date(1961, 5, 4))], None),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1961</YEAR>", [YEAR_1961], None),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1961</YEAR>", [YEAR_1961], "approx"),
        (
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1961</FROM_YEAR><TO_YEAR>1963</TO_YEAR>",
            [(date(1961, 1, 1), date(1963, 12, 31))],
            None,
        ),
        (
            "<FROM_YEAR>1961</FROM_YEAR><TO_YEAR>1963</TO_YEAR><NOTE>Approximately </NOTE>",
            [(date(1961, 1, 1), date(1963, 12, 31))],
            "approx",
        ),
        (
            "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1961 </NOTE>",
            [(date(1961, 11, 1), date(1961, 11, 30))],
            None,
        ),
        (
            "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1961</YEAR><NOTE>Sep.</NOTE>",
            [(date(1961, 9, 1), date(1961, 9, 30))],
            None,
        ),
        (
            "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-05-04</DATE><NOTE>from false passport</NOTE>",
            [(date(1961, 5, 4), date(1961, 5, 4))],
            "unreliable",
        ),
    ],
)
def test_birth_date(tmp_path: Path, inner: str, intervals: list[tuple[date, date]], flag: str | None) -> None:
    entry = person(tmp_path, f"<INDIVIDUAL_DATE_OF_BIRTH>{inner}</INDIVIDUAL_DATE_OF_BIRTH>")
    (birth,) = entry.birth_dates
    assert list(birth.intervals) == intervals
    assert birth.flags & {"approx", "unreliable", "alias"} == ({flag} if flag else set())


def test_birth_date_that_is_not_understood_is_noticed_and_kept_as_remark(tmp_path: Path) -> None:
    inner = "<INDIVIDUAL_DATE_OF_BIRTH><NOTE>the year of the flood</NOTE></INDIVIDUAL_DATE_OF_BIRTH>"
    (entry,), receipt = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}{inner}</INDIVIDUAL>"))
    assert entry.birth_dates == ()
    assert entry.remarks == "Birth date: the year of the flood"
    assert receipt.to_dict()["notices"] == [
        {"rule": "a birth date was not understood", "count": 1, "where": ["line 3"]}
    ]


def test_sex_stated_in_comments(tmp_path: Path) -> None:
    assert person(tmp_path, "<COMMENTS1>Gender: female. Other.</COMMENTS1>").sex == "F"


def test_nationality_that_is_no_country_is_kept_as_remark(tmp_path: Path) -> None:
    entry = person(tmp_path, "<NATIONALITY><VALUE>Utopia Planitia</VALUE></NATIONALITY>")
    assert entry.countries == ()
    assert entry.remarks == "Nationality: Utopia Planitia"


@pytest.mark.parametrize(
    ("fields", "issuer"),
    [
        ("<NUMBER>Libya 428720</NUMBER>", "LBY"),
        ("<NUMBER>R00005943, South Sudan</NUMBER>", "SSD"),
        ("<NUMBER>403062567</NUMBER><COUNTRY_OF_ISSUE>Qatar</COUNTRY_OF_ISSUE>", "QAT"),
        ("<NUMBER>403062567</NUMBER>", None),
    ],
)
def test_issuer_of_a_document(tmp_path: Path, fields: str, issuer: str | None) -> None:
    entry = person(tmp_path, f"<INDIVIDUAL_DOCUMENT>{fields}</INDIVIDUAL_DOCUMENT>")
    assert entry.documents[0].issuing_state == issuer


def test_number_in_note_is_read_and_a_year_is_not(tmp_path: Path) -> None:
    document = "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NOTE>{}</NOTE></INDIVIDUAL_DOCUMENT>"
    entry = person(tmp_path, document.format("04643632 issued on 18 Jun. 1999") + document.format("issued in 1974"))
    assert [document.number for document in entry.documents] == ["04643632"]
    assert entry.remarks == "Document: Passport, issued in 1974"


def test_organisation(tmp_path: Path) -> None:
    entity = (
        "<ENTITY><DATAID>9</DATAID><FIRST_NAME>EXAMPLE TRUST (ET)</FIRST_NAME>"
        "<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Example/Fund</ALIAS_NAME></ENTITY_ALIAS>"
        "<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Trust</ALIAS_NAME></ENTITY_ALIAS>"
        "<ENTITY_ADDRESS><CITY>Kabul</CITY><COUNTRY>Afghanistan</COUNTRY></ENTITY_ADDRESS></ENTITY>"
    )
    (_, entry), receipt = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}</INDIVIDUAL>", entity))
    assert entry.type == "organisation"
    assert names(entry) == [("EXAMPLE TRUST (ET)", "primary"), ("Example/Fund", "strong"), ("Old Trust", "former")]
    assert entry.countries == (("AFG", "residence"),)
    assert receipt.entries == {"person": 1, "organisation": 1}


def test_namespace_and_prefix_are_ignored(tmp_path: Path) -> None:
    xml = listed(f"<INDIVIDUAL>{PERSON}</INDIVIDUAL>")
    for changed in (xml.replace("LIST dateG", "LIST xmlns='urn:x' dateG"), xml.replace("INDIVIDUAL", "u:INDIVIDUAL")):
        entries, _ = read(tmp_path, changed)
        assert [entry.id for entry in entries] == ["1"]


def test_repeated_id_keeps_both_entries(tmp_path: Path) -> None:
    entries, receipt = read(tmp_path, listed(f"<INDIVIDUAL>{PERSON}</INDIVIDUAL>\n<INDIVIDUAL>{PERSON}</INDIVIDUAL>"))
    assert [entry.id for entry in entries] == ["1", "1@4"]
    assert receipt.to_dict()["notices"][0]["where"] == ["line 4"]


def test_records_without_id_or_name_are_rejected_by_line(tmp_path: Path) -> None:
    bad = "<INDIVIDUAL><FIRST_NAME>NOBODY</FIRST_NAME></INDIVIDUAL>\n<INDIVIDUAL><DATAID>2</DATAID></INDIVIDUAL>"
    entries, receipt = read(tmp_path, listed(f"{bad}\n<INDIVIDUAL>{PERSON}</INDIVIDUAL>"))
    assert [entry.id for entry in entries] == ["1"]
    assert (receipt.rows_read, receipt.rows_loaded, receipt.rows_rejected) == (3, 1, 2)
    assert [row["where"] for row in receipt.to_dict()["rejected"]] == [["line 3"], ["line 4"]]


GOOD = listed(f"<INDIVIDUAL>{PERSON}</INDIVIDUAL>")
DOCTYPE = "<!DOCTYPE x [<!ENTITY a 'ZQXCANARY'><!ENTITY b '&a;&a;'>]>"


@pytest.mark.parametrize(
    ("xml", "place", "rule"),
    [
        (listed("", root="SOMETHING_ELSE"), "line 2", "CONSOLIDATED_LIST"),
        ("", "line 1", "ends before"),
        (GOOD[: len(GOOD) // 2], "line 3", "ends before"),
        (GOOD.replace("<CONSOL", DOCTYPE + "<CONSOL", 1), "line 2", "DOCTYPE"),
        (GOOD.replace("<CONSOL", "<!DOCTYPE x SYSTEM 'file:///etc/hostname'><CONSOL", 1), "line 2", "DOCTYPE"),
        (GOOD.replace("ZAYD", "ZQXCANARY&x;"), "line 3", "undefined entity"),
        (GOOD.replace("ZAYD", "ZQXCANARY</DATAID>"), "line 3", "mismatched tag"),
        (GOOD.replace("ZAYD", "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH), "line 3", "nested deeper"),
        (GOOD.replace("ZAYD", "Z" * (MAX_FIELD + 1)), "line 3", "longer than"),
        (GOOD.replace("UTF-8", "no-such-encoding"), "line 1", "encoding"),
        (GOOD.replace("ZAYD", "ZQXCANARYÉ").encode("latin-1"), "line 3", "encoding"),
    ],
)
def test_refused(tmp_path: Path, xml: str | bytes, place: str, rule: str) -> None:
    with pytest.raises(ListFormatError) as caught:
        read(tmp_path, xml)
    assert caught.value.where == place
    assert rule in caught.value.rule
    assert "ZQXCANARY" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("text", ["<INDIVIDUAL a='{}'></INDIVIDUAL>", "<!--{}-->", "<?pi {}?>"])
def test_one_huge_token_is_refused_without_being_held(tmp_path: Path, text: str) -> None:
    with pytest.raises(ListFormatError, match="longer than"):
        read(tmp_path, listed(text.format("x" * (3 * MAX_FIELD))))


def test_record_of_endless_elements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListFormatError, match="one record is longer"):
        read(tmp_path, listed(f"<INDIVIDUAL>{'<a/>' * 300_000}</INDIVIDUAL>"))


def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    record = "<INDIVIDUAL><DATAID>{}</DATAID><FIRST_NAME>ZAYD</FIRST_NAME><COMMENTS1>{}</COMMENTS1></INDIVIDUAL>\n"
    path.write_text(listed("".join(record.format(number, "x" * 2_500) for number in range(5_000))))
    assert path.stat().st_size > 10 << 20
    tracemalloc.start()
    for _ in un.read(path, Receipt()):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 << 20


def test_no_person_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListEmptyError, match="at least one person"):
        read(tmp_path, listed("", "<ENTITY><DATAID>9</DATAID><FIRST_NAME>TRUST</FIRST_NAME></ENTITY>"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_unicode_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    xml = GOOD.replace("encoding='UTF-8'", "").replace("ZAYD", "زيد").encode(encoding)
    assert un.detect(xml[:4096], "x")
    entries, _ = read(tmp_path, xml)
    assert names(entries[0]) == [("زيد", "primary")]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("file", "persons", "organisations", "named_elements"),
    [
        ("un_consolidated_2025-04-19.xml", 684, 193, 877 + 2704 + 380),
        ("un_consolidated_2026-02-27.xml", 730, 273, 1003 + 2752 + 378),
    ],
)
def test_official_file_is_read_whole(
    shared: Path, file: str, persons: int, organisations: int, named_elements: int
) -> None:
    receipt = Receipt()
    entries = list(un.read(shared / "lists" / file, receipt))
    assert receipt.entries == {"person": persons, "organisation": organisations}
    assert receipt.rows_read == receipt.rows_loaded == len(entries)
    # records, aliases with a name, and names in original script: each gives at least one name
    assert sum(receipt.names.values()) >= named_elements
    assert len({entry.id for entry in entries}) == len(entries)
    assert receipt.list_date == file[-14:-4]
