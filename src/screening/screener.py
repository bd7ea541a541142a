"""The reusable object for production: a watchlist, a configuration, and `Screener.screen`."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from screening import __version__
from screening.account import CLEARED_BAND, Account, Clearance
from screening.birthdates import BirthDate, parse_birth_date
from screening.building import country_numbers, days, document_hash
from screening.compiled import ListInfo, Watchlist
from screening.countries import country_code
from screening.documents import TravelDocument
from screening.errors import ConfigError, InputError
from screening.escape import printable
from screening.explain import Evidence
from screening.folding import borrowed_table
from screening.index import FactColumns, list_offsets
from screening.names import Name, parse_parts
from screening.phrases import Phrases
from screening.scoring import (
    MODEL,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    SexRelation,
    band,
)
from screening.searching import Found, ListSearch, search_view
from screening.travellers import Traveller
from screening.visibility import MountedList, Part, Shelf, View, mount
from screening.watchlist.schema import Document, Entry, EntryName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pyarrow as pa

    from screening.batch import Answers

__all__ = ["Hit", "ListInfo", "Query", "Result", "Screener", "ScreeningConfig", "Status"]

Status = Literal["hits", "no_hits", "unscreenable"]

Columns = dict[str, "np.ndarray[Any, Any]"]

NO_NUMBER: Final = 0xFFFFFFFF

#: Reasons why a result may be less than a full answer.
NAME_CUT: Final = "name_truncated"  # longer than the limits of `screening.text`, and cut
NO_COMPARABLE_NAME: Final = "no_comparable_name"  # nothing to compare is left of the name
NO_NAME: Final = "no_name"  # only a document was given
DATE_UNPARSED: Final = "date_unparsed"  # the birth date could not be read, and was not used
COUNTRY_UNKNOWN: Final = "country_unknown"  # the nationality is no known code or name, and was not used
HITS_CUT: Final = "candidates_truncated"  # more hits than max_hits; the best are kept
DOCUMENT_UNPARSED: Final = "document_unparsed"  # nothing to compare is left of the document number, and it was not used
LIST_STALE: Final = "list_stale"  # a list was not found to be the newest for longer than it may be
NO_LIST: Final = "no_list"  # there is no list that the caller may see: nothing was screened
UNREADABLE: Final = "unreadable"  # the record, or its machine-readable zone, could not be read


@dataclass(frozen=True, slots=True)
class ScreeningConfig:
    """Settings of a Screener; immutable, and its `digest` is stored with every result.

    Attributes:
        threshold: 0 to 1; an entry whose score reaches it is a hit.
        name_floor: 0 to 1; evidence lifts a name score to the threshold only from here (or from the threshold, where
            that is lower), or, where it says much, from three quarters of it (`screening.scoring.SUPPORT`). A document
            number on the list needs no name.
        max_hits: Hits kept for one traveller, at least 1; more are cut, and the result says so.
        prune: False scores every name of the list, to prove that pruning loses nothing.
    """

    threshold: float = 0.75
    name_floor: float = 0.60
    max_hits: int = 100
    prune: bool = True

    def __post_init__(self) -> None:
        for name in ("threshold", "name_floor"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:  # NaN fails too
                raise ConfigError("must be a number from 0 to 1", where=name)
        if type(self.max_hits) is not int or not 1 <= self.max_hits < 1 << 31:
            raise ConfigError("must be a whole number from 1", where="max_hits")
        if not isinstance(self.prune, bool):
            raise ConfigError("must be True or False", where="prune")

    @property
    def digest(self) -> str:
        """Sha256 over the settings that can change a result and the model they are used with."""
        values = repr((float(self.threshold), float(self.name_floor), self.max_hits, MODEL.digest))
        return hashlib.sha256(values.encode()).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """A traveller, folded.

    Attributes:
        documents: Keys of the numbers of all documents.
        degraded: Reasons found while folding.
        is_named: Whether anything of a name is comparable.
    """

    traveller: Traveller
    births: tuple[tuple[int, int], ...]
    sex: str | None
    countries: tuple[int, ...]
    documents: tuple[int, ...]
    degraded: tuple[str, ...]
    is_named: bool

    @property
    def names(self) -> tuple[tuple[Name, ...], ...]:
        """The names of the traveller that are comparable, each in all its forms, parsed anew; the best counts.

        The first is the name itself unless nothing of it is comparable.
        """
        every = map(parse_parts, _asked(self.traveller))
        return tuple({tuple(form.tokens for form in forms): forms for forms in every if forms[0].tokens}.values())


Asked = list[list[tuple[str, bool]]]


def _asked(traveller: Traveller) -> Asked:
    """All names of a traveller, each in its parts, as `parse_parts` takes them."""
    if traveller.name is not None:
        own = [(traveller.name, traveller.maybe_truncated)]
    else:
        surname, given = traveller.surname or "", traveller.given_names or ""
        cut_given = traveller.maybe_truncated and bool(given.strip())
        own = [(given, cut_given), (surname, traveller.maybe_truncated and not cut_given)]
    return [own, *([(text, False)] for text in traveller.other_names)]


def fold_traveller(traveller: Traveller) -> Query:
    """Fold a traveller; whatever is odd becomes a reason in ``degraded``, never an exception.

    The readable way: `fold_travellers` says the same, by tables that know most words.
    """
    every = [parse_parts(parts) for parts in _asked(_checked(traveller))]
    was_cut = any(form.was_cut for forms in every for form in forms)
    return _query(traveller, was_cut=was_cut, is_named=any(forms[0].tokens for forms in every))


def batch_columns(queries: Sequence[Query]) -> Columns:
    """The columns of `_layout.BatchC`, of names parsed in the readable way."""
    forms = [[form.tokens for name in query.names for form in name] for query in queries]
    with borrowed_table() as table:
        every = list(chain.from_iterable(forms))
        names = table.columns(list(map(len, every)), table.add(chain.from_iterable(every)))
    row_form_at = list_offsets(np.fromiter(map(len, forms), np.int64, len(queries)))
    return {**names, "row_form_at": row_form_at, **_facts(queries)}


def fold_travellers(travellers: Iterable[Traveller]) -> tuple[list[Query], Columns]:
    """Fold travellers, and lay them out as the columns of `_layout.BatchC`."""
    people = [_checked(traveller) for traveller in travellers]
    asked = [_asked(traveller) for traveller in people]
    with borrowed_table() as table:
        form_at, counts, tokens, said = table.fold_each(chain.from_iterable(asked))
        names = table.columns(counts, tokens)
    at = list(accumulate(map(len, asked), initial=0))
    row_form_at = form_at[at]
    forms, cuts = row_form_at.tolist(), said.tolist()
    queries = [
        _query(traveller, was_cut=any(cuts[at[i] : at[i + 1]]), is_named=forms[i] < forms[i + 1])
        for i, traveller in enumerate(people)
    ]
    return queries, {**names, "row_form_at": row_form_at, **_facts(queries)}


def _checked(traveller: Traveller) -> Traveller:
    if not isinstance(traveller, Traveller):
        raise InputError("must be a Traveller")
    return traveller


def _query(traveller: Traveller, *, was_cut: bool, is_named: bool) -> Query:
    """All but the names."""
    degraded = [NAME_CUT] if was_cut else []
    if not is_named:
        unnamed = traveller.name is None and traveller.surname is None and traveller.given_names is None
        degraded.append(NO_NAME if unnamed else NO_COMPARABLE_NAME)
    birth = traveller.birth_date
    if isinstance(birth, date):
        birth = BirthDate(((birth, birth),))
    elif isinstance(birth, str):
        birth = parse_birth_date(birth) if birth.strip() else None
    if birth is not None and birth.is_lost:
        degraded.append(DATE_UNPARSED)
    countries: list[int] = []
    if traveller.nationality and traveller.nationality.strip(" <"):
        code = country_code(traveller.nationality)
        if code is None:
            degraded.append(COUNTRY_UNKNOWN)
        else:
            countries = country_numbers([code])
    sex = (traveller.sex or "").strip().upper()[:1]
    presented = TravelDocument(traveller.document_number or "", traveller.document_type, traveller.issuing_state)
    documents = [document for document in (presented, *traveller.other_documents) if document.number.strip(" <")]
    keys = [document_hash(document.number, document.issuing_state) for document in documents]
    if None in keys:
        degraded.append(DOCUMENT_UNPARSED)
    return Query(
        traveller,
        tuple(days(birth)) if birth is not None else (),
        sex if sex in ("M", "F") else None,
        tuple(countries),
        tuple(dict.fromkeys(key for key in keys if key is not None)),
        tuple(degraded),
        is_named,
    )


def _facts(queries: Sequence[Query]) -> Columns:
    """What else is known of travellers, as columns."""
    facts = FactColumns()
    for query in queries:
        facts.add(query.births, query.sex, query.countries)
    return {
        **facts.columns(),
        "document_at": list_offsets(np.fromiter((len(q.documents) for q in queries), np.int64, len(queries))),
        "document_key": np.array([key for q in queries for key in q.documents], dtype=np.uint64),
    }


class Hit:
    """An entry whose score reached the threshold: a candidate with evidence, for a person to look at.

    Attributes:
        score: 0 to 1; `name_score` moved by the evidence.
        name_score: 0 to 1; what `screening.compare_names` gives for the two names; where a name can be taken in several
            ways, of the way that scores highest with the evidence. 0 where only a document matched.
        evidence: How the other fields relate.
        entry: The list's entry.
        matched_name: The name of the entry that matched best; None where only a document did.
        clearance: What was decided before of this traveller and this entry, see `screening.cleared`; or None.
        is_protective: Whether the person is to be helped (a missing child, a victim), and not refused.
    """

    __slots__ = (
        "_entry_row",
        "_name_floor",
        "_name_number",
        "_query",
        "_threshold",
        "_watchlist",
        "clearance",
        "evidence",
        "is_protective",
        "name_score",
        "score",
    )

    def __init__(
        self,
        watchlist: Watchlist,
        query: Query,
        row: np.void,
        *,
        threshold: float,
        name_floor: float,
        is_protective: bool = False,
    ) -> None:
        self.is_protective = is_protective
        self._watchlist = watchlist
        self._threshold = threshold
        self._name_floor = name_floor
        self.clearance: Clearance | None = None
        self._query = query
        self.score = float(row["score"])
        self.name_score = float(row["name_score"])
        self._entry_row = int(row["entry"])
        number = int(row["name"])
        self._name_number = None if number == NO_NUMBER else number
        self.evidence = Evidence(
            BirthRelation(int(row["birth"])),
            SexRelation(int(row["sex"])),
            CountryRelation(int(row["country"])),
            DocumentRelation(int(row["document"])),
            float(row["information"]),
        )

    @property
    def band(self) -> str:
        """``strong``, ``possible`` or ``weak``: an aid to sorting, never a decision; ``weak`` where cleared before."""
        return CLEARED_BAND if self.clearance and self.clearance.holds else band(self.score)

    @property
    def entry_id(self) -> str:
        """Identifier of the entry within its list."""
        return str(self._watchlist.stored.column("id")[self._entry_row].as_py())

    @property
    def list(self) -> str:
        """Name of the list that the entry stands on."""
        return str(self._watchlist.stored.column("list")[self._entry_row].as_py())

    @property
    def entry(self) -> Entry:
        """The entry as the source gave it."""
        return read_entry(self._watchlist.stored, self._entry_row)

    @property
    def matched(self) -> EntryName | None:
        """The name that matched, with its kind."""
        if self._name_number is None:
            return None
        return self._watchlist.name(self._name_number)

    @property
    def matched_name(self) -> str | None:
        """The name that matched, as the list writes it."""
        name = self.matched
        return None if name is None else name.name

    @property
    def traveller(self) -> Traveller:
        """Who was screened."""
        return self._query.traveller

    def with_clearance(self, clearance: Clearance | None) -> Hit:
        """The same hit, with what was decided before of the two."""
        other = copy.copy(self)
        other.clearance = clearance
        return other

    @property
    def account(self) -> Account:
        """The score step by step, and what would change it."""
        return Account(
            self.name_score, self.evidence, self._threshold, self._name_floor, self._query.names, self.matched
        )

    def explain(self, *, phrases: Mapping[str, str] | None = None) -> str:
        """Why this entry is a candidate: the alignment, the evidence, how they make the score, what would change it.

        Args:
            phrases: Words in another language, by the keys of `screening.phrases.ENGLISH`.
        """
        say = Phrases(phrases)
        where, entry_id = printable(self.list), printable(self.entry_id)
        head = say("hit.score", score=self.score, band=say(f"band.{self.band}"), list=where, entry_id=entry_id)
        lines = [head, *(self.clearance.lines(say) if self.clearance else ()), *self.account.lines(say)]
        if self.is_protective:
            entry = self.entry
            what = printable((entry.category or entry.action or "").replace("_", " "))
            lines.insert(1, say("hit.protective", what=what))
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The same for a machine: plain values, of the entry and the comparison.

        ``alignment`` and ``only_traveller`` hold parts of the traveller's name: personal data.
        """
        return {
            "list": self.list,
            "entry_id": self.entry_id,
            "is_protective": self.is_protective,
            "score": self.score,
            "band": self.band,
            "name_score": self.name_score,
            "clearance": self.clearance.to_dict() if self.clearance else None,
            **self.account.to_dict(),
        }

    def __repr__(self) -> str:
        return f"Hit(score={self.score:.3f}, band={self.band!r})"


@dataclass(frozen=True)
class Result:
    """The answer for one traveller.

    Attributes:
        status: ``hits``, of either kind; ``no_hits``; ``unscreenable`` when there was nothing to compare, or no list.
        hits: Best first; without those of persons who are to be helped.
        protective: Hits of persons who are to be helped, best first: a missing child, a victim, a person at risk.
        degraded: Every reason why this may be less than a full answer. Only ``no_hits`` with nothing here means
            "screened, nothing found".
        lists: What was screened against.
        id: The caller's reference.
        config_digest, engine: What the result was made with.
    """

    status: Status
    hits: tuple[Hit, ...]
    degraded: tuple[str, ...]
    lists: tuple[ListInfo, ...]
    id: str | None = field(repr=False)  # often the number of a document
    config_digest: str
    engine: str = f"screening {__version__}"

    protective: tuple[Hit, ...] = ()

    requires_review: bool = field(default=True, init=False)


class Screener:
    """Screens travellers against watchlists; immutable, and safe to use from many threads and after a fork.

    Args:
        watchlist: An open watchlist, or several; each may be a `MountedList` with owner, purpose and own threshold.
        config: Settings; or give ``threshold`` alone.
        threshold: Shorthand for ``ScreeningConfig(threshold=...)``.

    Every call takes ``visible_to``, the roles of the caller: without one it sees the lists that are open to everybody,
    and of these no discreet entry. ``lists`` narrows a call to lists by name. See `screening.visibility`.

    Raises:
        ConfigError: A setting is out of range, both ``config`` and ``threshold`` are given, or two lists have one name.
    """

    def __init__(
        self,
        watchlist: Watchlist | MountedList | Sequence[Watchlist | MountedList],
        *,
        config: ScreeningConfig | None = None,
        threshold: float | None = None,
    ) -> None:
        if config is not None and threshold is not None:
            raise ConfigError("give either config or threshold", where="threshold")
        if config is None:
            config = ScreeningConfig() if threshold is None else ScreeningConfig(threshold=threshold)
        if not isinstance(config, ScreeningConfig):
            raise ConfigError("must be a ScreeningConfig", where="config")
        self._set(Shelf(mount(watchlist)), config)

    def _set(self, shelf: Shelf, config: ScreeningConfig) -> None:
        self._shelf = shelf
        self._config = config
        self._searches = [
            ListSearch(
                mounted.watchlist.index,
                threshold=config.threshold if mounted.threshold is None else mounted.threshold,
                name_floor=config.name_floor,
                max_hits=config.max_hits,
                prune=config.prune,
            )
            for mounted in shelf.mounted
        ]

    @property
    def watchlist(self) -> Watchlist:
        """What is screened against, where it is one file.

        Raises:
            ConfigError: There are several.
        """
        if len(self._shelf.mounted) != 1:
            raise ConfigError("there are several watchlists: see Screener.mounted", where="watchlist")
        return self._shelf.mounted[0].watchlist

    @property
    def mounted(self) -> tuple[MountedList, ...]:
        """All lists, for who owns the Screener; not for callers."""
        return self._shelf.mounted

    @property
    def roles(self) -> frozenset[str]:
        """All roles that a list knows: who has them all sees everything."""
        return self._shelf.roles

    def protective(self, place: int) -> np.ndarray[Any, Any] | None:
        """Entries of a mounted list whose persons are to be helped; None where there is none."""
        return self._shelf.protective(place)

    @property
    def config(self) -> ScreeningConfig:
        """The settings."""
        return self._config

    @property
    def lists(self) -> tuple[ListInfo, ...]:
        """What a caller without a role is screened against, one line a list."""
        return self.view().lists

    def view(self, visible_to: Collection[str] = (), lists: Iterable[str] | None = None) -> View:
        """What a caller with these roles sees of these lists.

        Raises:
            ConfigError: A role or a list is unknown to this caller.
        """
        return self._shelf.view(visible_to, lists)

    def screen(
        self, traveller: Traveller, *, visible_to: Collection[str] = (), lists: Iterable[str] | None = None
    ) -> Result:
        """Screen one traveller; what cannot be compared is said in the result and never raises.

        Args:
            traveller: Whom to screen.
            visible_to: Roles of the caller.
            lists: Names of the lists to screen against; None for all that the caller sees.

        Raises:
            ConfigError: A role is unknown, or there is no such list for this caller.
        """
        return self.screen_many([traveller], visible_to=visible_to, lists=lists)[0]

    def screen_many(
        self, travellers: Iterable[Traveller], *, visible_to: Collection[str] = (), lists: Iterable[str] | None = None
    ) -> list[Result]:
        """Screen travellers in one crossing into the kernel; results stand in the order given."""
        return self._results(*fold_travellers(travellers), self.view(visible_to, lists))

    def results(self, queries: Sequence[Query], view: View | None = None) -> list[Result]:
        """`screen_many` for travellers that are already folded, by names parsed in the readable way."""
        return self._results(queries, batch_columns(queries), view or self.view())

    def _results(self, queries: Sequence[Query], columns: Columns, view: View) -> list[Result]:
        found = self.search(columns, view)
        starts = np.searchsorted(found.hits["row"], np.arange(len(queries) + 1)).tolist()
        config, lists = self.config_digest(view), view.lists
        of_all = ((LIST_STALE,) if view.is_stale() else ()) + ((NO_LIST,) if view.is_empty else ())
        results = []
        for query, start, end, was_cut in zip(queries, starts[:-1], starts[1:], found.was_cut.tolist(), strict=True):
            hits = self._hits(query, found, slice(start, end))
            degraded = query.degraded + ((HITS_CUT,) if was_cut else ()) + of_all
            nothing = not query.is_named and (not query.documents or NO_COMPARABLE_NAME in degraded)
            status: Status = "hits" if hits else "unscreenable" if nothing or view.is_empty else "no_hits"
            others = tuple(hit for hit in hits if not hit.is_protective)
            to_help = tuple(hit for hit in hits if hit.is_protective)
            results.append(Result(status, others, degraded, lists, query.traveller.id, config, protective=to_help))
        return results

    def run(
        self, queries: Sequence[Query], *, vectors: bool = True
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The kernel's own answer for folded travellers: hits (`_core.HIT_DTYPE`), and where they were cut.

        ``vectors=False`` does without wide instructions; the answer is the same.
        """
        found = self.search(batch_columns(queries), self.view(), vectors=vectors)
        return found.hits, found.was_cut

    def search(self, columns: Columns, view: View, *, vectors: bool = True) -> Found:
        """Hits of a batch, with the columns of `_core.BatchC`, in what a view shows."""
        return search_view(self._searches, columns, view, max_hits=self._config.max_hits, vectors=vectors)

    def _hits(self, query: Query, found: Found, rows: slice) -> list[Hit]:
        return [
            Hit(
                self._shelf.mounted[place].watchlist,
                query,
                row,
                threshold=self._searches[place].threshold,
                name_floor=self._searches[place].name_floor,
                is_protective=(mask := self.protective(place)) is not None and bool(mask[row["entry"]]),
            )
            for row, place in zip(found.hits[rows], found.place[rows].tolist(), strict=True)
        ]

    def config_digest(self, view: View) -> str:
        """Digest of the settings as they were used for a view: with the thresholds of its lists."""
        if not view.thresholds_digest:
            return self._config.digest
        return hashlib.sha256(f"{self._config.digest} {view.thresholds_digest}".encode()).hexdigest()

    def screen_table(
        self,
        table: Any,
        *,
        threads: int = 1,
        visible_to: Collection[str] = (),
        lists: Iterable[str] | None = None,
        only_entries: Any = None,
    ) -> pa.Table:
        """Screen a table of travellers; see `screening.batch.screen_table`.

        ``only_entries`` searches only what changed: a `Delta`, or anything with ``__arrow_c_stream__`` and the columns
        ``list`` and ``entry_id``.  The hits are those that a whole run would give for these entries.
        """
        from screening.batch import screen_table  # noqa: PLC0415 - the room above

        screener, view = self.narrow(self.view(visible_to, lists), only_entries)
        return screen_table(screener, table, threads=threads, view=view)

    def screen_stream(
        self,
        reader: Any,
        *,
        threads: int = 1,
        visible_to: Collection[str] = (),
        lists: Iterable[str] | None = None,
        only_entries: Any = None,
    ) -> Answers:
        """Screen a stream of travellers in bounded memory; see `screen_table` and `screening.batch.screen_stream`."""
        from screening.batch import screen_stream  # noqa: PLC0415 - the room above

        screener, view = self.narrow(self.view(visible_to, lists), only_entries)
        return screen_stream(screener, reader, threads=threads, view=view)

    def narrow(self, view: View, only_entries: Any) -> tuple[Screener, View]:
        """A Screener that holds nothing but the entries of a view that are asked for, and the view of it.

        Args:
            view: What the caller sees.
            only_entries: As for `screen_table`; None for all.

        Raises:
            ConfigError: As `View.select`.
        """
        if only_entries is None:
            return self, view
        narrowed = view.select(only_entries)
        mounted = [
            replace(m, watchlist=Watchlist.from_entries(read_entry(m.watchlist.stored, r) for r in rows.tolist()))
            for m, rows in narrowed
        ]
        screener = object.__new__(Screener)
        screener._set(Shelf(mounted), self._config)
        parts = tuple(Part(place, one) for place, one in enumerate(mounted))
        return screener, replace(view, parts=parts)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._shelf.mounted, self._config)

    def __repr__(self) -> str:
        """The settings and the lists that everybody sees: a log is read by everybody."""
        return f"Screener(lists={[info.name for info in self.lists]}, config={self._config!r})"


def _rebuild(mounted: tuple[MountedList, ...], config: ScreeningConfig) -> Screener:
    return Screener(mounted, config=config)


def read_entry(entries: pa.Table, row: int) -> Entry:
    """One row of the entry table, plain or as it is stored, as an `Entry`."""
    values = {name: entries.column(name)[row].as_py() for name in entries.column_names}
    values["names"] = tuple(EntryName(**n) for n in values["names"])
    values["birth_dates"] = tuple(
        BirthDate(((b["from"], b["to"]),), frozenset(b["flags"])) for b in values["birth_dates"]
    )
    values["countries"] = tuple((c["code"], c["role"]) for c in values["countries"])
    values["documents"] = tuple(Document(**d) for d in values["documents"])
    values["birth_places"] = tuple(values["birth_places"])
    values["titles"] = tuple(values["titles"])
    return Entry(**{f.name: values[f.name] for f in fields(Entry)})
