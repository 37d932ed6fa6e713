// Commits a second of what one inbound message writes: delivery key, message, conversation and
// address as they are now, message_created event. At 1, 16 and 128 commits under way, on an empty
// store and again with many messages stored; then how long an opening takes.
//
//     store_bench [messages stored, default 1000000] [folder]

#include "tests/bench/store/traffic.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace selat;
using clock = std::chrono::steady_clock;

constexpr std::size_t customers = 2000;
constexpr int rounds = 3;

double seconds_since(clock::time_point start) {
    return std::chrono::duration<double>(clock::now() - start).count();
}

std::vector<double> measure(store::store& store, bench::traffic& traffic, const char* title) {
    std::vector<double> medians;
    for (const std::size_t under_way : {1u, 16u, 128u}) {
        std::vector<double> speeds;
        for (int round = 0; round < rounds; ++round) {
            speeds.push_back(
                bench::run(store, traffic, 1000 * (under_way == 1 ? 2 : under_way / 4), under_way));
        }
        std::sort(speeds.begin(), speeds.end());
        medians.push_back(speeds[rounds / 2]);
        fmt::print("{:>12} {:>5} under way: {:>8.0f}/s ({:.0f} to {:.0f})\n", title, under_way,
                   medians.back(), speeds.front(), speeds.back());
    }
    return medians;
}

std::unique_ptr<store::store> open(const std::string& path, const char* title) {
    const auto start = clock::now();
    auto opened = store::open_sqlite({path, true, 1});
    fmt::print("{:>12} opened in {:.1f} ms\n", title, seconds_since(start) * 1000);
    if (!opened) {
        fmt::print(stderr, "{}\n", opened.error().text);
        std::exit(3);
    }
    return std::move(*opened);
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t stored = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1'000'000;
    const std::filesystem::path folder =
        count > 2 ? arguments[2] : std::filesystem::temp_directory_path() / "selat-store-bench";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto path = (folder / "selat.db").string();
    bench::traffic traffic(customers);
    auto store = open(path, "empty");
    bench::run(*store, traffic, 4 * customers, 128);
    const auto empty = measure(*store, traffic, "empty");
    const auto filled = bench::run(*store, traffic, stored, 512);
    fmt::print("{:>12} {} messages at {:.0f}/s\n", "filled", stored, filled);
    const auto full = measure(*store, traffic, "stored");
    for (std::size_t i = 0; i < empty.size(); ++i) {
        fmt::print("{:>12} ratio {:.2f} (mark 0.8)\n", "", full[i] / empty[i]);
    }
    store.reset();
    store = open(path, "stored");
    store.reset();
    std::filesystem::remove_all(folder);
    return 0;
}
