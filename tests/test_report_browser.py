"""The report as a real browser shows it, on a phone, a tablet and a screen, and as it prints."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser import CHROMIUM, Page, browser_page
from tests.people import SCREENER, WATCHLIST
from tests.test_report import HERSELF, HOSTILE, OTHERS, hostile_case

import screening as sc
from screening.report import write_report
from screening.tune import tune
from screening.watchlist.schema import Entry, EntryName

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

WIDTHS = (360, 768, 1280)
ARABIC, HEBREW = "محمد عبد الرحمن الحسيني", "משה בן כהן"
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2 + " Maximiliana Konstantinopolitanska"
#: What sticks out of the page to the side, but for what may be scrolled.
OVERFLOW = """[...document.querySelectorAll("body *")]
  .filter(e => !e.closest(".scroll table, svg") && e.checkVisibility())
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
    || e.getBoundingClientRect().left < -0.5)
  .map(e => e.tagName + "." + e.className)
  .concat(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["page"] : []).join()"""
UNFOLD = """document.querySelectorAll("details").forEach(e => { e.open = true })"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser_page(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Travellers and entries of several scripts, long names, and what was measured."""
    names = (ARABIC, HEBREW, LONG, "Щербаков Юрий")
    entries = [
        Entry(id=str(n), list="test", names=(EntryName(name),), remarks="r" * 300) for n, name in enumerate(names)
    ]
    watchlist = sc.Watchlist.from_entries(entries)
    screener = sc.Screener(watchlist)
    travellers = [
        sc.Traveller(name=name, id=str(n)) for n, name in enumerate(("Mohamed Abdulrahman Al Husayni", *names))
    ]
    path = tmp_path_factory.mktemp("report") / "report.html"
    results = [*screener.screen_many(travellers), *SCREENER.screen_many((HERSELF, *OTHERS))]
    curve = tune(screener, [sc.Traveller(name=name, nationality="IRQ") for name in (LONG, HEBREW, "Ann Onymous")])
    write_report(results, path, watchlists=[watchlist, WATCHLIST], curve=curve, title=LONG)
    return path


def _crowd() -> list[sc.Result]:
    return SCREENER.screen_many([sc.Traveller(name="Anna Maria Erikson", id=f"T{n}") for n in range(500)])


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out(page: Page, report: Path, width: int) -> None:
    page.open(report, width=width)
    assert page(OVERFLOW) == ""
    page(UNFOLD)
    assert page(OVERFLOW) == ""
    assert page("getComputedStyle(document.querySelector('h1')).fontWeight") == "650"  # the policy lets the style in
    assert (
        page(
            "Math.min(...[...document.querySelectorAll('td,dd,p')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        >= 12
    )


def test_names_run_the_way_they_are_written(page: Page, report: Path) -> None:
    page.open(report, width=1280)
    page(UNFOLD)
    found = page("[...document.querySelectorAll('bdi')].map(e => [e.textContent, getComputedStyle(e).direction])")
    right_to_left = [text for text, direction in found if direction == "rtl"]
    assert {ARABIC, HEBREW} <= set(right_to_left)
    assert all(re.search("[\u0590-\u06ff]", text) for text in right_to_left)
    assert all(direction == "rtl" for text, direction in found if re.match("[\u0590-\u06ff]", text))
    # The words around a name stay in their order: the score stands left of both names, the source right of them.
    places = page(
        "[...document.querySelectorAll('summary.hit-line')].map(line => ['.score', '.who', '.whom', '.source']"
        ".map(part => line.querySelector(part).getBoundingClientRect().left))"
    )
    assert places and all(line == sorted(line) for line in places)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_changes_nothing_that_is_shown(page: Page, tmp_path: Path, text: str) -> None:
    shapes = []
    for number, source in enumerate(hostile_case(text)):
        path = tmp_path / f"{number}.html"
        path.write_text(source, encoding="utf-8")
        page.events.clear()
        page.open(path, width=360)
        page(UNFOLD)
        assert page(OVERFLOW) == ""
        elements = page(
            "[...document.querySelectorAll('*')].map(e => e.tagName + '.' + e.getAttribute('class')).join(' ')"
        )
        attributes = page(
            "[...new Set([...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()))].sort().join()"
        )
        shapes.append((elements, attributes))
        assert not [e for e in page.events if e["method"] in ("Log.entryAdded", "Page.javascriptDialogOpening")]
    assert shapes[0] == shapes[1]


def test_five_hundred_hits_can_be_walked_through(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    write_report(_crowd(), path, watchlists=[WATCHLIST])
    assert path.stat().st_size < 10_000_000
    page.open(path, width=360, fragment="#hit-321")
    assert page("document.querySelectorAll('details.hit').length") == 500
    assert page(OVERFLOW) == ""
    # A link of the index unfolds its hit and leads there; nothing else is unfolded.
    assert page("[...document.querySelectorAll('details.hit')].filter(e => e.open).length") == 1
    assert page("document.getElementById('hit-321').checkVisibility()") is True
    assert -100 < page("document.getElementById('hit-321').getBoundingClientRect().top") < 800
    assert page("document.querySelectorAll('.index a').length") == 500
    # Folded, a hit takes a few lines of a phone.
    assert page("document.querySelectorAll('.hit-line')[7].getBoundingClientRect().height") < 120


def test_on_paper_every_hit_is_unfolded_and_the_way_around_is_left_out(page: Page, report: Path) -> None:
    page.open(report, width=768)
    assert page("[...document.querySelectorAll('details.hit')].some(e => !e.open)")
    page.call("Emulation.setEmulatedMedia", media="print")
    try:
        assert page(
            "[...document.querySelectorAll('details.hit .card')].every(e => e.getBoundingClientRect().height > 100)"
        )
        assert page("document.querySelector('nav').checkVisibility()") is False
    finally:
        page.call("Emulation.setEmulatedMedia", media="")
    paper = base64.b64decode(page.call("Page.printToPDF", printBackground=False)["data"])
    assert paper.startswith(b"%PDF") and paper.count(b"/Type /Page\n") > 4
