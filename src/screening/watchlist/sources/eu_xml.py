"""The EU's consolidated list of financial sanctions, XML (FSF, ``xmlFullSanctionsList_1_1``).

Structure: ``export`` with ``generationDate``; one ``sanctionEntity`` an entry, whose names, birth dates,
citizenships, identifications and addresses are elements that say everything in attributes, and prose in ``remark``
below them. Written from the published schema and tested with entries re-entered in it; no official file was at hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources._draft import Desk, Draft, iso_day
from screening.watchlist.sources._eu_facts import add_address, add_birth, add_citizenship, add_document, add_name
from screening.watchlist.sources._xml import Node, RecordStream, has_root

__all__ = ["NAME", "detect", "read"]

NAME: Final = "eu_xml"

_TAGS: Final = frozenset(
    "remark regulation subjectType nameAlias citizenship birthdate identification address contactInfo".split()
)


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like the EU's list."""
    return has_root(head, "export") and b"sanctionEntity" in head


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields persons and organisations in the order of the file.

    Raises:
        ListFormatError: What `RecordStream` refuses.
        ListEmptyError: No person was read.
    """
    name = list_name or "eu"
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    records = RecordStream(path, receipt, root="export", records=frozenset({"sanctionEntity"}))
    for node in records:
        receipt.rows_read += 1
        where = f"line {node.line}"
        yield from desk.admit(_entry(node, receipt, where, name), where)
    receipt.list_date = iso_day(records.root_attributes.get("generationDate", ""))
    desk.close()


def _entry(node: Node, receipt: Receipt, where: str, list_name: str) -> Entry:
    draft = Draft(receipt, where)
    subject = next(iter(node.all("subjectType")), None)
    code = "" if subject is None else subject.get("code") or subject.get("classificationCode")
    person = code.lower() in ("person", "p")
    if not code:
        draft.notice("whether it is a person or an enterprise is not said: taken as an organisation")
    for part in node.children:
        facts = {key.lower(): part.get(key) for key in part.attributes}
        remarks = [remark.text for remark in part.all("remark")]
        if part.tag == "nameAlias":
            add_name(draft, facts, remarks, person=person)
        elif part.tag == "birthdate" and person:
            add_birth(draft, facts, remarks)
        elif part.tag == "citizenship":
            add_citizenship(draft, facts)
        elif part.tag == "identification":
            add_document(draft, facts, remarks, person=person)
        elif part.tag == "address":
            add_address(draft, facts, remarks)
            for contact in part.all("contactInfo"):
                draft.remark(contact.get("key").capitalize() or "Contact", contact.get("value"))
        elif part.tag == "regulation":
            draft.programme(facts.get("programme", ""))
            draft.remark("Regulation", ", ".join(filter(None, map(facts.get, ("numbertitle", "publicationdate")))))
        elif part.tag == "remark":
            draft.remark("", part.text)
        elif part.tag not in _TAGS:
            draft.notice("an element that is not known: kept in the remarks")
            draft.remark(part.tag, " ".join(filter(None, (part.text, *facts.values()))))
    draft.remark("", node.get("designationDetails"))
    draft.remark("UN reference", node.get("unitedNationId"))
    return draft.entry(
        node.get("logicalId") or node.get("euReferenceNumber"),
        list_name,
        "person" if person else "organisation",
        reference=node.get("euReferenceNumber") or None,
        category="sanctions",
        listed_on=iso_day(node.get("designationDate")),
    )
