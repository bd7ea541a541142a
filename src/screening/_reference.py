"""The algorithm in readable Python: the oracle of the tests, and what explains a hit.

Everything is an integer up to the last division, so that the kernel can be equal to it and not merely close.
Similarities and factors are permille, costs are hundredths of an edit.  See `screening.scoring` for the formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from screening.birthdates.calendars import calendar_period, islamic_figures
from screening.birthdates.value import is_placeholder, period
from screening.lexicon import is_variant_id
from screening.names import join_keys
from screening.readings import MAX_LETTERS, Rendering
from screening.scoring import (
    BIRTH,
    BOTH_LATIN,
    CALENDAR_DAYS,
    CALENDAR_YEARS,
    COUNTRY,
    DECADE_APART_DAYS,
    DOCUMENT,
    DOCUMENT_FLOOR,
    DOCUMENT_NAME_FLOOR,
    DOCUMENT_NUMBER,
    DOCUMENT_WRITING,
    GENERATION_APART_DAYS,
    MODEL,
    MONTH_DAYS,
    NEAR_DAYS,
    SEX,
    SUPPORTED_WEAK_CAP,
    WEAK_ALIAS_CAP,
    YEAR_DAYS,
    YEARS_APART_DAYS,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    Model,
    SexRelation,
    combine,
    counted,
    is_supported,
    standing,
)
from screening.scoring import name_score as lift
from screening.slips import meant
from screening.text import Script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from screening.names import Name, Token

__all__ = [
    "Alignment",
    "Link",
    "align",
    "align_forms",
    "best_assignment",
    "birth_relation",
    "country_relation",
    "document_relation",
    "jaro_winkler",
    "phonemic_similarity",
    "sex_relation",
    "stated_log_odds",
    "token_similarity",
    "total_score",
]

_EPOCH = date(1970, 1, 1)

Operation = Literal[
    "exact", "variant", "nickname", "initial", "prefix", "joined", "transliteration", "sound", "spelling"
]


@dataclass(frozen=True, slots=True)
class Link:
    """Tokens of two names that were aligned; more than one on a side where they are written as one on the other.

    Attributes:
        similarity: Permille.
        weight: Twice the smaller weight of the two sides.
        right_position: Place of the first token in the right name, from 0.
    """

    left: tuple[Token, ...]
    right: tuple[Token, ...]
    similarity: int
    weight: int
    operation: Operation
    right_position: int = 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best one-to-one alignment of two names.

    Attributes:
        links: Matched tokens, in the order of the left name.
        left_over, right_over: Tokens without a counterpart.
        matched, weight: Sum over the links of weight times similarity (permille), and of weight.
        contradiction, omission: Unmatched weight by its meaning.
        similarity: 0 to 1.
    """

    links: tuple[Link, ...]
    left_over: tuple[Token, ...]
    right_over: tuple[Token, ...]
    matched: int
    weight: int
    contradiction: int
    omission: int
    similarity: float

    @property
    def information(self) -> float:
        """Weight units that both names share."""
        return self.matched / 2000.0

    @property
    def name_score(self) -> float:
        return lift(self.similarity, self.information)


def weighted_length(phonemes: bytes, table: int, model: Model = MODEL) -> int:
    """Cost of deleting every symbol, under deletion table 0 or 1."""
    deletion = model.deletion
    return sum(int(deletion[table, s]) for s in phonemes)


def weighted_distance(a: bytes, b: bytes, table: int, model: Model = MODEL) -> list[int]:
    """Least cost of turning all of ``a`` into each prefix of ``b``: the last row of the dynamic programme."""
    deletion = model.deletion[table].tolist()
    substitution = model.substitution.tolist()
    row = [0]
    for t in b:
        row.append(row[-1] + deletion[t])
    for s in a:
        above = row
        row = [above[0] + deletion[s]]
        costs = substitution[s]
        for j, t in enumerate(b):
            row.append(min(above[j] + costs[t], above[j + 1] + deletion[s], row[j] + deletion[t]))
    return row


def phonemic_similarity(a: Rendering, b: Rendering, model: Model = MODEL) -> int:
    """1 - distance / longer weighted length, permille, rounded down; 0 where there is nothing to compare."""
    table = int(model.unvowelled[a.hand] != model.unvowelled[b.hand])
    longer = max(weighted_length(a.phonemes, table, model), weighted_length(b.phonemes, table, model))
    if longer == 0:
        return 0
    distance = weighted_distance(a.phonemes, b.phonemes, table, model)[-1]
    return max(1000 * (longer - distance) // longer, 0)


def jaro_winkler(a: str, b: str) -> int:
    """Jaro-Winkler similarity (Winkler 1990: prefix up to 4, factor 0.1, from 0.7 up), permille, rounded down."""
    if not a or not b:
        return 0
    if (len(a), a) > (len(b), b):  # greedy matching depends on the side it starts from: always start from the same
        a, b = b, a
    window = max(max(len(a), len(b)) // 2 - 1, 0)
    taken = 0
    matched_a = []
    for i, c in enumerate(a):
        for j in range(max(i - window, 0), min(i + window + 1, len(b))):
            if b[j] == c and not taken >> j & 1:
                taken |= 1 << j
                matched_a.append(c)
                break
    m = len(matched_a)
    if m == 0:
        return 0
    matched_b = [c for j, c in enumerate(b) if taken >> j & 1]
    t = sum(x != y for x, y in zip(matched_a, matched_b, strict=True)) // 2
    la, lb = len(a), len(b)
    jaro = 1000 * (m * m * (la + lb) + (m - t) * la * lb) // (3 * la * lb * m)
    if jaro <= 700:
        return jaro
    prefix = 0
    while prefix < min(la, lb, 4) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * (1000 - jaro) // 10


def rendering_similarity(a: Rendering, b: Rendering, model: Model = MODEL) -> int:
    """Effective similarity of two renderings; symmetric."""
    kind = int(model.pair_classes[a.hand, b.hand])
    if a.hand == b.hand and a.spelling == b.spelling and a.phonemes == b.phonemes:
        return 1000
    raw = phonemic_similarity(a, b, model)
    if kind in BOTH_LATIN:
        raw = (model.latin_mix * raw + (1000 - model.latin_mix) * jaro_winkler(a.spelling, b.spelling)) // 1000
    table = int(model.unvowelled[a.hand] != model.unvowelled[b.hand])
    longer = max(weighted_length(a.phonemes, table, model), weighted_length(b.phonemes, table, model))
    return int(model.curves[2 * kind + (longer < model.short_length), raw])


def prefix_similarity(cut: Rendering, whole: Rendering, model: Model = MODEL) -> int:
    """Effective similarity of a cut-off token to the best beginning of another."""
    kind = int(model.pair_classes[cut.hand, whole.hand])
    table = int(model.unvowelled[cut.hand] != model.unvowelled[whole.hand])
    length = weighted_length(cut.phonemes, table, model)
    if length == 0:
        return 0
    distance = min(weighted_distance(cut.phonemes, whole.phonemes, table, model))
    raw = max(1000 * (length - distance) // length, 0)
    if kind in BOTH_LATIN:
        letters = jaro_winkler(cut.spelling, whole.spelling[: len(cut.spelling)])
        raw = (model.latin_mix * raw + (1000 - model.latin_mix) * letters) // 1000
    return int(model.curves[2 * kind + (length < model.short_length), raw]) * model.prefix_factor // 1000


def token_similarity(a: Token, b: Token, model: Model = MODEL) -> tuple[int, Operation]:
    """Similarity of two tokens, permille, 0 where they are different; symmetric."""
    if a.is_initial or b.is_initial:
        return _initial_similarity(a, b, model)
    best = 0
    operation: Operation = "sound"
    for x in a.renderings:
        for y in b.renderings:
            if (similarity := rendering_similarity(x, y, model)) > best:
                best, operation = similarity, _kind_of_likeness(x, y, model)
            if a.maybe_truncated and (cut := prefix_similarity(x, y, model)) > best:
                best, operation = cut, "prefix"
            if b.maybe_truncated and (cut := prefix_similarity(y, x, model)) > best:
                best, operation = cut, "prefix"
    for group in set(a.groups).intersection(b.groups):
        if best < model.variant_similarity and is_variant_id(group):
            best, operation = model.variant_similarity, "variant"
        if best < model.nickname_similarity and not is_variant_id(group):
            best, operation = model.nickname_similarity, "nickname"
    return (best, operation) if best >= model.token_floor else (0, operation)


def _kind_of_likeness(a: Rendering, b: Rendering, model: Model) -> Operation:
    """What two readings that are alike have most in common; for people to read, it moves no score."""
    if a == b:
        return "exact"
    if a.script != b.script:
        return "transliteration"
    if a.spelling in meant(b.spelling) or b.spelling in meant(a.spelling):
        return "spelling"
    if a.script != Script.LATIN or phonemic_similarity(a, b, model) >= jaro_winkler(a.spelling, b.spelling):
        return "sound"
    return "spelling"


def _initial_similarity(a: Token, b: Token, model: Model) -> tuple[int, Operation]:
    x, y = a.renderings[0], b.renderings[0]
    same = x.spelling[:1] == y.spelling[:1] != "" or x.phonemes[:1] == y.phonemes[:1] != b""
    if not same:
        return 0, "initial"
    return (1000, "exact") if a.is_initial and b.is_initial else (model.initial_similarity, "initial")


def glue(a: Token, b: Token) -> Rendering | None:
    """Two neighbouring tokens written as one, or None where they never are."""
    x, y = a.renderings[0], b.renderings[0]
    if a.is_initial or b.is_initial or a.maybe_truncated or b.maybe_truncated or x.script != y.script:
        return None
    sounds = x.phonemes + (y.phonemes[1:] if x.phonemes[-1:] == y.phonemes[:1] else y.phonemes)
    letters = x.spelling + y.spelling
    if max(len(sounds), len(letters)) > MAX_LETTERS:
        return None
    return Rendering(letters, sounds, int(x.script))


def _glued(pieces: Sequence[Token], wholes: Sequence[Token], model: Model) -> Iterator[tuple[int, int, int, int]]:
    """Neighbours among ``pieces`` that stand as one token in ``wholes``: (similarity, weight, piece, whole)."""
    for i in range(len(pieces) - 1):
        key = join_keys(pieces[i].glue_key, pieces[i + 1].glue_key)
        if key == 0:
            continue
        for j, whole in enumerate(wholes):
            if whole.is_initial or whole.maybe_truncated or whole.glue_key != key:
                continue
            one = glue(pieces[i], pieces[i + 1])
            if one is None:
                continue
            similarity = rendering_similarity(one, whole.renderings[0], model)
            if similarity < model.glue_floor:
                continue
            if any(token_similarity(p, whole, model)[0] >= similarity for p in pieces[i : i + 2]):
                continue
            yield similarity, pieces[i].weight + pieces[i + 1].weight + whole.weight, i, j


def penalty(over_a: int, over_b: int, *, cut: bool = False, model: Model = MODEL) -> int:
    """What unmatched weight adds to the bottom of the similarity; never falls as either side grows.

    Args:
        over_a: Unmatched weight of one name.
        over_b: Unmatched weight of the other.
        cut: The one with less of it may be cut off, so that omissions say little.
        model: The numbers of the comparison.
    """
    omission = abs(over_a - over_b)
    rate = (model.omission_truncated if cut else model.omission) * model.omission_half
    return model.contradiction * 2 * min(over_a, over_b) + omission * rate // (model.omission_half + omission)


def align(left: Name, right: Name, model: Model = MODEL) -> Alignment:
    """The alignment with the greatest matched weight; the value is symmetric.

    Neighbouring tokens that the other name writes as one are joined first, the most similar first.  The rest is an
    assignment problem; its objective packs (matched, weight of the matched, least weights), so that its optimum fixes
    every number that the similarity is made of.
    """
    a, b = left.tokens, right.tokens
    found = [(-s, -w, i + j, i, 0, j) for s, w, i, j in _glued(a, b, model)]
    found += [(-s, -w, i + j, i, 1, j) for s, w, i, j in _glued(b, a, model)]
    links: list[tuple[int, Link]] = []
    free_a, free_b = set(range(len(a))), set(range(len(b)))
    for s, _, _, i, side, j in sorted(found):
        pieces, wholes = (free_a, free_b) if side == 0 else (free_b, free_a)
        if not ({i, i + 1} <= pieces and j in wholes):
            continue
        pieces -= {i, i + 1}
        wholes.discard(j)
        x, y = (a[i : i + 2], b[j : j + 1]) if side == 0 else (a[j : j + 1], b[i : i + 2])
        left_at, right_at = (i, j) if side == 0 else (j, i)
        links.append((left_at, _link(x, y, -s, "joined", right_at)))

    rows, columns = sorted(free_a), sorted(free_b)
    similarity = [[token_similarity(a[i], b[j], model) for j in columns] for i in rows]
    gain = [
        [_gain(s, a[i].weight, b[j].weight) for j, (s, _) in zip(columns, line, strict=True)]
        for i, line in zip(rows, similarity, strict=True)
    ]
    for row, column in best_assignment(gain):
        s, operation = similarity[row][column]
        i, j = rows[row], columns[column]
        links.append((i, _link((a[i],), (b[j],), s, operation, j)))
        free_a.discard(i)
        free_b.discard(j)

    links.sort(key=lambda item: item[0])
    matched = sum(link.similarity * link.weight for _, link in links)
    weight = sum(link.weight for _, link in links)
    over_a, over_b = sum(a[i].weight for i in free_a), sum(b[j].weight for j in free_b)
    contradiction, omission = 2 * min(over_a, over_b), abs(over_a - over_b)
    cut = (left.maybe_truncated and over_b > over_a) or (right.maybe_truncated and over_a > over_b)
    bottom = 1000 * weight + penalty(over_a, over_b, cut=cut, model=model)
    return Alignment(
        links=tuple(link for _, link in links),
        left_over=tuple(a[i] for i in sorted(free_a)),
        right_over=tuple(b[j] for j in sorted(free_b)),
        matched=matched,
        weight=weight,
        contradiction=contradiction,
        omission=omission,
        similarity=matched / bottom if bottom else 0.0,
    )


def align_forms(left: Sequence[Name], right: Sequence[Name], model: Model = MODEL) -> Alignment:
    """The best alignment over the forms of two names (`screening.names.parse_forms`); the value is symmetric."""
    return max((align(a, b, model) for a in left for b in right), key=lambda found: found.name_score)


# ---- evidence and score ----------------------------------------------------------------------------------------------

Interval = tuple[int, int]


def birth_relation(ours: Sequence[Interval], theirs: Sequence[Interval]) -> BirthRelation:
    """The most telling relation over all pairs of closed intervals, in days since 1970-01-01."""
    found = [_interval_relation(a, b) for a in ours for b in theirs]
    return min(found, default=BirthRelation.UNKNOWN)


def _interval_relation(a: Interval, b: Interval) -> BirthRelation:
    if a[0] == a[1] and b[0] == b[1]:
        placeholders = _is_placeholder(a[0]) + _is_placeholder(b[0])
        if a == b:
            return BirthRelation.SAME_PLACEHOLDER if placeholders else BirthRelation.EQUAL
        if not placeholders:
            return _day_relation(a[0], b[0])
    a, b = _widened(a), _widened(b)
    gap = max(a[0], b[0]) - min(a[1], b[1])
    if gap > 0:
        relation = _distance_relation(gap)
        return BirthRelation.YEAR_SLIP if relation > BirthRelation.YEARS_APART and _is_year_slip(a, b) else relation
    width = max(a[1] - a[0], b[1] - b[0])
    if width < MONTH_DAYS:
        return BirthRelation.SAME_MONTH
    return BirthRelation.SAME_YEAR if width < YEAR_DAYS else BirthRelation.OVERLAP


def _day_relation(a: int, b: int) -> BirthRelation:
    """Of two different days, neither of which is a placeholder."""
    x, y = (_EPOCH + timedelta(days=a), _EPOCH + timedelta(days=b))
    if x.year == y.year and (x.month, x.day) == (y.day, y.month):
        return BirthRelation.SWAPPED
    unlike = [(p, q) for p, q in ((x.year, y.year), (x.month, y.month), (x.day, y.day)) if p != q]
    slip = _slip(*unlike[0]) if len(unlike) == 1 else None
    if slip is BirthRelation.TRANSPOSED:
        return slip
    if abs(a - b) <= CALENDAR_DAYS or _other_calendar(x, y) or _other_calendar(y, x):
        return BirthRelation.CALENDAR
    return slip or _distance_relation(abs(a - b))


def _slip(p: int, q: int) -> BirthRelation | None:
    """Of two different days, months or years: what a slip of the last two digits may have made of one another."""
    if p // 100 != q // 100:
        return None
    tens, ones, other_tens, other_ones = p // 10 % 10, p % 10, q // 10 % 10, q % 10
    if (tens, ones) == (other_ones, other_tens):
        return BirthRelation.TRANSPOSED
    return BirthRelation.ONE_DIGIT if tens == other_tens or ones == other_ones else None


def _is_year_slip(a: Interval, b: Interval) -> bool:
    """Of two statements that exclude each other, each within a year, whether a slip may have made the year."""
    years = [{(_EPOCH + timedelta(days=day)).year for day in interval} for interval in (a, b)]
    return all(len(year) == 1 for year in years) and _slip(years[0].pop(), years[1].pop()) is not None


def _distance_relation(gap: int) -> BirthRelation:
    """Of two statements that exclude each other, by so many days."""
    for relation, most in (
        (BirthRelation.NEAR, NEAR_DAYS),
        (BirthRelation.YEARS_APART, YEARS_APART_DAYS),
        (BirthRelation.DECADE_APART, DECADE_APART_DAYS),
        (BirthRelation.GENERATION_APART, GENERATION_APART_DAYS),
    ):
        if gap <= most:
            return relation
    return BirthRelation.LIFETIME_APART


def _is_placeholder(day: int) -> bool:
    return is_placeholder(_EPOCH + timedelta(days=day))


def _widened(interval: Interval) -> Interval:
    """A placeholder as the year that it stands for."""
    if interval[0] != interval[1] or not _is_placeholder(interval[0]):
        return interval
    first, last = period((_EPOCH + timedelta(days=interval[0])).year)
    return (first - _EPOCH).days, (last - _EPOCH).days


def _other_calendar(a: date, b: date) -> bool:
    """Whether ``b`` is the figures of ``a`` read as Ethiopian, or its lunar Hijri figures read as solar ones."""
    if a.year not in CALENDAR_YEARS:
        return False
    if calendar_period("ethiopic", a.year, a.month, a.day) == (b, b):
        return True
    return calendar_period("persian", *islamic_figures(a)) == (b, b)


def sex_relation(ours: str | None, theirs: str | None) -> SexRelation:
    """``M`` or ``F`` on both sides, or unknown."""
    if ours is None or theirs is None:
        return SexRelation.UNKNOWN
    return SexRelation.SAME if ours == theirs else SexRelation.DIFFERENT


def country_relation(ours: Sequence[int], theirs: Sequence[int]) -> CountryRelation:
    """Numbers of countries, with the states that they were or became."""
    if not ours or not theirs:
        return CountryRelation.UNKNOWN
    return CountryRelation.DIFFERENT if set(ours).isdisjoint(theirs) else CountryRelation.SHARED


def document_relation(ours: Sequence[int], theirs: Sequence[int]) -> DocumentRelation:
    """The most telling relation over all pairs of documents, by their keys (`screening.building.document_hash`)."""
    return min(filter(None, (_document_relation(a, b) for a in ours for b in theirs)), default=DocumentRelation.UNKNOWN)


def _document_relation(a: int, b: int) -> DocumentRelation:
    if a // DOCUMENT_NUMBER != b // DOCUMENT_NUMBER:
        return DocumentRelation.UNKNOWN
    if a // DOCUMENT_WRITING != b // DOCUMENT_WRITING:
        return DocumentRelation.LOOKALIKE
    state, other = a % DOCUMENT_WRITING, b % DOCUMENT_WRITING
    return DocumentRelation.OTHER_ISSUER if state and other and state != other else DocumentRelation.SAME


def stated_log_odds(birth: BirthRelation, sex: SexRelation, country: CountryRelation) -> float:
    """What birth date, sex and nationality weigh together."""
    return BIRTH[birth].log_odds + SEX[sex].log_odds + COUNTRY[country].log_odds


def total_score(
    name: float,
    birth: BirthRelation,
    sex: SexRelation,
    country: CountryRelation,
    document: DocumentRelation,
    *,
    information: float,
    is_weak: bool,
) -> float:
    """The score of a name of so much information moved by the evidence, with the cap on weak aliases."""
    base = max(name, DOCUMENT_NAME_FLOOR) if document else name
    log_odds = counted(stated_log_odds(birth, sex, country), standing(base, information))
    score = combine(base, log_odds + DOCUMENT[document].log_odds)
    if document == DocumentRelation.SAME:
        return max(score, DOCUMENT_FLOOR)
    if not is_weak or document:
        return score
    return min(score, SUPPORTED_WEAK_CAP if is_supported(birth) else WEAK_ALIAS_CAP)


# ---- assignment ------------------------------------------------------------------------------------------------------

_INFINITE: Final = 1 << 62  # more than any sum of gains


def _gain(similarity: int, a: int, b: int) -> int:
    least = 2 * min(a, b)
    return (similarity * least << 32) + (a + b << 16) + least if similarity else 0


def _link(
    left: tuple[Token, ...], right: tuple[Token, ...], similarity: int, operation: Operation, right_position: int
) -> Link:
    weight = 2 * min(sum(t.weight for t in left), sum(t.weight for t in right))
    return Link(left, right, similarity, weight, operation, right_position)


def best_assignment(gain: list[list[int]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of positive gain with the greatest sum (Hungarian method with potentials, O(n^2 m))."""
    if not gain or not gain[0]:
        return []
    if len(gain) > len(gain[0]):
        turned = [list(column) for column in zip(*gain, strict=True)]
        return [(i, j) for j, i in best_assignment(turned)]
    n, m = len(gain), len(gain[0])
    u, v = [0] * (n + 1), [0] * (m + 1)
    owner = [0] * (m + 1)
    for i in range(1, n + 1):
        owner[0] = i
        j0 = 0
        least = [_INFINITE] * (m + 1)
        way = [0] * (m + 1)
        used = [False] * (m + 1)
        while owner[j0]:
            used[j0] = True
            i0, delta, j1 = owner[j0], _INFINITE, 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                current = -gain[i0 - 1][j - 1] - u[i0] - v[j]
                if current < least[j]:
                    least[j] = current
                    way[j] = j0
                if least[j] < delta:
                    delta, j1 = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[owner[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
        while j0:
            owner[j0] = owner[way[j0]]
            j0 = way[j0]
    return [(owner[j] - 1, j - 1) for j in range(1, m + 1) if owner[j] and gain[owner[j] - 1][j - 1] > 0]
