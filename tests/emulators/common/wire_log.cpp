#include "tests/emulators/common/wire_log.hpp"

#include "tests/emulators/common/clock.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace emulators {
namespace {

constexpr std::size_t kept = 200;

}  // namespace

void wire_log::note(crossing crossing) {
    {
        const std::lock_guard lock(mutex_);
        last_.push_back({std::move(crossing), now_ms()});
        ++count_;
        if (last_.size() > kept) {
            last_.pop_front();
        }
    }
    more_.notify_all();
}

nlohmann::json wire_log::read(std::uint64_t after, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    if (after > count_) {
        after = 0;
    }
    more_.wait_for(lock, longest, [&] { return count_ > after; });
    auto items = nlohmann::json::array();
    const auto before = count_ - last_.size();  // how many are forgotten
    for (auto n = std::max(after, before); n < count_; ++n) {
        const auto& [what, at_ms] = last_[n - before];
        items.push_back({{"n", n + 1},
                         {"at", at_ms},
                         {"provider", what.provider},
                         {"kind", what.kind},
                         {"what", what.what},
                         {"status", what.status},
                         {"took_ms", what.took_ms},
                         {"reason", what.reason}});
    }
    return {{"items", std::move(items)}, {"next", count_}};
}

}  // namespace emulators
