"""The folder of lists under attack, kills and full disks: the old version stays in force, or the new one is."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.upkeep.making import csv, install, what

import screening as sc
from screening.upkeep.audit import Event, Journal
from screening.upkeep.library import Library
from screening.upkeep.states import write_current

# ----------------------------------------------------------------------------------------------- tampering and names


def corrupt(library: Library, match: str = ".") -> None:
    for call in (lambda: library.current("red"), lambda: library.open("red"), lambda: library.renew("red")):
        with pytest.raises(sc.ListCorruptError, match=match):
            call()


def test_a_current_that_was_put_back_is_noticed(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 20)])
    current = library.current("red").path.parent / "CURRENT"
    old = current.read_bytes()
    install(library, [csv(tmp_path, 21)])
    current.write_bytes(old)
    corrupt(library, "list red: CURRENT is not what was installed last")


@pytest.mark.parametrize("field", ["sequence", "file", "sha256", "installed", "checked", "lists", "inputs", "origins"])
def test_every_field_of_current_counts(library: Library, tmp_path: Path, field: str) -> None:
    current = install(library, [csv(tmp_path, 20)]).path.parent / "CURRENT"
    state = json.loads(current.read_bytes())
    changed = {"sequence": 2, "lists": {}, "inputs": [], "origins": [{}], "file": "000009-0123456789ab.watchlist"}
    state[field] = changed.get(field, "2030-01-01T00:00:00+00:00")
    current.write_text(json.dumps(state))
    corrupt(library)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b'{"file": "../../etc/passwd"}'])
def test_a_current_that_is_something_else(library: Library, tmp_path: Path, data: bytes) -> None:
    (install(library, [csv(tmp_path, 20)]).path.parent / "CURRENT").write_bytes(data)
    corrupt(library)


def test_a_current_that_is_missing_or_a_link(library: Library, tmp_path: Path) -> None:
    current = install(library, [csv(tmp_path, 20)]).path.parent / "CURRENT"
    current.rename(tmp_path / "elsewhere")
    corrupt(library)
    current.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(sc.ListError, match="CURRENT cannot be read"):
        library.current("red")


def test_a_version_file_that_was_changed(library: Library, tmp_path: Path) -> None:
    version = install(library, [csv(tmp_path, 20)])
    other = tmp_path / "other"
    sc.compile_watchlist([csv(tmp_path, 20, first=100)], other)
    other.replace(version.path)
    with pytest.raises(sc.ListCorruptError, match="not the one that was installed"):
        library.open("red")
    with pytest.raises(sc.ListCorruptError):
        library.verify("red")
    version.path.write_bytes(b"x")
    with pytest.raises(sc.ListCorruptError):
        library.open("red")
    version.path.unlink()
    with pytest.raises(sc.ListError):
        library.open("red")


@pytest.mark.parametrize("damage", ["change", "drop", "swap", "forge"])
def test_a_journal_that_was_changed(library: Library, tmp_path: Path, damage: str) -> None:
    path = install(library, [csv(tmp_path, 20)]).path.parent / "audit.jsonl"
    install(library, [csv(tmp_path, 21)])
    lines = path.read_text().splitlines(keepends=True)
    damaged = {
        "change": [line.replace("P", "Q", 1).replace("install", "instalt") for line in lines],
        "drop": lines[:1] + lines[2:],
        "swap": [lines[1], lines[0], *lines[2:]],
        "forge": [*lines, lines[-1]],
    }[damage]
    path.write_text("".join(damaged))
    for call in (library.audit, library.current, library.verify, library.versions):
        with pytest.raises(sc.ListCorruptError, match="the journal is not the one that was written"):
            call("red")


@pytest.mark.parametrize("which", ["root", "list"])
def test_a_folder_that_everybody_may_write_to(library: Library, tmp_path: Path, which: str) -> None:
    version = install(library, [csv(tmp_path, 20)])
    folder = library.root if which == "root" else version.path.parent
    folder.chmod(0o777)
    for call in (library.current, library.open, library.audit, library.renew):
        with pytest.raises(sc.ListError, match="everybody may write to it"):
            call("red")
    with pytest.raises(sc.ListError, match="everybody may write"):
        install(library, [csv(tmp_path, 30)])
    folder.chmod(0o755)
    assert library.current("red") == version


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "A", "ü", ".lock", "a" * 65, "x y", "-", "a\n"])
def test_names_of_lists(library: Library, tmp_path: Path, name: str) -> None:
    for call in (library.current, library.open, lambda n: library.install(n, [csv(tmp_path, 20)])):
        with pytest.raises(sc.ConfigError, match="name of a list"):
            call(name)


def test_a_list_that_is_not_there(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 20)])
    for call in (library.current, library.open, library.audit, library.verify, library.renew, library.versions):
        with pytest.raises(sc.ListMissingError, match="list rad: no such list"):
            call("rad")
    assert not (library.root / "rad").exists()


# -------------------------------------------------------------------------------------------- kills and full disks


def test_a_kill_at_any_moment_leaves_the_old_list_or_the_new_one(library: Library, tmp_path: Path) -> None:
    """A child installs one list after the other and is killed somewhere, forty times."""
    chooser = random.Random(5)
    paths = [csv(tmp_path, count, name=f"{count}.csv") for count in (40, 41)]
    first = install(library, [paths[0]])
    start = time.monotonic()
    if (child := os.fork()) == 0:  # what a child takes, which is more than this process does
        try:
            install(library, [paths[1]])
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    took = time.monotonic() - start
    for _ in range(40):
        before = library.current("red")
        child = os.fork()
        if child == 0:
            try:
                while True:
                    for path in paths:
                        install(library, [path], override="test")
            finally:
                os._exit(1)
        time.sleep(chooser.random() * 2 * took)
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, "it went on until it was killed"
        after = library.current("red")
        assert len(library.open("red")) in (40, 41)
        assert after.sequence >= before.sequence
        library.audit("red")
    last = install(library, [csv(tmp_path, 42)])
    assert library.verify("red") == last
    assert last.sequence > first.sequence + 2
    names = {p.name for p in last.path.parent.iterdir()}
    known = {e.details["state"]["file"] for e in library.audit("red") if e.what == "install"}
    assert names == {"CURRENT", "audit.jsonl", ".lock", *known}, "what the killed ones left is cleared away"


STEPS = ("begin", "swap", "install")


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_between_two_steps(library: Library, tmp_path: Path, step: str) -> None:
    """After each of the steps of an installation: what is in force then, and what the journal makes of it."""
    first = install(library, [csv(tmp_path, 20)])
    journal = first.path.parent / "audit.jsonl"
    current = first.path.parent / "CURRENT"
    old_current = current.read_bytes()
    second = install(library, [csv(tmp_path, 21)])
    lines = journal.read_bytes().splitlines(keepends=True)
    if step in ("begin", "swap"):
        journal.write_bytes(b"".join(lines[:-1]))
    if step == "begin":
        current.write_bytes(old_current)
    assert library.current("red") == (first if step == "begin" else second)
    third = install(library, [csv(tmp_path, 22)])
    assert third.sequence == 3
    assert (
        what(library)[2:]
        == {
            "begin": ["begin", "abandon", "begin", "install"],
            "swap": ["begin", "install", "begin", "install"],
            "install": ["begin", "install", "begin", "install"],
        }[step]
    )
    assert second.path.exists() == (step != "begin")


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_line_that_was_cut_off_does_not_count(library: Library, tmp_path: Path, cut: int) -> None:
    first = install(library, [csv(tmp_path, 20)])
    journal = first.path.parent / "audit.jsonl"
    data = journal.read_bytes()
    journal.write_bytes(data[:-cut])
    assert library.current("red") == first
    assert install(library, [csv(tmp_path, 21)]).sequence == 2
    assert what(library) == ["begin", "install", "begin", "install"]


@pytest.mark.parametrize("limit", [0, 100, 2_000, 8_000, 20_000])
def test_a_full_disk(library: Library, tmp_path: Path, limit: int) -> None:
    first = install(library, [csv(tmp_path, 20)])
    path = csv(tmp_path, 400)
    assert in_child(limit, partial(install, library, [path])) == 0
    assert library.verify("red") == first
    assert install(library, [path]).sequence == 2


def test_two_writers_wait_for_each_other(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 40)])
    children = []
    for turn in range(4):
        path = csv(tmp_path, 41 + turn, name=f"{turn}.csv")
        child = os.fork()
        if child == 0:
            status = 1
            try:
                install(library, [path])
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    seen: set[int] = set()
    while len(seen) < 4:
        seen.add(library.current("red").sequence)
        if all(os.waitid(os.P_PID, c, os.WEXITED | os.WNOHANG | os.WNOWAIT) for c in children):
            break
    assert [os.waitstatus_to_exitcode(os.waitpid(c, 0)[1]) for c in children] == [0] * 4
    assert library.current("red").sequence == 5
    assert [v.sequence for v in library.versions("red")] == [1, 2, 3, 4, 5]
    library.verify("red")


def in_child(limit: int, call: Callable[[], object]) -> int:
    """Exit code of a child that may write no file longer than so many bytes: 0 where the call raises a `ListError`."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            call()
        except sc.ListError as error:
            status = 0 if "written" in str(error) or "installed" in str(error) else 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("limit", [0, 1, 100, 500])
def test_current_is_whole_or_the_old_one(library: Library, tmp_path: Path, limit: int) -> None:
    folder = install(library, [csv(tmp_path, 20)]).path.parent
    before = (folder / "CURRENT").read_bytes()
    assert in_child(limit, partial(write_current, folder, json.loads(before) | {"sequence": 9})) == 0
    assert (folder / "CURRENT").read_bytes() == before
    assert in_child(limit, partial(library.renew, "red")) == 0
    library.verify("red")


def test_a_journal_that_cannot_be_completed_is_completed_later(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full after the swap: the new version is in force, and the next writer says so."""
    install(library, [csv(tmp_path, 20)])
    append = Journal.append

    def full(self: Journal, what: str, *rest: Any) -> Event:
        if what == "install":
            raise sc.ListError("the journal cannot be written: No space left on device")
        return append(self, what, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", full)
        second = install(library, [csv(tmp_path, 10)], override="letter of 3 May")
    assert library.current("red") == second
    assert what(library) == ["begin", "install", "begin"]
    library.renew("red")
    assert what(library) == ["begin", "install", "begin", "install", "begin", "check"]
    assert library.audit("red")[3].details["override"] == "letter of 3 May"


def test_a_journal_that_is_lost_costs_no_list(library: Library, tmp_path: Path) -> None:
    first = install(library, [csv(tmp_path, 20)])
    for name in ("audit.jsonl", "CURRENT"):
        (first.path.parent / name).unlink()
    with pytest.raises(sc.ListMissingError, match="no version is in force"):
        library.open("red")
    assert install(library, [csv(tmp_path, 20)]).path.exists()
    assert first.path.exists()
