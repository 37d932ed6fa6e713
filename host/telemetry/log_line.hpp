#pragma once
// How a line looks.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "host/telemetry/log.hpp"

namespace selat::telemetry {

struct line {
    std::chrono::system_clock::time_point at;
    telemetry::level level;
    std::string_view event;
    std::span<const pair> pairs;
    std::uint64_t left_out;  // told when it is not 0
};

std::string as_json(const line& line, const redactor& secrets);
std::string as_text(const line& line, const redactor& secrets);

}  // namespace selat::telemetry
