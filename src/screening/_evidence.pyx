# distutils: language = c++
"""Evidence besides the name: `screening.scoring` says what it weighs."""

from libc.math cimport exp, log
from libc.stdint cimport INT32_MIN, int32_t, int64_t, uint32_t

from screening._layout cimport FactsC


cdef int32_t swapped_day(int32_t day) noexcept nogil:
    """The day with day and month exchanged, both counted from 1970-01-01; INT32_MIN where that is no other date.

    Proleptic Gregorian calendar; algorithm after Howard Hinnant, "chrono-compatible low-level date algorithms".
    """
    cdef int64_t z = <int64_t>day + 719468
    cdef int64_t era = (z if z >= 0 else z - 146096) // 146097
    cdef int64_t doe = z - era * 146097
    cdef int64_t yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    cdef int64_t y = yoe + era * 400
    cdef int64_t doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    cdef int64_t mp = (5 * doy + 2) // 153
    cdef int64_t d = doy - (153 * mp + 2) // 5 + 1
    cdef int64_t m = mp + 3 if mp < 10 else mp - 9
    if d > 12 or d == m:
        return INT32_MIN
    y += m <= 2
    # month d, day m
    y -= d <= 2
    era = (y if y >= 0 else y - 399) // 400
    yoe = y - era * 400
    doy = (153 * (d - 3 if d > 2 else d + 9) + 2) // 5 + m - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return <int32_t>(era * 146097 + doe - 719468)


cdef int birth_relation(const FactsC* a, uint32_t i, const FactsC* b, uint32_t j) noexcept nogil:
    """screening.scoring.BirthRelation: the most telling over all pairs of intervals."""
    cdef uint32_t x, y
    cdef int best = 8, one
    cdef int64_t gap
    cdef int32_t swap
    for x in range(a.birth_at[i], a.birth_at[i + 1]):
        swap = swapped_day(a.birth_from[x]) if a.birth_from[x] == a.birth_to[x] else INT32_MIN
        for y in range(b.birth_at[j], b.birth_at[j + 1]):
            gap = (
                <int64_t>(a.birth_from[x] if a.birth_from[x] > b.birth_from[y] else b.birth_from[y])
                - (a.birth_to[x] if a.birth_to[x] < b.birth_to[y] else b.birth_to[y])
            )
            if gap <= 0:
                one = 1 if a.birth_from[x] == a.birth_to[x] and b.birth_from[y] == b.birth_to[y] else 3
            elif swap != INT32_MIN and b.birth_from[y] == swap and b.birth_to[y] == swap:
                one = 2
            elif gap <= 366:
                one = 4
            elif gap <= 5 * 366:
                one = 5
            elif gap <= 15 * 366:
                one = 6
            else:
                one = 7
            if one < best:
                best = one
    return 0 if best == 8 else best


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


cdef double combined(double score, double log_odds) noexcept nogil:
    """screening.scoring.combine"""
    if log_odds == 0.0:
        return score
    if score < 1e-9:
        score = 1e-9
    if score > 0.999:
        score = 0.999
    return 1.0 / (1.0 + exp(-(log(score / (1.0 - score)) + log_odds)))
