"""The lists: which were screened against, and the account that each gives of every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from screening.report.markup import Html, foreign, join, tag

if TYPE_CHECKING:
    from screening.compiled import ListInfo, Watchlist

__all__ = ["labelled", "lists_table", "receipts_section"]

_PLACES_SHOWN: Final = 10


def lists_table(lists: Sequence[ListInfo], today: date | None) -> Html:
    """Version, age on a day, size and digest of every list."""
    rows = [
        labelled(
            [
                ("list", foreign(one.name, limit=100), ""),
                ("version", foreign(one.list_date) if one.list_date else "no date stated", ""),
                ("age", _age(one.list_date, today), ""),
                ("entries", f"{one.entries:,}", "number"),
                ("sha256", foreign(one.digest), "digest"),
            ]
        )
        for one in lists
    ]
    heads = [
        tag("th", h, scope="col", class_="number" if h == "entries" else None)
        for h in ("list", "version", "age", "entries", "sha256")
    ]
    return tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="stack")


def labelled(cells: Iterable[tuple[str, str, str]]) -> Html:
    """A row whose cells carry their heads along, for where columns find no room."""
    return tag(
        "tr", *(tag("td", tag("span", value), data_label=label, class_=kind or None) for label, value, kind in cells)
    )


def _age(list_date: str | None, today: date | None) -> str:
    if today is None or list_date is None:
        return "unknown"
    try:
        days = (today - date.fromisoformat(list_date[:10])).days
    except ValueError:
        return "unknown"
    return f"{days:,} day{'' if days == 1 else 's'}"


def receipts_section(watchlists: Sequence[Watchlist]) -> Html:
    """What every source gave: rows read are rows loaded and rows rejected, each with its rule."""
    parts: list[Html] = []
    for watchlist in watchlists:
        parts += map(_receipt, watchlist.receipts)
        parts.append(tag("p", "compiled file, sha256 ", tag("code", watchlist.digest), class_="lead"))
    return join(parts)


def _receipt(receipt: dict[str, Any]) -> Html:
    facts: list[tuple[str, str]] = [
        ("format", foreign(receipt["format"])),
        ("version", foreign(receipt["list_date"]) if receipt["list_date"] else "no date stated"),
        ("size", f"{receipt['bytes']:,} bytes"),
        ("sha256", tag("code", receipt["sha256"])),
        *((label, _counts(receipt[label])) for label in ("entries", "names", "births", "skipped") if receipt[label]),
    ]
    rows = join(
        [
            tag("strong", f"{receipt['rows_read']:,}"),
            " rows read = ",
            tag("strong", f"{receipt['rows_loaded']:,}"),
            " loaded + ",
            tag("strong", f"{receipt['rows_rejected']:,}"),
            " rejected",
        ]
    )
    return tag(
        "section",
        tag("h3", foreign(receipt["list"]), " from ", foreign(receipt["source"])),
        tag("p", rows),
        _rules("Rejected", receipt["rejected"]),
        _rules("Loaded, but a field was not understood", receipt["notices"]),
        tag("dl", *(join([tag("dt", k), tag("dd", v)]) for k, v in facts), class_="facts"),
        class_="receipt",
    )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items())


def _rules(head: str, rules: Sequence[dict[str, Any]]) -> Html | None:
    if not rules:
        return None
    rows = []
    for rule in rules:
        where = rule["where"][:_PLACES_SHOWN]
        more = rule["count"] - len(where)
        places = ", ".join(where) + (f" and {more:,} more" if more else "")
        rows.append(
            tag("li", f"{rule['count']:,} × ", foreign(rule["rule"]), " ", tag("span", foreign(places), class_="why"))
        )
    return tag("div", tag("h4", head), tag("ul", *rows))
