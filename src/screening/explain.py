"""Why two names, or a traveller and an entry, match: the reference algorithm's own account, as values and as text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screening._reference import Alignment, Link, align_forms
from screening.errors import InputError
from screening.folding import borrowed_table
from screening.index import kernel_model
from screening.lexicon import Role
from screening.names import parse_forms
from screening.phrases import ENGLISH_PHRASES, Phrases
from screening.scoring import (
    BIRTH,
    COUNTRY,
    DOCUMENT,
    HALF_INFORMATION,
    SEX,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    SexRelation,
    Weight,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import IntEnum

    from screening.names import Name, Token

__all__ = ["Evidence", "NameComparison", "compare_names", "explain_alignment"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the fields besides the name relate; each relation has its log-odds in `screening.scoring`.

    Attributes:
        birth_date, sex, nationality, document: The relations.
        information: Of the name that matched, in weight units: the more of it, the more counts what agrees, the less
            what contradicts.
    """

    birth_date: BirthRelation = BirthRelation.UNKNOWN
    sex: SexRelation = SexRelation.UNKNOWN
    nationality: CountryRelation = CountryRelation.UNKNOWN
    document: DocumentRelation = DocumentRelation.UNKNOWN
    information: float = HALF_INFORMATION

    def weights(self) -> list[tuple[str, IntEnum, Weight]]:
        """Field, relation and weight, in the order in which the score takes them."""
        return [
            ("birth_date", self.birth_date, BIRTH[self.birth_date]),
            ("sex", self.sex, SEX[self.sex]),
            ("nationality", self.nationality, COUNTRY[self.nationality]),
            ("document", self.document, DOCUMENT[self.document]),
        ]

    def with_relation(self, field: str, relation: int) -> Evidence:
        """The same, but for one field."""
        fields: dict[str, Any] = {field: relation}
        return replace(self, **fields)

    @property
    def log_odds(self) -> float:
        """Sum of the weights, in natural logarithms; 0 when nothing is known."""
        return sum(weight.log_odds for _, _, weight in self.weights())


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

    def explain(self, *, phrases: Mapping[str, str] | None = None) -> str:
        """The alignment token by token, with each part of the score; ``phrases`` as `screening.phrases` says."""
        say = Phrases(phrases)
        return "\n".join([say("name.score", score=self.score), *explain_alignment(self.alignment, say)])


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


def explain_alignment(alignment: Alignment, say: Phrases = ENGLISH_PHRASES) -> list[str]:
    """One line a link with its part of the name score, then what is left over on either side and what that costs.

    The parts add up to the name score.
    """
    lines = [
        say(
            "name.link",
            left=words(link.left),
            right=words(link.right),
            similarity=link.similarity / 1000,
            operation=say(f"operation.{link.operation}"),
            part=part_of(link, alignment),
        )
        for link in alignment.links
    ]
    if len(alignment.links) > 1 and _reordered(alignment.links):
        lines.append(say("name.order"))
    left, right = (without_particles(tokens) for tokens in (alignment.left_over, alignment.right_over))
    if left and right:
        lines.append(say("name.different", left=words(left), right=words(right)))
    elif left:
        lines.append(say("name.left_over", left=words(left)))
    elif right:
        lines.append(say("name.right_over", right=words(right)))
    particles = tuple(t for t in alignment.left_over + alignment.right_over if t.role is not Role.NAME)
    if particles:
        lines.append(say("name.particles", words=words(particles)))
    if alignment.links and (left or right or particles):
        lines.append(say("name.rest", cost=_cost_of_rest(alignment)))
    return ["  " + line for line in lines]


def part_of(link: Link, alignment: Alignment) -> float:
    """What a link adds to the name score."""
    return alignment.name_score * link.similarity * link.weight / max(alignment.matched, 1)


def _cost_of_rest(alignment: Alignment) -> float:
    """What the name score would be more if nothing were left over."""
    whole = alignment.matched / (1000 * alignment.weight)
    return alignment.name_score * (whole / alignment.similarity - 1) if alignment.similarity else 0.0


def without_particles(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """What stands for itself."""
    return tuple(t for t in tokens if t.role is Role.NAME)


def _reordered(links: tuple[Link, ...]) -> bool:
    seen = [link.right_position for link in links]
    return seen != sorted(seen)


def words(tokens: tuple[Token, ...]) -> str:
    """Tokens as text."""
    return " ".join(token.written for token in tokens)
