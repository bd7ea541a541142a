"""The command line: ``screening``, or ``python -m screening``.

Standard output is data, standard error is everything else.  A command's module is loaded when the command is run, and
loads the library when it has something to do, so that ``--help`` and ``--version`` answer at once.

Exit codes; where several apply, the highest:

    0    done; every traveller was screened in full and nothing was found
    1    hits; for `doctor` and `audit verify`: something is wrong with what was checked
    2    not done: wrong usage, or input or output that cannot be used
    3    a traveller was not screened in full: see the column ``degraded``
    4    a list is stale, or of unknown age where an age is demanded
    70   an error of the program itself
    130  stopped by Ctrl-C
    141  the reader of the output went away
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
