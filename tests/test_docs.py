"""The examples of the documents run and say what they print, their links lead somewhere, and the map is whole."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from screening.birthdates import parse_birth_date
from screening.watchlist.receipt import Receipt

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
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


def test_the_module_of_a_list_format_works(tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/add-a-source.md").read_text(encoding="utf-8")
    (code,) = (block for block in FENCED.findall(page) if "def read" in block)
    module: dict[str, Any] = {}
    exec(code, module)
    source = tmp_path / "list.xml"
    anna = "<fullName>Anna Eriksson</fullName><born>12/08/1974</born><nationality>SWE</nationality>"
    source.write_text(f"<exampleList><person id='1'>{anna}</person><person id='2'/></exampleList>")
    assert module["detect"](source.read_bytes(), source.name)
    receipt = Receipt()
    (entry,) = module["read"](source, receipt)
    assert (entry.id, entry.list, entry.countries) == ("1", "example", (("SWE", "nationality"),))
    assert entry.birth_dates == (parse_birth_date("1974-08-12"),)
    assert (receipt.rows_read, receipt.rows_loaded, receipt.rows_rejected) == (2, 1, 1)


def test_readme_has_an_example() -> None:
    assert doctest.DocTestParser().get_examples(examples(ROOT / "README.md"))


def anchors(page: Path) -> set[str]:
    """Of the headings of a page, as they are made of them when it is shown."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target).resolve() for target, _ in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {path for path in index.parent.rglob("*.md") if path.parent.name != "decisions" and path != index}
    assert pages <= linked


def test_the_map_has_every_room_in_its_order() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    (order,) = re.findall(r"^`(cli -> .*?)`$", text, re.MULTILINE | re.DOTALL)
    assert order.replace("\n", " ").split(" -> ") == [layer for layer in layers if layer != "__main__"]
    named = {name.strip("/") for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in row.split("`")}
    package = ROOT / "src" / "screening"
    rooms = {path.name for path in package.iterdir() if path.suffix in (".py", ".pyx", ".h") or path.is_dir()}
    assert rooms <= named | {"__init__.py", "__main__.py", "__pycache__"}
