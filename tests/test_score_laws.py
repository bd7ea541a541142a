"""Laws of the score that hold for every name and every evidence."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.people import ANNA, SCREENER, WATCHLIST

import screening as sc
from screening.scoring import SUPPORTED_WEAK_CAP, WEAK_ALIAS_CAP, counted, standing
from screening.watchlist.schema import Entry, EntryName

names = st.lists(st.sampled_from("Anna Maria Eriksson Мухаммад Ali علي bin Smith 김정은 O'Neill van der Berg X Łukasz".split()), min_size=1, max_size=6).map(" ".join)  # fmt: skip  # noqa: E501


@given(names | st.text(max_size=30))
def test_identical_names_score_at_least_ninety(name: str) -> None:
    score = sc.compare_names(name, name).score
    assert 0.9 <= score < 1.0 or SCREENER.screen(sc.Traveller(name=name)).status == "unscreenable"
    if score:
        watchlist = sc.Watchlist.from_entries([Entry(id="1", list="t", names=(EntryName(name),))])
        assert sc.Screener(watchlist).screen(sc.Traveller(name=name)).hits[0].score == score


STEPS = {
    # from contradiction to agreement; None is not known
    "birth_date": (
        "2001-02-03",
        "1995-02-03",
        "1985-02-03",
        "1978-02-03",
        None,
        "between 1970 and 1976",
        "1984-08-12",
        "1974",
        "1974-08-14",
        "1974-08-21",
        "1974-08",
        "1974-12-08",
        "1974-08-12",
    ),
    "sex": ("M", None, "F"),
    "nationality": ("NOR", None, "SWE"),
    "document_number": (None, "L8989O2C3", "L898902C3"),
}
weights = st.fixed_dictionaries({field: st.integers(0, len(steps) - 1) for field, steps in STEPS.items()})
queries = st.sampled_from(["Anna Maria Eriksson", "Ana Ericson", "Zorro", "Anja", "Maria Erikson", "Annamaria Eriksen"])


def score_of(name: str, chosen: dict[str, int]) -> float:
    fields = {field: STEPS[field][step] for field, step in chosen.items()}
    found = sc.Screener(sc.Watchlist.from_entries([ANNA]), config=sc.ScreeningConfig(threshold=0.0, name_floor=0.0))
    hits = found.screen(sc.Traveller(name=name, **fields)).hits  # type: ignore[arg-type]
    return hits[0].score if hits else 0.0


@given(queries, weights, st.sampled_from(list(STEPS)))
def test_agreeing_more_never_lowers_and_contradicting_more_never_raises(
    name: str, chosen: dict[str, int], field: str
) -> None:
    scores = [score_of(name, {**chosen, field: step}) for step in range(len(STEPS[field]))]
    assert scores == sorted(scores)
    assert len(set(scores)) > 1 or scores[0] in (0.0, WEAK_ALIAS_CAP, SUPPORTED_WEAK_CAP) or chosen["document_number"]


@given(queries, weights, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_never_adds_a_hit(name: str, chosen: dict[str, int], low: float, high: float) -> None:
    low, high = sorted((low, high))
    traveller = sc.Traveller(name=name, **{f: STEPS[f][s] for f, s in chosen.items()})  # type: ignore[arg-type]
    more, fewer = (
        {h.entry_id: h.score for h in sc.Screener(WATCHLIST, threshold=t).screen(traveller).hits} for t in (low, high)
    )
    assert fewer == {entry: score for entry, score in more.items() if score >= high and entry in fewer}
    assert all(score >= high for score in fewer.values())
    assert fewer.keys() <= more.keys()


def test_a_rare_name_outranks_a_common_one_and_a_date_outranks_both() -> None:
    common, rare = (sc.compare_names(name, name).score for name in ("John Smith", "Zbigniew Wojciechowski"))
    assert 0.9 <= common < rare < 1
    hit = SCREENER.screen(sc.Traveller(name="Anna Maria Eriksson", birth_date="1974-08-12")).hits[0]
    assert hit.score > hit.name_score


def test_a_contradiction_counts_more_beside_a_common_name_than_beside_a_rare_one() -> None:
    """Two people called John Smith are expected to differ; two called Zbigniew Wojciechowski hardly are."""
    bare = sc.Traveller()
    for other in (replace(bare, birth_date="1985-02-03"), replace(bare, sex="M"), replace(bare, nationality="NOR")):
        cost = {}
        for name in ("John Smith", "Zbigniew Wojciechowski"):
            entry = Entry(
                id="1",
                list="t",
                names=(EntryName(name),),
                birth_dates=(sc.parse_birth_date("1974-08-12"),),
                sex="F",
                countries=(("SWE", "nationality"),),
            )
            screener = sc.Screener(sc.Watchlist.from_entries([entry]), threshold=0.1)
            alone = screener.screen(sc.Traveller(name=name)).hits[0].score
            cost[name] = alone - screener.screen(replace(other, name=name)).hits[0].score
        assert cost["John Smith"] > cost["Zbigniew Wojciechowski"] > 0


def test_agreement_counts_more_beside_a_rare_name_than_beside_a_common_one() -> None:
    """Many who are called Mohammed Ali are Egyptian, and few are the person that is meant."""
    gain = {}
    for name, listed in (("Mohammed Ali", "Mohammed Ali Ahmed"), ("Gulbahar Tszyu", "Gulbahar Tszyu Mirzaev")):
        entry = Entry(id="1", list="t", names=(EntryName(listed),), sex="M", countries=(("EGY", "nationality"),))
        screener = sc.Screener(sc.Watchlist.from_entries([entry]), threshold=0.1)
        alone = screener.screen(sc.Traveller(name=name)).hits[0].score
        gain[name] = screener.screen(sc.Traveller(name=name, sex="M", nationality="EGY")).hits[0].score - alone
    assert gain["Gulbahar Tszyu"] > gain["Mohammed Ali"] > 0


evidence = st.floats(-12, 12)


@given(evidence, evidence, st.floats(-20, 40), st.floats(-20, 40))
def test_evidence_counts_in_part_and_the_more_the_more_speaks_for_it(
    a: float, b: float, common: float, rare: float
) -> None:
    (a, b), (common, rare) = sorted((a, b)), sorted((common, rare))
    assert min(a / 4, a) <= counted(a, common) <= max(a / 4, a)
    assert counted(a, common) <= counted(b, common)
    assert counted(a, common) <= counted(a, rare)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_name_says_the_more_the_more_alike_and_the_rarer_it_is(a: float, b: float, less: float, more: float) -> None:
    (a, b), (less, more) = sorted((a, b)), sorted((less, more))
    assert standing(a, less) <= standing(b, less)
    assert standing(a, less) <= standing(a, more)
