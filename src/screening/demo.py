"""The demonstration: a manifest of machine-readable zones against a watchlist, with the reason for every hit."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from screening.compiled import Watchlist, compile_watchlist
from screening.errors import InputError, MrzError
from screening.escape import printable
from screening.mrz import parse_mrz
from screening.screener import Screener
from screening.travellers import Traveller

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from screening.screener import Result

__all__ = ["read_manifest", "run_demo", "screen_manifest"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a manifest: a traveller, or the reason why it cannot be read."""

    row: int
    traveller: Traveller | None
    problem: str | None = None


def read_manifest(text: str) -> Iterator[Record]:
    """Records of machine-readable zones, separated by blank lines; rows count from 1.

    Raises:
        InputError: There is no record.
    """
    blocks = [block for block in re.split(r"\n(?:[^\S\n]*\n)+", "\n".join(text.splitlines())) if block.strip()]
    if not blocks:
        raise InputError("no record", where="manifest")
    for row, block in enumerate(blocks, 1):
        try:
            yield Record(row, Traveller.from_mrz(parse_mrz(block), id=str(row)))
        except MrzError as error:
            yield Record(row, None, str(error))


def screen_manifest(screener: Screener, records: Sequence[Record]) -> list[tuple[int, Result]]:
    """Results of the readable records, with their rows."""
    readable = [record for record in records if record.traveller is not None]
    results = screener.screen_many(record.traveller for record in readable if record.traveller is not None)
    return [(record.row, result) for record, result in zip(readable, results, strict=True)]


def run_demo(source: Path, manifest: Path, out: TextIO) -> None:
    """Compile ``source``, screen ``manifest`` against it, and print the hits, best first, each with its reason."""
    text = manifest.read_text(encoding="utf-8-sig", errors="replace")
    with tempfile.TemporaryDirectory(prefix="screening-") as folder:
        compiled = Path(folder) / "demo.watchlist"
        report = compile_watchlist([source], compiled)
        print(report, file=out)
        screener = Screener(Watchlist.open(compiled))
        records = list(read_manifest(text))
        for record in records:
            if record.problem is not None:
                print(f"row {record.row} cannot be read: {record.problem}", file=out)
        results = screen_manifest(screener, records)
        for row, result in results:
            if result.degraded:
                print(f"row {row}: {result.status.replace('_', ' ')}, but {', '.join(result.degraded)}", file=out)
        _print_hits(results, out)
        unscreenable = sum(result.status == "unscreenable" for _, result in results)
        found = sum(result.status == "hits" for _, result in results)
        print(
            f"{len(records)} travellers: {found} with hits, {len(results) - found - unscreenable} without, "
            f"{unscreenable} unscreenable, {len(records) - len(results)} unreadable",
            file=out,
        )


def _print_hits(results: list[tuple[int, Result]], out: TextIO) -> None:
    hits = [(hit, row) for row, result in results for hit in result.hits]
    hits.sort(key=lambda pair: (-pair[0].score, pair[1]))
    print(f"\n{'row':>4}  {'score':5}  {'band':8}  {'entry':>12}  listed name", file=out)
    for hit, row in hits:
        name = printable(hit.matched_name or "(document)")
        print(f"{row:>4}  {hit.score:.3f}  {hit.band:8}  {printable(hit.entry_id):>12}  {name}", file=out)
    print("\nWhy:", file=out)
    for hit, row in hits:
        print(f"\nrow {row}: {hit.explain()}", file=out)
    print(file=out)
