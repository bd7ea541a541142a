"""The reference pages say what the code says: public names, errors, statuses, reasons."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tools import make_api_reference, make_errors_reference

import screening as sc
from screening import errors
from screening.intake import REASONS
from screening.watchlist.schema import Entry, EntryName

WATCHLIST = sc.Watchlist.from_entries(
    [Entry(str(number), "home", names=(EntryName("Anna Eriksson"),)) for number in range(2)]
)
LONG = " ".join(["Anna"] * 65)
WITHOUT_NAME = {"traveller_id": "1", "document_number": "L898902C3"}
CASES: dict[str, tuple[dict[str, str], str]] = {
    "unreadable": ({"mrz": "P<UTO", "name": "Ola Nordmann"}, "no_hits"),
    "name_truncated": ({"name": LONG}, "no_hits"),
    "no_name": (WITHOUT_NAME, "no_hits"),
    "no_comparable_name": ({"name": "FNU"}, "unscreenable"),
    "date_unparsed": ({"name": "Ola Nordmann", "birth_date": "the dog days"}, "no_hits"),
    "country_unknown": ({"name": "Ola Nordmann", "nationality": "Atlantis"}, "no_hits"),
    "document_unparsed": ({"name": "Ola Nordmann", "document_number": "--"}, "no_hits"),
    "candidates_truncated": ({"name": "Anna Eriksson"}, "hits"),
    "list_stale": ({"name": "Ola Nordmann"}, "no_hits"),
    "no_list": ({"name": "Anna Eriksson"}, "unscreenable"),
}


@pytest.mark.parametrize("tool", [make_api_reference, make_errors_reference], ids=["api", "errors"])
def test_a_page_is_what_the_code_says(tool: Any) -> None:
    """Else: ``python -m tools.make_api_reference``, ``python -m tools.make_errors_reference``."""
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page()


def test_every_public_name_stands_in_one_place() -> None:
    named = Counter(name for names in make_api_reference.GROUPS.values() for name in names)
    assert named + Counter(["__version__", *errors.__all__]) == Counter(sc.__all__)


def test_every_reason_is_given_for_what_the_page_says() -> None:
    assert CASES.keys() == set(REASONS)


@pytest.mark.parametrize("reason", CASES)
def test_a_reason_is_given_with_its_status(reason: str) -> None:
    row, status = CASES[reason]
    mounted = sc.MountedList(WATCHLIST)
    if reason == "no_list":
        mounted = sc.MountedList(WATCHLIST, owner="country A")
    elif reason == "list_stale":
        checked = datetime.now(UTC) - timedelta(days=2)
        mounted = sc.MountedList(WATCHLIST, checked=checked, max_age=timedelta(days=1))
    screener = sc.Screener(mounted, config=sc.ScreeningConfig(max_hits=1))
    (answer,) = screener.screen_table([row]).to_pylist()
    assert (answer["status"], answer["degraded"]) == (status, [reason])
