"""``screening audit``."""

from __future__ import annotations

from pathlib import Path

import click

from screening.cli._shared import FILE, HITS, NOTHING, read_key, say

__all__ = ["audit"]


@click.group()
def audit() -> None:
    """Check the audit trail."""


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
    for place in report.breaks:
        say(f"{trail.name}, {place}")
    torn = f", {report.torn:,} torn off by a kill and closed" if report.torn else ""
    say(f"{trail.name}: {report.lines:,} lines, {report.cases:,} cases{torn}")
    if not report.is_whole:
        say(f"{trail.name} is BROKEN in {len(report.breaks):,} places: keep it as it is and find out why")
        return HITS
    say(f"{trail.name} is whole" + ("" if report.is_sealed else "; without the key a forged chain is not noticed"))
    if report.anchor is not None:
        print(report.anchor)
    return NOTHING
