#pragma once
// What stands before every call of the Graph API.

#include "tests/emulators/meta/graph_error.hpp"
#include "tests/emulators/meta/state.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace emulators::meta {

// `path` without its "/v25.0".
std::string_view without_version(std::string_view path);

// The segments of a path: "/1/messages" → "1", "messages".
struct call_path {
    std::string_view first;
    std::string_view second;
};
std::optional<call_path> split_path(std::string_view path);

// The business of the call's token; none: it was refused.
business_ptr admit(const state& state, const httplib::Request& request,
                   httplib::Response& response);

// True when a fault answers in place of a call.
bool answers_instead(const fault& struck, const std::string& business, httplib::Response& response);

// The calls of all controls that are alike: people, faults, sent, activity, webhooks, clock, reset.
// False: it is another.
bool serve_common_control(state& state, std::string_view path, const httplib::Request& request,
                          httplib::Response& response);

}  // namespace emulators::meta
