#include "tests/emulators/telegram/ledger.hpp"

#include "tests/emulators/common/clock.hpp"

namespace emulators::telegram {

void ledger::add(json entry) {
    {
        const std::lock_guard lock(mutex_);
        entry["n"] = entries_.size() + 1;
        entry["at"] = now_ms();
        entries_.push_back(std::move(entry));
    }
    more_.notify_all();
}

json ledger::find(std::int64_t chat, std::uint64_t after, std::size_t limit,
                  std::chrono::milliseconds wait) const {
    std::unique_lock lock(mutex_);
    json items = json::array();
    auto next = after;
    const auto collect = [&] {
        for (; next < entries_.size() && items.size() < limit; ++next) {
            const auto& each = entries_[static_cast<std::size_t>(next)];
            if (chat == 0 || number_in(each, "chat") == chat) {
                items.push_back(each);
            }
        }
        return !items.empty();
    };
    more_.wait_for(lock, wait, collect);
    return {{"items", std::move(items)}, {"next", next}};
}

void ledger::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
}

}  // namespace emulators::telegram
