"""How alike two readings of a token are."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from screening._layout cimport FIRST_LETTER, FIRST_SOUND, IS_INITIAL, ModelC, NamesC


cdef struct ReadingC:               # one rendering, wherever it stands
    const uint8_t* sounds
    const uint8_t* letters
    int n_sounds
    int n_letters
    int hand
    int length[2]
    uint64_t signature


cdef inline ReadingC reading(const NamesC* t, uint32_t r) noexcept nogil:
    cdef ReadingC x
    x.sounds = t.sounds + t.sound_at[r]
    x.n_sounds = <int>(t.sound_at[r + 1] - t.sound_at[r])
    x.letters = t.letters + t.letter_at[r]
    x.n_letters = <int>(t.letter_at[r + 1] - t.letter_at[r])
    x.hand = t.hand[r]
    x.length[0] = t.length[2 * r]
    x.length[1] = t.length[2 * r + 1]
    x.signature = t.signature[r]
    return x


cdef inline int initial_similarity(const ModelC* model, uint32_t a, uint32_t b) noexcept nogil:
    """Of two tokens, at least one of them an initial, from their traits."""
    cdef uint32_t letter = (a >> FIRST_LETTER) & 0xFF, sound = a >> FIRST_SOUND
    cdef int s = 1000 if a & b & IS_INITIAL else model.initial_similarity
    if (letter == 0xFF or letter != (b >> FIRST_LETTER) & 0xFF) and (sound == 0xFF or sound != b >> FIRST_SOUND):
        return 0
    return s if s >= model.token_floor else 0


cdef uint64_t letter_signature(const uint8_t* letters, int n) noexcept nogil
cdef int reading_similarity(
    const ModelC* model, const ReadingC* a, const ReadingC* b, bint bounded, int known
) noexcept nogil
cdef int prefix_similarity(const ModelC* model, const ReadingC* cut, const ReadingC* whole) noexcept nogil
