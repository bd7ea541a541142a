"""Small regular expressions as data, so that what Python matches can be matched by compiled code without Python.

An expression becomes the ways in which it can match, the preferred one first: for each letter of the match the set of
letters that may stand there, and what must, or must not, stand around it.
"""

from __future__ import annotations

from itertools import product
from string import ascii_letters
from typing import Final, NamedTuple

__all__ = ["END", "START", "Condition", "Pattern", "expand", "letters_of", "spelled"]

START: Final = len(ascii_letters)
"""Bit of the place before a word; a letter has that of its place in `string.ascii_letters`."""
END: Final = START + 1
"""Bit of the place behind it."""
_ANY: Final = (1 << START) - 1


class Condition(NamedTuple):
    """What stands around a match.

    Attributes:
        offset: Place of the first set, from where the match begins.
        sets: Letters that may stand in each place, as bits.
        wanted: Whether they must stand there, or must not.
    """

    offset: int
    sets: tuple[int, ...]
    wanted: bool


class Pattern(NamedTuple):
    """One way to match: the letters that may stand in each place, as bits, and conditions."""

    sets: tuple[int, ...]
    conditions: tuple[Condition, ...]


def letters_of(letters: int) -> str:
    """The letters of a set."""
    return "".join(letter for place, letter in enumerate(ascii_letters) if letters >> place & 1)


def spelled(pattern: Pattern) -> list[str]:
    """All texts that a pattern matches."""
    return list(map("".join, product(*map(letters_of, pattern.sets))))


def expand(expression: str) -> list[Pattern]:
    """The ways in which an expression of letters matches, in the order in which `re` tries them.

    Args:
        expression: Letters, sets of letters, ``.``, ``^``, ``$``, ``?``, groups that are not captured, alternatives,
            and all that looks ahead or behind.

    >>> [spelled(pattern) for pattern in expand("ts?|[xy]")]
    [['ts'], ['t'], ['x', 'y']]
    """
    return [_placed(items) for items in _Parser(expression).alternatives()]


class _Look(NamedTuple):
    ways: tuple[tuple[int, ...], ...]
    ahead: bool
    wanted: bool


_Items = tuple[int | _Look, ...]
_BEHIND: Final = _Look(((1 << START,),), ahead=False, wanted=True)
_AHEAD: Final = _Look(((1 << END,),), ahead=True, wanted=True)


def _placed(items: _Items) -> Pattern:
    sets: list[int] = []
    conditions: list[Condition] = []
    for item in items:
        if isinstance(item, int):
            sets.append(item)
        else:
            conditions += [
                Condition(len(sets) - (0 if item.ahead else len(way)), way, item.wanted) for way in item.ways
            ]
    return Pattern(tuple(sets), tuple(conditions))


class _Parser:
    def __init__(self, expression: str) -> None:
        self._rest = expression

    def _takes(self, text: str) -> bool:
        if found := self._rest.startswith(text):
            self._rest = self._rest[len(text) :]
        return found

    def alternatives(self) -> list[_Items]:
        found = self._sequence()
        while self._takes("|"):
            found += self._sequence()
        return found

    def _sequence(self) -> list[_Items]:
        found: list[_Items] = [()]
        while self._rest and self._rest[0] not in "|)":
            ways = self._atom()
            if self._takes("?"):
                ways = [*ways, ()]
            found = [before + way for before in found for way in ways]
        return found

    def _atom(self) -> list[_Items]:
        for opening, ahead, wanted in (("(?=", 1, 1), ("(?!", 1, 0), ("(?<=", 0, 1), ("(?<!", 0, 0)):
            if self._takes(opening):
                return self._looks(ahead=bool(ahead), wanted=bool(wanted))
        if self._takes("(?:"):
            return self._group()
        if self._takes("["):
            letters, _, self._rest = self._rest.partition("]")
            return [(sum(1 << ascii_letters.index(letter) for letter in set(letters)),)]
        one, self._rest = self._rest[0], self._rest[1:]
        if one in "^$.":
            item = _BEHIND if one == "^" else _AHEAD if one == "$" else _ANY
            return [(item,)]
        return [(1 << ascii_letters.index(one),)]

    def _group(self) -> list[_Items]:
        found = self.alternatives()
        if not self._takes(")"):
            raise ValueError("a group is not closed")
        return found

    def _looks(self, *, ahead: bool, wanted: bool) -> list[_Items]:
        # Within what looks around, the ends of the word are places like any other.
        ways = [tuple(item if isinstance(item, int) else item.ways[0][0] for item in items) for items in self._group()]
        if wanted:
            return [(_Look((way,), ahead, wanted),) for way in ways]
        return [(_Look(tuple(ways), ahead, wanted),)]
