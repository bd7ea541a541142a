/* Neighbours of tokens that were looked for before: a bounded store, safe to share between threads.
 *
 * A key is everything of a token that its neighbours depend on.  When the store is full it is emptied: what travellers
 * are called comes back soon, and no order has to be kept.  Nothing that is stored can change an answer, only how soon it
 * is there.
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
            auto found = records_.find(wanted);
            if (found == records_.end()) return SCREENING_UNKNOWN;
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
            const size_t size = wanted.size() + value.size() + 96;
            if (held_ + size > most_) {
                records_.clear();
                held_ = 0;
            }
            if (size <= most_ && records_.emplace(std::move(wanted), std::move(value)).second) held_ += size;
        } catch (...) {
        }
    }

  private:
    std::mutex lock_;
    std::unordered_map<std::string, std::string> records_;
    size_t record_size_, most_, held_ = 0;
};

#endif
