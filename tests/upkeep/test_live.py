"""Lists swapped under load: every answer is of the old lists or of the new ones, and a bad new list changes nothing."""

from __future__ import annotations

import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import screening as sc
from screening.upkeep.library import Library
from screening.upkeep.live import ListUse, LiveScreener

NAMES = ("Anna Eriksson", "Yuri Shcherbakov", "Mohammed Ali")
PEOPLE = [sc.Traveller(name=name) for name in NAMES]
TABLE = pa.table({"name": NAMES})


def write(folder: Path, version: int, name: str = "red") -> Path:
    """A list whose ids say of which version it is."""
    path = folder / f"{name}.csv"
    path.write_text("id,name\n" + "".join(f"{version}-{n},{who}\n" for n, who in enumerate(NAMES)))
    return path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "lists")
    library.install("red", [write(tmp_path, 0)])
    return library


def ids(results: list[sc.Result]) -> set[str]:
    return {hit.entry_id.partition("-")[0] for result in results for hit in result.hits}


def test_a_reload_follows_the_library(library: Library, tmp_path: Path) -> None:
    live = LiveScreener(library, {"red": ListUse()})
    old = live.screener
    assert ids(old.screen_many(PEOPLE)) == {"0"}
    assert not live.reload()
    assert live.screener is old
    library.install("red", [write(tmp_path, 1)])
    assert live.reload()
    assert ids(live.screener.screen_many(PEOPLE)) == {"1"}
    assert ids(old.screen_many(PEOPLE)) == {"0"}, "a piece of work may end on what it began with"


def test_a_list_that_did_not_change_is_not_opened_again(library: Library, tmp_path: Path) -> None:
    library.install("blue", [write(tmp_path, 5, "blue")])
    live = LiveScreener(library, {"red": ListUse(), "blue": ListUse(owner="B")})
    before = [mounted.watchlist for mounted in live.screener.mounted]
    library.install("blue", [write(tmp_path, 6, "blue")])
    assert live.reload()
    after = [mounted.watchlist for mounted in live.screener.mounted]
    assert after[0] is before[0]
    assert after[1] is not before[1]


def test_a_damaged_list_does_not_come_into_use(library: Library, tmp_path: Path) -> None:
    live = LiveScreener(library, {"red": ListUse()})
    version = library.install("red", [write(tmp_path, 1)])
    version.path.chmod(0o600)
    version.path.write_bytes(version.path.read_bytes()[:-1])
    with pytest.raises(sc.ListCorruptError):
        live.reload()
    assert ids(live.screener.screen_many(PEOPLE)) == {"0"}


def test_it_does_not_start_with_fewer_lists_than_it_was_told(library: Library) -> None:
    for uses in ({"rad": ListUse()}, {"red": ListUse(), "blue": ListUse()}):
        with pytest.raises(sc.ListMissingError, match="no such list"):
            LiveScreener(library, uses)
    with pytest.raises(sc.ConfigError):
        LiveScreener(library, {})
    with pytest.raises(sc.ConfigError):
        LiveScreener(library, {"red": ListUse(threshold=2)})


def test_a_list_that_is_not_renewed_becomes_stale(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    library = Library(tmp_path / "lists", clock=(now - timedelta(hours=30)).timestamp)
    library.install("red", [write(tmp_path, 0)])
    for hours, degraded in ((36, ()), (24, ("list_stale",))):
        screener = LiveScreener(library, {"red": ListUse(max_age=timedelta(hours=hours))}).screener
        results = screener.screen_many([*PEOPLE, sc.Traveller(name="Nobody Here")])
        assert {result.degraded for result in results} == {degraded}
        assert results[-1].status == "no_hits"
        assert results[0].lists[0].checked == library.current("red").checked
        assert set(map(tuple, screener.screen_table(TABLE).column("degraded").to_pylist())) == {degraded}
    live = LiveScreener(library, {"red": ListUse(max_age=timedelta(hours=24))})
    Library(tmp_path / "lists").renew("red")
    assert live.reload()
    assert live.screener.screen(PEOPLE[0]).degraded == ()


def test_a_clock_before_the_installation_cannot_tell_the_age(tmp_path: Path) -> None:
    cases: list[tuple[timedelta, tuple[str, ...]]] = [(timedelta(minutes=1), ()), (timedelta(hours=1), ("list_stale",))]
    for ahead, degraded in cases:
        then = (datetime.now(UTC) + ahead).timestamp()
        library = Library(tmp_path / str(ahead.seconds), clock=partial(float, then))
        library.install("red", [write(tmp_path, 0)])
        assert LiveScreener(library, {"red": ListUse()}).screener.screen(PEOPLE[0]).degraded == degraded


def test_swapped_under_load(library: Library, tmp_path: Path) -> None:
    """Four threads screen, singly and in tables, while the list is replaced; no answer mixes two versions."""
    live = LiveScreener(library, {"red": ListUse()})
    done = threading.Event()
    wrong: list[Any] = []

    def work(*, tables: bool) -> int:
        count = 0
        while not done.is_set():
            screener = live.screener
            if tables:
                found = {i.partition("-")[0] for i in screener.screen_table(TABLE).column("entry_id").to_pylist()}
            else:
                results = screener.screen_many(PEOPLE)
                found = ids(results)
                if {result.lists[0].digest for result in results} != {screener.lists[0].digest}:
                    wrong.append("digest")
            if len(found) != 1:
                wrong.append(found)
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(work, tables=n % 2 == 0) for n in range(4)]
        try:
            for version in range(1, 20):
                library.install("red", [write(tmp_path, version)])
                assert live.reload()
        finally:
            done.set()
        assert sum(worker.result() for worker in workers) > 100
    assert wrong == []
    assert ids(live.screener.screen_many(PEOPLE)) == {"19"}


def test_reloads_from_many_threads(library: Library, tmp_path: Path) -> None:
    live = LiveScreener(library, {"red": ListUse()})
    library.install("red", [write(tmp_path, 1)])
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: live.reload(), range(32))) == 1


def test_a_fork_screens_and_reloads(library: Library, tmp_path: Path) -> None:
    live = LiveScreener(library, {"red": ListUse()})
    live.screener.screen_table(TABLE, threads=2)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            good = ids(live.screener.screen_many(PEOPLE)) == {"0"}
            library.install("red", [write(tmp_path, 1)])
            good = good and live.reload() and ids(live.screener.screen_many(PEOPLE)) == {"1"}
            good = good and live.screener.screen_table(TABLE, threads=2).num_rows == 3
            status = 0 if good else 2
        finally:
            os._exit(status)
    assert ids(live.screener.screen_many(PEOPLE)) == {"0"}
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert live.reload()
    assert ids(live.screener.screen_many(PEOPLE)) == {"1"}


def test_a_screener_of_several_lists_is_pickled_as_paths(library: Library, tmp_path: Path) -> None:
    library.install("blue", [write(tmp_path, 5, "blue")])
    live = LiveScreener(library, {"red": ListUse(), "blue": ListUse(owner="B", purpose="visa", threshold=0.9)})
    data = pickle.dumps(live.screener)
    assert len(data) < 3_000
    assert b"Eriksson" not in data
    copy = pickle.loads(data)
    for roles in ((), ("B",)):
        ours, theirs = (s.screen_many(PEOPLE, visible_to=roles) for s in (live.screener, copy))
        assert [(r.lists, r.config_digest, ids([r])) for r in ours] == [
            (r.lists, r.config_digest, ids([r])) for r in theirs
        ]
    blue = live.screener.mounted[1].watchlist.path
    blue.chmod(0o600)
    sc.compile_watchlist([write(tmp_path, 7, "blue")], blue)
    with pytest.raises(sc.ListCorruptError, match="no longer the one that was pickled"):
        pickle.loads(data)
