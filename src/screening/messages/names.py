"""Names as bookings write them: titles and suffixes glued on, remarks behind."""

from __future__ import annotations

import re
from typing import Final, Literal

__all__ = ["is_same_name", "is_same_start", "letters_of", "name_forms", "sex_of_title", "without_remark"]

# Titles of bookings; an infant or a child is marked in the same place. Never cut from the front: MRIDULA, DRAGAN.
_TITLE: Final = re.compile(r"[\s.]*(?:MSTR|MISS|MRS|MR|MS|DR|PROF|REV|CHD|INF)\.?$", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"\s*(JR|SR)\.?$", re.IGNORECASE)
_TITLE_APART: Final = re.compile(r"[^\W\d_]\s+(?:(MSTR|MR)|MISS|MRS|MS)\.?$", re.IGNORECASE)
_LEAST_LETTERS: Final = 3  # that must stay: AMR, NASR and LIMR are left alone
_MOST_TITLES: Final = 2  # JOHNDRMR
_REMARK: Final = re.compile(r"(?:\s*\([^()]*\)|\s*[-/.]?\d+(?:\.\d+)?)+$")  # "(H)", "-1", "1.1"


def name_forms(surname: str, given_names: str) -> list[tuple[str, str]]:
    """Other forms that the name may stand for: without the title behind the given names, without a glued suffix.

    The name as written is not among them.  Whether ``DAMS`` is Dams or Da with a title nobody can tell, so a form is
    added to the name and never put in its place.

    >>> name_forms("SMITHJR", "JOHNMR")
    [('SMITHJR', 'JOHN'), ('SMITH JR', 'JOHNMR'), ('SMITH JR', 'JOHN')]
    >>> name_forms("NASR", "DRAGAN")
    []
    """
    givens = [given_names]
    while len(givens) <= _MOST_TITLES and (shorter := _cut(_TITLE, givens[-1])):
        givens.append(shorter)
    surnames = [surname]
    if root := _cut(_SUFFIX, surname):
        suffix = surname[len(root) :].strip(" .")
        surnames.append(f"{root} {suffix}")
    return [(first, second) for first in surnames for second in givens][1:]


def sex_of_title(given_names: str) -> Literal["M", "F"] | None:
    """The sex that a title says, where it stands apart; of a glued one nobody can be sure."""
    match = _TITLE_APART.search(given_names)
    return None if match is None else "M" if match[1] else "F"


def without_remark(name: str) -> str:
    """The name without what systems stick behind it: counters, and ``(H)`` for the holder of a shared passport."""
    return _REMARK.sub("", name).strip()


def is_same_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two ``(surname, given names)`` of one booking can be the same person's: titles, blanks and cuts apart."""
    if not is_same_start(one[0], other[0]):
        return False
    if not letters_of(one[1]) or not letters_of(other[1]):
        return True
    givens = [[form for _, form in [name, *name_forms("", name[1])]] for name in (one, other)]
    return any(is_same_start(left, right) for left in givens[0] for right in givens[1])


def is_same_start(one: str, other: str) -> bool:
    """Whether one name begins with the other, letters alone; of no letters nothing is the same."""
    left, right = letters_of(one), letters_of(other)
    return bool(left and right) and (left.startswith(right) or right.startswith(left))


def letters_of(text: str) -> str:
    """Letters only, in capitals: lines that were folded leave blanks inside names."""
    return "".join(filter(str.isalpha, text)).upper()


def _cut(ending: re.Pattern[str], name: str) -> str | None:
    """The name without its ending, if it has one and enough is left."""
    match = ending.search(name)
    if not match or sum(map(str.isalpha, name[: match.start()])) < _LEAST_LETTERS:
        return None
    return name[: match.start()]
