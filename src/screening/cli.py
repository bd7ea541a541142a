"""The command line."""

from __future__ import annotations

import argparse
import io
import os
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

    if isinstance(sys.stdout, io.TextIOWrapper):
        # Lists hold every script: a terminal that lacks one shows escapes instead of ending in an error.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        run_demo(options.list, options.manifest, sys.stdout)
        sys.stdout.flush()
    except ScreeningError as error:
        print(f"screening: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"screening: {where}{error.strerror or 'input or output error'}", file=sys.stderr)
        return 2
    return 0
