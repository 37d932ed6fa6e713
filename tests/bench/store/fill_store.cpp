// A database with so many messages in it, for a gateway to start on.
//     fill_store PATH MESSAGES

#include "tests/bench/store/traffic.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>

#include <fmt/format.h>

namespace {

double processor_seconds() {
    std::timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

// The index follows behind the commits; it has caught up when nothing works any more.
void settle() {
    double before = -1;
    for (double now = processor_seconds(); now - before > 0.02; now = processor_seconds()) {
        before = now;
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        fmt::print(stderr, "usage: {} PATH MESSAGES\n", arguments[0]);
        return 2;
    }
    const auto messages = std::strtoull(arguments[2], nullptr, 10);
    auto store = selat::store::open_sqlite({arguments[1], true, 1});
    if (!store) {
        fmt::print(stderr, "{}\n", store.error().text);
        return 3;
    }
    bench::traffic traffic(std::max<std::size_t>(messages / 50, 1));
    const auto speed = bench::run(**store, traffic, messages, 512);
    settle();
    fmt::print("{{\"messages\":{},\"per_second\":{:.0f}}}\n", messages, speed);
    return 0;
}
