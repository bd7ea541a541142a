"""The lists of the US Office of Foreign Assets Control as classic XML (``sdn.xml``, ``consolidated.xml``).

Structure: ``sdnList`` with ``publshInformation`` (sic) and one ``sdnEntry`` a record.  Names stand in ``lastName`` and
``firstName``; an ``aka`` has a type (a.k.a., f.k.a., n.k.a.) and a category, strong or weak.  The ``idList`` mixes
documents with whatever else has a label: sex, web sites, dates of directives.  Records are persons or organisations; a
vessel or an aircraft is rejected, as no traveller is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.birthdates import parse_birth_date
from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry, NameKind
from screening.watchlist.sources._draft import Desk, Draft
from screening.watchlist.sources._ofac_remarks import IDENTITY, NO_IDENTITY, read_remarks
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "ofac_xml"

_KIND: Final[dict[str, NameKind]] = {"a.k.a.": "strong", "n.k.a.": "strong", "f.k.a.": "former"}


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like an OFAC list in classic XML."""
    return has_root(head, "sdnList")


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `RecordStream` refuses, or another number of records than the file says of itself.
        ListEmptyError: No person was read.
    """
    name = list_name or "ofac"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    stated = ""
    for node in RecordStream(path, receipt, root="sdnList", records=frozenset({"sdnEntry", "publshInformation"})):
        if node.tag == "publshInformation":
            published = parse_birth_date(node.value("Publish_Date"), day_first=False).day
            receipt.list_date = published.isoformat() if published else None
            stated = node.value("Record_Count")
            continue
        receipt.rows_read += 1
        where = f"line {node.line}"
        if node.value("sdnType") in ("Vessel", "Aircraft"):
            receipt.reject(where, "a vessel or an aircraft is not screened")
            continue
        yield from desk.admit(_entry(node, receipt, where, name), where)
    if stated.isdigit() and int(stated) != receipt.rows_read:
        raise ListFormatError(f"the file says that it has {stated} records, but {receipt.rows_read} were read")
    desk.close()


def _entry(node: Node, receipt: Receipt, where: str, list_name: str) -> Entry:
    draft = Draft(receipt, where)
    person = node.value("sdnType") == "Individual"
    _name(draft, node, "primary", person=person)
    for alias in node.all("akaList", "aka"):
        kind = _KIND.get(alias.value("type").lower())
        if kind is None:
            draft.notice("the type of a name must be a.k.a., f.k.a. or n.k.a.: taken as a strong alias")
        weak = alias.value("category").lower() == "weak"
        _name(draft, alias, "weak" if weak else kind or "strong", person=person)
    for item in node.all("dateOfBirthList", "dateOfBirthItem"):
        draft.birth(item.value("dateOfBirth"))
    for item in node.all("placeOfBirthList", "placeOfBirthItem"):
        place = item.value("placeOfBirth")
        draft.born_in(place)
        draft.country_in(place, "birth")
    for item in (*node.all("nationalityList", "nationality"), *node.all("citizenshipList", "citizenship")):
        draft.country(item.value("country"), "nationality")
    for address in node.all("addressList", "address"):
        lines = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode")
        draft.address([address.value(tag) for tag in lines], address.value("country"))
    for item in node.all("idList", "id"):
        _identity(draft, item, person=person)
    if title := node.value("title"):
        for part in title.split(";"):
            draft.title(part)
    for programme in node.values("programList"):
        draft.programme(programme)
    _remarks(draft, node.value("remarks"))
    return draft.entry(node.value("uid"), list_name, "person" if person else "organisation", category="sanctions")


def _name(draft: Draft, node: Node, kind: NameKind, *, person: bool) -> None:
    surname, given = node.value("lastName"), node.value("firstName")
    whole = f"{surname}, {given}" if surname and given else surname or given
    draft.name(whole, kind, surname=surname if person else "", given_names=given)


def _identity(draft: Draft, node: Node, *, person: bool) -> None:
    kind, number, state = node.value("idType"), node.value("idNumber"), node.value("idCountry")
    if kind == "Gender":
        draft.sex(number)
    elif person and number and NO_IDENTITY.search(kind) is None and IDENTITY.fullmatch(kind) is not None:
        dates = [f"{label} {date}" for label in ("issue", "expiration") if (date := node.value(f"{label}Date"))]
        draft.document(number, kind, state, "; ".join(dates))
    else:
        draft.remark(kind.rstrip(" :-"), ", ".join(filter(None, (number, state))) or "yes")


def _remarks(draft: Draft, text: str) -> None:
    """Keeps the remarks, and takes out of them what has a column."""
    draft.remark("", text)
    found = read_remarks(text)
    for name in found.names:
        draft.name(name.name, name.kind)
    for birth in found.births:
        draft.births[birth] = None
    for document in found.documents:
        draft.documents[document] = None
    draft.countries.update(dict.fromkeys(found.countries))
    for rule in found.unclear:
        draft.notice(rule)
