"""Tables written as text: the form in which a person can check them against their source."""

from __future__ import annotations

__all__ = ["pairs"]


def pairs(text: str) -> dict[str, str]:
    """``"ш sh  ъ -"`` -> ``{"ш": "sh", "ъ": ""}``: words in turn are a letter and its value, ``-`` being no value."""
    words = text.split()
    return {letter: "" if value == "-" else value for letter, value in zip(words[::2], words[1::2], strict=True)}
