# distutils: language = c++
"""Neighbours of a token: the tokens of an index that are similar to it."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport qsort, realloc
from libc.string cimport memcpy

from screening._layout cimport (
    IS_INITIAL, LATIN_NAMES, LOSS_UNIT, MAX_LETTERS, MAYBE_TRUNCATED, SHARES, WEIGHT, IndexC, ModelC, NamesC,
    NeighbourC, ScanBlocks, ScanCosts, ScanHit, ScanLimit, ScanQuery, ScanSieve, SettingsC, WorkspaceC,
)
from screening._distance cimport ReadingC, prefix_similarity, reading, reading_similarity
from screening._sorted cimport first_from

cdef extern from "_scan.h":
    uint32_t scan(
        const ScanBlocks* blocks, const ScanSieve* sieve, const ScanQuery* query, const ScanCosts* costs, int vectors,
        ScanLimit* limits, uint8_t* starts, ScanHit* out,
    ) noexcept nogil

cdef extern from "_machine.h":
    void prefetch "screening_prefetch"(const void*) noexcept nogil

cdef enum:
    AHEAD = 6                       # renderings from one thing that is called for to the next
    LETTERS = MAX_LETTERS + 1       # numbers of letters
    KEY_ROOM = 1024                 # bytes of a token in the neighbour store; longer ones are not kept


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
    out[1] = <char>(query.traits[token] & WEIGHT)
    n = 2
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


cdef int by_loss(const void* a, const void* b) noexcept nogil:
    """The least loss first."""
    cdef const NeighbourC* x = <const NeighbourC*>a
    cdef const NeighbourC* y = <const NeighbourC*>b
    if x.loss != y.loss:
        return 1 if x.loss > y.loss else -1
    return (x.token > y.token) - (x.token < y.token)


cdef void scan_query(const ModelC* model, const ReadingC* a, bint is_prefix, ScanQuery* q) noexcept nogil:
    """What the scan has to know of a reading."""
    cdef int i, hand, kind
    q.symbols = a.sounds
    q.n = a.n_sounds
    q.letters = a.letters
    q.n_letters = a.n_letters
    q.unvowelled = model.unvowelled[a.hand]
    q.is_prefix = 1 if is_prefix else 0
    for i in range(2):
        q.length[i] = a.length[i]
        q.potential[i] = 0
    for i in range(a.n_sounds):
        q.potential[0] += model.potential[a.sounds[i]]
        q.potential[1] += model.potential[32 + a.sounds[i]]
    for hand in range(model.hands):
        kind = model.pair_classes[model.hands * a.hand + hand]
        # A beginning is compared with as many letters as it has itself: how many there are says nothing.
        q.by_letters[hand] = kind <= LATIN_NAMES and not is_prefix
        if kind <= LATIN_NAMES:
            i = a.n_letters * LETTERS if not is_prefix else LETTERS * LETTERS - 1
            q.reach[hand] = model.latin_reach + (kind * LETTERS * LETTERS + i) * SHARES
        else:
            q.reach[hand] = model.reach + kind * SHARES


cdef inline void note(
    uint16_t* best, uint32_t* touched, uint32_t* n_touched, uint32_t token, int similarity
) noexcept nogil:
    if best[token] == 0:
        touched[n_touched[0]] = token
        n_touched[0] += 1
    if best[token] < similarity:
        best[token] = <uint16_t>similarity


cdef inline void fetch_ahead(
    const IndexC* index, const ScanHit* near, int n, int i, const uint16_t* best
) noexcept nogil:
    """Call for what the hits after the one at hand are read from, what leads to it first."""
    cdef const NamesC* names = &index.names
    cdef uint32_t r, token
    if i + 3 * AHEAD < n:
        r = near[i + 3 * AHEAD].rendering
        prefetch(&names.sound_at[r])
        prefetch(&names.letter_at[r])
        prefetch(&names.hand[r])
        prefetch(&names.length[2 * r])
        prefetch(&names.signature[r])
        prefetch(&index.user_at[r])
    if 0 <= i + 2 * AHEAD < n:
        r = near[i + 2 * AHEAD].rendering
        prefetch(&names.sounds[names.sound_at[r]])
        prefetch(&names.letters[names.letter_at[r]])
        prefetch(&index.user[index.user_at[r]])
    if 0 <= i + AHEAD < n:
        r = near[i + AHEAD].rendering
        if index.user_at[r] < index.user_at[r + 1]:
            token = index.user[index.user_at[r]]
            prefetch(&names.traits[token])
            prefetch(&best[token])


cdef bint neighbours_of(
    const ModelC* model, const IndexC* index, const NamesC* query, uint32_t token, const SettingsC* settings,
    const WorkspaceC* space, NeighboursC* out,
) noexcept nogil:
    """Append the tokens of the index that are similar to a token of the batch, the least loss first.

    Initials are left out on both sides: they are compared where they meet.
    """
    cdef const NamesC* names = &index.names
    cdef uint16_t* best = space.best
    cdef uint32_t* touched = space.touched_tokens
    cdef ScanHit* near = space.near
    cdef bint prune = settings.prune
    cdef bint cut_off = query.traits[token] & MAYBE_TRUNCATED
    cdef uint32_t n_touched = 0, k, u, t, r, n, i, own, theirs
    cdef ReadingC a, b
    cdef ScanQuery q
    cdef int s, p, ahead
    cdef size_t g
    if query.traits[token] & IS_INITIAL:
        return True
    for k in range(query.rendering_at[token], query.rendering_at[token + 1]):
        a = reading(query, query.rendering[k])
        n = names.n_renderings
        if prune:
            scan_query(model, &a, cut_off, &q)
            n = scan(
                &index.blocks, index.sieve, &q, &model.bounds, settings.vectors, space.limits, space.starts, near
            )
            for ahead in range(-3 * AHEAD, 0):
                fetch_ahead(index, near, n, ahead, best)
        for i in range(n):
            if prune:
                fetch_ahead(index, near, n, i, best)
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
        g = first_from(index.group_key, index.n_groups, query.group[k])
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
        own, theirs = query.traits[token] & WEIGHT, names.traits[t] & WEIGHT
        out.data[out.n].loss = <uint16_t>(2 * (own if own < theirs else theirs) * (1000 - best[t]) // LOSS_UNIT)
        out.n += 1
        best[t] = 0
    if out.n > g + 1:
        qsort(out.data + g, out.n - g, sizeof(NeighbourC), by_loss)
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
