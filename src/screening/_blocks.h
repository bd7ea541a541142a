/* The renderings of a list side by side, and a token that is looked for among them: what `_sieve.h` and `_scan.h` share.
 *
 * Renderings lie in blocks of 32 (SCREENING_LANES), their symbols and their letters side by side, column by column,
 * padded with PAD.  `screening.blocks` orders them so that those of a block have much in common.
 *
 * Bounds count in halves (50 an edit), rounded down, so that every partial sum fits a byte with saturating addition and is
 * never above the true distance.
 */
#ifndef SCREENING_BLOCKS_H
#define SCREENING_BLOCKS_H

#include <stdint.h>

#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define SCREENING_AVX2 1
#endif

#define SCREENING_LANES 32
#define SCREENING_PAD 0x80
#define SCREENING_NONE 0xFFFFFFFFu
#define SCREENING_SYMBOLS 32
#define SCREENING_LETTERS 26
#define SCREENING_AGAIN "aeinlr" /* letters told apart where they stand in a reading again: ids from 26 on */
#define SCREENING_LONGEST 31
#define SCREENING_SHARES 16 /* numbers of shared letters that are told apart; the last stands for more too */

typedef struct {
    uint32_t n_blocks;
    const uint8_t *symbols;     /* SCREENING_LANES bytes a column, ids below 32 or PAD */
    const uint32_t *symbols_at; /* n_blocks + 1, in columns */
    const uint8_t *letters;     /* likewise, a = 0; from 26 on those of SCREENING_AGAIN that were there before */
    const uint32_t *letters_at;
    const uint16_t *longest;    /* n_blocks x 2: the greatest weighted length, under either deletion table */
    const uint8_t *potential;   /* n_blocks x 2 x SCREENING_LANES: under either deletion table, in halves, at most 255 */
    const uint8_t *hand;        /* n_blocks */
    const uint8_t *fewest;      /* n_blocks: the least number of letters */
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

/* How far apart a token's sounds and those of a block may be, by the number of letters shared. */
static inline const uint16_t *scan_reach(const ScanQuery *q, int hand, int fewest) {
    return q->reach[hand] + SCREENING_SHARES * q->by_letters[hand] * fewest;
}

#endif
