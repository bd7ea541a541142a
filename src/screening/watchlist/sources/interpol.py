"""INTERPOL notices as the public service gives them: red (wanted), yellow (missing), and UN special notices, in JSON.

A file is one answer of the search (``{"total": .., "_embedded": {"notices": [..]}}``), a list of notices, a single
notice, or JSON lines with one notice a line.  ``entity_id`` is the number of the notice, and its address
(``_links.self``) says of which kind it is.  A search gives 160 notices at the most: where it found more than are in
the file, the file is refused.  Built after the published description of the service and tested with invented persons.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from screening.errors import ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources._draft import Desk, Draft
from screening.watchlist.sources._input import open_input
from screening.watchlist.sources._lines import json_lines, read_json

__all__ = ["NAME", "detect", "read"]

NAME: Final = "interpol"

_KINDS: Final = {
    "red": ("wanted", "arrest"),
    "yellow": ("missing", "locate, protect"),
    "un": ("sanctions", None),
}
_ADDRESS: Final = re.compile(r"/notices/v\d+/([a-z]+)")
_MARK: Final = re.compile(rb'"entity_id"\s*:|"_embedded"\s*:\s*\{\s*"notices"')
_SILENT: Final = frozenset({"entity_id", "_links", "_embedded"})
_REMARKS: Final = {
    "distinguishing_marks": "Distinguishing marks",
    "languages_spoken_ids": "Languages",
    "eyes_colors_id": "Eyes",
    "hairs_id": "Hair",
    "height": "Height",
    "weight": "Weight",
    "date_of_event": "Missing since",
    "place_of_event": "Missing from",
    "place": "Missing from",
    "father_name": "Father",
    "father_forename": "Father",
    "mother_name": "Mother",
    "mother_forename": "Mother",
    "summary": "",
    "additional_information": "",
}


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file is JSON and speaks of notices near its beginning."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and _MARK.search(head) is not None


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields the persons in the order of the file.

    Raises:
        ListFormatError: Not JSON of one of the kinds above, cut short, or a part of what the search found.
        ListEmptyError: No person was read.
    """
    name = list_name or NAME
    receipt.begin(source=Path(path).name, list_format=NAME, list_name=name)
    desk = Desk(receipt)
    for where, notice in json_lines(path, receipt) if _is_lines(path) else _notices(path, receipt):
        yield from desk.admit(_entry(notice, receipt, where, name), where)
    desk.close()


def _is_lines(path: str | os.PathLike[str]) -> bool:
    """Whether the first line is a whole notice and more follow."""
    with open_input(path) as file:
        first = file.readline(1 << 20)
        more = file.readline(1 << 10).strip()
    try:
        return bool(more) and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _notices(path: str | os.PathLike[str], receipt: Receipt) -> Iterator[tuple[str, Mapping[str, Any]]]:
    document = read_json(path, receipt)
    notices = document
    if isinstance(document, dict):
        embedded = document.get("_embedded")
        notices = embedded.get("notices") if isinstance(embedded, dict) and "notices" in embedded else [document]
        total = document.get("total")
        if isinstance(total, int) and isinstance(notices, list) and total > len(notices):
            raise ListFormatError(f"the search found {total} notices, but the file holds {len(notices)}: ask in parts")
    if not isinstance(notices, list):
        raise ListFormatError("the notices must be a list", where=receipt.source)
    for number, notice in enumerate(notices, 1):
        receipt.rows_read += 1
        if isinstance(notice, dict):
            yield f"notice {number}", notice
        else:
            receipt.reject(f"notice {number}", "a notice must be an object")


def _entry(notice: Mapping[str, Any], receipt: Receipt, where: str, list_name: str) -> Entry:
    draft = Draft(receipt, where)
    parts = [_text(notice.get(key)).strip("- ") for key in ("name", "forename")]
    draft.name(" ".join(filter(None, parts)), "primary", surname=parts[0], given_names=parts[1])
    for alias in _texts(notice.get("aliases")) or _texts(notice.get("alias")):
        draft.name(alias)
    for birth in _texts(notice.get("date_of_birth")):
        draft.birth(birth)
    draft.sex(_text(notice.get("sex_id")))
    for code in _texts(notice.get("nationalities")):
        draft.country(code, "nationality")
    draft.born_in(_text(notice.get("place_of_birth")))
    for code in _texts(notice.get("country_of_birth_id")):
        draft.country(code, "birth")
    for warrant in notice.get("arrest_warrants") or ():
        if isinstance(warrant, dict):
            draft.country(_text(warrant.get("issuing_country_id")), "issuing")
            draft.remark("Charge", _text(warrant.get("charge")))
            draft.remark("Charge", _text(warrant.get("charge_translation")))
    for key, value in notice.items():
        if key in _REMARKS:
            draft.remark(_REMARKS[key], ", ".join(_texts(value)))
        elif key not in _SILENT and key not in _READ and value not in (None, "", [], {}):
            draft.notice("a field that is not known: kept in the remarks")
            draft.remark(key, ", ".join(_texts(value)))
    number = _text(notice.get("entity_id"))
    kind = _kind(notice)
    category, action = _KINDS.get(kind, (kind or None, None))
    if kind not in _KINDS:
        draft.notice("which kind of notice it is, is not said")
    reference = _text(notice.get("un_reference")) or number or None
    return draft.entry(number, list_name, reference=reference, category=category, action=action)


_READ: Final = frozenset(
    """name forename alias aliases date_of_birth sex_id nationalities place_of_birth country_of_birth_id arrest_warrants
    notice_type un_reference""".split()
)


def _kind(notice: Mapping[str, Any]) -> str:
    links = notice.get("_links")
    own = links.get("self") if isinstance(links, dict) else None
    address = _ADDRESS.search(_text(own.get("href")) if isinstance(own, dict) else "")
    if address is not None:
        return address[1]
    stated = _text(notice.get("notice_type")).lower()
    return stated or ("red" if notice.get("arrest_warrants") else "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _texts(value: Any) -> list[str]:
    """A value, or all values in a list or object however deep, as texts."""
    texts = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            waiting += reversed(list(one.values()) if isinstance(one, dict) else one)
        elif text := _text(one):
            texts.append(text)
    return texts
