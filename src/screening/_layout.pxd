"""The design of the matching core: what the columns are, and what walks over them.

A *name table* holds names as columns, the same for a watchlist and for a batch of travellers:

    rendering -> phonemes, spelling, hand, weighted lengths, letter signature     unique ways to read a token
    token     -> renderings, weight, initial, flags, name-group ids, glue key       unique tokens
    form      -> tokens                                                             one name, in order

An *index* is the table of a watchlist with what leads back from a token to the forms that hold it, and with the other
facts of its entries.  A *batch* is the table of the travellers with theirs.  Both point into memory that others own
(mapped Arrow buffers, arrays); nothing here owns or frees a column.

`screen` walks a batch: neighbours of every token once, then for every traveller candidates, alignment, evidence, hits.

    _columns      the door: columns are checked once, and kept alive
    _distance     how alike two readings of a token are
    _neighbours   the tokens of an index that are similar to a token
    _alignment    two names, token by token
    _evidence     what else is known of two persons
    _prospects    the name score that an entry still needs, by what else is known of it
    _candidates   the forms of an index that can reach it with a name
    _core         hits of a traveller, a batch
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libcpp.vector cimport vector as cppvector


cdef extern from "_blocks.h":
    int LANES "SCREENING_LANES"
    int SHARES "SCREENING_SHARES"
    int PAD "SCREENING_PAD"
    ctypedef struct ScanBlocks:
        uint32_t n_blocks
        const uint8_t* symbols
        const uint32_t* symbols_at
        const uint8_t* letters
        const uint32_t* letters_at
        const uint16_t* longest
        const uint8_t* potential
        const uint8_t* hand
        const uint8_t* fewest
        const uint32_t* rendering
    ctypedef struct ScanQuery:
        const uint8_t* symbols
        int n
        const uint8_t* letters
        int n_letters
        int length[2]
        int potential[2]
        int unvowelled
        int is_prefix
        const uint16_t* reach[32]
        uint8_t by_letters[32]
    ctypedef struct ScanCosts:
        const uint8_t* substitution
        const uint8_t* deletion
        const uint8_t* unvowelled


cdef extern from "_sieve.h":
    int GROUP "SCREENING_GROUP"
    cppclass ScanSieve:
        ScanSieve(const ScanBlocks*, const ScanCosts*) except +
        cppvector[ScanShape] shapes
    ctypedef struct ScanShape:
        pass
    ctypedef struct ScanLimit:
        pass


cdef extern from "_scan.h":
    ctypedef struct ScanHit:
        uint32_t rendering
        uint32_t distance


cdef enum:
    MAX_LETTERS = 31
    MAX_TOKENS = 64
    LATIN_NAMES = 1                 # screening.scoring.PairClass: the classes up to this are pairs of Latin letters
    WEIGHT = 0xFF                   # traits of a token: its weight, flags, first letter, first sound
    IS_INITIAL = 1 << 8
    MAYBE_TRUNCATED = 2 << 8
    FIRST_LETTER = 16
    FIRST_SOUND = 24
    LOSS_UNIT = 64
    PACKED_TOKENS = 3               # tokens in a FormC
    TOKEN_BITS = 24                 # of a packed token; the weight is above them
    DOCUMENT_NUMBER = 1 << 18       # screening.scoring
    DOCUMENT_WRITING = 1 << 10


cdef extern from *:
    """
    #include <stdint.h>
    static const uint32_t NO_TOKEN = 0xFFFFFFFFu, MORE_TOKENS = 0xFFFFFFFEu;
    """
    const uint32_t NO_TOKEN         # instead of a packed token: there is none
    const uint32_t MORE_TOKENS      # there are more than are packed


cdef struct ModelC:                 # screening.scoring.Model; similarities in permille
    const uint8_t* substitution     # 32 x 32
    const uint8_t* deletion         # 2 x 32
    const uint8_t* pair_classes     # hands x hands, see screening.readings
    const uint8_t* scripts          # hands
    const uint8_t* unvowelled       # hands
    const uint16_t* curves          # classes x 2 (of all, of short tokens) x 1001
    const uint16_t* least_raw       # classes x 2
    const uint8_t* potential        # 2 x 32
    ScanCosts bounds                # the costs in halves, rounded down: see _scan.h
    const uint16_t* reach           # classes x SHARES: how far apart sounds may be, 1/32768 of the longer: see _scan.h
    const uint16_t* latin_reach     # classes of Latin letters x own letters x theirs at least x SHARES
    const double* birth_weights
    const double* sex_weights
    const double* country_weights
    const double* document_weights
    int hands
    int latin_mix
    int token_floor
    int initial_similarity
    int prefix_factor
    int variant_similarity
    int nickname_similarity
    int glue_floor
    int contradiction
    int omission
    int omission_truncated
    int omission_half
    int short_length
    double floor_of_identical
    double room
    double half_information
    double lack_of_common
    double document_floor
    double document_name_floor
    double weak_alias_cap
    double supported_weak_cap
    double support
    double supported_floor_share
    double standing_of_score
    double standing_of_unit
    double standing_needed
    double least_counted


cdef struct NamesC:
    uint32_t n_renderings
    const uint32_t* sound_at        # n_renderings + 1
    const uint8_t* sounds
    const uint32_t* letter_at       # n_renderings + 1
    const uint8_t* letters
    const uint8_t* hand
    const uint16_t* length          # n_renderings x 2: weighted length under either deletion table
    const uint64_t* signature       # letters of the spelling, see `letter_signature`
    uint32_t n_tokens
    const uint32_t* rendering_at    # n_tokens + 1
    const uint32_t* rendering
    const uint32_t* traits          # weight | flags << 8 | first letter << 16 | first phoneme << 24, see `Traits`
    const uint32_t* group_at        # n_tokens + 1
    const uint32_t* group           # ids of name groups; odd ones are nicknames and cognates
    const uint64_t* glue_key
    uint32_t n_forms
    const uint32_t* token_at        # n_forms + 1
    const uint32_t* token


cdef struct FactsC:                 # of entries or of travellers
    const uint32_t* birth_at
    const int32_t* birth_from       # days since 1970-01-01
    const int32_t* birth_to
    const uint8_t* sex              # 0 unknown, 1 male, 2 female
    const uint32_t* country_at
    const uint16_t* country


cdef struct FormC:                  # a form in 16 bytes: what scoring looks at first, in one place of the memory
    uint32_t traits                 # HAS_INITIAL, IS_WEAK, and above them which joined keys it may have (`key_bit`)
    uint32_t token[PACKED_TOKENS]   # token | weight << 24, or NO_TOKEN; MORE_TOKENS in the last: they are in names


cdef struct IndexC:
    NamesC names
    ScanBlocks blocks               # the renderings again, side by side
    const ScanSieve* sieve          # what they lack, bit by bit; not a column, made when the index is
    const uint32_t* user_at         # n_renderings + 1
    const uint32_t* user            # tokens that have the rendering
    const uint32_t* form_at         # n_tokens + 1
    const uint32_t* form            # postings: forms that have the token, ascending
    const uint32_t* form_facts      # of each posting, what is known of its entry: see `_prospects`
    const uint32_t* entry_facts     # the same by entry
    uint32_t n_groups
    const uint32_t* group_key       # ascending
    const uint32_t* member_at       # n_groups + 1
    const uint32_t* member          # tokens of the group
    uint32_t n_glued
    const uint32_t* glued_key       # ascending: of two neighbouring tokens of a form the joined glue key, see `folded`
    const uint32_t* glued_form
    uint32_t n_whole
    const uint64_t* whole_key       # ascending: glue keys of single tokens
    const uint32_t* whole_token
    uint32_t n_initials
    const uint32_t* initial         # tokens that are initials
    const FormC* packed             # the forms again, packed
    const uint32_t* form_entry
    uint32_t n_entries
    const uint32_t* form_name       # number of the name among all names of the list
    const uint32_t* entry_form_at   # n_entries + 1
    const uint32_t* entry_form      # forms of the entries, in the order of their names
    FactsC facts
    uint32_t n_documents
    const uint64_t* document_key    # ascending; see screening.building.document_hash
    const uint32_t* document_entry


cdef struct BatchC:
    NamesC names
    uint32_t n_rows
    const uint32_t* row_form_at     # n_rows + 1
    FactsC facts
    const uint32_t* document_at     # n_rows + 1
    const uint64_t* document_key


cdef struct SettingsC:
    double threshold
    double name_floor
    uint32_t max_hits
    bint prune                      # False: score every form, for proof
    bint vectors                    # False: do without wide instructions


cdef struct HitC:
    double score
    double name_score
    double information             # weight units that both names share
    uint32_t row
    uint32_t entry
    uint32_t name                   # IndexC.form_name; NO_NUMBER where only a document matched
    uint32_t query_form
    uint8_t birth
    uint8_t sex
    uint8_t country
    uint8_t document


cdef struct NeighbourC:
    uint32_t token
    uint16_t similarity
    uint16_t loss                   # of weight times what the similarity lacks, twice, in units of LOSS_UNIT


cdef struct CoverC:                 # what a form has in common with the name at hand, at most
    uint8_t mask                    # which of its tokens, see SearchC
    uint8_t relation                # of its entry to the traveller, see `_prospects.relation_of`
    uint16_t loss                   # that comes with these tokens, in units of LOSS_UNIT


cdef struct WorkspaceC:             # what a call needs besides its columns; all zero between calls where it says so
    uint16_t* similarity            # zero: see WorkC
    CoverC* cover                   # masks and losses zero
    uint32_t* touched
    uint8_t* births                 # see ProspectsC
    uint16_t* best                  # zero: of every token of the index, the similarity found so far
    uint32_t* touched_tokens
    ScanHit* near
    ScanLimit* limits               # of a token at hand, by shape and by block
    uint8_t* starts
