"""Plain Latin words, read without Python: what is said of them."""

from libc.stddef cimport size_t
from libc.stdint cimport int8_t, uint8_t, uint16_t, uint32_t, uint64_t
from libcpp.vector cimport vector

from screening._lookup cimport Lookup


cdef enum:
    MAX_UNITS = 8                   # names of a word, with hyphens between them
    MAX_LETTERS = 31                # screening.readings
    MAX_READINGS = 4
    MAX_GROUPS = 64
    MAX_TEXT = 96                   # bytes of a name
    WHOLE_WEIGHT = 1000             # screening.lexicon.ROLE_FACTOR

    SETS = 8
    CONDITIONS = 5
    LETTERS = 54                    # screening.patterns: letters, and the two ends of a word
    NEAR = 8                        # keys around a key
    SHAPES = 16
    AROUND = 8                      # places before and behind a word that a condition can see
    ROOM = 128                      # places of a word, whatever is put for its letters


cdef struct PlainTokenC:
    uint8_t text[MAX_TEXT]
    size_t n
    uint8_t letters[MAX_LETTERS + 1]
    int n_letters
    uint8_t sounds[MAX_READINGS][MAX_LETTERS + 1]
    int n_sounds[MAX_READINGS]
    uint8_t hand[MAX_READINGS]
    int n_readings
    uint32_t group[MAX_GROUPS]
    int n_groups
    uint64_t glue_key
    uint8_t weight
    bint is_initial

cdef struct PlainC:
    PlainTokenC tokens[MAX_UNITS]
    int n
    int length                      # code points, compatibility forms unfolded

cdef struct WordC:
    int n
    uint8_t around[AROUND + ROOM + AROUND]

cdef struct UnitC:                  # a name of a word, in all the ways in which a letter is written
    size_t n_text
    uint8_t text[MAX_TEXT]
    int n_key
    uint8_t key[MAX_TEXT]
    WordC letters
    WordC sounds

cdef struct MeantC:                 # a name that was likely meant
    int bits
    int n
    uint8_t letters[MAX_LETTERS + 2]

cdef struct ConditionC:             # see `screening.patterns`
    int8_t offset
    uint8_t n
    bint wanted
    uint64_t sets[SETS]

cdef struct PatternC:
    uint8_t n
    uint8_t n_conditions
    uint8_t n_to
    uint8_t least                   # letters before it
    uint8_t kept                    # of its letters, those that belong to the stem
    bint is_listed                  # given names may end so too
    uint8_t to[SETS]                # what is put in its place
    uint64_t sets[SETS]
    ConditionC conditions[CONDITIONS]

cdef struct LetterC:                # a letter of any nation
    uint8_t kind
    uint8_t length                  # code points, unfolded
    uint8_t n_text                  # cleaned
    uint8_t n_letters               # a-z
    uint8_t n_sounds                # as the phonemes are made of
    uint8_t n_key                   # as the tables know it
    uint8_t text[4]
    uint8_t letters[4]
    uint8_t sounds[4]
    uint8_t key[4]


cdef class Patterns:
    cdef vector[PatternC] patterns
    cdef vector[uint16_t] listed    # the patterns that begin (end) with each letter
    cdef uint16_t listed_at[LETTERS + 1]

    cdef const PatternC* at(self, const uint8_t* word, int place) noexcept nogil
    cdef const PatternC* ending(self, const uint8_t* word, int n) noexcept nogil
    cdef bint within(self, const uint8_t* word, int n) noexcept nogil
    cdef int replace(self, const uint8_t* word, int n, uint8_t* out) noexcept nogil


cdef class PlainReader:
    cdef vector[LetterC] letters
    cdef Patterns compounds, long_compounds, digraphs, merged, silent, silent_within, endings
    cdef Lookup others, given, rarity, sound_rarity, name_ids
    cdef uint8_t symbol[256]
    cdef uint8_t coarse[32]
    cdef uint8_t sound_class[32]
    cdef uint8_t near[26][NEAR]
    cdef int n_near[26]
    cdef uint8_t shapes[SHAPES][2][2]
    cdef int n_shapes[SHAPES][2]
    cdef int shape_count
    cdef uint64_t glue_base, glue_mask
    cdef int latin, attested, attested_bits, max_bits, sound_margin, weight_per_bit, initial_weight
    cdef int long_compound, slip_least, slip_short, slip_one_too_many
    cdef uint32_t stem_ids, stem_bits

    cdef bint read(self, const uint8_t* data, size_t n, PlainC* out) noexcept nogil
    cdef bint read_unit(self, UnitC* unit, PlainTokenC* out) noexcept nogil
    cdef void weigh_initial(self, PlainTokenC* out) noexcept nogil
    cdef bint weigh(self, PlainTokenC* out, uint64_t hash, int role_factor) noexcept nogil
    cdef int hear_symbols(self, const uint8_t* symbols, size_t n, uint8_t* out) noexcept nogil
    cdef int merge(self, const WordC* spoken, uint8_t* out) noexcept nogil
    cdef int hear(self, const WordC* word, uint8_t* out) noexcept nogil
    cdef int skeleton(self, const uint8_t* sounds, int n, uint8_t* out) noexcept nogil
    cdef void add(self, const WordC* heard, PlainTokenC* out) noexcept nogil
    cdef void hear_french(self, const WordC* word, PlainTokenC* out) noexcept nogil
    cdef void hear_meant(self, const WordC* word, PlainTokenC* out) noexcept nogil
    cdef int consider(self, const uint8_t* word, int n, MeantC* meant, int found) noexcept nogil
    cdef int bits_of_sound(self, const PlainTokenC* token, const uint8_t* skeleton, int n) noexcept nogil
    cdef uint64_t glue(self, const uint8_t* sounds, int n) noexcept nogil
