"""Folding and comparing names, one call at a time from Python."""

# ruff: noqa: S101 - these are tests
from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pytest

import screening as sc

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

NAMES = {
    "latin": ["José MÜLLER-O'Neill", "Nguyễn Thị Minh Khai", "Jean-Baptiste de la Tour", "ŁUKASZ ŻÓŁĆ"],
    "cyrillic": ["Щербаков Юрий Андреевич", "Олександр Ємельянов", "Ђорђе Јанковић", "Әлихан Бөкейхан"],
    "arabic": ["محمد عبد الرحمن الأحمدي", "حسین رضایی", "خالد بن يوسف", "فاطمة الزهراء"],
    "han": ["王小明", "欧阳修", "單雄信", "山田太郎"],
}

PAIRS = {
    "latin-latin": [
        ("Mohamed Aly", "Muhammad Ali"),
        ("Anna Maria Eriksson", "Eriksson Ana-Maria"),
        ("John Smith", "Jane Doe"),
    ],
    "cyrillic-latin": [
        ("Щербаков Юрий", "Yuri Shcherbakov"),
        ("Ольга Петрова", "Olga Petrov"),
        ("Иван Иванов", "Peter Kim"),
    ],
    "arabic-latin": [("محمد علي", "Mohamed Aly"), ("خالد بن يوسف", "Khaled Yousef"), ("فاطمة", "John Smith")],
}


@pytest.mark.parametrize("script", NAMES)
def test_normalize_name(benchmark: BenchmarkFixture, script: str) -> None:
    names = cycle(NAMES[script])
    assert benchmark(lambda: sc.normalize_name(next(names)))


@pytest.mark.parametrize("scripts", PAIRS)
def test_compare_names(benchmark: BenchmarkFixture, scripts: str) -> None:
    pairs = cycle(PAIRS[scripts])
    score = benchmark(lambda: sc.compare_names(*next(pairs)).score)
    assert 0.0 <= score <= 1.0
