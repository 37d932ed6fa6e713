#include "tests/emulators/common/loads.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace emulators {

void loads::begin(json plan, std::function<void(std::string, std::string)> say) {
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, plan = std::move(plan), say = std::move(say)] { run(plan, say); });
}

void loads::run(const json& plan, const std::function<void(std::string, std::string)>& say) const {
    using clock = std::chrono::steady_clock;
    const auto count = number_in(plan, "count", 1'000);
    const auto users = std::max<std::int64_t>(number_in(plan, "users", 100), 1);
    const auto rate = number_in(plan, "rate", 0);
    const auto user = text_in(plan, "user", "load ");
    const auto text = text_in(plan, "text", "message ");
    const auto begun = clock::now();
    for (std::int64_t n = 0; n < count && !ending_; ++n) {
        if (rate > 0) {
            std::this_thread::sleep_until(begun + std::chrono::microseconds(n * 1'000'000 / rate));
        }
        say(user + std::to_string(n % users), text + std::to_string(n));
    }
}

void loads::end() {
    ending_ = true;
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex_);
        threads.swap(threads_);
    }
    for (auto& each : threads) {
        each.join();
    }
    ending_ = false;
}

}  // namespace emulators
