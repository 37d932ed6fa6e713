#include "answer.hpp"

#include "json_read.hpp"
#include "limits.hpp"

#include <algorithm>

namespace discord {
namespace {

using selat::code;

struct meaning {
    std::int64_t number;
    selat::code code;
    std::uint64_t retry_after_ms = 0;
};

// Only what the HTTP status alone does not tell. A wait of one conversation is `unavailable`:
// `throttled` would hold up all others with it.
constexpr meaning meanings[] = {
    {10003, code::not_found},             // channel
    {10004, code::not_found},             // server
    {10008, code::not_found},             // message
    {10013, code::not_found},             // user
    {10015, code::outside_window},        // the token of an interaction has ended
    {10062, code::outside_window},        // an interaction that was not answered in time
    {20016, code::unavailable, 5'000},    // slow mode
    {20028, code::unavailable, 5'000},    // too much in this channel
    {40003, code::unavailable, 60'000},   // too many direct messages begun
    {40333, code::config},                // something before Discord does not let us through
    {50001, code::config},                // no access
    {50007, code::opted_out},             // takes no direct messages from us
    {50008, code::config},                // no text channel
    {50013, code::config},                // no permission
    {50027, code::outside_window},        // no token of an interaction
    {50083, code::wrong_state},           // locked thread
    {50278, code::not_found},             // no server in common
    {130000, code::unavailable, 10'000},  // overloaded
    {160002, code::config},               // may not read what it answers
};

selat::code by_status(std::uint32_t status) {
    switch (status) {
    case 401: return code::denied;
    case 403: return code::config;
    case 404: return code::not_found;
    case 405: return code::internal;
    case 408: return code::unavailable;
    default:
        if (status >= 500) {
            return code::unavailable;
        }
        return status >= 400 ? code::invalid : code::internal;
    }
}

// "Invalid Form Body" alone helps nobody: the fields at fault, each with Discord's first words.
void explain(const json& errors, const std::string& path, std::string& text) {
    const auto& own = member(errors, "_errors");
    if (own.is_array() && !own.empty()) {
        text += "; " + path + ": " + text_of(own[0], "message");
    }
    if (!errors.is_object() || text.size() > 500) {
        return;
    }
    for (const auto& [name, inner] : errors.items()) {
        if (name != "_errors") {
            explain(inner, path.empty() ? name : path + "." + name, text);
        }
    }
}

}  // namespace

refused read_refused(const selat::http_reply& reply) {
    const auto body = parse(reply.body);
    refused out;
    out.text = text_of(body, "message");
    if (out.text.empty()) {
        out.text = std::string(reply.body.substr(0, 200));
    }
    explain(member(body, "errors"), {}, out.text);
    const auto number = number_of(body, "code");
    out.provider_code = std::to_string(number != 0 ? number : reply.status);
    if (reply.status == 429) {
        const auto throttled = read_throttle(reply);
        out.code = throttled.everything ? code::throttled : code::unavailable;
        out.retry_after_ms = throttled.wait_ms;
        return out;
    }
    const auto known = std::find_if(std::begin(meanings), std::end(meanings),
                                    [&](const auto& each) { return each.number == number; });
    out.code = known == std::end(meanings) ? by_status(reply.status) : known->code;
    if (known != std::end(meanings)) {
        out.retry_after_ms = known->retry_after_ms;
    }
    return out;
}

bool refuses_files(const selat::http_reply& reply) {
    if (reply.failed() || reply.status < 400 || reply.status >= 500) {
        return false;
    }
    // Of permissions Discord does not say which one is missing.
    constexpr std::int64_t numbers[] = {30015, 40005, 50013, 50045};
    const auto body = parse(reply.body);
    const auto number = number_of(body, "code");
    const auto& errors = member(body, "errors");
    return reply.status == 413 || errors.contains("attachments") || errors.contains("files") ||
           std::find(std::begin(numbers), std::end(numbers), number) != std::end(numbers);
}

refused unanswered(const selat::http_reply& reply) {
    const auto why = reply.failure == code::uncertain ? code::timeout : reply.failure;
    return {why, 0, {}, std::string(reply.detail)};
}

}  // namespace discord
