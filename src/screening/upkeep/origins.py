"""Where lists come from and what is expected of them: the official addresses, and a file in which they are changed.

The file is TOML; what it does not name keeps the values given here::

    [lists.un]
    minimum_persons = 600
    max_age_hours = 48

    [[lists.un.canaries]]
    entry = "6908555"
    name = "..."

    [lists.national]
    format = "csv"
    list_name = "national"
    files = [{ url = "https://lists.example.gov/refused.csv", name = "refused.csv" }]
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

__all__ = ["OFFICIAL", "Origin", "RemoteFile", "read_origins"]


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
class Origin:
    """Where a list comes from.

    Attributes:
        files: All files that it is made of.
        format: Source format; detected when None.
        list_name: Name of the list in its entries; that of the format when None.
        expectations: What is expected of it.
        limits: What a download may take.
        max_age: How long the list may be used after it was last found to be the newest.
    """

    files: tuple[RemoteFile, ...]
    format: str | None = None
    list_name: str | None = None
    expectations: Expectations = field(default_factory=Expectations)
    limits: Limits = field(default_factory=Limits)
    max_age: timedelta = timedelta(hours=36)


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
_PLAIN: Final = ("format", "list_name")
_OTHER: Final = ("files", "canaries", "lists", "max_age_hours")
_CANARY: Final = ("entry", "list", "at_least")


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
            origins[name] = _origin(origins.get(name), settings)
        except ScreeningError as error:
            raise ConfigError(error.rule, where=f"{path.name}, lists.{name}, {error.where or 'settings'}") from None
        except (TypeError, ValueError):
            raise ConfigError("has a value of another type", where=f"{path.name}, lists.{name}") from None
    return origins


def _origin(known: Origin | None, settings: dict[str, Any]) -> Origin:
    allowed = (*_EXPECTATIONS, *_LIMITS, *_PLAIN, *_OTHER)
    for key in settings:
        if key not in allowed:
            raise ConfigError(f"unknown setting; known: {', '.join(sorted(allowed))}", where="settings")
    if known is None and not settings.get("files"):
        raise ConfigError("a list that is not built in needs its files", where="files")
    origin = known or Origin(())
    expected = {key: settings[key] for key in _EXPECTATIONS if key in settings}
    if "lists" in settings:
        expected["lists"] = frozenset(settings["lists"])
    if "canaries" in settings:
        expected["canaries"] = tuple(_canary(canary) for canary in settings["canaries"])
    changes: dict[str, Any] = {key: settings[key] for key in _PLAIN if key in settings}
    if "files" in settings:
        changes["files"] = tuple(RemoteFile(**file) for file in settings["files"])
    if "max_age_hours" in settings:
        changes["max_age"] = timedelta(hours=settings["max_age_hours"])
        if changes["max_age"] <= timedelta():
            raise ConfigError("must be above 0", where="max_age_hours")
    return replace(
        origin,
        expectations=replace(origin.expectations, **expected),
        limits=replace(origin.limits, **{key: settings[key] for key in _LIMITS if key in settings}),
        **changes,
    )


def _canary(settings: dict[str, Any]) -> Canary:
    """A canary: the fields of a traveller, and ``entry``, ``list``, ``at_least``."""
    about = {key: settings[key] for key in _CANARY if key in settings}
    if "entry" not in about:
        raise ConfigError("needs the entry that must be found", where="canaries")
    traveller = Traveller(**{key: value for key, value in settings.items() if key not in _CANARY})
    return Canary(traveller, about.pop("entry"), **about)
