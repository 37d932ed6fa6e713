#pragma once
// Reading what Meta sends.

#include "plugins/shared/json_read/loosely.hpp"

namespace meta {

using nlohmann::json;
using json_read::list_of;
using json_read::member;
using json_read::parse;
using json_read::written;
using json_read::loosely::flag_of;
using json_read::loosely::id_of;
using json_read::loosely::integer_of;
using json_read::loosely::number_of;
using json_read::loosely::text_of;

// Milliseconds since 1970, of seconds or milliseconds; 0 when it is neither.
inline std::int64_t time_of(const json& object, std::string_view name) {
    constexpr std::int64_t first_in_ms = 1'000'000'000'000;
    constexpr std::int64_t longest = 4'102'444'800'000;  // 2100
    auto at = integer_of(object, name);
    at = at < first_in_ms ? at * 1000 : at;
    return at > 0 && at < longest ? at : 0;
}

}  // namespace meta
