"""Sorted tables of 64-bit words, searched without Python."""

from libc.stddef cimport size_t
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libcpp.vector cimport vector


cdef extern from *:
    """
    #define SCREENING_FNV1A 0xCBF29CE484222325u
    """
    const uint64_t FNV1A "SCREENING_FNV1A"          # of nothing


cdef inline uint64_t fnv1a(uint64_t h, const uint8_t* data, size_t n) noexcept nogil:
    """64-bit FNV-1a: the hash of some text, from the hash of what stands before it."""
    cdef size_t i
    for i in range(n):
        h = (h ^ data[i]) * <uint64_t>0x100000001B3
    return h


cdef class Lookup:
    cdef readonly const uint64_t[::1] words
    cdef uint64_t mask
    cdef size_t n
    cdef int shift                  # what is left of a word by this is its bucket
    cdef vector[uint32_t] bucket_at  # hashes are spread evenly: a bucket holds few words

    cdef size_t place(self, uint64_t hash) noexcept nogil
    cdef bint has(self, size_t place, uint64_t hash) noexcept nogil
    cdef int first(self, uint64_t hash, int missing) noexcept nogil
