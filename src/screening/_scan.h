/* Which renderings of a list can sound like a token: a lower bound of the weighted edit distance for 32 of them at once.
 *
 * Costs are rounded down to quarters (25 an edit), so that every partial sum fits a byte with saturating addition and is
 * never above the true distance: what the scan leaves out can't be similar, what it keeps is measured again exactly.
 * The columns of 32 renderings lie side by side (a block), padded with PAD, which costs nothing to delete.
 *
 * Without AVX2 the scan keeps whatever the weighted lengths allow; the results are the same, only slower.
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

typedef struct {
    uint32_t n_blocks;
    const uint8_t *symbols;     /* SCREENING_LANES bytes a column */
    const uint32_t *column_at;  /* n_blocks + 1, in columns */
    const uint16_t *lengths;    /* n_blocks x 6: for either deletion table the least and the greatest potential, and the
                                   greatest weighted length */
    const uint8_t *unvowelled;  /* n_blocks: whether its renderings leave out their vowels */
    const uint32_t *rendering;  /* n_blocks x SCREENING_LANES, SCREENING_NONE where empty */
} ScanBlocks;

typedef struct {
    const uint8_t *symbols;
    int n;
    int length[2];    /* weighted length, under either deletion table */
    int potential[2]; /* two renderings are at least as far apart as their potentials: see scoring.Model.potential */
    int unvowelled;
    int least;        /* lowest phonemic similarity of interest, permille, 0 to 1000 */
    int is_prefix;    /* also keep renderings that begin like the token */
} ScanQuery;

/* One kept rendering, and four times the bound of its distance. */
typedef struct {
    uint32_t rendering;
    uint32_t distance;
} ScanHit;

/* Greatest distance of interest to any rendering of a block, and whether any can be as near. */
static inline int64_t scan_cut(const ScanQuery *q, const uint16_t *lengths, int table) {
    int64_t own = q->length[table], other = lengths[3 * table + 2];
    return (own > other ? own : other) * (1000 - q->least) / 1000;
}

static inline int scan_reaches(const ScanQuery *q, const uint16_t *lengths, int table) {
    int64_t own = q->potential[table], cut = scan_cut(q, lengths, table);
    int64_t low = lengths[3 * table], high = lengths[3 * table + 1];
    return own <= high + cut && (q->is_prefix || own >= low - cut);
}

static uint32_t scan_scalar(const ScanBlocks *b, const ScanQuery *q, ScanHit *out) {
    uint32_t n = 0;
    for (uint32_t k = 0; k < b->n_blocks; k++) {
        int table = b->unvowelled[k] != q->unvowelled;
        if (!scan_reaches(q, b->lengths + 6 * k, table)) continue;
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
__attribute__((target("avx2"))) static inline __m256i scan_lookup(__m256i low, __m256i high, __m256i index) {
    /* 32 entries: the low half by bits 0-3, the high half where bit 4 is set; PAD gives 0. */
    __m256i fourth = _mm256_slli_epi16(index, 3);
    return _mm256_blendv_epi8(_mm256_shuffle_epi8(low, index), _mm256_shuffle_epi8(high, index), fourth);
}

__attribute__((target("avx2"))) static uint32_t scan_avx2(
    const ScanBlocks *b, const ScanQuery *q, const uint8_t *substitution, const uint8_t *deletion, ScanHit *out
) {
    __m256i low[SCREENING_LONGEST], high[SCREENING_LONGEST], row[SCREENING_LONGEST + 1];
    __m256i removal[2][SCREENING_LONGEST], del_low[2], del_high[2];
    const __m256i zero = _mm256_setzero_si256();
    uint32_t n = 0;
    for (int i = 0; i < q->n; i++) {
        const uint8_t *costs = substitution + SCREENING_SYMBOLS * q->symbols[i];
        low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)costs));
        high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(costs + 16)));
        for (int t = 0; t < 2; t++)
            removal[t][i] = _mm256_set1_epi8((char)deletion[SCREENING_SYMBOLS * t + q->symbols[i]]);
    }
    for (int t = 0; t < 2; t++) {
        const uint8_t *costs = deletion + SCREENING_SYMBOLS * t;
        del_low[t] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)costs));
        del_high[t] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(costs + 16)));
    }
    for (uint32_t k = 0; k < b->n_blocks; k++) {
        const int table = b->unvowelled[k] != q->unvowelled;
        const uint16_t *lengths = b->lengths + 6 * k;
        if (!scan_reaches(q, lengths, table)) continue;
        int64_t cut = scan_cut(q, lengths, table) / 4;
        if (cut > 254) cut = 254;   /* a saturated sum means nothing: keep such lanes */
        const int keep_all = cut == 254;
        const __m256i cuts = _mm256_set1_epi8((char)cut);
        row[0] = zero;
        for (int i = 0; i < q->n; i++) row[i + 1] = _mm256_adds_epu8(row[i], removal[table][i]);
        __m256i prefix = row[q->n];
        const uint8_t *column = b->symbols + (size_t)SCREENING_LANES * b->column_at[k];
        const uint32_t columns = b->column_at[k + 1] - b->column_at[k];
        int alive = 1;
        for (uint32_t j = 0; j < columns && alive; j++, column += SCREENING_LANES) {
            const __m256i symbol = _mm256_loadu_si256((const __m256i *)column);
            const __m256i pad = _mm256_cmpgt_epi8(zero, symbol);
            const __m256i insertion = scan_lookup(del_low[table], del_high[table], symbol);
            __m256i diagonal = row[0], least;
            row[0] = _mm256_adds_epu8(row[0], insertion);
            least = row[0];
            for (int i = 0; i < q->n; i++) {
                __m256i change = _mm256_or_si256(scan_lookup(low[i], high[i], symbol), pad);
                __m256i x = _mm256_adds_epu8(diagonal, change);
                __m256i y = _mm256_adds_epu8(row[i + 1], insertion);
                __m256i z = _mm256_adds_epu8(row[i], removal[table][i]);
                diagonal = row[i + 1];
                row[i + 1] = _mm256_min_epu8(_mm256_min_epu8(x, y), z);
                least = _mm256_min_epu8(least, row[i + 1]);
            }
            prefix = _mm256_min_epu8(prefix, row[q->n]);
            /* Nobody at or below the cut in this column: nobody can come back below it. */
            if (!keep_all && !(q->is_prefix)) {
                __m256i below = _mm256_cmpeq_epi8(_mm256_min_epu8(least, cuts), least);
                alive = !_mm256_testz_si256(below, below);
            }
        }
        if (!alive) continue;
        const __m256i last = q->is_prefix ? prefix : row[q->n];
        uint32_t kept = 0xFFFFFFFFu;
        if (!keep_all) kept = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(last, cuts), last));
        uint8_t bound[SCREENING_LANES];
        _mm256_storeu_si256((__m256i *)bound, last);
        while (kept) {
            int lane = __builtin_ctz(kept);
            kept &= kept - 1;
            uint32_t r = b->rendering[SCREENING_LANES * k + lane];
            if (r == SCREENING_NONE) break;
            out[n].rendering = r;
            out[n++].distance = bound[lane] == 255 ? 4 * 254 : 4 * (uint32_t)bound[lane];
        }
    }
    return n;
}
#endif

/* Renderings that may be similar, in the order of the blocks; out has room for all of them. */
static uint32_t scan(
    const ScanBlocks *b, const ScanQuery *q, const uint8_t *substitution, const uint8_t *deletion, int vectors, ScanHit *out
) {
#ifdef SCREENING_AVX2
    if (vectors && __builtin_cpu_supports("avx2")) return scan_avx2(b, q, substitution, deletion, out);
#else
    (void)substitution;
    (void)deletion;
    (void)vectors;
#endif
    return scan_scalar(b, q, out);
}

#endif
