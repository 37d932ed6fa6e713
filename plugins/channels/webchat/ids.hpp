#pragma once
// The ids that clients choose.

#include "json_read.hpp"
#include "limits.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace webchat {

/// The client's rid as JSON; null when there is none that can be given back.
inline std::string request_id(const json& frame) {
    const auto* value = member(frame, "rid");
    const bool short_text = value != nullptr && value->is_string() &&
                            value->get_ref<const std::string&>().size() <= max_client_id;
    return short_text || (value != nullptr && value->is_number_integer()) ? written(*value)
                                                                          : "null";
}

/// Whether it can be the id of a message.
inline bool is_client_id(std::string_view id) {
    return !id.empty() && id.size() <= max_client_id &&
           std::all_of(id.begin(), id.end(), [](char each) {
               return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                      (each >= '0' && each <= '9') || each == '-' || each == '_' || each == '.';
           });
}

}  // namespace webchat
