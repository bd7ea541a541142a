"""A screener that follows the library: reloaded while others are screening, and swapped in one step.

A `Screener` never changes. `LiveScreener` holds the newest one; `reload` makes another of what is in force now and
puts it in its place with one assignment, so that a call runs on the old lists or on the new ones and never on a
mixture. The old files stay mapped until the last call on them is over.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from screening.errors import ConfigError
from screening.screener import Screener, ScreeningConfig
from screening.upkeep.library import Library
from screening.visibility import DISCREET, MountedList, check_terms

__all__ = ["ListUse", "LiveScreener"]


@dataclass(frozen=True, slots=True)
class ListUse:
    """How a list of the library is used; the fields are those of `screening.MountedList`.

    Raises:
        ConfigError: A value is out of range or of another type.
    """

    owner: str = ""
    purpose: str = ""
    threshold: float | None = None
    roles: Collection[str] | None = None
    discreet_roles: Collection[str] = (DISCREET,)
    max_age: timedelta | None = timedelta(hours=36)

    def __post_init__(self) -> None:
        check_terms(self)


class LiveScreener:
    """Holds the Screener for the lists that are in force; safe to use and to reload from many threads.

    Args:
        library: Where the lists stand.
        uses: Names of the lists and how each is used.
        config: Settings.

    Raises:
        ConfigError: No list is named.
        ListError: A list is missing, damaged or not readable: a screener never starts with fewer lists than it was
            told.
    """

    def __init__(self, library: Library, uses: Mapping[str, ListUse], *, config: ScreeningConfig | None = None) -> None:
        if not uses:
            raise ConfigError("at least one list is needed", where="uses")
        self._library = library
        self._uses = dict(uses)
        self._config = config or ScreeningConfig()
        self._lock = threading.Lock()  # of reloading; screening takes none
        self._screener = self._make(None)

    @property
    def screener(self) -> Screener:
        """The newest one; keep it for a piece of work that must see one state of the lists."""
        return self._screener

    def reload(self) -> bool:
        """Follow the library; returns whether anything changed.

        Raises:
            ListError: A list cannot be opened. The old lists stay in use, and become stale in their time.
        """
        with self._lock:
            old = self._screener
            new = self._make(old)
            changed = _state(new.mounted) != _state(old.mounted)
            if changed:
                self._screener = new
            return changed

    def _make(self, old: Screener | None) -> Screener:
        mounted = []
        for place, (name, use) in enumerate(self._uses.items()):
            version = self._library.current(name)
            before = None if old is None else old.mounted[place].watchlist
            watchlist = before if before is not None and before.digest == version.digest else self._library.open(name)
            settings: dict[str, Any] = {key: getattr(use, key) for key in ListUse.__dataclass_fields__}
            mounted.append(MountedList(watchlist, checked=version.checked, **settings))
        return Screener(mounted, config=self._config)


def _state(mounted: Sequence[MountedList]) -> list[tuple[str, object]]:
    return [(one.watchlist.digest, one.checked) for one in mounted]
