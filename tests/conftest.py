"""Shared fixtures: the folders of data, and the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.commands import Run

from screening.cli import main

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


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives its exit code, its data and its messages."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command
