"""What commands have in common: options, the open watchlist, and how rows are shown."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from screening.escape import printable

if TYPE_CHECKING:
    import pyarrow as pa

    from screening.audit import AuditTrail
    from screening.compiled import ListInfo
    from screening.screener import Screener, ScreeningConfig
    from screening.visibility import View

__all__ = [
    "EXIT_CODES",
    "FILE",
    "FORMATS",
    "HITS",
    "INCOMPLETE",
    "INTERNAL",
    "NOTHING",
    "NOT_DONE",
    "NO_READER",
    "OF_LISTS",
    "STALE",
    "STOPPED",
    "Misuse",
    "StandardOutput",
    "answer_code",
    "audit_options",
    "config_options",
    "emit_answer",
    "exit_code",
    "forget_output",
    "format_option",
    "list_age",
    "max_age_option",
    "open_library",
    "open_screener",
    "open_trail",
    "read_key",
    "roles_option",
    "say",
    "screening_config",
    "show_table",
    "stale_lists",
    "stale_view",
    "watchlist_option",
]

NOTHING, HITS, NOT_DONE, INCOMPLETE, STALE = 0, 1, 2, 3, 4
INTERNAL: Final = 70  # sysexits.h: EX_SOFTWARE
STOPPED: Final = 128 + 2  # as a shell reports SIGINT
NO_READER: Final = 128 + 13  # likewise SIGPIPE

EXIT_CODES: Final = {
    NOTHING: "done: every traveller was screened in full, and nothing was found",
    HITS: "hits; of doctor, lists verify, audit verify and audit replay: something is wrong with what was checked",
    NOT_DONE: "not done: wrong usage, or input or output that cannot be used",
    INCOMPLETE: "a traveller was not screened in full: see the column degraded",
    STALE: "a list is older than --max-age, or of unknown age",
    INTERNAL: "an error of the program itself",
    STOPPED: "stopped by Ctrl-C",
    NO_READER: "the reader of the output went away",
}
"""What each exit code says; where several apply, the highest up to `STALE` is given."""

FORMATS: Final = ("table", "json", "jsonl", "csv", "arrow")

FILE: Final = click.Path(path_type=Path, readable=False)
"""A file or folder; whether it can be opened is seen, and told, when it is opened."""

OF_LISTS: Final = frozenset({"list_stale", "no_list"})
"""Reasons in an answer that are of the lists and not of the traveller."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Misuse(click.UsageError):
    """Options that do not go together; the message holds no value."""


watchlist_option = click.option(
    "--watchlist",
    "-w",
    type=FILE,
    required=True,
    envvar="SCREENING_WATCHLIST",
    show_envvar=True,
    help="The compiled watchlist; or a library of lists, of which all in force are used.",
)
format_option = click.option(
    "--format", "-f", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="Of the output."
)
max_age_option = click.option(
    "--max-age",
    type=click.IntRange(0),
    metavar="DAYS",
    help="A list that is older, or of unknown age, is stale: exit code 4. In a library it is as old as the last look "
    "whether it is the newest, and what its settings say, or 36 hours, are allowed when this is not given; elsewhere "
    "its own date counts.",
)
roles_option = click.option(
    "--visible-to",
    "roles",
    multiple=True,
    metavar="ROLE",
    help="A role you act in, such as discreet; without one no discreet entry is shown. May be given several times.",
)


def audit_options(command: _Command) -> _Command:
    """Where the case is recorded."""
    for option in (
        click.option("--case", help="Your reference of the case in the trail; no name and no document number."),
        click.option("--audit-key-file", type=FILE, help="A file with the trail's secret."),
        click.option("--audit", "trail", type=FILE, help="Record the case in this audit trail."),
    ):
        command = option(command)
    return command


def open_trail(trail: Path | None, key_file: Path | None, case: str | None) -> tuple[AuditTrail, str] | None:
    """The trail that the options ask for, and the case."""
    if trail is None and key_file is None and case is None:
        return None
    if trail is None or key_file is None or case is None:
        raise Misuse("options --audit, --audit-key-file and --case go together")
    from screening.audit import AuditTrail, check_reference

    return AuditTrail(trail, key=read_key(key_file)), check_reference(case, "option --case")


def read_key(path: Path) -> bytes:
    """The secret of a trail: the bytes of a file, without blanks and line ends around them."""
    return path.read_bytes().strip()


def config_options(command: _Command) -> _Command:
    """The settings of a Screener."""
    for option in (
        click.option("--max-hits", type=click.IntRange(1), help="Hits kept for one traveller.  [default: 100]"),
        click.option("--name-floor", type=click.FloatRange(0, 1), help="Least name score.  [default: 0.60]"),
        click.option("--threshold", "-t", type=click.FloatRange(0, 1), help="Least score of a hit.  [default: 0.75]"),
    ):
        command = option(command)
    return command


def screening_config(*, threshold: float | None, name_floor: float | None, max_hits: int | None) -> ScreeningConfig:
    """The settings that the options ask for."""
    from screening.screener import ScreeningConfig

    given = {"threshold": threshold, "name_floor": name_floor, "max_hits": max_hits}
    return ScreeningConfig(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def open_screener(
    watchlist: Path,
    *,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    max_age: int | None = None,
) -> Screener:
    """The screener that the options ask for: with one compiled file, or with all lists in force of a library."""
    from screening.compiled import Watchlist
    from screening.screener import Screener

    config = screening_config(threshold=threshold, name_floor=name_floor, max_hits=max_hits)
    if watchlist.is_dir():
        return open_library(watchlist, config, max_age)
    return Screener(Watchlist.open(watchlist), config=config)


def open_library(root: Path, config: ScreeningConfig, max_age: int | None) -> Screener:
    """A screener with all lists in force of a library, each on the terms that the settings of the library give it.

    Args:
        root: The folder.
        config: Settings.
        max_age: Whole days since a list was last found to be the newest after which answers say ``list_stale``; what
            the settings of the library say when None.

    Raises:
        ListMissingError: No list is in force, or one is not that has terms: it would be screened without.
    """
    from screening.errors import ListMissingError
    from screening.upkeep.library import Library
    from screening.upkeep.live import ListUse, LiveScreener
    from screening.upkeep.origins import SETTINGS, library_origins

    library = Library(root)
    if not (names := library.names()):
        raise ListMissingError("no list is in force in this folder", where=root.name)
    origins = library_origins(root)
    if any(origin.has_terms and name not in names for name, origin in origins.items()):
        # Not which one: whoever asks may not be one of those who may know of it.
        raise ListMissingError("a list whose owner or use it states is not in force: check its name", where=SETTINGS)
    uses = {name: origins[name].use if name in origins else ListUse() for name in names}
    if max_age is not None:
        uses = {name: replace(use, max_age=timedelta(days=max_age + 1)) for name, use in uses.items()}
    return LiveScreener(library, uses, config=config).screener


def say(message: str) -> None:
    """A line on standard error."""
    print(f"screening: {printable(message)}", file=sys.stderr)


def stale_lists(lists: Sequence[ListInfo], max_age: int | None) -> int:
    """Tells of every list that is older than ``max_age`` days or does not say how old it is; returns how many."""
    if max_age is None:
        return 0
    stale = 0
    for one in lists:
        age = list_age(one)
        if age is None or age > max_age:
            stale += 1
            old = "of unknown age" if age is None else f"{age:,} days old"
            say(f"list {one.name} is {old}, at most {max_age:,} were asked for: update it")
    return stale


def stale_view(view: View, max_age: int | None) -> int:
    """`stale_lists` for what a caller sees; without ``max_age`` the lists of a library have their own."""
    stale = stale_lists(view.lists, max_age)
    if not stale and view.is_stale():
        say("a list was not found to be the newest for longer than it may be: update it")
        return 1
    return stale


def list_age(one: ListInfo) -> int | None:
    """Days since the list was last found to be the newest, or since the date that it states; None where it does not.

    The second is of a list that stands in no library.  Today is that of UTC.
    """
    if one.checked is not None:
        return (datetime.now(UTC) - one.checked).days
    if one.list_date is None:
        return None
    return (datetime.now(UTC).date() - date.fromisoformat(one.list_date[:10])).days


def exit_code(*, hits: int, incomplete: int, stale: int) -> int:
    """The highest that applies."""
    return STALE if stale else INCOMPLETE if incomplete else HITS if hits else NOTHING


def answer_code(answer: pa.Table, *, stale: int) -> int:
    """`exit_code` for rows of answers."""
    statuses = answer.column("status").to_pylist()
    reasons = {reason for row in answer.column("degraded").to_pylist() for reason in row}
    incomplete = "unscreenable" in statuses or bool(reasons)
    return exit_code(hits="hits" in statuses, incomplete=incomplete, stale=stale or bool(reasons & OF_LISTS))


_SHOWN: Final = ("score", "band", "list", "entry_id", "matched_name", "birth_date", "sex", "nationality", "document")


def emit_answer(answer: pa.Table, format_: str) -> None:
    """Write the answer to one traveller to standard output; ``json`` is one array of its rows."""
    from screening.escape import json_text
    from screening.sinks import open_sink

    if format_ == "table":
        _show_answer(answer.to_pylist())
    elif format_ == "json":
        print(json_text(answer.to_pylist()))
    else:
        if format_ == "arrow" and sys.stdout.isatty():
            raise Misuse("Arrow is not for a terminal: send the output to a file or a program")
        sink = open_sink(format_, StandardOutput(), answer.schema)
        for batch in answer.to_batches():
            sink.write(batch)
        sink.close()


def _show_answer(rows: list[dict[str, Any]]) -> None:
    status, degraded = rows[0]["status"].replace("_", " "), rows[0]["degraded"]
    print(f"{status}, but {', '.join(degraded)}" if degraded else status)
    for is_protective in (False, True):
        hits = [row for row in rows if row["is_protective"] is is_protective]
        if hits:
            if is_protective:
                print("to help, not to refuse:")
            shown = [[f"{row['score']:.3f}", *(row[name] or "" for name in _SHOWN[1:])] for row in hits]
            show_table([name.replace("_", " ") for name in _SHOWN], shown)


def forget_output() -> None:
    """Nobody reads it, or it cannot be written: the interpreter shall not try again at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


class StandardOutput(io.RawIOBase):
    """Standard output as a file of bytes that whoever closes a file leaves open."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._length += (length := memoryview(data).nbytes)
        sys.stdout.buffer.write(data)
        return length

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        sys.stdout.buffer.flush()


_STYLES: Final = {"strong": "bold red", "possible": "yellow"}


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people: fitted to a terminal, whole in a pipe; what stands in it is shown and not obeyed."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console(
        file=io.StringIO(),  # rich would end the program by itself where nobody reads
        force_terminal=terminal,
        markup=False,
        highlight=False,
        emoji=False,
        no_color="NO_COLOR" in os.environ,
        width=None if terminal else 10_000,
    )
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold", no_wrap=not terminal)
    for row in rows:
        table.add_row(*(Text(printable(cell), style=_STYLES.get(cell, "")) for cell in row))
    with console.capture() as shown:
        console.print(table)
    lines = shown.get().splitlines()
    sys.stdout.write("".join(f"{line if terminal else line.rstrip()}\n" for line in lines))
