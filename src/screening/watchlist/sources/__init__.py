"""Readers of list formats, one module each.

A source is a module with ``NAME``, ``detect(head, filename)`` and ``read(path, receipt, list_name=...)``; `SOURCES`
lists them in the order in which they are asked.  Nothing else in the library knows a list format.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

import pyarrow as pa

from screening.errors import ConfigError, ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import (
    australia,
    canada,
    eu_csv,
    eu_journal,
    eu_xml,
    interpol,
    lost_documents,
    national,
    ofac_advanced,
    ofac_csv,
    ofac_enhanced,
    ofac_xml,
    opensanctions_csv,
    opensanctions_ftm,
    plain_csv,
    seco,
    uk,
    un,
)
from screening.watchlist.sources._input import input_name, read_head

__all__ = ["SOURCES", "Load", "Source", "gather", "open_source"]

_HEAD: Final = 1 << 16
_PAGE: Final = "a web page (HTML), perhaps the error page of a failed download"


class Source(Protocol):
    """What a source module offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """Name of the format."""

    def detect(self, head: bytes, filename: str) -> bool:
        """Whether a file that begins with these bytes is in this format."""

    def read(self, path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
        """Yields the entries and fills the receipt, which is closed when the iterator has come to its end."""


SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        source.NAME: source
        for source in (
            un,
            ofac_xml,
            ofac_advanced,
            ofac_enhanced,
            eu_xml,
            uk,
            canada,
            seco,
            eu_csv,
            eu_journal,
            australia,
            opensanctions_csv,
            opensanctions_ftm,
            interpol,
            lost_documents,
            national,
            ofac_csv,
            plain_csv,
        )
    }
)
"""Sources by name, in the order in which they are asked; the plain CSV, which takes any table, is asked last."""

_SETS: Final[Mapping[str, Callable[..., Iterator[Entry]]]] = {
    ofac_csv.NAME: ofac_csv.read,
    eu_journal.NAME: eu_journal.read,
}
"""Sources whose list may stand in several files, or in a folder."""

_COLUMNS: Final[Mapping[str, Callable[..., Iterator[Entry | pa.RecordBatch]]]] = {
    plain_csv.NAME: plain_csv.read_columns
}
"""Sources that can give many entries as columns."""

_FOREIGN: Final = (
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    (b"{", "JSON of an unknown kind"),
    (b"[", "JSON of an unknown kind"),
    (b"<", "XML of an unknown kind"),
)


@dataclass(frozen=True, slots=True)
class Load:
    """Files that one source reads together, as one list with one receipt."""

    source: Source
    paths: tuple[Path, ...]

    def read(self, receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
        """Yields the entries; see `Source.read`."""
        if len(self.paths) > 1:
            return _SETS[self.source.NAME](self.paths, receipt, list_name=list_name)
        return self.source.read(self.paths[0], receipt, list_name=list_name)

    def read_columns(self, receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry | pa.RecordBatch]:
        """Yields what `read` does; a source that can gives many entries at once, as columns."""
        if self.source.NAME in _COLUMNS:
            return _COLUMNS[self.source.NAME](self.paths[0], receipt, list_name=list_name)
        return self.read(receipt, list_name=list_name)


def gather(
    paths: Iterable[str | os.PathLike[str]],
    format: str | None = None,
) -> list[Load]:
    """What is to be read for a list of files: one load a file, but one for the files of a set.

    Args:
        paths: Files in any order; a folder stands for the set in it.
        format: As for `open_source`, for all files.

    Raises:
        ListFormatError: As `open_source`; and where several OFAC sets are mixed, so that names could be given to the
            records of another set.
        ConfigError, ListEmptyError, OSError: As `open_source`.
    """
    loads: list[Load] = []
    parts: dict[Path, ofac_csv.Part] = {}
    annexes: list[Path] = []
    for path in map(Path, paths):
        part = None if path.is_dir() else ofac_csv.part_of(read_head(path, _HEAD))
        if part is not None and format in (None, ofac_csv.NAME):
            parts[path] = part
            continue
        source = open_source(path, format)
        if source is SOURCES[eu_journal.NAME] and not path.is_dir():
            annexes.append(path)
        else:
            loads.append(Load(source, (path,)))
    if annexes:
        loads.append(Load(SOURCES[eu_journal.NAME], tuple(annexes)))
    records = [path for path, part in parts.items() if part == "records"]
    if len(records) == len(parts):
        loads += [Load(SOURCES[ofac_csv.NAME], (path,)) for path in records]
    elif len(records) > 1:
        rule = "files of several OFAC sets: put each set into a folder of its own and give the folders"
        raise ListFormatError(rule, where=", ".join(path.name for path in parts))
    else:
        loads.append(Load(SOURCES[ofac_csv.NAME], tuple(parts)))
    return loads


def open_source(
    path: str | os.PathLike[str],
    format: str | None = None,
) -> Source:
    """The source that reads a file, or the set in a folder.

    Args:
        path: The file; it may be compressed.
        format: Name of a source; when None the beginning of the file decides.

    Raises:
        ConfigError: ``format`` is not the name of a source.
        ListEmptyError: The file is empty.
        ListFormatError: No source knows the file, or it is a web page; the rule says what it looks like.
        OSError: The file cannot be opened.
    """
    if format is not None and format not in SOURCES:
        raise ConfigError(f"unknown list format; known are {', '.join(SOURCES)}")
    path = Path(path)
    if path.is_dir():
        return _open_folder(path, format)
    head = read_head(path, _HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ListEmptyError("the file is empty", where=path.name)
    if _is_page(head):
        raise ListFormatError(f"no list: {_PAGE}", where=path.name)
    if format is not None:
        return SOURCES[format]
    part = ofac_csv.part_of(head)
    if part not in (None, "records"):
        raise ListFormatError(f"the {part} of an OFAC list: give it together with the records", where=path.name)
    name = input_name(path)
    for source in SOURCES.values():
        if source.detect(head, name):
            return source
    raise ListFormatError(f"no known list format ({', '.join(SOURCES)}): {_looks_like(head)}", where=path.name)


def _open_folder(path: Path, format: str | None) -> Source:
    if format not in (None, *_SETS):
        raise ListFormatError(f"a folder can only hold a set ({', '.join(_SETS)})", where=path.name)
    files = eu_journal.list_files(path)
    if format == eu_journal.NAME or (files and eu_journal.detect(read_head(files[0], _HEAD), files[0].name)):
        return SOURCES[eu_journal.NAME]
    return SOURCES[ofac_csv.NAME]


def _is_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:14].lower() == b"<!doctype html" or (start[:1] == b"<" and b"<html" in head[:4096].lower())


def _looks_like(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((what for mark, what in _FOREIGN if start.startswith(mark)), "text or data of an unknown kind")
