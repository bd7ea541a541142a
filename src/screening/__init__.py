"""Traveller screening: names in every script against watchlists, offline, with evidence for every candidate.

The public names stand here and are loaded when they are first used::

    import screening as sc

    sc.compile_watchlist(["un.xml"], "un.watchlist")
    screener = sc.Screener(sc.Watchlist.open("un.watchlist"))
    result = screener.screen(sc.Traveller(surname="ERIKSSON", given_names="ANNA MARIA", birth_date="1974-08-12"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.birthdates import BirthDate as BirthDate
    from screening.birthdates import parse_birth_date as parse_birth_date
    from screening.bulk import fold_names as fold_names
    from screening.bulk import normalize_names as normalize_names
    from screening.bulk import romanize_names as romanize_names
    from screening.bulk import variants_of_names as variants_of_names
    from screening.compiled import CompileReport as CompileReport
    from screening.compiled import ListInfo as ListInfo
    from screening.compiled import Watchlist as Watchlist
    from screening.compiled import compile_watchlist as compile_watchlist
    from screening.documents import TravelDocument as TravelDocument
    from screening.errors import CapacityError as CapacityError
    from screening.errors import ColumnError as ColumnError
    from screening.errors import ConfigError as ConfigError
    from screening.errors import InputError as InputError
    from screening.errors import ListCorruptError as ListCorruptError
    from screening.errors import ListDownloadError as ListDownloadError
    from screening.errors import ListEmptyError as ListEmptyError
    from screening.errors import ListError as ListError
    from screening.errors import ListExpectationError as ListExpectationError
    from screening.errors import ListFormatError as ListFormatError
    from screening.errors import ListMissingError as ListMissingError
    from screening.errors import ListRollbackError as ListRollbackError
    from screening.errors import ListVersionError as ListVersionError
    from screening.errors import MessageError as MessageError
    from screening.errors import MrzError as MrzError
    from screening.errors import ScreeningError as ScreeningError
    from screening.explain import Evidence as Evidence
    from screening.explain import NameComparison as NameComparison
    from screening.explain import compare_names as compare_names
    from screening.messages import Manifest as Manifest
    from screening.messages import read_paxlst as read_paxlst
    from screening.messages import read_pnrgov as read_pnrgov
    from screening.mrz import Mrz as Mrz
    from screening.mrz import encode_mrz_name as encode_mrz_name
    from screening.mrz import parse_mrz as parse_mrz
    from screening.screener import Hit as Hit
    from screening.screener import Result as Result
    from screening.screener import Screener as Screener
    from screening.screener import ScreeningConfig as ScreeningConfig
    from screening.text import normalize_name as normalize_name
    from screening.translit import Variant as Variant
    from screening.translit import name_variants as name_variants
    from screening.translit import romanize as romanize
    from screening.travellers import Traveller as Traveller
    from screening.upkeep.expectations import Canary as Canary
    from screening.upkeep.expectations import Expectations as Expectations
    from screening.upkeep.library import Library as Library
    from screening.upkeep.live import ListUse as ListUse
    from screening.upkeep.live import LiveScreener as LiveScreener
    from screening.visibility import MountedList as MountedList
    from screening.watchlist.delta import Delta as Delta
    from screening.watchlist.delta import compare_versions as compare_versions

__version__ = "0.1.0.dev0"

_HOME = {
    "BirthDate": "birthdates",
    "Canary": "upkeep.expectations",
    "CapacityError": "errors",
    "ColumnError": "errors",
    "CompileReport": "compiled",
    "ConfigError": "errors",
    "Delta": "watchlist.delta",
    "Evidence": "explain",
    "Expectations": "upkeep.expectations",
    "Hit": "screener",
    "InputError": "errors",
    "Library": "upkeep.library",
    "ListCorruptError": "errors",
    "ListDownloadError": "errors",
    "ListEmptyError": "errors",
    "ListError": "errors",
    "ListExpectationError": "errors",
    "ListFormatError": "errors",
    "ListInfo": "compiled",
    "ListMissingError": "errors",
    "ListRollbackError": "errors",
    "ListUse": "upkeep.live",
    "ListVersionError": "errors",
    "LiveScreener": "upkeep.live",
    "MountedList": "visibility",
    "Manifest": "messages",
    "MessageError": "errors",
    "Mrz": "mrz",
    "MrzError": "errors",
    "NameComparison": "explain",
    "Result": "screener",
    "Screener": "screener",
    "ScreeningConfig": "screener",
    "ScreeningError": "errors",
    "TravelDocument": "documents",
    "Traveller": "travellers",
    "Variant": "translit",
    "Watchlist": "compiled",
    "compare_names": "explain",
    "compare_versions": "watchlist.delta",
    "compile_watchlist": "compiled",
    "encode_mrz_name": "mrz",
    "fold_names": "bulk",
    "name_variants": "translit",
    "normalize_name": "text",
    "normalize_names": "bulk",
    "parse_birth_date": "birthdates",
    "parse_mrz": "mrz",
    "read_paxlst": "messages",
    "read_pnrgov": "messages",
    "romanize": "translit",
    "romanize_names": "bulk",
    "variants_of_names": "bulk",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 - the names of the table are strings


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'screening' has no attribute {name!r}")
    value = getattr(import_module(f"screening.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
