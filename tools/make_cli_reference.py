"""Writes docs/reference/cli.md: what ``--help`` of every command says, and the exit codes.

Run: ``python -m tools.make_cli_reference``; a test holds the page to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from screening.cli._app import program
from screening.cli._shared import EXIT_CODES

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference" / "cli.md"
WIDTH: Final = 100

HEAD: Final = """# Command line

Generated from `--help` by `tools/make_cli_reference.py`. Install it with `pip install 'screening[cli]'`.

Standard output is data, standard error is progress and messages. Of the environment it reads `SCREENING_WATCHLIST` (the
watchlist, where `--watchlist` is not given), `SCREENING_LIBRARY` (the folder of lists, where `lists` is given no
`--library`), `NO_COLOR`, and what terminals set. Completion in the shell:
`eval "$(_SCREENING_COMPLETE=bash_source screening)"`, or `zsh_source`, `fish_source`.

Names that are given as options can be seen in the machine's list of processes; `screening screen` reads a
machine-readable zone from standard input, where nobody sees it.

## Exit codes
Where several apply, the highest up to 4 is given: 0 alone means "screened, nothing found".

| code | meaning |
|---|---|
"""


def page() -> str:
    """The whole page."""
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    return HEAD + codes + "".join(_sections(program, None, "screening"))


def _sections(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    context.help_option_names = ["-h", "--help"]
    yield f"\n## {context.command_path}\n```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _sections(found, context, child)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(page().splitlines())} lines")
