"""The account of a hit: the score step by step, and what would change the answer; as values, and as text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from screening.escape import printable
from screening.explain import (
    Evidence,
    NameComparison,
    compare_forms,
    explain_alignment,
    part_of,
    without_particles,
    words,
)
from screening.names import Name, parse_forms
from screening.scoring import (
    DOCUMENT_FLOOR,
    DOCUMENT_NAME_FLOOR,
    SUPPORTED_WEAK_CAP,
    WEAK_ALIAS_CAP,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    SexRelation,
    band,
    combine,
    counted,
    is_supported,
    needed_name,
    standing,
)

if TYPE_CHECKING:
    from enum import IntEnum

    from screening._reference import Alignment
    from screening.phrases import Phrases
    from screening.watchlist.schema import EntryName

__all__ = ["CLEARED_BAND", "Account", "Change", "Clearance", "Step"]

#: Band of a hit that was cleared before.
CLEARED_BAND: Final = "weak"


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the name score to the score.

    Attributes:
        field: ``name``, ``birth_date``, ``sex``, ``nationality``, ``document``; ``weak_alias`` for its cap.
        relation: How the field relates, e.g. ``equal``; of the name the kind of the listed name, or ``none``.
        weight: Log-odds of the relation; None where it adds none but sets the score: the name itself, what a name
            counts beside a listed document (relation ``document``), the least of such a hit (``floor``), a cap.
        score: The running total, with this step and all before.
        why: The reason of the weight; empty where there is none.
        counted: What the step adds to the log-odds of the score: less than the weight where it agrees with a common
            name or contradicts a rare one, see `screening.scoring.counted`. None where the weight is.
    """

    field: str
    relation: str
    weight: float | None
    score: float
    why: str = ""
    counted: float | None = None


@dataclass(frozen=True, slots=True)
class Clearance:
    """What was decided before: this traveller is not that entry.

    Attributes:
        state: ``cleared``; or why it no longer holds: ``changed``, the entry is another than it was; ``expired``.
        decided, until: First and last day on which it holds.
        reason: As it was given.
    """

    state: Literal["cleared", "changed", "expired"]
    decided: date
    until: date
    reason: str

    @property
    def holds(self) -> bool:
        """Whether it demotes the hit."""
        return self.state == "cleared"

    def to_dict(self) -> dict[str, str]:
        """Plain values."""
        decided, until = self.decided.isoformat(), self.until.isoformat()
        return {"state": self.state, "decided": decided, "until": until, "reason": self.reason}

    def lines(self, say: Phrases) -> list[str]:
        """As text."""
        reason = printable(self.reason)
        return [say(f"clearance.{self.state}", decided=self.decided, until=self.until, reason=reason)]


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the answer: one field that relates otherwise.

    Attributes:
        field, relation: The field, and what it would have to be.
        score: What the hit would score.
        band: Its band then; ``none`` where it would be no hit.
    """

    field: str
    relation: str
    score: float
    band: str


#: What is tried of every field: the best that it could say, and the worst.
_TRIED: Final[tuple[tuple[str, IntEnum], ...]] = (
    ("birth_date", BirthRelation.EQUAL),
    ("birth_date", BirthRelation.LIFETIME_APART),
    ("sex", SexRelation.SAME),
    ("sex", SexRelation.DIFFERENT),
    ("nationality", CountryRelation.SHARED),
    ("nationality", CountryRelation.DIFFERENT),
    ("document", DocumentRelation.SAME),
)


@dataclass(frozen=True, slots=True)
class Account:
    """How a hit came to its score.

    Attributes:
        name_score, evidence, threshold, name_floor: Of the hit, and of the screener.
        asked: The traveller's names that are comparable, each in all its forms; the first is the usual one.
        matched: The listed name that matched best; None where only a document did.
    """

    name_score: float
    evidence: Evidence
    threshold: float
    name_floor: float
    asked: tuple[tuple[Name, ...], ...]
    matched: EntryName | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """From the name to the score; the last running total is the score."""
        relation = "none" if self.matched is None else self.matched.kind
        score = self.name_score
        steps = [Step("name", relation, None, score)]
        if self.evidence.document and score < DOCUMENT_NAME_FLOOR:
            score = DOCUMENT_NAME_FLOOR
            steps.append(Step("name", "document", None, score))
        base, by_itself = score, standing(score, self.evidence.information)
        stated, so_far = 0.0, 0.0
        for field, found, weight in self.evidence.weights():
            if field == "document":
                log_odds = so_far + weight.log_odds
            else:
                stated += weight.log_odds
                log_odds = counted(stated, by_itself)
            if found:
                score = combine(base, log_odds)
                steps.append(Step(field, found.name.lower(), weight.log_odds, score, weight.why, log_odds - so_far))
            so_far = log_odds
        if self.evidence.document == DocumentRelation.SAME and score < DOCUMENT_FLOOR:
            steps.append(Step("document", "floor", None, DOCUMENT_FLOOR))
        if self._is_weak and not self.evidence.document:
            supported = is_supported(self.evidence.birth_date)
            cap = SUPPORTED_WEAK_CAP if supported else WEAK_ALIAS_CAP
            if score > cap:
                steps.append(Step("weak_alias", "dated" if supported else "alone", None, cap))
        return tuple(steps)

    @property
    def _is_weak(self) -> bool:
        return self.matched is not None and self.matched.kind == "weak"

    @property
    def score(self) -> float:
        """The last running total."""
        return self.steps[-1].score

    @property
    def alignment(self) -> Alignment | None:
        """The matched tokens of the traveller's name and the listed one; None where only a document matched."""
        return None if self.matched is None else self._comparison(self.matched)[1].alignment

    @property
    def changes(self) -> tuple[Change, ...]:
        """Single fields that would put the hit into another band, or make it none."""
        now = self.band
        found = []
        for field, relation in _TRIED:
            if getattr(self.evidence, field) == relation:
                continue
            other = replace(self, evidence=self.evidence.with_relation(field, relation))
            then = other.band
            if then != now:
                found.append(Change(field, relation.name.lower(), other.score, then))
        return tuple(found)

    @property
    def band(self) -> str:
        """`screening.scoring.band` of the score; ``none`` where it is no hit."""
        needed = needed_name(self.name_floor, self.evidence.log_odds)
        is_hit = self.score >= self.threshold and (self.name_score >= needed or self.evidence.document)
        return band(self.score) if is_hit else "none"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a machine, without the traveller's own."""
        account: dict[str, Any] = {
            "matched_name": None,
            "alignment": [],
            "only_traveller": [],
            "only_entry": [],
            "steps": [
                {
                    "field": s.field,
                    "relation": s.relation,
                    "weight": s.weight,
                    "counted": s.counted,
                    "score": s.score,
                    "why": s.why,
                }
                for s in self.steps
            ],
            "changes": [
                {"field": c.field, "relation": c.relation, "score": c.score, "band": c.band} for c in self.changes
            ],
        }
        if self.matched is not None:
            alignment = self._comparison(self.matched)[1].alignment
            account["matched_name"] = {"name": self.matched.name, "kind": self.matched.kind, "note": self.matched.note}
            account["alignment"] = [
                {
                    "traveller": words(link.left),
                    "entry": words(link.right),
                    "operation": link.operation,
                    "similarity": link.similarity / 1000,
                    "part": part_of(link, alignment),
                }
                for link in alignment.links
            ]
            account["only_traveller"] = [token.written for token in without_particles(alignment.left_over)]
            account["only_entry"] = [token.written for token in without_particles(alignment.right_over)]
        return account

    def lines(self, say: Phrases) -> list[str]:
        """The same as text, a line a fact."""
        lines = []
        for step in self.steps:
            if step.field == "name" and step.relation == "document":
                lines.append(say("hit.document_name", score=step.score))
            elif step.field == "document" and step.relation == "floor":
                lines.append(say("hit.document_floor", score=step.score))
            elif step.field == "weak_alias":
                lines.append(say(f"hit.weak_{step.relation}", score=step.score))
            elif step.field == "name":
                lines.extend(self._name_lines(say))
            else:
                relation = say(f"{step.field}.{step.relation}")
                field = say(f"field.{step.field}")
                key = "hit.step" if _is_whole(step) else "hit.step_by_name"
                lines.append(
                    say(key, field=field, relation=relation, weight=step.weight, counted=step.counted, score=step.score)
                )
        lines.extend(
            say(
                "hit.change",
                condition=say(f"change.{change.field}.{change.relation}"),
                score=change.score,
                band=say(f"band.{change.band}"),
            )
            for change in self.changes
        )
        return lines

    def _comparison(self, matched: EntryName) -> tuple[int, NameComparison]:
        """Which of the traveller's names matched the listed one, and how, in the way that the score is of."""
        compared = [
            (place, compare_forms((form,), (listed,)))
            for place, own in enumerate(self.asked)
            for form in own
            for listed in parse_forms(matched.name)
        ]
        return min(compared, key=lambda found: (abs(found[1].score - self.name_score), found[0]))

    def _name_lines(self, say: Phrases) -> list[str]:
        if self.matched is None:
            return []
        place, comparison = self._comparison(self.matched)
        kind, name = printable(say.word("kind", self.matched.kind)), printable(self.matched.name)
        key = "hit.other_name" if place else "hit.name"
        head = say(key, score=comparison.score, kind=kind, name=name)
        return [head, *explain_alignment(comparison.alignment, say)]


def _is_whole(step: Step) -> bool:
    """Whether a step counts as much as its weight, to the digits that are shown."""
    return step.weight is None or step.counted is None or abs(step.counted - step.weight) < 0.005
