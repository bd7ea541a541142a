/* Which renderings of a list can be similar to a token, at a first glance: 256 of them at once, one bit each.
 *
 * Every sound of a token that a rendering has no counterpart of costs something, and every letter that it lacks takes
 * from how far apart the sounds may be.  A *plane* says in one bit a lane which renderings lack something: any
 * counterpart of a symbol that costs less than so much, a letter, a letter for the second time.  What a rendering lacks
 * is summed up in bits too, a word for each binary digit of the sum: a few instructions on plain words for all lanes of
 * SCREENING_GROUP blocks.  Sums are rounded down, limits are not: nothing that can be similar is left out.
 *
 * The planes are no column of the file: they are made from its blocks when it is opened.
 */
#ifndef SCREENING_SIEVE_H
#define SCREENING_SIEVE_H

#include <string.h>

#include <map>
#include <tuple>
#include <vector>

#include "_blocks.h"

#define SCREENING_GROUP 8   /* blocks */
#define SCREENING_UNIT 10   /* halves: a step of the sums, and what a missing letter counts */
#define SCREENING_UNITS 13  /* numbers of units that a cost has */
#define SCREENING_BITS 6    /* of a sum; what is above is too far */
#define SCREENING_ANY_BIT 7 /* of a start: no sum is too far */
#define SCREENING_STEP 32   /* hundredths by which weighted lengths are told apart */
#define SCREENING_TERMS (SCREENING_LONGEST * SCREENING_UNITS) /* what 12 units a symbol and one a letter give at most */

/* A word of 32 lanes for each block of a group. */
#ifdef __GNUC__
#define SCREENING_INLINE static inline __attribute__((always_inline))
typedef uint32_t ScanLanes __attribute__((vector_size(4 * SCREENING_GROUP), aligned(4)));
typedef uint8_t ScanBytes __attribute__((vector_size(SCREENING_GROUP), aligned(1)));
#define SCREENING_WIDEN(lanes, bytes) lanes = __builtin_convertvector(*(const ScanBytes *)(bytes), ScanLanes)
#define SCREENING_SPREAD(lanes, bit) (0u - (((lanes) >> (bit)) & 1u)) /* one bit of every word to all of it */
#else
#define SCREENING_INLINE static inline
struct ScanLanes {
    uint32_t word[SCREENING_GROUP];
};
#define SCREENING_EACH(expression)                                                                                     \
    ScanLanes out;                                                                                                     \
    for (int i = 0; i < SCREENING_GROUP; i++) out.word[i] = expression;                                                \
    return out;
static inline ScanLanes operator&(const ScanLanes &x, const ScanLanes &y) { SCREENING_EACH(x.word[i] & y.word[i]) }
static inline ScanLanes operator|(const ScanLanes &x, const ScanLanes &y) { SCREENING_EACH(x.word[i] | y.word[i]) }
static inline ScanLanes operator^(const ScanLanes &x, const ScanLanes &y) { SCREENING_EACH(x.word[i] ^ y.word[i]) }
static inline ScanLanes operator~(const ScanLanes &x) { SCREENING_EACH(~x.word[i]) }
static inline ScanLanes scan_spread(const ScanLanes &x, int bit) { SCREENING_EACH(0u - (x.word[i] >> bit & 1u)) }
static inline ScanLanes scan_widen(const uint8_t *bytes) { SCREENING_EACH(bytes[i]) }
#define SCREENING_WIDEN(lanes, bytes) lanes = scan_widen(bytes)
#define SCREENING_SPREAD(lanes, bit) scan_spread(lanes, bit)
#endif

/* What the limits of a block depend on. */
typedef struct {
    uint8_t hand, fewest;
    uint16_t longest[2]; /* the greatest weighted length under either deletion table, rounded up */
} ScanShape;

typedef struct {
    uint32_t first; /* block */
    uint32_t n;     /* blocks, all of one hand */
} ScanGroup;

typedef std::vector<uint32_t> ScanPlane; /* SCREENING_GROUP words a group */

class ScanSieve {
  public:
    ScanSieve(const ScanBlocks *b, const ScanCosts *costs) : shape_of(b->n_blocks) {
        std::map<std::tuple<int, int, int, int>, uint32_t> known;
        for (uint32_t k = 0; k < b->n_blocks; k++) {
            if (groups.empty() || groups.back().n == SCREENING_GROUP || b->hand[k] != b->hand[k - 1])
                groups.push_back({k, 0});
            groups.back().n++;
            const int longest[2] = {rounded(b->longest[2 * k]), rounded(b->longest[2 * k + 1])};
            const auto key = std::make_tuple((int)b->hand[k], (int)b->fewest[k], longest[0], longest[1]);
            const auto found = known.emplace(key, (uint32_t)shapes.size());
            if (found.second)
                shapes.push_back({b->hand[k], b->fewest[k], {(uint16_t)longest[0], (uint16_t)longest[1]}});
            shape_of[k] = found.first->second;
        }
        const size_t words = groups.size() * SCREENING_GROUP;
        std::vector<ScanPlane> has(SCREENING_SYMBOLS, ScanPlane(words));
        once.assign(SCREENING_LETTERS, ScanPlane(words, SCREENING_NONE));
        twice = once;
        filled.resize(words);
        for (size_t g = 0; g < groups.size(); g++)
            for (uint32_t i = 0; i < groups[g].n; i++) lay(b, groups[g].first + i, g * SCREENING_GROUP + i, has);
        for (int s = 0; s < SCREENING_SYMBOLS; s++) {
            ScanPlane lacks(words, SCREENING_NONE);
            for (int units = 0; units < SCREENING_UNITS; units++) {
                bool is_new = false;
                for (int other = 0; other < SCREENING_SYMBOLS; other++) {
                    if (costs->substitution[SCREENING_SYMBOLS * s + other] / SCREENING_UNIT != units) continue;
                    for (size_t w = 0; w < words; w++) lacks[w] &= ~has[other][w];
                    is_new = true;
                }
                if (is_new && is_cheaper(costs, s, units)) counterparts[s].push_back({units, lacks});
            }
        }
    }

    struct Counterpart {
        int units;
        ScanPlane plane; /* lanes that lack any counterpart of a symbol that costs no more */
    };
    std::vector<ScanGroup> groups;
    std::vector<ScanShape> shapes;
    std::vector<uint32_t> shape_of;                           /* blocks */
    ScanPlane filled;                                         /* lanes that hold a rendering */
    std::vector<ScanPlane> once, twice;                       /* lanes that lack a letter, that don't have it twice */
    std::vector<Counterpart> counterparts[SCREENING_SYMBOLS]; /* the cheapest first, cheaper than leaving it out */

  private:
    static int rounded(int length) {
        const int up = (length + SCREENING_STEP - 1) / SCREENING_STEP * SCREENING_STEP;
        return up < 0xFFFF ? up : 0xFFFF;
    }

    static bool is_cheaper(const ScanCosts *costs, int s, int units) {
        return units < costs->deletion[s] / SCREENING_UNIT || units < costs->deletion[SCREENING_SYMBOLS + s] / SCREENING_UNIT;
    }

    /* The word of one block in all planes. */
    void lay(const ScanBlocks *b, uint32_t k, size_t word, std::vector<ScanPlane> &has) {
        for (int lane = 0; lane < SCREENING_LANES; lane++)
            if (b->rendering[SCREENING_LANES * (size_t)k + lane] != SCREENING_NONE) filled[word] |= 1u << lane;
        for (uint32_t c = b->symbols_at[k]; c < b->symbols_at[k + 1]; c++)
            for (int lane = 0; lane < SCREENING_LANES; lane++) {
                const uint8_t symbol = b->symbols[SCREENING_LANES * (size_t)c + lane];
                if (symbol != SCREENING_PAD) has[symbol][word] |= 1u << lane;
            }
        for (uint32_t c = b->letters_at[k]; c < b->letters_at[k + 1]; c++)
            for (int lane = 0; lane < SCREENING_LANES; lane++) {
                const uint8_t id = b->letters[SCREENING_LANES * (size_t)c + lane];
                if (id == SCREENING_PAD) continue;
                const int letter = id < SCREENING_LETTERS ? id : SCREENING_AGAIN[id - SCREENING_LETTERS] - 'a';
                if (!(once[letter][word] >> lane & 1)) twice[letter][word] &= ~(1u << lane);
                once[letter][word] &= ~(1u << lane);
            }
    }
};

/* The planes that a token's sums are made of, by the power of two that each counts. */
typedef struct {
    const uint32_t *planes[SCREENING_BITS + 1][SCREENING_TERMS]; /* the last: too much by itself */
    int n[SCREENING_BITS + 1];
    int n_letters;
} ScanTerms;

static void scan_term(ScanTerms *out, const ScanPlane &plane, int weight) {
    for (int bit = 0; weight >> bit; bit++)
        if (weight >> bit & 1) {
            const int power = bit < SCREENING_BITS ? bit : SCREENING_BITS;
            out->planes[power][out->n[power]++] = plane.data();
        }
}

/* A missing symbol costs as much as the cheapest counterpart that is there, or as leaving it out. */
static void scan_terms(const ScanSieve *sieve, const ScanQuery *q, const ScanCosts *costs, int table, ScanTerms *out) {
    int symbols[SCREENING_SYMBOLS] = {0}, letters[SCREENING_LETTERS] = {0};
    memset(out->n, 0, sizeof(out->n));
    out->n_letters = 0;
    for (int i = 0; i < q->n; i++) symbols[q->symbols[i]]++;
    for (int s = 0; s < SCREENING_SYMBOLS; s++) {
        const int most = costs->deletion[SCREENING_SYMBOLS * table + s] / SCREENING_UNIT;
        const auto &sets = sieve->counterparts[s];
        for (size_t i = 0; symbols[s] && i < sets.size() && sets[i].units < most; i++) {
            const int next = i + 1 < sets.size() && sets[i + 1].units < most ? sets[i + 1].units : most;
            scan_term(out, sets[i].plane, symbols[s] * (next - sets[i].units));
        }
    }
    for (int i = 0; i < q->n_letters && !q->is_prefix; i++) {
        const int letter = q->letters[i] - 'a', which = letters[letter]++;
        if (which >= 2) continue; /* more than two are not told apart */
        out->n_letters++;
        scan_term(out, (which ? sieve->twice : sieve->once)[letter], 1);
    }
}

/* Of a shape: what a sum starts with, so that it overflows above the limit, and how far apart sounds may be, in halves. */
typedef struct {
    uint8_t start; /* 1 << SCREENING_ANY_BIT: no sum is too far */
    uint8_t cut;
} ScanLimit;

static void scan_limits(
    const ScanSieve *sieve, const ScanQuery *q, const ScanCosts *costs, int n_letters, ScanLimit *out
) {
    for (size_t i = 0; i < sieve->shapes.size(); i++) {
        const ScanShape *shape = &sieve->shapes[i];
        const int table = costs->unvowelled[shape->hand] != q->unvowelled;
        const int most = SCREENING_SHARES - 1, n = q->by_letters[shape->hand] ? q->n_letters : SCREENING_LONGEST;
        const uint16_t *reach = scan_reach(q, shape->hand, shape->fewest);
        const uint32_t own = (uint32_t)q->length[table], other = shape->longest[table];
        const uint32_t longer = own > other ? own : other;
        const uint32_t cut = longer * reach[most] >> 16;
        uint32_t limit = 0;
        for (int missing = 0; missing <= n_letters; missing++) {
            const int shared = n - missing < most ? n - missing : most;
            const uint32_t far = (longer * reach[shared] >> 16) / SCREENING_UNIT + (uint32_t)missing;
            if (far > limit) limit = far;
        }
        out[i].start = (uint8_t)(limit >> SCREENING_BITS ? 1u << SCREENING_ANY_BIT : (1u << SCREENING_BITS) - 1 - limit);
        out[i].cut = (uint8_t)(cut < 255 ? cut : 255);
    }
}

namespace scan_narrow {
#include "_sums.h"
}

#ifdef SCREENING_AVX2
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace scan_wide {
#include "_sums.h"
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

#endif
