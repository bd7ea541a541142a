"""Streams the records of an XML file in bounded memory, and refuses what an honest list never holds.

Built on expat alone.  A document type declaration is refused, and with it every entity, so that neither an entity bomb
nor an external file can be reached.  Namespaces and prefixes are ignored, because publishers change them.  Depth, field
and record sizes are capped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.parsers import expat

from screening.errors import ListError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.sources._input import open_input

__all__ = ["MAX_DEPTH", "MAX_FIELD", "MAX_RECORD", "Node", "RecordStream", "has_root"]

MAX_DEPTH: Final = 32
MAX_FIELD: Final = 1 << 20
"""Characters in one text or attribute, and bytes in one tag, comment or instruction."""
MAX_RECORD: Final = 1 << 24
"""Characters in one record, each element counted as 64."""

_CHUNK: Final = 1 << 16
_NONE: Final[Mapping[str, str]] = {}
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_OPENED: Final = re.compile(r"<([^\s<>/?!]+)")
_CUT_SHORT: Final = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class Node:
    """One element of a record: its local name, its own text, its attributes by local name, and its child elements."""

    __slots__ = ("attributes", "children", "line", "parts", "tag")

    def __init__(self, tag: str, line: int, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        self.line = line
        self.attributes = attributes
        self.parts: list[str] = []
        self.children: list[Node] = []

    @property
    def text(self) -> str:
        """The element's own text, runs of white space made one space."""
        return " ".join("".join(self.parts).split())

    def get(self, attribute: str) -> str:
        """An attribute, its white space made single spaces, ``""`` where it is absent."""
        return " ".join(self.attributes.get(attribute, "").split())

    def all(self, *path: str) -> list[Node]:
        """Child elements of that name, in order; of several names, those of the last below those of the first."""
        found = [self]
        for tag in path:
            found = [child for node in found for child in node.children if child.tag == tag]
        return found

    def value(self, tag: str) -> str:
        """Text of the first such child that has any, else ``""``."""
        return next((text for child in self.all(tag) if (text := child.text)), "")

    def values(self, tag: str) -> list[str]:
        """Texts below every such child (``<TITLE><VALUE>..</VALUE></TITLE>``, or its own), the empty ones left out."""
        return [text for child in self.all(tag) for leaf in (child.children or [child]) if (text := leaf.text)]

    @property
    def empty(self) -> bool:
        """Whether neither this element nor one below it has text."""
        return not self.text and all(child.empty for child in self.children)


class RecordStream:
    """Iterates over the elements of a file whose names are in ``records``.

    Args:
        path: The XML file.
        receipt: Takes the digest of the input.
        root: Local name that the outermost element must have.
        records: Local names of the elements to yield.

    Attributes:
        root_attributes: Attributes of the outermost element, by local name; empty until iteration begins.

    Raises:
        ListFormatError: While iterating: not well-formed, cut short, another root, a document type declaration, an
            unknown encoding, or a size beyond the caps.  ``where`` is the line.
    """

    def __init__(self, path: str | os.PathLike[str], receipt: Receipt, *, root: str, records: frozenset[str]) -> None:
        self.root_attributes: Mapping[str, str] = {}
        self._path = Path(path)
        self._receipt = receipt
        self._root = root
        self._records = records
        self._depth = 0
        self._field = 0  # characters since the last tag
        self._size = 0  # of the record being built
        self._open: list[Node] = []
        self._done: list[Node] = []
        self._parser = parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def __iter__(self) -> Iterator[Node]:
        fed = 0
        with open_input(self._path) as file:
            while chunk := file.read(_CHUNK):
                self._receipt.feed(chunk)
                fed += len(chunk)
                self._parse(chunk)
                # expat holds an unfinished tag or comment in memory: what it has not consumed is such a one
                if fed - self._parser.CurrentByteIndex > MAX_FIELD:
                    raise self._refuse(f"one tag, attribute or comment is longer than {MAX_FIELD} bytes")
                yield from self._drain()
        self._parse(b"", final=True)
        yield from self._drain()

    def _drain(self) -> Iterator[Node]:
        done, self._done = self._done, []
        return iter(done)

    def _parse(self, chunk: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            if final and error.code in _CUT_SHORT:
                rule = "the file ends before its last element is closed"
            else:
                rule = f"not well-formed XML in its declared encoding ({expat.ErrorString(error.code)})"
            raise ListFormatError(rule, where=f"line {error.lineno}") from None
        except ListError:
            raise
        except (LookupError, ValueError):  # what the parser raises for an encoding that it cannot read
            raise ListFormatError("the declared encoding cannot be read; use UTF-8", where="line 1") from None

    def _refuse(self, rule: str) -> ListFormatError:
        return ListFormatError(rule, where=f"line {self._parser.CurrentLineNumber}")

    def _doctype(self, *_: object) -> None:
        raise self._refuse("a document type declaration (DOCTYPE) is not allowed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        self._depth += 1
        self._field = 0
        if self._depth > MAX_DEPTH:
            raise self._refuse(f"elements are nested deeper than {MAX_DEPTH}")
        if self._depth == 1:
            if tag != self._root:
                raise self._refuse(f"the outermost element must be {self._root}")
            self.root_attributes = {_local(key): value for key, value in attributes.items()}
        if self._open or tag in self._records:
            own = {_local(key): value for key, value in attributes.items()} if attributes else _NONE
            node = Node(tag, self._parser.CurrentLineNumber, own)
            if self._open:
                self._open[-1].children.append(node)
            else:
                self._size = 0
            self._open.append(node)
            self._grow(64 + sum(map(len, own.values())))

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._field = 0
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._done.append(node)

    def _text(self, data: str) -> None:
        self._field += len(data)
        if self._field > MAX_FIELD:
            raise self._refuse(f"one text is longer than {MAX_FIELD} characters")
        if self._open:
            self._open[-1].parts.append(data)
            self._grow(len(data))

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > MAX_RECORD:
            raise self._refuse(f"one record is longer than {MAX_RECORD} characters")


def has_root(head: bytes, root: str) -> bool:
    """Whether the beginning of a file (UTF-8 or UTF-16) opens an element of that local name before any other."""
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"")):
        if head.startswith(mark):
            text = head.decode(encoding, errors="ignore")
            break
    opened = _OPENED.search(_COMMENT.sub("", text))
    return opened is not None and _local(opened[1]) == root


def _local(name: str) -> str:
    return name.rpartition(":")[2]
