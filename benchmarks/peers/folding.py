"""Simple foldings to ASCII, as an application would put them before a string matcher that knows no scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

__all__ = ["foldings"]


def _tidy(text: str) -> str:
    kept = "".join(char if char.isalnum() else " " for char in text.casefold())
    return " ".join(kept.split())


def _decompose(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def foldings() -> dict[str, Callable[[str], str]]:
    """The foldings at hand: ``anyascii``, or else ``nfkd``; and ``icu`` where PyICU is installed."""
    found: dict[str, Callable[[str], str]] = {}
    try:
        from anyascii import anyascii
    except ImportError:
        found["nfkd"] = lambda text: _tidy(_decompose(text))
    else:
        found["anyascii"] = lambda text: _tidy(anyascii(text))
    try:
        import icu
    except ImportError:
        return found
    transliterate = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII").transliterate
    found["icu"] = lambda text: _tidy(transliterate(text))
    return found
