"""Alignment of two names, token by token."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from screening._layout cimport MAX_TOKENS, ModelC, NamesC


cdef struct PairsC:                 # two names being aligned
    int n
    int m
    int similarity[MAX_TOKENS][MAX_TOKENS]
    uint8_t a[MAX_TOKENS]           # weights
    uint8_t b[MAX_TOKENS]
    int64_t left_out[MAX_TOKENS]    # what each of the name at hand takes from the score at least if it is left over
    bint cut_a                      # a token of it may be truncated
    bint cut_b
    bint has_initial                # of the name at hand
    uint64_t key[MAX_TOKENS]        # glue keys of the name at hand, and of each of its tokens joined with the next or 0
    uint64_t joined[MAX_TOKENS]


cdef struct GluedC:                 # two neighbours of one name, written as one in the other
    int similarity
    int weight
    int piece
    int whole
    int side                        # 0: the neighbours stand in the query


cdef inline double commonness(const ModelC* model, double information) noexcept nogil:
    """screening.scoring.commonness"""
    cdef double share = 2.0 * model.half_information / (model.half_information + information)
    return share * share


cdef inline double lifted(const ModelC* model, double similarity, double information) noexcept nogil:
    """screening.scoring.name_score"""
    cdef double common = commonness(model, information)
    cdef double alike = similarity / (1.0 + model.lack_of_common * common * common * (1.0 - similarity))
    return alike * (
        model.floor_of_identical + model.room * (information / (information + model.half_information))
    )


cdef inline int64_t penalty(const ModelC* model, int over_a, int over_b, bint cut_a, bint cut_b) noexcept nogil:
    """What unmatched weight adds to the bottom of the similarity; never falls as either side grows."""
    cdef int least = over_a if over_a < over_b else over_b
    cdef int omission = over_a + over_b - 2 * least
    cdef bint cut = (cut_a and over_b > over_a) or (cut_b and over_a > over_b)
    cdef int64_t missing = <int64_t>omission * model.omission_half * (
        model.omission_truncated if cut else model.omission
    )
    return <int64_t>model.contradiction * 2 * least + missing // (model.omission_half + omission)


cdef uint64_t join_keys(uint64_t a, uint64_t b) noexcept nogil
cdef int glued_similarity(
    const ModelC* model, const NamesC* pieces, uint32_t x, uint32_t y, const NamesC* wholes, uint32_t z
) noexcept nogil
cdef void lay_out(PairsC* p, const NamesC* names, const uint32_t* x, int n) noexcept nogil
cdef int find_glued(
    const ModelC* model, const NamesC* query, const uint32_t* x, const NamesC* names, const uint32_t* y,
    const PairsC* p, GluedC* found,
) noexcept nogil
cdef double aligned_score(
    const ModelC* model, const PairsC* p, const GluedC* found, int n, double* information
) noexcept nogil
cdef double score_tokens(
    const ModelC* model, const NamesC* names, const uint32_t* x, int n, const uint32_t* y, int m
) noexcept nogil
