"""Official lists at hand are read whole: persons, names and rows are the numbers that the files hold."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import gather

pytestmark = pytest.mark.shared_data


def load(*paths: Path) -> tuple[list[Entry], Receipt]:
    (one,) = gather(paths)
    receipt = Receipt()
    entries = list(one.read(receipt))
    assert receipt.rows_read == receipt.rows_loaded + receipt.rows_rejected
    return entries, receipt


@pytest.mark.parametrize(
    ("file", "persons"),
    [
        ("un_consolidated_2025-04-19.xml", 684),
        ("un_consolidated_2026-02-27.xml", 730),
        ("ofac_nonsdn_2025-03-28.xml", 80),
        ("ofac_sdn_2024-05-03.csv", 6_854),
        ("canada_sema_2025.xml", 3_334),
    ],
)
def test_persons_of_a_list(shared: Path, file: str, persons: int) -> None:
    entries, receipt = load(shared / "lists" / file)
    assert receipt.persons == persons
    assert len({entry.id for entry in entries}) == len(entries)


def test_every_name_of_the_ofac_xml(shared: Path) -> None:
    path = shared / "lists" / "ofac_nonsdn_2025-03-28.xml"
    entries, receipt = load(path)
    text = path.read_text(encoding="utf-8")
    assert receipt.list_date == "2025-03-28"
    assert {(entry.id, name.name) for entry in entries for name in entry.names} == set(written_names(path))
    assert receipt.names["weak"] == text.count("<category>weak</category>")
    assert sum(len(entry.birth_dates) for entry in entries) == text.count("<dateOfBirth>")


def written_names(path: Path) -> Iterator[tuple[str, str]]:
    """Record and text of every name, read in another way."""
    space = "{https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML}"
    for record in ET.parse(path).iter(f"{space}sdnEntry"):
        for name in (record, *record.iter(f"{space}aka")):
            parts = (name.findtext(f"{space}lastName", ""), name.findtext(f"{space}firstName", ""))
            yield record.findtext(f"{space}uid", ""), " ".join(", ".join(filter(None, parts)).split())


def test_ships_of_the_canadian_list_are_rejected_one_by_one(shared: Path) -> None:
    _, receipt = load(shared / "lists" / "canada_sema_2025.xml")
    assert (receipt.rows_read, receipt.rows_rejected) == (4_759, 109)
    assert [row["rule"] for row in receipt.to_dict()["rejected"]] == ["a ship is not screened"]


def test_eu_annexes_are_one_list(shared: Path) -> None:
    folder = shared / "lists" / "eu_journal"
    entries, receipt = load(folder)
    rows = []
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    # 4,240 is the number of acts, annexes and record numbers; it takes the 262 persons whose annex prints no number for
    # two.  They are 260 by name and birth date, as two stand in the annex twice.
    assert len({(row["celex"], row["annex"], row["recordId"]) for row in rows}) == 4_240
    unnumbered = [row for row in rows if not row["recordId"]]
    assert receipt.persons == 4_240 - 2 + len({(row["name"], row["birthDate"]) for row in unnumbered}) == 4_498
    notices = {row["rule"]: row["count"] for row in receipt.to_dict()["notices"]}
    assert notices["an annex without record numbers: name and birth date stand in for the number"] == len(unnumbered)
    assert len({entry.id for entry in entries}) == len(entries)
    assert not receipt.names.keys() - {"primary", "strong", "weak", "former", "original_script"}
    assert receipt.scripts["cyrillic"] > 5_000
