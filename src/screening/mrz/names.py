"""Names as issuers write them into a machine-readable zone (ICAO Doc 9303-3 section 4.6, truncation: 9303-4 4.2.3)."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from screening.errors import ConfigError, InputError
from screening.translit import romanize

__all__ = ["NameStrategy", "encode_mrz_name"]

NameStrategy = Literal["initials", "components", "fixed"]

_SEPARATOR: Final = re.compile(r"[\s,\-]+")
_NOT_LETTER: Final = re.compile(r"[^A-Z]+")
_MIN_WIDTH: Final = 10
_SECONDARY_ROOM: Final = 5  # letters that "components" leaves the secondary identifier, as the examples of Doc 9303 do


def encode_mrz_name(primary: str, secondary: str = "", *, width: int = 39, strategy: NameStrategy = "initials") -> str:
    """The name field of a machine-readable zone.

    Apostrophes and other punctuation vanish, hyphens and commas part components, other scripts are transliterated by
    the tables of Doc 9303-3 section 6.  A name without primary identifier is written as a primary identifier alone.

    A name that is too long is cut so that both identifiers show and a letter stands in the last position, which tells
    the reader of the cut.  The standard leaves the way to the issuer:

    * ``initials``: components of the primary identifier become initials, from the last on, until there is room.
    * ``components``: the longest components of the primary identifier lose letters until there is room.
    * ``fixed``: each component of the primary identifier has at most so many letters, the most that leave the secondary
      identifier as many.

    The secondary identifier then fills the room that is left, its last components shortened first.

    Args:
        primary: Primary identifier (surname) in any script.
        secondary: Secondary identifier (given names).
        width: Characters of the field: 39 (TD3, MRV-A), 31 (TD2, MRV-B) or 30 (TD1).
        strategy: How to cut.

    Returns:
        ``width`` characters, filled with ``<``.

    Raises:
        InputError: Neither identifier has a letter.
        ConfigError: The width or the strategy is unknown.
    """
    if strategy not in get_args(NameStrategy):
        raise ConfigError(f"strategy must be one of {', '.join(get_args(NameStrategy))}")
    if width < _MIN_WIDTH:
        raise ConfigError(f"width must be a number of characters, at least {_MIN_WIDTH}")
    first, second = _components(primary), _components(secondary)
    if not first:
        first, second = second, []
    if not first:
        raise InputError("a name must have a letter in its primary or secondary identifier")
    if not second:
        return _fill(first, width).ljust(width, "<")
    if _length(first) + 2 + _length(second) <= width:
        return f"{'<'.join(first)}<<{'<'.join(second)}".ljust(width, "<")
    cut = _shortened(first, second, width, strategy)
    field = _joined(first, cut, second, width)
    longest = max(range(len(cut)), key=lambda place: len(cut[place]))
    if field[-1] == "<" and len(cut[longest]) > 1:
        # One position is left between two initials; a letter less before them gives the next initial its two.
        cut[longest] = cut[longest][:-1]
        field = _joined(first, cut, second, width)
    return field


def _joined(primary: list[str], cut: list[str], secondary: list[str], width: int) -> str:
    """The field of a primary identifier that was cut, as much of the secondary one as fits, and what room is left."""
    written = _fill(secondary, width - _length(cut) - 2)
    spare = width - _length(cut) - 2 - len(written)
    grown = []
    for part, whole in zip(cut, primary, strict=False):
        grown.append(whole[: len(part) + spare])
        spare -= len(grown[-1]) - len(part)
    return f"{'<'.join(grown)}<<{written}".ljust(width, "<")


def _components(identifier: str) -> list[str]:
    letters = (_NOT_LETTER.sub("", part) for part in _SEPARATOR.split(romanize(identifier, "icao9303").upper()))
    return [part for part in letters if part]


def _length(components: list[str]) -> int:
    return sum(map(len, components)) + len(components) - 1


def _shortened(primary: list[str], secondary: list[str], width: int, strategy: NameStrategy) -> list[str]:
    """The components of a primary identifier, cut so that the secondary one has room."""
    if strategy == "fixed":
        for letters in range(width, 0, -1):
            cut = [part[:letters] for part in primary]
            if width - _length(cut) - 2 >= min(letters, _length(secondary)):
                return cut
        return _kept(primary, width)
    cut = list(primary)
    room = width - 2 - (min(_SECONDARY_ROOM, _length(secondary)) if strategy == "components" else 1)
    while _length(cut) > room and max(map(len, cut)) > 1:
        if strategy == "components":
            longest = max(range(len(cut)), key=lambda place: (len(cut[place]), place))
            cut[longest] = cut[longest][:-1]
        else:
            last = max(place for place, part in enumerate(cut) if len(part) > 1)
            cut[last] = cut[last][0]
    return cut if _length(cut) <= width - 3 else _kept(primary, width)


def _kept(primary: list[str], width: int) -> list[str]:
    """Initials of as many components as leave room for a letter of the secondary identifier."""
    return [part[0] for part in primary[: (width - 2) // 2]]


def _fill(components: list[str], room: int) -> str:
    """The components in at most ``room`` characters, exactly so many if they have to be cut.

    Components become initials from the last on until they fit; the first of them is then written as far as it goes.
    """
    if _length(components) <= room:
        return "<".join(components)
    cut = list(components)
    for place in range(len(cut) - 1, -1, -1):
        cut[place] = cut[place][0]
        spare = room - _length(cut)
        if spare >= 0:
            cut[place] = components[place][: 1 + spare]
            return "<".join(cut)
    return components[0][:room] if len(components[0]) >= room else "<".join(cut)[:room].rstrip("<")
