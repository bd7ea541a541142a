"""The kernel gives what the readable reference gives: every hit, every score, at every threshold, pruned or not."""

from __future__ import annotations

import random
from datetime import date
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening import _core
from screening import _reference as reference
from screening.birthdates import BirthDate
from screening.building import country_numbers, days, document_hash
from screening.compiled import Watchlist
from screening.documents import TravelDocument
from screening.names import parse_forms
from screening.readings import HANDS
from screening.scoring import needed_name
from screening.screener import Screener, ScreeningConfig, batch_columns, fold_traveller, fold_travellers
from screening.travellers import Traveller
from screening.watchlist.schema import Document, Entry, EntryName

WORDS = (
    "Muhammad Mohamed Mohammed محمد Мухаммад Ali Aly علي Али Hassan Hasan حسن Abd Abdul al Rahman Abdulrahman عبد "
    "الرحمن John Jon J Johnny Smith Smyth Schmidt María Maria Mario García Garcia Юрий Yuri Iurii Щербаков "
    "Shcherbakov Chtcherbakov 김정은 Kim Jong Un Jongun 金正恩 毛泽东 Mao Zedong Tsetung Γεώργιος Georgios "
    "Παπαδόπουλος Papadopoulos יוסף Yosef Yusuf Jusuf Joseph van der Berg Vanderberg bin ibn Laden O'Neill ONeill "
    "Jean-Pierre Jeanpierre श्री राम Ram สมชาย Somchai Nguyễn Nguyen Łukasz Lukasz Ö İbrahim Ibrahim X Mr FNU Jr "
    "0liver Oliver 12 - Ivanov Ivanova Laurent Loran 山田 Yamada 太郎 Taro 이 Lee Rhee الحسن Kent Kante "
    "김하늘 태호 Taeho 木村元彦 木村 Motohiko 村上春樹 はるき"
).split()

word = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).flatmap(lambda w: st.integers(0, len(w)).map(lambda i: w[:i] + w[i + 1 :])),
    st.text(max_size=12),
)
short_name = st.lists(word, max_size=6).map(" ".join)
long_name = st.lists(word, min_size=10, max_size=70).map(" ".join)  # up to the limits, where the reference is slow
name = st.one_of(*[short_name] * 7, long_name)
day = st.dates(date(1930, 1, 1), date(2015, 12, 31)) | st.sampled_from(
    [date(1974, 8, 12), date(1974, 12, 8), date(1974, 8, 21), date(1975, 1, 1), date(1974, 7, 1), date(1984, 8, 12)]
)
interval = st.tuples(day, st.sampled_from([0, 0, 0, 27, 364, 3000])).map(
    lambda pair: (pair[0], date.fromordinal(pair[0].toordinal() + pair[1]))
)
births = st.lists(interval, max_size=3).map(lambda found: BirthDate(tuple(found)))
sex: st.SearchStrategy[Literal["M", "F"] | None] = st.sampled_from(["M", "F", None])
kind: st.SearchStrategy[Literal["primary", "strong", "weak"]] = st.sampled_from(["primary", "strong", "weak"])
country = st.sampled_from(["RUS", "SUN", "UKR", "DEU", "KOR", "XXA"])
number = st.sampled_from(["AB123456", "A8123456", "C0000001", "-"])
issuer = st.sampled_from([None, "RUS", "UKR", "UNO"])


@st.composite
def watchlists(draw: st.DrawFn) -> list[Entry]:
    rows = draw(
        st.lists(
            st.tuples(
                st.lists(st.tuples(name, kind), max_size=3),
                births,
                sex,
                st.lists(country, max_size=2),
                st.lists(st.tuples(number, issuer), max_size=2),
            ),
            min_size=1,
            max_size=8,
        )
    )
    return [
        Entry(
            id=str(i),
            list="test",
            names=tuple(EntryName(text, kind) for text, kind in names),
            birth_dates=(born,),
            sex=listed_sex,
            countries=tuple((code, "nationality") for code in codes),
            documents=tuple(Document(n, issuing_state=state) for n, state in numbers),
        )
        for i, (names, born, listed_sex, codes, numbers) in enumerate(rows)
    ]


travellers = st.builds(
    Traveller,
    name=name,
    birth_date=st.none() | births,
    sex=sex,
    nationality=st.none() | country,
    document_number=st.none() | number,
    issuing_state=issuer,
    maybe_truncated=st.booleans(),
) | st.builds(
    Traveller,
    surname=name,
    given_names=name,
    other_names=st.lists(short_name, max_size=3).map(tuple),
    other_documents=st.lists(st.builds(TravelDocument, number, issuing_state=issuer), max_size=2).map(tuple),
    maybe_truncated=st.booleans(),
)


def oracle(entries: list[Entry], traveller: Traveller, config: ScreeningConfig) -> dict[str, tuple[float, float]]:
    """Entry id -> (score, name score), scoring every name of every entry."""
    query = fold_traveller(traveller)
    floor = min(config.name_floor, config.threshold)
    hits: dict[str, tuple[float, float]] = {}
    for entry in entries:
        theirs = [interval for b in entry.birth_dates for interval in days(b)]
        facts = (
            reference.birth_relation(query.births, theirs),
            reference.sex_relation(query.sex, entry.sex),
            reference.country_relation(query.countries, country_numbers(c for c, _ in entry.countries)),
            reference.document_relation(
                query.documents,
                [key for d in entry.documents if (key := document_hash(d.number, d.issuing_state)) is not None],
            ),
        )
        alignments = [
            (reference.align(form, listed), n.kind == "weak")
            for own in query.names
            for form in own
            for n in entry.names
            for listed in parse_forms(n.name)
        ]
        candidates = [(found.name_score, found.information, is_weak) for found, is_weak in alignments]
        if facts[3]:
            candidates.append((0.0, 0.0, False))
        for score, information, is_weak in candidates:
            total = reference.total_score(score, *facts, information=information, is_weak=is_weak)
            log_odds = reference.stated_log_odds(*facts[:3])
            enough = score > 0 and score >= needed_name(floor, log_odds)
            if total >= config.threshold and (enough or facts[3]):
                hits[entry.id] = max(hits.get(entry.id, (0.0, 0.0)), (total, score))
    return hits


@settings(deadline=None)  # the first words read tables
@given(st.lists(travellers | st.builds(Traveller, name=st.text(max_size=200), other_names=st.tuples(st.text()))))
def test_travellers_folded_by_tables_are_those_that_are_parsed(people: list[Traveller]) -> None:
    parsed = [fold_traveller(person) for person in people]
    folded, columns = fold_travellers(people)
    assert folded == parsed
    by_parsing = batch_columns(parsed)
    for name in ("birth_at", "birth_from", "sex", "country", "document_at", "document_key"):
        assert columns[name].tolist() == by_parsing[name].tolist()
    named = np.diff(columns["row_form_at"]) > 0
    assert named.tolist() == [query.is_named for query in parsed] == [bool(query.names) for query in parsed]


@settings(max_examples=300, deadline=None)
@given(watchlists(), st.lists(travellers, min_size=1, max_size=4), st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]))
def test_kernel_equals_reference(entries: list[Entry], people: list[Traveller], threshold: float) -> None:
    watchlist = Watchlist.from_entries(entries)
    # The reference is the slow half; it knows no pruning.
    answers = [oracle(entries, traveller, ScreeningConfig(threshold=threshold)) for traveller in people]
    for prune in (True, False):
        config = ScreeningConfig(threshold=threshold, prune=prune)
        screener = Screener(watchlist, config=config)
        queries = [fold_traveller(person) for person in people]
        assert screener.run(queries)[0].tobytes() == screener.run(queries, vectors=False)[0].tobytes()
        results = screener.screen_many(people)
        for expected, result in zip(answers, results, strict=True):
            found = {hit.entry.id: (hit.score, hit.name_score) for hit in result.hits}
            assert found.keys() == expected.keys()
            for key, (score, name_score) in found.items():
                assert score == pytest.approx(expected[key][0], abs=1e-6)
                assert name_score == pytest.approx(expected[key][1], abs=1e-6)
            scores = [hit.score for hit in result.hits]
            assert scores == sorted(scores, reverse=True)


@settings(deadline=None)  # the reference takes its time
@given(name, name)
def test_comparison_is_symmetric(a: str, b: str) -> None:
    assert (
        reference.align_forms(parse_forms(a), parse_forms(b)).name_score
        == reference.align_forms(parse_forms(b), parse_forms(a)).name_score
    )


@given(st.text(max_size=40))
def test_a_name_equals_itself(text: str) -> None:
    forms = parse_forms(text)
    score = reference.align_forms(forms, forms).name_score
    assert score >= 0.90 if forms[0].tokens else score == 0.0


@pytest.mark.parametrize(("letters", "longest"), [("aeiouwyhkqxjzstdmnlrsch", 6), ("aeinlro", 9)])
def test_pruning_finds_every_similar_word(letters: str, longest: int) -> None:
    """Short words of few letters, all against all: where bounds are tight, and costs of symbols differ the most.

    Longer ones of fewer letters have each of them twice, or three times, which the scan counts.
    """
    chooser = random.Random(1)
    words = sorted({"".join(chooser.choices(letters, k=chooser.randint(2, longest))) for _ in range(500)})
    words += ["محمد", "محمود", "يوسف", "Юсуф", "Щукин", "יוסף", "Γιώργος", "김", "毛", "ชัย"]
    entries = [Entry(id=str(i), list="test", names=(EntryName(w),)) for i, w in enumerate(words)]
    watchlist = Watchlist.from_entries(entries)
    queries = [fold_traveller(Traveller(name=w)) for w in words]
    answers = {
        Screener(watchlist, config=ScreeningConfig(threshold=0.2, name_floor=0.2, max_hits=1000, prune=prune))
        .run(queries, vectors=vectors)[0]
        .tobytes()
        for prune, vectors in ((True, True), (True, False), (False, True))
    }
    assert len(answers) == 1


def test_neighbours_that_were_forgotten_are_found_again() -> None:
    chooser = random.Random(2)
    words = ["".join(chooser.choices("aeiostnlrm", k=5)) for _ in range(300)]
    watchlist = Watchlist.from_entries(Entry(id=str(i), list="t", names=(EntryName(w),)) for i, w in enumerate(words))
    _, columns = fold_travellers([Traveller(name=word) for word in words])
    batch, workspace = _core.Batch(columns, HANDS), _core.Workspace()
    answers = set()
    for most in (1 << 20, 4096, 1):
        neighbours = _core.Neighbours(watchlist.index, most)
        for _ in range(3):
            hits, _ = _core.screen(
                watchlist.index, batch, workspace, neighbours, threshold=0.6, name_floor=0.6, max_hits=99, prune=True
            )
            answers.add(hits.tobytes())
    assert len(answers) == 1


def test_a_name_cut_to_a_few_letters_is_found_as_without_pruning() -> None:
    # How much a beginning and a long name have in common can't be told from their numbers of letters.
    names = ["SULAIMANOGHLU ABDURRAHMANI", "SULTANBEKOV KARIMZADEH", "BARTHOLOMEUS VANDENBOSCH"]
    entries = [
        Entry(id=str(i), list="test", type="person", names=(EntryName(name=name, kind="primary"),))
        for i, name in enumerate(names)
    ]
    watchlist = Watchlist.from_entries(entries)
    found = 0
    for name in names:
        surname, given = name.split()
        for kept in range(1, len(surname)):
            query = Traveller(surname=given, given_names=surname[:kept], maybe_truncated=True)
            pruned, whole = (
                Screener(watchlist, config=ScreeningConfig(threshold=0.3, name_floor=0.3, prune=prune)).screen(query)
                for prune in (True, False)
            )
            assert [(h.list, h.entry_id, h.score) for h in pruned.hits] == [
                (h.list, h.entry_id, h.score) for h in whole.hits
            ]
            found += len(whole.hits)
    assert found >= len(names) * 8
