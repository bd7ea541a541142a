"""The examples of the documents run, and say what they print."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```(?:python|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(document: Path) -> str:
    """The fenced Python code of a document that shows a prompt; the rest of it as blank lines, so that numbers fit."""
    text = document.read_text(encoding="utf-8")
    code = ["\n"] * len(text.splitlines())
    for block in FENCED.finditer(text):
        if ">>> " in block[1]:
            first = text.count("\n", 0, block.start(1))
            lines = block[1].splitlines(keepends=True)
            code[first : first + len(lines)] = lines
    return "".join(code)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_of_a_document_run(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(examples(document), {}, document.name, str(document), 0)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append)
    assert not report, "".join(report)


def test_readme_has_an_example() -> None:
    assert doctest.DocTestParser().get_examples(examples(ROOT / "README.md"))
