"""Peers on the same names, a name a call as their packages have it: ``python -m benchmarks.folding.peers FILE ROUNDS``.

Standard library only, besides what is measured, so that it runs under another interpreter with other packages.  One
JSON object a line and peer; a peer that is not installed is named on the error stream.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

Peer = tuple[str, str, Callable[[str], object]]


def peers() -> Iterator[Peer]:
    """Name in the report, version, and what is called with each name."""
    try:
        from anyascii import anyascii

        yield "anyascii, lower case", version("anyascii"), lambda name: anyascii(name).lower()
    except ImportError as error:
        print(f"left out: anyascii ({error})", file=sys.stderr)
    try:
        import icu

        transliterate = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower").transliterate
        yield "PyICU Any-Latin; Latin-ASCII; Lower", version("PyICU"), transliterate
    except ImportError as error:
        print(f"left out: PyICU ({error})", file=sys.stderr)
    try:
        from rigour.names import Name, normalize_name
        from rigour.text import ascii_text

        def written(name: str) -> object:
            normal = normalize_name(name)
            return ascii_text(normal) if normal else None

        def parted(name: str) -> object:
            return [(part.ascii, part.metaphone) for part in Name(name).parts]

        yield "rigour normalize_name, ascii_text", version("rigour"), written
        yield "rigour Name: parts, ASCII, metaphone", version("rigour"), parted
    except ImportError as error:
        print(f"left out: rigour ({error})", file=sys.stderr)


def main(file: str, rounds: int) -> None:
    names = Path(file).read_text(encoding="utf-8").split("\n")
    for title, of_version, call in peers():
        seconds = []
        for _ in range(rounds + 1):
            start = time.process_time()
            for name in names:
                call(name)
            seconds.append(time.process_time() - start)
        rates = [len(names) / one for one in (seconds[0], min(seconds[1:]))]
        result = {"version": of_version, "names": len(names), "cold_per_second": rates[0], "warm_per_second": rates[1]}
        print(json.dumps({"name": title, **result}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
