# distutils: language = c++
"""The door: columns come in as C-contiguous arrays (mapped Arrow buffers, numpy), are checked once and kept alive."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

import numpy as np

from screening._evidence cimport NONE
from screening._layout cimport (
    LANES, LATIN_NAMES, MAX_LETTERS, MAX_TOKENS, PAD, SHARES, WEIGHT, FactsC, NamesC, ScanBlocks,
)

cdef uint64_t NOTHING = 0

cdef enum:
    MOST_HANDS = 32                 # of _scan.ScanQuery


ctypedef fused Key:
    uint32_t
    uint64_t


cdef bint never_falls(const Key* values, Py_ssize_t n) noexcept:
    cdef Py_ssize_t i
    cdef bint good = True
    with nogil:
        for i in range(n - 1):
            good = good and values[i] <= values[i + 1]
    return good


cdef class Columns:
    def __cinit__(self, str what, dict columns):
        self.what = what
        self.columns = columns

    cdef object column(self, str name, Py_ssize_t length):
        array = self.columns[name]
        if length >= 0 and array.shape[0] != length:
            raise ValueError(f"{self.what}: column {name} has the wrong length")
        return array

    cdef const uint8_t* u8(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint8_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint8_t*>&NOTHING

    cdef const uint16_t* u16(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint16_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint16_t*>&NOTHING

    cdef const uint32_t* u32(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint32_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint32_t*>&NOTHING

    cdef const int32_t* i32(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const int32_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const int32_t*>&NOTHING

    cdef const uint64_t* u64(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint64_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint64_t*>&NOTHING

    cdef const double* f64(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const double[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const double*>&NOTHING

    cdef Py_ssize_t size(self, str name):
        return self.columns[name].shape[0]

    cdef const uint32_t* offsets(self, str name, Py_ssize_t n, str values, int most=0x7FFFFFFF) except NULL:
        """Offsets of n lists: from 0, never falling, ending at the length of values, no list longer than most."""
        cdef const uint32_t* at = self.u32(name, n + 1)
        cdef Py_ssize_t i, length = self.size(values)
        cdef bint good = at[0] == 0 and at[n] == <uint64_t>length
        with nogil:
            for i in range(n):
                good = good and at[i] <= at[i + 1] and at[i + 1] - at[i] <= <uint32_t>most
        if not good:
            raise ValueError(f"{self.what}: column {name} is not the offsets of {values}")
        return at

    cdef const uint32_t* ids(self, str name, Py_ssize_t below, Py_ssize_t length=-1) except NULL:
        """Numbers below a limit."""
        cdef const uint32_t* values = self.u32(name, length)
        cdef Py_ssize_t i, n = self.size(name)
        cdef bint good = True
        with nogil:
            for i in range(n):
                good = good and values[i] < <uint64_t>below
        if not good:
            raise ValueError(f"{self.what}: column {name} points outside its table")
        return values

    cdef const uint8_t* bytes_below(self, str name, int low, int high, Py_ssize_t length=-1) except NULL:
        """Bytes in [low, high)."""
        cdef const uint8_t* values = self.u8(name, length)
        cdef Py_ssize_t i, n = self.size(name)
        cdef bint good = True
        with nogil:
            for i in range(n):
                good = good and low <= values[i] < high
        if not good:
            raise ValueError(f"{self.what}: column {name} has values outside its range")
        return values

    cdef const uint8_t* padded(self, str name, int below) except NULL:
        """Bytes in [0, below), or PAD."""
        cdef const uint8_t* values = self.u8(name)
        cdef Py_ssize_t i, n = self.size(name)
        cdef bint good = True
        with nogil:
            for i in range(n):
                good = good and (values[i] < below or values[i] == PAD)
        if not good:
            raise ValueError(f"{self.what}: column {name} has values outside its range")
        return values

    cdef const uint32_t* columns_at(self, str name, Py_ssize_t blocks, str values) except NULL:
        """Offsets of blocks, in columns of LANES bytes, none with more columns than a token has letters."""
        cdef const uint32_t* at = self.u32(name, blocks + 1)
        cdef Py_ssize_t i
        cdef bint good = at[0] == 0 and <uint64_t>at[blocks] * LANES == <uint64_t>self.size(values)
        with nogil:
            for i in range(blocks):
                good = good and at[i] <= at[i + 1] and at[i + 1] - at[i] <= <uint32_t>MAX_LETTERS
        if not good:
            raise ValueError(f"{self.what}: column {name} is not the offsets of {values}")
        return at

    cdef const uint32_t* ascending_u32(self, str name) except NULL:
        cdef const uint32_t* values = self.u32(name)
        if not never_falls(values, self.size(name)):
            raise ValueError(f"{self.what}: column {name} is not ascending")
        return values

    cdef const uint64_t* ascending(self, str name) except NULL:
        cdef const uint64_t* values = self.u64(name)
        if not never_falls(values, self.size(name)):
            raise ValueError(f"{self.what}: column {name} is not ascending")
        return values


cdef object as_array(const void* values, size_t n, kind):
    """A copy of n values as numpy knows them, read only."""
    dtype = np.dtype(kind)
    return np.frombuffer(PyBytes_FromStringAndSize(<const char*>values, <Py_ssize_t>n * dtype.itemsize), dtype)


cdef int fill_names(NamesC* t, Columns c, int hands) except -1:
    cdef Py_ssize_t renderings = c.size("script"), tokens = c.size("traits"), forms = c.size("token_at") - 1
    if forms < 0:
        raise ValueError(f"{c.what}: column token_at is empty")
    t.n_renderings = <uint32_t>renderings
    t.sound_at = c.offsets("sound_at", renderings, "sounds", MAX_LETTERS)
    t.sounds = c.bytes_below("sounds", 0, 32)
    t.letter_at = c.offsets("letter_at", renderings, "letters", MAX_LETTERS)
    t.letters = c.bytes_below("letters", 97, 123)
    t.hand = c.bytes_below("script", 0, hands)
    t.length = c.u16("length", 2 * renderings)
    t.signature = c.u64("signature", renderings)
    t.n_tokens = <uint32_t>tokens
    t.rendering_at = c.offsets("rendering_at", tokens, "rendering")
    t.rendering = c.ids("rendering", renderings)
    t.traits = c.u32("traits")
    t.group_at = c.offsets("group_at", tokens, "group")
    t.group = c.u32("group")
    t.glue_key = c.u64("glue_key", tokens)
    t.n_forms = <uint32_t>forms
    t.token_at = c.offsets("token_at", forms, "token", MAX_TOKENS)
    t.token = c.ids("token", tokens)
    for i in range(tokens):
        if t.rendering_at[i] == t.rendering_at[i + 1]:
            raise ValueError(f"{c.what}: column rendering_at leaves a token without a rendering")
        if t.traits[i] & WEIGHT == 0:
            raise ValueError(f"{c.what}: column traits has a token without weight")
    return 0


cdef int fill_facts(FactsC* f, Columns c, Py_ssize_t n) except -1:
    f.birth_at = c.offsets("birth_at", n, "birth_from")
    f.birth_from = c.i32("birth_from")
    f.birth_to = c.i32("birth_to", c.size("birth_from"))
    f.sex = c.bytes_below("sex", 0, 3, n)
    f.country_at = c.offsets("country_at", n, "country")
    f.country = c.u16("country")
    return 0


cdef int fill_blocks(ScanBlocks* b, Columns c, Py_ssize_t renderings, int hands) except -1:
    cdef Py_ssize_t blocks = c.size("block_hand"), i
    cdef const uint32_t* rendering = c.u32("block_rendering", blocks * LANES)
    cdef bint good = True
    b.n_blocks = <uint32_t>blocks
    b.symbols = c.padded("block_symbols", 32)
    b.symbols_at = c.columns_at("block_symbols_at", blocks, "block_symbols")
    b.letters = c.padded("block_letters", 32)
    b.letters_at = c.columns_at("block_letters_at", blocks, "block_letters")
    b.longest = c.u16("block_longest", 2 * blocks)
    b.potential = c.u8("block_potential", 2 * LANES * blocks)
    b.hand = c.bytes_below("block_hand", 0, hands)
    b.fewest = c.bytes_below("block_fewest", 0, MAX_LETTERS + 1, blocks)
    b.rendering = rendering
    for i in range(blocks * LANES):
        good = good and (rendering[i] < <uint64_t>renderings or rendering[i] == 0xFFFFFFFF)
    if not good:
        raise ValueError(f"{c.what}: column block_rendering points outside its table")
    return 0


cdef class Model:
    """The numbers of `screening.scoring.Model`, checked and laid out for the kernel."""

    def __init__(self, arrays: dict, scalars: dict) -> None:
        cdef Columns k = Columns("model", arrays)
        cdef Py_ssize_t hands = k.size("unvowelled"), classes = k.size("least_raw")
        self.keep = k
        if hands > MOST_HANDS:
            raise ValueError("model: more hands than a scan knows")
        self.c.hands = <int>hands
        self.c.substitution = k.u8("substitution", 32 * 32)
        self.c.deletion = k.u8("deletion", 2 * 32)
        self.c.potential = k.u8("potential", 2 * 32)
        self.c.pair_classes = k.bytes_below("pair_classes", 0, <int>classes // 2, hands * hands)
        self.c.scripts = k.bytes_below("scripts", 0, <int>hands, hands)
        self.c.unvowelled = k.bytes_below("unvowelled", 0, 2)
        self.c.curves = k.u16("curves", 1001 * classes)
        self.c.least_raw = k.u16("least_raw")
        self.c.reach = k.u16("reach", classes // 2 * SHARES)
        self.c.latin_reach = k.u16("latin_reach", (LATIN_NAMES + 1) * (MAX_LETTERS + 1) * (MAX_LETTERS + 1) * SHARES)
        self.c.birth_weights = k.f64("birth_weights", NONE)
        self.c.sex_weights = k.f64("sex_weights", 3)
        self.c.country_weights = k.f64("country_weights", 3)
        self.c.document_weights = k.f64("document_weights", 4)
        for name in scalars:
            if scalars[name] < 0:
                raise ValueError(f"model: {name} is negative")
        self.c.latin_mix = scalars["latin_mix"]
        self.c.token_floor = scalars["token_floor"]
        self.c.initial_similarity = scalars["initial_similarity"]
        self.c.prefix_factor = scalars["prefix_factor"]
        self.c.variant_similarity = scalars["variant_similarity"]
        self.c.nickname_similarity = scalars["nickname_similarity"]
        self.c.glue_floor = scalars["glue_floor"]
        self.c.contradiction = scalars["contradiction"]
        self.c.omission = scalars["omission"]
        self.c.omission_truncated = scalars["omission_truncated"]
        self.c.omission_half = scalars["omission_half"]
        self.c.short_length = scalars["short_length"]
        self.c.floor_of_identical = scalars["floor_of_identical"]
        self.c.room = scalars["room"]
        self.c.half_information = scalars["half_information"]
        self.c.lack_of_common = scalars["lack_of_common"]
        self.c.document_floor = scalars["document_floor"]
        self.c.document_name_floor = scalars["document_name_floor"]
        self.c.weak_alias_cap = scalars["weak_alias_cap"]
        self.c.supported_weak_cap = scalars["supported_weak_cap"]
        self.c.support = scalars["support"]
        self.c.supported_floor_share = scalars["supported_floor_share"]
        self.c.standing_of_score = scalars["standing_of_score"]
        self.c.standing_of_unit = scalars["standing_of_unit"]
        self.c.standing_needed = scalars["standing_needed"]
        self.c.least_counted = scalars["least_counted"]
        if 2 * self.c.contradiction < self.c.omission or 2 * self.c.contradiction < self.c.omission_truncated:
            raise ValueError("model: an omission may not cost more than a contradiction")
        if self.c.token_floor < 1:
            raise ValueError("model: token_floor must be at least 1")
        for i in range(32 * 32):
            self.bound_substitution[i] = self.c.substitution[i] // 2
        for i in range(2 * 32):
            self.bound_deletion[i] = self.c.deletion[i] // 2
        self.c.bounds.substitution = self.bound_substitution
        self.c.bounds.deletion = self.bound_deletion
        self.c.bounds.unvowelled = self.c.unvowelled
