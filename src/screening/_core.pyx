# distutils: language = c++
"""The matching loop over Arrow columns.  `_core.pxd` is the design; `_reference.py` says the same in plain Python."""

from libc.math cimport exp, log
from libc.stdint cimport INT32_MIN, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcmp, memcpy, memset

import numpy as np

cdef extern from *:
    """
    #if defined(_MSC_VER)
    #include <intrin.h>
    static inline int screening_popcount(unsigned long long x) { return (int)__popcnt64(x); }
    static inline void screening_prefetch(const void* p) { (void)p; }
    #include <stdlib.h>
    static inline void* screening_large(size_t size) { return malloc(size); }
    #else
    static inline int screening_popcount(unsigned long long x) { return __builtin_popcountll(x); }
    static inline void screening_prefetch(const void* p) { __builtin_prefetch(p); }
    #include <stdlib.h>
    #if defined(__linux__)
    #include <sys/mman.h>
    #endif
    /* Memory that is read all over: in large pages where there are any, since most of a read is finding the page. */
    static inline void* screening_large(size_t size) {
        const size_t page = (size_t)2 << 20;
        void* p = NULL;
        size = (size + page - 1) / page * page;
        if (posix_memalign(&p, page, size)) return NULL;
    #if defined(__linux__) && defined(MADV_HUGEPAGE)
        madvise(p, size, MADV_HUGEPAGE);
    #endif
        return p;
    }
    #endif
    """
    int popcount "screening_popcount"(uint64_t) noexcept nogil
    void prefetch "screening_prefetch"(const void*) noexcept nogil
    void* large "screening_large"(size_t) noexcept nogil

cdef extern from "_scan.h":
    uint32_t scan(
        const ScanBlocks* blocks, const ScanQuery* query, const uint8_t* substitution, const uint8_t* deletion,
        int vectors, ScanHit* out,
    ) noexcept nogil

cdef extern from "_cache.h":
    size_t UNKNOWN "SCREENING_UNKNOWN"
    cppclass NeighbourStore:
        NeighbourStore(size_t record_size, size_t most) except +
        size_t find(const char* key, size_t key_size, void* out, size_t room) noexcept nogil
        void keep(const char* key, size_t key_size, const void* records, size_t n) noexcept nogil

cdef enum:
    MAX_LETTERS = 31
    MAX_TOKENS = 64
    WEIGHT = 0xFF                   # traits of a token
    IS_INITIAL = 1 << 8
    MAYBE_TRUNCATED = 2 << 8
    FIRST_LETTER = 16
    FIRST_SOUND = 24
    HAS_INITIAL = 1                 # traits of a form
    IS_WEAK = 2
    KEY_BITS = 2                    # joined keys of a form: from this bit
    SIMILARITY = 0x3FF              # a cell of the similarity map
    JOINABLE = 0x8000
    LATIN_NAMES = 1                 # screening.scoring.PairClass: the classes up to this are pairs of Latin letters
    COVER_BITS = 16                 # tokens of a name that are told apart while its forms are gathered
    NEED_BITS = 6                   # names of up to so many tokens have their bounds tabulated
    PACKED_TOKENS = 3               # tokens in a FormC
    TOKEN_BITS = 24                 # of a packed token; the weight is above them
    KEY_ROOM = 1024                 # bytes of a token in the neighbour store; longer ones are not kept
    STREAMED_FOR_ONE_SCORED = 16    # postings that take about as long to read as one form takes to align
    FAR = 1 << 20

cdef uint64_t GLUE_POWERS[64]       # of the base of glue keys, modulo 2 ** 50: filled when the module is imported
cdef uint32_t NO_FORM = 0xFFFFFFFF
cdef uint32_t NO_NUMBER = 0xFFFFFFFF
cdef uint32_t NO_TOKEN = 0xFFFFFFFF
cdef uint32_t MORE_TOKENS = 0xFFFFFFFE
cdef double EPSILON = 1e-9          # bounds are computed in floating point: leave room for their last digits


cdef void fill_glue_powers() noexcept nogil:
    cdef int n
    GLUE_POWERS[0] = 1
    for n in range(1, 64):
        GLUE_POWERS[n] = (GLUE_POWERS[n - 1] * <uint64_t>0x2545F4914F6CD) & ((<uint64_t>1 << 50) - 1)


fill_glue_powers()


# ---- distances -------------------------------------------------------------------------------------------------------

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


cdef struct ReadingC:               # one rendering, wherever it stands
    const uint8_t* sounds
    const uint8_t* letters
    int n_sounds
    int n_letters
    int hand
    int length[2]
    uint64_t signature


cdef inline ReadingC reading(const NamesC* t, uint32_t r) noexcept nogil:
    cdef ReadingC x
    x.sounds = t.sounds + t.sound_at[r]
    x.n_sounds = <int>(t.sound_at[r + 1] - t.sound_at[r])
    x.letters = t.letters + t.letter_at[r]
    x.n_letters = <int>(t.letter_at[r + 1] - t.letter_at[r])
    x.hand = t.hand[r]
    x.length[0] = t.length[2 * r]
    x.length[1] = t.length[2 * r + 1]
    x.signature = t.signature[r]
    return x


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


cdef inline int initial_similarity(const ModelC* model, uint32_t a, uint32_t b) noexcept nogil:
    """Of two tokens, at least one of them an initial, from their traits."""
    cdef uint32_t letter = (a >> FIRST_LETTER) & 0xFF, sound = a >> FIRST_SOUND
    cdef int s = 1000 if a & b & IS_INITIAL else model.initial_similarity
    if (letter == 0xFF or letter != (b >> FIRST_LETTER) & 0xFF) and (sound == 0xFF or sound != b >> FIRST_SOUND):
        return 0
    return s if s >= model.token_floor else 0


# ---- neighbours of a token -------------------------------------------------------------------------------------------

cdef struct CoverC:                 # what a form has in common with the name at hand, at most
    uint16_t mask                   # which of its tokens, see SearchC
    uint16_t gain                   # weight that they match


cdef struct WorkspaceC:             # what a call needs besides its columns; all zero between calls where it says so
    uint16_t* similarity            # zero: see WorkC
    CoverC* cover                   # zero
    uint32_t* touched
    uint32_t* seen_entry
    uint16_t* best                  # zero: of every token of the index, the similarity found so far
    uint32_t* touched_tokens
    ScanHit* near


cdef struct NeighboursC:            # of every token of a batch, the most similar first
    NeighbourC* data
    size_t n
    size_t room
    size_t* at


cdef bint make_room(NeighboursC* list, size_t more) noexcept nogil:
    cdef NeighbourC* grown
    cdef size_t room = 2 * list.room + more
    if list.n + more > list.room:
        grown = <NeighbourC*>realloc(list.data, room * sizeof(NeighbourC))
        if grown == NULL:
            return False
        list.data = grown
        list.room = room
    return True


cdef size_t token_key(const NamesC* query, uint32_t token, char* out) noexcept nogil:
    """Everything that the neighbours of a token depend on, as bytes; 0 where it is too long to be kept."""
    cdef size_t n = 0, size
    cdef uint32_t k, r
    cdef ReadingC a
    out[0] = <char>((query.traits[token] >> 8) & 0xFF)
    n = 1
    for k in range(query.rendering_at[token], query.rendering_at[token + 1]):
        r = query.rendering[k]
        a = reading(query, r)
        size = 3 + a.n_sounds + a.n_letters
        if n + size > KEY_ROOM:
            return 0
        out[n] = <char>a.hand
        out[n + 1] = <char>a.n_sounds
        out[n + 2] = <char>a.n_letters
        memcpy(out + n + 3, a.sounds, a.n_sounds)
        memcpy(out + n + 3 + a.n_sounds, a.letters, a.n_letters)
        n += size
    size = (query.group_at[token + 1] - query.group_at[token]) * sizeof(uint32_t)
    if n + size > KEY_ROOM:
        return 0
    memcpy(out + n, query.group + query.group_at[token], size)
    return n + size


cdef int by_similarity(const void* a, const void* b) noexcept nogil:
    """The most similar first."""
    cdef const NeighbourC* x = <const NeighbourC*>a
    cdef const NeighbourC* y = <const NeighbourC*>b
    if x.similarity != y.similarity:
        return 1 if x.similarity < y.similarity else -1
    return (x.token > y.token) - (x.token < y.token)


cdef size_t first_not_below(const uint64_t* keys, size_t n, uint64_t key) noexcept nogil:
    cdef size_t lo = 0, hi = n, mid
    while lo < hi:
        mid = (lo + hi) // 2
        if keys[mid] < key:
            lo = mid + 1
        else:
            hi = mid
    return lo


cdef size_t first_group_not_below(const uint32_t* keys, size_t n, uint32_t key) noexcept nogil:
    cdef size_t lo = 0, hi = n, mid
    while lo < hi:
        mid = (lo + hi) // 2
        if keys[mid] < key:
            lo = mid + 1
        else:
            hi = mid
    return lo


cdef int least_sounds(const ModelC* model, int hand) noexcept nogil:
    """The lowest phonemic similarity with which a rendering in a hand can be similar to any other."""
    cdef int other, kind, least, lowest = 1000
    for other in range(2 * model.hands):
        kind = 2 * model.pair_classes[model.hands * hand + other // 2] + other % 2
        least = model.least_raw[kind]
        if kind // 2 <= LATIN_NAMES:
            least = (1000 * least - 1000 * (1000 - model.latin_mix)) // model.latin_mix if model.latin_mix else 0
        if least < lowest:
            lowest = least
    return lowest if lowest > 0 else 0


cdef inline void note(
    uint16_t* best, uint32_t* touched, uint32_t* n_touched, uint32_t token, int similarity
) noexcept nogil:
    if best[token] == 0:
        touched[n_touched[0]] = token
        n_touched[0] += 1
    if best[token] < similarity:
        best[token] = <uint16_t>similarity


cdef bint neighbours_of(
    const ModelC* model, const IndexC* index, const NamesC* query, uint32_t token, const SettingsC* settings,
    const WorkspaceC* space, NeighboursC* out,
) noexcept nogil:
    """Append the tokens of the index that are similar to a token of the batch, the most similar first.

    Initials are left out on both sides: they are compared where they meet.
    """
    cdef const NamesC* names = &index.names
    cdef uint16_t* best = space.best
    cdef uint32_t* touched = space.touched_tokens
    cdef ScanHit* near = space.near
    cdef bint prune = settings.prune
    cdef bint cut_off = query.traits[token] & MAYBE_TRUNCATED
    cdef uint32_t n_touched = 0, k, u, t, r, n, i
    cdef ReadingC a, b
    cdef ScanQuery q
    cdef int s, p
    cdef size_t g
    if query.traits[token] & IS_INITIAL:
        return True
    for k in range(query.rendering_at[token], query.rendering_at[token + 1]):
        a = reading(query, query.rendering[k])
        n = names.n_renderings
        if prune:
            q.symbols = a.sounds
            q.n = a.n_sounds
            q.length[0] = a.length[0]
            q.length[1] = a.length[1]
            q.potential[0] = 0
            q.potential[1] = 0
            for p in range(a.n_sounds):
                q.potential[0] += model.potential[a.sounds[p]]
                q.potential[1] += model.potential[32 + a.sounds[p]]
            q.unvowelled = model.unvowelled[a.hand]
            q.least = least_sounds(model, a.hand)
            q.is_prefix = cut_off
            n = scan(&index.blocks, &q, model.bound_substitution, model.bound_deletion, settings.vectors, near)
        for i in range(n):
            r = near[i].rendering if prune else i
            b = reading(names, r)
            s = reading_similarity(model, &a, &b, prune, near[i].distance if prune and not cut_off else 0)
            if cut_off:
                p = prefix_similarity(model, &a, &b)
                if p > s:
                    s = p
            if s < model.token_floor:
                continue
            for u in range(index.user_at[r], index.user_at[r + 1]):
                if not names.traits[index.user[u]] & IS_INITIAL:
                    note(best, touched, &n_touched, index.user[u], s)
    for k in range(query.group_at[token], query.group_at[token + 1]):
        s = model.nickname_similarity if query.group[k] & 1 else model.variant_similarity
        g = first_group_not_below(index.group_key, index.n_groups, query.group[k])
        if g == index.n_groups or index.group_key[g] != query.group[k] or s < model.token_floor:
            continue
        for u in range(index.member_at[g], index.member_at[g + 1]):
            if not names.traits[index.member[u]] & IS_INITIAL:
                note(best, touched, &n_touched, index.member[u], s)
    g = out.n
    if not make_room(out, n_touched):
        for k in range(n_touched):
            best[touched[k]] = 0
        return False
    for k in range(n_touched):
        t = touched[k]
        out.data[out.n].token = t
        out.data[out.n].similarity = best[t]
        out.n += 1
        best[t] = 0
    if out.n > g + 1:
        qsort(out.data + g, out.n - g, sizeof(NeighbourC), by_similarity)
    return True


cdef bint neighbours_again(
    NeighbourStore* store, const ModelC* model, const IndexC* index, const NamesC* query, uint32_t token,
    const SettingsC* settings, const WorkspaceC* space, NeighboursC* out,
) noexcept nogil:
    """`neighbours_of`, from the store where the token was looked for before."""
    cdef char key[KEY_ROOM]
    cdef size_t start = out.n, found, size = token_key(query, token, key)
    if settings.prune and size > 0:
        found = store.find(key, size, out.data + out.n, out.room - out.n)
        if found != UNKNOWN and found > out.room - out.n:
            if not make_room(out, found):
                return False
            found = store.find(key, size, out.data + out.n, out.room - out.n)
        if found != UNKNOWN and found <= out.room - out.n:
            out.n += found
            return True
    if not neighbours_of(model, index, query, token, settings, space, out):
        return False
    if settings.prune and size > 0:
        store.keep(key, size, out.data + start, out.n - start)
    return True


# ---- alignment -------------------------------------------------------------------------------------------------------

cdef struct PairsC:                 # two names being aligned
    int n
    int m
    int similarity[MAX_TOKENS][MAX_TOKENS]
    uint8_t a[MAX_TOKENS]           # weights
    uint8_t b[MAX_TOKENS]
    bint cut_a                      # a token of it may be truncated
    bint cut_b
    bint has_initial                # of the name at hand
    uint64_t key[MAX_TOKENS]        # glue keys of the name at hand, and of each of its tokens joined with the next or 0
    uint64_t joined[MAX_TOKENS]


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


cdef struct GluedC:                 # two neighbours of one name, written as one in the other
    int similarity
    int weight
    int piece
    int whole
    int side                        # 0: the neighbours stand in the query


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


cdef inline int plain_hand(const ModelC* model, int hand) noexcept nogil:
    """The script of a hand: Latin letters are Latin letters, whether they spell an attested name or not."""
    return 0 if hand == model.hands - 1 else hand


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
    if plain_hand(model, a.hand) != plain_hand(model, b.hand):
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
    one.hand = plain_hand(model, a.hand)
    one.signature = 0               # only bounds look at it
    for table in range(2):
        one.length[table] = 0
        for i in range(one.n_sounds):
            one.length[table] += model.deletion[32 * table + sounds[i]]
    c = reading(wholes, wholes.rendering[wholes.rendering_at[z]])
    return reading_similarity(model, &one, &c, False, 0)


cdef double lifted(const ModelC* model, double similarity, double information) noexcept nogil:
    """screening.scoring.name_score"""
    return similarity * (
        model.floor_of_identical + model.room * (information / (information + model.half_information))
    )


cdef int64_t penalty(const ModelC* model, int over_a, int over_b, bint cut_a, bint cut_b) noexcept nogil:
    """What unmatched weight adds to the bottom of the similarity; never falls as either side grows."""
    cdef int least = over_a if over_a < over_b else over_b
    cdef int omission = over_a + over_b - 2 * least
    cdef bint cut = (cut_a and over_b > over_a) or (cut_b and over_a > over_b)
    cdef int64_t missing = <int64_t>omission * model.omission_half * (
        model.omission_truncated if cut else model.omission
    )
    return <int64_t>model.contradiction * 2 * least + missing // (model.omission_half + omission)


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


cdef double aligned_score(const ModelC* model, const PairsC* p, const GluedC* found, int n) noexcept nogil:
    """screening._reference.align(...).name_score, given the joined tokens that were found."""
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
    if matched == 0:
        return 0
    for i in range(p.n):
        if free_a[i]:
            over_a += p.a[i]
    for j in range(p.m):
        if free_b[j]:
            over_b += p.b[j]
    bottom = 1000 * weight + penalty(model, over_a, over_b, p.cut_a, p.cut_b)
    return lifted(model, <double>matched / <double>bottom, matched / 2000.0)


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
    cdef int i, j
    lay_out(&p, names, x, n)
    p.m = m
    for j in range(m):
        p.b[j] = <uint8_t>(names.traits[y[j]] & WEIGHT)
        p.cut_b = p.cut_b or names.traits[y[j]] & MAYBE_TRUNCATED
        for i in range(n):
            p.similarity[i][j] = token_similarity(model, names, x[i], y[j])
    return aligned_score(model, &p, found, find_glued(model, names, x, names, y, &p, found))


# ---- evidence --------------------------------------------------------------------------------------------------------

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


# ---- one traveller ---------------------------------------------------------------------------------------------------

cdef struct WorkC:                  # what one thread needs, allocated once a call
    const ModelC* model
    const IndexC* index
    const BatchC* batch
    const SettingsC* settings
    NeighboursC neighbours
    uint16_t* similarity            # tokens of the index x tokens of the name at hand: similarity, JOINABLE
    uint32_t keys                   # bits of the glue keys of the name at hand, see `key_bit`
    CoverC* cover                   # forms: what the name at hand has in common with them; zero between names
    uint32_t* touched               # forms whose cover is not zero
    uint32_t* seen_entry            # entries: the same for document matches
    uint32_t stamp_entry
    HitC* hits
    size_t n_hits
    size_t hits_room


cdef bint push_hit(WorkC* w, const HitC* hit) noexcept nogil:
    cdef HitC* grown
    if w.n_hits == w.hits_room:
        grown = <HitC*>realloc(w.hits, (2 * w.hits_room + 256) * sizeof(HitC))
        if grown == NULL:
            return False
        w.hits = grown
        w.hits_room = 2 * w.hits_room + 256
    w.hits[w.n_hits] = hit[0]
    w.n_hits += 1
    return True


cdef bint judge(
    WorkC* w, uint32_t row, uint32_t entry, uint32_t form, uint32_t query_form, double name, bint document
) noexcept nogil:
    """Add the evidence to a name score and keep the pair if it is a hit."""
    cdef const ModelC* model = w.model
    cdef const FactsC* ours = &w.batch.facts
    cdef const FactsC* theirs = &w.index.facts
    cdef HitC hit
    cdef double log_odds, cap, base = name
    memset(&hit, 0, sizeof(hit))    # the padding too: results are compared byte for byte
    hit.row = row
    hit.entry = entry
    hit.name = NO_NUMBER if form == NO_FORM else w.index.form_name[form]
    hit.query_form = query_form
    hit.name_score = name
    hit.birth = <uint8_t>birth_relation(ours, row, theirs, entry)
    hit.sex = 0
    if ours.sex[row] and theirs.sex[entry]:
        hit.sex = 1 if ours.sex[row] == theirs.sex[entry] else 2
    hit.country = <uint8_t>country_relation(ours, row, theirs, entry)
    hit.document = document
    log_odds = model.birth_weights[hit.birth] + model.sex_weights[hit.sex]
    log_odds = log_odds + model.country_weights[hit.country]
    log_odds = log_odds + model.document_weights[hit.document]
    if document and base < model.document_name_floor:
        base = model.document_name_floor
    hit.score = combined(base, log_odds)
    if form != NO_FORM and w.index.packed[form].traits & IS_WEAK and not document:
        cap = model.supported_weak_cap if 1 <= hit.birth <= 3 else model.weak_alias_cap
        if hit.score > cap:
            hit.score = cap
    if hit.score < w.settings.threshold or (name < w.settings.name_floor and not document):
        return True
    return push_hit(w, &hit)


cdef inline uint32_t key_bit(uint64_t key) noexcept nogil:
    """One of the bits above KEY_BITS, by which most forms that don't have a joined key are told at a glance."""
    return <uint32_t>1 << (KEY_BITS + <int>(((key * <uint64_t>0x9E3779B97F4A7C15) >> 32) % (32 - KEY_BITS)))


cdef bint score_form(
    WorkC* w, uint32_t row, uint32_t query_form, uint32_t form, PairsC* p, double least, bint document
) noexcept nogil:
    """Align one form of the index with the name at hand, whose tokens' similarities lie in w.similarity."""
    cdef const ModelC* model = w.model
    cdef const NamesC* query = &w.batch.names
    cdef const NamesC* names = &w.index.names
    cdef const uint32_t* x = query.token + query.token_at[query_form]
    cdef const FormC* packed = &w.index.packed[form]
    cdef uint32_t form_traits = packed.traits, traits, k
    cdef uint32_t y[MAX_TOKENS]
    cdef const uint16_t* cells
    cdef int best[MAX_TOKENS]       # of every token of the name at hand: the most weight it can match
    cdef GluedC found[2 * MAX_TOKENS]
    cdef int i, j, s, any_b, over_a = 0, over_b = 0, n = p.n, n_found = 0
    cdef bint joinable = (form_traits & w.keys) != 0
    cdef bint initials = p.has_initial or form_traits & HAS_INITIAL
    cdef int64_t matched = 0
    cdef double score
    p.m = 0
    if packed.token[PACKED_TOKENS - 1] == MORE_TOKENS:
        for k in range(names.token_at[form], names.token_at[form + 1]):
            y[p.m] = names.token[k]
            p.b[p.m] = <uint8_t>(names.traits[y[p.m]] & WEIGHT)
            p.m += 1
    else:
        while p.m < PACKED_TOKENS and packed.token[p.m] != NO_TOKEN:
            y[p.m] = packed.token[p.m] & ((1 << TOKEN_BITS) - 1)
            p.b[p.m] = <uint8_t>(packed.token[p.m] >> TOKEN_BITS)
            p.m += 1
    for i in range(n):
        best[i] = 0
    for j in range(p.m):
        traits = names.traits[y[j]] if initials else 0
        cells = w.similarity + <size_t>y[j] * n
        any_b = 0
        for i in range(n):
            s = cells[i] & SIMILARITY
            joinable = joinable or cells[i] & JOINABLE
            if initials and (traits | query.traits[x[i]]) & IS_INITIAL:
                s = initial_similarity(model, query.traits[x[i]], traits)
            p.similarity[i][j] = s
            any_b |= s
            s *= p.a[i] if p.a[i] < p.b[j] else p.b[j]
            if s > best[i]:
                best[i] = s
        if any_b == 0:
            over_b += p.b[j]
    if joinable:
        n_found = find_glued(model, query, x, names, y, p, found)
    if w.settings.prune and n_found == 0 and not document:
        # Every token takes its best, the rest is left over: no alignment scores more.
        for i in range(n):
            matched += 2 * best[i]
            if best[i] == 0:
                over_a += p.a[i]
        if matched == 0:
            return True
        score = <double>matched / <double>(matched + penalty(model, over_a, over_b, p.cut_a, p.cut_b))
        if lifted(model, score, matched / 2000.0) < least - EPSILON:
            return True
    score = aligned_score(model, p, found, n_found)
    if score == 0 and not document:
        return True
    return judge(w, row, w.index.form_entry[form], form, query_form, score, document)


cdef double reachable(const ModelC* model, int total, int missing) noexcept nogil:
    """No name that has none of the tokens of weight missing, out of total, scores more."""
    cdef double matched = 2000.0 * (total - missing)
    if matched <= 0:
        return 0
    return lifted(model, matched / (matched + <double>penalty(model, missing, 0, False, False)), matched / 2000.0)


cdef void spread(WorkC* w, uint32_t query_form, PairsC* p, bint undo) noexcept nogil:
    """Lay out the name at hand and the similarity of its tokens to every token of the index; or take that away."""
    cdef const IndexC* index = w.index
    cdef const NamesC* query = &w.batch.names
    cdef const uint32_t* x = query.token + query.token_at[query_form]
    cdef const NeighbourC* near
    cdef uint64_t key
    cdef uint32_t t
    cdef size_t k
    cdef int i, n = <int>(query.token_at[query_form + 1] - query.token_at[query_form])
    lay_out(p, query, x, n)
    w.keys = 0
    for i in range(n):
        for k in range(w.neighbours.at[x[i]], w.neighbours.at[x[i] + 1]):
            near = &w.neighbours.data[k]
            w.similarity[<size_t>near.token * n + i] = 0 if undo else near.similarity
    for i in range(n):
        key = p.key[i]
        if key & 63 >= 3:
            w.keys |= key_bit(key)
        if i + 1 < n:
            key = p.joined[i]
            k = first_not_below(index.whole_key, index.n_whole, key)
            while key != 0 and k < index.n_whole and index.whole_key[k] == key:
                t = index.whole_token[k]
                if undo:
                    w.similarity[<size_t>t * n + i] = 0
                elif glued_similarity(w.model, query, x[i], x[i + 1], &index.names, t) >= w.model.glue_floor:
                    w.similarity[<size_t>t * n + i] |= JOINABLE
                k += 1


cdef struct SearchC:                # one name on its way through the postings
    int order[MAX_TOKENS]           # its tokens, in the order in which they are looked up
    int n_bits                      # bits of CoverC.mask in use
    int bit_weight[COVER_BITS]      # weight of the tokens that a bit stands for
    int total                       # weight of the name
    int assumed                     # weight of the tokens that are not looked up, as if every form had them
    uint32_t n_touched


cdef inline void mark(WorkC* w, SearchC* search, uint32_t form, int bit, int gain, bint fresh) noexcept nogil:
    """A form has a counterpart of the tokens of a bit; the first mark counts, so the greatest gain must come first."""
    cdef CoverC* cover = &w.cover[form]
    if cover.mask == 0:
        if not fresh:
            return
        w.touched[search.n_touched] = form
        search.n_touched += 1
    if not (cover.mask >> bit) & 1:
        cover.mask |= <uint16_t>(1 << bit)
        cover.gain += <uint16_t>gain


cdef void mark_token(WorkC* w, SearchC* search, uint32_t token, int bit, int gain, bint fresh) noexcept nogil:
    """Every form that has a token of the index."""
    cdef uint32_t k
    for k in range(w.index.form_at[token], w.index.form_at[token + 1]):
        mark(w, search, w.index.form[k], bit, gain, fresh)


cdef void mark_query_token(
    WorkC* w, SearchC* search, const uint32_t* x, const PairsC* p, int i, int bit, bint fresh
) noexcept nogil:
    """Every form that can match token i of the query: joined or split, by an initial, or by a neighbour."""
    cdef const IndexC* index = w.index
    cdef const NamesC* query = &w.batch.names
    cdef uint64_t key = query.glue_key[x[i]]
    cdef int left, most = search.bit_weight[bit]
    cdef uint32_t f
    cdef size_t k
    if query.traits[x[i]] & IS_INITIAL:
        for f in range(index.names.n_forms):
            mark(w, search, f, bit, most, fresh)
        return
    k = first_not_below(index.glued_key, index.n_glued, key)
    while k < index.n_glued and index.glued_key[k] == key:
        mark(w, search, index.glued_form[k], bit, most, fresh)
        k += 1
    for left in range(i - 1 if i > 0 else 0, i + 1 if i + 1 < p.n else i):
        key = join_keys(query.glue_key[x[left]], query.glue_key[x[left + 1]])
        k = first_not_below(index.whole_key, index.n_whole, key)
        while key != 0 and k < index.n_whole and index.whole_key[k] == key:
            f = index.whole_token[k]
            if w.similarity[<size_t>f * p.n + left] & JOINABLE:
                mark_token(w, search, f, bit, most, fresh)
            k += 1
    for k in range(index.n_initials):
        if initial_similarity(w.model, query.traits[x[i]], index.names.traits[index.initial[k]]) > 0:
            mark_token(w, search, index.initial[k], bit, most, fresh)
    for k in range(w.neighbours.at[x[i]], w.neighbours.at[x[i] + 1]):
        f = (w.neighbours.data[k].similarity * most + 999) // 1000
        mark_token(w, search, w.neighbours.data[k].token, bit, <int>f, fresh)


cdef double cover_bound(const ModelC* model, const SearchC* search, int mask, int gain) noexcept nogil:
    """No form with a counterpart of these tokens, and this much weight of them matched, scores more."""
    cdef int bit, covered = search.assumed
    cdef int64_t matched = 2000 * <int64_t>(gain + search.assumed)
    for bit in range(search.n_bits):
        if (mask >> bit) & 1:
            covered += search.bit_weight[bit]
    if matched == 0:
        return 0
    return lifted(
        model,
        <double>matched / <double>(matched + penalty(model, search.total - covered, 0, False, False)),
        matched / 2000.0,
    )


cdef void plan(WorkC* w, SearchC* search, const uint32_t* x, const PairsC* p, uint64_t* cost) noexcept nogil:
    """Order the tokens of a name by what it costs to look them up, per weight."""
    cdef const NamesC* query = &w.batch.names
    cdef int i, j
    cdef size_t k
    cdef uint32_t t
    search.total = 0
    search.assumed = 0
    search.n_bits = 0
    search.n_touched = 0
    for i in range(p.n):
        search.total += p.a[i]
        cost[i] = w.index.names.n_forms if query.traits[x[i]] & IS_INITIAL else 1
        for k in range(w.neighbours.at[x[i]], w.neighbours.at[x[i] + 1]):
            t = w.neighbours.data[k].token
            cost[i] += w.index.form_at[t + 1] - w.index.form_at[t]
        j = i
        while j > 0 and cost[i] * p.a[search.order[j - 1]] < cost[search.order[j - 1]] * p.a[i]:
            search.order[j] = search.order[j - 1]
            j -= 1
        search.order[j] = i


cdef inline void fetch_ahead(const WorkC* w, uint32_t n, uint32_t end, int width) noexcept nogil:
    """Ask the memory for what the next forms will need: they lie anywhere, and waiting for them is most of the work."""
    cdef const FormC* packed
    cdef int k
    if n + 16 < end:
        prefetch(&w.index.packed[w.touched[n + 16]])
    if n + 6 < end:
        packed = &w.index.packed[w.touched[n + 6]]
        for k in range(PACKED_TOKENS):
            if packed.token[k] < MORE_TOKENS:
                prefetch(&w.similarity[<size_t>(packed.token[k] & ((1 << TOKEN_BITS) - 1)) * width])


cdef bint search_name(WorkC* w, uint32_t row, uint32_t query_form, double least) noexcept nogil:
    """Score every form that can reach least with one name of a traveller.

    Tokens are looked up, the cheapest first, until a name that has none of them can't reach least any more: every form
    that can has been touched then.  Of the tokens left, those that cost less than what they spare are looked up too,
    only to learn which of the touched forms have them; the rest count as if every form had them.
    """
    cdef const IndexC* index = w.index
    cdef const uint32_t* x = w.batch.names.token + w.batch.names.token_at[query_form]
    cdef PairsC p
    cdef SearchC search
    cdef uint64_t cost[MAX_TOKENS]
    cdef int need[1 << NEED_BITS]   # gain that a mask needs, -1 where not known yet
    cdef int k, i, bit, low, high, middle, looked_up = 0, mask
    cdef uint32_t f, n, kept = 0
    cdef bint ok = True, fresh
    spread(w, query_form, &p, False)
    if not w.settings.prune:
        for f in range(index.names.n_forms):
            ok = ok and score_form(w, row, query_form, f, &p, least, False)
        spread(w, query_form, &p, True)
        return ok
    plan(w, &search, x, &p, cost)
    memset(search.bit_weight, 0, sizeof(search.bit_weight))
    # Bits are given in the order of the plan; the last one stands for all tokens that come after it.
    for k in range(p.n):
        search.bit_weight[k if k < COVER_BITS else COVER_BITS - 1] += p.a[search.order[k]]
    for k in range(p.n):
        i = search.order[k]
        bit = k if k < COVER_BITS else COVER_BITS - 1
        fresh = looked_up == 0 or reachable(w.model, search.total, looked_up) >= least - EPSILON
        if not fresh and (k >= COVER_BITS or cost[i] > STREAMED_FOR_ONE_SCORED * <uint64_t>search.n_touched):
            if k < COVER_BITS:
                search.assumed += p.a[i]
                search.bit_weight[bit] -= p.a[i]
            continue
        search.n_bits = bit + 1
        looked_up += p.a[i]
        mark_query_token(w, &search, x, &p, i, bit, fresh)
    for k in range(1 << NEED_BITS):
        need[k] = -1
    # Of the forms touched, keep those that can reach least.
    for n in range(search.n_touched):
        f = w.touched[n]
        mask = w.cover[f].mask
        if search.n_bits > NEED_BITS:
            fresh = cover_bound(w.model, &search, mask, w.cover[f].gain) >= least - EPSILON
        else:
            if need[mask] < 0:
                low = 0
                high = search.total + 1
                while low < high:
                    middle = (low + high) // 2
                    if cover_bound(w.model, &search, mask, middle) >= least - EPSILON:
                        high = middle
                    else:
                        low = middle + 1
                need[mask] = low
            fresh = w.cover[f].gain >= need[mask]
        w.cover[f].mask = 0
        w.cover[f].gain = 0
        w.touched[kept] = f
        kept += fresh
    for n in range(kept):
        fetch_ahead(w, n, kept, p.n)
        ok = ok and score_form(w, row, query_form, w.touched[n], &p, least, False)
    spread(w, query_form, &p, True)
    return ok


cdef bint match_documents(WorkC* w, uint32_t row) noexcept nogil:
    """Entries that hold a document of the traveller are scored whatever their names are."""
    cdef const IndexC* index = w.index
    cdef const BatchC* batch = w.batch
    cdef PairsC p
    cdef uint32_t d, f, q, entry
    cdef size_t k
    cdef bint ok = True
    w.stamp_entry += 1
    for d in range(batch.document_at[row], batch.document_at[row + 1]):
        k = first_not_below(index.document_key, index.n_documents, batch.document_key[d])
        while ok and k < index.n_documents and index.document_key[k] == batch.document_key[d]:
            entry = index.document_entry[k]
            k += 1
            if w.seen_entry[entry] == w.stamp_entry:
                continue
            w.seen_entry[entry] = w.stamp_entry
            ok = judge(w, row, entry, NO_FORM, 0, 0.0, True)
            for q in range(batch.row_form_at[row], batch.row_form_at[row + 1]):
                spread(w, q, &p, False)
                for f in range(index.entry_form_at[entry], index.entry_form_at[entry + 1]):
                    ok = ok and score_form(w, row, q, index.entry_form[f], &p, 0.0, True)
                spread(w, q, &p, True)
    return ok


cdef double least_name_score(const WorkC* w, uint32_t row) noexcept nogil:
    """The lowest name score that the best possible evidence could lift to the threshold."""
    cdef const FactsC* facts = &w.batch.facts
    cdef const ModelC* model = w.model
    cdef double lift = 0, t = w.settings.threshold, least
    if facts.birth_at[row + 1] > facts.birth_at[row]:
        lift = lift + model.birth_weights[1]
    if facts.sex[row]:
        lift = lift + model.sex_weights[1]
    if facts.country_at[row + 1] > facts.country_at[row]:
        lift = lift + model.country_weights[1]
    if lift == 0 or t >= 1.0:
        least = t
    elif t <= 0.0:
        least = 0
    else:
        least = combined(t, -lift) if 1e-3 <= t <= 0.999 else 0
        if least <= 1e-3:
            least = 0
    return least if least > w.settings.name_floor else w.settings.name_floor


cdef int by_entry(const void* a, const void* b) noexcept nogil:
    cdef const HitC* x = <const HitC*>a
    cdef const HitC* y = <const HitC*>b
    if x.entry != y.entry:
        return 1 if x.entry > y.entry else -1
    return by_score(a, b)


cdef int by_score(const void* a, const void* b) noexcept nogil:
    cdef const HitC* x = <const HitC*>a
    cdef const HitC* y = <const HitC*>b
    if x.score != y.score:
        return 1 if x.score < y.score else -1
    if x.name_score != y.name_score:
        return 1 if x.name_score < y.name_score else -1
    if x.entry != y.entry:
        return 1 if x.entry > y.entry else -1
    if x.name != y.name:
        return 1 if x.name > y.name else -1
    return (x.query_form > y.query_form) - (x.query_form < y.query_form)


cdef bint screen_row(WorkC* w, uint32_t row, uint8_t* was_cut) noexcept nogil:
    """Hits of one traveller: one an entry, best first, at most max_hits."""
    cdef size_t start = w.n_hits, i, kept
    cdef uint32_t q
    cdef double least = least_name_score(w, row)
    for q in range(w.batch.row_form_at[row], w.batch.row_form_at[row + 1]):
        if not search_name(w, row, q, least):
            return False
    if not match_documents(w, row):
        return False
    if w.n_hits == start:
        was_cut[0] = False
        return True
    qsort(w.hits + start, w.n_hits - start, sizeof(HitC), by_entry)
    kept = start
    for i in range(start, w.n_hits):
        if kept == start or w.hits[kept - 1].entry != w.hits[i].entry:
            w.hits[kept] = w.hits[i]
            kept += 1
    qsort(w.hits + start, kept - start, sizeof(HitC), by_score)
    was_cut[0] = kept - start > w.settings.max_hits
    w.n_hits = start + w.settings.max_hits if was_cut[0] else kept
    return True


cdef bint screen_rows(WorkC* w, NeighbourStore* store, const WorkspaceC* space, uint8_t* was_cut) noexcept nogil:
    """The whole batch; False when memory ran out."""
    cdef const NamesC* query = &w.batch.names
    cdef uint32_t t, row
    cdef bint ok = True
    for t in range(query.n_tokens):
        w.neighbours.at[t] = w.neighbours.n
        ok = ok and neighbours_again(store, w.model, w.index, query, t, w.settings, space, &w.neighbours)
    w.neighbours.at[query.n_tokens] = w.neighbours.n
    for row in range(w.batch.n_rows):
        ok = ok and screen_row(w, row, was_cut + row)
    return ok


# ---- the door --------------------------------------------------------------------------------------------------------
# Columns come in as C-contiguous arrays (mapped Arrow buffers or numpy), are checked once, and are kept alive here.

cdef class _Columns:
    """Named columns and the pointers into them."""

    cdef dict columns
    cdef str what

    def __cinit__(self, str what, dict columns):
        self.what = what
        self.columns = columns

    cdef object column(self, str name, Py_ssize_t length):
        array = self.columns[name]
        if length >= 0 and array.shape[0] != length:
            raise ValueError(f"{self.what}: column {name} has the wrong length")
        return array

    cdef const uint8_t* u8(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint8_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint8_t*>&NOTHING

    cdef const uint16_t* u16(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint16_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint16_t*>&NOTHING

    cdef const uint32_t* u32(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint32_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint32_t*>&NOTHING

    cdef const int32_t* i32(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const int32_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const int32_t*>&NOTHING

    cdef const uint64_t* u64(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const uint64_t[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const uint64_t*>&NOTHING

    cdef const double* f64(self, str name, Py_ssize_t length=-1) except NULL:
        cdef const double[::1] view = self.column(name, length)
        return &view[0] if view.shape[0] else <const double*>&NOTHING

    cdef Py_ssize_t size(self, str name):
        return self.columns[name].shape[0]

    cdef const uint32_t* offsets(self, str name, Py_ssize_t n, str values, int most=0x7FFFFFFF) except NULL:
        """Offsets of n lists: from 0, never falling, ending at the length of values, no list longer than most."""
        cdef const uint32_t* at = self.u32(name, n + 1)
        cdef Py_ssize_t i, length = self.size(values)
        cdef bint good = at[0] == 0 and at[n] == <uint64_t>length
        with nogil:
            for i in range(n):
                good = good and at[i] <= at[i + 1] and at[i + 1] - at[i] <= <uint32_t>most
        if not good:
            raise ValueError(f"{self.what}: column {name} is not the offsets of {values}")
        return at

    cdef const uint32_t* ids(self, str name, Py_ssize_t below, Py_ssize_t length=-1) except NULL:
        """Numbers below a limit."""
        cdef const uint32_t* values = self.u32(name, length)
        cdef Py_ssize_t i, n = self.size(name)
        cdef bint good = True
        with nogil:
            for i in range(n):
                good = good and values[i] < <uint64_t>below
        if not good:
            raise ValueError(f"{self.what}: column {name} points outside its table")
        return values

    cdef const uint8_t* bytes_below(self, str name, int low, int high, Py_ssize_t length=-1) except NULL:
        """Bytes in [low, high)."""
        cdef const uint8_t* values = self.u8(name, length)
        cdef Py_ssize_t i, n = self.size(name)
        cdef bint good = True
        with nogil:
            for i in range(n):
                good = good and low <= values[i] < high
        if not good:
            raise ValueError(f"{self.what}: column {name} has values outside its range")
        return values

    cdef const uint64_t* ascending(self, str name) except NULL:
        cdef const uint64_t* values = self.u64(name)
        cdef Py_ssize_t i, n = self.size(name)
        cdef bint good = True
        with nogil:
            for i in range(n - 1):
                good = good and values[i] <= values[i + 1]
        if not good:
            raise ValueError(f"{self.what}: column {name} is not ascending")
        return values


cdef uint64_t NOTHING = 0


cdef int fill_names(NamesC* t, _Columns c, int hands) except -1:
    cdef Py_ssize_t renderings = c.size("script"), tokens = c.size("traits"), forms = c.size("token_at") - 1
    if forms < 0:
        raise ValueError(f"{c.what}: column token_at is empty")
    t.n_renderings = <uint32_t>renderings
    t.sound_at = c.offsets("sound_at", renderings, "sounds", MAX_LETTERS)
    t.sounds = c.bytes_below("sounds", 0, 32)
    t.letter_at = c.offsets("letter_at", renderings, "letters", MAX_LETTERS)
    t.letters = c.bytes_below("letters", 97, 123)
    t.hand = c.bytes_below("script", 0, hands)
    t.length = c.u16("length", 2 * renderings)
    t.signature = c.u64("signature", renderings)
    t.n_tokens = <uint32_t>tokens
    t.rendering_at = c.offsets("rendering_at", tokens, "rendering")
    t.rendering = c.ids("rendering", renderings)
    t.traits = c.u32("traits")
    t.group_at = c.offsets("group_at", tokens, "group")
    t.group = c.u32("group")
    t.glue_key = c.u64("glue_key", tokens)
    t.n_forms = <uint32_t>forms
    t.token_at = c.offsets("token_at", forms, "token", MAX_TOKENS)
    t.token = c.ids("token", tokens)
    for i in range(tokens):
        if t.rendering_at[i] == t.rendering_at[i + 1]:
            raise ValueError(f"{c.what}: column rendering_at leaves a token without a rendering")
        if t.traits[i] & WEIGHT == 0:
            raise ValueError(f"{c.what}: column traits has a token without weight")
    return 0


cdef int fill_facts(FactsC* f, _Columns c, Py_ssize_t n) except -1:
    f.birth_at = c.offsets("birth_at", n, "birth_from")
    f.birth_from = c.i32("birth_from")
    f.birth_to = c.i32("birth_to", c.size("birth_from"))
    f.sex = c.bytes_below("sex", 0, 3, n)
    f.country_at = c.offsets("country_at", n, "country")
    f.country = c.u16("country")
    return 0


cdef class Model:
    """The numbers of `screening.scoring.Model`, checked and laid out for the kernel."""

    def __init__(self, arrays: dict, scalars: dict) -> None:
        cdef _Columns k = _Columns("model", arrays)
        cdef Py_ssize_t hands = k.size("unvowelled"), classes = k.size("least_raw")
        self.keep = k
        self.c.hands = <int>hands
        self.c.substitution = k.u8("substitution", 32 * 32)
        self.c.deletion = k.u8("deletion", 2 * 32)
        self.c.potential = k.u8("potential", 2 * 32)
        self.c.pair_classes = k.bytes_below("pair_classes", 0, <int>classes // 2, hands * hands)
        self.c.unvowelled = k.bytes_below("unvowelled", 0, 2)
        self.c.curves = k.u16("curves", 1001 * classes)
        self.c.least_raw = k.u16("least_raw")
        self.c.birth_weights = k.f64("birth_weights", 8)
        self.c.sex_weights = k.f64("sex_weights", 3)
        self.c.country_weights = k.f64("country_weights", 3)
        self.c.document_weights = k.f64("document_weights", 2)
        for name in scalars:
            if scalars[name] < 0:
                raise ValueError(f"model: {name} is negative")
        self.c.latin_mix = scalars["latin_mix"]
        self.c.token_floor = scalars["token_floor"]
        self.c.initial_similarity = scalars["initial_similarity"]
        self.c.prefix_factor = scalars["prefix_factor"]
        self.c.variant_similarity = scalars["variant_similarity"]
        self.c.nickname_similarity = scalars["nickname_similarity"]
        self.c.glue_floor = scalars["glue_floor"]
        self.c.contradiction = scalars["contradiction"]
        self.c.omission = scalars["omission"]
        self.c.omission_truncated = scalars["omission_truncated"]
        self.c.omission_half = scalars["omission_half"]
        self.c.short_length = scalars["short_length"]
        self.c.floor_of_identical = scalars["floor_of_identical"]
        self.c.room = scalars["room"]
        self.c.half_information = scalars["half_information"]
        self.c.document_name_floor = scalars["document_name_floor"]
        self.c.weak_alias_cap = scalars["weak_alias_cap"]
        self.c.supported_weak_cap = scalars["supported_weak_cap"]
        if 2 * self.c.contradiction < self.c.omission or 2 * self.c.contradiction < self.c.omission_truncated:
            raise ValueError("model: an omission may not cost more than a contradiction")
        if self.c.token_floor < 1:
            raise ValueError("model: token_floor must be at least 1")
        for i in range(32 * 32):
            self.bound_substitution[i] = self.c.substitution[i] // 4
        for i in range(2 * 32):
            self.bound_deletion[i] = self.c.deletion[i] // 4
        self.c.bound_substitution = self.bound_substitution
        self.c.bound_deletion = self.bound_deletion


cdef FormC* packed_forms(const IndexC* c) except NULL:
    """`FormC` of every form."""
    cdef const NamesC* names = &c.names
    cdef FormC* packed
    cdef FormC one
    cdef uint32_t f, k, n, i
    if names.n_tokens >= MORE_TOKENS >> 8:
        raise ValueError("index: more different tokens than can be told apart")
    packed = <FormC*>large((<size_t>names.n_forms + 1) * sizeof(FormC))
    if packed == NULL:
        raise MemoryError
    with nogil:
        for f in range(names.n_forms):
            n = names.token_at[f + 1] - names.token_at[f]
            one.traits = c.form_traits[f]
            for i in range(PACKED_TOKENS):
                one.token[i] = NO_TOKEN
                if i < n <= PACKED_TOKENS:
                    k = names.token[names.token_at[f] + i]
                    one.token[i] = k | (names.traits[k] & WEIGHT) << TOKEN_BITS
            if n > PACKED_TOKENS:
                one.token[PACKED_TOKENS - 1] = MORE_TOKENS
            packed[f] = one
    return packed


cdef class Index:
    """The columns of a watchlist: names, what leads back to its forms, and facts of its entries."""

    cdef IndexC c
    cdef _Columns keep
    cdef _Columns blocks
    cdef FormC* packed

    def __dealloc__(self) -> None:
        free(self.packed)

    def __init__(self, columns: dict, blocks: dict, hands: int) -> None:
        cdef _Columns k = _Columns("index", columns)
        cdef IndexC* c = &self.c
        cdef Py_ssize_t renderings, tokens, forms, entries
        self.keep = k
        fill_names(&c.names, k, hands)
        self.blocks = _Columns("blocks", blocks)
        c.blocks.n_blocks = <uint32_t>self.blocks.size("unvowelled")
        c.blocks.symbols = self.blocks.u8("symbols")
        c.blocks.column_at = self.blocks.u32("column_at")
        c.blocks.lengths = self.blocks.u16("lengths")
        c.blocks.unvowelled = self.blocks.u8("unvowelled")
        c.blocks.rendering = self.blocks.u32("rendering")
        renderings, tokens, forms = c.names.n_renderings, c.names.n_tokens, c.names.n_forms
        entries = k.size("sex")
        c.user_at = k.offsets("user_at", renderings, "user")
        c.user = k.ids("user", tokens)
        c.form_at = k.offsets("form_at", tokens, "form")
        c.form = k.ids("form", forms)
        c.n_groups = <uint32_t>k.size("group_key")
        c.group_key = k.u32("group_key")
        c.member_at = k.offsets("member_at", c.n_groups, "member")
        c.member = k.ids("member", tokens)
        c.n_glued = <uint32_t>k.size("glued_key")
        c.glued_key = k.ascending("glued_key")
        c.glued_form = k.ids("glued_form", forms, c.n_glued)
        c.n_whole = <uint32_t>k.size("whole_key")
        c.whole_key = k.ascending("whole_key")
        c.whole_token = k.ids("whole_token", tokens, c.n_whole)
        c.n_initials = <uint32_t>k.size("initial")
        c.initial = k.ids("initial", tokens)
        c.form_traits = k.u32("form_traits", forms)
        self.packed = packed_forms(c)
        c.packed = self.packed
        c.form_entry = k.ids("form_entry", entries, forms)
        c.n_entries = <uint32_t>entries
        c.entry_form_at = k.u32("entry_form_at", entries + 1)
        k.offsets("entry_form_at", entries, "entry_form")
        c.entry_form = k.ids("entry_form", forms, forms)
        c.form_name = k.u32("form_name", forms)
        fill_facts(&c.facts, k, entries)
        c.n_documents = <uint32_t>k.size("document_key")
        c.document_key = k.ascending("document_key")
        c.document_entry = k.ids("document_entry", entries, c.n_documents)


cdef class Batch:
    """The columns of a batch of travellers."""

    cdef BatchC c
    cdef _Columns keep

    def __init__(self, columns: dict, hands: int) -> None:
        cdef _Columns k = _Columns("batch", columns)
        cdef BatchC* c = &self.c
        cdef Py_ssize_t rows = k.size("sex")
        self.keep = k
        fill_names(&c.names, k, hands)
        c.n_rows = <uint32_t>rows
        c.row_form_at = k.u32("row_form_at", rows + 1)
        if c.row_form_at[0] != 0 or c.row_form_at[rows] != c.names.n_forms:
            raise ValueError("batch: column row_form_at is not the offsets of its forms")
        fill_facts(&c.facts, k, rows)
        c.document_at = k.offsets("document_at", rows, "document_key")
        c.document_key = k.u64("document_key")


cdef class Neighbours:
    """Neighbours of tokens that were looked for before, for one index and one model; for any number of threads.

    Args:
        most: Bytes that may be held; when they are used up the store starts anew.
    """

    cdef NeighbourStore* store

    def __cinit__(self, most: int = 64 << 20) -> None:
        self.store = new NeighbourStore(sizeof(NeighbourC), most)

    def __dealloc__(self) -> None:
        del self.store


cdef class Workspace:
    """Memory for one call of `screen` at a time, as large as its index needs it; reused, it spares allocating it."""

    cdef WorkspaceC c
    cdef Index index
    cdef Py_ssize_t width
    cdef uint32_t stamp

    def __dealloc__(self) -> None:
        self.clear()

    cdef void clear(self):
        free(self.c.similarity)
        free(self.c.cover)
        free(self.c.touched)
        free(self.c.seen_entry)
        free(self.c.best)
        free(self.c.touched_tokens)
        free(self.c.near)
        memset(&self.c, 0, sizeof(WorkspaceC))
        self.index = None
        self.width = 0
        self.stamp = 0

    cdef int prepare(self, Index index, Py_ssize_t width) except -1:
        """Make sure that names of so many tokens fit."""
        cdef const NamesC* names = &index.c.names
        if self.index is index and self.width >= width and self.stamp < 0x7FFFFFFF:
            return 0
        self.clear()
        if width < 8:
            width = 8
        self.c.similarity = <uint16_t*>calloc(<size_t>width * (names.n_tokens + 1), sizeof(uint16_t))
        self.c.cover = <CoverC*>calloc(names.n_forms + 1, sizeof(CoverC))
        self.c.touched = <uint32_t*>malloc((names.n_forms + 1) * sizeof(uint32_t))
        self.c.seen_entry = <uint32_t*>calloc(index.c.n_entries + 1, sizeof(uint32_t))
        self.c.best = <uint16_t*>calloc(names.n_tokens + 1, sizeof(uint16_t))
        self.c.touched_tokens = <uint32_t*>malloc((names.n_tokens + 1) * sizeof(uint32_t))
        self.c.near = <ScanHit*>malloc((names.n_renderings + 1) * sizeof(ScanHit))
        if (
            self.c.similarity == NULL or self.c.cover == NULL or self.c.touched == NULL or self.c.seen_entry == NULL
            or self.c.best == NULL or self.c.touched_tokens == NULL or self.c.near == NULL
        ):
            self.clear()
            raise MemoryError
        self.index = index
        self.width = width
        return 0


HIT_DTYPE = np.dtype(
    [
        ("score", np.float64), ("name_score", np.float64), ("row", np.uint32), ("entry", np.uint32),
        ("name", np.uint32), ("query_form", np.uint32), ("birth", np.uint8), ("sex", np.uint8),
        ("country", np.uint8), ("document", np.uint8),
    ],
    align=True,
)


def screen(
    index: Index, batch: Batch, model: Model, workspace: Workspace, neighbours: Neighbours, *,
    threshold: float, name_floor: float, max_hits: int, prune: bool, vectors: bool = True,
):
    """Screen a batch; returns (hits, whether each row's hits were cut at max_hits).

    prune=False scores everything, vectors=False does without wide instructions; neither changes the answer.
    Hits have `HIT_DTYPE`, stand in the order of rows, and within a row best first.  The interpreter is released.
    """
    cdef WorkC w
    cdef SettingsC settings
    cdef Py_ssize_t rows = batch.c.n_rows, i, widest = 1
    cdef uint8_t[::1] was_cut = np.zeros(rows + 1, dtype=np.uint8)
    cdef bint ok
    settings.threshold = threshold
    settings.name_floor = name_floor
    settings.max_hits = max_hits
    settings.prune = prune
    settings.vectors = vectors
    for i in range(batch.c.names.n_forms):
        if batch.c.names.token_at[i + 1] - batch.c.names.token_at[i] > widest:
            widest = batch.c.names.token_at[i + 1] - batch.c.names.token_at[i]
    memset(&w, 0, sizeof(WorkC))
    w.model = &model.c
    w.index = &index.c
    w.batch = &batch.c
    w.settings = &settings
    workspace.prepare(index, widest)
    w.similarity = workspace.c.similarity
    w.cover = workspace.c.cover
    w.touched = workspace.c.touched
    w.seen_entry = workspace.c.seen_entry
    w.stamp_entry = workspace.stamp
    w.neighbours.at = <size_t*>malloc((batch.c.names.n_tokens + 1) * sizeof(size_t))
    try:
        if w.neighbours.at == NULL:
            raise MemoryError
        with nogil:
            ok = screen_rows(&w, neighbours.store, &workspace.c, &was_cut[0])
        if not ok:
            workspace.clear()
            raise MemoryError
        workspace.stamp = w.stamp_entry
        hits = np.empty(w.n_hits, dtype=HIT_DTYPE)
        copy_hits(hits, &w)
        return hits, np.asarray(was_cut)[:rows].view(np.bool_)
    finally:
        free(w.neighbours.at)
        free(w.neighbours.data)
        free(w.hits)


cdef void copy_hits(hits, const WorkC* w):
    cdef uint8_t[::1] target
    if w.n_hits:
        target = hits.view(np.uint8)
        memcpy(&target[0], w.hits, w.n_hits * sizeof(HitC))


def key_bits(const uint64_t[::1] keys):
    """`key_bit` of every key."""
    cdef Py_ssize_t n = keys.shape[0], i
    cdef uint32_t[::1] out = np.zeros(n, dtype=np.uint32)
    with nogil:
        for i in range(n):
            out[i] = key_bit(keys[i])
    return np.asarray(out)


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
