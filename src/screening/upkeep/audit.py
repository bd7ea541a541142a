"""The journal of a list: every installation, refusal and rollback, one line each, appended, flushed and chained.

A line is a JSON object; its ``chain`` is the sha256 of the chain before it and of its own content, so that a line that
was changed, moved or taken out is found. It answers what was in force when a traveller was cleared. Who may write to
the folder
can also write a whole new journal: copy the last chain somewhere else to be safe from that as well.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from screening.errors import ListCorruptError, ListError

__all__ = ["Event", "Journal"]

_FIRST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal.

    Attributes:
        number: From 1, without gaps.
        time: ISO date and time, UTC; never before that of the event before, whatever the clock says.
        what: ``begin``, ``install``, ``rollback``, ``check``, ``refuse``, ``abandon`` or ``discard``.
        details: What belongs to it; no value of a list.
        chain: Hexadecimal digest over all events up to this one.
    """

    number: int
    time: str
    what: str
    details: dict[str, Any]
    chain: str


def _chain(before: str, body: dict[str, Any]) -> str:
    return hashlib.sha256(before.encode() + json.dumps(body, sort_keys=True).encode()).hexdigest()


class Journal:
    """The journal in a file; reading never changes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def events(self) -> list[Event]:
        """All events, verified; a last line that was cut off while it was written does not count.

        Raises:
            ListCorruptError: A line was changed, moved or taken out.
            ListError: The file cannot be read.
        """
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ListError(f"the journal cannot be read: {error.strerror}", where=self._path.name) from None
        events: list[Event] = []
        chain = _FIRST
        for number, line in enumerate(lines[:-1], 1):  # what stands behind the last line break was never finished
            event = _read_event(line)
            if event is None or event.number != number or event.chain != _chain(chain, _body(event)):
                raise ListCorruptError("the journal is not the one that was written", where=f"event {number}")
            events.append(event)
            chain = event.chain
        return events

    def append(self, what: str, time: str, details: dict[str, Any]) -> Event:
        """Write one event and flush it to the disk; the caller holds the lock of the list.

        Raises:
            ListCorruptError: The journal is damaged.
            ListError: The disk refused; nothing was written.
        """
        events = self.events()
        last = events[-1] if events else None
        body: dict[str, Any] = {
            "number": len(events) + 1,
            "time": max(time, last.time) if last else time,
            "what": what,
            "details": details,
        }
        event = Event(**body, chain=_chain(last.chain if last else _FIRST, body))
        line = json.dumps({**body, "chain": event.chain}, sort_keys=True).encode() + b"\n"
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                _append_whole(handle, line)
            finally:
                os.close(handle)
        except OSError as error:
            raise ListError(f"the journal cannot be written: {error.strerror}", where=self._path.name) from None
        return event


def _append_whole(handle: int, line: bytes) -> None:
    """All of the line, or as much as there was before; what a kill left behind the last line break goes."""
    size = os.fstat(handle).st_size
    end = os.pread(handle, size, 0).rfind(b"\n") + 1
    if end < size:
        os.ftruncate(handle, end)
    try:
        written = os.write(handle, line)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, end)
        raise
    if written < len(line):
        os.ftruncate(handle, end)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _read_event(line: bytes) -> Event | None:
    try:
        return Event(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _body(event: Event) -> dict[str, Any]:
    return {"number": event.number, "time": event.time, "what": event.what, "details": event.details}
