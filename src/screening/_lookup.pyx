# distutils: language = c++
"""Sorted tables of 64-bit words, a hash of the key above and the value below: see `screening.lexicon`."""

from libc.stdint cimport uint8_t, uint64_t

from screening._sorted cimport first_from


cdef inline uint64_t fnv1a(const uint8_t* data, Py_ssize_t n) noexcept nogil:
    cdef uint64_t h = <uint64_t>0xCBF29CE484222325
    cdef Py_ssize_t i
    for i in range(n):
        h = (h ^ data[i]) * <uint64_t>0x100000001B3
    return h


def token_hash(key: bytes) -> int:
    """64-bit FNV-1a."""
    cdef const uint8_t* data = key
    return fnv1a(data, len(key))


cdef class Lookup:
    """One table; the words may be mapped from a file."""

    cdef const uint64_t[::1] words
    cdef uint64_t mask

    def __init__(self, words, int value_bits) -> None:
        """Words ascending; the lowest ``value_bits`` of each are its value."""
        self.words = words
        self.mask = (<uint64_t>1 << value_bits) - 1

    def find(self, key: bytes) -> list:
        """Values stored for the key, ascending; empty if the table does not know it."""
        cdef const uint8_t* data = key
        cdef uint64_t wanted = fnv1a(data, len(key)) & ~self.mask
        cdef Py_ssize_t n = self.words.shape[0]
        cdef Py_ssize_t place = first_from(&self.words[0], n, wanted) if n else 0
        values = []
        while place < n and self.words[place] & ~self.mask == wanted:
            values.append(self.words[place] & self.mask)
            place += 1
        return values

    def first_values(self, keys: list, int missing) -> list:
        """The first value stored for each key; ``missing`` for one that the table does not know."""
        return [values[0] if (values := self.find(key)) else missing for key in keys]
