"""Writes docs/reference/api.md: the public names with their signatures and docstrings.

Run: ``python -m tools.make_api_reference``; a test holds the page to it, and to every public name.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import screening

__all__ = ["GROUPS", "MODULES", "PAGE", "page"]

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.md"
WIDTH: Final = 100

HEAD: Final = """# Python interface

Generated from the docstrings by `tools/make_api_reference.py`. The names of the first part are those of the package:
`import screening as sc`, then `sc.Screener`. Those of the second part are imported from their module. What begins
with an underscore, and whatever stands on neither list, may change without notice.

Exceptions, statuses and reasons are explained in [errors.md](errors.md), the columns of a watchlist in
[schema.md](schema.md).
"""

GROUPS: Final = {
    "Watchlists": ("compile_watchlist", "CompileReport", "Watchlist", "ListInfo", "compare_versions", "Delta"),
    "Screening": ("Screener", "ScreeningConfig", "MountedList", "Result", "Hit", "Evidence"),
    "Lists that are kept fresh": ("Library", "Expectations", "Canary", "LiveScreener", "ListUse"),
    "Travellers and their documents": (
        "Traveller",
        "TravelDocument",
        "BirthDate",
        "parse_birth_date",
        "Mrz",
        "parse_mrz",
        "encode_mrz_name",
        "Manifest",
        "read_paxlst",
        "read_pnrgov",
    ),
    "Names": ("compare_names", "NameComparison", "normalize_name", "romanize", "name_variants", "Variant"),
    "Columns of names": ("normalize_names", "romanize_names", "variants_of_names", "fold_names"),
}
"""The public names by what they are for; exceptions stand in errors.md."""

MODULES: Final = {
    "screening.tune": "Choosing a threshold.",
    "screening.cleared": "Decisions that a traveller is not an entry.",
    "screening.audit": "The trail of who was screened.",
    "screening.jobs": "A file of travellers into a folder of answers, safe from kills.",
    "screening.readers": "Files of travellers.",
    "screening.report": "Results as a page for people.",
    "screening.adapters.spark": "Apache Spark; needs `screening[spark]`.",
    "screening.adapters.duckdb": "DuckDB; needs `screening[duckdb]`.",
    "screening.adapters.polars": "Polars; needs `screening[polars]`.",
    "screening.adapters.portable": "A screener for other clusters.",
    "screening.watchlist.schema": "An entry of a watchlist.",
}
"""Modules whose names are imported from them, and what each is for."""

_SECTION: Final = re.compile(r"^(Args|Attributes|Returns|Raises):$")
_ITEM: Final = re.compile(r"^    (\S[^:]*): (.*)$")
_TITLES: Final = {"Args": "Arguments", "Attributes": "Attributes", "Returns": "Returns", "Raises": "Raises"}


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, names in GROUPS.items():
        parts.append(f"\n## {title}\n")
        for name in names:
            parts.extend(_described(name, getattr(screening, name)))
    for module_name, purpose in MODULES.items():
        module = import_module(module_name)
        parts.append(f"\n## `{module_name}`\n{purpose}\n")
        for name in module.__all__:
            found = getattr(module, name)
            if (inspect.isclass(found) or inspect.isfunction(found)) and inspect.getdoc(found):
                parts.extend(_described(name, found))
    return "".join(parts)


def _described(name: str, found: Any) -> Iterator[str]:
    """A class with its public methods, or a function."""
    yield f"\n### {name}\n"
    yield _code(name, found)
    yield _text(inspect.getdoc(found) or "")
    if not inspect.isclass(found):
        return
    for member_name, member in vars(found).items():
        if member_name.startswith("_"):
            continue
        doc = inspect.getdoc(member) or ""
        title = f"{name}.{member_name}"
        if isinstance(member, property | cached_property):
            yield f"\n#### {title}\n{_text(doc)}"
        elif isinstance(member, classmethod) or inspect.isfunction(member):
            function = member.__func__ if isinstance(member, classmethod) else member
            yield f"\n#### {title}\n{_code(title, function, bound=True)}{_text(doc)}"


def _code(name: str, found: Any, *, bound: bool = False) -> str:
    """The signature, on several lines where it is long; nothing for a class that callers do not make."""
    if inspect.isclass(found) and "__init__" not in vars(found) and not is_dataclass(found):
        return ""
    signature = inspect.signature(found)
    arguments: list[str] = []
    is_keyword_only = False
    for parameter in list(signature.parameters.values())[bound:]:
        if parameter.name.startswith("_"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not is_keyword_only:
            is_keyword_only = True
            arguments.append("*")
        arguments.append(_argument(parameter))
    back = "" if inspect.isclass(found) or not signature.return_annotation else f" -> {signature.return_annotation}"
    line = f"{name}({', '.join(arguments)}){back}"
    if len(line) > WIDTH:
        line = f"{name}(\n" + "".join(f"    {argument},\n" for argument in arguments) + f"){back}"
    return f"```text\n{line}\n```\n"


def _argument(parameter: inspect.Parameter) -> str:
    star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
    kind = "" if parameter.annotation is parameter.empty else f": {parameter.annotation}"
    if parameter.default is parameter.empty:
        return f"{star}{parameter.name}{kind}"
    return f"{star}{parameter.name}{kind} = {_default(parameter.default)}"


def _default(value: Any) -> str:
    """As it would be written; ``...`` where it is made anew each time."""
    if isinstance(value, Enum):
        return str(f"{type(value).__name__}.{value.name}")
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    return "..." if repr(value) == "<factory>" else repr(value)


def _text(doc: str) -> str:
    """A docstring as Markdown: sections as lists, code in single backticks."""
    lines: list[str] = []
    section = ""
    for line in doc.splitlines():
        heading = _SECTION.match(line)
        item = _ITEM.match(line)
        if heading:
            section = heading[1]
            lines += [f"**{_TITLES[section]}**", ""]
        elif section == "Returns" and line.strip():
            lines.append(line.strip())
        elif section and item:
            lines.append(f"- {', '.join(f'`{one}`' for one in item[1].split(', '))}: {item[2]}")
        elif section and line.startswith("        "):
            lines.append(f"  {line.strip()}")
        else:
            section = section if line.startswith("    ") or not line else ""
            lines.append(line)
    return re.sub(r"``(.+?)``", r"`\1`", "\n".join(lines)).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(page().splitlines())} lines")
