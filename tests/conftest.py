"""Shared fixtures: the folder of development data, where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SCREENING_SHARED_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"development data not found: {SHARED} (set SCREENING_SHARED_DATA)")
    for item in items:
        if "shared_data" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the development data; tests that use it carry the mark ``shared_data``."""
    return SHARED


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Folder of the data that ships with the project."""
    return ROOT / "data" / "fixtures"
