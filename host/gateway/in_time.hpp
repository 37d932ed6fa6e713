#pragma once
// Calls that a plugin may hang in, where somebody waits for them: start and reload.

#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <utility>

namespace selat::gateway {

constexpr std::chrono::seconds longest_call{10};

// What `call` gives, or nothing when that takes too long: then its thread is left to itself, so it
// must own all that it uses.
template <class Call>
auto in_time(Call call) -> std::optional<decltype(call())> {
    std::packaged_task<decltype(call())()> task(std::move(call));
    auto made = task.get_future();
    std::thread thread(std::move(task));
    if (made.wait_for(longest_call) != std::future_status::ready) {
        thread.detach();
        return std::nullopt;
    }
    thread.join();
    return made.get();
}

}  // namespace selat::gateway
