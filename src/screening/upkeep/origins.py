"""Where lists come from, what is expected of them and who may see them: the official addresses, and a file of settings.

The file is TOML; what it does not name keeps the values given here. A library that holds a file `SETTINGS` goes by it::

    [lists.un]
    minimum_persons = 600
    max_age_hours = 48

    [[lists.un.canaries]]
    entry = "6908555"
    name = "..."

    [lists.national]
    files = [{ url = "https://lists.example.gov/refused.csv", name = "refused.csv" }]
    mapping = "national.toml"               # beside this file; names refused.csv and what its columns are

    [lists.partner]
    files = [{ path = "/srv/incoming/partner.csv" }]
    owner = "B"                             # seen by those alone who act in the role B
    purpose = "entry"
    threshold = 0.8
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from screening.errors import ConfigError, ScreeningError
from screening.travellers import Traveller
from screening.upkeep.download import Limits
from screening.upkeep.expectations import Canary, Expectations
from screening.upkeep.live import ListUse
from screening.upkeep.states import refuse_open

__all__ = ["OFFICIAL", "SETTINGS", "LocalFile", "Origin", "RemoteFile", "library_origins", "read_origins"]

SETTINGS: Final = "settings.toml"
"""The settings of a library, in its folder."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a server.

    Attributes:
        url: Its address.
        name: What it is called here; the ending tells some formats.
    """

    url: str
    name: str

    def __post_init__(self) -> None:
        if Path(self.name).name != self.name or self.name.startswith("."):
            raise ConfigError("must be the name of a file, without a folder", where="files")


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that somebody else writes on this machine, or on a share."""

    path: Path

    @property
    def name(self) -> str:
        """As of `RemoteFile`."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list comes from.

    Attributes:
        files: All files that it is made of; none where it is installed by hand.
        format: Source format; detected when None.
        list_name: Name of the list in its entries; that of the format when None.
        mapping: The file that says what the columns are; see `screening.watchlist.sources.national`.
        expectations: What is expected of it.
        limits: What a download may take.
        use: Who may see it, its own threshold, and how long it may be used after it was last found to be the newest.
        has_terms: Whether somebody said so: a list that is used on terms must be there.
    """

    files: tuple[RemoteFile | LocalFile, ...]
    format: str | None = None
    list_name: str | None = None
    mapping: Path | None = None
    expectations: Expectations = field(default_factory=Expectations)
    limits: Limits = field(default_factory=Limits)
    use: ListUse = field(default_factory=ListUse)
    has_terms: bool = False

    def __post_init__(self) -> None:
        if self.mapping is not None and len(self.files) != 1:
            raise ConfigError("a mapping needs the one file that it is of", where="mapping")


def _official(files: Mapping[str, str], minimum_persons: int, *, max_rejected: float = 0.05) -> Origin:
    remote = tuple(RemoteFile(url, name) for name, url in files.items())
    return Origin(remote, expectations=Expectations(minimum_persons=minimum_persons, max_rejected=max_rejected))


_OFAC: Final = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"

OFFICIAL: Final[Mapping[str, Origin]] = MappingProxyType(
    {
        "un": _official({"un.xml": "https://scsanctions.un.org/resources/xml/en/consolidated.xml"}, 400),
        "ofac": _official(
            {f"{part.lower()}.csv": f"{_OFAC}{part}.CSV" for part in ("SDN", "ALT", "ADD", "SDN_COMMENTS")},
            4_000,
            max_rejected=0.15,
        ),
        "eu": _official(
            {
                "eu.xml": "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content"
                "?token=dG9rZW4tMjAxNw"
            },
            2_000,
        ),
        "uk": _official(
            {"uk.xml": "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml"}, 1_000, max_rejected=0.2
        ),
        "canada": _official(
            {
                "canada.xml": "https://www.international.gc.ca/world-monde/assets/office_docs/"
                "international_relations-relations_internationales/sanctions/sema-lmes.xml"
            },
            2_000,
        ),
        "switzerland": _official(
            {
                "switzerland.xml": "https://www.sesam.search.admin.ch/sesam-search-web/pages/"
                "downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction"
            },
            1_000,
            max_rejected=0.2,
        ),
    }
)
"""Lists whose publishers offer them at a fixed address; what is expected is about half of what they held in 2025, and
of the lists of the United Kingdom and Switzerland, which were not at hand, much less. What is rejected is ships and
aircraft: a twelfth of the rows of OFAC, a fiftieth of those of Canada.

The token of the European list is the one that its publisher gives to everybody.
"""

_EXPECTATIONS: Final = tuple(f.name for f in fields(Expectations) if f.name not in ("lists", "canaries"))
_LIMITS: Final = tuple(f.name for f in fields(Limits))
_TERMS: Final = tuple(f.name for f in fields(ListUse) if f.name != "max_age")
_PLAIN: Final = ("format", "list_name")
_OTHER: Final = ("files", "mapping", "canaries", "lists", "max_age_hours")
_CANARY: Final = ("entry", "list", "at_least")


def library_origins(root: Path, path: Path | None = None) -> dict[str, Origin]:
    """`read_origins` of a file, or of the settings in the folder of a library where it holds any.

    Raises:
        ListError: Everybody may write to the settings of the library.
        ConfigError: As `read_origins`.
    """
    if path is None and (root / SETTINGS).exists():
        path = root / SETTINGS
        refuse_open(path)
    return read_origins(path)


def read_origins(path: Path | None) -> dict[str, Origin]:
    """The official origins, changed and added to by a file.

    Raises:
        ConfigError: The file cannot be read, or says something that is unknown; nothing is passed over.
    """
    if path is None:
        return dict(OFFICIAL)
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=path.name) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError("is not TOML", where=path.name) from None
    lists = data.pop("lists", {})
    if data or not isinstance(lists, dict) or not all(isinstance(settings, dict) for settings in lists.values()):
        raise ConfigError("holds tables [lists.NAME] and nothing else", where=path.name)
    origins = dict(OFFICIAL)
    for name, settings in lists.items():
        try:
            origins[name] = _origin(origins.get(name), settings, path.parent)
        except ScreeningError as error:
            raise ConfigError(error.rule, where=f"{path.name}, lists.{name}, {error.where or 'settings'}") from None
        except (TypeError, ValueError):
            raise ConfigError("has a value of another type", where=f"{path.name}, lists.{name}") from None
    return origins


def _origin(known: Origin | None, settings: dict[str, Any], folder: Path) -> Origin:
    allowed = (*_EXPECTATIONS, *_LIMITS, *_TERMS, *_PLAIN, *_OTHER)
    for key in settings:
        if key not in allowed:
            raise ConfigError(f"unknown setting; known: {', '.join(sorted(allowed))}", where="settings")
    terms = {key: settings[key] for key in _TERMS if key in settings}
    if known is None and not (settings.get("files") or terms or "max_age_hours" in settings):
        raise ConfigError("a list that is not built in needs its files, or how it is used", where="files")
    origin = known or Origin(())
    expected = {key: settings[key] for key in _EXPECTATIONS if key in settings}
    if "lists" in settings:
        expected["lists"] = frozenset(settings["lists"])
    if "canaries" in settings:
        expected["canaries"] = tuple(_canary(canary) for canary in settings["canaries"])
    changes: dict[str, Any] = {key: settings[key] for key in _PLAIN if key in settings}
    if "files" in settings:
        changes["files"] = tuple(_file(file, folder) for file in settings["files"])
    if "mapping" in settings:
        changes["mapping"] = folder / settings["mapping"]
    changes["has_terms"] = bool(terms)
    if "max_age_hours" in settings:
        terms["max_age"] = timedelta(hours=settings["max_age_hours"])
    return replace(
        origin,
        expectations=replace(origin.expectations, **expected),
        limits=replace(origin.limits, **{key: settings[key] for key in _LIMITS if key in settings}),
        use=replace(origin.use, **terms),
        **changes,
    )


def _file(settings: dict[str, Any], folder: Path) -> RemoteFile | LocalFile:
    if "path" in settings:
        return LocalFile(**settings | {"path": (folder / settings["path"]).resolve()})
    return RemoteFile(**settings)


def _canary(settings: dict[str, Any]) -> Canary:
    """A canary: the fields of a traveller, and ``entry``, ``list``, ``at_least``."""
    about = {key: settings[key] for key in _CANARY if key in settings}
    if "entry" not in about:
        raise ConfigError("needs the entry that must be found", where="canaries")
    traveller = Traveller(**{key: value for key, value in settings.items() if key not in _CANARY})
    return Canary(traveller, about.pop("entry"), **about)
