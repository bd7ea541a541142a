# distutils: language = c++
"""The matching loop over Arrow columns.  `_layout.pxd` is the design; `_reference.py` says the same in plain Python."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcpy, memset

import numpy as np

from screening._alignment cimport GluedC, PairsC, aligned_score, find_glued, penalty
from screening._candidates cimport (
    EPSILON, HAS_INITIAL, IS_WEAK, JOINABLE, SIMILARITY, WorkC, folded, gather, key_bit, loss_bound, spread,
)
from screening._columns cimport Columns, Model, fill_blocks, fill_facts, fill_names
from screening._distance cimport initial_similarity
from screening._evidence cimport (
    birth_relation, combined, counted, country_relation, document_relation, is_supported, needed_name, standing, stated,
)
from screening._layout cimport (
    DOCUMENT_NUMBER, GROUP, IS_INITIAL, LANES, MAX_TOKENS, MAYBE_TRUNCATED, MORE_TOKENS, NO_TOKEN, PACKED_TOKENS,
    TOKEN_BITS, WEIGHT,
    BatchC, CoverC, FactsC, FormC, HitC, IndexC, ModelC, NamesC, NeighbourC, ScanHit, ScanLimit, ScanSieve, SettingsC,
    WorkspaceC,
)
from screening._neighbours cimport NeighbourStore, neighbours_again
from screening._prospects cimport CODES, NOT_ASKED, ProspectsC, lay_levels, lay_prospects, levels_within
from screening._sorted cimport first_from

cdef extern from "_machine.h":
    void prefetch "screening_prefetch"(const void*) noexcept nogil
    void* spread_out "screening_spread_out"(size_t n, size_t size) noexcept nogil

cdef enum:
    ALL = 1 << 20                   # more than any token can lose
    KEPT = 64 << 20                 # bytes of neighbours that are kept at most; or these, of a longer list
    KEPT_A_FORM = 24

cdef uint32_t NO_FORM = 0xFFFFFFFF
cdef uint32_t NO_NUMBER = 0xFFFFFFFF


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
    WorkC* w, uint32_t row, uint32_t entry, uint32_t form, uint32_t query_form, double name, double information,
    int document
) noexcept nogil:
    """Add the evidence to the score of a name of so much information, and keep the pair if it is a hit."""
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
    hit.information = information
    hit.birth = <uint8_t>birth_relation(ours, row, theirs, entry)
    hit.sex = 0
    if ours.sex[row] and theirs.sex[entry]:
        hit.sex = 1 if ours.sex[row] == theirs.sex[entry] else 2
    hit.country = <uint8_t>country_relation(ours, row, theirs, entry)
    hit.document = <uint8_t>document
    if document and base < model.document_name_floor:
        base = model.document_name_floor
    log_odds = stated(model, hit.birth, hit.sex, hit.country)
    hit.score = combined(
        base, counted(model, log_odds, standing(model, base, information)) + model.document_weights[document]
    )
    if document == 1 and hit.score < model.document_floor:
        hit.score = model.document_floor
    if form != NO_FORM and w.index.packed[form].traits & IS_WEAK and not document:
        cap = model.supported_weak_cap if is_supported(hit.birth) else model.weak_alias_cap
        if hit.score > cap:
            hit.score = cap
    if hit.score < w.settings.threshold:
        return True
    if name < needed_name(model, w.settings.name_floor, log_odds) and not document:
        return True
    return push_hit(w, &hit)


cdef bint score_form(
    WorkC* w, uint32_t row, uint32_t query_form, uint32_t form, PairsC* p, int relation, int document
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
    cdef int lost[MAX_TOKENS]       # of every token of the name at hand: what its best counterpart lacks at least
    cdef GluedC found[2 * MAX_TOKENS]
    cdef int i, j, s, any_b, covered = 0, over_a = 0, over_b = 0, n = p.n, n_found = 0
    cdef bint joinable = (form_traits & w.keys) != 0
    cdef bint initials = p.has_initial or form_traits & HAS_INITIAL
    cdef int64_t loss = 0
    cdef double score, information, least
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
        lost[i] = ALL
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
            if s:
                s = (1000 - s) * (p.a[i] if p.a[i] < p.b[j] else p.b[j])
                if s < lost[i]:
                    lost[i] = s
        if any_b == 0:
            over_b += p.b[j]
    if joinable:
        n_found = find_glued(model, query, x, names, y, p, found)
    if w.settings.prune and n_found == 0 and not document:
        # Every token takes what costs least or is left out, the rest is left over: no alignment scores more.
        for i in range(n):
            if lost[i] == ALL:
                over_a += p.a[i]
            else:
                covered += p.a[i]
                loss += 2 * lost[i] if 2 * lost[i] < p.left_out[i] else p.left_out[i]
        least = w.prospects.least[levels_within(w.prospects, model, w.settings, covered)[relation]]
        if loss_bound(model, covered, loss, penalty(model, over_a, over_b, p.cut_a, p.cut_b)) < least - EPSILON:
            return True
    score = aligned_score(model, p, found, n_found, &information)
    if score == 0 and not document:
        return True
    return judge(w, row, w.index.form_entry[form], form, query_form, score, information, document)


cdef inline void fetch_ahead(const WorkC* w, uint32_t n, uint32_t end, int width) noexcept nogil:
    """Ask the memory for what the next forms will need: they lie anywhere, and waiting for them is most of the work."""
    cdef const FormC* packed
    cdef int k
    if n + 12 < end and w.index.packed[w.touched[n + 12]].token[PACKED_TOKENS - 1] == MORE_TOKENS:
        prefetch(&w.index.names.token_at[w.touched[n + 12]])
    if n + 6 < end:
        packed = &w.index.packed[w.touched[n + 6]]
        if packed.token[PACKED_TOKENS - 1] == MORE_TOKENS:
            prefetch(&w.index.names.token[w.index.names.token_at[w.touched[n + 6]]])
        for k in range(PACKED_TOKENS):
            if packed.token[k] < MORE_TOKENS:
                prefetch(&w.similarity[<size_t>(packed.token[k] & ((1 << TOKEN_BITS) - 1)) * width])


cdef bint search_name(WorkC* w, uint32_t row, uint32_t query_form) noexcept nogil:
    """Score every form that can be a hit with one name of a traveller."""
    cdef PairsC p
    cdef uint32_t f, n, kept
    cdef bint ok = True
    spread(w, query_form, &p, False)
    if not w.settings.prune:
        for f in range(w.index.names.n_forms):
            ok = ok and score_form(w, row, query_form, f, &p, NOT_ASKED, 0)
    else:
        kept = gather(w, query_form, &p)
        for n in range(kept):
            fetch_ahead(w, n, kept, p.n)
            f = w.touched[n]
            ok = ok and score_form(w, row, query_form, f, &p, w.cover[f].relation, 0)
    spread(w, query_form, &p, True)
    return ok


cdef bint match_documents(WorkC* w, uint32_t row) noexcept nogil:
    """Entries that hold a document of the traveller are scored whatever their names are."""
    cdef const IndexC* index = w.index
    cdef const BatchC* batch = w.batch
    cdef PairsC p
    cdef uint32_t d, f, q, entry
    cdef uint64_t key
    cdef size_t k
    cdef int relation
    cdef bint ok = True
    for d in range(batch.document_at[row], batch.document_at[row + 1]):
        key = batch.document_key[d]
        k = first_from(index.document_key, index.n_documents, key // DOCUMENT_NUMBER * DOCUMENT_NUMBER)
        while ok and k < index.n_documents:
            relation = document_relation(key, index.document_key[k])
            if relation == 0:
                break
            entry = index.document_entry[k]
            k += 1
            ok = judge(w, row, entry, NO_FORM, 0, 0.0, 0.0, relation)
            for q in range(batch.row_form_at[row], batch.row_form_at[row + 1]):
                spread(w, q, &p, False)
                for f in range(index.entry_form_at[entry], index.entry_form_at[entry + 1]):
                    ok = ok and score_form(w, row, q, index.entry_form[f], &p, NOT_ASKED, relation)
                spread(w, q, &p, True)
    return ok


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


cdef bint screen_row(WorkC* w, const WorkspaceC* space, uint32_t row, uint8_t* was_cut) noexcept nogil:
    """Hits of one traveller: one an entry, best first, at most max_hits."""
    cdef size_t start = w.n_hits, i, kept
    cdef uint32_t q
    lay_prospects(w.prospects, w.model, &w.batch.facts, row, space.births, space.births + CODES)
    for q in range(w.batch.row_form_at[row], w.batch.row_form_at[row + 1]):
        if not search_name(w, row, q):
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
        ok = ok and screen_row(w, space, row, was_cut + row)
    return ok


cdef const FormC* packed_forms(Columns k, const NamesC* names) except NULL:
    """The column of forms packed, if it says what the columns of tokens say."""
    cdef const FormC* packed = <const FormC*>k.u32("form_packed", <Py_ssize_t>names.n_forms * sizeof(FormC) // 4)
    cdef uint32_t f, n, token, expected, wrong = 0
    cdef int i
    if names.n_tokens >= MORE_TOKENS >> 8:
        raise ValueError("index: more different tokens than can be told apart")
    with nogil:
        for f in range(names.n_forms):
            n = names.token_at[f + 1] - names.token_at[f]
            for i in range(PACKED_TOKENS):
                expected = NO_TOKEN
                if n > <uint32_t>PACKED_TOKENS:
                    if i == PACKED_TOKENS - 1:
                        expected = MORE_TOKENS
                elif <uint32_t>i < n:
                    token = names.token[names.token_at[f] + i]
                    expected = token | (names.traits[token] & WEIGHT) << TOKEN_BITS
                wrong |= packed[f].token[i] ^ expected
    if wrong:
        raise ValueError("index: column form_packed does not hold the tokens of the forms")
    return packed


cdef class Index:
    """The columns of a watchlist: names, what leads back to its forms, and facts of its entries."""

    cdef IndexC c
    cdef Columns keep
    cdef Model model
    cdef ScanSieve* sieve

    def __dealloc__(self) -> None:
        del self.sieve

    def __init__(self, columns: dict, model: Model) -> None:
        cdef Columns k = Columns("index", columns)
        cdef int hands = model.c.hands
        cdef IndexC* c = &self.c
        cdef Py_ssize_t renderings, tokens, forms, entries, i
        self.keep = k
        self.model = model
        fill_names(&c.names, k, hands)
        fill_blocks(&c.blocks, k, c.names.n_renderings, hands)
        self.sieve = new ScanSieve(&c.blocks, &model.c.bounds)
        c.sieve = self.sieve
        renderings, tokens, forms = c.names.n_renderings, c.names.n_tokens, c.names.n_forms
        for i in range(tokens):
            if c.names.traits[i] & MAYBE_TRUNCATED:
                raise ValueError("index: names of a list are whole; what could be cut off would not be found")
        entries = k.size("sex")
        c.user_at = k.offsets("user_at", renderings, "user")
        c.user = k.ids("user", tokens)
        c.form_at = k.offsets("form_at", tokens, "form")
        c.form = k.ids("form", forms)
        c.form_facts = k.u32("form_facts", k.size("form"))
        c.entry_facts = k.u32("entry_facts", entries)
        c.n_groups = <uint32_t>k.size("group_key")
        c.group_key = k.u32("group_key")
        c.member_at = k.offsets("member_at", c.n_groups, "member")
        c.member = k.ids("member", tokens)
        c.n_glued = <uint32_t>k.size("glued_key")
        c.glued_key = k.ascending_u32("glued_key")
        c.glued_form = k.ids("glued_form", forms, c.n_glued)
        c.n_whole = <uint32_t>k.size("whole_key")
        c.whole_key = k.ascending("whole_key")
        c.whole_token = k.ids("whole_token", tokens, c.n_whole)
        c.n_initials = <uint32_t>k.size("initial")
        c.initial = k.ids("initial", tokens)
        c.packed = packed_forms(k, &c.names)
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
    cdef Columns keep

    def __init__(self, columns: dict, hands: int) -> None:
        cdef Columns k = Columns("batch", columns)
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
    """Neighbours of tokens that were looked for before, for one index; for any number of threads.

    Args:
        most: Bytes that are held at most; 0 for what suits the list, as a token has more neighbours in a longer one.
    """

    cdef NeighbourStore* store

    def __cinit__(self, Index index not None, most: int = 0) -> None:
        most = most or max(KEPT, KEPT_A_FORM * index.c.names.n_forms)
        self.store = new NeighbourStore(sizeof(NeighbourC), most)

    def __dealloc__(self) -> None:
        del self.store


cdef class Workspace:
    """Memory for one call of `screen` at a time, as large as its index needs it; reused, it spares allocating it."""

    cdef WorkspaceC c
    cdef ProspectsC prospects
    cdef double threshold           # for which the prospects' levels were laid
    cdef double name_floor
    cdef Index index
    cdef Py_ssize_t width

    def __dealloc__(self) -> None:
        self.clear()

    cdef void clear(self):
        free(self.c.similarity)
        free(self.c.cover)
        free(self.c.births)
        free(self.c.touched)
        free(self.c.best)
        free(self.c.touched_tokens)
        free(self.c.near)
        free(self.c.limits)
        free(self.c.starts)
        memset(&self.c, 0, sizeof(WorkspaceC))
        self.index = None
        self.width = 0

    cdef int prepare(self, Index index, Py_ssize_t width, const SettingsC* settings) except -1:
        """Make sure that names of so many tokens fit, and that the levels are those of the settings."""
        cdef const NamesC* names = &index.c.names
        if self.index is not index or self.threshold != settings.threshold or self.name_floor != settings.name_floor:
            lay_levels(&self.prospects, &index.model.c, settings)
            self.threshold, self.name_floor = settings.threshold, settings.name_floor
        if self.index is index and self.width >= width:
            return 0
        self.clear()
        if width < 8:
            width = 8
        self.c.similarity = <uint16_t*>spread_out(<size_t>width * (names.n_tokens + 1), sizeof(uint16_t))
        self.c.cover = <CoverC*>spread_out(names.n_forms + 1, sizeof(CoverC))
        self.c.touched = <uint32_t*>malloc((names.n_forms + 1) * sizeof(uint32_t))
        self.c.births = <uint8_t*>malloc(2 * CODES)
        self.c.best = <uint16_t*>calloc(names.n_tokens + 1, sizeof(uint16_t))
        self.c.touched_tokens = <uint32_t*>malloc((names.n_tokens + 1) * sizeof(uint32_t))
        self.c.near = <ScanHit*>malloc((index.c.blocks.n_blocks * <size_t>LANES + 1) * sizeof(ScanHit))
        self.c.limits = <ScanLimit*>malloc((index.c.sieve.shapes.size() + 1) * sizeof(ScanLimit))
        self.c.starts = <uint8_t*>calloc(index.c.blocks.n_blocks + <size_t>GROUP, 1)
        if (
            self.c.similarity == NULL or self.c.cover == NULL or self.c.touched == NULL or self.c.best == NULL
            or self.c.touched_tokens == NULL or self.c.near == NULL or self.c.births == NULL
            or self.c.limits == NULL or self.c.starts == NULL
        ):
            self.clear()
            raise MemoryError
        self.index = index
        self.width = width
        return 0


HIT_DTYPE = np.dtype(
    [
        ("score", np.float64), ("name_score", np.float64), ("information", np.float64), ("row", np.uint32),
        ("entry", np.uint32), ("name", np.uint32), ("query_form", np.uint32), ("birth", np.uint8), ("sex", np.uint8),
        ("country", np.uint8), ("document", np.uint8),
    ],
    align=True,
)


def screen(
    index: Index, batch: Batch, workspace: Workspace, neighbours: Neighbours, *,
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
    w.model = &index.model.c
    w.index = &index.c
    w.batch = &batch.c
    w.settings = &settings
    workspace.prepare(index, widest, &settings)
    w.prospects = &workspace.prospects
    w.similarity = workspace.c.similarity
    w.cover = workspace.c.cover
    w.touched = workspace.c.touched
    w.neighbours.at = <size_t*>malloc((batch.c.names.n_tokens + 1) * sizeof(size_t))
    try:
        if w.neighbours.at == NULL:
            raise MemoryError
        with nogil:
            ok = screen_rows(&w, neighbours.store, &workspace.c, &was_cut[0])
        if not ok:
            workspace.clear()
            raise MemoryError
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


def fold_keys(const uint64_t[::1] keys):
    """`folded` of every glue key, and `key_bit` of that."""
    cdef Py_ssize_t n = keys.shape[0], i
    cdef uint32_t[::1] out = np.zeros(n, dtype=np.uint32), bits = np.zeros(n, dtype=np.uint32)
    with nogil:
        for i in range(n):
            out[i] = folded(keys[i])
            bits[i] = key_bit(out[i])
    return np.asarray(out), np.asarray(bits)
