#pragma once
// Small questions about text: is it UTF-8, where is a byte, what does a duration or size say.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/config/fault.hpp"

namespace selat::config {

// The first byte that belongs to no UTF-8 character; npos when the text is sound.
std::size_t first_not_utf8(std::string_view text);

// Line and column (in bytes, both from 1) of the byte at `offset`.
place place_at(std::string_view text, std::size_t offset, std::string_view file);

// "250ms", "30s", "5m", "24h", "7d"; at most ten years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// The shortest such text, in hours at most: "24h".
std::string to_text(std::chrono::milliseconds duration);

// Bytes: "512", "512B", "64KiB", "25MiB", "2GiB"; kB, MB and GB count in thousands.
std::optional<std::uint64_t> parse_size(std::string_view text);
// The shortest such text: "25MiB".
std::string size_to_text(std::uint64_t bytes);

}  // namespace selat::config
