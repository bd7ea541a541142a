"""``screening screen``."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from screening.cli._shared import (
    Misuse,
    answer_code,
    audit_options,
    config_options,
    emit_answer,
    exit_code,
    format_option,
    max_age_option,
    open_screener,
    open_trail,
    roles_option,
    say,
    stale_view,
    watchlist_option,
)

if TYPE_CHECKING:
    from screening.travellers import Traveller

__all__ = ["mrz_option", "read_traveller", "screen", "traveller_options"]

FIELDS: Final = (
    "surname",
    "given_names",
    "name",
    "birth_date",
    "sex",
    "nationality",
    "document_number",
    "document_type",
    "issuing_state",
)
_HELP: Final = {
    "surname": "Surname, in any script.",
    "given_names": "Given names.",
    "name": "The whole name, where it is not separated.",
    "birth_date": "Birth date, best as YYYY-MM-DD.",
    "sex": "M or F; anything else is unknown.",
    "nationality": "Code or name of a country.",
    "document_number": "Number of the document presented.",
    "document_type": "Its type.",
    "issuing_state": "The state that issued it.",
}


def traveller_options(command: Any) -> Any:
    """One option a field of a traveller."""
    for field in reversed(FIELDS):
        command = click.option(f"--{field.replace('_', '-')}", help=_HELP[field])(command)
    return command


mrz_option = click.option(
    "--mrz", type=click.File("r", encoding="utf-8", errors="replace"), help="A machine-readable zone: a file, or -."
)


def read_traveller(
    fields: dict[str, str | None], mrz: Any, *, id_: str | None = None
) -> tuple[Traveller, dict[str, str]]:
    """The traveller of the options, or of a machine-readable zone in a file or on standard input; and as a row."""
    from screening.mrz import parse_mrz
    from screening.travellers import Traveller

    given = {name: value for name, value in fields.items() if value is not None}
    if given and mrz is not None:
        raise Misuse("give either the fields or a machine-readable zone")
    if not given and mrz is None:
        if sys.stdin.isatty():
            raise Misuse("no traveller: give a name or a document number, or a machine-readable zone on standard input")
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        mrz = sys.stdin
    if mrz is None:
        return Traveller(id=id_, **given), given  # type: ignore[arg-type]
    zone = mrz.read(_LONGEST_ZONE).strip()
    return Traveller.from_mrz(parse_mrz(zone), id=id_), {"mrz": zone}


@click.command()
@watchlist_option
@traveller_options
@mrz_option
@click.option("--id", "id_", help="Your reference; comes back with the answer.")
@config_options
@roles_option
@max_age_option
@audit_options
@click.option("--explain", "why", is_flag=True, help="Say why for every hit, on standard error.")
@format_option
@click.option("--dry-run", is_flag=True, help="Check list and options, and screen nobody.")
def screen(
    *,
    watchlist: Path,
    mrz: Any,
    id_: str | None,
    threshold: float | None,
    name_floor: float | None,
    max_hits: int | None,
    roles: tuple[str, ...],
    max_age: int | None,
    trail: Path | None,
    audit_key_file: Path | None,
    case: str | None,
    format_: str,
    why: bool,
    dry_run: bool,
    **fields: str | None,
) -> int:
    """Screen one traveller.

    Give the fields as options, or a machine-readable zone on standard input. Options show in the list of processes of
    the machine; standard input does not.
    """
    traveller, given = read_traveller(fields, mrz, id_=id_)
    audit = open_trail(trail, audit_key_file, case)
    screener = open_screener(watchlist, threshold=threshold, name_floor=name_floor, max_hits=max_hits, max_age=max_age)
    stale = stale_view(screener.view(roles), max_age)
    if dry_run:
        say("the list can be used and the traveller can be read; nobody was screened")
        return exit_code(hits=0, incomplete=0, stale=stale)
    result = screener.screen(traveller, visible_to=roles)
    if audit is not None:
        audit[0].record(audit[1], traveller, result)
    answer = screener.screen_table([{**given, "traveller_id": id_}], visible_to=roles)
    if why:
        for hit in (*result.hits, *result.protective):
            print(hit.explain(), file=sys.stderr)
    emit_answer(answer, format_)
    return answer_code(answer, stale=stale)


_LONGEST_ZONE: Final = 4096  # characters; a zone has 180 at most
