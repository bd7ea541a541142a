"""Every word that an explanation says to a person, by key, so that it can be said in another language.

``hit.explain(phrases={"birth_date.equal": "même jour", ...})`` says what it has in the other table, and the rest in
English. Words in braces are filled in; a translation may leave them out or change their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["ENGLISH", "ENGLISH_PHRASES", "Phrases"]

ENGLISH: Final[Mapping[str, str]] = {
    # how two tokens are alike (`screening._reference.Operation`)
    "operation.exact": "the same",
    "operation.variant": "known spelling of the same name",
    "operation.nickname": "nickname or related form",
    "operation.initial": "initial",
    "operation.prefix": "cut-off beginning",
    "operation.joined": "written together",
    "operation.transliteration": "another writing of the same sounds",
    "operation.sound": "similar sound",
    "operation.spelling": "similar spelling, like a slip of pen or scanner",
    # a comparison of names
    "name.score": "name score {score:.3f}",
    "name.link": "{left} = {right}  {similarity:.2f} {operation}, {part:.3f} of the score",
    "name.order": "the order of the parts differs",
    "name.different": "{left} <> {right}  different",
    "name.left_over": "{left} <> -  not in the second name",
    "name.right_over": "- <> {right}  not in the first name",
    "name.particles": "{words}  particle or title on one side alone",
    "name.rest": "what is on one side alone costs {cost:.3f}",
    # a hit
    "hit.score": "score {score:.3f} ({band})  {list} {entry_id}",
    "hit.protective": "to help, not to refuse: {what}",
    "hit.name": "name {score:.3f} against {kind}: {name}",
    "hit.other_name": "other name {score:.3f} against {kind}: {name}",
    "hit.step": "{field:<12}{relation} ({weight:+.2f}), score {score:.3f}",
    "hit.step_by_name": "{field:<12}{relation} ({weight:+.2f}, {counted:+.2f} beside this name), score {score:.3f}",
    "hit.document_name": "with a listed document the name counts as {score:.2f} at least",
    "hit.document_floor": "with a listed document it scores {score:.2f} at least",
    "hit.weak_alone": "a weak alias that no other field supports scores {score:.2f} at most",
    "hit.weak_dated": "a weak alias with the birth date alone scores {score:.2f} at most",
    "clearance.cleared": "cleared on {decided}, until {until}: {reason}",
    "clearance.changed": "cleared on {decided}, but the entry has changed since: {reason}",
    "clearance.expired": "cleared on {decided}, but only until {until}: {reason}",
    "hit.change": "{condition} it would score {score:.3f}: {band}",
    "band.strong": "strong",
    "band.possible": "possible",
    "band.weak": "weak",
    "band.none": "no hit",
    "kind.primary": "primary name",
    "kind.strong": "strong name",
    "kind.weak": "weak name",
    "kind.former": "former name",
    "kind.original_script": "original script name",
    "field.birth_date": "birth date",
    "field.sex": "sex",
    "field.nationality": "nationality",
    "field.document": "document",
    # how a field relates (`screening.scoring`)
    "birth_date.equal": "the same day",
    "birth_date.swapped": "day and month exchanged",
    "birth_date.same_month": "within the month that is stated",
    "birth_date.same_placeholder": "the same first of January or July, which often stands for the year",
    "birth_date.transposed": "two digits exchanged",
    "birth_date.calendar": "two days apart at most, or the same figures in another calendar",
    "birth_date.same_year": "within the year that is stated",
    "birth_date.one_digit": "one digit different",
    "birth_date.overlap": "within the years that are stated",
    "birth_date.near": "up to a year apart",
    "birth_date.years_apart": "up to five years apart",
    "birth_date.year_slip": "another year, by one digit or by two exchanged",
    "birth_date.decade_apart": "up to fifteen years apart",
    "birth_date.generation_apart": "up to twenty-five years apart",
    "birth_date.lifetime_apart": "more than twenty-five years apart",
    "sex.same": "the same",
    "sex.different": "different",
    "nationality.shared": "shared",
    "nationality.different": "different",
    "document.same": "a listed document number",
    "document.other_issuer": "a listed document number, of another issuing state",
    "document.lookalike": "a listed document number, but for characters that are easily confused",
    # what would change the answer
    "change.birth_date.equal": "with the same birth date",
    "change.birth_date.lifetime_apart": "with a birth date more than twenty-five years away",
    "change.sex.same": "with the same sex",
    "change.sex.different": "with another sex",
    "change.nationality.shared": "with a nationality of the entry",
    "change.nationality.different": "with another nationality",
    "change.document.same": "with a document of the entry",
}


class Phrases:
    """A table of phrases, English where it has none."""

    def __init__(self, table: Mapping[str, str] | None = None) -> None:
        self._table = {**ENGLISH, **table} if table else ENGLISH

    def __call__(self, key: str, /, **values: object) -> str:
        """The phrase, filled in."""
        return self._table[key].format(**values)

    def word(self, group: str, word: str) -> str:
        """The phrase for one of a group of words, such as kinds of names; the word itself where it is none of them."""
        key = f"{group}.{word}"
        return self(key) if key in self._table else word


ENGLISH_PHRASES: Final = Phrases()
