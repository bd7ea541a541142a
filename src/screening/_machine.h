/* What differs between compilers and systems. */
#ifndef SCREENING_MACHINE_H
#define SCREENING_MACHINE_H

#include <stddef.h>
#include <stdlib.h>

#if defined(_MSC_VER)
#include <intrin.h>
static inline int screening_popcount(unsigned long long x) { return (int)__popcnt64(x); }
static inline void screening_prefetch(const void* p) { (void)p; }
static inline void* screening_large(size_t size) { return malloc(size); }
#else
static inline int screening_popcount(unsigned long long x) { return __builtin_popcountll(x); }
static inline void screening_prefetch(const void* p) { __builtin_prefetch(p); }
#if defined(__linux__)
#include <sys/mman.h>
#endif
/* Memory that is read all over: in large pages where there are any, since most of a read is finding the page. */
static inline void* screening_large(size_t size) {
    const size_t page = (size_t)2 << 20;
    void* p = NULL;
    size = (size + page - 1) / page * page;
    if (posix_memalign(&p, page, size)) return NULL;
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    madvise(p, size, MADV_HUGEPAGE);
#endif
    return p;
}
#endif

#endif
