"""Results as one page for people: a single HTML file without a script, that opens offline, on a phone and on paper.

    write_report(screener.screen_many(travellers), "report.html", watchlists=[watchlist])

What lists and travellers hold was written by others: `screening.report.markup` is the only way text gets into the page.
"""

from __future__ import annotations

from screening.report.page import MAX_HITS, render_report, write_report

__all__ = ["MAX_HITS", "render_report", "write_report"]
