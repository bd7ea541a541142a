"""Bringing lists up to date: ask their publishers, compile what changed, check it, and put it in force.

A list that fails stays as it is, and does not keep the others from being updated; that it failed is journaled and
returned, and its age goes on counting.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from screening.errors import ConfigError, ListMissingError, ScreeningError
from screening.upkeep.download import Download, Limits, copy_file, download
from screening.upkeep.library import Library, Version
from screening.upkeep.origins import LocalFile, Origin, RemoteFile
from screening.watchlist.sources import national

__all__ = ["Outcome", "update", "update_all"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update did to a list.

    Attributes:
        name: Name of the list.
        what: ``installed``, ``unchanged`` or ``failed``.
        version: What is in force now; None where nothing ever was.
        error: Why it failed.
    """

    name: str
    what: Literal["installed", "unchanged", "failed"]
    version: Version | None
    error: ScreeningError | None = None


def update_all(
    library: Library, origins: Mapping[str, Origin], names: Iterable[str], *, override: str | None = None
) -> list[Outcome]:
    """Update lists, one after the other; one that fails is reported and the others go on.

    Raises:
        ConfigError: A name is none of the origins that have an address; then nothing is done.
    """
    names = list(dict.fromkeys(names))
    known = [name for name, origin in sorted(origins.items()) if origin.files]
    if not set(names).issubset(known):
        raise ConfigError(f"no such list; there are: {', '.join(known)}", where="lists")
    outcomes = []
    for name in names:
        try:
            outcomes.append(update(library, name, origins[name], override=override))
        except ScreeningError as error:
            outcomes.append(Outcome(name, "failed", _in_force(library, name), error))
    return outcomes


def update(library: Library, name: str, origin: Origin, *, override: str | None = None) -> Outcome:
    """Update one list.

    Args:
        library: Where it stands.
        name: Its name there.
        origin: Where it comes from and what is expected of it.
        override: As for `Library.install`.

    Raises:
        ListDownloadError: A file cannot be had.
        ListError: The new list is refused; see `Library.install`. What is in force stays in force.
    """
    before = _in_force(library, name)
    known = {} if before is None else {o["url"]: o for o in before.origins}
    with tempfile.TemporaryDirectory(prefix="screening-") as folder:
        try:
            mapping = _mapping(origin, Path(folder))
            downloads = _download(origin, Path(folder), known if not mapping or mapping.is_known(known) else {})
        except ScreeningError as error:
            library.refuse(name, error)
            raise
        origins = [found.origin for found in downloads] + ([mapping.origin] if mapping else [])
        if all(found.path is None for found in downloads):
            return Outcome(name, "unchanged", library.renew(name, origins=origins))
        version = library.install(
            name,
            [mapping.path] if mapping else [found.path for found in downloads if found.path is not None],
            format=national.NAME if mapping else origin.format,
            list_name=origin.list_name,
            expectations=origin.expectations,
            override=override,
            origins=origins,
        )
    is_new = before is None or version.sequence != before.sequence
    return Outcome(name, "installed" if is_new else "unchanged", version)


@dataclass(frozen=True, slots=True)
class _Mapping:
    """A copy of a mapping, beside the file that it names; what is remembered of it stands among the origins."""

    path: Path
    origin: Mapping[str, str | None]

    def is_known(self, known: Mapping[str | None, Mapping[str, str | None]]) -> bool:
        """Whether the version in force was read by it: if not, its file must be read again though it did not change."""
        return known.get(self.origin["url"]) == self.origin


def _mapping(origin: Origin, folder: Path) -> _Mapping | None:
    if origin.mapping is None:
        return None
    name = origin.mapping.name
    try:
        data = origin.mapping.read_bytes()
    except OSError as error:
        raise ConfigError(f"the mapping cannot be read: {error.strerror}", where=name) from None
    path = folder / name
    path.write_bytes(data)
    return _Mapping(path, {"url": f"mapping:{name}", "sha256": hashlib.sha256(data).hexdigest()})


def _download(origin: Origin, folder: Path, known: Mapping[str | None, Mapping[str, str | None]]) -> list[Download]:
    """All files, or none of them when none changed: a list is compiled of all its files or not at all."""
    found = [_get(file, folder, known, origin.limits) for file in origin.files]
    if all(one.path is None for one in found):
        return found
    return [
        one if one.path is not None else _get(file, folder, {}, origin.limits)
        for file, one in zip(origin.files, found, strict=True)
    ]


def _get(
    file: RemoteFile | LocalFile, folder: Path, known: Mapping[str | None, Mapping[str, str | None]], limits: Limits
) -> Download:
    path = folder / file.name
    if isinstance(file, LocalFile):
        return copy_file(file.path, path, known=known.get(str(file.path)), limits=limits)
    return download(file.url, path, known=known.get(file.url), limits=limits)


def _in_force(library: Library, name: str) -> Version | None:
    try:
        return library.current(name)
    except ListMissingError:
        return None
