# distutils: language = c++
"""Sorted tables of 64-bit words, a hash of the key above and the value below: see `screening.lexicon`."""

from libc.stddef cimport size_t
from libc.stdint cimport uint8_t, uint32_t, uint64_t

from screening._sorted cimport first_from

cdef enum:
    BUCKET = 16                     # words of a bucket, about


def token_hash(key: bytes) -> int:
    """64-bit FNV-1a."""
    cdef const uint8_t* data = key
    return fnv1a(FNV1A, data, len(key))


cdef class Lookup:
    """One table; the words may be mapped from a file."""

    def __init__(self, words, int value_bits) -> None:
        """Words ascending; the lowest ``value_bits`` of each are its value."""
        cdef size_t i, bucket = 0, buckets
        self.words = words
        self.mask = (<uint64_t>1 << value_bits) - 1
        self.n = self.words.shape[0]
        self.shift = 63
        while self.shift > 32 and self.n >> (64 - self.shift) > BUCKET:
            self.shift -= 1
        buckets = <size_t>1 << (64 - self.shift)
        self.bucket_at.resize(buckets + 1, <uint32_t>self.n)
        for i in range(self.n):
            while bucket <= self.words[i] >> self.shift:
                self.bucket_at[bucket] = <uint32_t>i
                bucket += 1

    cdef size_t place(self, uint64_t hash) noexcept nogil:
        """Where the values of a hash begin, if it `has` any."""
        cdef uint64_t wanted = hash & ~self.mask
        cdef size_t first = self.bucket_at[wanted >> self.shift], last = self.bucket_at[(wanted >> self.shift) + 1]
        return first + first_from(&self.words[0] + first, last - first, wanted) if first < last else last

    cdef bint has(self, size_t place, uint64_t hash) noexcept nogil:
        """Whether a place holds a value of a hash."""
        return place < self.n and self.words[place] & ~self.mask == hash & ~self.mask

    cdef int first(self, uint64_t hash, int missing) noexcept nogil:
        """The least value of a hash."""
        cdef size_t place = self.place(hash)
        return <int>(self.words[place] & self.mask) if self.has(place, hash) else missing

    def find(self, key: bytes) -> list:
        """Values stored for the key, ascending; empty if the table does not know it."""
        cdef const uint8_t* data = key
        cdef uint64_t hash = fnv1a(FNV1A, data, len(key))
        cdef size_t place = self.place(hash)
        values = []
        while self.has(place, hash):
            values.append(self.words[place] & self.mask)
            place += 1
        return values

    def first_values(self, keys: list, int missing) -> list:
        """The first value stored for each key; ``missing`` for one that the table does not know."""
        return [values[0] if (values := self.find(key)) else missing for key in keys]
