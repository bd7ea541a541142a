/* Neighbours of tokens that were looked for before: a bounded store, safe to share between threads.
 *
 * A key is everything of a token that its neighbours depend on.  The store has two halves.  What is new, and what is asked
 * for again, is in the young one; when that is full it becomes the old one, and what nobody asked for meanwhile goes.  So
 * names that travellers often bear stay.  Nothing that is stored can change an answer, only how soon it is there.
 */
#ifndef SCREENING_CACHE_H
#define SCREENING_CACHE_H

#include <stdint.h>
#include <string.h>

#include <mutex>
#include <string>
#include <unordered_map>

#define SCREENING_UNKNOWN ((size_t)-1)

class NeighbourStore {
  public:
    NeighbourStore(size_t record_size, size_t most) : record_size_(record_size), most_(most) {}

    /* Number of records stored for the key, copied to out if there is room for them; SCREENING_UNKNOWN if it is new. */
    size_t find(const char *key, size_t key_size, void *out, size_t room) noexcept {
        try {
            const std::string wanted(key, key_size);
            std::lock_guard<std::mutex> guard(lock_);
            auto found = young_.find(wanted);
            if (found == young_.end()) {
                auto node = old_.extract(wanted);
                if (node.empty()) return SCREENING_UNKNOWN;
                make_room(size_of(node.key(), node.mapped()));
                found = young_.insert(std::move(node)).position;
            }
            const size_t n = found->second.size() / record_size_;
            if (n > 0 && n <= room) memcpy(out, found->second.data(), found->second.size());
            return n;
        } catch (...) {
            return SCREENING_UNKNOWN;
        }
    }

    /* Remember n records; without memory for them, do without. */
    void keep(const char *key, size_t key_size, const void *records, size_t n) noexcept {
        try {
            std::string wanted(key, key_size), value((const char *)records, n * record_size_);
            std::lock_guard<std::mutex> guard(lock_);
            const size_t size = size_of(wanted, value);
            if (size > most_ / 2 || young_.count(wanted)) return;
            make_room(size);
            young_.emplace(std::move(wanted), std::move(value));
        } catch (...) {
        }
    }

  private:
    typedef std::unordered_map<std::string, std::string> Records;

    static size_t size_of(const std::string &key, const std::string &value) { return key.size() + value.size() + 96; }

    /* For so much more in the young half. */
    void make_room(size_t size) {
        if (held_ + size > most_ / 2) {
            old_.clear();
            old_.swap(young_);
            held_ = 0;
        }
        held_ += size;
    }

    std::mutex lock_;
    Records young_, old_;
    size_t record_size_, most_, held_ = 0; /* in the young half */
};

#endif
