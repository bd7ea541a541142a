"""The account of a hit: its steps end in its score, and what it says would change the answer does."""

from __future__ import annotations

import json
from itertools import pairwise
from string import Formatter
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import ANNA, WATCHLIST

import screening as sc
from screening._reference import Operation
from screening.phrases import ENGLISH
from screening.scoring import BirthRelation, CountryRelation, DocumentRelation, SexRelation
from screening.watchlist.schema import Entry, EntryName, NameKind

SCREENER = sc.Screener(WATCHLIST, threshold=0.3)

travellers = st.builds(
    sc.Traveller,
    name=st.sampled_from(["Anna Maria Eriksson", "Ana Ericson", "Zorro", "Somebody Else", "Eriksson Anja"]),
    birth_date=st.sampled_from([None, "1974-08-12", "1974-12-08", "1974", "1978-03-03", "2001-01-01"]),
    sex=st.sampled_from([None, "F", "M"]),
    nationality=st.sampled_from([None, "SWE", "NOR"]),
    document_number=st.sampled_from([None, "L898902C3"]),
)


@given(travellers)
def test_the_steps_end_in_the_score(traveller: sc.Traveller) -> None:
    for hit in SCREENER.screen(traveller).hits:
        steps = hit.account.steps
        assert steps[0].score == hit.name_score
        assert steps[-1].score == pytest.approx(hit.score, abs=1e-12)
        for before, step in pairwise(steps):
            if step.weight:
                assert (step.score > before.score) == (step.weight > 0)
                assert step.why


EQUIVALENT = {
    ("birth_date", "equal"): {"birth_date": "1974-08-12"},
    ("birth_date", "lifetime_apart"): {"birth_date": "2009-03-04"},
    ("sex", "same"): {"sex": "F"},
    ("sex", "different"): {"sex": "M"},
    ("nationality", "shared"): {"nationality": "SWE"},
    ("nationality", "different"): {"nationality": "NOR"},
    ("document", "same"): {"document_number": "L898902C3"},
}


@given(travellers)
def test_what_would_change_the_answer_does(traveller: sc.Traveller) -> None:
    for hit in (h for h in SCREENER.screen(traveller).hits if h.entry_id == ANNA.id):
        given_ = {f: getattr(traveller, f) for f in ("name", "birth_date", "sex", "nationality", "document_number")}
        for change in hit.account.changes:
            other: dict[str, Any] = {**given_, **EQUIVALENT[change.field, change.relation]}
            found = {h.entry_id: h for h in SCREENER.screen(sc.Traveller(**other)).hits}.get(ANNA.id)
            assert change.band != hit.band
            # Another of the entry's names may then match better.
            if found is None or found.matched_name == hit.matched_name:
                assert (found.band if found else "none") == change.band


def test_it_says_what_is_missing_to_a_stronger_answer() -> None:
    hit = SCREENER.screen(sc.Traveller(name="Ana Ericson")).hits[0]
    assert hit.band != "strong"
    assert "with the same birth date it would score 0.99" in hit.explain()
    assert "with a birth date more than twenty-five years away" in hit.explain()


@given(travellers)
def test_the_dictionary_is_plain_and_says_the_same(traveller: sc.Traveller) -> None:
    for hit in SCREENER.screen(traveller).hits:
        found = json.loads(json.dumps(hit.to_dict()))
        assert (found["entry_id"], found["list"], found["band"]) == (hit.entry_id, hit.list, hit.band)
        assert found["steps"][-1]["score"] == pytest.approx(found["score"])
        if hit.matched is not None:
            assert found["matched_name"]["name"] == hit.matched_name
            assert found["matched_name"]["kind"] == hit.matched.kind
            assert sum(link["part"] for link in found["alignment"]) == pytest.approx(found["name_score"])


def test_it_can_be_said_in_another_language() -> None:
    hit = SCREENER.screen(sc.Traveller(name="Anna Maria Eriksson", birth_date="1974-08-12")).hits[0]
    text = hit.explain(phrases={"field.birth_date": "geboren", "birth_date.equal": "am selben Tag"})
    assert "geboren     am selben Tag (+4.85)" in text
    assert "against primary name" in text


def test_every_relation_operation_and_kind_has_words() -> None:
    keys = {f"operation.{name}" for name in get_args(Operation)} | {f"kind.{name}" for name in get_args(NameKind)}
    for field, kind in (
        ("birth_date", BirthRelation),
        ("sex", SexRelation),
        ("nationality", CountryRelation),
        ("document", DocumentRelation),
    ):
        keys |= {f"{field}.{relation.name.lower()}" for relation in kind if relation}
    assert keys <= set(ENGLISH)
    assert all(text.isprintable() and list(Formatter().parse(text)) for text in ENGLISH.values())


def test_a_strange_name_cannot_rewrite_the_account() -> None:
    entry = Entry(id="{name}\n9", list="t", names=(EntryName("Ruslan {0} Koval\u202echuk"),))
    text = (
        sc.Screener(sc.Watchlist.from_entries([entry])).screen(sc.Traveller(name="Ruslan Kovalchuk")).hits[0].explain()
    )
    assert "\\u202e" in text and "{name}\\n9" in text
