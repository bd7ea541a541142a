"""Why two names, or a traveller and an entry, match: the reference algorithm's own account, as values and as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from screening._reference import Alignment, Link, align_forms
from screening.errors import InputError
from screening.folding import borrowed_table
from screening.index import kernel_model
from screening.lexicon import Role
from screening.names import parse_forms
from screening.scoring import (
    BIRTH_WEIGHTS,
    COUNTRY_WEIGHTS,
    DOCUMENT_WEIGHTS,
    SEX_WEIGHTS,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    SexRelation,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.names import Name, Token

__all__ = ["Evidence", "NameComparison", "compare_names", "explain_alignment"]

_OPERATIONS: Final = {
    "exact": "the same",
    "variant": "known spelling of the same name",
    "nickname": "nickname or related form",
    "initial": "initial",
    "prefix": "cut-off beginning",
    "joined": "written together",
    "transliteration": "another writing of the same sounds",
    "sound": "similar sound",
    "spelling": "similar spelling, like a slip of pen or scanner",
}
_BIRTH: Final = {
    BirthRelation.UNKNOWN: "not known on both sides",
    BirthRelation.EQUAL: "the same day",
    BirthRelation.SWAPPED: "day and month exchanged",
    BirthRelation.OVERLAP: "within what the list says",
    BirthRelation.NEAR: "within a year of it",
    BirthRelation.YEARS_APART: "up to five years apart",
    BirthRelation.DECADE_APART: "up to fifteen years apart",
    BirthRelation.GENERATION_APART: "more than fifteen years apart",
}
_SEX: Final = {
    SexRelation.UNKNOWN: "not known on both sides",
    SexRelation.SAME: "the same",
    SexRelation.DIFFERENT: "different",
}
_COUNTRY: Final = {
    CountryRelation.UNKNOWN: "not known on both sides",
    CountryRelation.SHARED: "shared",
    CountryRelation.DIFFERENT: "different",
}
_DOCUMENT: Final = {
    DocumentRelation.UNKNOWN: "no listed document presented",
    DocumentRelation.SAME: "a listed document number",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the fields besides the name relate; each relation has its log-odds in `screening.scoring`."""

    birth_date: BirthRelation
    sex: SexRelation
    nationality: CountryRelation
    document: DocumentRelation

    @property
    def log_odds(self) -> float:
        """Sum of the weights, natural logarithm; 0 when nothing is known."""
        return (
            BIRTH_WEIGHTS[self.birth_date]
            + SEX_WEIGHTS[self.sex]
            + COUNTRY_WEIGHTS[self.nationality]
            + DOCUMENT_WEIGHTS[self.document]
        )

    def lines(self) -> list[str]:
        """One line a field that is known on both sides."""
        rows = (
            ("birth date", self.birth_date, _BIRTH[self.birth_date], BIRTH_WEIGHTS[self.birth_date]),
            ("sex", self.sex, _SEX[self.sex], SEX_WEIGHTS[self.sex]),
            ("nationality", self.nationality, _COUNTRY[self.nationality], COUNTRY_WEIGHTS[self.nationality]),
            ("document", self.document, _DOCUMENT[self.document], DOCUMENT_WEIGHTS[self.document]),
        )
        return [f"{field:<12}{text} ({weight:+.1f})" for field, relation, text, weight in rows if relation]


@dataclass(frozen=True)
class NameComparison:
    """Two names and how they match.

    Attributes:
        score: 0 to 1; what a Screener gives as ``name_score`` for the same two names.
    """

    score: float
    _names: tuple[str, str] | tuple[Sequence[Name], Sequence[Name]]

    @cached_property
    def alignment(self) -> Alignment:
        """Which tokens were matched, how, and with what weight; its ``name_score`` is the score."""
        a, b = (parse_forms(name) if isinstance(name, str) else name for name in self._names)
        return align_forms(a, b)

    def __repr__(self) -> str:
        """The score alone: names are personal data and stay out of logs."""
        return f"NameComparison(score={self.score:.3f})"

    def explain(self) -> str:
        """The alignment token by token, with each part of the score."""
        return "\n".join([f"name score {self.score:.3f}", *explain_alignment(self.alignment)])


def compare_names(a: str, b: str) -> NameComparison:
    """Compare two names in any scripts.

    Symmetric, and never raises on any string; names of which nothing comparable is left score 0.

    Raises:
        InputError: One of the two is not text.
    """
    if not all(isinstance(text, str) for text in (a, b)):
        raise InputError("names must be text")
    with borrowed_table() as table:
        return NameComparison(table.compare(a, b, kernel_model()), (a, b))


def compare_forms(a: Sequence[Name], b: Sequence[Name]) -> NameComparison:
    """`compare_names` for names that are already parsed."""
    return NameComparison(align_forms(a, b).name_score, (a, b))


def explain_alignment(alignment: Alignment) -> list[str]:
    """One line a link with its part of the name score, then what is left over on either side and what that costs.

    The parts add up to the name score.
    """
    lines = [_link_line(link, alignment) for link in alignment.links]
    if len(alignment.links) > 1 and _reordered(alignment.links):
        lines.append("  the order of the parts differs")
    left, right = (_without_particles(tokens) for tokens in (alignment.left_over, alignment.right_over))
    if left and right:
        lines.append(f"  {_words(left)} <> {_words(right)}  different")
    elif left:
        lines.append(f"  {_words(left)} <> -  not in the second name")
    elif right:
        lines.append(f"  - <> {_words(right)}  not in the first name")
    particles = tuple(t for t in alignment.left_over + alignment.right_over if t.role is not Role.NAME)
    if particles:
        lines.append(f"  {_words(particles)}  particle or title on one side alone")
    if alignment.links and (left or right or particles):
        lines.append(f"  what is on one side alone costs {_cost_of_rest(alignment):.3f}")
    return lines


def _link_line(link: Link, alignment: Alignment) -> str:
    part = alignment.name_score * link.similarity * link.weight / max(alignment.matched, 1)
    return (
        f"  {_words(link.left)} = {_words(link.right)}  {link.similarity / 1000:.2f} "
        f"{_OPERATIONS[link.operation]}, {part:.3f} of the score"
    )


def _cost_of_rest(alignment: Alignment) -> float:
    """What the name score would be more if nothing were left over."""
    whole = alignment.matched / (1000 * alignment.weight)
    return alignment.name_score * (whole / alignment.similarity - 1) if alignment.similarity else 0.0


def _without_particles(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(t for t in tokens if t.role is Role.NAME)


def _reordered(links: tuple[Link, ...]) -> bool:
    seen = [link.right_position for link in links]
    return seen != sorted(seen)


def _words(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)
