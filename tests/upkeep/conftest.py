"""A library with a clock that is set by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.upkeep.making import Clock

from screening.upkeep.library import Library


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Library:
    return Library(tmp_path / "lists", clock=clock)
