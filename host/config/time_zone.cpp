#include "host/config/time_zone.hpp"

#include <algorithm>
#include <stdexcept>

#include <date/tz.h>

namespace selat::config {
namespace {

// The years of which the system's database knows when clocks are put forward and back; after them
// it stays as it was last.
constexpr date::sys_days known_from = date::year(2020) / 1 / 1;
constexpr date::sys_days known_until = date::year(2038) / 1 / 1;

}  // namespace

std::vector<std::string_view> time_zones() {
    std::vector<std::string_view> out;
    try {
        for (const auto& each : date::get_tzdb().zones) {
            out.emplace_back(each.name());
        }
    } catch (const std::runtime_error&) {  // there is no database
        out.clear();
    }
    return out;
}

std::optional<model::place_clock> clock_of(std::string_view zone) {
    model::place_clock out;
    try {
        const auto* found = date::locate_zone(zone);
        for (date::sys_seconds at = known_from; at < known_until;) {
            const auto info = found->get_info(at);
            out.shifts.push_back({at, info.offset});
            at = std::max(info.end, at + std::chrono::hours(1));
        }
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
    return out;
}

}  // namespace selat::config
