"""The reusable object for production: a watchlist, a configuration, and `Screener.screen`."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from screening import __version__, _core
from screening.birthdates import BirthDate, parse_birth_date
from screening.building import country_numbers, days, document_hash
from screening.compiled import ListInfo, Watchlist
from screening.countries import country_code
from screening.errors import ConfigError, InputError
from screening.escape import printable
from screening.explain import Evidence, compare_parsed, explain_alignment
from screening.folding import borrowed_table
from screening.index import FactColumns, kernel_model, list_offsets
from screening.names import Name, join_names, parse_name
from screening.readings import HANDS
from screening.scoring import (
    DOCUMENT_NAME_FLOOR,
    MODEL,
    SUPPORTED_WEAK_CAP,
    WEAK_ALIAS_CAP,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    SexRelation,
    band,
)
from screening.travellers import Traveller
from screening.watchlist.schema import Document, Entry, EntryName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from screening.batch import Answers

__all__ = ["Hit", "ListInfo", "Query", "Result", "Screener", "ScreeningConfig", "Status"]

Status = Literal["hits", "no_hits", "unscreenable"]

NO_NUMBER: Final = 0xFFFFFFFF

#: Reasons why a result may be less than a full answer.
NAME_CUT: Final = "name_truncated"  # longer than the limits of `screening.text`, and cut
NO_COMPARABLE_NAME: Final = "no_comparable_name"  # nothing to compare is left of the name
NO_NAME: Final = "no_name"  # only a document was given
DATE_UNPARSED: Final = "date_unparsed"  # the birth date could not be read, and was not used
COUNTRY_UNKNOWN: Final = "country_unknown"  # the nationality is no known code or name, and was not used
HITS_CUT: Final = "candidates_truncated"  # more hits than max_hits; the best are kept
DOCUMENT_UNPARSED: Final = "document_unparsed"  # nothing to compare is left of the document number, and it was not used
UNREADABLE: Final = "unreadable"  # the record, or its machine-readable zone, could not be read


@dataclass(frozen=True, slots=True)
class ScreeningConfig:
    """Settings of a Screener; immutable, and its `digest` is stored with every result.

    Attributes:
        threshold: 0 to 1; an entry whose score reaches it is a hit.
        name_floor: 0 to 1; evidence lifts a name score to the threshold only from here (or from the threshold, where
            that is lower). A document number on the list needs no name.
        max_hits: Hits kept for one traveller, at least 1; more are cut, and the result says so.
        prune: False scores every name of the list, to prove that pruning loses nothing.
    """

    threshold: float = 0.70
    name_floor: float = 0.65
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
        name: The parsed name; without tokens where nothing is comparable.
        degraded: Reasons found while folding.
    """

    traveller: Traveller
    name: Name
    births: tuple[tuple[int, int], ...]
    sex: str | None
    countries: tuple[int, ...]
    document: int | None
    degraded: tuple[str, ...]


def fold_traveller(traveller: Traveller) -> Query:
    """Fold a traveller; whatever is odd becomes a reason in ``degraded``, never an exception."""
    if not isinstance(traveller, Traveller):
        raise InputError("must be a Traveller")
    degraded = []
    if traveller.name is not None:
        name = parse_name(traveller.name, maybe_truncated=traveller.maybe_truncated)
    else:
        surname, given = traveller.surname or "", traveller.given_names or ""
        cut_given = traveller.maybe_truncated and bool(given.strip())
        name = join_names(
            [
                parse_name(given, maybe_truncated=cut_given),
                parse_name(surname, maybe_truncated=traveller.maybe_truncated and not cut_given),
            ]
        )
    if name.was_cut:
        degraded.append(NAME_CUT)
    if not name.tokens:
        unnamed = traveller.name is None and traveller.surname is None and traveller.given_names is None
        degraded.append(NO_NAME if unnamed else NO_COMPARABLE_NAME)
    birth = traveller.birth_date
    if isinstance(birth, date):
        birth = BirthDate(((birth, birth),))
    elif isinstance(birth, str):
        birth = parse_birth_date(birth) if birth.strip() else None
    if birth is not None and "unparsed" in birth.flags:
        degraded.append(DATE_UNPARSED)
    countries: list[int] = []
    if traveller.nationality and traveller.nationality.strip(" <"):
        code = country_code(traveller.nationality)
        if code is None:
            degraded.append(COUNTRY_UNKNOWN)
        else:
            countries = country_numbers([code])
    sex = (traveller.sex or "").strip().upper()[:1]
    document = document_hash(traveller.document_number) if traveller.document_number else None
    if document is None and (traveller.document_number or "").strip(" <"):
        degraded.append(DOCUMENT_UNPARSED)
    return Query(
        traveller,
        name,
        tuple(days(birth)) if birth is not None else (),
        sex if sex in ("M", "F") else None,
        tuple(countries),
        document,
        tuple(degraded),
    )


def batch_columns(queries: Sequence[Query]) -> dict[str, np.ndarray[Any, Any]]:
    """The columns of `_layout.BatchC`."""
    facts = FactColumns()
    for query in queries:
        facts.add(query.births, query.sex, query.countries)
    named = [q.name.tokens for q in queries if q.name.tokens]
    with borrowed_table() as table:
        names = table.columns(list(map(len, named)), table.add(t for tokens in named for t in tokens))
    documents = [q.document for q in queries if q.document is not None]
    return {
        **names,
        **facts.columns(),
        "row_form_at": list_offsets(np.fromiter((bool(q.name.tokens) for q in queries), np.int64, len(queries))),
        "document_at": list_offsets(np.fromiter((q.document is not None for q in queries), np.int64, len(queries))),
        "document_key": np.array(documents, dtype=np.uint64),
    }


class Hit:
    """An entry whose score reached the threshold: a candidate with evidence, for a person to look at.

    Attributes:
        score: 0 to 1; `name_score` moved by the evidence.
        name_score: 0 to 1; what `screening.compare_names` gives for the two names. 0 where only a document matched.
        evidence: How the other fields relate.
        entry: The list's entry.
        matched_name: The name of the entry that matched best; None where only a document did.
    """

    __slots__ = ("_name_number", "_query", "_watchlist", "entry_row", "evidence", "name_score", "score")

    def __init__(self, watchlist: Watchlist, query: Query, row: np.void) -> None:
        self._watchlist = watchlist
        self._query = query
        self.score = float(row["score"])
        self.name_score = float(row["name_score"])
        self.entry_row = int(row["entry"])
        number = int(row["name"])
        self._name_number = None if number == NO_NUMBER else number
        self.evidence = Evidence(
            BirthRelation(int(row["birth"])),
            SexRelation(int(row["sex"])),
            CountryRelation(int(row["country"])),
            DocumentRelation(int(row["document"])),
        )

    @property
    def band(self) -> str:
        """``strong``, ``possible`` or ``weak``: an aid to sorting, never a decision."""
        return band(self.score)

    @property
    def entry_id(self) -> str:
        """Identifier of the entry within its list."""
        return str(self._watchlist.entries.column("id")[self.entry_row].as_py())

    @property
    def list(self) -> str:
        """Name of the list that the entry stands on."""
        return str(self._watchlist.entries.column("list")[self.entry_row].as_py())

    @property
    def entry(self) -> Entry:
        """The entry as the source gave it."""
        return read_entry(self._watchlist.entries, self.entry_row)

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

    def explain(self) -> str:
        """Why this entry is a candidate: the alignment, the evidence, and how they make the score."""
        name = self.matched
        entry = self.entry
        lines = [f"score {self.score:.3f} ({self.band})  {printable(entry.list)} {printable(entry.id)}"]
        if name is not None:
            comparison = compare_parsed(self._query.name, parse_name(name.name))
            kind = name.kind.replace("_", " ")
            lines.append(f"name {comparison.score:.3f} against {kind} name: {printable(name.name)}")
            lines.extend(explain_alignment(comparison.alignment))
        lines.extend(self.evidence.lines())
        if self.evidence.document and self.name_score < DOCUMENT_NAME_FLOOR:
            lines.append(f"with a listed document the name counts as {DOCUMENT_NAME_FLOOR:.2f} at least")
        if name is not None and name.kind == "weak" and self.score in (WEAK_ALIAS_CAP, SUPPORTED_WEAK_CAP):
            supported = self.score == SUPPORTED_WEAK_CAP
            support = "with the birth date alone" if supported else "that no other field supports"
            lines.append(f"a weak alias {support} scores {self.score:.2f} at most")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Hit(score={self.score:.3f}, band={self.band!r}, entry_row={self.entry_row})"


@dataclass(frozen=True)
class Result:
    """The answer for one traveller.

    Attributes:
        status: ``hits``; ``no_hits``; ``unscreenable`` when there was nothing to compare.
        hits: Best first.
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

    requires_review: bool = field(default=True, init=False)


class Screener:
    """Screens travellers against a watchlist; immutable, and safe to use from many threads and after a fork.

    Args:
        watchlist: An open watchlist.
        config: Settings; or give ``threshold`` alone.
        threshold: Shorthand for ``ScreeningConfig(threshold=...)``.

    Raises:
        ConfigError: A setting is out of range, or both ``config`` and ``threshold`` are given.
    """

    def __init__(
        self, watchlist: Watchlist, *, config: ScreeningConfig | None = None, threshold: float | None = None
    ) -> None:
        if not isinstance(watchlist, Watchlist):
            raise ConfigError("must be an open Watchlist", where="watchlist")
        if config is not None and threshold is not None:
            raise ConfigError("give either config or threshold", where="threshold")
        if config is None:
            config = ScreeningConfig() if threshold is None else ScreeningConfig(threshold=threshold)
        if not isinstance(config, ScreeningConfig):
            raise ConfigError("must be a ScreeningConfig", where="config")
        self._watchlist = watchlist
        self._config = config
        self._model = kernel_model()
        self._neighbours = _core.Neighbours()
        self._workspaces: deque[_core.Workspace] = deque()  # one a thread at work; its append and pop are atomic

    @property
    def watchlist(self) -> Watchlist:
        """What is screened against."""
        return self._watchlist

    @property
    def config(self) -> ScreeningConfig:
        """The settings."""
        return self._config

    @property
    def lists(self) -> tuple[ListInfo, ...]:
        """What is screened against, one line a source."""
        return self._watchlist.lists

    def screen(self, traveller: Traveller) -> Result:
        """Screen one traveller; what cannot be compared is said in the result and never raises."""
        return self.screen_many([traveller])[0]

    def screen_many(self, travellers: Iterable[Traveller]) -> list[Result]:
        """Screen travellers in one crossing into the kernel; results stand in the order given."""
        return self.results([fold_traveller(t) for t in travellers])

    def results(self, queries: Sequence[Query]) -> list[Result]:
        """`screen_many` for travellers that are already folded."""
        hits, was_cut = self.run(queries)
        starts = np.searchsorted(hits["row"], np.arange(len(queries) + 1))
        return [
            self._result(query, hits[starts[i] : starts[i + 1]], was_cut=bool(was_cut[i]))
            for i, query in enumerate(queries)
        ]

    def run(
        self, queries: Sequence[Query], *, vectors: bool = True
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The kernel's own answer for folded travellers: hits (`_core.HIT_DTYPE`), and where they were cut.

        ``vectors=False`` does without wide instructions; the answer is the same.
        """
        return self.run_columns(batch_columns(queries), vectors=vectors)

    def run_columns(
        self, columns: dict[str, np.ndarray[Any, Any]], *, vectors: bool = True
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """`run` for the columns of a batch."""
        config = self._config
        try:
            workspace = self._workspaces.pop()
        except IndexError:
            workspace = _core.Workspace()
        answer = _core.screen(
            self._watchlist.index,
            _core.Batch(columns, HANDS),
            self._model,
            workspace,
            self._neighbours,
            threshold=config.threshold,
            name_floor=min(config.name_floor, config.threshold),
            max_hits=config.max_hits,
            prune=config.prune,
            vectors=vectors,
        )
        self._workspaces.append(workspace)
        return answer

    def _result(self, query: Query, rows: np.ndarray[Any, Any], *, was_cut: bool) -> Result:
        hits = tuple(Hit(self._watchlist, query, row) for row in rows)
        degraded = (*query.degraded, HITS_CUT) if was_cut else query.degraded
        nothing = not query.name.tokens and (query.document is None or NO_COMPARABLE_NAME in degraded)
        status: Status = "hits" if hits else "unscreenable" if nothing else "no_hits"
        return Result(status, hits, degraded, self.lists, query.traveller.id, self._config.digest)

    def screen_table(self, table: Any, *, threads: int = 1) -> pa.Table:
        """Screen a table of travellers; see `screening.batch.screen_table`."""
        from screening.batch import screen_table  # noqa: PLC0415 - the room above

        return screen_table(self, table, threads=threads)

    def screen_stream(self, reader: Any, *, threads: int = 1) -> Answers:
        """Screen a stream of travellers in bounded memory; see `screening.batch.screen_stream`."""
        from screening.batch import screen_stream  # noqa: PLC0415 - the room above

        return screen_stream(self, reader, threads=threads)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._watchlist, self._config)

    def __repr__(self) -> str:
        return f"Screener({self._watchlist!r}, {self._config!r})"


def _rebuild(watchlist: Watchlist, config: ScreeningConfig) -> Screener:
    return Screener(watchlist, config=config)


def read_entry(entries: pa.Table, row: int) -> Entry:
    """One row of the entry table as an `Entry`."""
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
