"""The shell examples of the tutorial and of the first page run; their Python is run by `tests.test_docs`."""

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds the data of the project, and room for what is built."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "build").mkdir()
    return tmp_path


@pytest.mark.parametrize("block", blocks(), ids=["fields", "zone"])
def test_a_shell_example_prints_what_it_shows(block: str, environment: dict[str, str], folder: Path) -> None:
    sc.compile_watchlist([ROOT / "data/fixtures/un_sample.xml"], folder / "build/un.watchlist")
    assert run("exec 2>&1\n" + "\n".join(COMMAND.findall(block)), folder, environment)[1] == COMMAND.sub("", block)


def test_the_commands_of_the_first_page_run(environment: dict[str, str], folder: Path) -> None:
    (folder / "travellers.csv").write_text("surname,given_names,birth_date\nBELMOKHTAR,MUKHTAR,1972-06-01\n")
    (block,) = re.findall(
        r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert [run(command, folder, environment)[0] for command in block.splitlines()] == [0, 1, 1]  # done; hits; hits


def run(script: str, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and output of a shell script."""
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout
