/* The sums of `_sieve.h`.  Included once for every instruction set, into a namespace of its own: that of the vectors is
 * chosen where a function is written, not where it is used. */

/* Adds a digit to the sums from a place on; what overflows is too much. */
template <int place> SCREENING_INLINE void scan_add(ScanLanes *sum, const ScanLanes &lanes) {
    ScanLanes digit = lanes;
    for (int k = place; k < SCREENING_BITS; k++) {
        const ScanLanes carry = sum[k] & digit;
        sum[k] = sum[k] ^ digit;
        digit = carry;
    }
    sum[SCREENING_BITS] = sum[SCREENING_BITS] | digit;
}

/* Adds the planes that count 1 << place, two at once as long as there are two. */
template <int place> SCREENING_INLINE void scan_digit(const ScanTerms *t, size_t word, ScanLanes *sum) {
    const uint32_t *const *plane = t->planes[place], *const *end = plane + t->n[place];
    for (; plane + 1 < end; plane += 2) {
        const ScanLanes &x = *(const ScanLanes *)(plane[0] + word), &y = *(const ScanLanes *)(plane[1] + word);
        const ScanLanes either = x ^ y, carry = (x & y) | (sum[place] & either);
        sum[place] = sum[place] ^ either;
        scan_add<place + 1>(sum, carry);
    }
    if (plane < end) scan_add<place>(sum, *(const ScanLanes *)(*plane + word));
}

/* The lanes of a group that may be similar, a word a block; starts are those of all blocks. */
SCREENING_INLINE void scan_sieve(
    const ScanSieve *sieve, const ScanTerms *terms, const uint8_t *starts, size_t group, uint32_t *out
) {
    const size_t word = group * SCREENING_GROUP;
    ScanLanes sum[SCREENING_BITS + 1], start;
    SCREENING_WIDEN(start, starts + sieve->groups[group].first);
    for (int k = 0; k < SCREENING_BITS; k++) sum[k] = SCREENING_SPREAD(start, k);
    sum[SCREENING_BITS] = start ^ start;
    scan_digit<0>(terms, word, sum);
    scan_digit<1>(terms, word, sum);
    scan_digit<2>(terms, word, sum);
    scan_digit<3>(terms, word, sum);
    scan_digit<4>(terms, word, sum);
    scan_digit<5>(terms, word, sum);
    for (int i = 0; i < terms->n[SCREENING_BITS]; i++)
        sum[SCREENING_BITS] = sum[SCREENING_BITS] | *(const ScanLanes *)(terms->planes[SCREENING_BITS][i] + word);
    const ScanLanes any = SCREENING_SPREAD(start, SCREENING_ANY_BIT);
    const ScanLanes lanes = *(const ScanLanes *)(sieve->filled.data() + word) & (any | ~sum[SCREENING_BITS]);
    memcpy(out, &lanes, sizeof(lanes));
}
