# distutils: language = c++
"""How alike two readings of a token are: sounds by a weighted edit distance, Latin letters by Jaro-Winkler too."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp

import numpy as np

from screening._layout cimport LATIN_NAMES, MAX_LETTERS, ModelC

cdef extern from "_machine.h":
    int popcount "screening_popcount"(uint64_t) noexcept nogil

cdef enum:
    FAR = 1 << 20


cdef int distance(
    const ModelC* model, int table, const uint8_t* a, int n, const uint8_t* b, int m, int cut, bint prefix
) noexcept nogil:
    """Weighted edit distance of all of a to b, or to the best prefix of b; FAR once it must exceed cut."""
    cdef int row[MAX_LETTERS + 1]
    cdef const uint8_t* deletion = model.deletion + 32 * table
    cdef const uint8_t* costs
    cdef int i, j, x, y, z, diagonal, least, removal
    row[0] = 0
    for j in range(m):
        row[j + 1] = row[j] + deletion[b[j]]
    for i in range(n):
        costs = model.substitution + 32 * a[i]
        removal = deletion[a[i]]
        diagonal = row[0]
        row[0] = diagonal + removal
        least = row[0]
        for j in range(m):
            x = diagonal + costs[b[j]]
            y = row[j + 1] + removal
            z = row[j] + deletion[b[j]]
            if y < x:
                x = y
            if z < x:
                x = z
            diagonal = row[j + 1]
            row[j + 1] = x
            if x < least:
                least = x
        if least > cut:
            return FAR
    if not prefix:
        return row[m]
    least = row[0]
    for j in range(m):
        if row[j + 1] < least:
            least = row[j + 1]
    return least


cdef int jaro_winkler(const uint8_t* a, int la, const uint8_t* b, int lb) noexcept nogil:
    """Permille, rounded down; 0 for an empty side.  Greedy matching always starts from the same of the two."""
    cdef uint64_t taken = 0
    cdef uint8_t matched[MAX_LETTERS]
    cdef const uint8_t* swap
    cdef int i, j, lo, hi, m = 0, t = 0, k = 0, window, jaro, prefix = 0
    if la == 0 or lb == 0:
        return 0
    if la > lb or (la == lb and memcmp(a, b, la) > 0):
        swap = a
        a = b
        b = swap
        i = la
        la = lb
        lb = i
    window = lb // 2 - 1
    if window < 0:
        window = 0
    for i in range(la):
        lo = i - window if i > window else 0
        hi = i + window + 1
        if hi > lb:
            hi = lb
        for j in range(lo, hi):
            if b[j] == a[i] and not (taken >> j) & 1:
                taken |= <uint64_t>1 << j
                matched[m] = a[i]
                m += 1
                break
    if m == 0:
        return 0
    for j in range(lb):
        if (taken >> j) & 1:
            t += matched[k] != b[j]
            k += 1
    t = t // 2
    jaro = 1000 * (m * m * (la + lb) + (m - t) * la * lb) // (3 * la * lb * m)
    if jaro <= 700:
        return jaro
    while prefix < la and prefix < 4 and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * (1000 - jaro) // 10


cdef uint64_t letter_signature(const uint8_t* letters, int n) noexcept nogil:
    """Two bits a letter (once, twice or more) below, the number of further repetitions in the twelve bits above."""
    cdef uint64_t s = 0, bit, over = 0
    cdef int i
    for i in range(n):
        bit = <uint64_t>1 << (2 * (letters[i] - 97))
        if not s & bit:
            s |= bit
        elif not s & (bit << 1):
            s |= bit << 1
        else:
            over += 1
    return s | (over << 52)


cdef inline int jaro_winkler_bound(uint64_t a, uint64_t b, int la, int lb) noexcept nogil:
    """No spelling with these signatures and lengths is more alike than this."""
    cdef uint64_t low = (<uint64_t>1 << 52) - 1
    cdef int over_a = <int>(a >> 52), over_b = <int>(b >> 52)
    cdef int m = popcount(a & b & low) + (over_a if over_a < over_b else over_b)
    cdef int shorter = la if la < lb else lb
    cdef int jaro
    # A letter that is twice in one and three times in the other shares two; the overflow counts can only add to that.
    if m > shorter:
        m = shorter
    if m == 0:
        return 0
    jaro = 1000 * (m * la + m * lb + la * lb) // (3 * la * lb) + 1
    return jaro + 4 * (1000 - jaro) // 10 + 1 if 700 < jaro < 1000 else jaro


cdef int reading_similarity(
    const ModelC* model, const ReadingC* a, const ReadingC* b, bint bounded, int known
) noexcept nogil:
    """Effective similarity of two renderings.

    Bounded: 0 as soon as it can't reach the floor, which is what such a value means anyway; known is a distance that
    the sounds are at least apart.
    """
    cdef int kind = model.pair_classes[model.hands * a.hand + b.hand]
    cdef int table = model.unvowelled[a.hand] != model.unvowelled[b.hand]
    cdef int longer = a.length[table] if a.length[table] > b.length[table] else b.length[table]
    cdef int mix = model.latin_mix, raw = 0, letters = 0, cut = FAR, least, d
    cdef bint latin = kind <= LATIN_NAMES
    kind = 2 * kind + (longer < model.short_length)
    least = model.least_raw[kind]
    if (
        a.hand == b.hand and a.n_letters == b.n_letters and a.n_sounds == b.n_sounds
        and memcmp(a.letters, b.letters, a.n_letters) == 0 and memcmp(a.sounds, b.sounds, a.n_sounds) == 0
    ):
        return 1000
    if bounded:
        raw = 1000 * (longer - known) // longer if longer > known else 0
        if latin:
            # The cheap end first: how alike the letters could be at best, with what is known of the sounds.
            letters = jaro_winkler_bound(a.signature, b.signature, a.n_letters, b.n_letters)
            if mix * raw + (1000 - mix) * letters < 1000 * least:
                return 0
            letters = jaro_winkler(a.letters, a.n_letters, b.letters, b.n_letters)
            if mix * raw + (1000 - mix) * letters < 1000 * least:
                return 0
            # mix * raw + rest >= 1000 * least, solved for the sounds and rounded down
            least = (1000 * least - (1000 - mix) * letters) // mix if mix else 0
        elif raw < least:
            return 0
        if least > 0:
            # 1000 (longer - d) // longer >= least implies d <= longer (1 - least / 1000)
            cut = longer * (1000 - least) // 1000
    elif latin:
        letters = jaro_winkler(a.letters, a.n_letters, b.letters, b.n_letters)
    raw = 0
    if longer > 0:
        d = distance(model, table, a.sounds, a.n_sounds, b.sounds, b.n_sounds, cut, False)
        raw = 1000 * (longer - d) // longer if d < longer else 0
    if latin:
        raw = (mix * raw + (1000 - mix) * letters) // 1000
    return model.curves[1001 * kind + raw]


cdef int prefix_similarity(const ModelC* model, const ReadingC* cut, const ReadingC* whole) noexcept nogil:
    """Effective similarity of a cut-off token to the best beginning of another."""
    cdef int kind = model.pair_classes[model.hands * cut.hand + whole.hand]
    cdef int table = model.unvowelled[cut.hand] != model.unvowelled[whole.hand]
    cdef int length = cut.length[table], d, raw
    if length == 0:
        return 0
    d = distance(model, table, cut.sounds, cut.n_sounds, whole.sounds, whole.n_sounds, FAR, True)
    raw = 1000 * (length - d) // length if d < length else 0
    if kind <= LATIN_NAMES:
        d = whole.n_letters if whole.n_letters < cut.n_letters else cut.n_letters
        d = jaro_winkler(cut.letters, cut.n_letters, whole.letters, d)
        raw = (model.latin_mix * raw + (1000 - model.latin_mix) * d) // 1000
    kind = 2 * kind + (length < model.short_length)
    return model.curves[1001 * kind + raw] * model.prefix_factor // 1000


def signatures(const uint32_t[::1] letter_at, const uint8_t[::1] letters):
    """Letter signature of every rendering, as `Index` and `Batch` want it."""
    cdef Py_ssize_t n = letter_at.shape[0] - 1, i
    cdef uint64_t[::1] out = np.zeros(n, dtype=np.uint64)
    cdef const uint8_t* start = &letters[0] if letters.shape[0] else NULL
    with nogil:
        for i in range(n):
            if letter_at[i + 1] > letter_at[i]:
                out[i] = letter_signature(start + letter_at[i], <int>(letter_at[i + 1] - letter_at[i]))
    return np.asarray(out)
