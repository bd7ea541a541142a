"""Evidence besides the name."""

from libc.stdint cimport uint32_t, uint64_t

from screening._layout cimport FactsC

cdef int birth_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil
cdef int country_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil
cdef int document_relation(uint64_t a, uint64_t b) noexcept nogil
cdef double combined(double score, double log_odds) noexcept nogil
