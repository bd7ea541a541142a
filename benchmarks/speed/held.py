"""A process that screens with a list beside others, and what memory it takes.

It loads nothing that a service would not load: no Parquet, no manifest but its few travellers.
"""

from __future__ import annotations

from multiprocessing.synchronize import Barrier
from pathlib import Path

import pyarrow as pa

import screening as sc

__all__ = ["hold", "keep_barrier"]

_barriers: list[Barrier] = []


def keep_barrier(barrier: Barrier) -> None:
    """Where the processes wait for each other; it can only be handed down when one is started."""
    _barriers.append(barrier)


def hold(watchlist: str, travellers: pa.Table) -> tuple[int, int]:
    """Proportional set size in bytes, of the mapped file and of the whole process, while all hold the file."""
    screener = sc.Screener(sc.Watchlist.open(watchlist))
    screener.screen_table(travellers, threads=1)
    _barriers[0].wait()
    mapped, total, of_file = 0, 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace").splitlines():
        first, *rest = line.split()
        if not first.endswith(":"):
            of_file = line.endswith(watchlist)
        elif first == "Pss:":
            total += int(rest[0]) * 1024
            mapped += int(rest[0]) * 1024 * of_file
    _barriers[0].wait()
    return mapped, total
