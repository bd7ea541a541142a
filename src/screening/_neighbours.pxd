"""Neighbours of a token: the tokens of an index that are similar to it."""

from libc.stdint cimport uint32_t

from screening._layout cimport IndexC, ModelC, NamesC, NeighbourC, SettingsC, WorkspaceC

cdef extern from "_cache.h":
    size_t UNKNOWN "SCREENING_UNKNOWN"
    cppclass NeighbourStore:
        NeighbourStore(size_t record_size, size_t most) except +
        size_t find(const char* key, size_t key_size, void* out, size_t room) noexcept nogil
        void keep(const char* key, size_t key_size, const void* records, size_t n) noexcept nogil


cdef struct NeighboursC:            # of every token of a batch, the most similar first
    NeighbourC* data
    size_t n
    size_t room
    size_t* at


cdef bint neighbours_again(
    NeighbourStore* store, const ModelC* model, const IndexC* index, const NamesC* query, uint32_t token,
    const SettingsC* settings, const WorkspaceC* space, NeighboursC* out,
) noexcept nogil
