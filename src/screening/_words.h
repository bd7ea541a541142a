/* Words that were met before: from the bytes of a word to what it stands for.
 *
 * Open addressing over numbers of records; a record is one cache line and holds its word where that is short, so that
 * nearly every word is found by a look at its slot and one at its record.  Both looks wait for memory: whoever has many
 * words to find says beforehand which (`near_slot`, `near_word`).
 */
#ifndef SCREENING_WORDS_H
#define SCREENING_WORDS_H

#include <stdint.h>
#include <string.h>

#include <exception>
#include <stdexcept>
#include <vector>

struct Word {
    static constexpr size_t INLINE = 35;
    uint32_t hash;
    uint32_t key;                       /* what else it is known by than its bytes */
    uint32_t first, second;             /* what it stands for, as the table has it that this is of */
    uint32_t at;                        /* of word and note in the map's text, where they are not inline */
    uint32_t note_size;                 /* bytes noted of it, behind its own */
    uint16_t size;                      /* bytes of the word */
    uint16_t flags;
    uint8_t length;                     /* its code points, compatibility forms unfolded */
    uint8_t text[INLINE];
};
static_assert(sizeof(Word) == 64, "a record is one cache line");

class WordMap {
  public:
    WordMap() : seed_(0), slots_(1 << 12) {}

    /* Words are hashed with a seed, so that nobody can send words that collide. */
    void seed(uint64_t seed) noexcept { seed_ = seed; }

    uint32_t hash(const uint8_t *data, size_t n, uint32_t key) const noexcept {
        uint64_t h = (seed_ + key) ^ n, part;
        for (; n >= 8; data += 8, n -= 8) {
            memcpy(&part, data, 8);
            h = (h ^ part) * 0x9E3779B97F4A7C15u;
            h ^= h >> 29;
        }
        part = 0;
        memcpy(&part, data, n);
        h = (h ^ part) * 0x9E3779B97F4A7C15u;
        h ^= h >> 32;
        h *= 0xD6E8FEB86659FD93u;
        return (uint32_t)(h ^ (h >> 32));
    }

    void near_slot(uint32_t hash) const noexcept { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }

    void near_word(uint32_t hash) const noexcept {
        const uint32_t slot = slots_[hash & (slots_.size() - 1)];
        if (slot) __builtin_prefetch(&words_[slot - 1]);
    }

    /* The record of a word, good until the next is added; NULL where it is new. */
    const Word *find(const uint8_t *data, size_t n, uint32_t key) const noexcept {
        const uint32_t h = hash(data, n, key);
        const size_t mask = slots_.size() - 1;
        for (size_t slot = h & mask; slots_[slot]; slot = (slot + 1) & mask) {
            const Word *word = &words_[slots_[slot] - 1];
            if (word->hash == h && word->size == n && word->key == key && memcmp(data, bytes(word), n) == 0) return word;
        }
        return nullptr;
    }

    /* Of a word, its note behind them. */
    const uint8_t *bytes(const Word *word) const noexcept {
        return word->size + word->note_size <= Word::INLINE ? word->text : &text_[word->at];
    }

    /* Keep a new word: key, first, second, length and flags are given, the rest is filled in. */
    const Word *add(Word word, const uint8_t *data, size_t n, const uint8_t *note, size_t note_size) {
        word.hash = hash(data, n, word.key);
        word.size = (uint16_t)n;
        word.note_size = (uint32_t)note_size;
        word.at = (uint32_t)text_.size();
        if (n + note_size <= Word::INLINE) {
            memcpy(word.text, data, n);
            if (note_size) memcpy(word.text + n, note, note_size);
        } else {
            if (text_.size() + n + note_size > UINT32_MAX) throw std::length_error("too many words for one table");
            text_.insert(text_.end(), data, data + n);
            text_.insert(text_.end(), note, note + note_size);
        }
        words_.push_back(word);
        if (2 * words_.size() > slots_.size()) {
            slots_.assign(2 * slots_.size(), 0);
            for (size_t i = 0; i < words_.size(); i++) take_slot(i);
        } else {
            take_slot(words_.size() - 1);
        }
        return &words_.back();
    }

    /* The same where the interpreter is let go of: NULL where there is no memory. */
    const Word *try_add(const Word &word, const uint8_t *data, size_t n) noexcept {
        try {
            return add(word, data, n, nullptr, 0);
        } catch (const std::exception &) {
            return nullptr;
        }
    }

    size_t size() const noexcept { return words_.size(); }

    /* A record by its number, which holds as long as the map, and the number of a record. */
    const Word *numbered(size_t number) const noexcept { return &words_[number]; }
    size_t number(const Word *word) const noexcept { return (size_t)(word - words_.data()); }

    /* Bytes of memory that it holds. */
    size_t memory() const noexcept {
        return words_.capacity() * sizeof(Word) + slots_.capacity() * sizeof(uint32_t) + text_.capacity();
    }

  private:
    void take_slot(size_t word) noexcept {
        const size_t mask = slots_.size() - 1;
        size_t slot = words_[word].hash & mask;
        while (slots_[slot]) slot = (slot + 1) & mask;
        slots_[slot] = (uint32_t)word + 1;
    }

    uint64_t seed_;
    std::vector<uint32_t> slots_;       /* number of a record + 1, or 0 */
    std::vector<Word> words_;
    std::vector<uint8_t> text_;
};

#endif
