"""Writes `data/fixtures/` from the human-edited sources in `tools/fixtures/`.

    python -m tools.make_fixtures

`un_sample.toml` becomes a watchlist in the XML structure of the UN consolidated list; `travellers.txt` becomes a
manifest of MRZ records, the truth about it, and ten of its records of which three are damaged.  The bytes depend on the
sources alone: order and invented document numbers are taken from SHA-256 of each traveller's line.

The MRZ encoder here is small and on purpose not the one of the library, so that the demonstration does not check the
library against itself.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ROOT / "tools" / "fixtures"
TARGET: Final = ROOT / "data" / "fixtures"

# ---------------------------------------------------------------------------------------------------- watchlist

REGIMES: Final = {
    "TA": "Taliban",
    "QD": "Al-Qaida",
    "KP": "DPRK",
    "IR": "Iran",
    "IQ": "Iraq",
    "LY": "Libya",
    "CF": "CAR",
    "CD": "DRC",
    "GB": "GB",
    "HT": "Haiti",
    "SO": "Somalia",
    "SS": "SouthSudan",
    "SD": "Sudan",
    "YE": "Yemen",
}
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA: Final = "https://www.un.org/sc/resources/sc-sanctions.xsd"
BORN: Final = re.compile(r"(?P<approx>~)?(?P<when>\d{4}-\d\d-\d\d|\d{4}(?:/\d{4})?)?\s*(?:\((?P<note>.+)\))?")


def add(parent: ET.Element, tag: str, text: str = "") -> ET.Element:
    """Appends ``<tag>text</tag>``, or the empty node that the list writes where it has nothing to say."""
    node = ET.SubElement(parent, tag)
    node.text = text or None
    return node


def add_given(parent: ET.Element, **fields: str) -> None:
    """Appends those fields that have a value."""
    for tag, text in fields.items():
        if text:
            add(parent, tag, text)


def add_values(parent: ET.Element, tag: str, values: Iterable[str]) -> None:
    node = add(parent, tag)
    for value in values:
        add(node, "VALUE", value)


def add_alias(individual: ET.Element, quality: str, alias: str | dict[str, str], note: str = "") -> None:
    fields = {"name": alias} if isinstance(alias, str) else alias
    node = add(individual, "INDIVIDUAL_ALIAS")
    add(node, "QUALITY", quality)
    add(node, "ALIAS_NAME", fields["name"])
    add_given(
        node,
        DATE_OF_BIRTH=fields.get("born", ""),
        CITY_OF_BIRTH=fields.get("city", ""),
        COUNTRY_OF_BIRTH=fields.get("country", ""),
        NOTE=note or fields.get("note", ""),
    )


def add_birth(individual: ET.Element, text: str) -> None:
    """Appends one date of birth from the notation described in ``un_sample.toml``."""
    match = BORN.fullmatch(text)
    if match is None or not (match["when"] or match["note"]):
        raise ValueError(f"date of birth not understood: {text!r}")
    when = match["when"] or ""
    node = add(individual, "INDIVIDUAL_DATE_OF_BIRTH")
    if "/" in when:
        add(node, "TYPE_OF_DATE", "BETWEEN")
        first, last = when.split("/")
        add_given(node, FROM_YEAR=first, TO_YEAR=last)
    else:
        add(node, "TYPE_OF_DATE", "APPROXIMATELY" if match["approx"] else "EXACT")
        add_given(node, **{"DATE" if "-" in when else "YEAR": when})
    add_given(node, NOTE=match["note"] or "")


def parts(text: str, count: int) -> list[str]:
    """Splits ``a | b | c`` and fills up with empty parts."""
    found = [part.strip() for part in text.split("|")]
    if len(found) > count:
        raise ValueError(f"more than {count} parts: {text!r}")
    return found + [""] * (count - len(found))


def add_listing(subject: ET.Element, listing: list[str], names: list[str]) -> str:
    """Appends what persons and entities share up to the comments; returns the date of the last update."""
    reference, data_id, listed, updated = listing
    add(subject, "DATAID", data_id)
    add(subject, "VERSIONNUM", "1")
    for tag, name in zip(("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"), names, strict=False):
        add_given(subject, **{tag: name})
    add(subject, "UN_LIST_TYPE", REGIMES[reference[:2]])
    add(subject, "REFERENCE_NUMBER", reference)
    add(subject, "LISTED_ON", listed)
    return updated


def add_person(individuals: ET.Element, person: dict[str, Any]) -> None:
    node = add(individuals, "INDIVIDUAL")
    updated = add_listing(node, person["listing"], person["name"])
    add_given(node, GENDER=person.get("gender", ""), NAME_ORIGINAL_SCRIPT=person.get("original", ""))
    add(node, "COMMENTS1")
    for tag in ("title", "nationality"):
        if person.get(tag):
            add_values(node, tag.upper(), person[tag])
    add_values(node, "LIST_TYPE", ["UN List"])
    add_values(node, "LAST_DAY_UPDATED", [updated])
    for alias in person.get("good", ()):
        add_alias(node, "Good", alias)
    for alias in person.get("low", ()):
        add_alias(node, "Low", alias)
    for alias in person.get("former", ()):
        add_alias(node, "Good", alias, note="previously listed as")
    if node.find("INDIVIDUAL_ALIAS") is None:
        add_alias(node, "", "")
    add(add(node, "INDIVIDUAL_ADDRESS"), "COUNTRY")
    for text in person.get("born", ()):
        add_birth(node, text)
    if not person.get("born"):
        add(add(node, "INDIVIDUAL_DATE_OF_BIRTH"), "TYPE_OF_DATE")
    for text in person.get("place", [""]):
        city, state, country = parts(text, 3)
        place = add(node, "INDIVIDUAL_PLACE_OF_BIRTH")
        add_given(place, CITY=city, STATE_PROVINCE=state)
        add(place, "COUNTRY", country)
    for text in person.get("document", [""]):
        kind, number, issuer, issued_in, issued_on = parts(text, 5)
        document = add(node, "INDIVIDUAL_DOCUMENT")
        add_given(document, TYPE_OF_DOCUMENT=kind, NUMBER=number, ISSUING_COUNTRY=issuer)
        add_given(document, DATE_OF_ISSUE=issued_on, COUNTRY_OF_ISSUE=issued_in)
    add(node, "SORT_KEY")
    add(node, "SORT_KEY_LAST_MOD")


def add_entity(entities: ET.Element, entity: dict[str, Any]) -> None:
    node = add(entities, "ENTITY")
    updated = add_listing(node, entity["listing"], [entity["name"]])
    add(node, "COMMENTS1")
    add_values(node, "LIST_TYPE", ["UN List"])
    add_values(node, "LAST_DAY_UPDATED", [updated])
    for quality in ("aka", "fka"):
        for name in entity.get(quality, ()):
            alias = add(node, "ENTITY_ALIAS")
            add(alias, "QUALITY", f"{quality[0]}.k.a.")
            add(alias, "ALIAS_NAME", name)
    add(add(node, "ENTITY_ADDRESS"), "COUNTRY")
    add(node, "SORT_KEY")
    add(node, "SORT_KEY_LAST_MOD")


def watchlist(sample: dict[str, Any]) -> bytes:
    """The sample as a document of the UN consolidated list."""
    ET.register_namespace("xsi", XSI)
    generated = f"{sample['date']}T00:00:00.000Z"
    root = ET.Element("CONSOLIDATED_LIST", {f"{{{XSI}}}noNamespaceSchemaLocation": SCHEMA, "dateGenerated": generated})
    individuals, entities = add(root, "INDIVIDUALS"), add(root, "ENTITIES")
    for person in sample["person"]:
        add_person(individuals, person)
    for entity in sample["entity"]:
        add_entity(entities, entity)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode").replace(" />", "/>")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{body}\n'.encode()


# ----------------------------------------------------------------------------------------------------- manifest

NAME_WIDTH: Final = {"TD3": 39, "TD2": 31, "TD1": 30}
# ICAO Doc 9303-3 section 6 A, as far as the travellers need it: more than the base letter, or not to be decomposed.
LATIN: Final = {
    "Ä": "AE",
    "Å": "AA",
    "Æ": "AE",
    "Ö": "OE",
    "Ø": "OE",
    "Ü": "UE",
    "Þ": "TH",
    "Ĳ": "IJ",
    "Ð": "D",
    "Đ": "D",
    "Ł": "L",
}


@dataclass(frozen=True, slots=True)
class Traveller:
    """One line of ``travellers.txt``."""

    kind: str
    entry: str
    layout: str
    code: str
    issuer: str
    nationality: str
    surname: str
    given_names: str
    birth: str
    sex: str
    number: str
    expiry: str
    what: str
    digest: bytes


def read_travellers(text: str) -> list[Traveller]:
    """The travellers in the order of the manifest."""
    found = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, entry, document, name, person, number, what = parts(line, 7)
        layout, states = document.split()
        layout, _, code = layout.partition(":")
        issuer, _, nationality = states.partition("/")
        surname, _, given_names = name.partition(", ")
        birth, sex = person.split()
        digest = hashlib.sha256(line.encode()).digest()
        chance = digest[8:]  # the head of the digest decides the order
        found.append(
            Traveller(
                kind=kind,
                entry="" if entry == "-" else entry,
                layout=layout,
                code=code or ("P" if layout == "TD3" else "I"),
                issuer=issuer,
                nationality=nationality or issuer,
                surname="" if surname == "<none>" else surname,
                given_names=given_names,
                birth=birth,
                sex=sex,
                number=number or f"{'ABCEFGHKLMNPRSTV'[chance[0] % 16]}{int.from_bytes(chance[1:6]) % 10**8:08}",
                expiry=f"{27 + chance[6] % 9}{1 + chance[7] % 12:02}{1 + chance[8] % 28:02}",
                what=what,
                digest=digest,
            )
        )
    return sorted(found, key=lambda traveller: traveller.digest)


def identifier(name: str) -> list[str]:
    """Components of a name in the letters of the MRZ (Doc 9303-3 section 4.6 for punctuation).

    Digits stay, because one traveller has a misread letter.
    """
    latin = "".join(LATIN.get(letter, letter) for letter in unicodedata.normalize("NFC", name).upper())
    base = "".join(char for char in unicodedata.normalize("NFD", latin) if not unicodedata.combining(char))
    if not base.isascii():
        raise ValueError(f"no transliteration: {name!r}")
    return re.sub(r"[^A-Z0-9 ]", "", base.replace("-", " ")).split()


def name_field(surname: str, given_names: str, width: int) -> str:
    """The name field, truncated to the width of the layout.

    Cuts at the right.  Where the cut would end in a filler, given names are shortened from the longest until it ends in
    a letter, the mark by which a reader knows that a field may be truncated (Doc 9303-4 section 4.2.3).
    """
    primary, secondary = "<".join(identifier(surname)), identifier(given_names)
    while True:
        field = f"{primary}<<{'<'.join(secondary)}" if secondary else primary
        if len(field) <= width:
            return field.ljust(width, "<")
        if field[width - 1] != "<":
            return field[:width]
        longest = max(secondary, key=len)
        secondary[secondary.index(longest)] = longest[:-1]


def check_digit(text: str) -> str:
    """Weights 7, 3, 1 modulo 10 (Doc 9303-3 section 4.9)."""
    values = (0 if char == "<" else int(char, 36) for char in text)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def number_and_optional(number: str, width: int) -> tuple[str, str]:
    """Document number with its check digit, and the optional field that takes up the rest of a long number."""
    if len(number) <= 9:
        padded = number.ljust(9, "<")
        return padded + check_digit(padded), "<" * width
    return f"{number[:9]}<", f"{number[9:]}{check_digit(number)}".ljust(width, "<")


def encode(traveller: Traveller) -> list[str]:
    """The lines of the MRZ (Doc 9303-4, -5 and -6 section 4.2)."""
    name = name_field(traveller.surname, traveller.given_names, NAME_WIDTH[traveller.layout])
    head = f"{traveller.code:<2}{traveller.issuer:<3}".replace(" ", "<")
    nationality = traveller.nationality.ljust(3, "<")
    birth = traveller.birth + check_digit(traveller.birth)
    expiry = traveller.expiry + check_digit(traveller.expiry)
    if traveller.layout == "TD1":
        number, optional = number_and_optional(traveller.number, 15)
        spare = "<" * 11
        total = check_digit(number + optional + birth + expiry + spare)
        return [head + number + optional, birth + traveller.sex + expiry + nationality + spare + total, name]
    number, optional = number_and_optional(traveller.number, 14 if traveller.layout == "TD3" else 7)
    if traveller.layout == "TD3":
        optional += check_digit(optional)
    total = check_digit(number + birth + expiry + optional)
    return [head + name, number + nationality + birth + traveller.sex + expiry + optional + total]


def records(mrzs: Iterable[list[str]]) -> bytes:
    """Records as lines, a blank line between two."""
    return ("\n\n".join("\n".join(lines) for lines in mrzs) + "\n").encode("ascii")


def damaged(mrzs: list[list[str]]) -> list[list[str]]:
    """The first ten records; the third lost three characters, the sixth a line, and the ninth has two too many."""
    ten = [list(lines) for lines in mrzs[:10]]
    ten[2][-1] = ten[2][-1][:-3]
    ten[5].pop()
    ten[8][0] += "<<"
    return ten


def truth(travellers: list[Traveller], sample: dict[str, Any]) -> bytes:
    """One row a traveller; rows count from 1.  `data/fixtures/SOURCES.md` explains the columns."""
    expect = {"listed": "top", "near_miss": "not_strong", "innocent": "nothing_strong"}
    data_ids = {person["listing"][0]: person["listing"][1] for person in sample["person"]}
    rows = ["row\tkind\texpect\tentry_id\treference\twhat"]
    for row, traveller in enumerate(travellers, start=1):
        data_id = data_ids[traveller.entry] if traveller.entry else ""
        cells = (str(row), traveller.kind, expect[traveller.kind], data_id, traveller.entry, traveller.what)
        rows.append("\t".join(cells))
    return ("\n".join(rows) + "\n").encode()


# --------------------------------------------------------------------------------------------------------- files


def build() -> dict[str, bytes]:
    """Contents of every generated file by name."""
    sample = tomllib.loads((SOURCES / "un_sample.toml").read_text(encoding="utf-8"))
    travellers = read_travellers((SOURCES / "travellers.txt").read_text(encoding="utf-8"))
    mrzs = [encode(traveller) for traveller in travellers]
    files = {
        "manifest.mrz": records(mrzs),
        "manifest_damaged.mrz": records(damaged(mrzs)),
        "manifest_truth.tsv": truth(travellers, sample),
        "un_sample.xml": watchlist(sample),
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return files | {"SHA256SUMS": sums.encode()}


def main() -> int:
    for name, data in build().items():
        (TARGET / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
