/* Which renderings of a list can be similar to a token: bounds for 32 of them at once.
 *
 * Renderings lie in blocks of 32 (SCREENING_LANES), their symbols and their letters side by side, column by column,
 * padded with PAD.  `screening.blocks` orders them so that those of a block have much in common.  A block is passed over
 * as soon as none of its lanes can be similar, the cheap tests first:
 *
 *   block      the potentials of its lanes, and what the symbols that they all have cost at least
 *   symbols    what each symbol of a lane costs at least, wherever the token has its counterpart; its potential
 *   letters    how many letters a lane can share with the token, which says how near its sounds must be
 *   distance   the weighted edit distance, column by column, given up when no lane can come in below its cut
 *
 * Costs are rounded down to halves (50 an edit), so that every partial sum fits a byte with saturating addition and is never
 * above the true distance: what the scan leaves out can't be similar, what it keeps is measured again exactly.
 * Without AVX2 only the tests of whole blocks are made; the results are the same, only slower.
 */
#ifndef SCREENING_SCAN_H
#define SCREENING_SCAN_H

#include <stdint.h>
#include <string.h>

#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define SCREENING_AVX2 1
#include <immintrin.h>
#endif

#define SCREENING_LANES 32
#define SCREENING_PAD 0x80
#define SCREENING_NONE 0xFFFFFFFFu
#define SCREENING_SYMBOLS 32
#define SCREENING_LONGEST 31
#define SCREENING_COMMON 4
#define SCREENING_SHARES 16 /* numbers of shared letters that are told apart; the last stands for more too */
#define SCREENING_CHUNK 256 /* blocks that are sifted before any is looked at closely */
#define SCREENING_ALL 254   /* a cut from here on keeps everything: a saturated sum means nothing */

typedef struct {
    uint32_t n_blocks;
    const uint8_t *symbols;     /* SCREENING_LANES bytes a column, ids below 32 or PAD */
    const uint32_t *symbols_at; /* n_blocks + 1, in columns */
    const uint8_t *letters;     /* likewise, a = 0 */
    const uint32_t *letters_at;
    const uint16_t *bounds;     /* n_blocks x 6: for either deletion table the least and the greatest potential, and the
                                   greatest weighted length */
    const uint8_t *potential;   /* n_blocks x 2 x SCREENING_LANES: under either deletion table, in halves, at most 255 */
    const uint8_t *hand;        /* n_blocks */
    const uint8_t *fewest;      /* n_blocks: the least number of letters */
    const uint8_t *common;      /* n_blocks x SCREENING_COMMON: symbols that every lane has, 32 where there are fewer */
    const uint32_t *rendering;  /* n_blocks x SCREENING_LANES, SCREENING_NONE where empty */
} ScanBlocks;

typedef struct {
    const uint8_t *symbols;
    int n;
    const uint8_t *letters; /* a = 0x61 */
    int n_letters;
    int length[2];    /* weighted length, under either deletion table */
    int potential[2]; /* two renderings are at least as far apart as their potentials: see scoring.Model.potential */
    int unvowelled;
    int is_prefix;    /* also keep renderings that begin like the token */
    /* By hand of a block, then by the least number of letters, then by the number of letters shared: how far apart
       their sounds may be, in 1/32768 of the greater weighted length.  One row for all numbers where letters say nothing. */
    const uint16_t *reach[SCREENING_SYMBOLS];
    uint8_t by_letters[SCREENING_SYMBOLS];
} ScanQuery;

typedef struct {
    const uint8_t *substitution; /* 32 x 32, in halves */
    const uint8_t *deletion;     /* 2 x 32 */
    const uint8_t *unvowelled;   /* by hand */
} ScanCosts;

/* One kept rendering, and the bound of its distance. */
typedef struct {
    uint32_t rendering;
    uint32_t distance;
} ScanHit;

/* The token, ready to be compared: what a symbol costs at least, wherever its counterpart is; which letters it has. */
typedef struct {
    uint8_t least[2][SCREENING_SYMBOLS + 1]; /* the last, which stands for no symbol, is free */
    uint8_t has[SCREENING_SYMBOLS];
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
    for (int i = 0; i < q->n_letters; i++) token->has[(q->letters[i] - 'a') & 31] = 1;
}

static inline const uint16_t *scan_reach(const ScanBlocks *b, const ScanQuery *q, uint32_t k) {
    const int hand = b->hand[k];
    return q->reach[hand] + SCREENING_SHARES * q->by_letters[hand] * b->fewest[k];
}

/* The greatest weighted length of the token and the renderings of block k. */
static inline int scan_longer(const ScanBlocks *b, const ScanQuery *q, uint32_t k, int table) {
    const int own = q->length[table], other = b->bounds[6 * k + 3 * table + 2];
    return own > other ? own : other;
}

/* Greatest distance of interest to any rendering of block k: of one that shares as many letters as can be. */
static inline int scan_cut(const ScanBlocks *b, const ScanQuery *q, uint32_t k, int table) {
    return (int)(((int64_t)scan_longer(b, q, k, table) * scan_reach(b, q, k)[SCREENING_SHARES - 1]) >> 15);
}

/* Whether any rendering of block k can be as near as cut, as far as the block as a whole tells. */
static inline int scan_reaches(
    const ScanBlocks *b, const ScanQuery *q, const ScanToken *token, uint32_t k, int table, int cut
) {
    const uint16_t *bounds = b->bounds + 6 * k + 3 * table;
    const uint8_t *common = b->common + SCREENING_COMMON * k, *least = token->least[table];
    const int own = q->potential[table];
    const int cost = 2 * (least[common[0]] + least[common[1]] + least[common[2]] + least[common[3]]);
    return (own <= bounds[1] + cut) & (q->is_prefix | ((own >= bounds[0] - cut) & (cost <= cut)));
}

static uint32_t scan_scalar(const ScanBlocks *b, const ScanQuery *q, const ScanCosts *costs, ScanHit *out) {
    ScanToken token;
    uint32_t n = 0;
    scan_prepare(q, costs, &token);
    for (uint32_t k = 0; k < b->n_blocks; k++) {
        const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
        if (!scan_reaches(b, q, &token, k, table, scan_cut(b, q, k, table))) continue;
        for (int lane = 0; lane < SCREENING_LANES; lane++) {
            uint32_t r = b->rendering[SCREENING_LANES * k + lane];
            if (r == SCREENING_NONE) break;
            out[n].rendering = r;
            out[n++].distance = 0;
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
    const __m256i ours = _mm256_set1_epi8((char)(potential / 2 < 255 ? potential / 2 : 255));
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
    const __m256i reach = _mm256_loadu_si256((const __m256i *)scan_reach(b, q, k));
    __m256i shared = _mm256_setzero_si256();
    for (; letter < end; letter += SCREENING_LANES)
        shared = _mm256_add_epi8(shared, scan_lookup(has, _mm256_loadu_si256((const __m256i *)letter)));
    shared = _mm256_min_epu8(shared, _mm256_set1_epi8(SCREENING_SHARES - 1));
    /* the upper half of the product: half of longer * reach / 32768 */
    const __m256i wide = _mm256_mulhi_epu16(reach, _mm256_set1_epi16((short)scan_longer(b, q, k, table)));
    const __m128i narrow = _mm_packus_epi16(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(narrow), shared);
}

/* A block that may hold similar renderings: how near each lane is at most by its symbols, and how near it must be. */
typedef struct {
    __m256i sum, cuts;
    uint32_t block;
    uint32_t lanes;
} ScanSurvivor;

/* Blocks from first to end that may hold similar renderings, by the cheap tests; no branch depends on them. */
SCREENING_TARGET static inline int scan_sift(
    const ScanBlocks *b, const ScanQuery *q, const ScanCosts *costs, const ScanToken *token,
    const ScanTable *least, ScanTable has, uint32_t first, uint32_t end, ScanSurvivor *out
) {
    uint32_t passed[SCREENING_CHUNK];
    int n = 0, kept = 0;
    for (uint32_t k = first; k < end; k++) {
        const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
        passed[n] = k;
        n += scan_reaches(b, q, token, k, table, scan_cut(b, q, k, table));
    }
    for (int i = 0; i < n; i++) {
        const uint32_t k = passed[i];
        const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
        const int cut = scan_cut(b, q, k, table);
        __m256i sum = _mm256_setzero_si256(), cuts = _mm256_set1_epi8((char)(cut / 2));
        out[kept].block = k;
        if (q->is_prefix || cut / 2 >= SCREENING_ALL) {
            out[kept].lanes = 0xFFFFFFFFu;
        } else {
            const uint8_t *symbol = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k];
            const uint8_t *last = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k + 1];
            for (; symbol < last; symbol += SCREENING_LANES)
                sum = _mm256_adds_epu8(sum, scan_lookup(least[table], _mm256_loadu_si256((const __m256i *)symbol)));
            if (q->by_letters[b->hand[k]]) cuts = scan_cuts(b, q, k, table, has);
            const uint8_t *potential = b->potential + SCREENING_LANES * (2 * (size_t)k + table);
            out[kept].lanes =
                scan_at_most(_mm256_max_epu8(sum, scan_apart(potential, q->potential[table])), cuts);
        }
        out[kept].sum = sum;
        out[kept].cuts = cuts;
        kept += out[kept].lanes != 0;
    }
    return kept;
}

SCREENING_TARGET static uint32_t scan_avx2(
    const ScanBlocks *b, const ScanQuery *q, const ScanCosts *costs, ScanHit *out
) {
    ScanTable change[SCREENING_LONGEST], insertion[2], least[2], has;
    ScanSurvivor survivors[SCREENING_CHUNK];
    __m256i removal[2][SCREENING_LONGEST], row[SCREENING_LONGEST + 1];
    const __m256i zero = _mm256_setzero_si256();
    ScanToken token;
    uint32_t n = 0;
    scan_prepare(q, costs, &token);
    has = scan_table(token.has);
    for (int t = 0; t < 2; t++) {
        insertion[t] = scan_table(costs->deletion + SCREENING_SYMBOLS * t);
        least[t] = scan_table(token.least[t]);
    }
    for (int i = 0; i < q->n; i++) {
        change[i] = scan_table(costs->substitution + SCREENING_SYMBOLS * q->symbols[i]);
        for (int t = 0; t < 2; t++)
            removal[t][i] = _mm256_set1_epi8((char)costs->deletion[SCREENING_SYMBOLS * t + q->symbols[i]]);
    }
    for (uint32_t first = 0; first < b->n_blocks; first += SCREENING_CHUNK) {
        const uint32_t end = b->n_blocks - first < SCREENING_CHUNK ? b->n_blocks : first + SCREENING_CHUNK;
        const int found = scan_sift(b, q, costs, &token, least, has, first, end, survivors);
        for (int s = 0; s < found; s++) {
            const uint32_t k = survivors[s].block;
            const int table = costs->unvowelled[b->hand[k]] != q->unvowelled;
            const int keep_all = scan_cut(b, q, k, table) / 2 >= SCREENING_ALL;
            const uint8_t *symbols = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k];
            const uint8_t *last = b->symbols + (size_t)SCREENING_LANES * b->symbols_at[k + 1];
            const __m256i cuts = survivors[s].cuts;
            __m256i ahead = survivors[s].sum;
            uint32_t kept = survivors[s].lanes;
            row[0] = zero;
            for (int i = 0; i < q->n; i++) row[i + 1] = _mm256_adds_epu8(row[i], removal[table][i]);
            __m256i prefix = row[q->n];
            for (; symbols < last && kept; symbols += SCREENING_LANES) {
                const __m256i symbol = _mm256_loadu_si256((const __m256i *)symbols);
                const __m256i inserted = scan_lookup(insertion[table], symbol);
                __m256i diagonal = row[0], best;
                row[0] = _mm256_adds_epu8(row[0], inserted);
                best = row[0];
                for (int i = 0; i < q->n; i++) {
                    const __m256i x = _mm256_adds_epu8(diagonal, scan_changed(change[i], symbol));
                    const __m256i y = _mm256_adds_epu8(row[i + 1], inserted);
                    const __m256i z = _mm256_adds_epu8(row[i], removal[table][i]);
                    diagonal = row[i + 1];
                    row[i + 1] = _mm256_min_epu8(_mm256_min_epu8(x, y), z);
                    best = _mm256_min_epu8(best, row[i + 1]);
                }
                prefix = _mm256_min_epu8(prefix, row[q->n]);
                /* What is still to come costs a lane at least what its symbols cost. */
                ahead = _mm256_subs_epu8(ahead, scan_lookup(least[table], symbol));
                if (!keep_all && !q->is_prefix) kept = scan_at_most(_mm256_adds_epu8(best, ahead), cuts);
            }
            if (!kept) continue;
            const __m256i distance = q->is_prefix ? prefix : row[q->n];
            if (!keep_all) kept = scan_at_most(distance, cuts);
            uint8_t bound[SCREENING_LANES];
            _mm256_storeu_si256((__m256i *)bound, distance);
            while (kept) {
                const int lane = __builtin_ctz(kept);
                kept &= kept - 1;
                const uint32_t r = b->rendering[SCREENING_LANES * k + lane];
                if (r == SCREENING_NONE) break;
                out[n].rendering = r;
                out[n++].distance = 2 * (uint32_t)(bound[lane] == 255 ? SCREENING_ALL : bound[lane]);
            }
        }
    }
    return n;
}
#endif

/* Renderings that may be similar, in the order of the blocks; out has room for all of them. */
[[maybe_unused]] static uint32_t scan(
    const ScanBlocks *b, const ScanQuery *q, const ScanCosts *costs, int vectors, ScanHit *out
) {
#ifdef SCREENING_AVX2
    if (vectors && __builtin_cpu_supports("avx2")) return scan_avx2(b, q, costs, out);
#else
    (void)vectors;
#endif
    return scan_scalar(b, q, costs, out);
}

#endif
