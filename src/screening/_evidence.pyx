# distutils: language = c++
"""Evidence besides the name: `screening.scoring` says what it weighs."""

from libc.math cimport exp
from libc.stdint cimport int64_t, uint32_t, uint64_t

from screening._layout cimport DOCUMENT_NUMBER, DOCUMENT_WRITING, FactsC


cdef enum:
    FIRST_CALENDAR_YEAR = 1850      # screening.scoring.CALENDAR_YEARS
    LAST_CALENDAR_YEAR = 2100


cdef DayC civil(int64_t days) noexcept nogil:
    """The date of a day counted from 1970-01-01.

    Proleptic Gregorian calendar; algorithm after Howard Hinnant, "chrono-compatible low-level date algorithms".
    """
    cdef DayC out
    cdef int64_t z = days + 719468
    cdef int64_t era = (z if z >= 0 else z - 146096) // 146097
    cdef int64_t doe = z - era * 146097
    cdef int64_t yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    cdef int64_t doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    cdef int64_t mp = (5 * doy + 2) // 153
    out.day = doy - (153 * mp + 2) // 5 + 1
    out.month = mp + 3 if mp < 10 else mp - 9
    out.year = yoe + era * 400 + (out.month <= 2)
    return out


cdef bint other_calendar(const DayC* a, int64_t days, int64_t b) noexcept nogil:
    """_reference._other_calendar: a is the date of days; b is the other day."""
    cdef int64_t ordinal = days + EPOCH, other = b + EPOCH, year, month, day, first, length
    if a.year < FIRST_CALENDAR_YEAR or a.year > LAST_CALENDAR_YEAR:
        return False
    # Ethiopian months have thirty days, so that only the 31st is no date there; days after the twelfth month are few.
    if a.day <= 30 and 2795 + 365 * (a.year - 1) + a.year // 4 + 30 * (a.month - 1) + a.day == other:
        return True
    year = (30 * (ordinal - 227015) + 10646) // 10631       # lunar Hijri, tabular
    first = 227014 + 354 * (year - 1) + (3 + 11 * year) // 30 + 1
    month = (2 * (ordinal - first) + 59) // 59
    if month > 12:
        month = 12
    day = ordinal - first - 29 * (month - 1) - month // 2 + 1
    length = 31 if month <= 6 else 30                       # solar Hijri
    if month == 12:
        length = 29 + (8 * (year + 1) + 21) // 33 - (8 * year + 21) // 33
    if day > length:
        return False
    month -= 1
    first = 226894 + 365 * (year - 1) + (8 * year + 21) // 33
    return first + 31 * month - (month - 6 if month > 6 else 0) + day == other


cdef int day_relation(const DayC* x, int64_t a, const DayC* y, int64_t b) noexcept nogil:
    """_reference._day_relation: of two different days that are no placeholders."""
    cdef int64_t gap = a - b if a > b else b - a
    cdef int found = 0
    if x.year == y.year and x.month == y.day and x.day == y.month:
        return SWAPPED
    if (x.year != y.year) + (x.month != y.month) + (x.day != y.day) == 1:
        if x.year != y.year:
            found = slip(x.year, y.year)
        elif x.month != y.month:
            found = slip(x.month, y.month)
        else:
            found = slip(x.day, y.day)
        if found == TRANSPOSED:
            return found
    if gap <= CALENDAR_DAYS or other_calendar(x, a, b) or other_calendar(y, b, a):
        return CALENDAR
    return found if found else by_distance(gap)


cdef bint is_year_slip(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to) noexcept nogil:
    """_reference._is_year_slip"""
    cdef int64_t a = civil(a_from).year, b = civil(b_from).year
    return a == civil(a_to).year and b == civil(b_to).year and slip(a, b) != 0


cdef int interval_relation(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to) noexcept nogil:
    """_reference._interval_relation"""
    cdef DayC x, y
    cdef bint a_stands = False, b_stands = False
    cdef int64_t gap, width
    if a_from == a_to:
        x = civil(a_from)
        a_stands = is_placeholder(&x)
    if b_from == b_to:
        y = civil(b_from)
        b_stands = is_placeholder(&y)
    if a_from == a_to and b_from == b_to:
        if a_from == b_from:
            return SAME_PLACEHOLDER if a_stands else EQUAL
        if not a_stands and not b_stands:
            return day_relation(&x, a_from, &y, b_from)
    if a_stands:
        a_from, a_to = new_year(x.year), new_year(x.year + 1) - 1
    if b_stands:
        b_from, b_to = new_year(y.year), new_year(y.year + 1) - 1
    gap = (a_from if a_from > b_from else b_from) - (a_to if a_to < b_to else b_to)
    if gap > 0:
        return YEAR_SLIP if gap > YEARS_APART_DAYS and is_year_slip(a_from, a_to, b_from, b_to) else by_distance(gap)
    width = a_to - a_from if a_to - a_from > b_to - b_from else b_to - b_from
    return by_width(width)


cdef int birth_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil:
    """screening.scoring.BirthRelation: the most telling over all pairs of intervals."""
    cdef uint32_t x, y
    cdef int best = NONE, one
    for x in range(a.birth_at[i], a.birth_at[i + 1]):
        for y in range(b.birth_at[j], b.birth_at[j + 1]):
            one = interval_relation(a.birth_from[x], a.birth_to[x], b.birth_from[y], b.birth_to[y])
            if one < best:
                best = one
    return 0 if best == NONE else best


cdef int country_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil:
    """screening.scoring.CountryRelation"""
    cdef uint32_t x, y
    if a.country_at[i] == a.country_at[i + 1] or b.country_at[j] == b.country_at[j + 1]:
        return 0
    for x in range(a.country_at[i], a.country_at[i + 1]):
        for y in range(b.country_at[j], b.country_at[j + 1]):
            if a.country[x] == b.country[y]:
                return 1
    return 2


cdef int document_relation(uint64_t a, uint64_t b) noexcept nogil:
    """screening.scoring.DocumentRelation, by the keys of two documents."""
    cdef uint64_t state = a % DOCUMENT_WRITING, other = b % DOCUMENT_WRITING
    if a // DOCUMENT_NUMBER != b // DOCUMENT_NUMBER:
        return 0
    if a // DOCUMENT_WRITING != b // DOCUMENT_WRITING:
        return 3
    return 2 if state and other and state != other else 1


cdef double combined(double score, double log_odds) noexcept nogil:
    """screening.scoring.combine"""
    if log_odds == 0.0:
        return score
    return 1.0 / (1.0 + exp(-(log_odds_of(score) + log_odds)))
