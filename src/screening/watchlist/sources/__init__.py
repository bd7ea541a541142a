"""Readers of list formats, one module each.

A source is a module with ``NAME``, ``detect(head, filename)`` and ``read(path, receipt, list_name=...)``; `SOURCES`
lists them in the order in which they are asked.  Nothing else in the library knows a list format.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from screening.errors import ConfigError, ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import plain_csv, un

__all__ = ["SOURCES", "Source", "open_source"]

_HEAD: Final = 1 << 13


class Source(Protocol):
    """What a source module offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """Name of the format."""

    def detect(self, head: bytes, filename: str) -> bool:
        """Whether a file that begins with these bytes is in this format."""

    def read(self, path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
        """Yields the entries and fills the receipt, which is closed when the iterator has come to its end."""


SOURCES: Final[Mapping[str, Source]] = MappingProxyType({source.NAME: source for source in (un, plain_csv)})
"""Sources by name; the plain CSV, which knows itself by a file name if by nothing else, is asked last."""

_FOREIGN: Final = (
    (b"\x1f\x8b", "the file is compressed (gzip); unpack it first"),
    (b"PK\x03\x04", "the file is compressed (zip); unpack it first"),
    (b"{", "JSON of an unknown kind"),
    (b"[", "JSON of an unknown kind"),
    (b"<", "XML of an unknown kind"),
)


def open_source(
    path: str | os.PathLike[str],
    format: str | None = None,  # noqa: A002 - the word that callers and the command line use
) -> Source:
    """The source that reads a file.

    Args:
        path: The file.
        format: Name of a source; when None the beginning of the file decides.

    Raises:
        ConfigError: ``format`` is not the name of a source.
        ListEmptyError: The file is empty.
        ListFormatError: No source knows the file; the rule says what it looks like.
        OSError: The file cannot be opened.
    """
    if format is not None and format not in SOURCES:
        raise ConfigError(f"unknown list format; known are {', '.join(SOURCES)}")
    path = Path(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ListEmptyError("the file is empty", where=path.name)
    if format is not None:
        return SOURCES[format]
    for source in SOURCES.values():
        if source.detect(head, path.name):
            return source
    raise ListFormatError(f"no known list format ({', '.join(SOURCES)}): {_looks_like(head)}", where=path.name)


def _looks_like(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<html" in head.lower() or start[:14].lower() == b"<!doctype html":
        return "a web page (HTML), perhaps the error page of a failed download"
    return next((what for mark, what in _FOREIGN if start.startswith(mark)), "text or data of an unknown kind")
