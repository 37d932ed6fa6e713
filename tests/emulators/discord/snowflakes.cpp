#include "tests/emulators/discord/snowflakes.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>

namespace emulators::discord {
namespace {

constexpr std::int64_t first_ms = 1'420'070'400'000;

bool is_id(std::string_view text) {
    return text.size() >= 15 && text.size() <= 20 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string timestamp(std::int64_t ms) {
    const auto seconds = static_cast<std::time_t>(ms / 1'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    const auto fraction = std::to_string(1'000'000 + ms % 1'000 * 1'000).substr(1);
    return std::string(text, size) + "." + fraction + "+00:00";
}

std::string next_id() {
    static std::atomic<std::int64_t> last = 0;
    auto before = last.load();
    std::int64_t fresh = 0;
    do {
        fresh = std::max((now_ms() - first_ms) << 22, before + 1);
    } while (!last.compare_exchange_weak(before, fresh));
    return std::to_string(fresh);
}

std::string id_of(char kind, std::string_view name) {
    if (is_id(name)) {
        return std::string(name);
    }
    std::uint64_t hash = 14695981039346656037u ^ static_cast<unsigned char>(kind);
    for (const char each : name) {
        hash = (hash ^ static_cast<unsigned char>(each)) * 1099511628211u;
    }
    return std::to_string(100'000'000'000'000'000u + hash % 900'000'000'000'000'000u);
}

}  // namespace emulators::discord
