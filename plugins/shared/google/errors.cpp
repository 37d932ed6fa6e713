#include "errors.hpp"

#include "json_read.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <string_view>

namespace google {
namespace {

using selat::code;

struct known_status {
    std::string_view name;
    selat::code meaning;
};

constexpr known_status statuses[] = {
    {"INVALID_ARGUMENT", code::invalid},
    {"OUT_OF_RANGE", code::invalid},
    {"FAILED_PRECONDITION", code::wrong_state},
    {"UNAUTHENTICATED", code::denied},
    {"PERMISSION_DENIED", code::not_found},  // the conversation is not this agent's
    {"NOT_FOUND", code::not_found},
    {"ALREADY_EXISTS", code::ok},
    {"RESOURCE_EXHAUSTED", code::throttled},
    {"UNIMPLEMENTED", code::unsupported},
    {"ABORTED", code::unavailable},
    {"CANCELLED", code::unavailable},
    {"DATA_LOSS", code::unavailable},
    {"DEADLINE_EXCEEDED", code::unavailable},
    {"INTERNAL", code::unavailable},
    {"UNAVAILABLE", code::unavailable},
    {"UNKNOWN", code::unavailable},
};

code by_status(std::uint32_t status) {
    switch (status) {
    case 401: return code::denied;
    case 403:
    case 404: return code::not_found;
    case 408: return code::unavailable;
    case 409: return code::ok;
    case 429: return code::throttled;
    default:
        if (status >= 500) {
            return code::unavailable;
        }
        return status >= 400 ? code::invalid : code::internal;
    }
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view each) {
        return text.find(each) != std::string_view::npos;
    });
}

// The API is switched off, or the account lacks the scope: no conversation would do better.
bool is_about_the_account(const json& error) {
    for (const auto& each : list_of(error, "details")) {
        const auto reason = text_of(each, "reason");
        if (mentions(reason, {"SERVICE_DISABLED", "SCOPE_INSUFFICIENT", "CONSUMER_", "BILLING_",
                              "API_KEY_", "USER_PROJECT_DENIED"})) {
            return true;
        }
    }
    return mentions(text_of(error, "message"),
                    {"insufficient authentication scopes", "has not been used in project",
                     "it is disabled", "API is disabled"});
}

std::uint64_t seconds_ms(std::string_view text) {
    double seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::isfinite(seconds)
               ? static_cast<std::uint64_t>(std::clamp(seconds, 0.0, 86'400.0) * 1000)
               : 0;
}

// As a header, or as a detail {"@type":"…RetryInfo","retryDelay":"3.5s"}.
std::uint64_t wait_ms(const selat::http_reply& reply, const json& error) {
    auto out = seconds_ms(reply.headers.get("retry-after"));
    for (const auto& each : list_of(error, "details")) {
        out = std::max(out, seconds_ms(text_of(each, "retryDelay")));
    }
    return out;
}

// Some of Google's servers put the error into a list.
json error_in(const json& body) {
    return member(body.is_array() && !body.empty() ? body.front() : body, "error");
}

}  // namespace

refused read_refused(const selat::http_reply& reply) {
    const auto error = error_in(parse(reply.body));
    const auto status = text_of(error, "status");
    const auto* known = std::find_if(std::begin(statuses), std::end(statuses),
                                     [&](const auto& each) { return each.name == status; });
    refused out;
    out.code = known != std::end(statuses) ? known->meaning : by_status(reply.status);
    out.provider_code = known != std::end(statuses) ? status : std::to_string(reply.status);
    out.text = text_of(error, "message", reply.body.substr(0, 200));
    out.of_token = out.code == code::denied;
    out.done = out.code == code::ok;
    if (reply.status == 403) {
        out.account_is_in_trouble = is_about_the_account(error);
        if (out.account_is_in_trouble) {
            out.code = code::config;
        } else if (mentions(out.text, {"30 day", "window"})) {
            out.code = code::wrong_state;
        }
    }
    if (out.code == code::throttled || out.code == code::unavailable) {
        out.retry_after_ms = wait_ms(reply, error);
    }
    return out;
}

refused read_token_refused(const selat::http_reply& reply) {
    const auto body = parse(reply.body);
    const auto error = text_of(body, "error");
    refused out;
    out.code = reply.status == 429   ? code::throttled
               : reply.status >= 500 ? code::unavailable
                                     : code::denied;
    out.provider_code = error.empty() ? std::to_string(reply.status) : error;
    out.text = "no access token: " + text_of(body, "error_description", error);
    if (out.code != code::denied) {
        out.retry_after_ms = wait_ms(reply, json());
    }
    return out;
}

}  // namespace google
