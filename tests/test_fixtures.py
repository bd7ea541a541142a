"""The data that ships with the project is what it claims to be."""

from __future__ import annotations

import csv
import hashlib
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from tools import make_fixtures

LAYOUTS = {(44, 44): "TD3", (36, 36): "TD2", (30, 30, 30): "TD1"}


@pytest.fixture(scope="module")
def persons(fixtures: Path) -> list[ET.Element]:
    return list(ET.parse(fixtures / "un_sample.xml").getroot().iterfind("INDIVIDUALS/INDIVIDUAL"))


@pytest.fixture(scope="module")
def records(fixtures: Path) -> list[list[str]]:
    return read_records(fixtures / "manifest.mrz")


@pytest.fixture(scope="module")
def truth(fixtures: Path) -> list[dict[str, str]]:
    with (fixtures / "manifest_truth.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_records(path: Path) -> list[list[str]]:
    return [record.splitlines() for record in path.read_text(encoding="ascii").strip().split("\n\n")]


def layout(lines: list[str]) -> str | None:
    return LAYOUTS.get(tuple(len(line) for line in lines))


def name_of(lines: list[str]) -> str:
    return lines[2] if len(lines) == 3 else lines[0][5:]


def scripts(text: str) -> set[str]:
    return {unicodedata.name(char).split()[0] for char in text if char.isalpha()}


# ---------------------------------------------------------------------------------------------------- generator


def test_the_generator_writes_the_committed_bytes(fixtures: Path) -> None:
    for name, data in make_fixtures.build().items():
        assert (fixtures / name).read_bytes() == data, f"{name}: run `python -m tools.make_fixtures`"


def test_digests_hold_and_cover_every_file(fixtures: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (fixtures / "SHA256SUMS").read_text().splitlines())
    for name, digest in sums.items():
        assert hashlib.sha256((fixtures / name).read_bytes()).hexdigest() == digest
    generated = {path.name for path in fixtures.iterdir()} - {"SHA256SUMS", "SOURCES.md"}
    assert generated == set(sums)


@pytest.mark.parametrize("text", ["", "circa 1970", "1970-1", "1970/71", "~"])
def test_a_misspelt_date_of_birth_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="date of birth"):
        make_fixtures.add_birth(ET.Element("INDIVIDUAL"), text)


def test_a_letter_without_transliteration_is_refused() -> None:
    with pytest.raises(ValueError, match="no transliteration"):
        make_fixtures.identifier("Ərəb")


@pytest.mark.parametrize(
    ("surname", "given_names", "width", "field"),
    [
        ("Eriksson", "Anna Maria", 31, "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<"),
        ("O'Connor", "Enya Siobhán", 30, "OCONNOR<<ENYA<SIOBHAN<<<<<<<<<"),
        ("Suparman", "", 30, "SUPARMAN<<<<<<<<<<<<<<<<<<<<<<"),
        ("", "Ramesh", 30, "<<RAMESH<<<<<<<<<<<<<<<<<<<<<<"),
        ("Papandropoulous", "Jonathon Warren Trevor", 39, "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        ("Nilavadhanananda", "Arnpol Petch Charonguang", 39, "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
        ("Mercier", "Léa Marie Joséphine Antoinette", 30, "MERCIER<<LEA<MARIE<JOSEPHINE<A"),
        ("Brzęczyszczykiewicz", "Grzegorz Stanisław", 30, "BRZECZYSZCZYKIEWICZ<<GRZEGOR<S"),
    ],
)
def test_name_fields_follow_doc_9303(surname: str, given_names: str, width: int, field: str) -> None:
    assert make_fixtures.name_field(surname, given_names, width) == field


# ---------------------------------------------------------------------------------------------------- watchlist


def test_at_least_eighty_persons_with_unique_ids(persons: list[ET.Element]) -> None:
    assert len(persons) >= 80
    assert len({person.findtext("DATAID") for person in persons}) == len(persons)
    assert len({person.findtext("REFERENCE_NUMBER") for person in persons}) == len(persons)


def test_regimes_with_listed_persons_are_covered(persons: list[ET.Element]) -> None:
    regimes = {person.findtext("UN_LIST_TYPE") for person in persons}
    assert regimes == set(make_fixtures.REGIMES.values())


def test_every_kind_of_birth_date_is_present(persons: list[ET.Element]) -> None:
    kinds: Counter[str] = Counter()
    for person in persons:
        births = person.findall("INDIVIDUAL_DATE_OF_BIRTH")
        kinds["several"] += len(births) > 1
        for birth in births:
            fields = "+".join(child.tag for child in birth[1:] if child.text) or "nothing"
            kinds[f"{birth.findtext('TYPE_OF_DATE')} {fields}".strip()] += 1
    assert kinds["EXACT DATE"] >= 40
    assert kinds["EXACT YEAR"] >= 20
    assert kinds["APPROXIMATELY YEAR"] >= 10
    assert kinds["BETWEEN FROM_YEAR+TO_YEAR"] >= 8
    assert kinds["several"] >= 20
    rare = {"BETWEEN FROM_YEAR+TO_YEAR+NOTE", "EXACT YEAR+NOTE", "EXACT NOTE", "APPROXIMATELY NOTE", "nothing"}
    assert rare <= set(kinds)


def test_original_scripts_are_present(persons: list[ET.Element]) -> None:
    seen: Counter[str] = Counter()
    letters: set[str] = set()
    for person in persons:
        original = person.findtext("NAME_ORIGINAL_SCRIPT") or ""
        letters |= set(original)
        seen.update(scripts(original))
    assert seen["ARABIC"] >= 40
    assert seen["CYRILLIC"] >= 8
    assert set("چیکہځ") <= letters, "Persian, Urdu and Pashto letters"
    aliases = "".join(alias.text or "" for person in persons for alias in person.iter("ALIAS_NAME"))
    assert {"ARABIC", "CYRILLIC", "CJK"} <= scripts(aliases)


def test_aliases_names_and_documents_vary(persons: list[ET.Element]) -> None:
    qualities = Counter(alias.findtext("QUALITY") for person in persons for alias in person.iter("INDIVIDUAL_ALIAS"))
    assert qualities["Good"] > qualities["Low"] > qualities[""] > 0
    notes = {note.text for person in persons for note in person.iterfind("INDIVIDUAL_ALIAS/NOTE")}
    assert "previously listed as" in notes
    parts = {sum(child.tag.endswith("_NAME") for child in person) for person in persons}
    assert parts == {2, 3, 4}
    documents = [sum(len(document) > 0 for document in person.iterfind("INDIVIDUAL_DOCUMENT")) for person in persons]
    assert min(documents) == 0
    assert max(documents) >= 5
    assert {person.findtext("GENDER") for person in persons} == {None, "Male", "Female"}
    assert max(len(person.findall("NATIONALITY/VALUE")) for person in persons) >= 3


def test_nothing_is_said_against_anybody(persons: list[ET.Element]) -> None:
    for person in persons:
        assert not person.findtext("COMMENTS1")
        assert person.find("DESIGNATION") is None


def facts(subject: ET.Element) -> set[tuple[str, ...]]:
    """What an entry states, as flat tuples ``(tag, field, value, field, value ...)``."""
    found: set[tuple[str, ...]] = set()
    for node in subject:
        if node.find("VALUE") is not None:
            found |= {(node.tag, " ".join((value.text or "").split())) for value in node}
        else:
            fields = [(child.tag, " ".join((child.text or "").split())) for child in (node if len(node) else [node])]
            found.add((node.tag, *(item for field in fields if field[1] for item in field)))
    return {fact for fact in found if len(fact) > 1 and fact[-1]}


@pytest.mark.shared_data
def test_every_fact_stands_in_the_published_list(fixtures: Path, shared: Path) -> None:
    """Parts may be left out (an alias without its note, a document without its expiry), but nothing added."""

    def entries(path: Path) -> dict[str | None, ET.Element]:
        subjects = ET.parse(path).getroot().iterfind("./*/*")
        return {subject.findtext("DATAID"): subject for subject in subjects}

    published = entries(shared / "lists" / "un_consolidated_2026-02-27.xml")
    for data_id, subject in entries(fixtures / "un_sample.xml").items():
        known = facts(published[data_id])
        for fact in facts(subject):
            assert any(fact[0] == other[0] and set(fact) <= set(other) for other in known), (data_id, fact[0])


# ----------------------------------------------------------------------------------------------------- manifest


def valid(field: str, digit: str) -> bool:
    total = 0
    for position, char in enumerate(field):
        value = 0 if char == "<" else ord(char) - (48 if char.isdigit() else 55)
        total += value * [7, 3, 1][position % 3]
    return total % 10 == int(digit)


def check_digits_hold(lines: list[str]) -> bool:
    """Composite, birth, expiry and (unless the number runs on into the optional field) number."""
    if len(lines) == 3:
        upper, lower = lines[0], lines[1]
        number, birth, expiry = upper[5:15], lower[0:7], lower[8:15]
        composite, last = upper[5:30] + birth + expiry + lower[18:29], lower[29]
    else:
        lower = lines[1]
        number, birth, expiry = lower[0:10], lower[13:20], lower[21:28]
        composite, last = number + birth + lower[21:-1], lower[-1]
    fields = [birth, expiry] if number[-1] == "<" else [number, birth, expiry]
    return valid(composite, last) and all(valid(field[:-1], field[-1]) for field in fields)


def test_two_hundred_records_of_three_layouts_with_valid_check_digits(records: list[list[str]]) -> None:
    assert len(records) == 200
    layouts = Counter(layout(lines) for lines in records)
    assert set(layouts) == {"TD3", "TD2", "TD1"}
    assert layouts["TD1"] >= 15
    assert all(check_digits_hold(lines) for lines in records)
    assert all(set("".join(lines)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") for lines in records)
    assert len({tuple(lines) for lines in records}) == 200


def test_the_manifest_is_hard_where_manifests_are(records: list[list[str]]) -> None:
    births = [lines[1][:6] if len(lines) == 3 else lines[1][13:19] for lines in records]
    assert "<<<<<<" in births
    assert sum(birth[:2].isdigit() and birth.endswith("<<<<") for birth in births) >= 5
    assert sum(name_of(lines)[-1].isalpha() for lines in records) >= 10, "names cut at the width of the field"
    assert any(name_of(lines).startswith("<<") for lines in records), "no surname"
    assert any("<<" not in name_of(lines).rstrip("<") for lines in records), "no given name"
    assert any(char.isdigit() for lines in records for char in name_of(lines)), "a misread letter"
    assert any(len(lines) == 3 and lines[0][14] == "<" for lines in records), "a document number of more than nine"


def test_the_truth_is_complete(
    records: list[list[str]], truth: list[dict[str, str]], persons: list[ET.Element]
) -> None:
    assert [row["row"] for row in truth] == [str(number) for number in range(1, len(records) + 1)]
    kinds = Counter(row["kind"] for row in truth)
    assert set(kinds) == {"listed", "near_miss", "innocent"}
    assert kinds["listed"] >= 20
    assert kinds["near_miss"] >= 30
    expected = {"listed": "top", "near_miss": "not_strong", "innocent": "nothing_strong"}
    references = {person.findtext("DATAID"): person.findtext("REFERENCE_NUMBER") for person in persons}
    for row in truth:
        assert row["expect"] == expected[row["kind"]]
        if row["kind"] == "innocent":
            assert row["entry_id"] == row["reference"] == ""
        else:
            assert references[row["entry_id"]] == row["reference"]
            assert row["what"]


def test_three_of_ten_damaged_records_are_unreadable(fixtures: Path, records: list[list[str]]) -> None:
    damaged = read_records(fixtures / "manifest_damaged.mrz")
    assert [number for number, lines in enumerate(damaged, start=1) if layout(lines) is None] == [3, 6, 9]
    assert [lines for lines in damaged if layout(lines)] == [records[i] for i in (0, 1, 3, 4, 6, 7, 9)]
