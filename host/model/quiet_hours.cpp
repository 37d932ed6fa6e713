#include "host/model/quiet_hours.hpp"

#include <algorithm>

namespace selat::model {

place_clock::shift place_clock::at(time moment) const {
    if (shifts.empty()) {
        return {};
    }
    const auto after = std::ranges::upper_bound(shifts, moment, {}, &shift::since);
    return after == shifts.begin() ? shifts.front() : *std::prev(after);
}

time place_clock::next(time moment, duration hour) const {
    const auto there = moment + at(moment).ahead;
    auto wanted = std::chrono::floor<std::chrono::days>(there) + hour;
    if (wanted <= there) {
        wanted += std::chrono::days{1};
    }
    // It may be put forward or back until then.
    const auto as_now = wanted - at(moment).ahead;
    for (const auto ahead : {at(moment).ahead, at(as_now).ahead}) {
        const auto found = wanted - ahead;
        if (found > moment && found + at(found).ahead == wanted) {
            return found;
        }
    }
    return at(as_now).since;
}

std::optional<time> quiet_hours::end(time now) const {
    if (!any()) {
        return std::nullopt;
    }
    const auto there = now + clock.at(now).ahead;
    const auto hour = there - std::chrono::floor<std::chrono::days>(there);
    const bool holds = from < to ? from <= hour && hour < to : from <= hour || hour < to;
    return holds ? std::optional(clock.next(now, to)) : std::nullopt;
}

std::optional<time> quiet_hours::begin(time now) const {
    return any() ? std::optional(clock.next(now, from)) : std::nullopt;
}

}  // namespace selat::model
