"""The folder that lists stand in: versions that never change, one of them in force, and a journal of how it came to be.

    root/
      un/                                one folder a list, for its owner alone
        000007-3f9a1c2b4d5e.watchlist    a version: its sequence number and digest; written once, never changed
        CURRENT                          which version is in force, and since when; replaced as a whole
        audit.jsonl                      see `screening.upkeep.audit`
        .lock                            held by who writes

A version comes into force in four steps: its file is written and checked; the journal says ``begin`` with the new
state; `CURRENT` is replaced; the journal says ``install``.  A process that is killed in between leaves the old state or
the new one, and both can be told from a `CURRENT` that somebody put back: it must say what the journal says last.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from screening.compiled import Watchlist, compile_watchlist
from screening.errors import (
    ConfigError,
    ListCorruptError,
    ListError,
    ListMissingError,
    ListRollbackError,
    ScreeningError,
)
from screening.upkeep.audit import Event, Journal
from screening.upkeep.expectations import (
    Expectations,
    check_canaries,
    check_counts,
    check_dates,
    check_shrink,
    count_lists,
)
from screening.upkeep.states import (
    CURRENT,
    FILE_NAME,
    Version,
    allowed_states,
    counts_of,
    read_current,
    refuse_open,
    sync_folder,
    to_state,
    to_version,
    write_current,
)

__all__ = ["Library", "Version"]

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PATIENCE: Final = 50  # times that a reader looks again, 10 ms apart, while somebody installs


class Library:
    """Lists in a folder; safe for one writer a list and any number of readers, in any number of processes.

    Args:
        root: The folder; made when the first list is installed.
        clock: Gives seconds since 1970-01-01, for tests.
    """

    def __init__(self, root: str | os.PathLike[str], *, clock: Callable[[], float] = time.time) -> None:
        self.root = Path(root)
        self._clock = clock

    # ------------------------------------------------------------------------------------------------------ reading

    def names(self) -> tuple[str, ...]:
        """Lists that have a version in force."""
        if not self.root.is_dir():
            return ()
        return tuple(sorted(p.name for p in self.root.iterdir() if _NAME.fullmatch(p.name) and (p / CURRENT).exists()))

    def current(self, name: str) -> Version:
        """The version in force.

        Raises:
            ListMissingError: There is no such list.
            ListCorruptError: `CURRENT` or the journal is not what was written last.
            ListError: The folder may be written by everybody, or cannot be read.
        """
        folder = self._folder(name)
        state = self._state(folder)
        if state is None:
            raise ListMissingError("no version is in force", where=f"list {name}")
        return to_version(name, folder, state)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Every version that was ever in force and whose file is still there, oldest first."""
        folder = self._folder(name)
        states = {
            event.details["state"]["sequence"]: event.details["state"]
            for event in Journal(folder / "audit.jsonl").events()
            if event.what in ("install", "rollback", "check")
        }
        found = [to_version(name, folder, state) for _, state in sorted(states.items())]
        return tuple(version for version in found if version.path.exists())

    def in_force_at(self, name: str, when: datetime) -> Version:
        """The version that was in force at a time: what a traveller was screened against then.

        Raises:
            ConfigError: The time has no time zone.
            ListMissingError: None was.
        """
        if when.tzinfo is None:
            raise ConfigError("must have a time zone", where="when")
        folder = self._folder(name)
        found: dict[str, Any] | None = None
        for event in Journal(folder / "audit.jsonl").events():
            if event.what in ("install", "rollback", "check") and datetime.fromisoformat(event.time) <= when:
                found = event.details["state"]
        if found is None:
            raise ListMissingError("no version was in force then", where=f"list {name}")
        return to_version(name, folder, found)

    def open(self, name: str, *, sequence: int | None = None, mmap: bool = True) -> Watchlist:
        """Open the version in force, or an earlier one.

        Raises:
            ListMissingError: There is no such list or version.
            ListCorruptError: The file is not the one that was installed.
            ListError: It cannot be read.
        """
        version = self.current(name) if sequence is None else self._numbered(name, sequence)
        watchlist = Watchlist.open(version.path, mmap=mmap)
        if watchlist.digest != version.digest:
            raise ListCorruptError("the file is not the one that was installed", where=f"list {name}")
        return watchlist

    def audit(self, name: str) -> tuple[Event, ...]:
        """Every event of a list, verified, oldest first."""
        return tuple(Journal(self._folder(name) / "audit.jsonl").events())

    def verify(self, name: str) -> Version:
        """Check the journal, `CURRENT`, and every byte of the version in force; returns it."""
        self.audit(name)
        version = self.current(name)
        self.open(name)
        return version

    # ------------------------------------------------------------------------------------------------------ writing

    def install(
        self,
        name: str,
        sources: Sequence[str | os.PathLike[str]],
        *,
        format: str | None = None,
        list_name: str | None = None,
        expectations: Expectations | None = None,
        override: str | None = None,
        origins: Sequence[Mapping[str, str | None]] = (),
    ) -> Version:
        """Compile sources, check the result, and put it in force; on any failure what is in force stays.

        Sources that are byte for byte those of the version in force only renew its `Version.checked`.

        Args:
            name: Name of the list in the library: lower case, digits, ``-`` and ``_``.
            sources: Files to read.
            format: As for `screening.compile_watchlist`.
            list_name: As for `screening.compile_watchlist`.
            expectations: What the list is held to; the defaults when None.
            override: Why an older or shrunken list is accepted this once; stands in the journal.
            origins: What is to be remembered of where the sources came from.

        Raises:
            ListExpectationError: The list is not what is expected.
            ListRollbackError: It is older than the one in force.
            ListError: It cannot be read, compiled or written.
        """

        def make(path: Path) -> None:
            compile_watchlist(sources, path, format=format, list_name=list_name)

        return self._install(name, make, expectations or Expectations(), override, origins)

    def adopt(
        self,
        name: str,
        compiled: str | os.PathLike[str],
        *,
        expectations: Expectations | None = None,
        override: str | None = None,
    ) -> Version:
        """`install` for a file that was compiled elsewhere, e.g. by a national centre for its border posts."""

        def make(path: Path) -> None:
            try:
                shutil.copyfile(compiled, path)
                with path.open("rb") as file:
                    os.fsync(file.fileno())
            except OSError as error:
                raise ListError(f"the file cannot be copied: {error.strerror}", where=Path(compiled).name) from None

        return self._install(name, make, expectations or Expectations(), override, ())

    def rollback(self, name: str, *, reason: str, sequence: int | None = None) -> Version:
        """Put an earlier version in force again: the one before, or the one with this sequence number.

        Args:
            name: Name of the list.
            reason: Why; stands in the journal.
            sequence: Of the version; None for the one before the version in force.

        Raises:
            ConfigError: There is no reason.
            ListMissingError: There is no such version.
            ListCorruptError: Its file is damaged.
        """
        if not reason.strip():
            raise ConfigError("a rollback needs a reason", where="reason")
        with self._writing(name, create=False) as (folder, journal):
            now = self.current(name)
            if sequence is None:
                earlier = [version for version in self.versions(name) if version.sequence < now.sequence]
                if not earlier:
                    raise ListMissingError("no earlier version", where=f"list {name}")
                target = earlier[-1]
            else:
                target = self._numbered(name, sequence)
            self.open(name, sequence=target.sequence)
            # When it was last known to be the newest does not change by putting it back.
            state = to_state(target)
            self._swap(folder, journal, "rollback", state, {"reason": reason, "from": now.sequence})
            return to_version(name, folder, state)

    def renew(self, name: str, *, origins: Sequence[Mapping[str, str | None]] = ()) -> Version:
        """Record that the version in force was found to be the newest, e.g. because its source did not change."""
        with self._writing(name, create=False) as (folder, journal):
            return self._renew(name, folder, journal, origins)

    def refuse(self, name: str, error: ScreeningError) -> None:
        """Record that a new version was refused before it came here, e.g. because a download failed."""
        with self._writing(name, create=True) as (_, journal):
            journal.append("refuse", self._time(), {"error": type(error).__name__, "rule": str(error)})

    def discard(self, name: str, *, keep: int = 5) -> tuple[int, ...]:
        """Delete all but the newest ``keep`` versions and the one in force; returns their sequence numbers."""
        if type(keep) is not int or keep < 1:
            raise ConfigError("must be a whole number from 1", where="keep")
        with self._writing(name, create=False) as (_, journal):
            now = self.current(name)
            old = [version for version in self.versions(name)[:-keep] if version.sequence != now.sequence]
            for version in old:
                version.path.unlink(missing_ok=True)
            gone = tuple(version.sequence for version in old)
            if gone:
                journal.append("discard", self._time(), {"sequences": list(gone)})
            return gone

    # ------------------------------------------------------------------------------------------------------ details

    def _install(
        self,
        name: str,
        make: Callable[[Path], None],
        expected: Expectations,
        override: str | None,
        origins: Sequence[Mapping[str, str | None]],
    ) -> Version:
        if override is not None and not override.strip():
            raise ConfigError("an override needs a reason", where="override")
        with self._writing(name, create=True) as (folder, journal):
            new = folder / ".new.tmp"
            try:
                before = self._state(folder)
                make(new)
                watchlist = Watchlist.open(new)
                state = self._new_state(watchlist, journal, origins)
                if before is not None and before["inputs"] == state["inputs"] and before["sha256"] == state["sha256"]:
                    return self._renew(name, folder, journal, origins)
                self._check(expected, state, None if override else before, journal)
                check_canaries(expected, watchlist)
                path = folder / state["file"]
                new.chmod(0o400)
                new.rename(path)
                sync_folder(folder)
                self._swap(folder, journal, "install", state, {"override": override} if override else {})
                return to_version(name, folder, state)
            except OSError as error:
                failure: ScreeningError = ListError(f"the list cannot be installed: {error.strerror}", where=name)
                _note_refusal(journal, self._time(), failure)
                raise failure from None
            except ScreeningError as error:
                _note_refusal(journal, self._time(), error)
                raise
            finally:
                new.unlink(missing_ok=True)

    def _new_state(
        self, watchlist: Watchlist, journal: Journal, origins: Sequence[Mapping[str, str | None]]
    ) -> dict[str, Any]:
        used = [e.details["state"]["sequence"] for e in journal.events() if "state" in e.details]
        sequence = max(used, default=0) + 1
        receipts = watchlist.receipts
        dates: dict[str, str | None] = {}
        for receipt in receipts:
            stated = [date for date in (dates.get(receipt["list"]), receipt["list_date"]) if date]
            dates[receipt["list"]] = max(stated, default=None)
        now = self._time()
        return {
            "sequence": sequence,
            "file": f"{sequence:06d}-{watchlist.digest[:12]}.watchlist",
            "sha256": watchlist.digest,
            "installed": now,
            "checked": now,
            "lists": {name: {"date": dates[name], "counts": counts} for name, counts in count_lists(receipts).items()},
            "inputs": sorted(receipt["sha256"] for receipt in receipts),
            "origins": [dict(origin) for origin in origins],
        }

    def _check(
        self, expected: Expectations, state: dict[str, Any], before: dict[str, Any] | None, journal: Journal
    ) -> None:
        """Hold a new version to what is expected of it and, unless that is overridden, to what is in force."""
        counts = counts_of(state)
        check_counts(expected, counts)
        today = datetime.fromisoformat(state["installed"]).date()
        check_dates(expected, {name: found["date"] for name, found in state["lists"].items()}, today)
        if before is not None:
            for name, found in before["lists"].items():
                date = state["lists"].get(name, {}).get("date")
                if found["date"] and date and date < found["date"]:
                    raise ListRollbackError("older than the list in force", where=f"list {name}")
            earlier = [e.details["state"]["inputs"] for e in journal.events() if e.what in ("install", "rollback")]
            if state["inputs"] in earlier and state["inputs"] != before["inputs"]:
                raise ListRollbackError("the sources of an earlier version", where="inputs")
            check_shrink(expected, counts, counts_of(before))

    def _renew(self, name: str, folder: Path, journal: Journal, origins: Sequence[Mapping[str, str | None]]) -> Version:
        state = to_state(self.current(name))
        # A clock that was set back must not make a list older than it is known to be.
        state["checked"] = max(self._time(), state["checked"])
        if origins:
            state["origins"] = [dict(origin) for origin in origins]
        self._swap(folder, journal, "check", state, {})
        return to_version(name, folder, state)

    def _swap(self, folder: Path, journal: Journal, what: str, state: dict[str, Any], details: dict[str, Any]) -> None:
        journal.append("begin", self._time(), {"for": what, "state": state, **details})
        write_current(folder, state)
        # It is in force now. Where the disk has no room for this line, the next writer finds `begin` and completes it.
        with suppress(ListError):
            journal.append(what, self._time(), {**details, "state": state})

    def _state(self, folder: Path) -> dict[str, Any] | None:
        """What `CURRENT` says, which must be what the journal says; None before the first installation."""
        seen: tuple[Any, Any] | None = None
        for _ in range(_PATIENCE):
            events = Journal(folder / "audit.jsonl").events()
            state = read_current(folder)
            if state in allowed_states(events):
                return state
            if seen == (state, len(events)):
                break
            seen = (state, len(events))
            time.sleep(0.01)  # somebody may be between two steps
        raise ListCorruptError("CURRENT is not what was installed last", where=f"list {folder.name}")

    def _numbered(self, name: str, sequence: int) -> Version:
        for version in self.versions(name):
            if version.sequence == sequence:
                return version
        raise ListMissingError(f"no version {sequence}", where=f"list {name}")

    def _folder(self, name: str) -> Path:
        """The folder of a list, which must be there and not be open to everybody."""
        folder = self._named(name)
        if not folder.is_dir():
            raise ListMissingError("no such list in the library", where=f"list {name}")
        for path in (self.root, folder):
            refuse_open(path)
        return folder

    def _named(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ConfigError("must be lower case letters, digits, - and _, at most 64", where="name of a list")
        return self.root / name

    @contextmanager
    def _writing(self, name: str, *, create: bool) -> Iterator[tuple[Path, Journal]]:
        """Hold the lock of a list; what a killed writer left is cleared away first."""
        folder = self._named(name)
        if create:
            try:
                self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                raise ListError(f"the folder cannot be made: {error.strerror}", where=f"list {name}") from None
        self._folder(name)
        try:
            lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ListError(f"the folder cannot be locked: {error.strerror}", where=f"list {name}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            journal = Journal(folder / "audit.jsonl")
            self._recover(folder, journal)
            yield folder, journal
        finally:
            os.close(lock)

    def _recover(self, folder: Path, journal: Journal) -> None:
        """Finish or give up what a writer was killed in, and delete its temporary files."""
        for path in folder.glob(".*.tmp"):
            path.unlink(missing_ok=True)
        state = self._state(folder)
        events = journal.events()
        last = next((e for e in reversed(events) if e.what not in ("refuse", "discard")), None)
        if last is not None and last.what == "begin":
            begun = last.details["state"]
            if state == begun:
                details = {key: value for key, value in last.details.items() if key != "for"}
                journal.append(last.details["for"], self._time(), details | {"recovered": True})
            else:
                journal.append("abandon", self._time(), {"sequence": begun["sequence"]})
        known = {e.details["state"]["file"] for e in journal.events() if e.what == "install"}
        for path in folder.iterdir() if known else ():  # where the journal is lost, the files are all that is left
            if FILE_NAME.fullmatch(path.name) and path.name not in known:
                path.unlink()

    def _time(self) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds")


def _note_refusal(journal: Journal, now: str, error: ScreeningError) -> None:
    """Record a refusal; where the journal cannot be written, the error that led here says so itself."""
    try:
        journal.append("refuse", now, {"error": type(error).__name__, "rule": str(error)})
    except ListError as silent:
        error.add_note(f"and the refusal could not be recorded: {silent}")
