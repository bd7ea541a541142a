# distutils: language = c++
"""What the evidence besides the name leaves to reach, known of an entry before its names are compared.

Most entries that have a name like a traveller's were born in other years: they are hits only if their names are all but
equal.  So what is known of an entry stands beside every posting in 32 bits, and the name score that it still needs
follows from them by two looks into tables.  This blocks nothing: the bound is that of the very evidence that the score
is made of, and an entry is left aside only if no name could make it a hit.

    facts       birth code << 16 | countries << 2 | sex
    birth code  0 not known; 2 + day of birth since 1880, 1 January also for a year of which no more is known; 1 what is
                none of these
    countries   14 bits, of which each country sets one
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memset

import numpy as np

from screening._alignment cimport lifted
from screening._columns cimport Model
from screening._evidence cimport (
    CALENDAR, CALENDAR_DAYS, DECADE_APART, DECADE_APART_DAYS, EPOCH, EQUAL, GENERATION_APART, GENERATION_APART_DAYS,
    LIFETIME_APART, NEAR, NEAR_DAYS, NONE, SAME_PLACEHOLDER, YEAR_SLIP, YEARS_APART, YEARS_APART_DAYS, DayC,
    by_distance, by_width, civil, combined, interval_relation, is_placeholder, log_odds_of, needed_name, new_year, slip,
    stated,
)
from screening._layout cimport FactsC, ModelC, SettingsC

cdef enum:
    FIRST_DAY = -32872              # 1880-01-01, as everywhere in days since 1970-01-01
    FIRST_YEAR = 1880
    LAST_YEAR = 2058                # the last of which every day has a code
    MOST_INFORMATION = 1 << 20      # more than any name has
    NOT_KNOWN = 0                   # codes
    ANYTHING = 1
    FIRST_CODE = 2

cdef int64_t[12] DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]  # a month, in most years
cdef uint8_t[CODES] NO_BIRTH        # zero: against nothing, every entry is unknown


cdef double least_name(const ModelC* model, double threshold, double log_odds, double information) noexcept nogil:
    """No lower score of a name of no more information is moved to the threshold by this evidence.

    The log-odds of the name and what counts beside it have to reach those of the threshold: all that may count at
    least, or at most, or `counted` between the two, which with the standing is an equation of the log-odds of the name.
    """
    cdef double least, most, between
    if log_odds == 0.0:
        return threshold
    if not 1e-3 <= threshold <= 0.999:
        return threshold if log_odds < 0 and threshold > 0.5 else 0.0
    threshold = log_odds_of(threshold)
    least = threshold - model.least_counted * log_odds
    most = threshold - log_odds
    between = most + model.standing_needed - model.standing_of_unit * information
    between = between / (1.0 + model.standing_of_score)
    if log_odds > 0.0:
        least, most = most, least
    between = least if between < least else most if between > most else between
    between = combined(0.5, between)
    return between if between > 1e-3 else 0.0


cdef inline double lowest_floor(const ModelC* model, const SettingsC* settings) noexcept nogil:
    """The floor of names, or what the best of them scores, where that is less."""
    cdef double top = model.floor_of_identical + model.room
    return settings.name_floor if settings.name_floor < top else top


cdef void lay_levels(ProspectsC* p, const ModelC* model, const SettingsC* settings) noexcept nogil:
    """What holds for every traveller: the levels, and how telling the relations of birth dates are."""
    cdef double top = model.floor_of_identical + model.room, low = lowest_floor(model, settings)
    cdef int level, birth, other
    p.least[0] = low * model.supported_floor_share
    for level in range(1, LEVELS - 1):
        p.least[level] = low + (top - low) * (level - 1) / (LEVELS - 2)
    p.least[LEVELS - 1] = 2.0
    memset(p.laid, 0, sizeof(p.laid))
    for birth in range(NONE):
        p.telling[birth] = 0
        for other in range(NONE):
            p.telling[birth] += model.birth_weights[other] < model.birth_weights[birth]
    p.telling[NONE] = 0


cdef void lay_levels_of(ProspectsC* p, const ModelC* model, const SettingsC* settings, int kind) noexcept nogil:
    """What is needed with which evidence, of names that share no more than the weight of a kind."""
    cdef double information = NAME_STEP * (kind + 1) if kind < NAMES - 1 else MOST_INFORMATION
    cdef double low = lowest_floor(model, settings), top = lifted(model, 1.0, information), log_odds, need, floor
    cdef int level, birth, sex, country
    p.levels[kind][NOT_ASKED] = LEVELS - 1
    for birth in range(NONE):
        for sex in range(3):
            for country in range(3):
                log_odds = stated(model, birth, sex, country)
                floor = needed_name(model, low, log_odds)
                need = least_name(model, settings.threshold, log_odds, information)
                if need < floor:
                    need = floor
                level = 0
                while level < LEVELS - 2 and p.least[level + 1] <= need:
                    level += 1
                # Above the top by more than the last digits of a bound: no such name scores so much.
                if need > top + 1e-6:
                    level = LEVELS - 1
                p.levels[kind][birth << 4 | sex << 2 | country] = <uint8_t>level
                if level < p.levels[kind][NOT_ASKED]:
                    p.levels[kind][NOT_ASKED] = <uint8_t>level
    p.laid[kind] = True


cdef void choose_levels(ProspectsC* p, const ModelC* model, const SettingsC* settings, int weight) noexcept nogil:
    """For a name of so much weight, which is the most information that it can share with another."""
    cdef int birth, sex, country
    p.level_of = levels_within(p, model, settings, weight)
    # What the traveller does not state is unknown of every entry: relation 0 alone.
    p.lowest = LEVELS - 1
    for birth in range(1 if p.birth == NO_BIRTH else NONE):
        for sex in range(3 if p.sex[1] else 1):
            for country in range(3 if p.countries else 1):
                if p.level_of[birth << 4 | sex << 2 | country] < p.lowest:
                    p.lowest = p.level_of[birth << 4 | sex << 2 | country]


cdef inline void say(const ProspectsC* p, uint8_t* out, int64_t day, int relation, bint unless_less) noexcept nogil:
    """How entries born on a day relate to the birth date at hand; or, unless it is less telling than what was said."""
    cdef int64_t code = day - FIRST_DAY + FIRST_CODE
    if FIRST_CODE <= code < CODES and not (unless_less and p.telling[relation] < p.telling[out[code]]):
        out[code] = <uint8_t>relation


cdef void say_all(uint8_t* out, int64_t first, int64_t last, int relation) noexcept nogil:
    """Of all days from first to last."""
    cdef int64_t start = first - FIRST_DAY + FIRST_CODE, end = last - FIRST_DAY + FIRST_CODE + 1
    if start < FIRST_CODE:
        start = FIRST_CODE
    if end > CODES:
        end = CODES
    if end > start:
        memset(out + start, relation, end - start)


cdef void say_date(
    const ProspectsC* p, uint8_t* out, int64_t birth, int64_t year, int64_t month, int64_t day
) noexcept nogil:
    """Of a date, if there is one, how it relates to a birth date that is a day."""
    cdef DayC date
    cdef int64_t other
    if not (1 <= month <= 12 and 1 <= day <= 31 and FIRST_YEAR <= year <= LAST_YEAR):
        return
    other = new_year(year) + DAYS_BEFORE[month - 1] + day - 1
    if month > 2 and new_year(year + 1) - new_year(year) == 366:
        other += 1
    date = civil(other)
    if date.day == day and not is_placeholder(&date):
        say(p, out, other, interval_relation(birth, birth, other, other), False)


cdef void say_slips(const ProspectsC* p, uint8_t* out, int64_t birth) noexcept nogil:
    """Of the days that a slip, another habit or another calendar may have made of a day of birth, or it of them."""
    cdef DayC x = civil(birth), y
    cdef int64_t i, lunar, solar, decade = x.year // 10, century = x.year // 100
    # A date read as Ethiopian is 2805 to 2812 days later; a lunar Hijri date read as solar by this and seven days less.
    lunar = (birth + EPOCH - 227014) * 30703 // 1000000 - 120
    solar = (birth + EPOCH - 226894) * 29788 // 1000000 - 120
    for i in range(8):
        say(p, out, birth + 2805 + i, CALENDAR, True)
        say(p, out, birth - 2805 - i, CALENDAR, True)
        say(p, out, birth + lunar - i, CALENDAR, True)
        say(p, out, birth - solar + i, CALENDAR, True)
    for i in range(-CALENDAR_DAYS, CALENDAR_DAYS + 1):
        y = civil(birth + i)
        say_date(p, out, birth, y.year, y.month, y.day)
    say_date(p, out, birth, x.year, x.day, x.month)
    for i in range(1, 32):
        say_date(p, out, birth, x.year, x.month, i)
    for i in range(1, 13):
        say_date(p, out, birth, x.year, i, x.day)
    for i in range(10):
        say_date(p, out, birth, 10 * decade + i, x.month, x.day)
        say_date(p, out, birth, 100 * century + 10 * i + x.year % 10, x.month, x.day)
    say_date(p, out, birth, 100 * century + x.year % 10 * 10 + decade % 10, x.month, x.day)


cdef void say_birth(const ProspectsC* p, uint8_t* out, int64_t first, int64_t last) noexcept nogil:
    """How entries relate to an interval of a traveller's birth date, by their codes from `FIRST_CODE` on."""
    cdef DayC day = civil(first)
    cdef bint is_day = first == last, stands = is_day and is_placeholder(&day), in_year = civil(last).year == day.year
    cdef int64_t start = first, end = last, year, new, next_new, width, gap
    cdef int relation
    if stands:
        start, end = new_year(day.year), new_year(day.year + 1) - 1
    memset(out, LIFETIME_APART, CODES)
    say_all(out, start - GENERATION_APART_DAYS, end + GENERATION_APART_DAYS, GENERATION_APART)
    say_all(out, start - DECADE_APART_DAYS, end + DECADE_APART_DAYS, DECADE_APART)
    if in_year and (stands or not is_day):
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            if slip(year, day.year):
                say_all(out, new_year(year), new_year(year + 1) - 1, YEAR_SLIP)
    say_all(out, start - YEARS_APART_DAYS, end + YEARS_APART_DAYS, YEARS_APART)
    say_all(out, start - NEAR_DAYS, end + NEAR_DAYS, NEAR)
    if is_day and not stands:
        say_slips(p, out, first)
    else:
        say_all(out, start, end, by_width(end - start))
    # 1 January and 1 July stand for their year; and 1 January is the code of the year.
    new = new_year(FIRST_YEAR)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        next_new = new_year(year + 1)
        gap = (start if start > new else new) - (end if end < next_new - 1 else next_new - 1)
        width = end - start if end - start > next_new - 1 - new else next_new - 1 - new
        relation = by_distance(gap) if gap > 0 else by_width(width)
        if gap > YEARS_APART_DAYS and in_year and slip(year, day.year):
            relation = YEAR_SLIP
        say(p, out, new, relation, False)
        say(p, out, next_new - 184, relation, False)
        new = next_new
    if stands:
        say(p, out, first, SAME_PLACEHOLDER, True)
    elif is_day:
        say(p, out, first, EQUAL, False)


cdef void lay_prospects(
    ProspectsC* p, const ModelC* model, const FactsC* facts, uint32_t row, uint8_t* birth, uint8_t* scratch
) noexcept nogil:
    """What is to be known of one traveller; birth and scratch hold `CODES` bytes each, and p points to the first."""
    cdef uint32_t k, first = facts.birth_at[row]
    cdef int code, relation, best = 0, sex
    p.birth = NO_BIRTH
    for k in range(first, facts.birth_at[row + 1]):
        p.birth = birth
        say_birth(p, birth if k == first else scratch, facts.birth_from[k], facts.birth_to[k])
        if k > first:
            for code in range(FIRST_CODE, CODES):
                if p.telling[scratch[code]] > p.telling[birth[code]]:
                    birth[code] = scratch[code]
    if p.birth == birth:
        for relation in range(1, NONE):
            if best == 0 or p.telling[relation] > p.telling[best]:
                best = relation
        birth[NOT_KNOWN] = 0
        birth[ANYTHING] = <uint8_t>best
    memset(p.sex, 0, sizeof(p.sex))
    for sex in range(1, 3):
        if facts.sex[row]:
            p.sex[sex] = 1 << 2 if facts.sex[row] == sex else 2 << 2
    p.countries = 0
    for k in range(facts.country_at[row], facts.country_at[row + 1]):
        p.countries |= country_bit(facts.country[k])


cdef inline uint32_t country_bit(uint32_t number) noexcept nogil:
    return <uint32_t>1 << (2 + number % 14)


def entry_facts(dict columns):
    """What `prospect` reads of every entry.

    Args:
        columns: Those of `_layout.FactsC`.

    Returns:
        Shape (entries,), uint32.
    """
    cdef const uint32_t[::1] birth_at = columns["birth_at"]
    cdef const int32_t[::1] birth_from = columns["birth_from"]
    cdef const int32_t[::1] birth_to = columns["birth_to"]
    cdef const uint8_t[::1] sex = columns["sex"]
    cdef const uint32_t[::1] country_at = columns["country_at"]
    cdef const uint16_t[::1] country = columns["country"]
    cdef Py_ssize_t n = sex.shape[0], i
    cdef uint32_t k, code
    cdef int64_t first, last
    cdef DayC day
    cdef uint32_t[::1] out = np.empty(n, dtype=np.uint32)
    for i in range(n):
        code = NOT_KNOWN if birth_at[i] == birth_at[i + 1] else ANYTHING
        if birth_at[i] + 1 == birth_at[i + 1]:
            first, last = birth_from[birth_at[i]], birth_to[birth_at[i]]
            day = civil(first)
            if first == last or (first == new_year(day.year) and last == new_year(day.year + 1) - 1):
                if 0 <= first - FIRST_DAY < CODES - FIRST_CODE:
                    code = <uint32_t>(first - FIRST_DAY + FIRST_CODE)
        code = code << 16 | sex[i]
        for k in range(country_at[i], country_at[i + 1]):
            code |= country_bit(country[k])
        out[i] = code
    return np.asarray(out)


def birth_relations(Model model, list births):
    """For every birth code, the relation that says most for an entry with it.

    Args:
        births: Closed intervals of a traveller's birth date, in days since 1970-01-01.

    Returns:
        Shape (65536,), `screening.scoring.BirthRelation`.
    """
    cdef ProspectsC p
    cdef SettingsC settings
    cdef FactsC facts
    cdef uint32_t[2] birth_at = [0, <uint32_t>len(births)]
    cdef uint32_t[2] country_at = [0, 0]
    cdef uint8_t sex = 0
    cdef int32_t[::1] first = np.array([0] + [a for a, _ in births], dtype=np.int32)
    cdef int32_t[::1] last = np.array([0] + [b for _, b in births], dtype=np.int32)
    cdef uint8_t[::1] table = np.zeros(CODES, dtype=np.uint8), scratch = np.zeros(CODES, dtype=np.uint8)
    memset(&settings, 0, sizeof(settings))
    memset(&facts, 0, sizeof(facts))
    facts.birth_at, facts.birth_from, facts.birth_to = birth_at, &first[0] + 1, &last[0] + 1
    facts.sex, facts.country_at = &sex, country_at
    lay_levels(&p, &model.c, &settings)
    lay_prospects(&p, &model.c, &facts, 0, &table[0], &scratch[0])
    return np.asarray(table)
