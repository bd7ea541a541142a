"""Tokens and their readings as columns, kept with the interpreter let go of."""

from libc.stddef cimport size_t
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libcpp.vector cimport vector


cdef extern from "_tokens.h":
    void append "screening_append"[T](vector[T]& to, const vector[T]& source, size_t first, size_t last) except +
    bint try_append "screening_try_append"[T](
        vector[T]& to, const vector[T]& source, size_t first, size_t last
    ) noexcept nogil
    bint try_push "screening_try_push"[T](vector[T]& to, T value) noexcept nogil
    cppclass TokenC:
        const uint8_t* text
        size_t n
        const uint32_t* rendering
        uint32_t n_renderings
        const uint32_t* group
        uint32_t n_groups
        uint64_t glue_key
        uint32_t traits
        uint8_t role
    cppclass Tokens:
        vector[uint32_t] sound_at
        vector[uint8_t] sounds
        vector[uint32_t] letter_at
        vector[uint8_t] letters
        vector[uint8_t] hand
        vector[uint16_t] length
        vector[uint64_t] signature
        vector[uint32_t] rendering_at
        vector[uint32_t] rendering
        vector[uint32_t] traits
        vector[uint8_t] role
        vector[uint32_t] group_at
        vector[uint32_t] group
        vector[uint64_t] glue_key
        void seed(uint64_t seed) noexcept nogil
        uint32_t add_rendering(
            uint8_t hand, const uint8_t* text, size_t n, const uint8_t* symbols, size_t m, uint64_t signature,
            const uint8_t* deletion,
        ) noexcept nogil
        uint32_t add(const TokenC& token) noexcept nogil
        uint32_t cut(uint32_t token) noexcept nogil
