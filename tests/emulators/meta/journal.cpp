#include "tests/emulators/meta/journal.hpp"

#include "tests/emulators/common/clock.hpp"

#include <algorithm>

namespace emulators::meta {

using json = nlohmann::json;

void journal::add(json entry) {
    {
        const std::lock_guard lock(mutex_);
        entry["n"] = entries_.size() + 1;
        entry["at"] = now_ms();
        entries_.push_back(std::move(entry));
    }
    more_.notify_all();
}

json journal::find(std::uint64_t after, std::size_t limit, std::chrono::milliseconds wait,
                   const std::function<bool(const json&)>& wanted) const {
    json items = json::array();
    auto next = after;
    std::unique_lock lock(mutex_);
    const auto look = [&] {
        for (; next < entries_.size() && items.size() < limit; ++next) {
            if (wanted(entries_[next])) {
                items.push_back(entries_[next]);
            }
        }
        return !items.empty() || limit == 0;
    };
    more_.wait_for(lock, wait, look);
    return {{"items", std::move(items)}, {"next", next}};
}

void journal::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
}

}  // namespace emulators::meta
