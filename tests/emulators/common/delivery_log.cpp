#include "tests/emulators/common/delivery_log.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <utility>

namespace emulators {
namespace {

constexpr std::size_t attempts_max = 200'000;

}  // namespace

signing signing_of(const json& description) {
    const auto word = text_in(description, "signature");
    return word == "wrong" ? signing::wrong : word == "absent" ? signing::absent : signing::right;
}

json told(json about, const delivery_report& report) {
    about["delivered"] = report.delivered;
    about["attempts"] = report.attempts;
    about["status"] = report.status;
    about["reason"] = report.reason;
    return about;
}

void delivery_log::watch(wire_log& wire, std::string_view provider) {
    wire_ = &wire;
    provider_ = provider;
}

void delivery_log::began() {
    const std::lock_guard lock(mutex_);
    ++pending_;
}

void delivery_log::attempted(bool taken, json about) {
    if (wire_) {
        wire_->note({.provider = provider_,
                     .kind = "webhook",
                     .what = text_in(about, "url"),
                     .status = static_cast<int>(number_in(about, "status")),
                     .took_ms = number_in(about, "took_ms"),
                     .reason = text_in(about, "reason")});
    }
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count();
    const std::lock_guard lock(mutex_);
    failed_ += taken ? 0 : 1;
    about["n"] = ++count_;
    about["at"] = at;
    attempts_.push_back(std::move(about));
    if (attempts_.size() > attempts_max) {
        attempts_.pop_front();
    }
}

void delivery_log::ended(bool delivered) {
    {
        const std::lock_guard lock(mutex_);
        ++(delivered ? delivered_ : given_up_);
        --pending_;
    }
    changed_.notify_all();
}

bool delivery_log::wait_below(std::uint64_t pending, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [&] { return pending_ < pending; });
}

json delivery_log::totals(std::chrono::milliseconds idle) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, idle, [&] { return pending_ == 0; });
    return {{"attempts", count_},
            {"delivered", delivered_},
            {"failed", failed_},
            {"given_up", given_up_},
            {"pending", pending_}};
}

json delivery_log::attempts(std::uint64_t after, std::size_t limit,
                            const std::function<bool(const json&)>& wanted) const {
    json items = json::array();
    auto next = after;
    const std::lock_guard lock(mutex_);
    const auto first = count_ - attempts_.size();  // numbers before the oldest kept
    auto each =
        attempts_.begin() + static_cast<std::ptrdiff_t>(std::clamp(after, first, count_) - first);
    for (; each != attempts_.end() && items.size() < limit; ++each) {
        next = (*each)["n"].get<std::uint64_t>();
        if (wanted(*each)) {
            items.push_back(*each);
        }
    }
    return {{"items", std::move(items)}, {"next", next}};
}

void delivery_log::clear() {
    const std::lock_guard lock(mutex_);
    attempts_.clear();
    count_ = delivered_ = failed_ = given_up_ = 0;
}

}  // namespace emulators
