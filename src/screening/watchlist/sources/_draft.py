"""An entry as a reader finds its parts, and the desk that every entry passes before it counts.

A `Draft` reads what a field says: dates, countries, document numbers, sexes.  What it does not understand stays in the
remarks and is noticed in the receipt, so that no field costs a record and none is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from screening.birthdates import IMPOSSIBLE, BirthDate, parse_birth_date
from screening.countries import country_code
from screening.documents import normalize_document_number
from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt, name_script
from screening.watchlist.schema import CountryRole, Document, Entry, EntryName, EntryType, NameKind, Sex

__all__ = ["MAX_FIELD", "SEXES", "Desk", "Draft", "country", "iso_day", "parsed_birth", "slug"]

MAX_FIELD: Final = 1 << 20
"""Characters in one field, whatever the format."""

SEXES: Final[dict[str, Sex | None]] = {
    "m": "M",
    "male": "M",
    "f": "F",
    "female": "F",
    "x": None,
    "<": None,
    "u": None,
    "unknown": None,
    "undefined": None,
}
_UNKNOWN: Final = frozenset({"", "-", "00", "na", "n/a", "none", "nil", "unknown", "not known", "undetermined"})
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]")
_SEVERAL: Final = re.compile(r"[,/;]|\band\b")
_WORDS: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1 << 16)
def parsed_birth(text: str, day_first: bool | None = None) -> BirthDate:  # noqa: FBT001 - a cache keys by position
    """`parse_birth_date`, for what repeats."""
    return parse_birth_date(text, day_first=day_first)


@lru_cache(maxsize=1 << 12)
def country(text: str) -> str | None:
    """`country_code`, for what repeats; None as well for words that say nothing."""
    return None if text.lower() in _UNKNOWN else country_code(text)


def slug(text: str) -> str:
    """A word of the schema: ``Travel Ban`` is ``travel_ban``."""
    return "_".join(_WORDS.findall(text.lower()))


def iso_day(text: str, *, day_first: bool | None = None) -> str | None:
    """A date as ISO writes it, or the month or year where no more is said; None where it is no date."""
    text = text.strip()
    if _TIME.match(text):
        text = text[:10]
    birth = parsed_birth(text, day_first) if text else BirthDate()
    if len(birth.intervals) != 1 or IMPOSSIBLE in birth.flags:
        return None
    first, last = birth.intervals[0]
    if first == last:
        return first.isoformat()
    if first.year == last.year and first.month == last.month:
        return f"{first.year:04}-{first.month:02}"
    return f"{first.year:04}" if first.year == last.year else None


class Draft:
    """Collects the parts of one entry.

    Args:
        receipt: Takes what is not understood.
        where: Where the record stands; a reader of several rows sets it anew for each.
    """

    def __init__(self, receipt: Receipt, where: str) -> None:
        self.where = where
        self.names: dict[tuple[str, NameKind], EntryName] = {}
        self.births: dict[BirthDate, None] = {}
        self.countries: dict[tuple[str, CountryRole], None] = {}
        self.birth_places: dict[str, None] = {}
        self.documents: dict[Document, None] = {}
        self.titles: dict[str, None] = {}
        self.programmes: dict[str, None] = {}
        self.remarks: dict[str, None] = {}
        self.sexes: dict[Sex, None] = {}
        self._receipt = receipt

    def notice(self, rule: str) -> None:
        """Records in the receipt that a field of this record was not understood."""
        self._receipt.notice(self.where, rule)

    def name(
        self,
        text: str,
        kind: NameKind = "strong",
        *,
        surname: str = "",
        given_names: str = "",
        language: str = "",
        note: str = "",
        born: str = "",
    ) -> None:
        """Adds a name; a strong alias without a Latin letter is in original script, a second primary is an alias."""
        text = _clean(text, self.where)
        if not any(map(str.isalnum, text)):
            if text:
                self.remark("Name", text)
            self._receipt.skip("name")
            return
        if kind == "primary" and any(known == "primary" for _, known in self.names):
            kind = "strong"
        if kind == "strong" and (text, "primary") in self.names:
            kind = "primary"  # rows of one entry repeat it
        if kind == "strong" and name_script(text) not in ("latin", "other"):
            kind = "original_script"
        name = EntryName(text, kind, surname or None, given_names or None, language or None, note or None, born or None)
        if self.names.setdefault((text, kind), name) != name and (note or born):
            self.remark("Name", f"{text}: {'; '.join(filter(None, (note, born)))}")

    def birth(self, text: str, *, day_first: bool | None = None, flags: Iterable[str] = (), stated: str = "") -> None:
        """Adds a birth date; ``stated`` is what the source wrote, where ``text`` is put together."""
        text = _clean(text, self.where)
        if not text:
            return
        birth = parsed_birth(text, day_first)
        if not birth.intervals:
            if text.lower() not in _UNKNOWN:
                self.notice("a birth date was not understood")
                self.remark("Birth date", stated or text)
            return
        if IMPOSSIBLE in birth.flags:
            self.notice("a birth date that does not exist: taken as its month or year")
            self.remark("Birth date", stated or text)
        if marks := frozenset(flags):
            birth = BirthDate(birth.intervals, birth.flags | marks)
        if all(birth.intervals != known.intervals for known in self.births):
            self.births[birth] = None

    def country(self, text: str, role: CountryRole, *, stated: str = "") -> None:
        """Adds a country in a role; ``stated`` is where else it stands as written, so that no remark is needed."""
        text = _clean(text, self.where)
        if text.lower() in _UNKNOWN:
            return
        parts = [text] if country(text) is not None else [part.strip() for part in _SEVERAL.split(text)]
        codes = [country(part) for part in parts]
        self.countries.update({(code, role): None for code in codes if code is not None})
        if None in codes:
            self.notice(f"a country ({role}) was not understood")
            if not stated:
                self.remark("Nationality" if role == "nationality" else f"Country ({role})", text)

    def country_in(self, place: str, role: CountryRole) -> None:
        """Adds the country that ends a place (``Grozny, Russia``), if one does."""
        code = country(_clean(place, self.where).rpartition(",")[2].strip())
        if code is not None:
            self.countries[code, role] = None

    def born_in(self, place: str, state: str = "") -> None:
        """Adds a birth place, and the country of birth."""
        parts = (_clean(place, self.where), _clean(state, self.where))
        whole = ", ".join(dict.fromkeys(part for part in parts if part.lower() not in _UNKNOWN))
        if whole:
            self.birth_places[whole] = None
        if state:
            self.country(state, "birth", stated=whole)

    def address(self, parts: Iterable[str], state: str = "") -> None:
        """Adds an address to the remarks, and its country."""
        words = [part for text in (*parts, state) if (part := _clean(text, self.where)).lower() not in _UNKNOWN]
        if words:
            self.remark("Address", ", ".join(dict.fromkeys(words)))
        if state:
            self.country(state, "residence", stated="address")

    def document(self, text: str, kind: str = "", issuer: str = "", note: str = "") -> None:
        """Adds a document; what stands around its number is its note."""
        text, issuer = _clean(text, self.where), _clean(issuer, self.where)
        if text.lower() in _UNKNOWN:
            return
        number = normalize_document_number(text)
        if not number:
            self.notice("a document number was not understood")
            self.remark("Document", ", ".join(filter(None, (kind, text, issuer, note))))
            return
        code = country(issuer) if issuer else None
        bare = "".join(filter(str.isalnum, text)).upper()
        about = ["" if bare == number else text, issuer if code is None else "", _clean(note, self.where)]
        self.documents[Document(number, kind or None, code, "; ".join(filter(None, about)) or None)] = None

    @staticmethod
    def issuer_in(text: str) -> str:
        """The country that prose around a document number names: ``(Libyan passport issued in Tripoli)``."""
        for words in re.split(r"[(),;]|issued (?:in|by)|\bpassport\b|\bnational\b|[\w-]*\d[\w-]*", text):
            if len(words) > 3 and country(words.strip()) is not None:
                return words.strip()
        return ""

    def sex(self, text: str) -> None:
        """Notes the sex."""
        text = _clean(text, self.where)
        if not text:
            return
        if text.lower() not in SEXES:
            self.notice("sex must be M, F or X")
            self.remark("Sex", text)
        elif (sex := SEXES[text.lower()]) is not None:
            self.sexes[sex] = None

    def title(self, text: str) -> None:
        """Adds a title."""
        if text := _clean(text, self.where):
            self.titles[text] = None

    def programme(self, text: str) -> None:
        """Adds a sanctions programme."""
        if text := _clean(text, self.where):
            self.programmes[text] = None

    def remark(self, label: str, text: str) -> None:
        """Keeps a line of what has no column."""
        if text := _clean(text, self.where):
            self.remarks[f"{label}: {text}" if label else text] = None

    def entry(self, entry_id: str, list_name: str, kind: EntryType = "person", **columns: Any) -> Entry:
        """The entry; ``columns`` are the fields of `Entry` that are single values."""
        if len(self.sexes) > 1:
            self.notice("rows of one entry state different sexes")
            self.remark("Sex", ", ".join(self.sexes))
        return Entry(
            id=entry_id,
            list=list_name,
            type=kind,
            names=tuple(self.names.values()),
            birth_dates=tuple(self.births),
            sex=next(iter(self.sexes)) if len(self.sexes) == 1 else None,
            countries=tuple(self.countries),
            birth_places=tuple(self.birth_places),
            documents=tuple(self.documents),
            titles=tuple(self.titles),
            programme=", ".join(self.programmes) or None,
            remarks="\n".join(self.remarks) or None,
            **columns,
        )

    def valid_day(self, text: str) -> date | None:
        """A day of validity; what is no day stays in the remarks."""
        text = _clean(text, self.where)
        day = iso_day(text)
        if day is not None and len(day) == 10:
            return date.fromisoformat(day)
        if text.lower() not in _UNKNOWN:
            self.notice("a day of validity was not understood")
            self.remark("Validity", text)
        return None


class Desk:
    """Where the entries of one load are checked and counted.

    Args:
        receipt: The account of the load.
    """

    def __init__(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self._seen: set[str] = set()

    def admit(self, entry: Entry, where: str, rows: Iterable[str] = ()) -> Iterable[Entry]:
        """The entry, counted; nothing where it has no id, and neither a name nor a document.

        Args:
            entry: What a reader made; its id is changed where another entry had it before.
            where: Where its first record stands.
            rows: Where all its records stand, if there are several.
        """
        places = tuple(rows) or (where,)
        rule = ""
        if not entry.id:
            rule = "a record needs an id"
        elif not entry.names and (entry.type != "document" or not entry.documents):
            rule = "a record needs a name" if entry.type != "document" else "a record needs a document number"
        if rule:
            for place in places:
                self.receipt.reject(place, rule)
            return ()
        if entry.id in self._seen:
            self.receipt.notice(where, "an id that another entry has too: kept under its id and place")
            entry = replace(entry, id=f"{entry.id}@{where.replace('line ', '').replace(', ', ':')}")
        self._seen.add(entry.id)
        self.receipt.load(entry, len(places), where)
        return (entry,)

    def close(self, *, needs: EntryType | None = "person") -> None:
        """Closes the receipt; ``needs`` is the kind of entry that the list is for, None for any.

        Raises:
            ListEmptyError: Not one entry of the kind that such a list is for was loaded.
            ListError: A row is not accounted for.
        """
        if not (self.receipt.entries.get(needs) if needs else self.receipt.entries):
            raise ListEmptyError(f"such a list holds at least one {needs or 'entry'}", where=self.receipt.source)
        self.receipt.close()


def _clean(text: str, where: str) -> str:
    if len(text) > MAX_FIELD:
        raise ListFormatError(f"one field is longer than {MAX_FIELD} characters", where=where)
    return " ".join(text.split())
