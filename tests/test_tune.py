"""Thresholds by budget: the figures are what screening at that threshold gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import SCREENER, WATCHLIST

import screening as sc
from screening.errors import ConfigError, InputError
from screening.tune import Truth, candidate_rate, tune
from screening.watchlist.schema import Entry, EntryName

INNOCENTS = [
    sc.Traveller(name=name, nationality=code)
    for name, code in (
        ("Ana Erikson", "SWE"), ("John Smyth", "GBR"), ("Jon Smit", "GBR"), ("Ali Mohamed", "EGY"),
        ("Юрий Щербак", "RUS"),
        ("Peter Lundqvist", "SWE"), ("Maria Garcia Lopez", "ESP"), ("Zbigniew Wojcik", "POL"),
        ("Kim Yong Un", None),
    )
]  # fmt: skip
TRUTH = [
    Truth(sc.Traveller(name="Anna Ericsson", birth_date="1974-08-12"), "test", "1"),
    Truth(sc.Traveller(name="Yuri Scherbakov"), "test", "2"),
    Truth(sc.Traveller(name="Wholly Different"), "test", "2"),
]
REPORT = tune(SCREENER, INNOCENTS, TRUTH, thresholds=(0.3, 0.5, 0.7, 0.9))


@given(st.floats(0.3, 1))
def test_the_curve_is_what_screening_gives(threshold: float) -> None:
    point = tune(SCREENER, INNOCENTS, TRUTH, thresholds=(threshold,)).curve[0]
    found = sc.Screener(WATCHLIST, threshold=threshold)
    rate = candidate_rate(found, INNOCENTS)
    assert point.candidates == pytest.approx(rate.candidates)
    assert point.stopped == pytest.approx(rate.stopped)
    hits = [{hit.entry_id for hit in found.screen(one.traveller).hits} for one in TRUTH]
    recall = sum(one.entry_id in ids for one, ids in zip(TRUTH, hits, strict=True)) / len(TRUTH)
    assert point.recall == pytest.approx(recall)
    assert REPORT.recall_at(threshold) == pytest.approx(recall)


@given(st.floats(0, 20_000))
def test_the_threshold_for_a_budget_keeps_it_and_a_lower_one_does_not(budget: float) -> None:
    threshold = REPORT.threshold_for(budget)
    assert candidate_rate(sc.Screener(WATCHLIST, threshold=threshold), INNOCENTS).candidates <= budget
    if threshold > 0.3:
        lower = candidate_rate(sc.Screener(WATCHLIST, threshold=round(threshold - 0.001, 3)), INNOCENTS)
        assert lower.candidates > budget


def test_the_curve_falls() -> None:
    assert [p.threshold for p in REPORT.curve] == [0.3, 0.5, 0.7, 0.9]
    for field in ("candidates", "stopped", "recall"):
        values = [getattr(point, field) for point in REPORT.curve]
        assert values == sorted(values, reverse=True)


def test_fairness_names_every_group_once() -> None:
    nationalities = {row.group: row for row in REPORT.fairness if row.by == "nationality"}
    assert set(nationalities) == {"SWE", "GBR", "EGY", "RUS", "ESP", "POL", "unknown"}
    assert sum(row.travellers for row in nationalities.values()) == len(INNOCENTS)
    assert nationalities["POL"].stopped == 0 and nationalities["GBR"].stopped == 10_000
    assert all(row.low <= row.stopped <= row.high for row in REPORT.fairness)
    assert {row.group for row in REPORT.fairness if row.by == "script"} == {"Latin", "Cyrillic"}


def test_a_group_that_is_stopped_far_more_often_is_marked() -> None:
    smiths = [sc.Traveller(name="John Smith", nationality="GBR")] * 60
    others = [sc.Traveller(name="Zbigniew Wojcik", nationality="POL")] * 2000
    rows = {row.group: row for row in tune(SCREENER, [*smiths, *others]).fairness}
    assert rows["GBR"].differs and rows["GBR"].ratio == pytest.approx(2060 / 60)
    assert rows["Latin"].differs is False
    assert rows["GBR"].recall is None


def test_the_report_prints_no_name() -> None:
    text = str(REPORT)
    assert "threshold" in text and "Cyrillic" in text
    assert not any(word in text for one in INNOCENTS for word in (one.name or "").split())


def test_what_cannot_be_measured_is_an_error() -> None:
    with pytest.raises(InputError):
        tune(SCREENER, [])
    with pytest.raises(InputError):
        candidate_rate(SCREENER, [])
    with pytest.raises(ConfigError, match="thresholds"):
        tune(SCREENER, INNOCENTS, thresholds=(2.0,))
    with pytest.raises(ConfigError, match="budget"):
        REPORT.threshold_for(-1)


def test_a_budget_that_no_threshold_keeps_is_an_error() -> None:
    holder = sc.Traveller(name="Anna Maria Eriksson", document_number="L898902C3", birth_date="1974-08-12")
    report = tune(SCREENER, [holder])
    assert report.threshold_for(10_000) == 0.5
    assert report.threshold_for(0) <= 1.0


def test_whom_to_help_counts_as_found() -> None:
    child = Entry(id="7", list="missing", category="missing_child", names=(EntryName("Zofia Brandstaetter"),))
    screener = sc.Screener(sc.Watchlist.from_entries([child]))
    listed = sc.Traveller(name="Zofia Brandstaetter")
    report = tune(screener, [sc.Traveller(name="Ali Khan"), listed], [Truth(listed, "missing", "7")])
    assert report.recall_at(report.threshold) == 1.0
    assert candidate_rate(screener, [listed]).stopped == 10_000


def test_groups_of_which_nobody_is_stopped_do_not_differ() -> None:
    assert not any(row.differs for row in tune(SCREENER, [sc.Traveller(name="Xu Quynh Ngo")] * 50).fairness)
