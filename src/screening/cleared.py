"""Decisions that stand: this traveller is not that entry.

A traveller who shares a name and a birth date with a listed person is stopped at every journey, until somebody writes
down that the two are different people. A `ClearedPairs` keeps such decisions without keeping whom they are about: a
pair is stored as a keyed hash (HMAC-SHA-256) of the traveller's document, name and birth date with the entry, so that
the store tells nothing without its key, and nothing about people who were never cleared.

A decision only ever demotes a hit, and says so; it never removes one. It ends when its time is over, and when the entry
has changed in any field: what was decided of another entry says nothing of this one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from screening.account import Clearance
from screening.birthdates import BirthDate
from screening.documents import document_key
from screening.errors import ConfigError, InputError
from screening.names import parse_forms
from screening.screener import Hit, Result, fold_traveller

if TYPE_CHECKING:
    from screening.travellers import Traveller
    from screening.watchlist.schema import Entry

__all__ = ["ClearedPairs"]

_KEY_BYTES: Final = 16
_FORMAT: Final = 1


class ClearedPairs:
    """A store of decisions.

    Args:
        key: A secret of at least 16 bytes; the same for as long as the store is to be read.

    Raises:
        ConfigError: The key is too short.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < _KEY_BYTES:
            raise ConfigError(f"must be at least {_KEY_BYTES} bytes", where="key")
        self._key = key
        self._pairs: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self._pairs)

    def __repr__(self) -> str:
        return f"ClearedPairs({len(self)} decisions)"

    def clear(self, traveller: Traveller, entry: Entry, *, decided: date, until: date, reason: str) -> None:
        """Write down that a traveller is not an entry; replaces what was decided of the two before.

        Args:
            traveller: With a document number: a name and a birth date alone are those of too many people.
            entry: As the hit gave it; the decision holds for this version of it alone.
            decided: First day on which it holds.
            until: Last day on which it holds.
            reason: For people to read, without personal data: it is stored as it is.

        Raises:
            InputError: The traveller has no document number, or no name.
            ConfigError: It would end before it begins.
        """
        if until < decided:
            raise ConfigError("must not be before the day of the decision", where="until")
        tag = self._tag(traveller, entry.list, entry.id)
        if tag is None:
            raise InputError("a document number and a name are needed", where="traveller")
        self._pairs[tag] = {
            "version": self._version(entry),
            "decided": decided.isoformat(),
            "until": until.isoformat(),
            "reason": reason,
        }

    def reopen(self, traveller: Traveller, entry: Entry) -> bool:
        """Take a decision back; whether there was one."""
        tag = self._tag(traveller, entry.list, entry.id)
        return tag is not None and self._pairs.pop(tag, None) is not None

    def apply(self, result: Result, *, today: date) -> Result:
        """The result with what was decided before said in its hits, cleared ones last.

        No hit is taken away and no score is changed: `Hit.clearance` says what was decided, and whether it still holds;
        where it does, the band is ``weak``.
        """
        if not self._pairs:
            return result
        hits = [hit.with_clearance(self._clearance(hit, today)) for hit in result.hits]
        return replace(
            result, hits=tuple(sorted(hits, key=lambda hit: hit.clearance is not None and hit.clearance.holds))
        )

    def _clearance(self, hit: Hit, today: date) -> Clearance | None:
        tag = self._tag(hit.traveller, hit.list, hit.entry_id)
        pair = None if tag is None else self._pairs.get(tag)
        if pair is None:
            return None
        decided, until = date.fromisoformat(pair["decided"]), date.fromisoformat(pair["until"])
        if not hmac.compare_digest(pair["version"], self._version(hit.entry)):
            return Clearance("changed", decided, until, pair["reason"])
        return Clearance("cleared" if decided <= today <= until else "expired", decided, until, pair["reason"])

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the store to a file, as a whole or not at all; it holds hashes, days and reasons."""
        path = Path(path)
        content = {"format": _FORMAT, "key": self._hash("key", ""), "pairs": self._pairs}
        new = path.with_name(path.name + ".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    @classmethod
    def load(cls, path: str | os.PathLike[str], key: bytes) -> ClearedPairs:
        """Read a store.

        Raises:
            InputError: It cannot be read, or is damaged.
            ConfigError: It was written with another key.
        """
        store = cls(key)
        where = Path(path).name
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise InputError("the store of cleared pairs cannot be read", where=where) from None
        if not isinstance(content, dict) or content.get("format") != _FORMAT:
            raise InputError("no store of cleared pairs, or one of another version", where=where)
        if not hmac.compare_digest(str(content.get("key")), store._hash("key", "")):
            raise ConfigError("the store was written with another key", where=where)
        pairs = content.get("pairs")
        if not isinstance(pairs, dict) or not all(map(_is_pair, pairs.values())):
            raise InputError("the store of cleared pairs is damaged", where=where)
        store._pairs = pairs
        return store

    def _tag(self, traveller: Traveller, source: str, entry_id: str) -> str | None:
        """What a traveller and an entry are stored as; None for a traveller who can't be told from others."""
        number = document_key(traveller.document_number or "")
        name, *_ = parse_forms(" ".join(filter(None, (traveller.name, traveller.given_names, traveller.surname))))
        if not number or not name.tokens:
            return None
        births = fold_traveller(traveller).births
        issuer = (traveller.issuing_state or traveller.nationality or "").strip(" <").upper()
        names = sorted(token.written for token in name.tokens)
        return self._hash("pair", json.dumps([number, issuer, names, births, source, entry_id]))

    def _version(self, entry: Entry) -> str:
        return self._hash("entry", json.dumps(asdict(entry), default=_plain, sort_keys=True))

    def _hash(self, purpose: str, text: str) -> str:
        message = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def _plain(value: object) -> Any:
    """What JSON has no word for: days, and sets in the order of the alphabet."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, BirthDate | date):
        return str(value)
    raise TypeError(type(value).__name__)


def _is_pair(value: object) -> bool:
    if not isinstance(value, Mapping) or not all(isinstance(value.get(f), str) for f in ("version", "reason")):
        return False
    try:
        return all(date.fromisoformat(value[field]) for field in ("decided", "until"))
    except (KeyError, TypeError, ValueError):
        return False
