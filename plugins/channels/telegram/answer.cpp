#include "answer.hpp"

#include "ids.hpp"
#include "json_read.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace telegram {
namespace {

// Telegram's descriptions change in case and ending: the code and a part of them are matched.
struct meaning {
    std::uint32_t status;
    std::string_view part;  // in lower case
    selat::code code;
    bool blocked = false;
};

constexpr auto meanings = std::to_array<meaning>({
    {403, "blocked by the user", selat::code::opted_out, true},
    {403, "bot was kicked", selat::code::opted_out, true},
    {403, "not a member", selat::code::opted_out, true},
    {403, "chat was deleted", selat::code::not_found, true},
    {403, "user is deactivated", selat::code::not_found, true},
    {403, "can't initiate conversation", selat::code::not_found},
    {403, "rights", selat::code::wrong_state},
    {403, "forbidden: bot can't", selat::code::not_found},
    {400, "chat not found", selat::code::not_found},
    {400, "user not found", selat::code::not_found},
    {400, "peer_id_invalid", selat::code::not_found},
    {400, "message thread not found", selat::code::not_found},
    {400, "topic_deleted", selat::code::not_found},
    {400, "message to", selat::code::not_found},
    {400, "message_id_invalid", selat::code::not_found},
    {400, "can't be edited", selat::code::wrong_state},
    {400, "can't be deleted", selat::code::wrong_state},
    {400, "topic_closed", selat::code::wrong_state},
    {400, "rights", selat::code::wrong_state},
    {400, "_forbidden", selat::code::wrong_state},
    {400, "chat_restricted", selat::code::wrong_state},
    {400, "business", selat::code::wrong_state},
    {400, "bad webhook", selat::code::config},
});

constexpr auto cannot_fetch = std::to_array<std::string_view>(
    {"wrong http url specified", "failed to get http url content",
     "wrong type of the web page content", "wrong file identifier/http url", "webpage_curl_failed",
     "webpage_media_empty", "group send failed", "image_process_failed", "photo_invalid_dimensions",
     "wrong remote file", "wrong file_id or the file is temporarily unavailable",
     "file is too big"});

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

selat::code meaning_of_status(std::uint32_t status) {
    switch (status) {
    case 401: return selat::code::denied;
    case 403: return selat::code::not_found;
    case 404:
    case 409: return selat::code::config;
    case 408: return selat::code::uncertain;
    case 429: return selat::code::throttled;
    default:
        if (status >= 500) {
            return selat::code::unavailable;
        }
        return status >= 400 ? selat::code::invalid : selat::code::internal;
    }
}

std::uint64_t wait_of(const json& parameters, const selat::http_reply& reply) {
    auto seconds = number_of(parameters, "retry_after");
    if (seconds <= 0) {
        const auto wish = reply.headers.get("retry-after");
        std::from_chars(wish.data(), wish.data() + wish.size(), seconds);
    }
    constexpr std::int64_t longest = 86'400;
    return static_cast<std::uint64_t>(std::clamp<std::int64_t>(seconds, 0, longest)) * 1000;
}

}  // namespace

accepted read_accepted(std::string_view body) {
    accepted out;
    const auto parsed = parse(body);
    out.understood = flag_of(parsed, "ok");
    const auto& result = member(parsed, "result");
    for (const auto& each : result.is_array() ? result : json::array({result})) {
        if (auto id = each.is_object() ? name_message(each) : std::string(); !id.empty()) {
            out.ids.push_back(std::move(id));
        }
    }
    return out;
}

refused read_refused(const selat::http_reply& reply) {
    refused out;
    const auto parsed = parse(reply.body);
    const auto& parameters = member(parsed, "parameters");
    out.text = text_of(parsed, "description");
    if (out.text.empty()) {
        out.text = reply.body.substr(0, 200);
    }
    const auto text = lowered(out.text);
    out.code = meaning_of_status(reply.status);
    for (const auto& each : meanings) {
        if (each.status == reply.status && has(text, each.part)) {
            out.code = each.code;
            out.blocked = each.blocked;
            break;
        }
    }
    if (reply.status == 400) {
        out.done = has(text, "message is not modified") || has(text, "query is too old") ||
                   has(text, "message to delete not found");
        out.no_file = std::any_of(cannot_fetch.begin(), cannot_fetch.end(),
                                  [&](std::string_view part) { return has(text, part); });
        out.moved_to = number_text(parameters, "migrate_to_chat_id");
    }
    out.retry_after_ms = wait_of(parameters, reply);
    return out;
}

}  // namespace telegram
