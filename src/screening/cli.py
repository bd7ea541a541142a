"""The command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from screening import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0 done, 2 wrong usage or input that cannot be used."""
    parser = argparse.ArgumentParser(prog="screening", description="Screen travellers against watchlists, offline.")
    parser.add_argument("--version", action="version", version=f"screening {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="screen a manifest of machine-readable zones against a list")
    demo.add_argument("--list", type=Path, required=True, help="a watchlist in a known source format")
    demo.add_argument(
        "--manifest", type=Path, required=True, help="machine-readable zones, a blank line between records"
    )
    options = parser.parse_args(arguments)

    # Heavy imports wait until a command needs them.
    from screening.demo import run_demo
    from screening.errors import ScreeningError

    try:
        run_demo(options.list, options.manifest, sys.stdout)
    except ScreeningError as error:
        print(f"screening: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"screening: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return 0
