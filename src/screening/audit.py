"""The audit trail: who was screened against which list, and what was answered, so that nobody can change it unnoticed.

A trail is a file of JSON lines that only grows.  Every line holds the hash of the line before (``previous``) and its
own (``hash``: SHA-256 over the rest of the line), so that a line removed, changed, inserted or moved breaks the chain;
and a ``seal`` (HMAC-SHA256 of the hash with the trail's key), so that nobody without the key can make a chain anew.
What cannot be seen from the file alone is that its end was cut off: for that keep an `Anchor`, the number and hash of
the last line, somewhere else.

No personal data stands in it.  The traveller is a keyed HMAC: with the key and the traveller at hand one can prove that
a case was about him (`AuditTrail.replay`), and without the key nothing can be guessed from it.  Entries of the list are
given by their ids.  The case id is the caller's, and must not be a name or the number of a document.

A line counts when it is on the disk (fsync); writers of several processes take turns (a lock on the file).  The rest of
a line that a kill tore off stays, is closed by the next writer and named in a line of its own: the file never shrinks.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import json
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from screening.birthdates import BirthDate, parse_birth_date
from screening.errors import ConfigError, InputError
from screening.screener import LIST_STALE, Hit, Result, Screener
from screening.travellers import Traveller

__all__ = ["Anchor", "AuditTrail", "TrailReport", "check_reference", "read_cases", "verify_trail"]

_FIRST: Final = "0" * 64
_LEAST_KEY: Final = 16  # bytes
_CASE: Final = re.compile(r"[A-Za-z0-9._:/-]{1,128}")
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_BLOCK: Final = 1 << 16
_LONGEST: Final = 1 << 24  # bytes in which a whole line must be found
_CHAINED: Final = ("hash", "seal")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of a trail, to be kept where the trail's writers cannot reach.

    Attributes:
        line: Its number, from 1.
        hash: Its hash.
    """

    line: int
    hash: str

    def __str__(self) -> str:
        return f"{self.line}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Read what `str` wrote.

        Raises:
            InputError: It is no anchor.
        """
        if match := re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-f]{64})", text.strip()):
            return cls(int(match[1]), match[2])
        raise InputError("must be a line number, a colon and a hash of 64 digits", where="anchor")


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What the check of a trail found.

    Attributes:
        lines: Lines of the file.
        cases: Screenings among them.
        torn: Lines that a kill tore off and a later writer closed.
        breaks: Each place where the chain does not hold, and which rule; none means that the trail is whole.
        anchor: The last line, if the trail is whole and not empty.
        is_sealed: Whether the seals were checked, which takes the key.
    """

    lines: int
    cases: int
    torn: int
    breaks: tuple[str, ...]
    anchor: Anchor | None
    is_sealed: bool

    @property
    def is_whole(self) -> bool:
        """Nothing was removed, changed or moved, as far as this check can see."""
        return not self.breaks


class AuditTrail:
    """A trail to write to.

    Args:
        path: The file; made, readable by its owner alone, when the first line is written.
        key: Secret of the trail, at least 16 bytes; for the seals, and for the HMAC of travellers.

    Raises:
        ConfigError: The key is too short.
    """

    def __init__(self, path: str | os.PathLike[str], *, key: bytes) -> None:
        self.path = Path(path)
        self._seal_key = _derived(key, b"seal")
        self._query_key = _derived(key, b"query")

    def record(self, case: str, traveller: Traveller, result: Result, *, time: datetime | None = None) -> Anchor:
        """Write that a traveller was screened, and what was answered.

        Args:
            case: The caller's reference: letters, digits and ``._:/-``, at most 128.
            traveller: Who was screened.
            result: What a Screener answered.
            time: When; now if None.

        Returns:
            The line, which is on the disk.

        Raises:
            ConfigError: ``case`` is not of that form.
            InputError: The trail ends in something that no trail holds.
            OSError: The disk refused.
        """
        return self._append("case", case, self._body(traveller, result), time)

    def dispose(
        self, case: str, entry: tuple[str, str], disposition: str, *, by: str, time: datetime | None = None
    ) -> Anchor:
        """Write what a person decided of a hit; arguments besides as `record`.

        Args:
            case: Of the screening.
            entry: List and id of the entry.
            disposition: A word in lower case, such as ``same_person`` or ``other_person``.
            by: Reference of who decided, of the same form as ``case``.
            time: When; now if None.
        """
        if not _WORD.fullmatch(disposition):
            raise ConfigError("must be a word in lower case", where="disposition")
        return self._append(
            "disposition",
            case,
            {"entry": list(entry), "disposition": disposition, "by": check_reference(by, "by")},
            time,
        )

    def note(self, kind: str, case: str, facts: Mapping[str, Any], *, time: datetime | None = None) -> Anchor:
        """Write anything else that belongs here, such as the summary of a batch job; ``facts`` are values of JSON.

        The caller sees to it that they hold no personal data.
        """
        if not _WORD.fullmatch(kind) or kind in {"case", "disposition", "torn"}:
            raise ConfigError("must be a word in lower case that is not taken", where="kind")
        return self._append(kind, case, dict(facts), time)

    def replay(
        self,
        line: Mapping[str, Any],
        traveller: Traveller,
        screener: Screener,
        *,
        visible_to: Collection[str] = (),
        lists: Iterable[str] | None = None,
    ) -> bool:
        """Whether a recorded case is about this traveller and is answered the same, byte for byte, today.

        That a list had not been looked after on that day (``list_stale``) is no part of it: lists age.

        Args:
            line: The line of the case, as JSON reads it.
            traveller: Whom it may be about.
            screener: With the list and the settings of that day.
            visible_to: Roles of the caller of that day.
            lists: Lists that were asked for.

        Raises:
            InputError: The list, the settings or the engine are not those of the case, so that nothing can be said.
        """
        body = self._body(traveller, screener.screen(traveller, visible_to=visible_to, lists=lists))
        for name in ("lists", "config", "engine"):
            if line.get(name) != body[name]:
                raise InputError(f"the case was screened with other {name}", where="replay")
        return _canonical(_ageless({name: line.get(name) for name in body})) == _canonical(_ageless(body))

    def is_about(self, line: Mapping[str, Any], traveller: Traveller) -> bool:
        """Whether a recorded case is about this traveller: all that was screened of him was the same."""
        return hmac.compare_digest(str(line.get("query")), self._query(traveller))

    def _body(self, traveller: Traveller, result: Result) -> dict[str, Any]:
        return {
            "query": self._query(traveller),
            "lists": [[one.name, one.digest] for one in result.lists],
            "config": result.config_digest,
            "engine": result.engine,
            "status": result.status,
            "degraded": list(result.degraded),
            "count": len(result.hits) + len(result.protective),
            "hits": [_hit(hit) for hit in result.hits],
            "protective": [_hit(hit) for hit in result.protective],
        }

    def _query(self, traveller: Traveller) -> str:
        return hmac.new(self._query_key, _traveller_bytes(traveller), hashlib.sha256).hexdigest()

    def _append(self, kind: str, case: str, body: dict[str, Any], time: datetime | None) -> Anchor:
        moment = (time or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
        fields = {"kind": kind, "time": moment, "case": check_reference(case, "case"), **body}
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            last, torn = _last_line(handle)
            if torn and (whole := _anchor_of(torn + b"\n")) is not None and whole.line == last.line + 1:
                _write(handle, b"\n", self.path)  # nothing but its end was torn off
                last = whole
            elif torn:
                rest = {"kind": "torn", "time": moment, "bytes": len(torn), "sha256": hashlib.sha256(torn).hexdigest()}
                data, last = self._line(rest, last)
                _write(handle, b"\n" + data, self.path)
            data, last = self._line(fields, last)
            _write(handle, data, self.path)
            os.fsync(handle)
        finally:
            os.close(handle)  # and with it the lock
        return last

    def _line(self, fields: dict[str, Any], last: Anchor) -> tuple[bytes, Anchor]:
        line = {"line": last.line + 1, "previous": last.hash, **fields}
        digest = hashlib.sha256(_canonical(line)).hexdigest()
        line |= {"hash": digest, "seal": _seal(self._seal_key, digest)}
        return _canonical(line) + b"\n", Anchor(last.line + 1, digest)


def verify_trail(
    path: str | os.PathLike[str], *, key: bytes | None = None, anchors: Sequence[Anchor] = ()
) -> TrailReport:
    """Check a trail from end to end.

    Without a key everything is found that somebody changed without making the chain anew from there on; with the key,
    or with an anchor after the change, that too.  Lines cut off at the end are found with an anchor alone.

    Args:
        path: The file.
        key: Secret of the trail.
        anchors: Lines that are known to have stood in it.

    Raises:
        ConfigError: The key is too short.
        OSError: The file cannot be read.
    """
    seal_key = None if key is None else _derived(key, b"seal")
    breaks: list[str] = []
    wanted = {anchor.line: anchor.hash for anchor in anchors}
    lines = cases = torn_lines = number = 0
    last = _FIRST
    torn: bytes | None = None
    with Path(path).open("rb") as file:
        for lines, raw in enumerate(file, 1):
            fields = _read(raw)
            if fields is None:
                torn = (torn or b"") + raw
                continue
            torn = None if torn is None else torn.removesuffix(b"\n")
            number += 1
            rule = _broken_rule(fields, number, last, torn, seal_key)
            if rule is not None:
                breaks.append(f"line {lines}: {rule}")
                number = fields["line"] if isinstance(fields.get("line"), int) else number
            torn_lines += torn is not None
            torn = None
            cases += fields.get("kind") == "case"
            last = str(fields.get("hash"))
            if wanted.pop(number, last) != last:
                breaks.append(f"line {lines}: not the line of the anchor")
    if torn is not None:
        breaks.append(f"line {lines}: cut off in the middle, and no writer has come since")
    breaks.extend(f"line {line}: the anchor's line is not there" for line in sorted(wanted))
    anchor = Anchor(number, last) if number and not breaks else None
    return TrailReport(lines, cases, torn_lines, tuple(breaks), anchor, seal_key is not None)


def read_cases(path: str | os.PathLike[str], case: str) -> list[dict[str, Any]]:
    """The screenings of a case, as they stand in a trail; `verify_trail` says whether that can be trusted.

    Raises:
        OSError: The file cannot be read.
    """
    with Path(path).open("rb") as file:
        lines = [fields for raw in file if (fields := _read(raw)) is not None]
    return [fields for fields in lines if fields.get("kind") == "case" and fields.get("case") == case]


def _ageless(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"degraded": [reason for reason in body["degraded"] or () if reason != LIST_STALE]}


def _broken_rule(
    fields: dict[str, Any], number: int, last: str, torn: bytes | None, seal_key: bytes | None
) -> str | None:
    """The first rule that a line breaks."""
    body = {name: value for name, value in fields.items() if name not in _CHAINED}
    if fields.get("line") != number:
        return "not the number that follows: lines are missing, doubled or moved"
    if fields.get("previous") != last:
        return "does not follow the line before it"
    if fields.get("hash") != hashlib.sha256(_canonical(body)).hexdigest():
        return "was changed"
    if seal_key is not None and not hmac.compare_digest(str(fields.get("seal")), _seal(seal_key, fields["hash"])):
        return "was not written with this key"
    named = (fields.get("bytes"), fields.get("sha256")) if fields.get("kind") == "torn" else None
    found = None if torn is None else (len(torn), hashlib.sha256(torn).hexdigest())
    return None if named == found else "something else stands before it than it says"


def _read(raw: bytes) -> dict[str, Any] | None:
    """A line, if it is exactly what a writer writes: whole, and in the one way to write it."""
    try:
        fields = json.loads(raw)
        return fields if isinstance(fields, dict) and _canonical(fields) + b"\n" == raw else None
    except (ValueError, RecursionError):
        return None


def _last_line(handle: int) -> tuple[Anchor, bytes]:
    """The last whole line, and what stands after it: what is left of lines that were torn off."""
    size = os.fstat(handle).st_size
    span = _BLOCK
    while True:
        start = max(0, size - span)
        lines = os.pread(handle, size - start, start).split(b"\n")
        for place in range(len(lines) - 2, -1 if start == 0 else 0, -1):  # the first may lack its beginning
            if (anchor := _anchor_of(lines[place] + b"\n")) is not None:
                return anchor, b"\n".join(lines[place + 1 :])
        if start == 0 or span >= _LONGEST:
            break
        span *= 4
    if start == 0 and len(lines) == 1 and lines[0][:2] in {b"", b"{", b'{"'}:
        return Anchor(0, _FIRST), lines[0]
    raise InputError("it does not end like an audit trail: check it before anything is added", where="trail")


def _hit(hit: Hit) -> list[Any]:
    return [hit.list, hit.entry_id, hit.score, hit.name_score, hit.band]


def _anchor_of(raw: bytes) -> Anchor | None:
    fields = _read(raw)
    if fields is None or not isinstance(fields.get("line"), int) or not isinstance(fields.get("hash"), str):
        return None
    return Anchor(fields["line"], fields["hash"])


def _write(handle: int, data: bytes, path: Path) -> None:
    if os.write(handle, data) != len(data):  # the rest of it is named by the next writer
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(path))


def _canonical(value: Any) -> bytes:
    """The one way to write a value of JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _derived(key: Any, purpose: bytes) -> bytes:
    if not isinstance(key, bytes | bytearray) or len(key) < _LEAST_KEY:
        raise ConfigError(f"must be at least {_LEAST_KEY} bytes", where="key")
    return hmac.digest(key, b"screening audit " + purpose, "sha256")


def _seal(key: bytes, digest: str) -> str:
    return hmac.digest(key, digest.encode(), "sha256").hex()


def check_reference(text: Any, where: str) -> str:
    """The text, if it can be the reference of a case: letters, digits and ``._:/-``, at most 128.

    Raises:
        ConfigError: It is not of that form.
    """
    if not isinstance(text, str) or not _CASE.fullmatch(text):
        raise ConfigError("must be letters, digits and ._:/- only, at most 128", where=where)
    return text


_QUERY_FIELDS: Final = (
    "name",
    "surname",
    "given_names",
    "other_names",
    "sex",
    "nationality",
    "document_number",
    "document_type",
    "issuing_state",
    "maybe_truncated",
)


def _traveller_bytes(traveller: Traveller) -> bytes:
    """Everything of a traveller that is screened; the reference is not of him."""
    born = traveller.birth_date
    if isinstance(born, date):
        born = parse_birth_date(born)
    if isinstance(born, BirthDate):
        days = [[first.isoformat(), last.isoformat()] for first, last in born.intervals]
        said: Any = [days, sorted(born.flags)]
    else:
        said = born
    others = [[document.number, document.type, document.issuing_state] for document in traveller.other_documents]
    return _canonical([said, others, *(getattr(traveller, name) for name in _QUERY_FIELDS)])
