"""The pages on the command line: the reference says what ``--help`` says, and the how-to works as it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools.make_cli_reference import PAGE, page

import screening as sc
from screening.cli._app import program
from screening.cli._shared import EXIT_CODES
from screening.screener import ScreeningConfig

HOW_TO = PAGE.parent.parent / "how-to" / "screen-a-manifest-nightly.md"


def test_the_reference_is_what_help_says() -> None:
    """Else: ``python -m tools.make_cli_reference``."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_exit_code_is_in_the_reference() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page(), re.MULTILINE)} == EXIT_CODES.keys()


@pytest.mark.parametrize("command", ["screen", "batch", "explain"])
def test_help_tells_the_defaults_of_the_library(command: str) -> None:
    found = program.get_command(program.make_context("screening", ["--help"], resilient_parsing=True), command)
    assert found is not None
    help_of = {str(param.name): str(getattr(param, "help", "")) for param in found.params}
    config = ScreeningConfig()
    assert help_of["threshold"].endswith(f"[default: {config.threshold:.2f}]")
    assert help_of["name_floor"].endswith(f"[default: {config.name_floor:.2f}]")
    assert help_of["max_hits"].endswith(f"[default: {config.max_hits}]")


def block(language: str, containing: str) -> str:
    """The fenced code of the how-to in a language that holds a text."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (one,) = (text for text in found if containing in text)
    return str(one)


def test_the_nightly_how_to_works(tmp_path: Path, fixtures: Path) -> None:
    (tmp_path / "columns.toml").write_text(block("toml", "[columns]"), encoding="utf-8")
    (tmp_path / "nightly.sh").write_text(block("bash", "nightly.sh").replace("--max-age 7", "--max-age 100000"))
    (tmp_path / "trail.key").write_text("a secret of some length")
    (tmp_path / "exports").mkdir()
    (tmp_path / "answers").mkdir()
    export = (
        "Booking,Family name,Given names,Born,Citizen of,Passport,Seat\n"
        "A1,BELMOKHTAR,MUKHTAR,1972-06-01,DZA,,3A\nB2,ERIKSSON,ANNA MARIA,1974-08-12,SWE,L898902C3,3B\n"
    )
    (tmp_path / "exports" / "2026-01-31.csv").write_text(export)
    (tmp_path / "travellers.csv").write_text(export)
    sc.compile_watchlist([fixtures / "un_sample.xml"], tmp_path / "lists.watchlist")
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "screening").write_text(f'#!/bin/sh\nexec {sys.executable} -m screening "$@"\n')
    (tools / "screening").chmod(0o755)
    source = str(Path(sc.__file__).resolve().parents[1])
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": source}

    def shell(*command: str) -> tuple[int, str]:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    code, said = shell("sh", "-c", block("sh", "--dry-run"))
    assert (code, said) == (
        0,
        "screening: 2 travellers in travellers.csv (csv) can be screened; nobody was\n",
    )
    for _ in range(2):  # safe to start again
        assert shell("bash", "nightly.sh", "2026-01-31") == (1, "hits to look at\n")
    summary = json.loads((tmp_path / "summary-2026-01-31.json").read_text())
    assert summary["statuses"] == {"hits": 1, "no_hits": 1}
    read = block("python", "part_paths") + "print(hits.column('traveller_id').to_pylist())\n"
    assert shell(sys.executable, "-c", read) == (0, "['A1']\n")
    code, said = shell("sh", "-c", block("sh", "audit verify"))
    assert (code, "trail.jsonl is whole" in said) == (0, True)
    assert re.match(r"2:[0-9a-f]{64}\n", said)
