"""The exception tree. Every error says where and which rule, never what the value was.

    ScreeningError
    ├── InputError (ValueError)         a traveller, a name, a document or a manifest row
    │   ├── MrzError                    a machine-readable zone that cannot be read
    │   ├── MessageError                data that are no passenger message
    │   └── ColumnError                 a table whose columns are wrong
    ├── ListError (ValueError)          a watchlist that must not be used
    │   ├── ListFormatError             the source is not the format it claims to be
    │   ├── ListEmptyError              no entry was read
    │   ├── ListCorruptError            a compiled file that is damaged or was changed
    │   ├── ListDownloadError           what a server gave is not a whole list
    │   ├── ListExpectationError        a list shorter, longer or emptier than it may be; a canary that is not found
    │   ├── ListMissingError            no such list
    │   ├── ListRollbackError           a list older than the one in force
    │   └── ListVersionError            a compiled file of another format version
    ├── ConfigError (ValueError)        a setting out of range or unknown
    └── CapacityError (RuntimeError)    a documented limit of the library was reached

Names, document numbers and machine-readable zones are personal data: no message, no attribute and no
chained exception carries one.  ``where`` is a position ("row 17, column birth_date"; "line 3"; "position 21").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CapacityError",
    "ColumnError",
    "ConfigError",
    "InputError",
    "ListCorruptError",
    "ListDownloadError",
    "ListEmptyError",
    "ListError",
    "ListExpectationError",
    "ListFormatError",
    "ListMissingError",
    "ListRollbackError",
    "ListVersionError",
    "MessageError",
    "MrzError",
    "ScreeningError",
]


class ScreeningError(Exception):
    """Base of every error that this library raises on purpose.

    Args:
        rule: What was expected, in words.
        where: The place in the input, if there is one.
    """

    def __init__(self, rule: str, *, where: str | None = None) -> None:
        self.rule = rule
        self.where = where
        super().__init__(rule, where)

    def __reduce__(self) -> tuple[Callable[..., ScreeningError], tuple[type[ScreeningError], str, str | None]]:
        """Errors travel between processes whole: ``where`` can't be given by position."""
        return _restored, (type(self), self.rule, self.where)

    def __str__(self) -> str:
        return self.rule if self.where is None else f"{self.where}: {self.rule}"


def _restored(kind: type[ScreeningError], rule: str, where: str | None) -> ScreeningError:
    return kind(rule, where=where)


class InputError(ScreeningError, ValueError):
    """A traveller, a name or a manifest row breaks a rule."""


class MrzError(InputError):
    """The lines are not a machine-readable zone of a known format (ICAO Doc 9303)."""


class MessageError(InputError):
    """The data are no passenger message of the kind that was asked for."""


class ColumnError(InputError):
    """A table has an unknown, missing or wrongly typed column."""


class ListError(ScreeningError, ValueError):
    """A watchlist must not be used."""


class ListFormatError(ListError):
    """The source is not in the format that it claims, or that was asked for."""


class ListEmptyError(ListError):
    """Nothing was read: an empty watchlist would answer "no hit" to everybody."""


class ListCorruptError(ListError):
    """A compiled file is damaged, cut short or changed since it was written."""


class ListDownloadError(ListError):
    """A server did not give a whole list: an error, another page, a part, too much, or too slowly."""


class ListExpectationError(ListError):
    """A list is not what its source is expected to give, or a canary is not found on it."""


class ListMissingError(ListError):
    """There is no list of this name, or no version of it."""


class ListRollbackError(ListError):
    """A list is older than the one in force."""


class ListVersionError(ListError):
    """A compiled file of another format version: compile the sources again."""


class ConfigError(ScreeningError, ValueError):
    """A setting is unknown or out of its range."""


class CapacityError(ScreeningError, RuntimeError):
    """A documented limit was reached; the work was not done in part."""
