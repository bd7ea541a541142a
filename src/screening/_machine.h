/* What differs between compilers and systems. */
#ifndef SCREENING_MACHINE_H
#define SCREENING_MACHINE_H

#include <stdint.h>
#include <stdlib.h>

#if defined(__linux__)
#include <string.h>
#include <sys/mman.h>
#endif

#if defined(_MSC_VER)
#include <intrin.h>
static inline int screening_popcount(unsigned long long x) { return (int)__popcnt64(x); }
static inline void screening_prefetch(const void* p) { (void)p; }
#else
static inline int screening_popcount(unsigned long long x) { return __builtin_popcountll(x); }
/* The empty instruction is an effect: GCC leaves out calls of a function that does nothing but prefetch. */
static inline void screening_prefetch(const void* p) {
    __builtin_prefetch(p);
    __asm__ volatile("" : : "r"(p));
}
#endif

/* calloc, in large pages where there are any: what is looked up all over a table waits for the addresses of small ones. */
static inline void* screening_spread_out(size_t n, size_t size) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    const size_t page = (size_t)1 << 21;
    void* p;
    if (n <= SIZE_MAX / size && n * size >= page && posix_memalign(&p, page, n * size) == 0) {
        madvise(p, n * size, MADV_HUGEPAGE); /* advice: what comes of it does not matter */
        return memset(p, 0, n * size);
    }
#endif
    return calloc(n, size);
}

#endif
