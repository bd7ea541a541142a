"""Write `docs/reference/schema.md`: the columns of the entry table, out of `screening.watchlist.schema`.

make tables
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pyarrow as pa

from screening.watchlist import schema

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "schema.md"
ITEM = re.compile(r"^    ([a-z_, ]+): (.*)")
HEAD = """# Columns of a watchlist

Generated from `screening.watchlist.schema`, version VERSION, by `python -m tools.make_schema_reference`.

`Watchlist.entries` is an Arrow table with one row an entry. It is plain Arrow: pyarrow, DuckDB, Polars and pandas read
it without this library, and a hit joins back to its row by `list` and `entry_id`.

```python
>>> import duckdb
>>> import screening as sc
>>> report = sc.compile_watchlist(["data/fixtures/un_sample.xml"], "build/un.watchlist")
>>> entries = sc.Watchlist.open("build/un.watchlist").entries
>>> duckdb.sql("select id, names[1].name, len(birth_dates) from entries where id = '111794'").fetchall()
[('111794', 'MOKHTAR BELMOKHTAR', 1)]

```

A column that is not nullable is never null; a list in it may be empty.
"""
BIRTH = {
    "from": "First day on which the person may have been born.",
    "to": "Last day; the same as `from` where the day is known.",
    "flags": "What is uncertain: `approx`, `range`, `alias`, `unreliable` and others of `screening.birthdates`.",
}
COUNTRY = {
    "code": "ICAO Doc 9303-3 alpha-3 code.",
    "role": "`nationality`, `birth`, `residence`, or `issuing`.",
}


def meanings(described: type) -> dict[str, str]:
    """The attributes that a docstring describes."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in (inspect.getdoc(described) or "").partition("Attributes:\n")[2].splitlines():
        item = ITEM.match(line)
        if item:
            names = item[1].split(", ")
            found.update(dict.fromkeys(names, item[2]))
        else:
            for name in names:
                found[name] = f"{found[name]} {line.strip()}".strip()
    return {name: re.sub("``(.*?)``", r"`\1`", " ".join(text.split())) for name, text in found.items()}


def rows(fields: list[pa.Field], described: dict[str, str]) -> str:
    lines = ["| column | type | null | meaning |", "|---|---|---|---|"]
    for field in fields:
        kind = f"list of {kind_of(field.type.value_type)}" if pa.types.is_list(field.type) else kind_of(field.type)
        lines.append(f"| `{field.name}` | {kind} | {'yes' if field.nullable else 'no'} | {described[field.name]} |")
    return "\n".join(lines) + "\n"


def kind_of(kind: pa.DataType) -> str:
    return "struct" if pa.types.is_struct(kind) else str(kind)


def build() -> str:
    """The page."""
    entry = schema.ENTRY_SCHEMA
    parts = [HEAD.replace("VERSION", str(schema.SCHEMA_VERSION)), rows(list(entry), meanings(schema.Entry))]
    for name, title, described in (
        ("names", "A name", meanings(schema.EntryName)),
        ("birth_dates", "A birth date", BIRTH),
        ("countries", "A country", COUNTRY),
        ("documents", "A document", meanings(schema.Document)),
    ):
        text = "One interval a row; several intervals are alternatives.\n\n" if name == "birth_dates" else ""
        parts.append(f"## {title}: `{name}`\n\n{text}{rows(list(entry.field(name).type.value_type), described)}")
    return "\n".join(parts)


def main() -> int:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(build(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
