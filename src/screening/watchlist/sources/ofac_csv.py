"""The lists of the US Office of Foreign Assets Control as a set of CSV files without header.

``sdn.csv`` (or the consolidated ``cons_prim.csv``) holds one record a row; ``alt.csv`` alternative names, ``add.csv``
addresses and ``sdn_comments.csv`` the rest of remarks that were too long, each by the number of the record.  ``-0-`` is
null.  Persons are written ``LAST, First``.  Weak aliases stand in the remarks, in quotation marks.  The files are told
apart by their columns.  Files end with the mark 0x1A.  Records and names are read as official files hold them;
addresses and comments as their published description says.

Records are persons or organisations; a vessel or an aircraft is rejected, as no traveller is one.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from screening.countries import country_code
from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import CountryRole, Entry, EntryName, NameKind
from screening.watchlist.sources._input import open_input, read_head
from screening.watchlist.sources._ofac_remarks import read_remarks

__all__ = ["NAME", "Part", "detect", "part_of", "read"]

NAME: Final = "ofac_csv"

Part = Literal["records", "names", "addresses", "comments"]

_ROW: Final = re.compile(r'(\d+),(?:\d+,)?"?')
_ALIAS: Final[dict[str, NameKind]] = {"aka": "strong", "nka": "strong", "fka": "former"}
_TYPES: Final = frozenset({"individual", "vessel", "aircraft", ""})
_END: Final = "\x1a"
_MAX_BYTES: Final = 1 << 28
_WIDTH: Final[dict[Part, int]] = {"records": 12, "names": 5, "addresses": 6, "comments": 2}
_Row = tuple[str, list[str]]  # where it stands, and its cells


def part_of(head: bytes) -> Part | None:
    """Which file of the set begins with these bytes, if any."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("latin-1").strip()
    if _ROW.match(line) is None:
        return None
    try:
        cells = _cells(next(csv.reader([line])))
    except csv.Error:
        return None
    if len(cells) == 12 and cells[2] in _TYPES:
        return "records"
    if len(cells) == 5 and cells[2] in _ALIAS:
        return "names"
    if len(cells) == 6 and cells[1].isdigit():
        return "addresses"
    return "comments" if len(cells) == 2 and len(cells[1]) > 20 else None


def detect(head: bytes, filename: str) -> bool:  # noqa: ARG001 - what every source is asked
    """Whether the file begins like the records of the set; the other files of it are no list by themselves."""
    return part_of(head) == "records"


def read(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    receipt: Receipt,
    *,
    list_name: str | None = None,
) -> Iterator[Entry]:
    """Yields the persons and organisations.

    Args:
        path: The file of the records, the files of the set in any order, or a folder that holds nothing else.
        receipt: Takes the account: the rows of the records and of alternative names.
        list_name: Name of the list; ``ofac`` when not given.

    Raises:
        ListFormatError: A file is not one of the set, is there twice, is missing, or has broken quotation.
        ListEmptyError: No person was read.
    """
    name = list_name or "ofac"
    files = _files(path)
    receipt.begin(
        source=" + ".join(file.name for file in files.values()),
        list_format=NAME,
        list_name=name,
    )
    beside: dict[str, _Beside] = {}
    for part in ("addresses", "comments"):
        if part in files:
            for _, cells in _rows(files[part], part, receipt):
                getattr(beside.setdefault(cells[0], _Beside()), part).append(cells)
    names: list[_Row] = []
    if "names" in files:
        names = list(_rows(files["names"], "names", receipt, counted=True))
        for where, cells in names:
            beside.setdefault(cells[0], _Beside()).names.append((where, cells))
    else:
        receipt.notice(files["records"].name, "no file of alternative names (alt.csv) was given")
    for where, cells in _rows(files["records"], "records", receipt, counted=True):
        extra = beside.pop(cells[0], None) or _Beside()
        if cells[2] in ("vessel", "aircraft"):
            receipt.reject(where, "a vessel or an aircraft is not screened")
            for place, _ in extra.names:
                receipt.reject(place, "a name of a vessel or an aircraft")
        elif not cells[1]:
            receipt.reject(where, "a record needs a name")
            for place, _ in extra.names:
                receipt.reject(place, "a name of a record that was rejected")
        else:
            entry = _entry(name, cells, extra, receipt, where)
            receipt.load(entry, 1 + len(extra.names), where)
            yield entry
    for extra in beside.values():
        for place, _ in extra.names:
            receipt.reject(place, "a name of a record that is not in the list")
    if not receipt.persons:
        raise ListEmptyError("an OFAC list holds at least one person", where=receipt.source)
    receipt.close()


@dataclass(slots=True)
class _Beside:
    """What the other files say of one record."""

    names: list[_Row] = field(default_factory=list)
    addresses: list[list[str]] = field(default_factory=list)
    comments: list[list[str]] = field(default_factory=list)


def _entry(list_name: str, cells: list[str], extra: _Beside, receipt: Receipt, where: str) -> Entry:
    record, name, kind, programme, title, *_, remarks = cells
    person = kind == "individual"
    text = _joined([remarks, *(comment[1] for comment in extra.comments)])
    found = read_remarks(text)
    weak = [_name(other.name, other.kind, person, None) for other in found.names]
    for rule in found.unclear:
        receipt.notice(where, rule)
    countries: list[tuple[str, CountryRole]] = list(found.countries)
    lines = [text] if text else []
    for _, _, street, city, country, note in extra.addresses:
        if any((street, city, country)):
            lines.append("Address: " + ", ".join(filter(None, (street, city, country, note))))
        code = country_code(country) if country else None
        if code is not None:
            countries.append((code, "residence"))
        elif country:
            receipt.notice(where, "a country (residence) was not understood")
    names = [_name(name, "primary", person, None)]
    for place, (_, _, alias, other, note) in extra.names:
        if alias not in _ALIAS:
            receipt.notice(place, "the kind of a name must be aka, fka or nka: taken as a strong alias")
        names.append(_name(other, _ALIAS.get(alias, "strong"), person, note or None))
    return Entry(
        id=record,
        list=list_name,
        type="person" if person else "organisation",
        names=tuple(dict.fromkeys((*names, *weak))),
        birth_dates=tuple(dict.fromkeys(found.births)),
        sex=found.sex,
        countries=tuple(dict.fromkeys(countries)),
        birth_places=tuple(found.birth_places),
        documents=tuple(found.documents),
        titles=tuple(part for part in re.split(r";\s*", title) if part),
        programme=", ".join(re.split(r"\]\s*\[", programme)) or None,
        category="sanctions",
        remarks="\n".join(lines) or None,
    )


def _joined(parts: list[str]) -> str:
    """Remarks and what spilled over from them; a full stop ends the last item, so more text begins another one."""
    text = ""
    for part in filter(None, parts):
        text = f"{text.removesuffix('.')}{'; ' if text.endswith('.') else ' '}{part}" if text else part
    return text


def _name(text: str, kind: NameKind, person: bool, note: str | None) -> EntryName:  # noqa: FBT001 - private
    surname, comma, given = text.partition(", ")
    if not person or not comma:
        return EntryName(text, kind, note=note)
    return EntryName(text, kind, surname, given, note=note)


def _files(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> dict[Part, Path]:
    if isinstance(path, str | os.PathLike):
        single = Path(path)
        paths = sorted(single.iterdir()) if single.is_dir() else [single]
    else:
        paths = [Path(one) for one in path]
    files: dict[Part, Path] = {}
    for file in paths:
        part = part_of(read_head(file, 1 << 16))
        if part is None:
            raise ListFormatError("not a file of the OFAC set (records, names, addresses, comments)", where=file.name)
        if part in files:
            raise ListFormatError(f"a second file of {part} in one set", where=file.name)
        files[part] = file
    if "records" not in files:
        where = ", ".join(file.name for file in files.values()) or None
        raise ListFormatError("the file of the records (sdn.csv or cons_prim.csv) is missing", where=where)
    return files


def _rows(path: Path, part: Part, receipt: Receipt, *, counted: bool = False) -> Iterator[_Row]:
    """Yields the whole rows of a file; counts and rejects the others where they count."""
    with open_input(path) as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ListFormatError(f"the file is larger than {_MAX_BYTES} bytes", where=path.name)
    receipt.feed(data)
    text = _decode(data, path.name, receipt)
    body, mark, _ = text.rstrip().partition(_END)
    if not mark:
        receipt.notice(path.name, "the end mark (0x1A) is missing: the file may be cut short")
    reader = csv.reader(io.StringIO(body, newline=""), strict=True)
    try:
        for row in reader:
            cells = _cells(row)
            if not any(cells):
                continue
            where = f"{path.name}, line {reader.line_num}"
            receipt.rows_read += counted
            if len(cells) != _WIDTH[part] or not cells[0].isdigit():
                rule = f"a row of {part} needs a number and {_WIDTH[part]} fields"
                (receipt.reject if counted else receipt.notice)(where, rule)
                continue
            yield where, cells
    except csv.Error:
        place = f"{path.name}, line {reader.line_num + 1}"
        raise ListFormatError("quotation or line ends are broken, or a field is too long", where=place) from None


def _decode(data: bytes, name: str, receipt: Receipt) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        receipt.notice(f"{name}, byte {error.start}", "not UTF-8: read as Latin-1")
        return data.decode("latin-1")


def _cells(row: list[str]) -> list[str]:
    return ["" if cell.strip() == "-0-" else " ".join(cell.split()) for cell in row]
