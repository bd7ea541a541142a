# distutils: language = c++
"""Alignment of two names, token by token: `screening._reference.align` for the kernel."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from screening._layout cimport IS_INITIAL, MAX_LETTERS, MAX_TOKENS, MAYBE_TRUNCATED, WEIGHT, ModelC, NamesC
from screening._distance cimport (
    ReadingC, initial_similarity, letter_signature, prefix_similarity, reading, reading_similarity,
)

cdef uint64_t GLUE_POWERS[64]       # of the base of glue keys, modulo 2 ** 50: filled when the module is imported


cdef void fill_glue_powers() noexcept nogil:
    cdef int n
    GLUE_POWERS[0] = 1
    for n in range(1, 64):
        GLUE_POWERS[n] = (GLUE_POWERS[n - 1] * <uint64_t>0x2545F4914F6CD) & ((<uint64_t>1 << 50) - 1)


fill_glue_powers()


cdef int64_t packed_gain(int similarity, int a, int b) noexcept nogil:
    cdef int64_t least = 2 * (a if a < b else b)
    if similarity == 0:
        return 0
    return ((similarity * least) << 32) + (<int64_t>(a + b) << 16) + least


cdef inline void take(
    uint8_t* free_a, uint8_t* free_b, const int* rows, const int* columns, int i, int j, bint turned
) noexcept nogil:
    if turned:
        free_a[rows[j]] = 0
        free_b[columns[i]] = 0
    else:
        free_a[rows[i]] = 0
        free_b[columns[j]] = 0


cdef int64_t best_assignment(const PairsC* p, uint8_t* free_a, uint8_t* free_b) noexcept nogil:
    """Greatest sum of packed gains over one-to-one pairs of the free tokens, which are then no longer free.

    Hungarian method with potentials, O(n^2 m).
    """
    cdef int rows[MAX_TOKENS]
    cdef int columns[MAX_TOKENS]
    cdef int64_t gain[MAX_TOKENS][MAX_TOKENS]
    cdef int64_t u[MAX_TOKENS + 1]
    cdef int64_t v[MAX_TOKENS + 1]
    cdef int64_t least[MAX_TOKENS + 1]
    cdef int owner[MAX_TOKENS + 1]
    cdef int way[MAX_TOKENS + 1]
    cdef int wish[MAX_TOKENS]
    cdef uint8_t used[MAX_TOKENS + 1]
    cdef int n = 0, m = 0, i, j, i0, j0, j1, best
    cdef int64_t total = 0, delta, current, infinite = <int64_t>1 << 62
    cdef bint clash = False, turned
    for i in range(p.n):
        if free_a[i]:
            rows[n] = i
            n += 1
    for j in range(p.m):
        if free_b[j]:
            columns[m] = j
            m += 1
    turned = n > m
    if turned:
        for i in range(n):
            for j in range(m):
                gain[j][i] = packed_gain(p.similarity[rows[i]][columns[j]], p.a[rows[i]], p.b[columns[j]])
        i = n
        n = m
        m = i
    else:
        for i in range(n):
            for j in range(m):
                gain[i][j] = packed_gain(p.similarity[rows[i]][columns[j]], p.a[rows[i]], p.b[columns[j]])
    # Where no two rows want the same column, everybody gets the best: nothing to solve.
    memset(used, 0, sizeof(used))
    for i in range(n):
        best = 0
        for j in range(1, m):
            if gain[i][j] > gain[i][best]:
                best = j
        wish[i] = -1
        if m > 0 and gain[i][best] > 0:
            clash = clash or used[best]
            used[best] = 1
            wish[i] = best
            total += gain[i][best]
    if not clash:
        for i in range(n):
            if wish[i] >= 0:
                take(free_a, free_b, rows, columns, i, wish[i], turned)
        return total
    memset(u, 0, sizeof(u))
    memset(v, 0, sizeof(v))
    memset(owner, 0, sizeof(owner))
    for i in range(1, n + 1):
        owner[0] = i
        j0 = 0
        for j in range(m + 1):
            least[j] = infinite
            used[j] = 0
            way[j] = 0
        while owner[j0] != 0:
            used[j0] = 1
            i0 = owner[j0]
            delta = infinite
            j1 = 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                current = -gain[i0 - 1][j - 1] - u[i0] - v[j]
                if current < least[j]:
                    least[j] = current
                    way[j] = j0
                if least[j] < delta:
                    delta = least[j]
                    j1 = j
            for j in range(m + 1):
                if used[j]:
                    u[owner[j]] += delta
                    v[j] -= delta
                elif least[j] != infinite:
                    least[j] -= delta
            j0 = j1
        while j0 != 0:
            owner[j0] = owner[way[j0]]
            j0 = way[j0]
    total = 0
    for j in range(1, m + 1):
        if owner[j] != 0 and gain[owner[j] - 1][j - 1] > 0:
            total += gain[owner[j] - 1][j - 1]
            take(free_a, free_b, rows, columns, owner[j] - 1, j - 1, turned)
    return total


cdef bint glued_before(const GluedC* x, const GluedC* y) noexcept nogil:
    if x.similarity != y.similarity:
        return x.similarity > y.similarity
    if x.weight != y.weight:
        return x.weight > y.weight
    if x.piece + x.whole != y.piece + y.whole:
        return x.piece + x.whole < y.piece + y.whole
    if x.piece != y.piece:
        return x.piece < y.piece
    if x.side != y.side:
        return x.side < y.side
    return x.whole < y.whole


cdef uint64_t join_keys(uint64_t a, uint64_t b) noexcept nogil:
    """screening.names.join_keys"""
    cdef uint64_t mask = (<uint64_t>1 << 50) - 1, n = a & 63, m = b & 63, value = b >> 14
    if n == 0 or m == 0:
        return (a | b) if n + m >= 3 else 0
    if (a >> 10) & 15 == (b >> 6) & 15:
        m -= 1
        value -= ((b >> 6) & 15) * GLUE_POWERS[m]
    if n + m < 3:
        return 0
    value = ((a >> 14) * GLUE_POWERS[m] + value) & mask
    return (value << 14) | (b & (<uint64_t>15 << 10)) | (a & (<uint64_t>15 << 6)) | (n + m)


cdef int glued_similarity(
    const ModelC* model, const NamesC* pieces, uint32_t x, uint32_t y, const NamesC* wholes, uint32_t z
) noexcept nogil:
    """Similarity of two neighbouring tokens, written as one, to one token; 0 where they are never joined."""
    cdef uint8_t sounds[2 * MAX_LETTERS]
    cdef uint8_t letters[2 * MAX_LETTERS]
    cdef ReadingC a, b, c, one
    cdef int skip, i, table
    if (pieces.traits[x] | pieces.traits[y] | wholes.traits[z]) & (IS_INITIAL | MAYBE_TRUNCATED):
        return 0
    a = reading(pieces, pieces.rendering[pieces.rendering_at[x]])
    b = reading(pieces, pieces.rendering[pieces.rendering_at[y]])
    if model.scripts[a.hand] != model.scripts[b.hand]:
        return 0
    skip = a.n_sounds > 0 and b.n_sounds > 0 and a.sounds[a.n_sounds - 1] == b.sounds[0]
    one.n_sounds = a.n_sounds + b.n_sounds - skip
    one.n_letters = a.n_letters + b.n_letters
    if one.n_sounds > MAX_LETTERS or one.n_letters > MAX_LETTERS:
        return 0
    memcpy(sounds, a.sounds, a.n_sounds)
    memcpy(sounds + a.n_sounds, b.sounds + skip, b.n_sounds - skip)
    memcpy(letters, a.letters, a.n_letters)
    memcpy(letters + a.n_letters, b.letters, b.n_letters)
    one.sounds = sounds
    one.letters = letters
    one.hand = model.scripts[a.hand]
    one.signature = letter_signature(letters, one.n_letters)
    for table in range(2):
        one.length[table] = 0
        for i in range(one.n_sounds):
            one.length[table] += model.deletion[32 * table + sounds[i]]
    c = reading(wholes, wholes.rendering[wholes.rendering_at[z]])
    return reading_similarity(model, &one, &c, True, 0)


cdef void lay_out(PairsC* p, const NamesC* names, const uint32_t* x, int n) noexcept nogil:
    """Put down what is to be known of the name at hand, its n tokens."""
    cdef int i
    p.n = n
    p.cut_a = False
    p.cut_b = False
    p.has_initial = False
    for i in range(n):
        p.a[i] = <uint8_t>(names.traits[x[i]] & WEIGHT)
        p.cut_a = p.cut_a or names.traits[x[i]] & MAYBE_TRUNCATED
        p.has_initial = p.has_initial or names.traits[x[i]] & IS_INITIAL
        p.key[i] = names.glue_key[x[i]]
        p.joined[i] = join_keys(p.key[i], names.glue_key[x[i + 1]]) if i + 1 < n else 0


cdef int find_glued(
    const ModelC* model, const NamesC* query, const uint32_t* x, const NamesC* names, const uint32_t* y,
    const PairsC* p, GluedC* found,
) noexcept nogil:
    """Neighbours of either name that the other writes as one token, the most similar first; at most 2 MAX_TOKENS."""
    cdef int n = 0, i, j, s
    cdef uint64_t theirs, joined
    cdef GluedC one
    for j in range(p.m):
        theirs = names.glue_key[y[j]]
        joined = join_keys(theirs, names.glue_key[y[j + 1]]) if j + 1 < p.m else 0
        for i in range(p.n):
            if n + 1 >= 2 * MAX_TOKENS:
                break
            if p.joined[i] != 0 and p.joined[i] == theirs:
                s = glued_similarity(model, query, x[i], x[i + 1], names, y[j])
                if s >= model.glue_floor and s > p.similarity[i][j] and s > p.similarity[i + 1][j]:
                    found[n] = GluedC(s, p.a[i] + p.a[i + 1] + p.b[j], i, j, 0)
                    n += 1
            if joined != 0 and joined == p.key[i]:
                s = glued_similarity(model, names, y[j], y[j + 1], query, x[i])
                if s >= model.glue_floor and s > p.similarity[i][j] and s > p.similarity[i][j + 1]:
                    found[n] = GluedC(s, p.b[j] + p.b[j + 1] + p.a[i], j, i, 1)
                    n += 1
    for i in range(1, n):
        one = found[i]
        j = i - 1
        while j >= 0 and glued_before(&one, &found[j]):
            found[j + 1] = found[j]
            j -= 1
        found[j + 1] = one
    return n


cdef double aligned_score(
    const ModelC* model, const PairsC* p, const GluedC* found, int n, double* information
) noexcept nogil:
    """screening._reference.align(...).name_score, given the joined tokens that were found; and its information."""
    cdef uint8_t free_a[MAX_TOKENS]
    cdef uint8_t free_b[MAX_TOKENS]
    cdef int i, j, k, pieces, whole, over_a = 0, over_b = 0
    cdef int64_t packed, matched = 0, weight = 0, bottom
    for i in range(p.n):
        free_a[i] = 1
    for j in range(p.m):
        free_b[j] = 1
    for k in range(n):
        i = found[k].piece
        j = found[k].whole
        if found[k].side == 0:
            if not (free_a[i] and free_a[i + 1] and free_b[j]):
                continue
            free_a[i] = 0
            free_a[i + 1] = 0
            free_b[j] = 0
            pieces = p.a[i] + p.a[i + 1]
            whole = p.b[j]
        else:
            if not (free_b[i] and free_b[i + 1] and free_a[j]):
                continue
            free_b[i] = 0
            free_b[i + 1] = 0
            free_a[j] = 0
            pieces = p.b[i] + p.b[i + 1]
            whole = p.a[j]
        if whole < pieces:
            pieces = whole
        weight += 2 * pieces
        matched += <int64_t>found[k].similarity * 2 * pieces
    packed = best_assignment(p, free_a, free_b)
    matched += packed >> 32
    weight += packed & 0xFFFF
    information[0] = matched / 2000.0
    if matched == 0:
        return 0
    for i in range(p.n):
        if free_a[i]:
            over_a += p.a[i]
    for j in range(p.m):
        if free_b[j]:
            over_b += p.b[j]
    bottom = 1000 * weight + penalty(model, over_a, over_b, p.cut_a, p.cut_b)
    return lifted(model, <double>matched / <double>bottom, information[0])


cdef int token_similarity(const ModelC* model, const NamesC* names, uint32_t x, uint32_t y) noexcept nogil:
    """screening._reference.token_similarity, of two tokens of one table."""
    cdef uint32_t i, j
    cdef ReadingC a, b
    cdef int s, best = 0
    if (names.traits[x] | names.traits[y]) & IS_INITIAL:
        return initial_similarity(model, names.traits[x], names.traits[y])
    for i in range(names.rendering_at[x], names.rendering_at[x + 1]):
        a = reading(names, names.rendering[i])
        for j in range(names.rendering_at[y], names.rendering_at[y + 1]):
            b = reading(names, names.rendering[j])
            s = reading_similarity(model, &a, &b, False, 0)
            if s > best:
                best = s
            if names.traits[x] & MAYBE_TRUNCATED:
                s = prefix_similarity(model, &a, &b)
                if s > best:
                    best = s
            if names.traits[y] & MAYBE_TRUNCATED:
                s = prefix_similarity(model, &b, &a)
                if s > best:
                    best = s
    for i in range(names.group_at[x], names.group_at[x + 1]):
        for j in range(names.group_at[y], names.group_at[y + 1]):
            if names.group[i] == names.group[j]:
                s = model.nickname_similarity if names.group[i] & 1 else model.variant_similarity
                if s > best:
                    best = s
    return best if best >= model.token_floor else 0


cdef double score_tokens(
    const ModelC* model, const NamesC* names, const uint32_t* x, int n, const uint32_t* y, int m
) noexcept nogil:
    """screening._reference.align(...).name_score of two lists of at most MAX_TOKENS tokens of one table."""
    cdef PairsC p
    cdef GluedC found[2 * MAX_TOKENS]
    cdef double information
    cdef int i, j
    lay_out(&p, names, x, n)
    p.m = m
    for j in range(m):
        p.b[j] = <uint8_t>(names.traits[y[j]] & WEIGHT)
        p.cut_b = p.cut_b or names.traits[y[j]] & MAYBE_TRUNCATED
        for i in range(n):
            p.similarity[i][j] = token_similarity(model, names, x[i], y[j])
    return aligned_score(model, &p, found, find_glued(model, names, x, names, y, &p, found), &information)
