"""The state of a list: which version is in force, as `CURRENT` and the journal say it.

A state is a dictionary that JSON can hold. `CURRENT` must hold the state that the journal tells last; what a version
is to the outside, `Version`, is made of it.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from screening.errors import ListCorruptError, ListError
from screening.upkeep.audit import Event

__all__ = [
    "CURRENT",
    "FILE_NAME",
    "Version",
    "allowed_states",
    "counts_of",
    "read_current",
    "refuse_open",
    "sync_folder",
    "to_state",
    "to_version",
    "write_current",
]

FILE_NAME: Final = re.compile(r"(\d{6,})-([0-9a-f]{12})\.watchlist")
"""Of a version: sequence number and beginning of the digest."""

CURRENT: Final = "CURRENT"

_KEYS: Final = frozenset({"sequence", "file", "sha256", "installed", "checked", "lists", "inputs", "origins"})


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a list.

    Attributes:
        name: Name of the list in the library.
        sequence: Rises with every installation and never comes twice.
        path: The compiled file.
        digest: Sha256 of its content.
        installed: When it was installed.
        checked: When it was last known to be the newest: installed, or found unchanged at its source.
        lists: For every list in the file its date and its counts.
        inputs: Sha256 of the sources.
        origins: What a server said of the sources, for the next question to it.
    """

    name: str
    sequence: int
    path: Path
    digest: str
    installed: datetime
    checked: datetime
    lists: Mapping[str, Mapping[str, Any]]
    inputs: tuple[str, ...]
    origins: tuple[Mapping[str, str | None], ...] = ()


def refuse_open(path: Path) -> None:
    """A folder or file into which everybody may write can hold anybody's list or settings.

    Raises:
        ListError: It is such a one, or it is not there.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise ListError(f"cannot be read: {error.strerror}", where=path.name) from None
    if mode & stat.S_IWOTH:
        raise ListError("everybody may write to it: remove that right (chmod o-w)", where=path.name)


def allowed_states(events: Sequence[Event]) -> list[dict[str, Any] | None]:
    """States that `CURRENT` may be in: the one committed last, and one begun since."""
    committed: dict[str, Any] | None = None
    begun: list[dict[str, Any] | None] = []
    for event in events:
        if event.what in ("install", "rollback", "check"):
            committed, begun = event.details["state"], []
        elif event.what == "begin":
            begun = [event.details["state"]]
        elif event.what == "abandon":
            begun = []
    return [committed, *begun]


def read_current(folder: Path) -> dict[str, Any] | None:
    """The state that `CURRENT` holds; None where there is none.

    Raises:
        ListCorruptError: It holds something else.
        ListError: It cannot be read, or is a link.
    """
    where = f"list {folder.name}"
    try:
        handle = os.open(folder / CURRENT, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ListError(f"CURRENT cannot be read: {error.strerror}", where=where) from None
    with os.fdopen(handle, "rb") as file:
        data = file.read()
    try:
        state = json.loads(data)
    except ValueError:
        raise ListCorruptError("CURRENT is damaged", where=where) from None
    if not isinstance(state, dict) or state.keys() != _KEYS or not FILE_NAME.fullmatch(str(state["file"])):
        raise ListCorruptError("CURRENT is not what the library writes", where=where)
    return state


def write_current(folder: Path, state: Mapping[str, Any]) -> None:
    """Replace `CURRENT`, as a whole or not at all.

    Raises:
        ListError: The disk refuses.
    """
    data = json.dumps(state, sort_keys=True, indent=1).encode()
    temporary = folder / ".CURRENT.tmp"  # the caller holds the lock
    try:
        with temporary.open("wb") as file:  # which writes all of it or raises
            temporary.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / CURRENT)
        sync_folder(folder)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ListError(f"CURRENT cannot be written: {error.strerror}", where=f"list {folder.name}") from None


def to_version(name: str, folder: Path, state: Mapping[str, Any]) -> Version:
    """The version that a state tells of."""
    return Version(
        name=name,
        sequence=state["sequence"],
        path=folder / state["file"],
        digest=state["sha256"],
        installed=datetime.fromisoformat(state["installed"]),
        checked=datetime.fromisoformat(state["checked"]),
        lists=state["lists"],
        inputs=tuple(state["inputs"]),
        origins=tuple(state["origins"]),
    )


def to_state(version: Version) -> dict[str, Any]:
    """The state that tells of a version."""
    return {
        "sequence": version.sequence,
        "file": version.path.name,
        "sha256": version.digest,
        "installed": version.installed.isoformat(timespec="seconds"),
        "checked": version.checked.isoformat(timespec="seconds"),
        "lists": dict(version.lists),
        "inputs": list(version.inputs),
        "origins": [dict(origin) for origin in version.origins],
    }


def counts_of(state: Mapping[str, Any]) -> dict[str, Mapping[str, int]]:
    """What every list of a state counts; see `screening.upkeep.expectations.count_lists`."""
    return {name: found["counts"] for name, found in state["lists"].items()}


def sync_folder(folder: Path) -> None:
    """Make what was renamed in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
