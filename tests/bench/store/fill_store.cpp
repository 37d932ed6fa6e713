// A database with so many messages in it, for a gateway to start on.
//     fill_store PATH MESSAGES

#include "tests/bench/store/traffic.hpp"
#include "tests/support/index_follows.hpp"

#include <cstdlib>

#include <fmt/format.h>

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
    selat::testing::await_index(arguments[1]);  // else whoever starts on it would work that off
    fmt::print("{{\"messages\":{},\"per_second\":{:.0f}}}\n", messages, speed);
    return 0;
}
