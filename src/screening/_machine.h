/* What differs between compilers and systems. */
#ifndef SCREENING_MACHINE_H
#define SCREENING_MACHINE_H

#if defined(_MSC_VER)
#include <intrin.h>
static inline int screening_popcount(unsigned long long x) { return (int)__popcnt64(x); }
static inline void screening_prefetch(const void* p) { (void)p; }
#else
static inline int screening_popcount(unsigned long long x) { return __builtin_popcountll(x); }
static inline void screening_prefetch(const void* p) { __builtin_prefetch(p); }
#endif

#endif
