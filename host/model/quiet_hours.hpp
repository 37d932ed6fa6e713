#pragma once
// Hours of the day in which customers are left alone, by the clock of a place.

#include <optional>
#include <vector>

#include "host/model/time.hpp"

namespace selat::model {

// What a place's clock is ahead of UTC, and since when. Values only: the time zones of the world
// are known where the configuration is read.
struct place_clock {
    struct shift {
        time since{};
        duration ahead{};
    };
    std::vector<shift> shifts;  // oldest first; before the first it is as there; none: UTC

    [[nodiscard]] shift at(time moment) const;
    // The first moment after `moment` at which it shows `hour`, counted from midnight; or that at
    // which it is put forward past that.
    [[nodiscard]] time next(time moment, duration hour) const;
};

struct quiet_hours {
    duration from{};  // since midnight there; the same as `to`: none
    duration to{};
    place_clock clock{};

    [[nodiscard]] bool any() const { return from != to; }
    // Until when it is quiet; nothing: it is not.
    [[nodiscard]] std::optional<time> end(time now) const;
    // When it becomes quiet next, where it is not.
    [[nodiscard]] std::optional<time> begin(time now) const;
};

}  // namespace selat::model
