"""The consolidated list of the United Nations Security Council, official XML.

Structure (``sc-sanctions.xsd``): ``CONSOLIDATED_LIST`` with ``dateGenerated``; ``INDIVIDUAL`` and ``ENTITY`` records.
A name stands in ``FIRST_NAME`` to ``FOURTH_NAME`` in spoken order; which part is the surname is not said.  Aliases have
a quality: ``Good`` and ``a.k.a.`` are strong, ``Low`` is weak, ``f.k.a.`` and "previously listed as" former.  An alias
field may hold several names, the same name in its original script, or prose; all is kept, the prose as a note.
Birth dates are exact, approximate or between two years; some stand in a note only, some under an alias (flag
``alias``), some come from a false passport (flag ``unreliable``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, Literal

from screening.birthdates import BirthDate, parse_birth_date
from screening.countries import country_code
from screening.documents import normalize_document_number
from screening.errors import ListEmptyError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import CountryRole, Document, Entry, EntryName, NameKind
from screening.watchlist.sources._fields import (
    has_latin,
    nonlatin,
    numbers_in_prose,
    split_names,
    take_brackets,
    tidy,
    without_nonlatin,
)
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "un"

_QUALITY: Final[dict[str, NameKind]] = {
    "good": "strong",
    "a.k.a.": "strong",
    "low": "weak",
    "f.k.a.": "former",
}
_TAGS: Final = frozenset(
    """DATAID VERSIONNUM FIRST_NAME SECOND_NAME THIRD_NAME FOURTH_NAME UN_LIST_TYPE REFERENCE_NUMBER LISTED_ON GENDER
    SUBMITTED_BY SUBMITTED_ON NAME_ORIGINAL_SCRIPT COMMENTS1 TITLE DESIGNATION NATIONALITY LIST_TYPE LAST_DAY_UPDATED
    SORT_KEY SORT_KEY_LAST_MOD ALIAS ADDRESS DATE_OF_BIRTH PLACE_OF_BIRTH DOCUMENT""".split()
)
_SEX: Final[dict[str, Literal["M", "F"]]] = {"male": "M", "female": "F"}
_SEX_IN_COMMENT: Final = re.compile(r"\bgender:\s*(male|female)\b", re.IGNORECASE)
_FORMER: Final = re.compile(r"\b(?:previously|formerly) (?:listed|known)\b", re.IGNORECASE)
_SCRIPT_LABEL: Final = re.compile(r"\b(?:original script|in \w+(?: script)?|transliterations?)\s*:?", re.IGNORECASE)
_BORN: Final = re.compile(r"\b(?:born|DP?OB)\b[^\d;]{0,40}?((?:\d{1,2}\s+)?(?:[A-Z][a-z]{2,8}\.?\s*)?(?:19|20)\d\d)\b")
_PROSE_WITHIN_NAME: Final = re.compile(r",?\s+born\s.*", re.DOTALL)


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like a UN consolidated list; the name of the file does not matter."""
    return has_root(head, "CONSOLIDATED_LIST")


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file; nothing counts unless the iterator comes to its end.

    Raises:
        ListFormatError: Not a UN list, not well-formed, cut short, with a DOCTYPE, or beyond the size limits.
        ListEmptyError: No person was read.
    """
    name = list_name or NAME
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    records = RecordStream(path, receipt, root="CONSOLIDATED_LIST", records=frozenset({"INDIVIDUAL", "ENTITY"}))
    seen: set[str] = set()
    for node in records:
        receipt.rows_read += 1
        where = f"line {node.line}"
        entry = _Record(node, receipt, where).entry(name)
        if not entry.id:
            receipt.reject(where, "a record needs DATAID or REFERENCE_NUMBER")
        elif not entry.names:
            receipt.reject(where, "a record needs a name")
        else:
            if entry.id in seen:
                receipt.notice(where, "DATAID repeated: the entry is kept under its id and line")
                entry = replace(entry, id=f"{entry.id}@{node.line}")
            seen.add(entry.id)
            receipt.load(entry, where=where)
            yield entry
    receipt.list_date = _iso_day(records.root_attributes.get("dateGenerated", ""))
    if not receipt.persons:
        raise ListEmptyError("a UN list holds at least one person", where=receipt.source)
    receipt.close()


class _Record:
    """Collects the parts of one ``INDIVIDUAL`` or ``ENTITY``."""

    def __init__(self, node: Node, receipt: Receipt, where: str) -> None:
        self.node = node
        self.receipt = receipt
        self.where = where
        self.prefix = node.tag  # INDIVIDUAL_ALIAS, ENTITY_ADDRESS, ...
        self.names: list[EntryName] = []
        self.births: list[BirthDate] = []
        self.countries: dict[tuple[str, CountryRole], None] = {}  # ordered and unique
        self.birth_places: dict[str, None] = {}
        self.documents: list[Document] = []
        self.remarks: list[str] = []

    def entry(self, list_name: str) -> Entry:
        node = self.node
        self._own_names()
        for part in node.all(f"{self.prefix}_DATE_OF_BIRTH"):
            self._birth_node(part)
        for part in node.all(f"{self.prefix}_ALIAS"):
            self._alias(part)
        for part in node.all(f"{self.prefix}_DOCUMENT"):
            self._document(part)
        for part in node.all(f"{self.prefix}_PLACE_OF_BIRTH"):
            self._birth_place(_place(part), part.value("COUNTRY"))
        for value in node.values("NATIONALITY"):
            self._country(value, "nationality")
        for part in node.all(f"{self.prefix}_ADDRESS"):
            self._address(part)
        comments = node.value("COMMENTS1")
        for label, texts in (
            ("Designation", node.values("DESIGNATION")),
            ("Submitted by", node.values("SUBMITTED_BY")),
            ("Updated", node.values("LAST_DAY_UPDATED")),
            ("", [comments] if comments else []),
        ):
            self.remarks += [f"{label}: {text}" if label else text for text in texts]
        for part in node.children:
            if part.tag.removeprefix(f"{self.prefix}_") not in _TAGS and not part.empty:
                self.receipt.notice(f"line {part.line}", "an element that is not known: kept in the remarks")
                self.remarks.append(f"{part.tag}: {part.text or _joined(part)}")
        return Entry(
            id=node.value("DATAID") or node.value("REFERENCE_NUMBER"),
            list=list_name,
            type="person" if self.prefix == "INDIVIDUAL" else "organisation",
            names=tuple(self.names),
            birth_dates=tuple(self.births),
            sex=self._sex(node.value("GENDER"), comments),
            countries=tuple(self.countries),
            birth_places=tuple(self.birth_places),
            documents=tuple(self.documents),
            titles=tuple(tidy(title) for title in node.values("TITLE")),
            reference=node.value("REFERENCE_NUMBER") or None,
            programme=node.value("UN_LIST_TYPE") or None,
            category="sanctions",
            listed_on=_iso_day(node.value("LISTED_ON")),
            remarks="\n".join(self.remarks) or None,
        )

    def _sex(self, text: str, comments: str) -> Literal["M", "F"] | None:
        if text.lower() in _SEX:
            return _SEX[text.lower()]
        if text:
            self.receipt.notice(self.where, "GENDER must be Male or Female")
        stated = _SEX_IN_COMMENT.search(comments)
        return _SEX[stated[1].lower()] if stated else None

    def _own_names(self) -> None:
        node = self.node
        parts = [node.value(tag) for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
        kind: NameKind = "primary"
        for name in split_names(" ".join(part for part in parts if part)):
            self.names.append(EntryName(name, kind))
            kind = "strong"
        for field in node.all("NAME_ORIGINAL_SCRIPT"):
            names = [name for part in field.text.split("/") for name in split_names(part)]
            self.names += [EntryName(name, "original_script") for name in names]
            if not names:
                self.receipt.skip("original script")

    def _alias(self, node: Node) -> None:
        if not node.value("ALIAS_NAME"):
            if not node.empty:
                self.remarks.append("Alias: " + _joined(node))
            self.receipt.skip("alias")
            return
        text = node.value("ALIAS_NAME")
        notes = [node.value("NOTE")]
        prose = _PROSE_WITHIN_NAME.search(text)
        if prose is not None:
            text = text[: prose.start()]
            notes.append(tidy(prose[0]))
        named: dict[str, None] = {}
        for part in split_names(text):
            names, asides = self._alias_part(part)
            named.update(dict.fromkeys(names))
            notes += asides
        if not named:  # nothing but punctuation
            self.receipt.skip("alias")
        note = tidy("; ".join(filter(None, notes)))
        named.update(dict.fromkeys(nonlatin(note)))
        if not has_latin(text) or "transliteration" in note.lower():
            named.update(dict.fromkeys(_spellings(note)))
        born = [day for day in (node.value("DATE_OF_BIRTH"), *_BORN.findall(note)) if day]
        for day in born:
            self._birth(day, day, {"alias"})
        town, country = node.value("CITY_OF_BIRTH"), node.value("COUNTRY_OF_BIRTH")
        if town or country:
            self._birth_place(", ".join(filter(None, (town, country))), country)
        for found in numbers_in_prose(note):
            self.documents.append(Document(normalize_document_number(found), "Passport", note=note))
        kind = self._alias_kind(node.value("QUALITY"), note)
        stated = [note, *(f"born {day}" for day in born if day not in note), ", ".join(filter(None, (town, country)))]
        about = "; ".join(filter(None, stated)) or None
        for name in named:
            own = "original_script" if kind == "strong" and not has_latin(name) else kind
            self.names.append(EntryName(name, own, note=about, born="; ".join(born) or None))

    def _alias_kind(self, quality: str, note: str) -> NameKind:
        if _FORMER.search(note):
            return "former"
        kind = _QUALITY.get(quality.lower())
        if kind is None:
            self.receipt.notice(self.where, "QUALITY is not one of Good, Low, a.k.a., f.k.a.: taken as a strong alias")
            return "strong"
        return kind

    def _alias_part(self, text: str) -> tuple[list[str], list[str]]:
        """Names within one alias, and what its brackets say besides."""
        if not has_latin(text):
            return [text], []
        scripts = nonlatin(text)
        if not scripts:
            outside, inside = take_brackets(text)
            prose = [part for part in inside if self.prefix == "INDIVIDUAL" and _is_prose(part)]
            return ([outside] if prose and outside else [text]), prose
        outside, inside = take_brackets(text)
        latin = tidy(_SCRIPT_LABEL.sub(" ", without_nonlatin(outside)))
        asides = [tidy(_SCRIPT_LABEL.sub(" ", part)) for part in inside if not nonlatin(part)]
        if has_latin(latin):
            return [latin, *scripts], [aside for aside in asides if aside]
        return [*(aside for aside in asides if has_latin(aside)), *scripts], []

    def _birth_node(self, node: Node) -> None:
        if node.empty:
            self.receipt.skip("birth date")
            return
        kind, note = node.value("TYPE_OF_DATE").upper(), node.value("NOTE")
        first, last = node.value("FROM_YEAR"), node.value("TO_YEAR")
        text = node.value("DATE") or node.value("YEAR")
        if first and last:
            text = f"between {first} and {last}"
        elif not text:
            text, note = first or last or note, note if first or last else ""
        if note[:3].isalpha() and text.isdigit() and len(note.split()) == 1 and note.lower()[:6] != "approx":
            text, note = f"{note} {text}", ""  # YEAR 1958, NOTE "Sep."
        flags = {"unreliable"} if "false" in note.lower() else set()
        if kind == "APPROXIMATELY" or note.lower().startswith("approx"):
            text = f"approximately {text}"
        self._birth(text, _joined(node), flags)

    def _birth(self, text: str, stated: str, flags: set[str]) -> None:
        birth = parse_birth_date(text)
        if not birth.intervals:
            self.receipt.notice(self.where, "a birth date was not understood")
            self.remarks.append(f"Birth date: {stated}")
        elif all(birth.intervals != known.intervals for known in self.births):
            self.births.append(BirthDate(birth.intervals, birth.flags | flags) if flags else birth)

    def _document(self, node: Node) -> None:
        if node.empty:
            self.receipt.skip("document")
            return
        stated, kind, kind2 = node.value("NUMBER"), node.value("TYPE_OF_DOCUMENT"), node.value("TYPE_OF_DOCUMENT2")
        note = node.value("NOTE")
        number = next((found for text in (stated, kind2, note) if (found := normalize_document_number(text))), "")
        if not number:
            self.receipt.notice(self.where, "a document without a number")
            self.remarks.append("Document: " + _joined(node))
            return
        issuers = [node.value("ISSUING_COUNTRY"), node.value("COUNTRY_OF_ISSUE")]
        code = next((code for issuer in (*issuers, *_around_number(stated)) if (code := country_code(issuer))), None)
        details = [
            "" if _letters(stated) == number else stated,
            kind2,
            *(issuer for issuer in dict.fromkeys(issuers) if issuer and country_code(issuer) is None),
            f"issued {node.value('DATE_OF_ISSUE')}" if node.value("DATE_OF_ISSUE") else "",
            node.value("CITY_OF_ISSUE"),
            note,
        ]
        self.documents.append(Document(number, kind or kind2 or None, code, "; ".join(filter(None, details)) or None))

    def _birth_place(self, place: str, country: str) -> None:
        if place:
            self.birth_places[place] = None
        else:
            self.receipt.skip("birth place")
        if country:
            self._country(country, "birth")

    def _address(self, node: Node) -> None:
        place = _place(node)
        if not place:
            self.receipt.skip("address")
            return
        self.remarks.append(f"Address: {place}")
        if node.value("COUNTRY"):
            self._country(node.value("COUNTRY"), "residence")

    def _country(self, text: str, role: CountryRole) -> None:
        code = country_code(text)
        if code is not None:
            self.countries[code, role] = None
        elif text.lower() not in ("na", "n/a", "unknown"):
            self.receipt.notice(self.where, f"a country ({role}) was not understood")
            if role == "nationality":  # the others stand in the place or address as written
                self.remarks.append(f"Nationality: {text}")


def _place(node: Node) -> str:
    tags = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
    return ", ".join(text for tag in tags if (text := node.value(tag)))


def _joined(node: Node) -> str:
    """Everything an element says, in one line."""
    return ", ".join(text for child in node.children if (text := child.text))


def _around_number(text: str) -> list[str]:
    """What stands in brackets, before or after a document number: often the issuer (``Libya 428720``)."""
    outside, inside = take_brackets(text)
    return [*inside, *map(tidy, re.split(r"(?:\b(?:[Nn]umber|[Nn]o\.?):?\s+)?\S*\d\S*", outside))]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


def _is_prose(text: str) -> bool:
    words = text.split()
    return len(words) > 2 or words[-1].lower() == "name"


def _spellings(note: str) -> list[str]:
    """Latin spellings that a note lists for a name in another script, e.g. ``A. Baz; A. Bas (transliterations)``."""
    text = _SCRIPT_LABEL.sub(" ", re.sub(r"\([^();]*\)", " ", note))
    separators = r"[;,]" if "transliteration" in note.lower() else ";"
    pieces = [tidy(piece.partition(")")[0].replace("(", " ")) for piece in re.split(separators, text)]
    names = [piece for piece in pieces if piece[:1].isupper() and ":" not in piece and not re.search(r"\d", piece)]
    return [name for name in names if has_latin(name)] if len(pieces) > 1 else []


def _iso_day(text: str) -> str | None:
    """The day of an ISO date or time stamp, None if it is not one."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
