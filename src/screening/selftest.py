"""A look at whether this installation works on this machine: a few names that must be found, and a few that must not.

It is no measure of accuracy; it finds a core that does not fit the machine, a table that is damaged, a wrong build.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from screening.compiled import Watchlist
from screening.explain import compare_names
from screening.screener import Screener, fold_traveller
from screening.travellers import Traveller
from screening.watchlist.schema import Entry, EntryName

__all__ = ["SAME", "run_self_test"]

SAME: Final = (
    ("محمد علي", "Mohammed Ali"),
    ("Мухаммад Али", "Mohamed Aly"),
    ("Щербаков Юрий", "Yuri Shcherbakov"),
    ("Αλέξης Παπαδόπουλος", "Alexis Papadopoulos"),
    ("יוסף כהן", "Yosef Cohen"),
    ("राहुल शर्मा", "Rahul Sharma"),
    ("สมชาย ใจดี", "Somchai Chaidee"),
    ("김정은", "Kim Jong Un"),
    ("毛泽东", "Mao Tse-tung"),
    ("山田太郎", "Yamada Taro"),
    ("JUERGEN MUELLER", "Jürgen Müller"),
    ("GARCIA JOSE", "José García"),
)
"""Two spellings of one name each, across scripts."""

_DIFFERENT: Final = (("Asim Khan", "Asif Khan"), ("Anna Eriksson", "Bela Bartok"), ("John Smith", "Jane Smythe"))


def run_self_test() -> list[str]:
    """What does not work; nothing if all is well.

    Each name is screened against a list of the others with the compiled core, with wide instructions and without, and
    compared by the readable reference.
    """
    pairs = SAME + _DIFFERENT
    watchlist = Watchlist.from_entries(
        Entry(id=str(number), list="self-test", names=(EntryName(listed),)) for number, (_, listed) in enumerate(pairs)
    )
    screener = Screener(watchlist)
    queries = [fold_traveller(Traveller(name=name)) for name, _ in pairs]
    failures = []
    for number, result in enumerate(screener.results(queries)):
        found = {hit.entry_id: hit.name_score for hit in result.hits}
        score = compare_names(*pairs[number]).score
        own = found.get(str(number))
        if (own is not None) != (number < len(SAME)):
            failures.append(f"pair {number}: {'found' if own is not None else 'not found'}")
        if own is not None and own != score:
            failures.append(f"pair {number}: the core scores {own!r}, the reference {score!r}")
    wide, narrow = (screener.run(queries, vectors=vectors)[0] for vectors in (True, False))
    if not np.array_equal(wide, narrow):
        failures.append("wide instructions give another answer")
    return failures
