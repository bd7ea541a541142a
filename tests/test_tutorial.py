"""The shell examples of the tutorial run, and print what it shows; its Python is run by `tests.test_docs`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import screening as sc

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial.md"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)


def blocks() -> list[str]:
    return CONSOLE.findall(TUTORIAL.read_text(encoding="utf-8"))


def test_the_tutorial_has_shell_examples() -> None:
    assert len(blocks()) == 2


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where `screening` is this project, whatever is installed."""
    tools = tmp_path_factory.mktemp("bin")
    (tools / "screening").write_text(f'#!/bin/sh\nexec {sys.executable} -m screening "$@"\n')
    (tools / "screening").chmod(0o755)
    source = str(Path(sc.__file__).resolve().parents[1])
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": source}


@pytest.mark.parametrize("block", blocks(), ids=["fields", "zone"])
def test_a_shell_example_prints_what_it_shows(block: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "build").mkdir()
    sc.compile_watchlist([ROOT / "data/fixtures/un_sample.xml"], tmp_path / "build/un.watchlist")
    done = subprocess.run(
        ["sh", "-c", "exec 2>&1\n" + "\n".join(COMMAND.findall(block))],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == COMMAND.sub("", block)
