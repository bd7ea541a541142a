"""The command line: ``screening``, or ``python -m screening``.

Standard output is data, standard error is everything else.  A command's module is loaded when the command is run, and
loads the library when it has something to do, so that ``--help`` and ``--version`` answer at once.

The exit codes stand in `screening.cli._shared.EXIT_CODES`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Of the command line, without the program; those of the process when None.

    Returns:
        The exit code, see above.
    """
    try:
        import click  # noqa: F401
    except ImportError:
        print("screening: the command line needs more packages: pip install 'screening[cli]'", file=sys.stderr)
        return 2
    from screening.cli._app import run

    return run(arguments)
