"""Columns of names: what `normalize_name`, `romanize`, `name_variants` and `parse_forms` say of each, at once.

Arrow in, Arrow out.  A word is read once (`screening._words`, `screening._fold`): a million real names are made of some
96,000 words.  Every answer is that of the function for one name.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from screening._words import DEPENDS, SILENT, WordTable
from screening.errors import CapacityError, InputError
from screening.folding import borrowed_table
from screening.lexicon import Role
from screening.phonemes import SYMBOLS
from screening.text import clean, normalize_name, stands_alone
from screening.translit import name_variants, profiles, romanize, variants

__all__ = [
    "TOKENS",
    "VARIANTS",
    "Company",
    "Rules",
    "fold_names",
    "normalize_names",
    "romanize_names",
    "variants_of_names",
]

_ROWS: Final = 8192
_MOST_BYTES: Final = 32 << 20
_MOST_IDLE: Final = 4

VARIANTS: Final = pa.list_(
    pa.struct(
        [
            pa.field("text", pa.string(), nullable=False),
            pa.field("system", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        ]
    )
)
"""Type of `variants_of_names`: the fields of `screening.Variant`."""

TOKENS: Final = pa.list_(
    pa.struct(
        [
            pa.field("spelling", pa.string(), nullable=False),
            pa.field("phonemes", pa.string(), nullable=False),
            pa.field("key", pa.uint64(), nullable=False),
            pa.field("weight", pa.uint8(), nullable=False),
            pa.field("role", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        ]
    )
)
"""Type of `fold_names`: what is said of each token of a name.

``spelling``: letters a-z, empty where a token has sounds alone.  ``phonemes``: symbols of `screening.phonemes.SYMBOLS`.
``key``: coarse sounds, equal for most spellings of one name.  ``weight``: 1 to 255, information by rarity and role.
``role``: name, particle, title or suffix.
"""


# --- the public functions ----------------------------------------------------------------------------------------


def normalize_names(names: Any) -> pa.Array | pa.ChunkedArray:
    """`normalize_name` of every name.

    Args:
        names: Text as an Arrow array, anything with ``__arrow_c_array__`` or ``__arrow_c_stream__`` (a column of
            pyarrow, Polars, pandas), or a sequence of ``str | None``.  Bytes that are not UTF-8 read as U+FFFD.

    Returns:
        As many rows, null where the name is null; chunked as the names are, where they come as a stream.

    Raises:
        InputError: The names are not text.
        CapacityError: A chunk would be longer than 2 GiB.

    >>> normalize_names(["José  MÜLLER-O'Neill", None]).to_pylist()
    ['josé müller oneill', None]
    """
    return _each_chunk(names, lambda chunk: _texts(chunk, ("normalize",), _normalizing))


def romanize_names(names: Any, profile: str = "icao9303", *, language: str | None = None) -> pa.Array | pa.ChunkedArray:
    """`romanize` of every name; names, result and errors as `normalize_names`, settings as `romanize`.

    >>> romanize_names(["Щербаков Юрий", None]).to_pylist()
    ['SHCHERBAKOV IURII', None]
    """
    profiles.check_settings(profile, language)
    key = ("romanize", profile, language)
    return _each_chunk(names, lambda chunk: _texts(chunk, key, lambda: _romanizing(profile, language)))


def variants_of_names(names: Any, limit: int = 8) -> pa.Array | pa.ChunkedArray:
    """`name_variants` of every name; names and errors as `normalize_names`.

    Returns:
        Lists of type `VARIANTS`, likeliest form first; null where the name is null.

    >>> [form["text"] for form in variants_of_names(["Юрий"])[0].as_py()]
    ['yuriy', 'iurii', 'urij', 'jurii', 'iourii', 'jurij']
    """
    return _each_chunk(names, lambda chunk: _variants(chunk, limit))


def fold_names(names: Any) -> pa.Array | pa.ChunkedArray:
    """The tokens by which index and query know each name; names and errors as `normalize_names`.

    Of a name that can be cut or read in several ways (unspaced Han and Hangul) these are those of the usual one.

    Returns:
        Lists of type `TOKENS`: empty where nothing comparable is left of a name, which a caller must treat as
        unscreenable; null where it is null.

    >>> [(token["spelling"], token["role"]) for token in fold_names(["Dr. Саддам al Hussein"])[0].as_py()]
    [('dr', 'title'), ('saddam', 'name'), ('al', 'particle'), ('hussein', 'name')]
    """
    return _each_chunk(names, _tokens)


# --- the rules of one way to write names -------------------------------------------------------------------------


class Company(NamedTuple):
    """What the words of a name tell together.

    Attributes:
        key: All that writing one of the words depends on.
        systems: Number of each system that the name is written in.
        by_place: Whether the first word is written in ways of its own.
    """

    key: Any
    systems: tuple[int, ...] = (0,)
    by_place: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """One way to write names, word by word; see `screening._words`.

    Attributes:
        tell: What a word tells, 0 to 2^31, bits that are joined with those of the other words; or `DEPENDS`, `SILENT`.
        company: What that says of the name.
        write_word: A word, its company, and whether the name begins with it, by each system of the company.
        write_name: A whole name, in at most so many systems: form and number of the system.
    """

    tell: Callable[[str], int]
    company: Callable[[int], Company]
    write_word: Callable[[str, Company, bool], Sequence[str | None]]
    write_name: Callable[[str, int], Sequence[tuple[str, int]]]


def _normalizing() -> Rules:
    company = Company(None)
    return Rules(
        tell=lambda word: 0 if stands_alone(word) else DEPENDS,
        company=lambda _: company,
        write_word=lambda word, _company, _opens: [normalize_name(word)],
        write_name=lambda text, _limit: [(normalize_name(text), 0)],
    )


def _romanizing(profile: str, language: str | None) -> Rules:
    return Rules(
        tell=lambda word: 0 if language else profiles.tells(word),
        company=lambda bits: Company(language or profiles.language_told(bits)),
        write_word=lambda word, company, _opens: [romanize(word, profile, language=company.key)],
        write_name=lambda text, _limit: [(romanize(text, profile, language=language), 0)],
    )


_NUMBERS: Final = {name: number for number, name in enumerate(variants.SYSTEMS)}


def _varying() -> Rules:
    def tell(word: str) -> int:
        if not stands_alone(word):
            return DEPENDS
        tokens = clean(word).text.split()
        return variants.tells(tokens) if tokens else SILENT

    def company(bits: int) -> Company:
        systems = variants.systems(bits)
        numbers = tuple(_NUMBERS[system.name] for system in systems)
        return Company(systems, numbers, any(system.by_place for system in systems))

    def write_word(word: str, company: Company, opens: bool) -> list[str | None]:  # noqa: FBT001
        pieces = variants.parts(clean(word).text.split())
        return [variants.written(system, pieces, opens=opens) for system in company.key]

    def write_name(text: str, limit: int) -> list[tuple[str, int]]:
        return [(form, _NUMBERS[system]) for form, system in name_variants(text, limit)]

    return Rules(tell, company, write_word, write_name)


# --- tables ------------------------------------------------------------------------------------------------------

_IDLE: Final[deque[tuple[tuple[str | None, ...], WordTable]]] = deque(maxlen=_MOST_IDLE)


@contextmanager
def _borrowed(key: tuple[str | None, ...], rules: Callable[[], Rules]) -> Iterator[WordTable]:
    """A table for one thread, which may know words of earlier calls.

    Taken and given back without a lock, so that nothing can be held across a fork; one that grew too large is not kept.
    """
    others = []
    while True:
        try:
            known, table = _IDLE.pop()
        except IndexError:
            table = WordTable(rules())
            break
        if known == key:
            break
        others.append((known, table))
    _IDLE.extend(others)
    yield table
    if table.nbytes <= _MOST_BYTES:
        _IDLE.append((key, table))


# --- columns -----------------------------------------------------------------------------------------------------


def _each_chunk(names: Any, write: Callable[[pa.Array], pa.Array]) -> pa.Array | pa.ChunkedArray:
    column = _column(names)
    if isinstance(column, pa.ChunkedArray):
        chunks = [_in_slices(chunk, write) for chunk in column.chunks] or [write(pa.array([], pa.string()))]
        return pa.chunked_array(chunks)
    return _in_slices(column, write)


def _in_slices(chunk: pa.Array, write: Callable[[pa.Array], pa.Array]) -> pa.Array:
    chunk = _readable(chunk)
    slices = [write(chunk.slice(start, _ROWS)) for start in range(0, max(len(chunk), 1), _ROWS)]
    try:
        return slices[0] if len(slices) == 1 else pa.concat_arrays(slices)
    except pa.ArrowException:
        raise CapacityError("more text than fits in one array: give the names in chunks") from None


def _column(names: Any) -> pa.Array | pa.ChunkedArray:
    """Names as Arrow has them."""
    try:
        if isinstance(names, pa.Array | pa.ChunkedArray):
            column = names
        elif hasattr(names, "__arrow_c_array__"):
            column = pa.array(names)
        elif hasattr(names, "__arrow_c_stream__"):
            column = pa.chunked_array(names)
        elif isinstance(names, str | bytes) or not isinstance(names, Iterable):
            raise InputError("names must be a column or a sequence of text")
        else:
            column = _from_texts(list(names))
    except (pa.ArrowException, TypeError):
        column = pa.array([False])
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        column = column.cast(kind)
    if not (_is_text(kind) or pa.types.is_null(kind)):
        raise InputError("names must be a column or a sequence of text")
    return column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _from_texts(texts: list[Any]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        # Arrow can't hold half a code point.  To every rule it is what a code point for private use is.
        return pa.array([text if text is None else _SURROGATE.sub("\ue000", text) for text in texts], pa.string())


def _readable(chunk: pa.Array) -> pa.Array:
    """The chunk, every value of which is UTF-8."""
    try:
        chunk.validate(full=True)
    except pa.ArrowInvalid:
        raw = chunk.cast(pa.large_binary()).to_pylist()
        return pa.array([None if value is None else value.decode("utf-8", "replace") for value in raw], pa.string())
    return chunk


def _validity(chunk: pa.Array) -> pa.Buffer | None:
    if chunk.null_count == 0:
        return None
    return pa.py_buffer(np.packbits(chunk.is_valid().to_numpy(zero_copy_only=False), bitorder="little"))


def _strings(at: NDArray[np.int32], letters: NDArray[np.uint8], validity: pa.Buffer | None = None) -> pa.Array:
    return pa.Array.from_buffers(pa.string(), len(at) - 1, [validity, pa.py_buffer(at), pa.py_buffer(letters)])


def _coded(numbers: NDArray[np.uint8], words: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.view(np.int8)), pa.array(words, pa.string()))


def _lists(kind: pa.DataType, chunk: pa.Array, at: NDArray[np.int32], fields: list[pa.Array]) -> pa.Array:
    values = pa.StructArray.from_arrays(fields, fields=list(kind.value_type))
    return pa.Array.from_buffers(kind, len(chunk), [_validity(chunk), pa.py_buffer(at)], children=[values])


def _texts(chunk: pa.Array, key: tuple[str | None, ...], rules: Callable[[], Rules]) -> pa.Array:
    with _borrowed(key, rules) as table:
        name_at, form_at, _, letters = table.write(chunk, 1)
    return _strings(form_at[name_at], letters, _validity(chunk))


def _variants(chunk: pa.Array, limit: int) -> pa.Array:
    with _borrowed(("variants",), _varying) as table:
        name_at, form_at, systems, letters = table.write(chunk, max(limit, 0))
    return _lists(VARIANTS, chunk, name_at, [_strings(form_at, letters), _coded(systems, variants.SYSTEMS)])


_ROLES: Final = tuple(role.name.lower() for role in Role)
_SYMBOLS: Final = np.frombuffer(SYMBOLS.encode(), np.uint8)


def _first_forms(
    form_at: NDArray[np.uint32], counts: NDArray[np.uint32], tokens: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Offsets of the rows and the tokens, of the first form that each row has."""
    is_first = np.zeros(len(counts), bool)
    is_first[form_at[:-1][np.diff(form_at) > 0]] = True
    in_first = np.concatenate([[0], np.cumsum(np.where(is_first, counts, 0))])
    return in_first[form_at].astype(np.uint32), tokens[np.repeat(is_first, counts)]


def _tokens(chunk: pa.Array) -> pa.Array:
    with borrowed_table() as table:
        form_at, counts, tokens, _ = table.fold_columns([chunk], [None])
        at, tokens = _first_forms(form_at, counts, tokens)
        said = table.describe(tokens)
    fields = [
        _strings(said["letter_at"], said["letters"]),
        _strings(said["sound_at"], _SYMBOLS[said["sounds"]]),
        pa.array(said["key"]),
        pa.array(said["weight"]),
        _coded(said["role"], _ROLES),
    ]
    return _lists(TOKENS, chunk, at.view(np.int32), fields)
