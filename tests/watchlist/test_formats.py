"""Every list format: what is kept of the person that all samples have, and what is special to each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.watchlist import samples
from tests.watchlist.samples import SAMPLES

from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import SOURCES, gather, open_source


def read(folder: Path, file: str, text: str) -> tuple[list[Entry], Receipt]:
    path = folder / file
    path.write_text(text, encoding="utf-8", newline="")
    (load,) = gather([path])
    receipt = Receipt()
    return list(load.read(receipt)), receipt


def sample(folder: Path, name: str) -> tuple[Entry, Receipt]:
    """The first person of a sample, and the receipt."""
    entries, receipt = read(folder, *SAMPLES[name])
    return next(entry for entry in entries if "ERIKSSON" in entry.names[0].name.upper()), receipt


def all_but(*lacking: str) -> list[str]:
    """Formats that name persons, without those that lack a field for what is asked."""
    return [name for name in SAMPLES if name not in ("lost_documents", *lacking)]


def rules(receipt: Receipt, key: str) -> dict[str, list[str]]:
    return {row["rule"]: row["where"] for row in receipt.to_dict()[key]}


def names(entry: Entry) -> set[tuple[str, str]]:
    return {(name.name, name.kind) for name in entry.names}


@pytest.mark.parametrize("name", list(SAMPLES))
def test_format_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    (tmp_path / "download").write_text(SAMPLES[name][1], encoding="utf-8")
    assert open_source(tmp_path / "download") is SOURCES[name]


@pytest.mark.parametrize("name", list(SAMPLES))
def test_every_row_is_accounted_for(tmp_path: Path, name: str) -> None:
    entries, receipt = read(tmp_path, *SAMPLES[name])
    assert receipt.closed
    assert receipt.rows_read == receipt.rows_loaded + receipt.rows_rejected > 0
    assert len(entries) == sum(receipt.entries.values())
    assert all(entry.id and entry.list for entry in entries)


@pytest.mark.parametrize("name", all_but())
def test_person_and_exact_birth_date_are_kept(tmp_path: Path, name: str) -> None:
    entry, _ = sample(tmp_path, name)
    assert entry.type == "person"
    assert [kept.kind for kept in entry.names].count("primary") == 1
    assert {"eriksson", "anna", "maria"} == set(entry.names[0].name.lower().replace(",", "").split())
    assert any(birth.day == date(1974, 8, 12) for birth in entry.birth_dates)


@pytest.mark.parametrize("name", all_but("un", "eu_journal", "australia", "opensanctions_csv"))
def test_surname_and_given_names_are_kept_apart(tmp_path: Path, name: str) -> None:
    entry, _ = sample(tmp_path, name)
    primary = entry.names[0]
    assert (str(primary.surname).upper(), str(primary.given_names).upper()) == ("ERIKSSON", "ANNA MARIA")


@pytest.mark.parametrize("name", all_but("interpol", "canada", "opensanctions_csv"))
def test_weak_alias_is_weak(tmp_path: Path, name: str) -> None:
    entry, _ = sample(tmp_path, name)
    assert any(kept.name.lower() == "anushka" and kept.kind == "weak" for kept in entry.names)


@pytest.mark.parametrize("name", all_but("interpol", "ofac_xml", "ofac_csv"))
def test_name_in_original_script_is_kept(tmp_path: Path, name: str) -> None:
    entry, receipt = sample(tmp_path, name)
    assert any(kept.kind == "original_script" and "АННА" in kept.name.upper() for kept in entry.names)
    assert receipt.scripts["cyrillic"] == 1


@pytest.mark.parametrize("name", ["ofac_xml", "ofac_advanced", "ofac_enhanced", "eu_xml", "eu_csv", "uk", "seco"])
def test_countries_by_role_and_document_with_issuer(tmp_path: Path, name: str) -> None:
    entry, _ = sample(tmp_path, name)
    assert ("SWE", "nationality") in entry.countries
    assert ("AFG", "birth") in entry.countries
    assert any("Kabul" in place for place in entry.birth_places)
    (document,) = entry.documents
    assert (document.number, document.issuing_state) == ("L898902C3", "SWE")
    assert "passport" in str(document.type).lower()
    assert entry.sex == "F"


@pytest.mark.parametrize("name", all_but("interpol", "canada", "opensanctions_csv"))
def test_second_birth_date_is_kept_with_its_certainty(tmp_path: Path, name: str) -> None:
    entry, _ = sample(tmp_path, name)
    (second,) = [birth for birth in entry.birth_dates if birth.day is None]
    assert second.intervals[0][0] == date(1975, 1, 1)
    assert second.intervals[0][1].year - 1975 in (0, 1)
    if name in ("ofac_xml", "ofac_advanced", "ofac_enhanced", "eu_xml", "eu_csv", "eu_journal", "australia"):
        assert "approx" in second.flags


DATED = ["ofac_xml", "ofac_advanced", "ofac_enhanced", "eu_xml", "eu_csv", "uk", "seco"]


@pytest.mark.parametrize("name", DATED)
def test_date_of_the_list(tmp_path: Path, name: str) -> None:
    _, receipt = sample(tmp_path, name)
    assert receipt.list_date == ("2025-03-28" if name == "ofac_xml" else "2026-01-02")


@pytest.mark.parametrize("name", all_but("un", "csv", "interpol", "ofac_xml", "ofac_csv", "opensanctions_csv"))
def test_category_and_day_of_listing(tmp_path: Path, name: str) -> None:
    entry, _ = sample(tmp_path, name)
    assert (entry.category, entry.listed_on) == ("sanctions", "2020-05-04")


def test_birth_date_of_an_alias_stands_with_it_and_with_the_entry(tmp_path: Path) -> None:
    entry, _ = sample(tmp_path, "un")
    assert [(name.name, name.born) for name in entry.names if name.kind == "weak"] == [("Anushka", "1975")]
    assert [birth.day is None for birth in entry.birth_dates if "alias" in birth.flags] == [True]


def test_ofac_xml(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "ofac_xml")
    assert names(entry) == {
        ("ERIKSSON, Anna Maria", "primary"),
        ("ANUSHKA", "weak"),
        ("LIND, Anna", "former"),
        ("LA NINA", "weak"),
    }
    assert entry.titles == ("Minister", "Judge")
    assert entry.programme == "EX1, EX2"
    assert entry.documents[0].note == "expiration 18 Jul 2027"
    assert ("LBY", "residence") in entry.countries
    assert "Website: example.org" in str(entry.remarks)
    assert len(rules(receipt, "rejected")["a vessel or an aircraft is not screened"]) == 1
    with pytest.raises(ListFormatError, match="4 records, but 3 were read"):
        read(tmp_path, "short.xml", samples.OFAC_XML.replace("Count>3", "Count>4"))


def test_eu_xml(tmp_path: Path) -> None:
    entry, _ = sample(tmp_path, "eu_xml")
    assert [(name.name, name.kind, name.language, name.note) for name in entry.names] == [
        ("Anna Maria ERIKSSON", "primary", "en", None),
        ("Анна Эрикссон", "original_script", "ru", None),
        ("Anushka", "weak", None, "lo quality a.k.a."),
    ]
    assert entry.documents[0].note == "false; expires 2027"
    assert entry.reference == "EU.1.2"
    assert "Email: a@example.org" in str(entry.remarks)


@pytest.mark.parametrize(
    ("attributes", "first", "last", "flag"),
    [
        ('yearRangeTo="1980"', None, date(1980, 12, 31), "open"),
        ('yearRangeFrom="1975"', date(1975, 1, 1), date(2074, 12, 31), "open"),
        ('year="1974" monthOfYear="8"', date(1974, 8, 1), date(1974, 8, 31), None),
        ('year="1353" calendarType="PERSIAN"', date(1974, 3, 21), date(1975, 3, 20), "calendar"),
        ('birthdate="1974-02-30"', date(1974, 2, 1), date(1974, 2, 28), "impossible"),
    ],
)
def test_eu_birth_dates(tmp_path: Path, attributes: str, first: date | None, last: date, flag: str | None) -> None:
    text = samples.EU_XML.replace('calendarType="GREGORIAN" yearRangeFrom="1975" yearRangeTo="1976"', attributes)
    entries, _ = read(tmp_path, "eu.xml", text)
    birth = entries[0].birth_dates[-1]
    assert birth.intervals[0][1] == last
    assert first is None or birth.intervals[0][0] == first
    assert flag is None or flag in birth.flags


def test_eu_csv_of_version_one(tmp_path: Path) -> None:
    text = (
        "Date_file;Entity_logical_id;Subject_type;Programme;Naal_wholename;Naal_firstname;Naal_lastname;Birt_date;"
        "Birt_place;Birt_country;Iden_number;Citi_country;EU_ref_num;Entity_logical_id\n"
        "02/01/2026;101;P;EX1;Anna ERIKSSON;Anna;ERIKSSON;;;;;;EU.1.2;\n"
        "02/01/2026;101;P;EX1;;;;1974-08-12;Kabul;AFG;;;EU.1.2;\n"
        "02/01/2026;101;P;EX1;;;;;;;L898902C3;SWE;EU.1.2;\n"
    )
    (entry,), receipt = read(tmp_path, "eu10.csv", text)
    assert names(entry) == {("Anna ERIKSSON", "primary")}
    assert entry.countries == (("AFG", "birth"), ("SWE", "nationality"))
    assert (entry.birth_dates[0].day, entry.documents[0].number) == (date(1974, 8, 12), "L898902C3")
    assert (receipt.rows_loaded, receipt.list_date, entry.reference) == (3, "2026-01-02", "EU.1.2")


def test_eu_journal(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "eu_journal")
    assert names(entry) == {
        ("Anna Maria ERIKSSON", "primary"),
        ("Анна ЭРИКССОН", "original_script"),
        ("Anna ERIKSSON", "strong"),
        ("Anja ERIKSSON", "strong"),
        ("Hanna ERIKSSON", "strong"),
        ("Anushka", "weak"),
        ("Anna LIND", "former"),
    }
    assert {("SWE", "nationality"), ("LBY", "nationality"), ("AFG", "birth")} == set(entry.countries)
    assert [(document.number, document.issuing_state) for document in entry.documents] == [
        ("L898902C3", "SWE"),
        ("12345678", None),
    ]
    assert (entry.id, entry.reference, entry.action) == ("32099R0001:I.A:1", "1", "asset_freeze, travel_ban")
    assert rules(receipt, "rejected") == {"a vessel or an asset is not screened": ["line 5"]}


def test_eu_journal_of_many_files_is_one_list(tmp_path: Path) -> None:
    head, row, *_ = samples.EU_JOURNAL.splitlines()
    for act in ("32099R0001", "32099R0002"):
        (tmp_path / f"{act}.csv").write_text(f"{head}\n{row.replace('32099R0001', act)}\n", encoding="utf-8")
    (tmp_path / "FORMAT.md").write_text("not a list")
    (load,) = gather([tmp_path])
    receipt = Receipt()
    assert [entry.id for entry in load.read(receipt)] == ["32099R0001:I.A:1", "32099R0002:I.A:1"]
    assert receipt.source == "2 files, 32099R0001.csv to 32099R0002.csv"
    (both,) = gather([tmp_path / "32099R0002.csv", tmp_path / "32099R0001.csv"])
    assert len(list(both.read(Receipt()))) == 2


def test_persons_of_an_annex_without_numbers_stay_apart(tmp_path: Path) -> None:
    head = samples.EU_JOURNAL.splitlines()[0]
    rows = [f"32002R0881,,EU-EX,I,Asset freeze,,,Person,{name},,,,,,{born},,,," for name, born in PERSONS]
    entries, receipt = read(tmp_path, "32002R0881.csv", "\n".join([head, *rows, rows[0]]) + "\n")
    assert [entry.names[0].name for entry in entries] == ["One Man", "One Man", "Two Man"]
    assert len({entry.id for entry in entries}) == 3
    assert (receipt.rows_loaded, receipt.persons) == (4, 3)


PERSONS = [("One Man", "1.1.1970"), ("One Man", "2.2.1972"), ("Two Man", "")]


@pytest.mark.parametrize("text", [samples.UK_XML, samples.UK_CSV])
def test_uk_xml_and_csv_say_the_same(tmp_path: Path, text: str) -> None:
    (entry,), receipt = read(tmp_path, "uk", text)
    assert names(entry) == {
        ("Anna Maria ERIKSSON", "primary"),
        ("Анна Эрикссон", "original_script"),
        ("Anushka", "weak"),
    }
    assert {birth.intervals[0] for birth in entry.birth_dates} == {
        (date(1974, 8, 12), date(1974, 8, 12)),
        (date(1975, 1, 1), date(1975, 12, 31)),
    }
    assert set(entry.countries) == {("SWE", "nationality"), ("AFG", "birth"), ("LBY", "residence")}
    assert (entry.action, entry.titles, entry.reference) == ("asset_freeze, travel_ban", ("Minister",), "9001")
    assert entry.birth_places == ("Kabul, Afghanistan",)
    assert (receipt.list_date, receipt.rows_rejected) == ("2026-01-02", 1)


def test_former_uk_list(tmp_path: Path) -> None:
    (entry,), receipt = read(tmp_path, "ConList.csv", samples.OFSI_CSV)
    assert (entry.id, receipt.list_date, receipt.format) == ("9001", "2026-01-02", "uk")
    assert ("Anushka", "weak") in names(entry)
    assert [document.number for document in entry.documents] == ["L898902C3", "X1234567"]


def test_canada(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "canada")
    assert [(name.name, name.kind, name.note) for name in entry.names] == [
        ("Anna Maria ERIKSSON", "primary", None),
        ("Anja Eriksson", "strong", None),
        ("Hanna Eriksson", "strong", None),
        ("Анна Эрикссон", "original_script", "Russian"),
    ]
    assert entry.id == "example:1,Part1:7"
    assert rules(receipt, "rejected") == {"a ship is not screened": ["line 7"]}


def test_seco(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "seco")
    assert [(name.name, name.kind, name.language) for name in entry.names] == [
        ("Anna Maria ERIKSSON", "primary", None),
        ("Анна ЭРИКССОН", "original_script", "ru"),
        ("Anushka", "weak", None),
    ]
    assert (entry.programme, entry.reference, entry.titles) == ("EX1", "XXi.001", ("Minister",))
    assert entry.birth_places == ("Kabul, Afghanistan",)
    assert list(rules(receipt, "rejected")) == ["a target that is no longer listed"]


def test_seco_spellings_of_a_script_and_the_latest_change(tmp_path: Path) -> None:
    text = samples.SECO.replace(' lang="rus"', "").replace(
        '<modification modification-type="listed" effective-date="2020-05-04"',
        '<modification modification-type="amended" effective-date="2024-01-01"><removed><target ssid="1"><individual/>'
        '</target></removed></modification><modification modification-type="de-listed" effective-date="2019-01-01"/>'
        '<modification modification-type="listed" effective-date="2020-05-04"',
        1,
    )
    (entry,), receipt = read(tmp_path, "seco.xml", text)
    assert ("Анна ЭРИКССОН", "original_script") in names(entry)
    assert (entry.listed_on, receipt.rows_read) == ("2020-05-04", 2)


def test_ofac_changes_are_no_list(tmp_path: Path) -> None:
    text = samples.OFAC_ENHANCED.replace('<entity id="101">', '<entity id="101" action="remove">')
    with pytest.raises(ListFormatError, match="a file of changes, not a list"):
        read(tmp_path, "delta.xml", text)


def test_australia(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "australia")
    assert (entry.id, entry.action) == ("101", "targeted_financial_sanction, travel_ban")
    assert entry.countries == (("AFG", "birth"), ("SWE", "nationality"), ("LBY", "residence"))
    assert rules(receipt, "rejected") == {"a vessel is not screened": ["line 5"]}
    assert receipt.rows_loaded == 3


def test_opensanctions_csv(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "opensanctions_csv")
    assert entry.countries == (("SWE", "residence"), ("AFG", "residence"))
    assert [document.number for document in entry.documents] == ["L898902C3"]
    assert (entry.list, entry.programme, entry.category) == ("opensanctions", "EX1", "sanctions")
    assert len(rules(receipt, "rejected")) == 1


def test_opensanctions_ftm(tmp_path: Path) -> None:
    entry, receipt = sample(tmp_path, "opensanctions_ftm")
    assert names(entry) == {
        ("Anna Maria ERIKSSON", "primary"),
        ("Анна Эрикссон", "original_script"),
        ("Anushka", "weak"),
        ("Anna Lind", "former"),
    }
    assert set(entry.countries) == {("SWE", "nationality"), ("AFG", "birth"), ("LBY", "residence")}
    assert (entry.programme, entry.action, entry.valid_to) == ("EX1", "travel_ban", date(2030, 5, 3))
    assert [(document.number, document.issuing_state) for document in entry.documents] == [("L898902C3", "SWE")]
    assert "position: Minister" in str(entry.remarks)
    assert receipt.rows_loaded == 3
    assert rules(receipt, "rejected") == {
        "an entity that is not a target, only connected with one": ["line 4"],
        "belongs to an entity that was not loaded": ["line 5"],
        "an entity that is neither a person nor an organisation": ["line 6"],
    }


@pytest.mark.parametrize("text", [samples.INTERPOL, samples.INTERPOL_LINES])
def test_interpol(tmp_path: Path, text: str) -> None:
    (red, yellow), receipt = read(tmp_path, "notices.json", text)
    assert (red.id, red.category, red.action) == ("2026/1", "wanted", "arrest")
    assert set(red.countries) == {("SWE", "nationality"), ("AFG", "birth"), ("LBY", "issuing")}
    assert "Charge: Fraud" in str(red.remarks)
    assert (yellow.category, yellow.action, yellow.names[0].name) == ("missing", "locate, protect", "LIND")
    assert "something: new" in str(yellow.remarks)
    assert list(rules(receipt, "notices")) == ["a field that is not known: kept in the remarks"]


def test_part_of_an_interpol_search_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListFormatError, match="found 900 notices, but the file holds 2"):
        read(tmp_path, "notices.json", samples.INTERPOL.replace('"total": 2', '"total": 900'))


def test_lost_documents(tmp_path: Path) -> None:
    (passport, card), receipt = read(tmp_path, *SAMPLES["lost_documents"])
    assert (passport.id, passport.type, passport.names) == ("SWE:Passport:L898902C3", "document", ())
    assert (passport.category, passport.action, passport.listed_on) == ("stolen_document", "seize", "2020-05-04")
    assert (card.category, card.documents[0].number, card.listed_on) == ("lost_document", "AB12345", "2021")
    assert rules(receipt, "rejected") == {"a record needs a document number": ["line 4"]}


@pytest.mark.parametrize("name", ["eu_xml", "uk", "seco", "ofac_xml", "ofac_enhanced"])
def test_repeated_id_is_kept_under_its_place(tmp_path: Path, name: str) -> None:
    file, text = SAMPLES[name]
    tag = {"eu_xml": "sanctionEntity", "uk": "Designation", "seco": "target", "ofac_xml": "o:sdnEntry"}.get(
        name, "entity"
    )
    first = text.index(f"<{tag} " if f"<{tag} " in text else f"<{tag}>")
    record = text[first : text.index(f"</{tag}>") + len(tag) + 3]
    twice = text.replace(record, record + "\n" + record, 1).replace("Count>3", "Count>4")
    entries, receipt = read(tmp_path, file, twice)
    assert entries[1].id.startswith(f"{entries[0].id}@")
    assert rules(receipt, "notices")["an id that another entry has too: kept under its id and place"]
