#pragma once
// What make-http-request and run-function have in common: one HTTP call and its outputs.

#include "../run.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace studio {

/// How long a call may take.
inline constexpr std::uint32_t call_milliseconds = 10'000;
/// Longest URL that is called.
inline constexpr std::size_t max_url = 16 * 1024;
/// Largest answer a flow keeps.
inline constexpr std::size_t max_answer = 64 * 1024;

/// "a=1&b=2" with everything encoded that needs it.
std::string encode_form(const nlohmann::json& parameters);

/// A rendered text as (part of) a URL or as a header's value. The host fills {{secret:…}} in there
/// and takes no line breaks; what a customer wrote must not get that far.
std::string safe_url(std::string_view rendered);
std::string safe_header(std::string_view rendered);

/// Sets body, content_type, status_code, and parsed when `is_json` says so of the media type. The
/// HTTP status, or none when no answer came that can be kept.
std::optional<std::uint32_t> take_answer(run& in, bool (*is_json)(std::string_view media_type));

}  // namespace studio
