# distutils: language = c++
"""The forms of an index that can reach a score with a name: all of them, and few others.

The postings of the neighbours of a name's tokens say which forms have a counterpart of which token, and the *loss* that
comes with it: what the best similarity of that token takes from the score, at least.  The losses of a form and the
weight of the tokens that it has no counterpart of bound its name score from above.  What the form's entry needs follows
from its facts, which stand beside the posting (`screening._prospects`).
"""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

from screening._alignment cimport PairsC, glued_similarity, join_keys, lay_out, penalty
from screening._distance cimport initial_similarity
from screening._layout cimport (
    IS_INITIAL, LOSS_UNIT, MAX_TOKENS, MORE_TOKENS, NO_TOKEN, PACKED_TOKENS, CoverC, FormC, IndexC, ModelC, NamesC,
    NeighbourC,
)
from screening._prospects cimport LEVELS, NOT_ASKED, choose_levels, levels_within, relation_of
from screening._sorted cimport first_from

cdef extern from "_machine.h":
    void prefetch "screening_prefetch"(const void*) noexcept nogil

cdef enum:
    AT_ONCE = 256                   # postings found before any is marked: by then the memory has answered
    AHEAD = 8                       # tokens whose postings are called for
    COVER_BITS = 8                  # tokens of a name that are told apart while its forms are gathered
    MOST_LOSS = 0xFFFF
    NOT_YET = -2                    # a bound that was not asked for
    WELL_SPREAD = 4                 # initials looked up by themselves; with more, nearly every form has one of them
    STREAMED_FOR_ONE_SCORED = 16    # postings that take about as long to read as one form takes to align

EPSILON = 1e-9


cdef struct MaskC:                  # forms with counterparts of some tokens
    int covered                     # weight of these
    const uint8_t* level_of         # of their entries, by relation
    int most[LEVELS]                # loss that they may have


cdef struct FoundC:                 # a form that has a counterpart of the token at hand
    uint32_t form
    uint16_t loss
    uint8_t relation


cdef struct SearchC:                # one name on its way through the postings
    int order[MAX_TOKENS]           # its tokens, in the order in which they are looked up
    int n_bits                      # bits of CoverC.mask in use
    int bit_weight[COVER_BITS]      # weight of the tokens that a bit stands for
    int total                       # weight of the name
    int assumed                     # weight of the tokens that are not looked up, as if every form had them
    int fresh                       # of entries up to this level, forms are touched that weren't yet; -1: of none
    int alone[LEVELS]               # the most that one token may lose if nothing else is lost; -1: nothing may
    uint32_t n_touched
    int n_found
    FoundC found[2 * AT_ONCE]       # not yet marked


cdef int most_loss(const ModelC* model, int total, int covered, double least) noexcept nogil:
    """The greatest loss, in units, with which a form can reach least; -1 where none can."""
    cdef int low = 0, high = MOST_LOSS, middle
    cdef int64_t left = penalty(model, total - covered, 0, False, False)
    if loss_bound(model, covered, 0, left) < least - EPSILON:
        return -1
    if 2000 * covered < LOSS_UNIT * high:
        high = 2000 * covered // LOSS_UNIT
    while low < high:
        middle = (low + high + 1) // 2
        if loss_bound(model, covered, LOSS_UNIT * <int64_t>middle, left) >= least - EPSILON:
            low = middle
        else:
            high = middle - 1
    return low


cdef double reachable(const ModelC* model, int total, int missing) noexcept nogil:
    """No name that has none of the tokens of weight missing, out of total, scores more."""
    return loss_bound(model, total - missing, 0, penalty(model, missing, 0, False, False))


cdef void spread(WorkC* w, uint32_t query_form, PairsC* p, bint undo) noexcept nogil:
    """Lay out the name at hand and the similarity of its tokens to every token of the index; or take that away."""
    cdef const IndexC* index = w.index
    cdef const NamesC* query = &w.batch.names
    cdef const uint32_t* x = query.token + query.token_at[query_form]
    cdef const NeighbourC* near
    cdef uint64_t key
    cdef uint32_t t
    cdef size_t k
    cdef int i, total = 0, n = <int>(query.token_at[query_form + 1] - query.token_at[query_form])
    lay_out(p, query, x, n)
    for i in range(n):
        total += p.a[i]
    # What is left out last costs least.
    for i in range(n):
        p.left_out[i] = penalty(w.model, total, 0, False, False) - penalty(w.model, total - p.a[i], 0, False, False) - 2
        p.left_out[i] = max(p.left_out[i], 0)
    w.keys = 0
    for i in range(n):
        for k in range(w.neighbours.at[x[i]], w.neighbours.at[x[i] + 1]):
            near = &w.neighbours.data[k]
            w.similarity[<size_t>near.token * n + i] = 0 if undo else near.similarity
    for i in range(n):
        key = p.key[i]
        if key & 63 >= 3:
            w.keys |= key_bit(folded(key))
        if i + 1 < n:
            key = p.joined[i]
            k = first_from(index.whole_key, index.n_whole, key)
            while key != 0 and k < index.n_whole and index.whole_key[k] == key:
                t = index.whole_token[k]
                if undo:
                    w.similarity[<size_t>t * n + i] = 0
                elif glued_similarity(w.model, query, x[i], x[i + 1], &index.names, t) >= w.model.glue_floor:
                    w.similarity[<size_t>t * n + i] |= JOINABLE
                k += 1


cdef inline void mark(WorkC* w, SearchC* search, uint32_t form, int relation, int bit, int loss) noexcept nogil:
    """A form has a counterpart of the tokens of a bit; the first mark counts, so the least loss must come first."""
    cdef CoverC* cover = &w.cover[form]
    if cover.mask == 0:
        if w.prospects.level_of[relation] > search.fresh:
            return
        w.touched[search.n_touched] = form
        search.n_touched += 1
        cover.relation = <uint8_t>relation
        if relation == NOT_ASKED:
            prefetch(&w.index.form_entry[form])
    if cover.relation == NOT_ASKED:
        cover.relation = <uint8_t>relation
    if not (cover.mask >> bit) & 1:
        cover.mask |= <uint8_t>(1 << bit)
        cover.loss = <uint16_t>(cover.loss + loss if cover.loss + loss < MOST_LOSS else MOST_LOSS)


cdef void mark_found(WorkC* w, SearchC* search, int bit) noexcept nogil:
    cdef const FoundC* one
    cdef int i
    for i in range(search.n_found):
        one = &search.found[i]
        mark(w, search, one.form, one.relation, bit, one.loss)
    search.n_found = 0


cdef inline void find_token(WorkC* w, SearchC* search, uint32_t token, int bit, int loss, int most) noexcept nogil:
    """Every form that has a token of the index, of entries up to a level, is found; marked are some of those before."""
    cdef const IndexC* index = w.index
    cdef FoundC* one
    cdef uint32_t start = index.form_at[token], end = index.form_at[token + 1], stop, k
    cdef int relation, n
    # Relations first, without a branch, and the covers of what remains called for: they lie anywhere in the memory.
    while start < end:
        stop = end if end - start < AT_ONCE else start + AT_ONCE
        n = search.n_found
        for k in range(start, stop):
            relation = relation_of(w.prospects, index.form_facts[k])
            one = &search.found[n]
            one.form = index.form[k]
            one.relation = <uint8_t>relation
            one.loss = <uint16_t>loss
            n += w.prospects.level_of[relation] <= most
        for k in range(<uint32_t>search.n_found, <uint32_t>n):
            prefetch(&w.cover[search.found[k].form])
        search.n_found = n
        if n >= AT_ONCE:
            mark_found(w, search, bit)
        start = stop


cdef inline void call_for(const IndexC* index, uint32_t token) noexcept nogil:
    """Ask the memory for the first postings of a token; it guesses the others."""
    cdef uint32_t start = index.form_at[token], end = index.form_at[token + 1]
    prefetch(&index.form[start])
    prefetch(&index.form_facts[start])
    if end > start + 16:
        prefetch(&index.form[start + 16])
        prefetch(&index.form_facts[start + 16])


cdef void mark_query_token(
    WorkC* w, SearchC* search, const uint32_t* x, const PairsC* p, int i, int bit
) noexcept nogil:
    """Every form that can match token i of the query: joined or split, by an initial, or by a neighbour."""
    cdef const IndexC* index = w.index
    cdef const NamesC* query = &w.batch.names
    cdef const NeighbourC* near
    cdef uint64_t key = query.glue_key[x[i]]
    cdef int left, loss, level = LEVELS - 2, out = <int>(p.left_out[i] // LOSS_UNIT)
    cdef uint32_t t
    cdef size_t k, last
    if query.traits[x[i]] & IS_INITIAL and bit >= WELL_SPREAD:
        for t in range(index.names.n_forms):
            mark(w, search, t, NOT_ASKED, bit, 0)
        return
    if query.traits[x[i]] & IS_INITIAL:
        for t in range(index.names.n_tokens):
            if initial_similarity(w.model, query.traits[x[i]], index.names.traits[t]) > 0:
                find_token(w, search, t, bit, 0, level)
        mark_found(w, search, bit)
        return
    k = first_from(index.glued_key, index.n_glued, folded(key))
    while k < index.n_glued and index.glued_key[k] == folded(key):
        mark(w, search, index.glued_form[k], NOT_ASKED, bit, 0)
        k += 1
    for left in range(i - 1 if i > 0 else 0, i + 1 if i + 1 < p.n else i):
        key = join_keys(query.glue_key[x[left]], query.glue_key[x[left + 1]])
        k = first_from(index.whole_key, index.n_whole, key)
        while key != 0 and k < index.n_whole and index.whole_key[k] == key:
            t = index.whole_token[k]
            if w.similarity[<size_t>t * p.n + left] & JOINABLE:
                find_token(w, search, t, bit, 0, level)
            k += 1
    for k in range(index.n_initials):
        if initial_similarity(w.model, query.traits[x[i]], index.names.traits[index.initial[k]]) > 0:
            find_token(w, search, index.initial[k], bit, 0, level)
    last = w.neighbours.at[x[i] + 1]
    for k in range(w.neighbours.at[x[i]], last):
        near = &w.neighbours.data[k]
        if k + 2 * AHEAD < last:
            prefetch(&index.form_at[w.neighbours.data[k + 2 * AHEAD].token])
        if k + AHEAD < last:
            call_for(index, w.neighbours.data[k + AHEAD].token)
        loss = near.loss if near.loss < out else out
        while level >= w.prospects.lowest and search.alone[level] < loss:
            level -= 1
        if level < w.prospects.lowest:
            break
        find_token(w, search, near.token, bit, loss, level)
    mark_found(w, search, bit)


cdef void plan(WorkC* w, SearchC* search, const uint32_t* x, const PairsC* p, uint64_t* cost) noexcept nogil:
    """Order the tokens of a name by what it costs to look them up, per weight."""
    cdef const NamesC* query = &w.batch.names
    cdef int i, j
    cdef size_t k
    cdef uint32_t t
    memset(search, 0, <size_t>(<char*>search.found - <char*>search))
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
    # Bits are given in the order of the plan; the last one stands for all tokens that come after it.
    for j in range(p.n):
        search.bit_weight[j if j < COVER_BITS else COVER_BITS - 1] += p.a[search.order[j]]
    choose_levels(w.prospects, w.model, w.settings, search.total)
    for j in range(LEVELS):
        search.alone[j] = most_loss(w.model, search.total, search.total, w.prospects.least[j])


cdef int fewest_tokens(const WorkC* w, const SearchC* search, const PairsC* p, double least) noexcept nogil:
    """No form of fewer tokens can reach least: one of them matches a token of the name at hand, or two joined."""
    cdef int weights[MAX_TOKENS]
    cdef int i, j, m, covered = 0
    for i in range(p.n):
        j = i
        while j > 0 and weights[j - 1] < p.a[i]:
            weights[j] = weights[j - 1]
            j -= 1
        weights[j] = p.a[i]
    for m in range(p.n // 2 + 1):
        if reachable(w.model, search.total, search.total - covered) >= least - EPSILON:
            return m
        for i in range(2 * m, 2 * m + 2 if 2 * m + 2 < p.n else p.n):
            covered += weights[i]
    return p.n // 2 + 1


cdef inline int form_length(const IndexC* index, uint32_t form) noexcept nogil:
    cdef const FormC* packed = &index.packed[form]
    cdef int n = 0
    if packed.token[PACKED_TOKENS - 1] == MORE_TOKENS:
        return <int>(index.names.token_at[form + 1] - index.names.token_at[form])
    while n < PACKED_TOKENS and packed.token[n] != NO_TOKEN:
        n += 1
    return n


cdef void lay_masks(WorkC* w, const SearchC* search, MaskC* masks) noexcept nogil:
    """What every mask of a cover stands for."""
    cdef int mask, bit, level
    for mask in range(1 << search.n_bits):
        masks[mask].covered = search.assumed
        for bit in range(search.n_bits):
            if (mask >> bit) & 1:
                masks[mask].covered += search.bit_weight[bit]
        masks[mask].level_of = levels_within(w.prospects, w.model, w.settings, masks[mask].covered)
        for level in range(LEVELS):
            masks[mask].most[level] = NOT_YET


cdef inline bint is_within(const WorkC* w, const SearchC* search, MaskC* mask, const CoverC* cover) noexcept nogil:
    """Whether a form has lost no more than its entry can do without."""
    cdef int level = mask.level_of[cover.relation]
    if mask.most[level] == NOT_YET:
        mask.most[level] = most_loss(w.model, search.total, mask.covered, w.prospects.least[level])
    return <int>cover.loss <= mask.most[level]


cdef uint32_t long_enough(WorkC* w, uint32_t n, int fewest) noexcept nogil:
    """Of the first n forms touched, those of enough tokens, in their order: how many."""
    cdef uint32_t i, kept = 0
    if fewest < 2:                  # no form has none
        return n
    for i in range(n):
        w.touched[kept] = w.touched[i]
        kept += form_length(w.index, w.touched[i]) >= fewest
    return kept


cdef uint32_t gather(WorkC* w, uint32_t query_form, const PairsC* p) noexcept nogil:
    """Every form that the evidence of its entry and the name at hand, laid out and spread, can make a hit.

    Tokens are looked up, the cheapest first, until a name that has none of them can't reach what its entry needs any
    more: every form that can has been touched then.  Of the tokens left, those that cost less than what they spare are
    looked up too, only to learn which of the touched forms have them; the rest count as if every form had them.

    Returns:
        How many, the first of `WorkC.touched`; the relation of each still stands in its cover.
    """
    cdef const uint32_t* x = w.batch.names.token + w.batch.names.token_at[query_form]
    cdef SearchC search
    cdef uint64_t cost[MAX_TOKENS]
    cdef MaskC masks[1 << COVER_BITS]
    cdef MaskC* mask
    cdef int k, i, bit, fewest, looked_up = 0, lowest
    cdef uint32_t f, n, kept = 0
    cdef bint reaches
    cdef CoverC* cover
    plan(w, &search, x, p, cost)
    lowest = w.prospects.lowest
    search.fresh = LEVELS - 2
    for k in range(p.n):
        i = search.order[k]
        bit = k if k < COVER_BITS else COVER_BITS - 1
        while search.fresh >= lowest and (
            reachable(w.model, search.total, looked_up) < w.prospects.least[search.fresh] - EPSILON
        ):
            search.fresh -= 1
        if search.fresh < lowest:
            search.fresh = -1
            if k >= COVER_BITS or cost[i] > STREAMED_FOR_ONE_SCORED * <uint64_t>search.n_touched:
                search.assumed += p.a[i]
                search.bit_weight[bit] -= p.a[i]
                continue
        search.n_bits = bit + 1
        looked_up += p.a[i]
        mark_query_token(w, &search, x, p, i, bit)
    fewest = fewest_tokens(w, &search, p, w.prospects.least[lowest])
    lay_masks(w, &search, masks)
    for n in range(search.n_touched):
        if n + AHEAD < search.n_touched and w.cover[w.touched[n + AHEAD]].relation == NOT_ASKED:
            prefetch(&w.index.entry_facts[w.index.form_entry[w.touched[n + AHEAD]]])
        f = w.touched[n]
        cover = &w.cover[f]
        mask = &masks[cover.mask]
        reaches = is_within(w, &search, mask, cover)
        if reaches and cover.relation == NOT_ASKED:
            # It was found otherwise than by a posting, which would have said what its entry is.
            cover.relation = <uint8_t>relation_of(w.prospects, w.index.entry_facts[w.index.form_entry[f]])
            reaches = is_within(w, &search, mask, cover)
        if reaches:
            prefetch(&w.index.packed[f])
            w.touched[kept] = f
            kept += 1
        cover.mask = 0
        cover.loss = 0
    return long_enough(w, kept, fewest)
