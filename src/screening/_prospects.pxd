"""What the evidence besides the name leaves to reach: known of an entry before its names are compared."""

from libc.stdint cimport uint8_t, uint32_t

from screening._evidence cimport NONE
from screening._layout cimport FactsC, ModelC, SettingsC

cdef enum:
    LEVELS = 16                     # steps of the name score that an entry still needs
    NAMES = 20                      # kinds of names by their weight, told apart every so many units of it
    NAME_STEP = 8
    CODES = 1 << 16                 # of birth dates
    RELATIONS = 1 << 8              # birth relation << 4 | sex relation << 2 | country relation
    NOT_ASKED = 0xFF                # what no entry is: its facts were not asked yet, and count as the best


cdef struct ProspectsC:
    double least[LEVELS]            # name score that entries of a level need at least; the last can't be reached
    uint8_t levels[NAMES][RELATIONS]    # by how much two names share at most, see `kind_of`, and by relation
    bint laid[NAMES]                # whether that was computed; names of all kinds are rare in one batch
    const uint8_t* level_of         # of names that share all of the name at hand
    uint8_t telling[NONE + 1]       # of birth relations: place in the order of their weights
    const uint8_t* birth            # birth relation by an entry's code: the one that says most for it
    uint8_t sex[4]                  # sex relation << 2 by an entry's sex
    uint32_t countries              # of the traveller, as in an entry's facts; 0 where not known
    int lowest                      # level of the entries that agree in everything, with the name at hand


cdef inline int relation_of(const ProspectsC* p, uint32_t facts) noexcept nogil:
    """How an entry relates to the traveller, at best, by its facts (`screening.index.entry_facts`)."""
    cdef uint32_t theirs = facts & 0xFFFC
    cdef int country = 0
    if theirs and p.countries:
        country = 1 if theirs & p.countries else 2
    return p.birth[facts >> 16] << 4 | p.sex[facts & 3] | country


cdef inline const uint8_t* levels_within(
    ProspectsC* p, const ModelC* model, const SettingsC* settings, int weight
) noexcept nogil:
    """The level by relation of names that share no more than so much weight: no lower score makes a hit."""
    cdef int kind = weight // NAME_STEP if weight < NAMES * NAME_STEP else NAMES - 1
    if not p.laid[kind]:
        lay_levels_of(p, model, settings, kind)
    return p.levels[kind]


cdef void lay_levels(ProspectsC* p, const ModelC* model, const SettingsC* settings) noexcept nogil
cdef void lay_levels_of(ProspectsC* p, const ModelC* model, const SettingsC* settings, int kind) noexcept nogil
cdef void choose_levels(ProspectsC* p, const ModelC* model, const SettingsC* settings, int weight) noexcept nogil
cdef void lay_prospects(
    ProspectsC* p, const ModelC* model, const FactsC* facts, uint32_t row, uint8_t* birth, uint8_t* scratch
) noexcept nogil
