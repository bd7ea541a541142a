"""Lists that are written and installed in several tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from screening.upkeep.library import Library, Version

DAY = 86_400.0
HEADER = "id,name,birth_date\n"


class Clock:
    """A clock that is set by hand; seconds since 1970-01-01."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def csv(folder: Path, count: int, *, first: int = 0, name: str = "list.csv") -> Path:
    """A list of so many persons with different names."""
    rows = [
        f"P{n},Person{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} Testov,1980-01-{n % 28 + 1:02}"
        for n in range(first, first + count)
    ]
    path = folder / name
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def un_xml(folder: Path, day: str, count: int = 3) -> Path:
    """A list in the UN format with a date."""
    persons = "".join(
        f"<INDIVIDUAL><DATAID>{n}</DATAID><FIRST_NAME>Ivan</FIRST_NAME><SECOND_NAME>Testov{'abcdefghij'[n]}</SECOND_NAME></INDIVIDUAL>"
        for n in range(count)
    )
    path = folder / "un.xml"
    path.write_text(
        f'<CONSOLIDATED_LIST dateGenerated="{day}T12:00:00"><INDIVIDUALS>{persons}</INDIVIDUALS></CONSOLIDATED_LIST>',
        encoding="utf-8",
    )
    return path


def install(library: Library, sources: list[Path], **options: Any) -> Version:
    return library.install("red", sources, list_name="red", **options)


def what(library: Library, name: str = "red") -> list[str]:
    return [event.what for event in library.audit(name)]
