"""The page as a whole: what it came to, the hits, what was measured, and the account of the lists."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from screening.compiled import Watchlist
from screening.errors import ConfigError
from screening.report.hits import hit_card, usual_name
from screening.report.lists import labelled, lists_table, receipts_section
from screening.report.markup import Html, foreign, join, tag
from screening.report.measured import fairness_section, threshold_section
from screening.report.style import STYLE
from screening.report.tally import Shown, Tally

if TYPE_CHECKING:
    from screening.screener import Result
    from screening.tune import Fairness, Point, TuneReport

__all__ = ["MAX_HITS", "render_report", "write_report"]

MAX_HITS: Final = 500
"""Hits shown when nothing else is asked for; a page of so many stays below 10 MB and opens on a phone."""
_OPEN_AT_MOST: Final = 3

#: Reasons in `Result.degraded`, in words.
_REASONS: Final = {
    "name_truncated": "the name is longer than can be compared, and was cut",
    "no_comparable_name": "nothing in the name can be compared",
    "no_name": "no name was given, only the document was compared",
    "date_unparsed": "the birth date could not be read, and was not used",
    "country_unknown": "the nationality is not known, and was not used",
    "candidates_truncated": "more candidates than are kept; the best are shown",
    "document_unparsed": "the document number could not be read, and was not used",
    "unreadable": "the record could not be read",
    "list_stale": "a list was not found to be the newest for longer than it may be",
    "no_list": "there was no list to compare with",
}
_BANDS: Final = ("strong", "possible", "weak")


def write_report(
    results: Iterable[Result],
    path: str | os.PathLike[str],
    *,
    watchlists: Iterable[Watchlist] = (),
    curve: TuneReport | Sequence[Point] | None = None,
    fairness: Sequence[Fairness] | None = None,
    title: str = "Screening report",
    generated: datetime | None = None,
    max_hits: int = MAX_HITS,
) -> None:
    """Write results as one HTML file; replaced as a whole, or left as it is when anything fails.

    The file holds personal data, and only its owner may read it.

    Args:
        results: Of a `Screener`, in the order of the travellers; read once.
        path: The file.
        watchlists: Whose receipts are shown.
        curve: Of `screening.tune`: the whole report, or its curve alone.
        fairness: Alert rates by group; those of ``curve`` when it is a whole report and this is None.
        title: Heading of the page.
        generated: Time of the report, for the ages of the lists; the page does not know it when None, and equal
            results give equal bytes.
        max_hits: Hits shown, the best; the page says how many more there are.

    Raises:
        InputError: One of the results is none.
        ConfigError: A setting is out of range.
        OSError: The file cannot be written.
    """
    page = render_report(
        results,
        watchlists=watchlists,
        curve=curve,
        fairness=fairness,
        title=title,
        generated=generated,
        max_hits=max_hits,
    )
    path = Path(path)
    handle, new = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        Path(new).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(new).unlink()
        raise


def render_report(
    results: Iterable[Result],
    *,
    watchlists: Iterable[Watchlist] = (),
    curve: TuneReport | Sequence[Point] | None = None,
    fairness: Sequence[Fairness] | None = None,
    title: str = "Screening report",
    generated: datetime | None = None,
    max_hits: int = MAX_HITS,
) -> str:
    """The page that `write_report` writes."""
    if type(max_hits) is not int or max_hits < 1:
        raise ConfigError("must be a whole number from 1", where="max_hits")
    watchlists = list(watchlists)
    if not all(isinstance(one, Watchlist) for one in watchlists):
        raise ConfigError("must be open Watchlists", where="watchlists")
    tally = Tally.of(results, max_hits)
    threshold = next((shown.hit.account.threshold for shown in (*tally.hits.best, *tally.help.best)), None)
    points: Sequence[Point] = ()
    if isinstance(curve, Sequence):
        points = curve
    elif curve is not None:
        points, threshold = curve.curve, curve.threshold
        fairness = curve.fairness if fairness is None else fairness
    today = None if generated is None else (generated.astimezone(UTC) if generated.tzinfo else generated).date()
    sections = [
        ("summary", "Summary", _summary(tally, today)),
        ("help", "People to help", _help(tally)),
        ("hits", "Hits", _hits(tally)),
        ("incomplete", "Not screened in full", _incomplete(tally)),
        ("threshold", "What thresholds do", threshold_section(points, threshold) if points else None),
        ("rates", "Alert rates", fairness_section(fairness) if fairness else None),
        ("lists", "Receipts of the lists", receipts_section(watchlists) if watchlists else None),
    ]
    shown = [(name, head, body) for name, head, body in sections if body is not None]
    links = [tag("li", tag("a", head, href=f"#{name}")) for name, head, _ in shown]
    when = None if generated is None else tag("p", _time(generated), class_="lead")
    made = join(
        [tag("p", f"{engine}, settings ", tag("code", digest[:16])) for engine, digest in sorted(tally.made_with)]
    )
    return (
        "<!DOCTYPE html>\n"
        + tag(
            "html",
            _head(title),
            tag(
                "body",
                tag(
                    "header",
                    tag("h1", foreign(title)),
                    when,
                    tag("p", "Candidates with evidence. A person decides.", class_="lead"),
                    tag("nav", tag("ul", *links), aria_label="Contents"),
                ),
                tag("main", *(tag("section", tag("h2", head), body, id=name) for name, head, body in shown)),
                tag("footer", made, tag("p", "This page holds personal data.")),
            ),
            lang="en",
            dir="ltr",
        )
        + "\n"
    )


def _head(title: str) -> Html:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title[:200]),
        tag("style", Html(STYLE)),
    )


def _time(generated: datetime) -> str:
    zone = generated.tzname() or ""
    return f"{generated:%Y-%m-%d %H:%M} {zone}".rstrip()


# ---- summary ---------------------------------------------------------------------------------------------------------


def _summary(tally: Tally, today: date | None) -> Html:
    hits = tally.hits.count + tally.help.count
    figures = [
        ("travellers", tally.travellers),
        ("with hits", tally.statuses["hits"]),
        ("no hit", tally.statuses["no_hits"]),
        ("unscreenable", tally.statuses["unscreenable"]),
        ("not in full", tally.incomplete_count),
        ("hits", hits),
    ]
    parts = [tag("dl", *(tag("div", tag("dt", k), tag("dd", f"{v:,}")) for k, v in figures), class_="figures")]
    if tally.incomplete_count:
        says = f"{tally.incomplete_count:,} of {tally.travellers:,} travellers were not screened in full: "
        parts.append(tag("p", says, tag("a", "who and why", href="#incomplete"), class_="notice"))
    if tally.bands or tally.help.count:
        parts.append(_bands(tally))
    if tally.lists:
        parts += [tag("h3", "Screened against"), lists_table(list(tally.lists.values()), today)]
    return join(parts)


def _bands(tally: Tally) -> Html:
    names = sorted({name for name, _ in tally.bands})
    rows = [
        tag(
            "tr",
            tag("th", foreign(name, limit=100), scope="row"),
            *(tag("td", f"{tally.bands[name, band]:,}", class_="number") for band in _BANDS),
        )
        for name in names
    ]
    if tally.help.count:
        rows.append(
            tag(
                "tr",
                tag("th", "people to help", scope="row"),
                tag("td", f"{tally.help.count:,}", colspan=3, class_="number"),
            )
        )
    head = tag(
        "tr", tag("th", "hits by list", scope="col"), *(tag("th", b, scope="col", class_="number") for b in _BANDS)
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="bands")


# ---- hits ------------------------------------------------------------------------------------------------------------


def _help(tally: Tally) -> Html | None:
    """People who are listed because somebody looks for them or worries about them: apart, and without alarm."""
    if not tally.help.count:
        return None
    says = (
        "Missing children, victims and others who are looked for in order to help them. Nothing here is an accusation."
    )
    is_open = tally.help.count <= _OPEN_AT_MOST
    cards = [hit_card(shown, number, is_help=True, is_open=is_open) for number, shown in enumerate(tally.help.best, 1)]
    return join([tag("p", says, class_="care"), *_cut(tally.help.count, len(cards)), *cards])


def _hits(tally: Tally) -> Html:
    if not tally.hits.count:
        return tag("p", "No hit.", class_="lead")
    first = len(tally.help.best) + 1
    numbered = list(enumerate(tally.hits.best, first))
    parts = [*_cut(tally.hits.count, len(numbered)), _index(numbered)]
    is_open = tally.hits.count <= _OPEN_AT_MOST
    cleared = [pair for pair in numbered if pair[1].order[0]]
    for band, group in groupby(numbered[: len(numbered) - len(cleared)], key=lambda pair: pair[1].hit.band):
        parts.append(_group(band, list(group), is_open=is_open))
    if cleared:
        parts.append(_group("cleared before", cleared, is_open=False))
    return join(parts)


def _group(head: str, numbered: Sequence[tuple[int, Shown]], *, is_open: bool) -> Html:
    cards = [hit_card(shown, number, is_open=is_open) for number, shown in numbered]
    return tag("section", tag("h3", f"{head.capitalize()} ({len(cards):,})"), *cards, class_="group")


def _cut(count: int, shown: int) -> Iterator[Html]:
    if count > shown:
        yield tag(
            "p", f"The {shown:,} best of {count:,} hits are shown; the others are not on this page.", class_="notice"
        )


def _index(numbered: Sequence[tuple[int, Shown]]) -> Html:
    """Travellers in their order, with links to their hits."""
    by_row = sorted(numbered, key=lambda pair: (pair[1].row, pair[1].place))
    rows = []
    for row, group in groupby(by_row, key=lambda pair: pair[1].row):
        hits = list(group)
        one = hits[0][1]
        links = join([tag("a", f"{shown.hit.score:.3f}", href=f"#hit-{number}") for number, shown in hits], ", ")
        name = foreign(usual_name(one.hit.traveller), limit=80)
        rows.append(tag("tr", tag("td", f"{row:,}", class_="number"), tag("td", name), tag("td", links)))
    head = tag(
        "tr",
        tag("th", "row", scope="col", class_="number"),
        *(tag("th", h, scope="col") for h in ("traveller", "hits")),
    )
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return tag("details", tag("summary", f"Index by traveller ({len(rows):,})"), table, class_="index")


def _incomplete(tally: Tally) -> Html | None:
    if not tally.incomplete_count:
        return None
    reasons = [
        tag("tr", tag("th", _reason(reason), scope="row"), tag("td", f"{count:,}", class_="number"))
        for reason, count in sorted(tally.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rows = [
        labelled(
            [
                ("row", f"{row:,}", "number"),
                ("reference", foreign(ref, limit=100), ""),
                ("answer", status.replace("_", " "), ""),
                ("why", "; ".join(map(_reason, why)) or "nothing could be compared", ""),
            ]
        )
        for row, ref, status, why in tally.incomplete
    ]
    more = tally.incomplete_count - len(rows)
    heads = [
        tag("th", h, scope="col", class_="number" if h == "row" else None)
        for h in ("row", "reference", "answer", "why")
    ]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="stack")
    return join(
        [
            tag("p", "Only a traveller with no hit who is not named here was screened with nothing found."),
            tag("table", tag("tbody", *reasons), class_="bands"),
            tag("details", tag("summary", f"Travellers ({len(rows):,})"), table, open=len(rows) <= 20),
            *([tag("p", f"{more:,} more travellers are not on this page.", class_="notice")] if more else []),
        ]
    )


def _reason(reason: str) -> str:
    return _REASONS.get(reason, reason.replace("_", " "))
