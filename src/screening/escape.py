"""Text that others wrote, made harmless for the place where it is shown or stored.

A name on a list, a cell of a manifest or a reference of the caller may hold terminal escapes, characters that turn the
reading direction round, or the beginning of a spreadsheet formula.  Each sink has its own danger and one function here:

    printable    for a terminal, a log line or a cell that people read
    safe_cell    for a cell of CSV that a spreadsheet may open
    json_text    for a line of JSON: nothing is lost, and a terminal that shows it is safe too
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = ["json_text", "printable", "safe_cell"]

_JOINERS: Final = "\u200c\u200d"
_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
_ASCII: Final = re.compile(r"[ -~]*")


def printable(text: str) -> str:
    """The text with invisible and controlling characters escaped, so that a name can't rewrite what stands around it.

    Joiners stay: Persian and Indic names need them.
    """
    if _ASCII.fullmatch(text):
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else c.encode("unicode_escape").decode() for c in text)


def safe_cell(text: str) -> str:
    """`printable`, and with an apostrophe before it where a spreadsheet would calculate what it says.

    Source of the rule: OWASP, CSV injection.  Blanks and joiners before the sign do not help.
    """
    shown = printable(text)
    return f"'{shown}" if text.lstrip(f" {_JOINERS}").startswith(_FORMULA_STARTS) else shown


def json_text(value: Any) -> str:
    """The value as one line of JSON without any character that is not printable: those stand as escapes.

    A reader of JSON gets back exactly what was given.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if _ASCII.fullmatch(text):
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
