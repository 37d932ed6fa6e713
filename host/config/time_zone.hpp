#pragma once
// The world's time zones, as the system has them.

#include <optional>
#include <string_view>
#include <vector>

#include "host/model/quiet_hours.hpp"

namespace selat::config {

// "Asia/Kuala_Lumpur"; nothing: there is no such zone.
std::optional<model::place_clock> clock_of(std::string_view zone);
std::vector<std::string_view> time_zones();

}  // namespace selat::config
