"""The search in several lists at once: one call of the kernel a list, and one order of all hits."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening import _core
from screening.readings import HANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.visibility import Part, View

__all__ = ["Found", "ListSearch", "search_view"]

_MOST_HITS = 0x7FFFFFFF


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Hits of a batch in all lists of a view, in the order of rows, within a row best first.

    Attributes:
        hits: With `_core.HIT_DTYPE`.
        place: Of each hit's list among those that are mounted.
        was_cut: Of each row, whether hits were cut.
    """

    hits: np.ndarray[Any, Any]
    place: np.ndarray[Any, Any]
    was_cut: np.ndarray[Any, Any]


class ListSearch:
    """The search in one list, with what the kernel keeps for it between calls; safe to use from many threads.

    Args:
        index: Of the list.
        threshold: 0 to 1; see `screening.screener.ScreeningConfig`, as for the rest.
        name_floor: Not above the threshold, or it counts as that.
        max_hits: At least 1.
        prune: Whether to leave out what cannot be a hit.
    """

    def __init__(self, index: _core.Index, *, threshold: float, name_floor: float, max_hits: int, prune: bool) -> None:
        self._index = index
        self.threshold = threshold
        self.name_floor = min(name_floor, threshold)
        self._max_hits = max_hits
        self._prune = prune
        self._neighbours = _core.Neighbours(index)
        self._workspaces: deque[_core.Workspace] = deque()  # one a thread at work; its append and pop are atomic

    def run(
        self, batch: _core.Batch, part: Part, *, vectors: bool
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Hits in the entries that a part shows, and the rows where more than max_hits of these were cut.

        Hidden entries must take no place among the best: so many more are kept that the visible ones are all there.
        Where the kernel cut even then, more than max_hits of what is left are visible.
        """
        try:
            workspace = self._workspaces.pop()
        except IndexError:
            workspace = _core.Workspace()
        hits, was_cut = _core.screen(
            self._index,
            batch,
            workspace,
            self._neighbours,
            threshold=self.threshold,
            name_floor=self.name_floor,
            max_hits=min(self._max_hits + part.hidden_count, _MOST_HITS),
            prune=self._prune,
            vectors=vectors,
        )
        self._workspaces.append(workspace)
        if part.hidden is not None:
            hits = hits[~part.hidden[hits["entry"]]]
        return hits, was_cut


def search_view(
    searches: Sequence[ListSearch],
    columns: dict[str, np.ndarray[Any, Any]],
    view: View,
    *,
    max_hits: int,
    vectors: bool,
) -> Found:
    """Hits of a batch in what a view shows.

    Within a row they fall by score, then by name score; then they stand in the order of lists and entries.

    Args:
        searches: Of all lists that are mounted, by their place.
        columns: The columns of `_core.BatchC`.
        view: What the caller sees.
        max_hits: Kept of each row, over all lists.
        vectors: Whether to use wide instructions; the answer is the same.
    """
    batch = _core.Batch(columns, HANDS)
    if not view.parts:
        no_cut = np.zeros(len(columns["sex"]), dtype=bool)
        return Found(np.zeros(0, _core.HIT_DTYPE), np.zeros(0, np.uint16), no_cut)
    first = view.parts[0]
    if len(view.parts) == 1 and first.hidden is None:
        hits, was_cut = searches[first.place].run(batch, first, vectors=vectors)
        return Found(hits, np.full(len(hits), first.place, np.uint16), was_cut)
    answers = [searches[part.place].run(batch, part, vectors=vectors) for part in view.parts]
    was_cut = np.logical_or.reduce([cut for _, cut in answers])
    places = [np.full(len(hits), part.place, np.uint16) for part, (hits, _) in zip(view.parts, answers, strict=True)]
    hits, place = np.concatenate([hits for hits, _ in answers]), np.concatenate(places)
    order = np.lexsort((hits["entry"], place, -hits["name_score"], -hits["score"], hits["row"]))
    hits, place = hits[order], place[order]
    rank = np.arange(len(hits)) - np.searchsorted(hits["row"], hits["row"])
    is_kept = rank < max_hits
    was_cut[hits["row"][~is_kept]] = True
    return Found(hits[is_kept], place[is_kept], was_cut)
