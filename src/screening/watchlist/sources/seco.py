"""The sanctions list of the Swiss State Secretariat for Economic Affairs (SECO, SESAM), XML.

Structure: ``swiss-sanctions-list`` with ``date``; ``sanctions-program``, ``target`` and ``place`` records that refer
to each other by ``ssid``.  A target is an ``individual``, an ``entity`` or an ``object``; it has identities, and
these have names made of ordered parts.  A part may have ``spelling-variant`` elements with language and script: each
language and script gives one more name.  The file is read twice, as places stand behind the targets.  De-listed
targets are rejected.  Written from the published schema and tested with invented targets; no official file was at
hand.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "seco"

_ROOT: Final = "swiss-sanctions-list"
_KIND: Final[dict[str, NameKind]] = {"primary-name": "primary", "alias": "strong", "formerly-known-as": "former"}
_SURNAMES: Final = frozenset({"family-name", "maiden-name", "tribal-name"})
_GIVEN: Final = frozenset({"given-name", "further-given-name", "father-name", "grand-father-name"})
_MAX_FORMS: Final = 64
"""Names that the variants of one name may make."""
# three-letter codes of the list -> ISO 639-1
_LANGUAGES: Final = {
    "ara": "ar", "bel": "be", "deu": "de", "eng": "en", "fas": "fa", "fra": "fr", "heb": "he", "ita": "it", "kor": "ko",
    "mya": "my", "prs": "fa", "pus": "ps", "rus": "ru", "spa": "es", "tur": "tr", "ukr": "uk", "urd": "ur", "zho": "zh",
}  # fmt: skip


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like the Swiss list."""
    return has_root(head, _ROOT)


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `RecordStream` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or "ch"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    places: dict[str, Node] = {}
    programmes: dict[str, str] = {}
    for node in RecordStream(path, Receipt(), root=_ROOT, records=frozenset({"place", "sanctions-program"})):
        if node.tag == "place":
            places[node.get("ssid")] = node
        else:
            key = [part for part in node.all("program-key") if part.get("lang") in ("eng", "")]
            title = (key or node.all("program-name"))[:1]
            for one in node.all("sanctions-set"):
                programmes[one.get("ssid")] = title[0].text if title else one.text
    records = RecordStream(path, receipt, root=_ROOT, records=frozenset({"target"}))
    for node in records:
        receipt.rows_read += 1
        where = f"line {node.line}"
        last = max(node.all("modification"), key=lambda change: change.get("effective-date"), default=None)
        if last is not None and last.get("modification-type") == "de-listed":
            receipt.reject(where, "a target that is no longer listed")
        elif node.all("object"):
            receipt.reject(where, "an object is not screened")
        else:
            yield from desk.admit(_entry(node, Draft(receipt, where), name, places, programmes), where)
    receipt.list_date = iso_day(records.root_attributes.get("date", ""))
    desk.close()


def _entry(node: Node, draft: Draft, list_name: str, places: dict[str, Node], programmes: dict[str, str]) -> Entry:
    individuals = node.all("individual")
    for subject in (*individuals, *node.all("entity")):
        draft.sex(subject.get("sex"))
        for identity in sorted(subject.all("identity"), key=lambda one: one.get("main") != "true"):
            _identity(draft, identity, places, person=bool(individuals))
        for tag, label in (("justification", ""), ("other-information", ""), ("relation", "Relation")):
            for part in subject.all(tag):
                about = part.text or ", ".join(filter(None, map(part.get, ("relation-type", "target-id"))))
                draft.remark(label, about)
        for address in subject.all("address"):
            _address(draft, address, places)
    for key in (node.get("sanctions-set-id"), *(part.text for part in node.all("sanctions-set-id"))):
        if key:
            draft.programme(programmes.get(key, key))
    listed = [
        day
        for change in node.all("modification")
        if change.get("modification-type") == "listed"
        and (day := iso_day(change.get("effective-date") or change.get("publication-date"))) is not None
    ]
    foreign = node.value("foreign-identifier")
    return draft.entry(
        node.get("ssid"),
        list_name,
        "person" if individuals else "organisation",
        reference=foreign or None,
        category="sanctions",
        listed_on=min(listed, default=None),
    )


def _identity(draft: Draft, node: Node, places: dict[str, Node], *, person: bool) -> None:
    for name in node.all("name"):
        _name(draft, name, person=person)
    for birth in node.all("day-month-year"):
        if not person:
            continue
        day, month, year = (birth.get(part) for part in ("day", "month", "year"))
        text = "-".join(part.zfill(2) for part in (year, month, day if month else "") if part)
        draft.birth(text)
    for nationality in node.all("nationality"):
        for country in nationality.all("country"):
            draft.country(country.text or country.get("iso-code"), "nationality")
    for birthplace in node.all("place-of-birth"):
        place, state = _place(birthplace, places)
        draft.born_in(", ".join(place), state)
    for address in node.all("address"):
        _address(draft, address, places)
    for document in node.all("identification-document"):
        issuer = next(iter(document.all("issuer")), None)
        code = "" if issuer is None else issuer.get("code") or issuer.text
        dates = [f"{tag} {text}" for tag in ("date-of-issue", "expiry-date") if (text := document.value(tag))]
        kind = document.get("document-type").replace("-", " ").capitalize()
        note = "; ".join([*dates, *document.values("remark"), *document.values("place-of-issue")])
        if person:
            draft.document(document.value("number"), kind, code, note)
        else:
            draft.remark(kind, ", ".join(filter(None, (document.value("number"), note))))


def _name(draft: Draft, node: Node, *, person: bool) -> None:
    kind = _KIND.get(node.get("name-type"), "strong")
    if node.get("quality") == "low":
        kind = "weak"
    parts = sorted(node.all("name-part"), key=lambda part: int(part.get("order") or 0))
    for part in parts:
        if part.get("name-part-type") == "title":
            draft.title(part.value("value"))
    parts = [part for part in parts if part.get("name-part-type") != "title"]
    tongues = {(v.get("lang"), v.get("script")): None for part in parts for v in part.all("spelling-variant")}
    for lang, script in (("", ""), *tongues):
        forms = [_forms(part, lang, script) for part in parts]
        for form in itertools.islice(itertools.product(*forms), _MAX_FORMS):
            by_kind = list(zip((part.get("name-part-type") for part in parts), form, strict=True))
            surname = " ".join(text for what, text in by_kind if what in _SURNAMES)
            given = " ".join(text for what, text in by_kind if what in _GIVEN)
            draft.name(
                " ".join(filter(None, form)),
                "strong" if kind == "primary" and lang else kind,
                surname=surname if person else "",
                given_names=given if person else "",
                language=_LANGUAGES.get(lang, ""),
            )


def _forms(part: Node, lang: str, script: str) -> list[str]:
    """What a part is written as in a language and script; the part as it is where it has no such variant."""
    variants = [v.text for v in part.all("spelling-variant") if (v.get("lang"), v.get("script")) == (lang, script)]
    return [text for text in variants if text] or [part.value("value") or part.text]


def _place(node: Node, places: dict[str, Node]) -> tuple[list[str], str]:
    """Parts of a place, from the element itself and from the record it refers to; and its country."""
    found = [node, *([places[key]] if (key := node.get("place-id")) in places else [])]
    tags = ("c-o", "address-details", "p-o-box", "zip-code", "location", "area")
    parts = [text for one in found for tag in tags if (text := one.value(tag))]
    return parts, next((text for one in found if (text := one.value("country"))), "")


def _address(draft: Draft, node: Node, places: dict[str, Node]) -> None:
    parts, country = _place(node, places)
    draft.address([*parts, *node.values("remarks")], country)
