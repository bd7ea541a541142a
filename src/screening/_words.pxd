"""The map of words, and what reading names word by word has in common."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from screening._arrow cimport StringsC, value


cdef extern from "_words.h":
    cppclass Word:
        Word()
        uint32_t key
        uint32_t first
        uint32_t second
        uint32_t note_size
        uint16_t size
        uint16_t flags
        uint8_t length
    cppclass WordMap:
        WordMap()
        void seed(uint64_t seed) noexcept nogil
        uint32_t hash(const uint8_t* data, size_t n, uint32_t key) noexcept nogil
        void near_slot(uint32_t hash) noexcept nogil
        void near_word(uint32_t hash) noexcept nogil
        const Word* find(const uint8_t* data, size_t n, uint32_t key) noexcept nogil
        const uint8_t* bytes(const Word* word) noexcept nogil
        const Word* add(Word word, const uint8_t* data, size_t n, const uint8_t* note, size_t note_size) except +
        const Word* try_add(const Word& word, const uint8_t* data, size_t n) noexcept nogil
        size_t size() noexcept nogil
        size_t memory() noexcept nogil
        const Word* numbered(size_t number) noexcept nogil
        size_t number(const Word* word) noexcept nogil


cdef enum:
    # A name of so many code points, compatibility forms unfolded, meets no limit of `screening.text`: longer ones are
    # never read word by word.
    LONGEST = 127
    MAX_WORDS = 64
    MAX_BYTES = 4 * LONGEST
    AHEAD = 16                      # names whose words are called for at once
    WORDS_AHEAD = 8 * AHEAD


cdef inline void look_ahead(WordMap* words, const StringsC* names, int64_t row) noexcept nogil:
    """Call for the words of the next `AHEAD` names, so that they are near when they are looked up."""
    cdef uint32_t hashes[WORDS_AHEAD]
    cdef const uint8_t* data
    cdef size_t n, start, k
    cdef int64_t last = min(row + AHEAD, names.length)
    cdef int m = 0, i
    while row < last:
        data = value(names, row, &n)
        start = 0
        for k in range(min(n, <size_t>MAX_BYTES) + 1):
            if k < n and data[k] != 32:
                continue
            if k > start and m < WORDS_AHEAD:
                hashes[m] = words.hash(data + start, k - start, 0)
                words.near_slot(hashes[m])
                m += 1
            start = k + 1
        row += 1
    for i in range(m):
        words.near_word(hashes[i])
