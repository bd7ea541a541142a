"""Evidence besides the name."""

from libc.math cimport log
from libc.stdint cimport int64_t, uint32_t, uint64_t

from screening._layout cimport FactsC, ModelC

cdef enum:                          # screening.scoring.BirthRelation
    EQUAL = 1
    SWAPPED, SAME_MONTH, SAME_PLACEHOLDER, TRANSPOSED, CALENDAR, SAME_YEAR, ONE_DIGIT, OVERLAP
    NEAR, YEARS_APART, YEAR_SLIP, DECADE_APART, GENERATION_APART, LIFETIME_APART, NONE

cdef enum:                          # screening.scoring
    MONTH_DAYS = 31
    YEAR_DAYS = 366
    CALENDAR_DAYS = 2
    NEAR_DAYS = 366
    YEARS_APART_DAYS = 5 * 366
    DECADE_APART_DAYS = 15 * 366
    GENERATION_APART_DAYS = 25 * 366
    EPOCH = 719163                  # 1970-01-01, as the ordinal of a day


cdef struct DayC:
    int64_t year
    int64_t month
    int64_t day


cdef inline int64_t new_year(int64_t year) noexcept nogil:
    """1 January of a year from 1 on, counted from 1970-01-01."""
    cdef int64_t past = year - 1
    return 365 * past + past // 4 - past // 100 + past // 400 + 1 - EPOCH


cdef inline bint is_placeholder(const DayC* day) noexcept nogil:
    return day.day == 1 and (day.month == 1 or day.month == 7)


cdef inline int by_distance(int64_t gap) noexcept nogil:
    """Of two statements so many days apart."""
    if gap <= NEAR_DAYS:
        return NEAR
    if gap <= YEARS_APART_DAYS:
        return YEARS_APART
    if gap <= DECADE_APART_DAYS:
        return DECADE_APART
    return GENERATION_APART if gap <= GENERATION_APART_DAYS else LIFETIME_APART


cdef inline int by_width(int64_t width) noexcept nogil:
    """Of two statements that overlap, the wider of which is so wide."""
    if width < MONTH_DAYS:
        return SAME_MONTH
    return SAME_YEAR if width < YEAR_DAYS else OVERLAP


cdef inline int slip(int64_t p, int64_t q) noexcept nogil:
    """_reference._slip; 0 for none."""
    if p // 100 != q // 100:
        return 0
    if p // 10 % 10 == q % 10 and p % 10 == q // 10 % 10:
        return TRANSPOSED
    return ONE_DIGIT if p // 10 == q // 10 or p % 10 == q % 10 else 0


cdef inline bint is_supported(int birth) noexcept nogil:
    """screening.scoring.is_supported"""
    return EQUAL <= birth <= CALENDAR


cdef inline double log_odds_of(double score) noexcept nogil:
    """screening.scoring.log_odds_of"""
    if score < 1e-9:
        score = 1e-9
    if score > 0.999:
        score = 0.999
    return log(score / (1.0 - score))


cdef inline double standing(const ModelC* model, double name, double information) noexcept nogil:
    """screening.scoring.standing"""
    return model.standing_of_score * log_odds_of(name) + model.standing_of_unit * information - model.standing_needed


cdef inline double counted(const ModelC* model, double log_odds, double standing) noexcept nogil:
    """screening.scoring.counted"""
    cdef double least = model.least_counted * log_odds, together = log_odds + standing
    if log_odds >= 0.0:
        together = together if together < log_odds else log_odds
        return together if together > least else least
    together = together if together > log_odds else log_odds
    return together if together < least else least


cdef inline double stated(const ModelC* model, int birth, int sex, int country) noexcept nogil:
    """screening._reference.stated_log_odds"""
    return model.birth_weights[birth] + model.sex_weights[sex] + model.country_weights[country]


cdef inline double needed_name(const ModelC* model, double name_floor, double log_odds) noexcept nogil:
    """screening.scoring.needed_name"""
    return name_floor * model.supported_floor_share if log_odds >= model.support else name_floor


cdef DayC civil(int64_t days) noexcept nogil
cdef int interval_relation(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to) noexcept nogil
cdef int birth_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil
cdef int country_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil
cdef int document_relation(uint64_t a, uint64_t b) noexcept nogil
cdef double combined(double score, double log_odds) noexcept nogil
