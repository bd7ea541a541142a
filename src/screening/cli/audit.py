"""``screening audit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screening.cli._shared import (
    FILE,
    HITS,
    NOTHING,
    config_options,
    read_key,
    roles_option,
    say,
    screening_config,
    watchlist_option,
)
from screening.cli.screen import mrz_option, read_traveller, traveller_options

if TYPE_CHECKING:
    from screening.audit import TrailReport
    from screening.screener import Screener, ScreeningConfig

__all__ = ["audit"]


@click.group()
def audit() -> None:
    """Check the audit trail, and answer a case of it again."""


@audit.command()
@click.argument("trail", type=FILE)
@click.option(
    "--key-file",
    type=FILE,
    help="The secret of the trail: with it, a chain that somebody made anew is found too.",
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="LINE:HASH",
    help="A line that once stood in the trail: with it, lines cut off at the end are found too.",
)
def verify(trail: Path, key_file: Path | None, anchors: tuple[str, ...]) -> int:
    """Find every line of TRAIL that was removed, changed or moved.

    Prints the anchor of its last line, to be kept where the writers of the trail cannot reach. The exit code is 1 when
    the trail is broken.
    """
    from screening.audit import Anchor, verify_trail

    report = verify_trail(
        trail,
        key=None if key_file is None else read_key(key_file),
        anchors=[Anchor.parse(anchor) for anchor in anchors],
    )
    torn = f", {report.torn:,} torn off by a kill and closed" if report.torn else ""
    _tell_breaks(trail, report)
    say(f"{trail.name}: {report.lines:,} lines, {report.cases:,} cases{torn}")
    if not report.is_whole:
        _tell_broken(trail, report)
        return HITS
    say(f"{trail.name} is whole" + ("" if report.is_sealed else "; without the key a forged chain is not noticed"))
    if report.anchor is not None:
        print(report.anchor)
    return NOTHING


@audit.command()
@click.argument("trail", type=FILE)
@click.option("--case", required=True, help="Your reference of the case.")
@click.option("--key-file", type=FILE, required=True, help="The secret of the trail.")
@watchlist_option
@traveller_options
@mrz_option
@config_options
@roles_option
def replay(
    *,
    trail: Path,
    case: str,
    key_file: Path,
    watchlist: Path,
    mrz: Any,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    roles: tuple[str, ...],
    **fields: str | None,
) -> int:
    """Screen the traveller of a case again, and see whether the answer is the one in TRAIL, byte for byte.

    Give the traveller, the settings and the roles as they were given then; of a library, the versions that were in
    force then are used. The exit code is 0 when every screening of the case is answered the same; 1 when one is not, is
    of somebody else, or the trail is broken; 2 when nothing can be said, for want of the case, the list or the program
    of then.
    """
    from screening.audit import AuditTrail, read_cases, verify_trail
    from screening.errors import InputError

    traveller, _ = read_traveller(fields, mrz)
    config = screening_config(threshold=threshold, name_floor=name_floor, max_hits=max_hits)
    key = read_key(key_file)
    report = verify_trail(trail, key=key)
    if not report.is_whole:
        _tell_breaks(trail, report)
        _tell_broken(trail, report)
        return HITS
    lines = read_cases(trail, case)
    if not lines:
        raise InputError("no screening of this case is in it", where=trail.name)
    keeper = AuditTrail(trail, key=key)
    code = NOTHING
    for line in lines:
        if not keeper.is_about(line, traveller):
            found = "of another traveller"
        elif keeper.replay(line, traveller, _screener_of(line, watchlist, config), visible_to=roles):
            found = "the same answer"
        else:
            found = "ANOTHER ANSWER"
        code = code if found == "the same answer" else HITS
        print(f"line {line['line']}: {found}")
    return code


def _screener_of(line: dict[str, Any], watchlist: Path, config: ScreeningConfig) -> Screener:
    """With the lists of a case: the file, or those versions of a library."""
    from screening.compiled import Watchlist
    from screening.errors import ListMissingError
    from screening.screener import Screener

    if not watchlist.is_dir():
        return Screener(Watchlist.open(watchlist), config=config)
    from screening.upkeep.library import Library
    from screening.upkeep.origins import Origin, library_origins
    from screening.visibility import MountedList

    library, origins = Library(watchlist), library_origins(watchlist)
    wanted = {digest: name for name, digest in line["lists"]}
    mounted = []
    for name in library.names():
        version = next((one for one in library.versions(name) if one.digest in wanted), None)
        if version is not None:
            del wanted[version.digest]
            use = origins.get(name, Origin(())).use
            opened = library.open(name, sequence=version.sequence)
            mounted.append(
                MountedList(
                    opened,
                    owner=use.owner,
                    purpose=use.purpose,
                    threshold=use.threshold,
                    roles=use.roles,
                    discreet_roles=use.discreet_roles,
                )
            )
    if wanted or not mounted:
        missing = f"list {min(wanted.values())}" if wanted else watchlist.name
        raise ListMissingError("the version of the case is no longer in the library", where=missing)
    return Screener(mounted, config=config)


def _tell_breaks(trail: Path, report: TrailReport) -> None:
    for place in report.breaks:
        say(f"{trail.name}, {place}")


def _tell_broken(trail: Path, report: TrailReport) -> None:
    say(f"{trail.name} is BROKEN in {len(report.breaks):,} places: keep it as it is and find out why")
