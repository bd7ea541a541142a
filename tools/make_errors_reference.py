"""Writes docs/reference/errors.md: exceptions, statuses, reasons, and exit codes.

Run: ``python -m tools.make_errors_reference``; a test holds the page to it.  A status or reason that is not explained
here ends it with a `KeyError`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, get_args

from screening import errors
from screening.cli._shared import EXIT_CODES
from screening.errors import ScreeningError
from screening.intake import REASONS
from screening.scoring import BANDS
from screening.screener import Status

__all__ = ["PAGE", "page"]

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference" / "errors.md"

HEAD: Final = """# Errors, statuses, reasons, exit codes

Generated from the code by `tools/make_errors_reference.py`.

The library fails closed. What must not be used is an exception; what could not be compared is a named reason in the
answer. One answer alone means "screened, nothing found": the status `no_hits` with nothing in `degraded`.

```python
>>> import screening as sc
>>> from screening.watchlist.schema import Entry, EntryName
>>> screener = sc.Screener(sc.Watchlist.from_entries([Entry("1", "home", names=(EntryName("Anna Eriksson"),))]))
>>> def action(result):
...     if result.hits or result.protective:
...         return "a person looks at the candidates"
...     return "a person looks at the traveller" if result.degraded else "nothing found"
>>> action(screener.screen(sc.Traveller(name="Ola Nordmann")))
'nothing found'
>>> result = screener.screen(sc.Traveller(name="Ola Nordmann", birth_date="the dog days"))
>>> result.status, result.degraded, action(result)
('no_hits', ('date_unparsed',), 'a person looks at the traveller')

```
"""

_STATUSES: Final = {
    "hits": "There are candidates, in `hits`, in `protective` or in both. A person decides.",
    "no_hits": "No entry reaches the threshold. Look at `degraded` before you take it for an answer.",
    "unscreenable": "There was nothing to compare, or no list to compare with: nobody was screened.",
}

#: What the reason says, and what to do.
_REASONS: Final = {
    "unreadable": (
        "The record is damaged, or its machine-readable zone cannot be read. The other columns count, if any.",
        "Read the document again, or type the fields.",
    ),
    "name_truncated": (
        "A name is longer than 512 characters or 64 parts; the rest was left out.",
        "Look whether a field holds something else than a name.",
    ),
    "no_name": ("No name was given. A document number is still compared.", "Give the name."),
    "no_comparable_name": (
        "Nothing comparable is left of the name: punctuation, fillers, words such as `FNU`. A document may still hit.",
        "Give the name as another document writes it.",
    ),
    "date_unparsed": ("The birth date cannot be read, and was left out.", "Write it as `YYYY-MM-DD`."),
    "country_unknown": (
        "The nationality is no known code or name, and was left out. `XXA` to `XXX` are known.",
        "Write it as an ICAO code.",
    ),
    "document_unparsed": (
        "Nothing comparable is left of a document number, and it was left out.",
        "Look whether the field holds a number.",
    ),
    "candidates_truncated": (
        "More hits than `max_hits`; the best are kept.",
        "Raise `max_hits`, or the threshold; see [Tune a threshold](../how-to/tune-a-threshold.md).",
    ),
    "list_stale": (
        "A list was not found to be the newest for longer than its `max_age`, or the clock stands before that moment.",
        "Update it; see [Keep lists fresh](../how-to/keep-lists-fresh.md).",
    ),
    "no_list": ("There is no list that the caller may see. The status is `unscreenable`.", "Check `visible_to`."),
}

_TEXT: Final = """
`Result.degraded` names every reason why an answer may be less than a full one; so does the column `degraded` of a
table, in the order below. Hits come with reasons too: they were found without what the reason names.
"""

_EXCEPTIONS: Final = """
Every exception of the library is a `ScreeningError`; those in the middle column can be caught as well. `rule` says
what was expected, `where` the place ("row 17, column birth_date"). No message, attribute or chained exception carries
a name, a document number or a machine-readable zone, so they can be logged. A full disk or a missing permission is
the `OSError` of the system.
"""

_BAD_ROW: Final = """
A bad traveller in a batch is no exception: the row is answered as `unscreenable` or with a reason, and the rest goes
on. `Screener.screen` raises for no content of a `Traveller` either; making one raises `InputError` where a field has
another type.
"""

_CODES: Final = """
Of the command `screening`. Where several apply, the highest up to 4 is given, so that 3 and 4 may hide hits: count
these in the answer. Of the commands of `lists`, 4 also means that a list could not be updated and stays as it was.
"""


def page() -> str:
    """The whole page."""
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, ScreeningError)]
    bands = [*zip([name for _, name in BANDS], [least for least, _ in BANDS], strict=True)]
    sections = (
        ("Statuses", "", ("status", "meaning"), ([f"`{name}`", _STATUSES[name]] for name in get_args(Status))),
        (
            "Reasons",
            _TEXT,
            ("reason", "what it says", "what to do"),
            ([f"`{name}`", *_REASONS[name]] for name in REASONS),
        ),
        (
            "Bands",
            "\nA band sorts hits; it decides nothing. A hit that was cleared before is `weak` whatever its score.\n",
            ("band", "score from"),
            ([f"`{name}`", f"{least:.2f}" if least > 0 else "the threshold"] for name, least in bands),
        ),
        (
            "Exceptions",
            _EXCEPTIONS,
            ("exception", "is a", "when"),
            ([f"`{kind.__name__}`", f"`{_parents(kind)}`", _first_line(kind)] for kind in kinds),
        ),
        ("Exit codes", _CODES, ("code", "meaning"), ([str(code), meaning] for code, meaning in EXIT_CODES.items())),
    )
    parts = [HEAD]
    for title, text, heads, rows in sections:
        parts.append(f"\n## {title}\n{text}\n{_table(heads, rows)}{_BAD_ROW if title == 'Exceptions' else ''}")
    return "".join(parts)


def _parents(kind: type[ScreeningError]) -> str:
    return "`, `".join(base.__name__ for base in kind.__bases__)


def _first_line(kind: type[ScreeningError]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, *rows)]
    return "\n".join([lines[0], f"|{'---|' * len(heads)}", *lines[1:], ""])


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(page().splitlines())} lines")
