#pragma once
// Idempotency-Keys whose first request is under way: a repeat must wait for its outcome.

#include <mutex>
#include <set>
#include <string>

namespace selat::api {

// [any-thread]
class keys_under_way {
public:
    // False when there is one already.
    bool begin(const std::string& key) {
        const std::lock_guard lock(mutex_);
        return keys_.insert(key).second;
    }
    // Before it is answered: who hears the answer may ask again.
    void end(const std::string& key) {
        const std::lock_guard lock(mutex_);
        keys_.erase(key);
    }

private:
    std::mutex mutex_;  // guards keys_
    std::set<std::string> keys_;
};

}  // namespace selat::api
