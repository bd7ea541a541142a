"""The report: what it says, what hostile text can't do to it, and that it is whole or not there."""

from __future__ import annotations

import base64
import hashlib
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import ANNA, SCREENER, WATCHLIST

import screening as sc
from screening.cleared import ClearedPairs
from screening.errors import ConfigError, InputError
from screening.report import render_report, write_report
from screening.report.markup import differences, foreign, tag, visible
from screening.screener import Result
from screening.text import clean
from screening.tune import Truth, tune
from screening.watchlist.schema import Document, Entry, EntryName

HERSELF = sc.Traveller(
    surname="ERIKSSON",
    given_names="ANNA MARIA",
    birth_date="1974-12-08",
    sex="F",
    document_number="L898902C3",
    id="A-1",
)
OTHERS = (
    sc.Traveller(name="Shcherbakov Iurii", nationality="RUS", id="A-2"),
    sc.Traveller(name="Nobody Known", birth_date="not a date", id="A-3"),
    sc.Traveller(name="???", id="A-4"),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</style></title></svg><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)' x=\"",
    "<!-- --> ]]> <![CDATA[ &lt;b&gt; &#60;i&#62; &amp;",
    "\u202eabc\u202d \u2066def\u2069 \u200f\u061c",
    "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg\u3164h\u034fi",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x00 \x9b2J",
    "Z" + "\u0301" * 7 + "W" * 40,
)


class Elements(HTMLParser):
    """Elements, attributes and text of a page, the way a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def shape(self) -> list[tuple[str, str | None, str | None]]:
        return [(tag, attributes.get("class"), attributes.get("id")) for tag, attributes in self.elements]


def _results() -> list[Result]:
    return SCREENER.screen_many([HERSELF, *OTHERS])


def _page(**options: Any) -> Elements:
    page = Elements(render_report(_results(), watchlists=[WATCHLIST], **options))
    assert not page.open
    return page


def test_a_hit_shows_both_sides_their_differences_the_matrix_and_the_score() -> None:
    source = render_report(SCREENER.screen_many([HERSELF]))
    page = Elements(source)
    hit = SCREENER.screen(HERSELF).hits[0]
    for text in ("ERIKSSON, ANNA MARIA", "Anna Maria Eriksson", "Anja Ericsson", "L898902C3", "SWE", "A-1", "strong"):
        assert text in page.text
    assert "1974-<mark>12</mark>-<mark>08</mark>" in source and "1974-<mark>08</mark>-<mark>12</mark>" in source
    for step in hit.account.steps:
        assert f"{step.score:.3f}" in page.text and (step.weight is None or f"{step.weight:+.2f}" in page.text)
    assert source.count(" chosen") == len(hit.account.to_dict()["alignment"]) == 3
    assert "What would change the answer" in page.text or not hit.account.changes


def test_names_in_two_scripts_are_compared_in_latin_letters() -> None:
    source = render_report(SCREENER.screen_many(OTHERS[:1]))
    assert "щербаков" in source and re.search(r'class="latin"><bdi dir="auto">[a-z]', source)


def test_the_summary_counts_what_was_screened() -> None:
    page = _page()
    figures = re.findall(r"(travellers|with hits|no hit|unscreenable|not in full)([0-9,]+)", page.text)
    results = _results()
    assert dict(figures) == {
        "travellers": "4",
        "with hits": str(sum(r.status == "hits" for r in results)),
        "no hit": "1",
        "unscreenable": "1",
        "not in full": "2",
    }
    assert "A-3" in page.text and "the birth date could not be read" in page.text
    assert "A-4" in page.text and "nothing in the name can be compared" in page.text


def test_lists_are_told_with_version_digest_age_and_receipt() -> None:
    page = _page(generated=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    assert WATCHLIST.digest in page.text and "2026-01-02 03:04 UTC" in page.text
    rows = WATCHLIST.receipts[0]["rows_read"]
    assert f"{rows} rows read = {rows} loaded + 0 rejected" in page.text


def test_rejected_rows_are_told_with_their_rule(tmp_path: Path) -> None:
    source = tmp_path / "people.csv"
    source.write_text("id,name,birth_date\n1,Anna Eriksson,1974-08-12\n2,,\n", encoding="utf-8")
    sc.compile_watchlist([source], tmp_path / "list", format="csv", list_name="home")
    watchlist = sc.Watchlist.open(tmp_path / "list")
    receipt = watchlist.receipts[0]
    assert receipt["rows_rejected"]
    page = Elements(render_report([], watchlists=[watchlist]))
    assert "2 rows read = 1 loaded + 1 rejected" in page.text
    assert all(rule["rule"] in page.text and rule["where"][0] in page.text for rule in receipt["rejected"])


def test_what_tune_measured_is_drawn_and_stands_in_figures() -> None:
    people = [sc.Traveller(name=f"{given} Eriksen", nationality="NOR") for given in ("Anne", "Ola", "Kari", "Per")]
    report = tune(SCREENER, people, [Truth(HERSELF, "test", "1")])
    page = _page(curve=report)
    assert sum(tag == "polyline" for tag, _ in page.elements) == 2
    assert "NOR" in page.text and "By script" in page.text
    for point in report.curve:
        assert f"{point.threshold:.3f}" in page.text and f"{point.candidates:,.1f}" in page.text
    assert sum(tag == "polyline" for tag, _ in _page(curve=report.curve).elements) == 2
    assert "Alert rates" not in _page(curve=report.curve).text


def test_people_to_help_stand_apart() -> None:
    child = Entry(id="c", list="missing", names=(EntryName("Lina Sofie Haraldsdottir"),), category="missing_child")
    screener = sc.Screener(sc.Watchlist.from_entries((ANNA, child)))
    page = Elements(render_report(screener.screen_many([HERSELF, sc.Traveller(name="Lina Sofie Haraldsdottir")])))
    assert "People to help" in page.text and "missing child" in page.text
    bands = [attributes["class"] for tag, attributes in page.elements if "band " in (attributes.get("class") or "")]
    assert bands == ["band help", "band strong"]


def test_what_was_decided_before_is_said_and_stands_last() -> None:
    store = ClearedPairs(b"k" * 16)
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    entry = SCREENER.screen(HERSELF).hits[0].entry
    store.clear(HERSELF, entry, decided=first, until=last, reason="another <person>")
    results = SCREENER.screen_many([HERSELF, sc.Traveller(name="Anna Maria Erickson")])
    page = Elements(render_report(store.apply(result, today=date(2026, 6, 1)) for result in results))
    assert "cleared on 2026-01-01, until 2026-12-31: another <person>" in page.text
    assert page.text.index("Anna Maria Erickson") < page.text.index("Cleared before (1)")


def test_a_weak_alias_is_said_to_be_one() -> None:
    screener = sc.Screener(WATCHLIST, threshold=0.5)
    page = Elements(render_report(screener.screen_many([sc.Traveller(name="Zorro")])))
    assert "weak name" in page.text and "a weak alias alone" in page.text and "the threshold, 0.50" in page.text


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    source = render_report(_results(), watchlists=[WATCHLIST])
    page = Elements(source)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "iframe", "link", "object", "form", "base"})
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("style", "src", "srcset") for name in attributes)
        assert (attributes.get("href") or "#summary").removeprefix("#") in ids
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    style = source.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style and "@import" not in style


def hostile_case(text: str) -> tuple[str, str]:
    """A page full of a text, and the same page full of what is left of it without its sting."""
    pages = []
    tame = clean(text).text
    for name, other in ((text, text), (tame, "harmless")):
        entry = Entry(
            id=f"1{other}",
            list=f"list {other}",
            names=(EntryName(f"Anna Maria Eriksson {name}", note=other), EntryName(f"Zenobia {other}")),
            birth_dates=(sc.parse_birth_date("1974-08-12"),),
            documents=(Document("L898902C3", other, "SWE"),),
            birth_places=(other,),
            titles=(other,),
            programme=other,
            reference=other,
            remarks=other,
            listed_on=other,
        )
        watchlist = sc.Watchlist.from_entries([entry])
        travellers = [
            sc.Traveller(
                name=f"Anna Maria Erikson {name}",
                document_number="L898902C3",
                document_type=other,
                nationality=other,
                sex=other,
                id=f"{other}\udcff" if other is text else other,
            ),
            sc.Traveller(name="?!", id=other),
        ]
        results = sc.Screener(watchlist).screen_many(travellers)
        assert results[0].hits
        pages.append(render_report(results, watchlists=[watchlist], title=f"Report {other}"))
    return pages[0], pages[1]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_changes_nothing_in_the_page(text: str) -> None:
    hostile, tame = (Elements(page) for page in hostile_case(text))
    assert hostile.shape == tame.shape
    assert not hostile.open
    assert not [
        c for c in hostile.text if c != "\n" and (unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d")
    ]


@given(st.text())
def test_any_text_is_one_element_that_says_it_visibly(text: str) -> None:
    page = Elements(foreign(text))
    assert [tag for tag, _ in page.elements] == (["bdi"] if text.strip() else ["span"])
    if text.strip() and len(text) <= 400:
        assert page.text == visible(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in page.text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_lose_no_character(left: str, right: str) -> None:
    for shown, text in zip(differences(left, right), (left, right), strict=True):
        assert Elements(shown).text == visible(text)


def test_equal_texts_have_no_difference_and_marks_cover_the_others() -> None:
    assert "<mark>" not in "".join(differences("Anna", "Anna"))
    assert differences("Anna", "Anja") == tuple(
        f'<bdi dir="auto">An<mark>{letter}</mark>a</bdi>' for letter in ("n", "j")
    )


def test_invisible_characters_are_shown_and_joiners_of_persian_stay() -> None:
    assert visible("a\u202eb\u200bc\x1b") == "a[U+202E]b[U+200B]c[U+001B]"
    assert visible("علی\u200cرضا") == "علی\u200cرضا"
    assert visible("a\u200cb") == "a[U+200C]b"
    assert visible("Nguyễn") == "Nguyễn" and "[U+0301]" in visible("a" + "\u0301" * 9)


def test_strings_are_escaped_wherever_they_enter_an_element() -> None:
    assert tag("p", "<b>", title='"&\u202e') == '<p title="&quot;&amp;[U+202E]">&lt;b&gt;</p>'
    assert tag("p", tag("b", "x"), None) == "<p><b>x</b></p>"


def test_equal_results_give_equal_bytes() -> None:
    pages = {render_report(_results(), watchlists=[WATCHLIST]) for _ in range(2)}
    assert len(pages) == 1


def test_what_is_cut_is_said_and_the_best_are_kept() -> None:
    names = [f"Anna Maria Eriksson{'x' * (n % 5)}" for n in range(40)]
    results = SCREENER.screen_many([sc.Traveller(name=name, id=str(n)) for n, name in enumerate(names)])
    scores = sorted((hit.score for result in results for hit in result.hits), reverse=True)
    page = Elements(render_report(iter(results), max_hits=7))
    cards = [a for tag, a in page.elements if a.get("class") == "score"]
    shown = re.findall(r"(\d\.\d{3})(?:strong|possible|weak)", page.text)
    assert len(cards) == 7 and shown == [f"{score:.3f}" for score in scores[:7]]
    assert f"The 7 best of {len(scores)} hits are shown" in page.text
    assert Counter(a.get("class") for _, a in page.elements)["notice"] == 1


def test_nothing_found_is_a_page_too() -> None:
    assert "No hit." in Elements(render_report([])).text


def test_the_file_is_private_and_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(_results(), path, watchlists=[WATCHLIST])
    before = path.read_bytes()
    assert before.decode() == render_report(_results(), watchlists=[WATCHLIST])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def broken() -> Iterator[Result]:
        yield from _results()
        raise OSError

    with pytest.raises(OSError):
        write_report(broken(), path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        write_report(_results(), tmp_path / "folder")
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "report.html"]


def test_wrong_arguments_are_refused_without_their_value(tmp_path: Path) -> None:
    wrong: Any = ["Anna"]
    with pytest.raises(InputError) as refused:
        write_report(wrong, tmp_path / "x.html")
    assert "Anna" not in str(refused.value)
    for option in ({"max_hits": 0}, {"max_hits": True}, {"watchlists": wrong}):
        with pytest.raises(ConfigError):
            write_report([], tmp_path / "x.html", **option)
    assert not list(tmp_path.iterdir())
