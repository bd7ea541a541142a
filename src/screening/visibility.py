"""Who sees what: several watchlists side by side, each with its owner, and the part of them that a caller may see.

A one-stop border post runs the lists of two countries on one machine. A caller says with every call which roles it
acts in; what it may not see must not show: not in hits, counts, the lists named in a result, the settings' digest or an
error.  So a `View` is made first, of the lists and entries that the roles open, and everything in a result is made from
the view alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from screening.arrays import as_numpy
from screening.compiled import ListInfo, Watchlist
from screening.errors import ConfigError
from screening.watchlist.delta import Delta, rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "PROTECTIVE_CATEGORIES",
    "MountedList",
    "Part",
    "Shelf",
    "View",
    "check_terms",
    "is_protective",
    "is_stale",
    "mount",
]

DISCREET: Final = "discreet"
"""The role that opens discreet entries, unless a list names another."""

PROTECTIVE_CATEGORIES: Final = frozenset({"missing", "missing_child", "trafficking_victim", "at_risk"})
"""Categories of persons who are to be helped."""
_PROTECTIVE_ACTIONS: Final = frozenset({"protect", "locate"})
_REFUSING_ACTIONS: Final = frozenset({"arrest", "refuse", "seize", "travel_ban", "asset_freeze"})
_CLOCK_TOLERANCE: Final = timedelta(minutes=5)
_VIEWS_KEPT: Final = 64


_TERMS: Final = (
    ("owner", str, "must be text"),
    ("purpose", str, "must be text"),
    ("threshold", int | float | None, "must be a number from 0 to 1"),
    ("max_age", timedelta | None, "must be a time span above zero"),
)
_GIVEN: Final = (
    ("watchlist", Watchlist, "must be an open Watchlist"),
    ("checked", datetime | None, "must be a date and time with a time zone"),
)


def _roles(value: Any, where: str) -> frozenset[str]:
    """A set of roles; a single text is refused, since it would be taken for its letters."""
    if isinstance(value, str) or not isinstance(value, Collection):
        raise ConfigError("must be a collection of names", where=where)
    if not all(isinstance(role, str) and role for role in value):
        raise ConfigError("a role is a text that is not empty", where=where)
    return frozenset(value)


def _check_types(value: object, types: Iterable[tuple[str, Any, str]]) -> None:
    for name, kind, rule in types:
        attribute = getattr(value, name)
        if not isinstance(attribute, kind) or isinstance(attribute, bool):
            raise ConfigError(rule, where=name)


def check_terms(terms: Any) -> None:
    """Check the terms on which a list is used: ``owner`` to ``discreet_roles`` and ``max_age`` of `MountedList`.

    Raises:
        ConfigError: A value is out of range or of another type.
    """
    _check_types(terms, _TERMS)
    if terms.threshold is not None and not 0 <= terms.threshold <= 1:
        raise ConfigError("must be a number from 0 to 1", where="threshold")
    if terms.roles is not None:
        _roles(terms.roles, "roles")
    _roles(terms.discreet_roles, "discreet_roles")
    if terms.max_age is not None and terms.max_age <= timedelta():
        raise ConfigError("must be a time span above zero", where="max_age")


@dataclass(frozen=True, slots=True)
class MountedList:
    """A watchlist as a Screener uses it.

    Attributes:
        watchlist: The open file.
        owner: The authority that it belongs to; empty for a list of nobody in particular.
        purpose: What it may be used for; comes back with every result.
        threshold: 0 to 1, its own; None takes that of the settings.
        roles: A caller with one of them sees the list. When None, the owner's name; without an owner everybody sees it.
        discreet_roles: A caller who sees the list and has one of them sees its discreet entries too.
        checked: When the list was last known to be the newest, with a time zone.
        max_age: How long after that it may be used; later, results say ``list_stale``.

    Raises:
        ConfigError: A value is out of range or of another type.
    """

    watchlist: Watchlist
    _: KW_ONLY
    owner: str = ""
    purpose: str = ""
    threshold: float | None = None
    roles: Collection[str] | None = None
    discreet_roles: Collection[str] = (DISCREET,)
    checked: datetime | None = None
    max_age: timedelta | None = None

    def __post_init__(self) -> None:
        _check_types(self, _GIVEN)
        check_terms(self)
        if self.roles is None:
            object.__setattr__(self, "roles", frozenset({self.owner} if self.owner else ()))
        else:
            object.__setattr__(self, "roles", _roles(self.roles, "roles"))
        object.__setattr__(self, "discreet_roles", _roles(self.discreet_roles, "discreet_roles"))
        if self.checked is not None and self.checked.tzinfo is None:
            raise ConfigError("must be a date and time with a time zone", where="checked")
        if self.max_age is not None and self.checked is None:
            raise ConfigError("max_age needs the time since which the list is known to be the newest", where="checked")

    def is_stale(self, now: datetime) -> bool:
        """Whether the list is older than it may be; a clock from before it was checked can't tell, which counts too."""
        return self.max_age is not None and self.checked is not None and is_stale(self.checked, self.max_age, now)


def is_stale(checked: datetime, max_age: timedelta, now: datetime) -> bool:
    """Whether a list was last known to be the newest longer ago than it may; see `MountedList.is_stale`."""
    age = now - checked
    return age > max_age or age < -_CLOCK_TOLERANCE


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a caller sees of one mounted list.

    Attributes:
        place: Of the list among the mounted ones.
        hidden: Of every entry whether it is left out; None where none is.
        hidden_count: Entries that are left out.
    """

    place: int
    mounted: MountedList
    hidden: NDArray[np.bool_] | None = None
    hidden_count: int = 0

    def is_visible(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the entries in these rows are not left out."""
        return np.ones(len(rows), dtype=bool) if self.hidden is None else ~self.hidden[rows]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a caller sees of all lists.

    Attributes:
        parts: What is searched.
        lists: What a result names.
        mounted: The lists that these belong to.
        thresholds_digest: Over the thresholds of the lists that have their own; empty where none has.
        is_empty: Whether there is nothing that the caller may see: then nothing was screened.
    """

    parts: tuple[Part, ...]
    lists: tuple[ListInfo, ...]
    mounted: tuple[MountedList, ...]
    thresholds_digest: str
    is_empty: bool

    def is_stale(self) -> bool:
        """Whether a list that the caller sees is older than it may be."""
        if all(mounted.max_age is None for mounted in self.mounted):
            return False
        now = datetime.now(UTC)
        return any(mounted.is_stale(now) for mounted in self.mounted)

    def select(self, only_entries: Any) -> list[tuple[MountedList, NDArray[np.int64]]]:
        """Of each list that has any, the rows of the entries that are asked for and that the caller may see.

        Args:
            only_entries: A `Delta`, of which removed entries do not count; or anything with ``__arrow_c_stream__`` and
                the columns ``list`` and ``entry_id``.

        Raises:
            ConfigError: The delta does not lead to a list of this view; an entry is on none; the columns are others.
        """
        if isinstance(only_entries, Delta):
            parts = [part for part in self.parts if part.mounted.watchlist.digest == only_entries.new_digest]
            if not parts:
                raise ConfigError("the changes do not lead to a list that is in use: reload it", where="only_entries")
            keys = only_entries.table.filter(pc.not_equal(only_entries.table.column("change"), "removed"))
        else:
            parts, keys = list(self.parts), _keys_of(only_entries)
        missing = np.ones(len(keys), dtype=bool)
        selected = []
        for part in parts:
            rows = rows_of(part.mounted.watchlist.stored, keys)
            rows[rows >= 0] = np.where(part.is_visible(rows[rows >= 0]), rows[rows >= 0], -1)
            missing &= rows < 0
            if (rows >= 0).any():
                selected.append((part.mounted, np.unique(rows[rows >= 0])))
        if not isinstance(only_entries, Delta) and missing.any():  # of a delta, what is missing is not for this caller
            raise ConfigError("the entry is on no list", where=f"only_entries row {int(np.argmax(missing))}")
        return selected


class _Shelved:
    """A mounted list, with what is needed to make views of it."""

    def __init__(self, mounted: MountedList) -> None:
        self.mounted = mounted
        watchlist = mounted.watchlist
        self.names = tuple(dict.fromkeys(info.name for info in watchlist.lists))
        discreet = watchlist.stored.column("discreet").chunk(0)
        self.discreet: NDArray[np.bool_] | None = as_numpy(discreet) if discreet.true_count else None
        self.protective = _protective(watchlist.stored)

    @cached_property
    def list_of_entry(self) -> NDArray[np.int32]:
        """Place of each entry's list in `names`."""
        lists = self.mounted.watchlist.entry_lists
        place = {name: place for place, name in enumerate(self.names)}
        places = np.array([place.get(name, -1) for name in lists.dictionary.to_pylist()], dtype=np.int32)
        rows: NDArray[np.int32] = places[as_numpy(lists.indices)]
        return rows

    def visible_names(self, roles: frozenset[str]) -> tuple[str, ...]:
        """Lists of which a caller with these roles sees anything; one that is discreet as a whole is not named."""
        if (discreet := self._discreet_to(roles)) is None:
            return self.names
        open_counts = np.bincount(self.list_of_entry[~discreet], minlength=len(self.names))
        hidden_counts = np.bincount(self.list_of_entry[discreet], minlength=len(self.names))
        counts = zip(self.names, open_counts, hidden_counts, strict=True)
        return tuple(name for name, open_, hidden in counts if open_ or not hidden)

    def hidden(self, roles: frozenset[str], names: tuple[str, ...]) -> NDArray[np.bool_] | None:
        """Entries that a caller with these roles, asking for these lists, does not get; None where there is none."""
        hidden = self._discreet_to(roles)
        if len(names) < len(self.names):
            others = ~np.isin(self.list_of_entry, [self.names.index(name) for name in names])
            hidden = others if hidden is None else hidden | others
        return hidden if hidden is not None and hidden.any() else None

    def _discreet_to(self, roles: frozenset[str]) -> NDArray[np.bool_] | None:
        return None if roles.intersection(self.mounted.discreet_roles) else self.discreet

    def infos(self, names: tuple[str, ...], hidden: NDArray[np.bool_] | None) -> list[ListInfo]:
        """The lists as the caller sees them: counts are of what it may see."""
        mounted = self.mounted
        found = [info for info in mounted.watchlist.lists if info.name in names]
        if hidden is not None:
            counts = np.bincount(self.list_of_entry[~hidden], minlength=len(self.names))
            first = {info.name: info for info in reversed(found)}
            found = [replace(first[name], entries=int(counts[self.names.index(name)])) for name in names]
        return [replace(i, owner=mounted.owner, purpose=mounted.purpose, checked=mounted.checked) for i in found]


def _protective(entries: pa.Table) -> NDArray[np.bool_] | None:
    """Of every entry whether its person is to be helped and not refused; None where none is."""
    columns = [entries.column(name).chunk(0) for name in ("category", "action")]
    # What stands for null comes last.
    categories, actions = ([*column.dictionary.to_pylist(), None] for column in columns)
    table = np.array([[is_protective(c, a) for a in actions] for c in categories], dtype=bool)
    if not table.any():
        return None
    category, action = (as_numpy(column.indices.cast(pa.int32()), null=len(column.dictionary)) for column in columns)
    found = table[category, action]
    return found if found.any() else None


def is_protective(category: str | None, action: str | None) -> bool:
    """Whether an entry asks for help for the person, and for nothing that is aimed at the person.

    Args:
        category: As in `screening.watchlist.schema.Entry`.
        action: As there: several words with commas between them.
    """
    actions = {word.strip() for word in (action or "").split(",")} - {""}
    if actions & _REFUSING_ACTIONS:
        return False
    return category in PROTECTIVE_CATEGORIES or (bool(actions) and actions <= _PROTECTIVE_ACTIONS)


class Shelf:
    """The mounted lists of a Screener: immutable, but for the views that it remembers.

    Raises:
        ConfigError: There is no list, one is no list, or two have the same name.
    """

    def __init__(self, lists: Iterable[MountedList]) -> None:
        self.mounted = tuple(lists)
        self._shelved = tuple(map(_Shelved, self.mounted))
        names = [name for shelved in self._shelved for name in shelved.names]
        if len(set(names)) < len(names):
            raise ConfigError("two files hold a list of the same name", where="watchlists")
        self.roles = frozenset(
            role for m in self.mounted for roles in (m.roles or (), m.discreet_roles) for role in roles
        )
        self._threshold_of = {n: shelved.mounted.threshold for shelved in self._shelved for n in shelved.names}
        self._views: dict[tuple[frozenset[str], tuple[str, ...] | None], View] = {}

    def protective(self, place: int) -> NDArray[np.bool_] | None:
        """Entries of a mounted list whose persons are to be helped; None where there is none."""
        return self._shelved[place].protective

    def view(self, visible_to: Collection[str], lists: Iterable[str] | None = None) -> View:
        """What a caller with these roles sees.

        Args:
            visible_to: Roles of the caller.
            lists: Names of the lists that it wants; None for all that it may see.

        Raises:
            ConfigError: A role is unknown, or there is no such list for this caller, whether or not there is for
                another.
        """
        roles = visible_to if isinstance(visible_to, frozenset) else _roles(visible_to, "visible_to")
        wanted = None if lists is None else _list_names(lists)
        if (view := self._views.get((roles, wanted))) is not None:
            return view
        if roles - self.roles:
            # A misspelled role would hide what it should open.  Roles are names of offices, not secrets.
            raise ConfigError("a role that no list knows", where="visible_to")
        view = self._make(roles, wanted)
        if len(self._views) < _VIEWS_KEPT:
            self._views[roles, wanted] = view
        return view

    def _make(self, roles: frozenset[str], wanted: tuple[str, ...] | None) -> View:
        seen = [
            (place, shelved, shelved.visible_names(roles))
            for place, shelved in enumerate(self._shelved)
            if not shelved.mounted.roles or roles.intersection(shelved.mounted.roles)
        ]
        known = {name for _, _, names in seen for name in names}
        if wanted is not None and (not wanted or not known.issuperset(wanted)):
            raise ConfigError(f"no such list; there are: {', '.join(sorted(known)) or 'none'}", where="lists")
        parts: list[Part] = []
        infos: list[ListInfo] = []
        for place, shelved, names in seen:
            if names := tuple(name for name in names if wanted is None or name in wanted):
                hidden = shelved.hidden(roles, names)
                parts.append(Part(place, shelved.mounted, hidden, 0 if hidden is None else int(hidden.sum())))
                infos += shelved.infos(names, hidden)
        mounted = tuple(part.mounted for part in parts)
        own = [(info.name, self._threshold_of[info.name]) for info in infos]
        digest = hashlib.sha256(repr(own).encode()).hexdigest() if any(m.threshold is not None for m in mounted) else ""
        return View(tuple(parts), tuple(infos), mounted, digest, is_empty=not parts)


def _keys_of(only_entries: Any) -> pa.Table:
    """Lists and ids as a table of text."""
    where = "only_entries"
    if not hasattr(only_entries, "__arrow_c_stream__"):
        raise ConfigError("must be a delta or an Arrow table: it has no __arrow_c_stream__", where=where)
    try:
        table = pa.RecordBatchReader.from_stream(only_entries).read_all()
        return table.select(["list", "entry_id"]).cast(pa.schema([("list", pa.string()), ("entry_id", pa.string())]))
    except (pa.ArrowException, KeyError, ValueError):
        raise ConfigError("must have the columns list and entry_id, of text", where=where) from None


def _list_names(lists: Iterable[str]) -> tuple[str, ...]:
    if isinstance(lists, str) or not isinstance(lists, Iterable):
        raise ConfigError("must be a collection of names", where="lists")
    names = tuple(lists)
    if not all(isinstance(name, str) for name in names):
        raise ConfigError("must be a collection of names", where="lists")
    return tuple(sorted(set(names)))


def mount(watchlists: Any) -> tuple[MountedList, ...]:
    """What a Screener was given, as mounted lists.

    Raises:
        ConfigError: It is neither a watchlist, nor a mounted one, nor a sequence of these.
    """
    given = (watchlists,) if isinstance(watchlists, Watchlist | MountedList) else watchlists
    if isinstance(given, str | Mapping) or not isinstance(given, Collection) or not given:
        raise ConfigError("must be an open Watchlist, or a sequence of them", where="watchlist")
    if not all(isinstance(one, Watchlist | MountedList) for one in given):
        raise ConfigError("must be an open Watchlist, or a sequence of them", where="watchlist")
    return tuple(one if isinstance(one, MountedList) else MountedList(one) for one in given)
