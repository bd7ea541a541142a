"""Every number of the score, in one place: what a hit is worth, and why.

The model reads as a table.  `MODEL` is what the kernel and the reference both compute with; it is data, frozen and
versioned, and its digest is stored with every compiled list and every result.

**Token similarity** is an integer 0..1000: the phonemic similarity of two renderings, mixed with Jaro-Winkler on the
spellings where both are written in Latin letters, then sent through the curve of its pair of writing systems, so that
an equal value means an equal chance that two unrelated tokens look as alike.

**Name similarity** is ``G / (W + contradiction * c + omission * o)`` where, over the best one-to-one alignment of
tokens, ``W`` is the weight of the matched tokens, ``G`` the same times their similarity, ``o`` the weight that one name
has more than the other (tokens left out) and ``c`` the rest of what is unmatched (both names say something else there).
Every further token left out says less than the one before: ``o`` saturates at ``omission_half``.

**Name score** is the similarity by the information that the matched tokens carry: identical names score at least
`FLOOR_OF_IDENTICAL`, and the more the rarer they are; and what two names lack of being the same counts the more, the
commoner is what they share.

**Score** is the name score moved by the evidence in log-odds (natural logarithm); without evidence it *is* the name
score.  How much of the evidence counts depends on what the name says by itself: `standing`.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from screening.readings import ATTESTED, HANDS, KOREAN, script_of_hand
from screening.tables.phoneme_costs import costs
from screening.text import Script

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BIRTH",
    "BOTH_LATIN",
    "COUNTRY",
    "DOCUMENT",
    "MODEL",
    "SEX",
    "BirthRelation",
    "CountryRelation",
    "DocumentRelation",
    "Model",
    "SexRelation",
    "Weight",
    "band",
    "combine",
    "commonness",
    "counted",
    "is_supported",
    "log_odds_of",
    "name_score",
    "needed_name",
    "standing",
]


class BirthRelation(IntEnum):
    """How two birth dates relate, most telling first; the first that holds of any two statements counts.

    1 January and 1 July are what registries write for want of a day: beside another date they stand for their year.
    The relations of two days (`SWAPPED` to `ONE_DIGIT`, `CALENDAR`) are of days that are no such placeholders.
    """

    UNKNOWN = 0
    EQUAL = 1
    SWAPPED = 2  # day and month exchanged
    SAME_MONTH = 3  # the wider statement is a month at most
    SAME_PLACEHOLDER = 4  # the same 1 January, or the same 1 July
    TRANSPOSED = 5  # the two digits of the day, the month or the year exchanged
    CALENDAR = 6  # two days apart at most; or the same figures in the Ethiopian calendar, or lunar for solar Hijri
    SAME_YEAR = 7  # the wider statement is a year at most
    ONE_DIGIT = 8  # one digit of the day, the month or the last two of the year
    OVERLAP = 9  # the wider statement is more than a year
    NEAR = 10  # disjoint, by a year at most
    YEARS_APART = 11  # by five years at most
    YEAR_SLIP = 12  # by more, but of years known alone one digit of the last two, or both exchanged
    DECADE_APART = 13  # by fifteen years at most
    GENERATION_APART = 14  # by twenty-five years at most
    LIFETIME_APART = 15


class SexRelation(IntEnum):
    """Of two stated sexes."""

    UNKNOWN = 0
    SAME = 1
    DIFFERENT = 2


class CountryRelation(IntEnum):
    """Of two sets of countries; successor states count as the same."""

    UNKNOWN = 0
    SHARED = 1
    DIFFERENT = 2


class DocumentRelation(IntEnum):
    """Of documents; two numbers that differ say nothing, since a person may have several.

    The type is not compared: what is called a passport in one place is a travel document in another.
    """

    UNKNOWN = 0
    SAME = 1  # the number, and no other issuing state
    OTHER_ISSUER = 2  # the number, of another issuing state: it is unique to one
    LOOKALIKE = 3  # but for characters that readers confuse: O and 0, I and 1, S and 5, B and 8, Z and 2, G and 6


#: Nats of evidence that one unit of log-odds of a name score is worth. Logistic regression of "the same person" on the
#: log-odds of the name score, over 25,000 labelled pairs from .65 to .97, has the slope 1.92 (2.16 from .50 to .98).
NATS_PER_UNIT: Final = 2.0


@dataclass(frozen=True, slots=True)
class Weight:
    """What a relation is worth, after Fellegi and Sunter (1969).

    Attributes:
        m: Its share among pairs of a traveller and an entry that are one person, where both state the field as exactly.
        u: Its share among strangers whose names are alike: those are what evidence has to tell apart.
        why: The reason, for people to read.
    """

    m: float
    u: float
    why: str

    @property
    def log_odds(self) -> float:
        """What it adds to the log-odds of a name score: ln(m / u) in its units, to two digits."""
        return round(math.log(self.m / self.u) / NATS_PER_UNIT, 2)


_NOTHING: Final = Weight(1.0, 1.0, "not known on both sides")

#: `u` is counted by ``python -m benchmarks.evidence LIST... --estimate``: innocent travellers, drawn by age, sex and
#: country of travellers, against persons of UN and OFAC; for birth dates never less than if the listed were as old as
#: the travellers are. `m` follows what wrong records are known to look like: one listed birth date in six does not
#: agree; a third of those are slips of digits, a sixth day and month exchanged, a fifth a year or three off, an eighth
#: stand for their year, one in six is the date of somebody else of an age that can pass. All are rounded.
BIRTH: Final[dict[BirthRelation, Weight]] = {
    BirthRelation.UNKNOWN: _NOTHING,
    BirthRelation.EQUAL: Weight(0.82, 0.00005, "one stranger in 20,000 has the same birthday and year"),
    BirthRelation.SWAPPED: Weight(
        0.015, 0.00002, "two habits of writing a date; one stranger in 50,000 fits by chance"
    ),
    BirthRelation.SAME_MONTH: Weight(0.90, 0.002, "agrees as far as it goes; one stranger in 500 has the month"),
    BirthRelation.SAME_PLACEHOLDER: Weight(
        0.80, 0.003, "the year agrees, and where many have no day so does the habit"
    ),
    BirthRelation.TRANSPOSED: Weight(0.010, 0.00015, "a slip of typing; fits one stranger in 7,000"),
    BirthRelation.CALENDAR: Weight(0.010, 0.00025, "calendars are converted by different tables, or not at all"),
    BirthRelation.SAME_YEAR: Weight(0.90, 0.025, "agrees as far as it goes; one stranger in 40 has the year"),
    BirthRelation.ONE_DIGIT: Weight(0.025, 0.0015, "a slip of typing or reading; fits one stranger in 700"),
    BirthRelation.OVERLAP: Weight(0.90, 0.15, "a range of years holds many strangers"),
    BirthRelation.NEAR: Weight(0.024, 0.024, "ages are rounded; as common among strangers"),
    BirthRelation.YEARS_APART: Weight(0.025, 0.10, "estimated ages are off by years, few records are"),
    BirthRelation.YEAR_SLIP: Weight(0.013, 0.12, "a slip of typing in a year; fits one stranger in eight"),
    BirthRelation.DECADE_APART: Weight(0.015, 0.24, "the papers of somebody else, or another person"),
    BirthRelation.GENERATION_APART: Weight(0.007, 0.24, "papers of another age, which rarely pass; or another person"),
    BirthRelation.LIFETIME_APART: Weight(0.0015, 0.40, "no papers of that age pass: another person"),
}
SEX: Final[dict[SexRelation, Weight]] = {
    SexRelation.UNKNOWN: _NOTHING,
    SexRelation.SAME: Weight(0.99, 0.72, "names alike are mostly of one sex"),
    SexRelation.DIFFERENT: Weight(0.01, 0.28, "lists and readers have it wrong in one record of a hundred"),
}
COUNTRY: Final[dict[CountryRelation, Weight]] = {
    CountryRelation.UNKNOWN: _NOTHING,
    CountryRelation.SHARED: Weight(
        0.91, 0.22, "names alike live in one country: .10 of similar, .55 of identical ones"
    ),
    CountryRelation.DIFFERENT: Weight(0.09, 0.78, "people have several nationalities, and false papers"),
}
DOCUMENT: Final[dict[DocumentRelation, Weight]] = {
    DocumentRelation.UNKNOWN: _NOTHING,
    DocumentRelation.SAME: Weight(0.8, 0.000005, "stands on its own: see DOCUMENT_FLOOR"),
    DocumentRelation.OTHER_ISSUER: Weight(0.02, 0.00001, "a state wrongly noted, or two documents of one number"),
    DocumentRelation.LOOKALIKE: Weight(0.02, 0.00002, "one character misread, or two documents that differ by it"),
}
#: In the key of a document (`screening.building.document_hash`): what lies above this is of the number, without what
#: readers confuse; between the two, of the number as it is written; below, the issuing state, 0 where not known.
DOCUMENT_NUMBER: Final = 1 << 18
DOCUMENT_WRITING: Final = 1 << 10
#: With the same document, no contradiction lowers the score below this: it stays a hit at the default threshold.
DOCUMENT_FLOOR: Final = 0.75
#: With the same document number, a name score below this counts as this: names on documents are forged or misread.
DOCUMENT_NAME_FLOOR: Final = 0.2
#: A weak alias without support from another field scores at most this: no hit, at the threshold that is the default.
WEAK_ALIAS_CAP: Final = 0.65
#: With support of the day of birth (`BirthRelation` up to `CALENDAR`), at most this: below a strong hit.
SUPPORTED_WEAK_CAP: Final = 0.92
#: Evidence of so much log-odds supports a name that says little by itself: one stranger in fifty has as much. The name
#: then needs this share of the floor of names, because a slip in a short name, or one word of two, leaves no more.
SUPPORT: Final = 2.0
SUPPORTED_FLOOR_SHARE: Final = 0.75

#: What a name says by itself, see `standing`: by the log-odds of its score, by a weight unit of its information, and
#: what has to come together for it to be worth what its score says. Logistic regression of "the same person" on the
#: log-odds of the similarity, the information and the weights of birth date, sex and nationality, over candidates of
#: innocent and of listed travellers: 1.1, .025 and 1.0 (the weights as they are); rounded, in terms of the name score.
STANDING_OF_SCORE: Final = 0.5
STANDING_OF_UNIT: Final = 0.02
STANDING_NEEDED: Final = 2.9
#: Evidence counts no less than this share of its weight, whatever the name says.
LEAST_COUNTED: Final = 0.25

FLOOR_OF_IDENTICAL: Final = 0.90
CEILING_OF_IDENTICAL: Final = 0.98
#: Information in weight units (`WEIGHT_PER_BIT` a bit) at which half of the room between floor and ceiling is used.
HALF_INFORMATION: Final = 80.0

#: What two names lack of being the same counts so much more than its share, times the square of their `commonness`.
LACK_OF_COMMON: Final = 0.2

#: Weight units of a token per bit of its rarity.
WEIGHT_PER_BIT: Final = 4
#: Weight of an initial, whatever it stands for.
INITIAL_WEIGHT: Final = 12

#: Length of the wider of two statements of a birth date: below.
MONTH_DAYS: Final = 31
YEAR_DAYS: Final = 366
#: Days by which tables that convert calendars differ, up to and including.
CALENDAR_DAYS: Final = 2
#: Gregorian years in which dates are tried in other calendars: those of people alive and of their papers.
CALENDAR_YEARS: Final = range(1850, 2101)
#: Days between the nearest ends of two disjoint intervals: up to and including.
NEAR_DAYS: Final = 366
YEARS_APART_DAYS: Final = 5 * 366
DECADE_APART_DAYS: Final = 15 * 366
GENERATION_APART_DAYS: Final = 25 * 366

BANDS: Final = ((0.95, "strong"), (0.85, "possible"), (0.0, "weak"))


class PairClass(IntEnum):
    """Pairs of writing systems whose raw similarities live on one scale."""

    LATIN = 0
    LATIN_NAMES = 1  # both are attested names
    SAME_SCRIPT = 2
    ALPHABETIC = 3
    ARABIC = 4
    HEBREW = 5
    SOUTHEAST = 6
    HANGUL = 7
    KANA = 8
    HAN = 9


#: Pairs of which the spellings are compared besides the sounds.
BOTH_LATIN: Final = (PairClass.LATIN, PairClass.LATIN_NAMES)


#: Class of a pair by its odd one out, the first of these that one of the two is.
_ODD_ONE: Final = (
    (frozenset({Script.HAN}), PairClass.HAN),
    (frozenset({Script.KANA}), PairClass.KANA),
    (frozenset({Script.HANGUL}), PairClass.HANGUL),
    (frozenset({Script.THAI, Script.LAO, Script.KHMER, Script.MYANMAR, Script.TIBETAN}), PairClass.SOUTHEAST),
    (frozenset({Script.HEBREW}), PairClass.HEBREW),
    (frozenset({Script.ARABIC}), PairClass.ARABIC),
)
_UNVOWELLED = frozenset({Script.ARABIC, Script.HEBREW})


def pair_class(a: int, b: int) -> PairClass:
    """The calibration class of two hands (`screening.readings.Rendering`); symmetric."""
    spelt = (Script.LATIN, ATTESTED, KOREAN)
    if a in spelt and b in spelt:
        return PairClass.LATIN if Script.LATIN in (a, b) else PairClass.LATIN_NAMES
    a, b = script_of_hand(a), script_of_hand(b)
    if a == b:
        return PairClass.SAME_SCRIPT
    return next((kind for scripts, kind in _ODD_ONE if a in scripts or b in scripts), PairClass.ALPHABETIC)


Curve = tuple[tuple[int, int], ...]

#: Raw similarity (permille) -> effective similarity, as points of a piecewise linear, never falling curve.
CURVES: Final[dict[PairClass, Curve]] = {
    PairClass.LATIN: ((0, 0), (675, 0), (775, 580), (875, 880), (1000, 1000)),
    PairClass.LATIN_NAMES: ((0, 0), (700, 0), (875, 420), (900, 860), (1000, 1000)),
    PairClass.SAME_SCRIPT: ((0, 0), (650, 0), (800, 500), (900, 860), (1000, 1000)),
    PairClass.ALPHABETIC: ((0, 0), (600, 0), (675, 600), (750, 920), (900, 980), (1000, 1000)),
    PairClass.ARABIC: ((0, 0), (620, 0), (675, 600), (750, 940), (925, 980), (1000, 1000)),
    PairClass.HEBREW: ((0, 0), (620, 0), (675, 600), (775, 940), (900, 980), (1000, 1000)),
    PairClass.SOUTHEAST: ((0, 0), (600, 0), (725, 600), (850, 880), (950, 980), (1000, 1000)),
    PairClass.HANGUL: ((0, 0), (620, 0), (700, 600), (775, 930), (950, 980), (1000, 1000)),
    PairClass.KANA: ((0, 0), (625, 0), (700, 600), (850, 900), (925, 980), (1000, 1000)),
    PairClass.HAN: ((0, 0), (600, 0), (700, 600), (825, 880), (900, 980), (1000, 1000)),
}


@dataclass(frozen=True)
class Model:
    """All parameters of the name comparison; similarities and factors in permille, costs in hundredths of an edit.

    Attributes:
        latin_mix: Share of the phonemic similarity where both spellings are Latin; the rest is Jaro-Winkler.
        token_floor: Effective similarity below which two tokens are different.
        initial_similarity: Similarity of an initial to a token that begins with it.
        prefix_factor: What a cut-off token keeps of the similarity of its prefix.
        variant_similarity, nickname_similarity: Least similarity of tokens in one group of known-same names.
        glue_floor: Least effective similarity of two neighbouring tokens, written as one, to one token.
        short_length, short_factor: Where the longer of two readings weighs less than this (hundredths of an edit),
            what it lacks of 1000 counts by this factor before the curve: short tokens are alike by chance.
        contradiction, omission, omission_truncated: See the module's text; the last where a cut-off query has fewer
        tokens.
        omission_half: Weight left out at which an omission costs half of what it would in proportion.
        curve_points: `CURVES`, in the order of the classes.
    """

    latin_mix: int = 700
    token_floor: int = 300
    initial_similarity: int = 750
    prefix_factor: int = 970
    variant_similarity: int = 990
    nickname_similarity: int = 890
    glue_floor: int = 600
    short_length: int = 300
    short_factor: int = 1000
    contradiction: int = 2600
    omission: int = 600
    omission_truncated: int = 300
    omission_half: int = 700
    curve_points: tuple[Curve, ...] = tuple(CURVES[c] for c in PairClass)

    @cached_property
    def substitution(self) -> NDArray[np.uint8]:
        """Shape (32, 32): cost of one phoneme symbol for another."""
        return np.ascontiguousarray(costs().substitution, dtype=np.uint8)

    @cached_property
    def deletion(self) -> NDArray[np.uint8]:
        """Shape (2, 32): cost of a symbol without counterpart; row 1 where exactly one side leaves out its vowels."""
        table = costs()
        return np.ascontiguousarray(np.stack([table.deletion, table.deletion_unvowelled]), dtype=np.uint8)

    @cached_property
    def potential(self) -> NDArray[np.uint8]:
        """Shape (2, 32): for bounds; no symbol costs less to delete, and no two cost less to exchange than they differ.

        So the distance of two tokens is at least the difference of their potentials (sums over their symbols).  The
        greatest such numbers: the cheapest way to delete a symbol after any exchanges.
        """
        cost = self.substitution.astype(np.int64)
        for middle in range(len(cost)):
            cost = np.minimum(cost, cost[:, [middle]] + cost[[middle], :])
        return np.stack([(cost + row.astype(np.int64)).min(axis=1) for row in self.deletion]).astype(np.uint8)

    @cached_property
    def pair_classes(self) -> NDArray[np.uint8]:
        """Shape (hands, hands): `PairClass` of two hands."""
        return np.array([[pair_class(a, b) for b in range(HANDS)] for a in range(HANDS)], dtype=np.uint8)

    @cached_property
    def scripts(self) -> NDArray[np.uint8]:
        """Shape (hands,): the script that each hand is written in."""
        return np.array([script_of_hand(hand) for hand in range(HANDS)], dtype=np.uint8)

    @cached_property
    def unvowelled(self) -> NDArray[np.uint8]:
        """Shape (hands,): 1 where the script leaves out its short vowels."""
        return np.array([hand in _UNVOWELLED for hand in range(HANDS)], dtype=np.uint8)

    @cached_property
    def curves(self) -> NDArray[np.uint16]:
        """Shape (2 * pair classes, 1001): effective similarity of each raw one; odd rows are for short tokens."""
        raw = np.arange(1001)
        short = 1000 - (1000 - raw) * self.short_factor // 1000
        rows = [np.floor(np.interp(x, *np.transpose(points))) for points in self.curve_points for x in (raw, short)]
        return np.ascontiguousarray(np.stack(rows), dtype=np.uint16)

    @cached_property
    def least_raw(self) -> NDArray[np.uint16]:
        """Shape (2 * pair classes,): the lowest raw similarity whose effective one reaches ``token_floor``."""
        return np.array([int(np.argmax(row >= self.token_floor)) for row in self.curves], dtype=np.uint16)

    @cached_property
    def birth_weights(self) -> NDArray[np.float64]:
        """Log-odds by `BirthRelation`."""
        return np.array([BIRTH[r].log_odds for r in BirthRelation])

    @cached_property
    def sex_weights(self) -> NDArray[np.float64]:
        """Log-odds by `SexRelation`."""
        return np.array([SEX[r].log_odds for r in SexRelation])

    @cached_property
    def country_weights(self) -> NDArray[np.float64]:
        """Log-odds by `CountryRelation`."""
        return np.array([COUNTRY[r].log_odds for r in CountryRelation])

    @cached_property
    def document_weights(self) -> NDArray[np.float64]:
        """Log-odds by `DocumentRelation`."""
        return np.array([DOCUMENT[r].log_odds for r in DocumentRelation])

    @cached_property
    def digest(self) -> str:
        """Sha256 over every number of the model: the same digest means the same scores."""
        h = hashlib.sha256()
        scalars = [getattr(self, name) for name in self.__dataclass_fields__]
        h.update(repr(scalars).encode())
        h.update(
            repr(
                (
                    FLOOR_OF_IDENTICAL,
                    CEILING_OF_IDENTICAL,
                    HALF_INFORMATION,
                    LACK_OF_COMMON,
                    DOCUMENT_NUMBER,
                    DOCUMENT_WRITING,
                    DOCUMENT_FLOOR,
                    DOCUMENT_NAME_FLOOR,
                    WEAK_ALIAS_CAP,
                    SUPPORTED_WEAK_CAP,
                    SUPPORT,
                    SUPPORTED_FLOOR_SHARE,
                    STANDING_OF_SCORE,
                    STANDING_OF_UNIT,
                    STANDING_NEEDED,
                    LEAST_COUNTED,
                    WEIGHT_PER_BIT,
                    INITIAL_WEIGHT,
                    MONTH_DAYS,
                    YEAR_DAYS,
                    CALENDAR_DAYS,
                    CALENDAR_YEARS,
                    NEAR_DAYS,
                    YEARS_APART_DAYS,
                    DECADE_APART_DAYS,
                    GENERATION_APART_DAYS,
                )
            ).encode()
        )
        for array in (
            self.substitution,
            self.deletion,
            self.pair_classes,
            self.scripts,
            self.unvowelled,
            self.curves,
            self.birth_weights,
            self.sex_weights,
            self.country_weights,
            self.document_weights,
        ):
            h.update(array.tobytes())
        return h.hexdigest()


MODEL: Final = Model()


def commonness(information: float) -> float:
    """How common is what two names share: 1 where one person in a million bears it, 2 in 300, 1/2 in a hundred billion.

    Args:
        information: Weight units that both names share, at least 0.

    Returns:
        Above 0, at most 4, which stands for names that share nothing.
    """
    share = 2.0 * HALF_INFORMATION / (HALF_INFORMATION + information)
    return share * share


def name_score(similarity: float, information: float) -> float:
    """Score of two names that are so alike, by the information of what they share.

    Most people of a common name have other names besides: of two of them that are alike in part the rest says that they
    are two, while two people seldom share a part of a rare name.  So what is lacking of the similarity counts more.

    Args:
        similarity: 0 to 1.
        information: Weight units that both names share, at least 0.
    """
    common = commonness(information)
    alike = similarity / (1.0 + LACK_OF_COMMON * common * common * (1.0 - similarity))
    room = CEILING_OF_IDENTICAL - FLOOR_OF_IDENTICAL
    return alike * (FLOOR_OF_IDENTICAL + room * (information / (information + HALF_INFORMATION)))


def log_odds_of(score: float) -> float:
    """Log-odds of a score; those next to 0 and 1 are taken for 1e-9 and .999."""
    p = min(max(score, 1e-9), 0.999)
    return math.log(p / (1.0 - p))


def standing(name: float, information: float) -> float:
    """What a name says by itself, in log-odds beyond its score: above 0 that of a rare name, below 0 of a common one.

    Identical names score at least .90, however many people bear them.  Once other fields are known it matters who else
    would have such a name: a stranger of a common name that is alike in part shares sex and country with many listed
    persons, so that these say little; and two who share a rare name are seldom two, whatever speaks against it.

    Args:
        name: The name score.
        information: Weight units that both names share, at least 0.
    """
    return STANDING_OF_SCORE * log_odds_of(name) + STANDING_OF_UNIT * information - STANDING_NEEDED


def counted(log_odds: float, standing: float) -> float:
    """How much evidence counts beside a name of such a standing: together they count, within bounds.

    A standing above 0 takes from what contradicts, one below 0 from what agrees; of either no less than `LEAST_COUNTED`
    counts, and no more than the evidence is worth.  It never falls as the evidence or the standing grows.

    Args:
        log_odds: Sum of the weights of birth date, sex and nationality.
        standing: See `standing`.
    """
    least, together = LEAST_COUNTED * log_odds, log_odds + standing
    if log_odds >= 0.0:
        return max(least, min(log_odds, together))
    return min(least, max(log_odds, together))


def is_supported(birth: int) -> bool:
    """Whether a birth date supports a weak alias: the day agrees, save for a slip."""
    return BirthRelation.EQUAL <= birth <= BirthRelation.CALENDAR


def needed_name(name_floor: float, log_odds: float) -> float:
    """The name score that a hit without a document needs: the floor, or less of it with evidence that supports it."""
    return name_floor * SUPPORTED_FLOOR_SHARE if log_odds >= SUPPORT else name_floor


def combine(score: float, log_odds: float) -> float:
    """Move a score in (0, 1) by evidence in log-odds; no evidence leaves it as it is."""
    if log_odds == 0.0:
        return score
    return 1.0 / (1.0 + math.exp(-(log_odds_of(score) + log_odds)))


def band(score: float) -> str:
    """Name the range a score lies in; an aid to sorting, never a decision."""
    return next(name for least, name in BANDS if score >= least)
