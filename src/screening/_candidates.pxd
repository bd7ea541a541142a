"""The forms of an index that can reach a score with a name: all of them, and few others."""

from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t

from screening._alignment cimport PairsC, lifted
from screening._layout cimport BatchC, CoverC, HitC, IndexC, ModelC, SettingsC
from screening._neighbours cimport NeighboursC
from screening._prospects cimport ProspectsC

cdef enum:
    HAS_INITIAL = 1                 # traits of a form
    IS_WEAK = 2
    KEY_BITS = 2                    # joined keys of a form: from this bit
    SIMILARITY = 0x3FF              # a cell of the similarity map
    JOINABLE = 0x8000

cdef double EPSILON                 # bounds are computed in floating point: leave room for their last digits


cdef struct WorkC:                  # what one thread needs, allocated once a call
    const ModelC* model
    const IndexC* index
    const BatchC* batch
    const SettingsC* settings
    NeighboursC neighbours
    ProspectsC* prospects           # of the traveller at hand
    uint16_t* similarity            # tokens of the index x tokens of the name at hand: similarity, JOINABLE
    uint32_t keys                   # bits of the glue keys of the name at hand, see `key_bit`
    CoverC* cover                   # forms: what the name at hand has in common with them; zero but for relations
    uint32_t* touched               # forms whose mask is not zero
    HitC* hits
    size_t n_hits
    size_t hits_room


cdef inline uint32_t folded(uint64_t key) noexcept nogil:
    """A glue key in 32 bits: different keys are rarely the same, and are told apart when two names are aligned."""
    return <uint32_t>((key * <uint64_t>0x9E3779B97F4A7C15) >> 32)


cdef inline uint32_t key_bit(uint32_t folded_key) noexcept nogil:
    """One of the bits above KEY_BITS, by which most forms that don't have a joined key are told at a glance."""
    return <uint32_t>1 << (KEY_BITS + <int>(folded_key % (32 - KEY_BITS)))


cdef inline double loss_bound(const ModelC* model, int covered, int64_t loss, int64_t penalty) noexcept nogil:
    """No two names score more of which tokens of this weight have counterparts and lose so much by them."""
    cdef int64_t most = 2000 * <int64_t>covered
    if most <= loss:
        return 0
    return lifted(model, <double>(most - loss) / <double>(most + penalty), (most - loss) / 2000.0)


cdef void spread(WorkC* w, uint32_t query_form, PairsC* p, bint undo) noexcept nogil
cdef uint32_t gather(WorkC* w, uint32_t query_form, const PairsC* p) noexcept nogil
