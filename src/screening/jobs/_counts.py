"""What a job did, counted part by part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Counts", "JobSummary"]


@dataclass(frozen=True, slots=True)
class JobSummary:
    """What a job did, over all its runs.

    Attributes:
        rows: Travellers of the input; each was answered.
        answers: Rows of the output: one a hit, and one for each traveller without.
        statuses: Travellers by ``hits``, ``no_hits`` and ``unscreenable``.
        reasons: Travellers by each reason why their answer may be less than a full one.
        incomplete: Travellers with at least one such reason.
        unscreenable: Of those that could not be screened at all, travellers by reason.
        bands: Hits by list and band, without those of persons who are to be helped.
        protective: Hits of persons who are to be helped, by list.
        problems: Records that could not be read, by rule; with the first places.
        lists: Name, digest, entries and date of every list.
        only_entries: Where no more than some entries of the lists were searched: their number, and the sha256 of them.
        config_digest, engine: What the answers were made with.
        input_digest: Sha256 of the input.
        parts, part_digests: Files of the output, in order, and the sha256 of each.
        seconds: Time of all runs, without what was lost to a kill.
    """

    rows: int = 0
    answers: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    incomplete: int = 0
    unscreenable: dict[str, int] = field(default_factory=dict)
    bands: dict[str, dict[str, int]] = field(default_factory=dict)
    protective: dict[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    lists: tuple[dict[str, Any], ...] = ()
    only_entries: dict[str, Any] | None = None
    config_digest: str = ""
    engine: str = ""
    input_digest: str = ""
    parts: tuple[str, ...] = ()
    part_digests: tuple[str, ...] = ()
    seconds: float = 0.0


class Counts:
    """What stands in the summary, of one part or of all."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.unscreenable: Counter[str] = Counter()
        self.bands: dict[str, Counter[str]] = {}
        self.protective: Counter[str] = Counter()
        self.incomplete = 0

    def count(self, answers: pa.RecordBatch) -> None:
        """Count a batch of answers; each of its travellers has all of his rows in it."""
        rows = answers.column("row").to_numpy()
        first = answers.filter(pa.array(np.diff(rows, prepend=-1) != 0))
        self.statuses.update(_count(first.column("status")))
        degraded = first.column("degraded")
        self.incomplete += int(np.count_nonzero(pc.list_value_length(degraded)))
        self.reasons.update(_count(degraded.flatten()))
        lost = first.filter(pc.equal(first.column("status"), "unscreenable"))
        self.unscreenable.update(_count(lost.column("degraded").flatten()))
        self.protective.update(_count(answers.filter(answers.column("is_protective")).column("list")))
        hits = answers.filter(pc.invert(answers.column("is_protective")))  # null, and so left out, where nobody hit
        for name in hits.column("list").unique().to_pylist():
            of_list = hits.filter(pc.equal(hits.column("list"), name))
            self.bands.setdefault(name, Counter()).update(_count(of_list.column("band")))

    def totals(self) -> dict[str, Any]:
        """As values of JSON, in a fixed order."""
        return {
            "statuses": dict(sorted(self.statuses.items())),
            "reasons": dict(sorted(self.reasons.items())),
            "incomplete": self.incomplete,
            "unscreenable": dict(sorted(self.unscreenable.items())),
            "bands": {name: dict(sorted(counts.items())) for name, counts in sorted(self.bands.items())},
            "protective": dict(sorted(self.protective.items())),
        }

    def add(self, totals: dict[str, Any]) -> None:
        """Add the `totals` of a part."""
        self.statuses.update(totals["statuses"])
        self.reasons.update(totals["reasons"])
        self.unscreenable.update(totals["unscreenable"])
        self.incomplete += totals["incomplete"]
        self.protective.update(totals["protective"])
        for name, counts in totals["bands"].items():
            self.bands.setdefault(name, Counter()).update(counts)


def _count(words: pa.Array) -> dict[str, int]:
    return {one["values"]: one["counts"] for one in words.value_counts().to_pylist()}
