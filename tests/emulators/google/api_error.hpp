#pragma once
// A refusal in the words of Google's APIs.

#include "tests/emulators/common/json_answer.hpp"

#include <string>
#include <string_view>

namespace emulators::google {

struct api_error {
    int http = 400;
    std::string status = "INVALID_ARGUMENT";
    std::string message;
};

inline api_error bad(const std::string& what) { return {400, "INVALID_ARGUMENT", what}; }

inline void refuse(httplib::Response& response, const api_error& why) {
    answer(response, why.http,
           {{"error", {{"code", why.http}, {"message", why.message}, {"status", why.status}}}});
}

// As a person's "refused", or a fault's message, names it.
inline api_error error_of(std::string_view status, int otherwise = 500) {
    const std::string name(status);
    constexpr std::pair<std::string_view, int> known[] = {
        {"INVALID_ARGUMENT", 400},   {"FAILED_PRECONDITION", 400},
        {"UNAUTHENTICATED", 401},    {"PERMISSION_DENIED", 403},
        {"NOT_FOUND", 404},          {"ALREADY_EXISTS", 409},
        {"RESOURCE_EXHAUSTED", 429}, {"INTERNAL", 500},
        {"UNAVAILABLE", 503},        {"DEADLINE_EXCEEDED", 504}};
    for (const auto& [word, http] : known) {
        if (word == name) {
            return {http, name, "Emulated: " + name};
        }
    }
    return {otherwise, otherwise == 503 ? "UNAVAILABLE" : "INTERNAL",
            name.empty() ? "Internal error encountered." : name};
}

}  // namespace emulators::google
