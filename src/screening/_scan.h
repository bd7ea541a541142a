/* Which renderings of a list can be similar to a token, and how far apart their sounds are at least.
 *
 * What passes `_sieve.h` is looked at closely, 32 lanes at a time, the cheap tests first:
 *
 *   potentials  how far apart they are
 *   symbols     what each symbol of a lane costs at least, wherever the token has its counterpart
 *   letters     how many letters a lane can share with the token, which says how near its sounds must be
 *   distance    the weighted edit distance; for this the lanes that are left are brought together
 *
 * What the scan leaves out can't be similar, what it keeps is measured again exactly.  Without AVX2 there is the sieve
 * alone; the results are the same, only slower.
 */
#ifndef SCREENING_SCAN_H
#define SCREENING_SCAN_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "_blocks.h"
#include "_sieve.h"

#ifdef SCREENING_AVX2
#include <immintrin.h>
#endif

#define SCREENING_CHUNK 32 /* groups that are sieved before any is looked at closely */

/* One kept rendering, and the bound of its distance. */
typedef struct {
    uint32_t rendering;
    uint32_t distance;
} ScanHit;

/* The token, ready to be compared: what a symbol costs at least, wherever its counterpart is; which letters it has. */
typedef struct {
    uint8_t least[2][SCREENING_SYMBOLS];
    uint8_t has[SCREENING_SYMBOLS]; /* letters, and those that it has twice */
} ScanToken;

static void scan_prepare(const ScanQuery *q, const ScanCosts *costs, ScanToken *token) {
    memset(token, 0, sizeof(*token));
    for (int t = 0; t < 2; t++)
        for (int s = 0; s < SCREENING_SYMBOLS; s++) {
            int least = costs->deletion[SCREENING_SYMBOLS * t + s];
            for (int i = 0; i < q->n; i++) {
                int cost = costs->substitution[SCREENING_SYMBOLS * q->symbols[i] + s];
                if (cost < least) least = cost;
            }
            token->least[t][s] = (uint8_t)least;
        }
    for (int i = 0; i < q->n_letters; i++) {
        uint8_t *has = &token->has[(q->letters[i] - 'a') & 31];
        const char *again = *has ? strchr(SCREENING_AGAIN, q->letters[i]) : NULL;
        *has = 1;
        if (again) token->has[SCREENING_LETTERS + (again - SCREENING_AGAIN)] = 1;
    }
}

/* The greatest weighted length of the token and the renderings of block k. */
static inline int scan_longer(const ScanBlocks *b, const ScanQuery *q, uint32_t k, int table) {
    const int own = q->length[table], other = b->longest[2 * k + table];
    return own > other ? own : other;
}

/* The token as it is sieved: by deletion table, and the limits of all shapes, for which there is room. */
typedef struct {
    ScanTerms terms[2];
    const ScanLimit *limits;
    const uint8_t *starts; /* of all blocks */
} ScanWanted;

/* The potential of a token, as `ScanBlocks.potential`. */
static inline int scan_potential(const ScanQuery *q, int table) {
    return q->potential[table] / 2 < 255 ? q->potential[table] / 2 : 255;
}

static uint32_t scan_scalar(
    const ScanBlocks *b, const ScanSieve *sieve, const ScanQuery *q, const ScanCosts *costs, const ScanWanted *wanted,
    ScanHit *out
) {
    uint32_t n = 0, lanes[SCREENING_GROUP];
    for (size_t g = 0; g < sieve->groups.size(); g++) {
        const ScanGroup group = sieve->groups[g];
        const int table = costs->unvowelled[b->hand[group.first]] != q->unvowelled;
        scan_narrow::scan_sieve(sieve, &wanted->terms[table], wanted->starts, g, lanes);
        for (uint32_t i = 0; i < group.n; i++) {
            const size_t k = group.first + i;
            const uint8_t *potential = b->potential + SCREENING_LANES * (2 * k + (size_t)table);
            const int cut = wanted->limits[sieve->shape_of[k]].cut;
            for (int lane = 0; lane < SCREENING_LANES; lane++) {
                const int apart = abs(potential[lane] - scan_potential(q, table)) - 1; /* both were rounded down */
                if (!(lanes[i] >> lane & 1) || (apart > cut && !q->is_prefix)) continue;
                out[n].rendering = b->rendering[SCREENING_LANES * k + (size_t)lane];
                out[n++].distance = apart > 0 && !q->is_prefix ? 2 * (uint32_t)apart : 0;
            }
        }
    }
    return n;
}

#ifdef SCREENING_AVX2
#define SCREENING_TARGET __attribute__((target("avx2")))

typedef struct {
    __m256i low, high;
} ScanTable;

SCREENING_TARGET static inline ScanTable scan_table(const uint8_t *bytes) {
    ScanTable t;
    t.low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes));
    t.high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(bytes + 16)));
    return t;
}

/* The entries of 32 ids; 0 for PAD. */
SCREENING_TARGET static inline __m256i scan_lookup(ScanTable t, __m256i id) {
    return _mm256_blendv_epi8(
        _mm256_shuffle_epi8(t.low, id), _mm256_shuffle_epi8(t.high, id), _mm256_slli_epi16(id, 3)
    );
}

/* The same of costs of exchanging a symbol; PAD can't be. */
SCREENING_TARGET static inline __m256i scan_changed(ScanTable t, __m256i id) {
    return _mm256_or_si256(scan_lookup(t, id), _mm256_cmpgt_epi8(_mm256_setzero_si256(), id));
}

SCREENING_TARGET static inline uint32_t scan_at_most(__m256i values, __m256i limits) {
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(values, limits), values));
}

/* How far apart the potentials are at least, in halves; both were rounded down, which takes one off. */
SCREENING_TARGET static inline __m256i scan_apart(const uint8_t *lanes, int potential) {
    const __m256i ours = _mm256_set1_epi8((char)potential);
    const __m256i theirs = _mm256_loadu_si256((const __m256i *)lanes);
    return _mm256_subs_epu8(
        _mm256_or_si256(_mm256_subs_epu8(ours, theirs), _mm256_subs_epu8(theirs, ours)), _mm256_set1_epi8(1)
    );
}

/* How far apart the sounds of each lane of block k may be, in halves, by the letters that it shares with the token. */
SCREENING_TARGET static inline __m256i scan_cuts(
    const ScanBlocks *b, const ScanQuery *q, uint32_t k, int table, ScanTable has
) {
    const uint8_t *letter = b->letters + (size_t)SCREENING_LANES * b->letters_at[k];
    const uint8_t *end = b->letters + (size_t)SCREENING_LANES * b->letters_at[k + 1];
    const __m256i reach = _mm256_loadu_si256((const __m256i *)scan_reach(q, b->hand[k], b->fewest[k]));
    __m256i shared = _mm256_setzero_si256();
    for (; letter < end; letter += SCREENING_LANES)
        shared = _mm256_add_epi8(shared, scan_lookup(has, _mm256_loadu_si256((const __m256i *)letter)));
    shared = _mm256_min_epu8(shared, _mm256_set1_epi8(SCREENING_SHARES - 1));
    /* the upper half of the product: half of longer * reach / 32768 */
    const __m256i wide = _mm256_mulhi_epu16(reach, _mm256_set1_epi16((short)scan_longer(b, q, k, table)));
    const __m128i narrow = _mm_packus_epi16(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(narrow), shared);
}

/* Blocks that may hold similar renderings: which lanes, how far each is at least, and how near it must be. */
typedef struct {
    __m256i far[SCREENING_CHUNK * SCREENING_GROUP], cuts[SCREENING_CHUNK * SCREENING_GROUP];
    uint32_t block[SCREENING_CHUNK * SCREENING_GROUP], lanes[SCREENING_CHUNK * SCREENING_GROUP];
} ScanSurvivors;

/* Blocks of the groups from first to end that may hold similar renderings; no branch depends on them. */
SCREENING_TARGET static inline int scan_sift(
    const ScanBlocks *b, const ScanSieve *sieve, const ScanQuery *q, const ScanCosts *costs, const ScanWanted *wanted,
    const ScanTable *least, ScanTable has, size_t first, size_t end, ScanSurvivors *out
) {
    int n = 0, kept = 0;
    for (size_t g = first; g < end; g++) {
        const ScanGroup group = sieve->groups[g];
        const int table = costs->unvowelled[b->hand[group.first]] != q->unvowelled;
        uint32_t lanes[SCREENING_GROUP];
        scan_wide::scan_sieve(sieve, &wanted->terms[table], wanted->starts, g, lanes);
        for (uint32_t i = 0; i < SCREENING_GROUP; i++) {
            out->block[n] = group.first + i;
            out->lanes[n] = lanes[i];
            n += lanes[i] != 0;
        }
    }
    for (int i = 0; i < n; i++) {
        const uint32_t k = out->block[i], lanes = out->lanes[i];
        const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
        const __m256i cuts = _mm256_set1_epi8((char)wanted->limits[sieve->shape_of[k]].cut);
        const __m256i far = scan_apart(b->potential + SCREENING_LANES * (2 * (size_t)k + table), scan_potential(q, table));
        const uint32_t near = q->is_prefix ? lanes : lanes & scan_at_most(far, cuts);
        out->cuts[kept] = cuts;
        out->far[kept] = far;
        out->block[kept] = k;
        out->lanes[kept] = near;
        kept += near != 0;
    }
    if (q->is_prefix) return kept;
    n = kept;
    kept = 0;
    for (int i = 0; i < n; i++) {
        const uint32_t k = out->block[i];
        const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
        const uint8_t *symbol = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k];
        const uint8_t *last = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k + 1];
        const __m256i cuts = out->cuts[i];
        __m256i sum = _mm256_setzero_si256();
        for (; symbol < last; symbol += SCREENING_LANES)
            sum = _mm256_adds_epu8(sum, scan_lookup(least[table], _mm256_loadu_si256((const __m256i *)symbol)));
        const uint32_t near = out->lanes[i] & scan_at_most(sum, cuts);
        out->cuts[kept] = cuts;
        out->far[kept] = _mm256_max_epu8(sum, out->far[i]);
        out->block[kept] = k;
        out->lanes[kept] = near;
        kept += near != 0;
    }
    n = kept;
    kept = 0;
    for (int i = 0; i < n; i++) {
        const uint32_t k = out->block[i];
        const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
        const __m256i cuts = q->by_letters[b->hand[k]] ? scan_cuts(b, q, k, table, has) : out->cuts[i];
        const uint32_t near = out->lanes[i] & scan_at_most(out->far[i], cuts);
        out->cuts[kept] = cuts;
        out->block[kept] = k;
        out->lanes[kept] = near;
        kept += near != 0;
    }
    return kept;
}

/* Renderings that passed, side by side again, all compared under the same deletion table. */
typedef struct {
    uint8_t symbols[SCREENING_LONGEST][SCREENING_LANES]; /* PAD from columns on */
    uint8_t cuts[SCREENING_LANES];
    uint32_t place[SCREENING_LANES]; /* in the blocks */
    int n, columns, table;
} ScanCrowd;

/* The token as symbols are compared with it. */
typedef struct {
    ScanTable change[SCREENING_LONGEST], insertion[2];
    __m256i removal[2][SCREENING_LONGEST];
} ScanSide;

/* Measures a crowd, keeps who is near enough, and empties it. */
SCREENING_TARGET static inline uint32_t scan_crowd(
    const ScanBlocks *b, const ScanQuery *q, const ScanSide *side, ScanCrowd *crowd, ScanHit *out
) {
    const __m256i *removal = side->removal[crowd->table];
    const ScanTable insertion = side->insertion[crowd->table];
    __m256i row[SCREENING_LONGEST + 1];
    uint32_t n = 0;
    row[0] = _mm256_setzero_si256();
    for (int i = 0; i < q->n; i++) row[i + 1] = _mm256_adds_epu8(row[i], removal[i]);
    __m256i prefix = row[q->n];
    for (int c = 0; c < crowd->columns; c++) {
        const __m256i symbol = _mm256_loadu_si256((const __m256i *)crowd->symbols[c]);
        const __m256i inserted = scan_lookup(insertion, symbol);
        __m256i diagonal = row[0];
        row[0] = _mm256_adds_epu8(row[0], inserted);
        for (int i = 0; i < q->n; i++) {
            const __m256i x = _mm256_adds_epu8(diagonal, scan_changed(side->change[i], symbol));
            const __m256i y = _mm256_adds_epu8(row[i + 1], inserted);
            const __m256i z = _mm256_adds_epu8(row[i], removal[i]);
            diagonal = row[i + 1];
            row[i + 1] = _mm256_min_epu8(_mm256_min_epu8(x, y), z);
        }
        prefix = _mm256_min_epu8(prefix, row[q->n]);
    }
    const __m256i distance = q->is_prefix ? prefix : row[q->n];
    uint8_t bound[SCREENING_LANES];
    _mm256_storeu_si256((__m256i *)bound, distance);
    uint32_t kept = scan_at_most(distance, _mm256_loadu_si256((const __m256i *)crowd->cuts));
    if (crowd->n < SCREENING_LANES) kept &= (1u << crowd->n) - 1;
    for (; kept; kept &= kept - 1) {
        const int lane = __builtin_ctz(kept);
        out[n].rendering = b->rendering[crowd->place[lane]];
        out[n++].distance = 2 * (uint32_t)bound[lane];
    }
    memset(crowd->symbols, SCREENING_PAD, SCREENING_LANES * (size_t)crowd->columns);
    crowd->n = crowd->columns = 0;
    return n;
}

SCREENING_TARGET static uint32_t scan_avx2(
    const ScanBlocks *b, const ScanSieve *sieve, const ScanQuery *q, const ScanCosts *costs, const ScanWanted *wanted,
    ScanHit *out
) {
    ScanSurvivors survivors;
    ScanTable least[2], has;
    ScanToken token;
    ScanCrowd crowd;
    ScanSide side;
    uint32_t n = 0;
    scan_prepare(q, costs, &token);
    has = scan_table(token.has);
    for (int t = 0; t < 2; t++) {
        side.insertion[t] = scan_table(costs->deletion + SCREENING_SYMBOLS * t);
        least[t] = scan_table(token.least[t]);
    }
    for (int i = 0; i < q->n; i++) {
        side.change[i] = scan_table(costs->substitution + SCREENING_SYMBOLS * q->symbols[i]);
        for (int t = 0; t < 2; t++)
            side.removal[t][i] = _mm256_set1_epi8((char)costs->deletion[SCREENING_SYMBOLS * t + q->symbols[i]]);
    }
    memset(&crowd, SCREENING_PAD, sizeof(crowd.symbols));
    crowd.n = crowd.columns = crowd.table = 0;
    for (size_t first = 0; first < sieve->groups.size(); first += SCREENING_CHUNK) {
        const size_t left = sieve->groups.size() - first;
        const int found = scan_sift(
            b, sieve, q, costs, wanted, least, has, first, first + (left < SCREENING_CHUNK ? left : SCREENING_CHUNK), &survivors
        );
        for (int s = 0; s < found; s++) {
            const uint32_t k = survivors.block[s];
            const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
            const int columns = (int)(b->symbols_at[k + 1] - b->symbols_at[k]);
            uint8_t cuts[SCREENING_LANES];
            if (table != crowd.table && crowd.n) n += scan_crowd(b, q, &side, &crowd, out + n);
            crowd.table = table;
            _mm256_storeu_si256((__m256i *)cuts, survivors.cuts[s]);
            for (uint32_t lanes = survivors.lanes[s]; lanes; lanes &= lanes - 1) {
                const int lane = __builtin_ctz(lanes), place = crowd.n;
                const uint8_t *symbol = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k] + lane;
                for (int c = 0; c < columns; c++) crowd.symbols[c][place] = symbol[SCREENING_LANES * c];
                crowd.cuts[place] = cuts[lane];
                crowd.place[place] = SCREENING_LANES * k + (uint32_t)lane;
                crowd.columns = columns > crowd.columns ? columns : crowd.columns;
                crowd.n = place + 1;
                if (crowd.n == SCREENING_LANES) n += scan_crowd(b, q, &side, &crowd, out + n);
            }
        }
    }
    if (crowd.n) n += scan_crowd(b, q, &side, &crowd, out + n);
    return n;
}
#endif

/* Renderings that may be similar, in the order of the blocks; out has room for all of them, limits for all shapes. */
[[maybe_unused]] static uint32_t scan(
    const ScanBlocks *b, const ScanSieve *sieve, const ScanQuery *q, const ScanCosts *costs, int vectors,
    ScanLimit *limits, uint8_t *starts, ScanHit *out
) {
    ScanWanted wanted;
    for (int t = 0; t < 2; t++) scan_terms(sieve, q, costs, t, &wanted.terms[t]);
    scan_limits(sieve, q, costs, wanted.terms[0].n_letters, limits);
    for (uint32_t k = 0; k < b->n_blocks; k++) starts[k] = limits[sieve->shape_of[k]].start;
    wanted.limits = limits;
    wanted.starts = starts;
#ifdef SCREENING_AVX2
    if (vectors && __builtin_cpu_supports("avx2")) return scan_avx2(b, sieve, q, costs, &wanted, out);
#else
    (void)vectors;
#endif
    return scan_scalar(b, sieve, q, costs, &wanted, out);
}

#endif
