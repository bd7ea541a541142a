"""Search in sorted columns, by the standard library."""

from libc.stdint cimport uint32_t, uint64_t


cdef extern from *:
    """
    #include <algorithm>
    #include <stddef.h>
    /* Place of the first of n ascending keys that is not less; n if there is none. */
    template <class T> static inline size_t screening_first_from(const T* keys, size_t n, T least) {
        return (size_t)(std::lower_bound(keys, keys + n, least) - keys);
    }
    """
    size_t first_from "screening_first_from"(const uint32_t* keys, size_t n, uint32_t least) noexcept nogil
    size_t first_from "screening_first_from"(const uint64_t* keys, size_t n, uint64_t least) noexcept nogil
