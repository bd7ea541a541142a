"""``screening lists``: bring watchlists up to date, look at them, compare their versions, and go back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from screening.cli._shared import FILE, HITS, NOTHING, STALE, Misuse, say
from screening.escape import printable

if TYPE_CHECKING:
    import pyarrow as pa

    from screening.compiled import Watchlist
    from screening.screener import Screener
    from screening.upkeep.library import Library, Version
    from screening.upkeep.origins import Origin

__all__ = ["lists"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _library_option(command: _Command) -> _Command:
    return click.option(
        "--library",
        "-l",
        "root",
        type=FILE,
        required=True,
        envvar="SCREENING_LIBRARY",
        show_envvar=True,
        help="The folder that the lists stand in.",
    )(command)


def _settings_option(command: _Command) -> _Command:
    return click.option(
        "--settings",
        type=FILE,
        help="A TOML file: addresses, mappings, expectations, canaries, and who may see a list.  "
        "[default: settings.toml in the library]",
    )(command)


def _json_option(command: _Command) -> _Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of text.")(command)


def _override_option(command: _Command) -> _Command:
    return click.option(
        "--override", metavar="REASON", help="Accept an older or shrunken list this once; the reason is journaled."
    )(command)


@click.group()
def lists() -> None:
    """Bring watchlists up to date, look at them, compare versions, go back.

    \b
    Exit codes:
      0  done
      1  verify: a list is damaged
      2  not done: wrong usage, or a list or file that cannot be used
      4  a list was not updated and stays as it was, or is stale
    """  # noqa: D301 - \b is click's own sign


@lists.command()
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every list of the library that has an address.")
@_library_option
@_settings_option
@_override_option
def update(*, names: tuple[str, ...], every: bool, root: Path, settings: Path | None, override: str | None) -> int:
    """Download lists NAMES from their publishers; compile, check and put in force what changed.

    This is the only command that opens a connection. A list that cannot be had or is refused stays as it was.
    """
    from screening.upkeep.origins import library_origins
    from screening.upkeep.update import update_all

    library, origins = _library(root), library_origins(root, settings)
    known = [name for name, origin in sorted(origins.items()) if origin.files]
    wanted = names or tuple(name for name in library.names() if every and name in known)
    if not wanted or (names and every):
        raise Misuse(f"name lists, or give --all; there are {', '.join(known)}")
    outcomes = update_all(library, origins, wanted, override=override)
    for outcome in outcomes:
        version = outcome.version
        state = "nothing in force" if version is None else f"version {version.sequence} in force, {_size(version)}"
        click.echo(f"{outcome.name}: {outcome.what}, {state}")
        if outcome.error is not None:
            say(f"{outcome.name}: {outcome.error}")
    return STALE if any(outcome.error is not None for outcome in outcomes) else NOTHING


@lists.command(name="compile")
@click.argument("sources", nargs=-1, required=True, type=FILE)
@click.option("--output", "-o", type=FILE, help="Write a compiled file and nothing else.")
@click.option("--install", metavar="NAME", help="Check the list and put it in force in the library under this name.")
@click.option(
    "--library", "-l", "root", type=FILE, envvar="SCREENING_LIBRARY", show_envvar=True, help="With --install."
)
@click.option("--format", "format_", metavar="FORMAT", help="Format of the sources; detected when not given.")
@click.option("--list-name", help="Name of the list in its entries; each format has its own.")
@_settings_option
@_override_option
def compile_(
    *,
    sources: tuple[Path, ...],
    output: Path | None,
    install: str | None,
    root: Path | None,
    format_: str | None,
    list_name: str | None,
    settings: Path | None,
    override: str | None,
) -> int:
    """Compile SOURCES, files that are at hand, and account for every row of them."""
    from screening.compiled import compile_watchlist
    from screening.upkeep.origins import library_origins

    if output is not None and install is None:
        click.echo(str(compile_watchlist(sources, output, format=format_, list_name=list_name)))
        return NOTHING
    if output is not None or install is None or root is None:
        raise Misuse("give either --output, or --install and --library")
    origin = library_origins(root, settings).get(install)
    library = _library(root)
    version = library.install(
        install,
        sources,
        format=format_ or (origin.format if origin else None),
        list_name=list_name or (origin.list_name if origin else None),
        expectations=origin.expectations if origin else None,
        override=override,
    )
    click.echo(f"{install}: version {version.sequence} in force, {_size(version)}")
    for receipt in library.open(install).receipts:
        click.echo(_account(receipt))
    return NOTHING


@lists.command()
@click.argument("name", required=False)
@_library_option
@_settings_option
@_json_option
def show(*, name: str | None, root: Path, settings: Path | None, as_json: bool) -> int:
    """Show the lists in force; of one list NAME its versions, the account of its sources, and its journal."""
    from screening.upkeep.origins import library_origins

    library, origins = _library(root), library_origins(root, settings)
    versions = [library.current(one) for one in ([name] if name else library.names())]
    stale = [version.name for version in versions if _is_stale(version, origins)]
    for version in versions:
        if as_json:
            click.echo(_json(_row(version) | {"is_stale": version.name in stale}))
        else:
            mark = "  STALE" if version.name in stale else ""
            dates = ", ".join(f"{one} of {about['date'] or 'unknown date'}" for one, about in version.lists.items())
            about = f"{_size(version)}; {dates}; newest as of {version.checked.isoformat(timespec='minutes')}"
            click.echo(printable(f"{version.name}: version {version.sequence}, {about}{mark}"))
    if name and not as_json:
        _show_one(library, name)
    for one in stale:
        say(f"{one} is stale: update it")
    if not versions:
        say("no list is in force")
    return STALE if stale else NOTHING


@lists.command()
@click.argument("names", nargs=-1)
@_library_option
@_json_option
@click.option(
    "--travellers",
    type=FILE,
    help="A sample of the travellers of the place, ten thousand or more, as for batch: forecast who is stopped. None "
    "is built in.",
)
@click.option("--threshold", "-t", type=click.FloatRange(0, 1), help="Of the forecast.  [default: 0.75]")
@click.option("--today", metavar="DATE", help="The day for which dates are judged.  [default: today, UTC]")
def lint(
    *,
    names: tuple[str, ...],
    root: Path,
    as_json: bool,
    travellers: Path | None,
    threshold: float | None,
    today: str | None,
) -> int:
    """Find entries that will stop the innocent, cannot be found, or stand there twice; all lists, or NAMES."""
    from screening.upkeep.lint import forecast, lint

    screener = _screener(_library(root), names, threshold)
    findings = lint(screener, today=_day(today))
    for row in findings.to_pylist():
        other = f" as {row['other_list']} {row['other_id']}, {row['score']:.3f}" if row["other_id"] else ""
        click.echo(_json(row) if as_json else printable(f"{row['list']} {row['entry_id']}  {row['rule']}{other}"))
    if travellers is not None:
        for row in forecast(screener, _travellers(travellers)).to_pylist():
            text = f"stops {row['per_100_000']:,.0f} of 100,000 travellers, at most {row['at_most']:,.0f}"
            click.echo(_json(row) if as_json else printable(f"{row['list']} {row['entry_id']}  {text}"))
    say(f"{findings.num_rows:,} findings")
    return NOTHING


@lists.command()
@click.argument("old")
@click.argument("new", required=False)
@_library_option
@_json_option
@click.option("--from", "before", type=click.IntRange(1), help="Version to compare with; the one before the newest.")
@click.option("--to", "after", type=click.IntRange(1), help="Version to compare; the one in force.")
@click.option("--output", "-o", type=FILE, help="Write the changes to a file, for batch --only-entries.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(("arrow", "csv")), default="arrow", show_default=True, help="Of it."
)
def diff(
    *,
    old: str,
    new: str | None,
    root: Path,
    as_json: bool,
    before: int | None,
    after: int | None,
    output: Path | None,
    format_: str,
) -> int:
    """Compare two versions of the list OLD; or two compiled files OLD and NEW.

    The text names no person. With --json every changed field is shown with its values.
    """
    from screening.compiled import Watchlist
    from screening.errors import ListMissingError
    from screening.watchlist.delta import compare_versions

    if new is not None:
        if before is not None or after is not None:
            raise Misuse("two files have no versions: leave out --from and --to")
        pair = Watchlist.open(old), Watchlist.open(new)
    else:
        library = _library(root)
        last = after or library.current(old).sequence
        earlier = [version.sequence for version in library.versions(old) if version.sequence < last]
        if before is None and not earlier:
            raise ListMissingError("no earlier version", where=f"list {old}")
        pair = library.open(old, sequence=before or earlier[-1]), library.open(old, sequence=last)
    delta = compare_versions(*pair)
    if output is not None:
        _write(delta.table, output, format_)
    if as_json:
        for row in (*delta.table.to_pylist(), *delta.details().to_pylist()):
            click.echo(_json(row))
    else:
        click.echo("\n".join(map(printable, delta.text().splitlines())))
    return NOTHING


@lists.command()
@click.argument("names", nargs=-1)
@_library_option
@_settings_option
def verify(*, names: tuple[str, ...], root: Path, settings: Path | None) -> int:
    """Check the journal and every byte of the lists in force; all lists, or NAMES.

    The exit code is 1 when a list is damaged.
    """
    from screening.errors import ListError, ListMissingError
    from screening.upkeep.origins import library_origins

    library, origins = _library(root), library_origins(root, settings)
    if not (wanted := names or library.names()):
        raise ListMissingError("no list is in force")
    codes = [NOTHING]
    for name in wanted:
        try:
            version = library.verify(name)
        except ListError as error:
            say(f"{name}: {error}")
            codes.append(HITS)
        else:
            is_stale = _is_stale(version, origins)
            codes.append(STALE if is_stale else NOTHING)
            click.echo(f"{name}: version {version.sequence} is whole, {version.digest}{', STALE' if is_stale else ''}")
    return HITS if HITS in codes else max(codes)


@lists.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why; it is journaled.")
@click.option("--to", "sequence", type=click.IntRange(1), help="The version; the one before when not given.")
@_library_option
def rollback(*, name: str, reason: str, sequence: int | None, root: Path) -> int:
    """Put an earlier version of the list NAME in force again."""
    version = _library(root).rollback(name, reason=reason, sequence=sequence)
    click.echo(f"{name}: version {version.sequence} in force, {_size(version)}")
    return NOTHING


# ----------------------------------------------------------------------------------------------------------- details


def _library(root: Path) -> Library:
    from screening.upkeep.library import Library

    return Library(root)


def _screener(library: Library, names: Iterable[str], threshold: float | None) -> Screener:
    from screening.errors import ListMissingError
    from screening.screener import Screener

    watchlists: list[Watchlist] = [library.open(name) for name in (tuple(names) or library.names())]
    if not watchlists:
        raise ListMissingError("no list is in force")
    return Screener(watchlists, threshold=threshold)


def _is_stale(version: Version, origins: dict[str, Origin]) -> bool:
    from screening.upkeep.live import ListUse
    from screening.visibility import is_stale

    origin = origins.get(version.name)
    max_age = (origin.use if origin else ListUse()).max_age
    return max_age is not None and is_stale(version.checked, max_age, datetime.now(UTC))


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse("option --today must be a date, year-month-day") from None


def _travellers(path: Path) -> Any:
    """The travellers of a file, as `screening.batch.screen_table` takes them."""
    import pyarrow as pa

    from screening.readers import open_travellers

    file = open_travellers(path)
    batches = list(file.batches)
    for problem in file.problems.lines():
        say(f"{path.name}: {problem}")
    if file.schema is None:
        return [traveller for rows in batches for traveller in rows.travellers]
    return pa.Table.from_batches(batches, file.schema)


def _write(table: pa.Table, path: Path, format_: str) -> None:
    import pyarrow as pa

    from screening.sinks import open_sink

    with pa.OSFile(str(path), "wb") as out:
        sink = open_sink(format_, out, table.schema)
        for batch in table.to_batches():
            sink.write(batch)
        sink.close()


def _size(version: Version) -> str:
    counts = [about["counts"] for about in version.lists.values()]
    entries = sum(count.get("entries", 0) for count in counts)
    return f"{entries:,} entries, {sum(count.get('names', 0) for count in counts):,} names"


def _row(version: Version) -> dict[str, Any]:
    return {
        "name": version.name,
        "version": version.sequence,
        "sha256": version.digest,
        "installed": version.installed.isoformat(),
        "checked": version.checked.isoformat(),
        "lists": version.lists,
    }


def _show_one(library: Library, name: str) -> None:
    for receipt in library.open(name).receipts:
        click.echo(_account(receipt))
    for version in library.versions(name):
        click.echo(
            f"version {version.sequence}  {version.installed.isoformat()}  {version.digest[:12]}  {_size(version)}"
        )
    for event in library.audit(name):
        if event.what != "begin":
            said = {key: value for key, value in event.details.items() if key != "state"}
            click.echo(printable(f"{event.time}  {event.what}  {_json(said) if said else ''}".rstrip()))


def _account(receipt: dict[str, Any]) -> str:
    read, loaded, rejected = (receipt[f"rows_{what}"] for what in ("read", "loaded", "rejected"))
    dated = receipt["list_date"] or "unknown"
    lines = [
        f"{receipt['source']}: list {receipt['list']}, format {receipt['format']}, dated {dated}",
        f"  rows     {read:,} read = {loaded:,} loaded + {rejected:,} rejected",
    ]
    lines += [
        f"  {what:8} " + ", ".join(f"{number:,} {kind}" for kind, number in receipt[what].items())
        for what in ("entries", "names", "scripts", "births", "skipped")
        if receipt.get(what)
    ]
    lines += [
        f"  {what:8} {one['count']:,} x {one['rule']} ({', '.join(one['where'][:3])})"
        for what in ("rejected", "notices")
        for one in receipt.get(what, [])
    ]
    return "\n".join(map(printable, lines))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=False, default=str)
