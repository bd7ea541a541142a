"""``screening demo``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from screening.cli._shared import FILE, NOTHING, forget_output

__all__ = ["demo"]


@click.command()
@click.option(
    "--list",
    "list_",
    type=FILE,
    required=True,
    help="A watchlist in a known source format.",
)
@click.option(
    "--manifest",
    type=FILE,
    required=True,
    help="Machine-readable zones, a blank line between records.",
)
def demo(list_: Path, manifest: Path) -> int:
    """Screen a manifest of machine-readable zones against a list, and say why for every hit.

    The exit code is 0 whatever is found.
    """
    from screening.demo import run_demo

    try:
        run_demo(list_, manifest, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the demonstration has seen enough
        forget_output()
    return NOTHING
