"""The page on the score says what the model holds."""

from __future__ import annotations

import re
from pathlib import Path

from screening.scoring import BANDS, BIRTH, COUNTRY, DOCUMENT, SEX, SUPPORTED_WEAK_CAP, WEAK_ALIAS_CAP

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "explanation" / "score.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([a-z ]+): ([a-z ]+) \| ([\d.]+) \| ([\d.]+) \| ([+-]\d\.\d\d) \|$", re.MULTILINE)


def test_every_weight_stands_in_the_table() -> None:
    stated = {(field, relation): (float(m), float(u), weight) for field, relation, m, u, weight in ROW.findall(PAGE)}
    model = {
        (field, relation.name.lower().replace("_", " ")): (weight.m, weight.u, f"{weight.log_odds:+.2f}")
        for field, table in (("birth date", BIRTH), ("sex", SEX), ("nationality", COUNTRY), ("document", DOCUMENT))
        for relation, weight in table.items()
        if relation
    }
    assert stated == model


def test_bands_and_caps_are_those_of_the_model() -> None:
    bands = {name: f"{least:.2f}"[1:] for least, name in BANDS}
    assert f"strong from {bands['strong']}, possible from {bands['possible']}" in PAGE
    caps = [f"{cap:.2f}"[1:] for cap in (WEAK_ALIAS_CAP, SUPPORTED_WEAK_CAP)]
    assert f"scores {caps[0]} at most" in PAGE and f"and {caps[1]} where" in PAGE
