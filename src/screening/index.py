"""Builds the columns that the kernel walks over: of a watchlist once, of a batch of travellers for every call.

`screening.folding` makes the name table of `_layout.pxd`; `index_columns` adds what leads back from a token to the
names that have it.  The recall contract stands here: whatever two names can be matched by (a similar token, a
known group, an initial, two tokens written as one) has a way back in the index, and `_core.search` takes all of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from screening import _columns, _core, _prospects, scoring
from screening.blocks import firm_sounds, list_offsets, reaches, scan_blocks, scan_order
from screening.names import GLUE_POWERS
from screening.scoring import MODEL

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = [
    "COLUMNS",
    "SEX_NUMBERS",
    "FactColumns",
    "distinct",
    "index_columns",
    "kernel_model",
    "list_offsets",
]

SEX_NUMBERS: Final[Mapping[str, int]] = {"M": 1, "F": 2}
"""What the kernel calls a sex; 0 is unknown."""

Columns = dict[str, "NDArray[Any]"]

_IS_INITIAL: Final = 1 << 8
_MAYBE_TRUNCATED: Final = 2 << 8
_HAS_INITIAL: Final = 1
_IS_WEAK: Final = 2
_WEIGHT: Final = 0xFF
_PACKED_TOKENS: Final = 3
_TOKEN_BITS: Final = 24
_NO_TOKEN: Final = 0xFFFFFFFF
_MORE_TOKENS: Final = 0xFFFFFFFE
_GLUE_POWERS: Final = np.array(GLUE_POWERS, dtype=np.uint64)

#: Columns of a compiled index and their types, in the order in which they are stored.
COLUMNS: Final[Mapping[str, np.dtype[np.generic]]] = {
    name: np.dtype(kind)
    for kind, names in (
        ("u4", "sound_at letter_at rendering_at rendering group_at group token_at token traits form_packed"),
        ("u1", "sounds letters script sex block_symbols block_letters block_hand block_fewest"),
        ("u1", "block_potential"),
        ("u2", "length country block_longest"),
        ("u8", "signature glue_key whole_key document_key"),
        (
            "u4",
            "user_at user form_at form form_facts group_key member_at member glued_key glued_form whole_token initial",
        ),
        ("u4", "form_entry form_name entry_form_at entry_form entry_facts birth_at country_at document_entry"),
        ("u4", "block_symbols_at block_letters_at block_rendering"),
        ("i4", "birth_from birth_to"),
    )
    for name in names.split()
}


class FactColumns:
    """What else is known of entries or travellers, row by row: the columns of `_layout.FactsC`."""

    def __init__(self) -> None:
        self._birth_count = array("I")
        self._birth_from = array("i")
        self._birth_to = array("i")
        self._sex = array("B")
        self._country_count = array("I")
        self._country = array("H")

    def __len__(self) -> int:
        return len(self._sex)

    def add(self, births: Sequence[tuple[int, int]], sex: str | None, countries: Sequence[int]) -> None:
        """Append one row.

        Args:
            births: Closed intervals in days since 1970-01-01.
            sex: ``M``, ``F``, or anything else for unknown.
            countries: Numbers of the countries, each below 65,536.
        """
        self._birth_count.append(len(births))
        for first, last in births:
            self._birth_from.append(first)
            self._birth_to.append(last)
        self._sex.append(SEX_NUMBERS.get(sex or "", 0))
        self._country_count.append(len(countries))
        self._country.extend(countries)

    def columns(self) -> Columns:
        """The columns of `_layout.FactsC`."""
        return {
            "birth_at": list_offsets(np.frombuffer(self._birth_count, np.uint32)),
            "birth_from": np.frombuffer(self._birth_from, np.int32),
            "birth_to": np.frombuffer(self._birth_to, np.int32),
            "sex": np.frombuffer(self._sex, np.uint8),
            "country_at": list_offsets(np.frombuffer(self._country_count, np.uint32)),
            "country": np.frombuffer(self._country, np.uint16),
        }


def index_columns(
    names: Columns,
    facts: Columns,
    *,
    form_entry: NDArray[np.uint32],
    form_name: NDArray[np.uint32],
    form_weak: NDArray[np.uint8],
) -> Columns:
    """All columns of a compiled index but the documents.

    Args:
        names: Columns of the name table, forms in any order.
        facts: Columns of the facts of the entries.
        form_entry: Entry of each form.
        form_name: Number of its name among all names of the list.
        form_weak: 1 where the form is a weak alias.
    """
    names = _alike_together(names)
    tokens, forms = len(names["traits"]), len(names["token_at"]) - 1
    order, lists = _gathered(names)
    names |= lists
    token_at, token = names["token_at"], names["token"]
    form_entry, form_name, form_weak = form_entry[order], form_name[order], form_weak[order]
    form_of_token = np.repeat(np.arange(forms, dtype=np.uint32), token_at[1:] - token_at[:-1])
    is_initial = (names["traits"] & _IS_INITIAL).astype(bool)
    entries = len(facts["sex"])

    form_traits = form_weak * np.uint32(_IS_WEAK)
    form_traits[form_of_token[is_initial[token]]] |= _HAS_INITIAL

    user_at, user = _inverse(names["rendering"], names["rendering_at"], len(names["script"]))
    form_at, form = _inverse(token, token_at, tokens)
    entry_facts = _prospects.entry_facts(dict(facts))
    glued_key, glued_form, key_bits = _glued(names, form_of_token, is_initial)
    np.bitwise_or.at(form_traits, glued_form, key_bits)
    whole = np.flatnonzero(((names["glue_key"] & 63) >= 3) & ~is_initial).astype(np.uint32)
    whole = whole[np.argsort(names["glue_key"][whole], kind="stable")]
    group_key, group_of = np.unique(names["group"], return_inverse=True)
    member_at, member = _inverse(group_of, names["group_at"], len(group_key))
    return {
        **names,
        **facts,
        "user_at": user_at,
        "user": user,
        "form_at": form_at,
        "form": form,
        "form_facts": entry_facts[form_entry][form],
        "entry_facts": entry_facts,
        "group_key": group_key.astype(np.uint32),
        "member_at": member_at,
        "member": member,
        "glued_key": glued_key,
        "glued_form": glued_form,
        "whole_key": names["glue_key"][whole],
        "whole_token": whole,
        "initial": np.flatnonzero(is_initial).astype(np.uint32),
        "form_packed": _packed(form_traits, token_at, token, names["traits"]),
        "form_entry": form_entry,
        "form_name": form_name,
        "entry_form_at": list_offsets(np.bincount(form_entry, minlength=entries)),
        "entry_form": np.lexsort((form_name, form_entry)).astype(np.uint32),
        **scan_blocks(names),
    }


def _alike_together(names: Columns) -> Columns:
    """The table with its renderings in the order of the scan, and its tokens in that of their firm sounds.

    What is found with a token then lies in few places of the memory: its neighbours, and the forms that have them.
    """
    order = scan_order(names)
    renderings = {name: names[name][order] for name in ("script", "signature")}
    renderings["length"] = names["length"].reshape(-1, 2)[order].reshape(-1)
    for at, values in (("sound_at", "sounds"), ("letter_at", "letters")):
        renderings |= _taken(names, at, values, order=order)
    rendering = _places(order)[names["rendering"]]
    names = {**names, **renderings, "rendering": rendering}
    first = rendering[names["rendering_at"][:-1]]
    order = np.argsort(firm_sounds(names["sound_at"].astype(np.int64), names["sounds"])[first], kind="stable")
    tokens = {name: names[name][order] for name in ("traits", "glue_key")}
    for at, values in (("rendering_at", "rendering"), ("group_at", "group")):
        tokens |= _taken(names, at, values, order=order)
    return {**names, **tokens, "token": _places(order)[names["token"]]}


def _places(order: NDArray[np.integer]) -> NDArray[np.uint32]:
    """Where each number stands in an order."""
    place = np.empty(len(order), dtype=np.uint32)
    place[order] = np.arange(len(order), dtype=np.uint32)
    return place


def _taken(names: Columns, at: str, values: str, *, order: NDArray[np.integer]) -> Columns:
    """The lists of a table in another order."""
    start, lengths = names[at][:-1].astype(np.int64)[order], np.diff(names[at].astype(np.int64))[order]
    offsets = list_offsets(lengths)
    source = np.repeat(start - offsets[:-1], lengths) + np.arange(int(offsets[-1]))
    return {at: offsets, values: np.ascontiguousarray(names[values][source])}


def _gathered(names: Columns) -> tuple[NDArray[np.int64], Columns]:
    """Forms in the order of their rarest tokens, and their token lists in that order.

    A traveller is looked for by the rarest tokens of the name: the forms that have them then lie side by side, and not
    in as many pages of the memory as there are forms.
    """
    token, at = names["token"], names["token_at"].astype(np.int64)
    count = np.bincount(token, minlength=len(names["traits"])).astype(np.uint64)
    rarest = np.minimum.reduceat(count[token] << np.uint64(32) | token, at[:-1]) if len(token) else at[:-1]
    order = np.argsort(rarest, kind="stable")
    return order, _taken(names, "token_at", "token", order=order)


def _packed(
    form_traits: NDArray[np.uint32], at: NDArray[np.uint32], token: NDArray[np.uint32], traits: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """`_layout.FormC` of every form."""
    packed = np.full((len(form_traits), 1 + _PACKED_TOKENS), _NO_TOKEN, dtype=np.uint32)
    packed[:, 0] = form_traits
    counts = np.diff(at)
    for place in range(_PACKED_TOKENS):
        here = np.flatnonzero((counts > place) & (counts <= _PACKED_TOKENS))
        found = token[at[here] + place]
        packed[here, 1 + place] = found | (traits[found] & np.uint32(_WEIGHT)) << np.uint32(_TOKEN_BITS)
    packed[counts > _PACKED_TOKENS, _PACKED_TOKENS] = _MORE_TOKENS
    return packed.reshape(-1)


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers, ascending, each once. `np.unique` hashes them one by one first, which takes far longer."""
    values = np.sort(values)
    fresh = np.ones(len(values), dtype=bool)
    fresh[1:] = values[1:] != values[:-1]
    return values[fresh]


def _inverse(
    values: NDArray[np.integer], at: NDArray[np.uint32], n: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """For lists of numbers below n: offsets and, for each number, the lists that have it, ascending, each once."""
    rows = np.repeat(np.arange(len(at) - 1, dtype=np.uint64), at[1:] - at[:-1])
    pairs = distinct(values.astype(np.uint64) << np.uint64(32) | rows)
    return list_offsets(np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=n)), pairs.astype(np.uint32)


def _glued(
    names: Columns, form_of_token: NDArray[np.uint32], is_initial: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """Joined glue keys of neighbouring tokens, folded and ascending; the forms they stand in; their key bits."""
    token = names["token"]
    left, right = token[:-1], token[1:]
    neighbours = (form_of_token[:-1] == form_of_token[1:]) & ~is_initial[left] & ~is_initial[right]
    key = _join_keys(names["glue_key"][left], names["glue_key"][right])
    found = np.flatnonzero(neighbours & (key != 0))
    folded, bits = _core.fold_keys(key[found])
    form = form_of_token[found]
    order = np.lexsort((form, folded))
    folded, form, bits = folded[order], form[order], bits[order]
    fresh = np.ones(len(folded), dtype=bool)
    fresh[1:] = (folded[1:] != folded[:-1]) | (form[1:] != form[:-1])
    return folded[fresh], form[fresh], bits[fresh]


def _join_keys(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`screening.names.join_keys`, for whole columns."""
    low, mask, count = np.uint64(15), np.uint64((1 << 50) - 1), np.uint64(63)
    at_first, at_last, at_value = np.uint64(6), np.uint64(10), np.uint64(14)
    n, m, first = a & count, b & count, b >> at_first & low
    doubled = (n > 0) & (m > 0) & (a >> at_last & low == first)
    m = m - doubled
    value = (b >> at_value) - doubled * first * _GLUE_POWERS[m]
    value = ((a >> at_value) * _GLUE_POWERS[m] + value) & mask
    joined = value << at_value | (b & low << at_last) | (a & low << at_first) | (n + m)
    key = np.where(n == 0, b, np.where(b & count == 0, a, joined))
    return np.where(key & count >= 3, key, np.uint64(0))


@cache
def kernel_model() -> _columns.Model:
    """`screening.scoring.MODEL` as the kernel takes it."""
    arrays = {
        name: np.ascontiguousarray(getattr(MODEL, name)).reshape(-1)
        for name in (
            "substitution deletion potential pair_classes scripts unvowelled curves least_raw "
            "birth_weights sex_weights country_weights document_weights"
        ).split()
    } | reaches()
    scalars: dict[str, float] = {n: v for n in MODEL.__dataclass_fields__ if isinstance(v := getattr(MODEL, n), int)}
    scalars |= {
        "floor_of_identical": scoring.FLOOR_OF_IDENTICAL,
        "room": scoring.CEILING_OF_IDENTICAL - scoring.FLOOR_OF_IDENTICAL,
        "half_information": scoring.HALF_INFORMATION,
        "lack_of_common": scoring.LACK_OF_COMMON,
        "document_floor": scoring.DOCUMENT_FLOOR,
        "document_name_floor": scoring.DOCUMENT_NAME_FLOOR,
        "weak_alias_cap": scoring.WEAK_ALIAS_CAP,
        "supported_weak_cap": scoring.SUPPORTED_WEAK_CAP,
        "support": scoring.SUPPORT,
        "supported_floor_share": scoring.SUPPORTED_FLOOR_SHARE,
        "standing_of_score": scoring.STANDING_OF_SCORE,
        "standing_of_unit": scoring.STANDING_OF_UNIT,
        "standing_needed": scoring.STANDING_NEEDED,
        "least_counted": scoring.LEAST_COUNTED,
    }
    return _columns.Model(arrays, scalars)
