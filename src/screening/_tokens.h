/* Tokens and their readings as columns, each known by all that is said of it, so that it stands there once.
 *
 * What reads names has let go of the interpreter, so that nothing it calls throws: what finds no memory says so.
 */
#ifndef SCREENING_TOKENS_H
#define SCREENING_TOKENS_H

#include <stdint.h>

#include <exception>
#include <vector>

#include "_words.h"

/* Append a piece of a vector, which may be the same. */
template <class T>
static inline void screening_append(std::vector<T> &to, const std::vector<T> &from, size_t first, size_t last) {
    for (size_t i = first; i < last; i++) {
        const T value = from[i];
        to.push_back(value);
    }
}

/* The same, and one value; false where there is no memory. */
template <class T>
static inline bool screening_try_append(std::vector<T> &to, const std::vector<T> &from, size_t first,
                                        size_t last) noexcept {
    try {
        screening_append(to, from, first, last);
    } catch (const std::exception &) {
        return false;
    }
    return true;
}

template <class T>
static inline bool screening_try_push(std::vector<T> &to, T value) noexcept {
    try {
        to.push_back(value);
    } catch (const std::exception &) {
        return false;
    }
    return true;
}

struct TokenC {
    const uint8_t *text;                /* its UTF-8: of two tokens with the same readings each keeps its own number */
    size_t n;
    const uint32_t *rendering;
    uint32_t n_renderings;
    const uint32_t *group;
    uint32_t n_groups;
    uint64_t glue_key;
    uint32_t traits;                    /* as `_layout.pxd` has them */
    uint8_t role;
};

struct Tokens {
    static constexpr uint32_t NONE = 0xFFFFFFFF;
    static constexpr uint32_t TRUNCATED = 2 << 8;       /* of the traits */

    std::vector<uint32_t> sound_at{0};
    std::vector<uint8_t> sounds;
    std::vector<uint32_t> letter_at{0};
    std::vector<uint8_t> letters;
    std::vector<uint8_t> hand;
    std::vector<uint16_t> length;
    std::vector<uint64_t> signature;
    std::vector<uint32_t> rendering_at{0};
    std::vector<uint32_t> rendering;
    std::vector<uint32_t> traits;
    std::vector<uint8_t> role;
    std::vector<uint32_t> group_at{0};
    std::vector<uint32_t> group;
    std::vector<uint64_t> glue_key;

    void seed(uint64_t seed) noexcept {
        renderings_.seed(seed);
        tokens_.seed(seed);
    }

    /* Number of a reading, which becomes known by this; NONE where there is no memory. */
    uint32_t add_rendering(uint8_t its_hand, const uint8_t *text, size_t n, const uint8_t *symbols, size_t m,
                           uint64_t its_signature, const uint8_t *deletion) noexcept {
        try {
            key_.assign(1, its_hand);
            key_.insert(key_.end(), text, text + n);
            key_.push_back(0xFF);
            key_.insert(key_.end(), symbols, symbols + m);
            bool is_new;
            const uint32_t number = numbered(renderings_, (uint32_t)hand.size(), &is_new);
            if (!is_new) return number;
            letters.insert(letters.end(), text, text + n);
            sounds.insert(sounds.end(), symbols, symbols + m);
            uint16_t total[2] = {0, 0};
            for (size_t i = 0; i < m; i++) {
                total[0] = (uint16_t)(total[0] + deletion[symbols[i] & 31]);
                total[1] = (uint16_t)(total[1] + deletion[32 + (symbols[i] & 31)]);
            }
            length.insert(length.end(), total, total + 2);
            signature.push_back(its_signature);
            letter_at.push_back((uint32_t)letters.size());
            sound_at.push_back((uint32_t)sounds.size());
            hand.push_back(its_hand);
            return number;
        } catch (const std::exception &) {
            return NONE;
        }
    }

    /* Number of a token, which becomes known by this; NONE where there is no memory. */
    uint32_t add(const TokenC &token) noexcept {
        try {
            const uint32_t head[] = {token.n_renderings, token.n_groups, token.traits, token.role};
            key_.clear();
            put(head, sizeof head);
            put(&token.glue_key, sizeof token.glue_key);
            put(token.rendering, token.n_renderings * sizeof(uint32_t));
            put(token.group, token.n_groups * sizeof(uint32_t));
            put(token.text, token.n);
            bool is_new;
            const uint32_t number = numbered(tokens_, (uint32_t)traits.size(), &is_new);
            if (!is_new) return number;
            rendering.insert(rendering.end(), token.rendering, token.rendering + token.n_renderings);
            group.insert(group.end(), token.group, token.group + token.n_groups);
            add_rest(token.traits, token.role, token.glue_key);
            return number;
        } catch (const std::exception &) {
            return NONE;
        }
    }

    /* Number of the same token cut off; NONE where there is no memory. */
    uint32_t cut(uint32_t token) noexcept {
        if (cut_off_[token] != NONE) return cut_off_[token];
        const uint32_t number = (uint32_t)traits.size();
        try {
            screening_append(rendering, rendering, rendering_at[token], rendering_at[token + 1]);
            screening_append(group, group, group_at[token], group_at[token + 1]);
            add_rest(traits[token] | TRUNCATED, role[token], glue_key[token]);
        } catch (const std::exception &) {
            return NONE;
        }
        return cut_off_[token] = number;
    }

  private:
    void put(const void *data, size_t n) {
        const uint8_t *bytes = (const uint8_t *)data;
        if (n) key_.insert(key_.end(), bytes, bytes + n);
    }

    /* Number of what `key_` says, which is the next one where it is new. */
    uint32_t numbered(WordMap &map, uint32_t next, bool *is_new) {
        const Word *known = map.find(key_.data(), key_.size(), 0);
        *is_new = known == nullptr;
        if (known) return known->first;
        Word word = {};
        word.first = next;
        map.add(word, key_.data(), key_.size(), nullptr, 0);
        return next;
    }

    void add_rest(uint32_t its_traits, uint8_t its_role, uint64_t its_glue_key) {
        traits.push_back(its_traits);
        role.push_back(its_role);
        glue_key.push_back(its_glue_key);
        rendering_at.push_back((uint32_t)rendering.size());
        group_at.push_back((uint32_t)group.size());
        cut_off_.push_back(NONE);
    }

    std::vector<uint32_t> cut_off_;     /* the same token, cut off; NONE until there is one */
    std::vector<uint8_t> key_;
    WordMap renderings_, tokens_;
};

#endif
