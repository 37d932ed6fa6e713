#include "answer.hpp"

#include "json_text.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace line {
namespace {

using json = nlohmann::json;

std::string text_of(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

template <class Number>
Number number_in(std::string_view text) {
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string explanation(const json& body, std::string_view raw) {
    auto text = text_of(body, "message");
    if (text.empty()) {
        return std::string(raw.substr(0, 200));
    }
    if (const auto details = body.find("details"); details != body.end() && details->is_array()) {
        for (const auto& each : *details) {
            text += "; " + text_of(each, "property") + ": " + text_of(each, "message");
        }
    }
    return text;
}

// LINE words two limits with one status: too fast, and the month's messages used up. Trying again
// helps with the first alone.
selat::code throttled(std::string_view message) {
    return message.find("monthly limit") == std::string_view::npos ? selat::code::throttled
                                                                   : selat::code::wrong_state;
}

selat::code meaning(std::uint32_t status, std::string_view message) {
    switch (status) {
    case 400:
        return message == "Failed to send messages" ? selat::code::not_found : selat::code::invalid;
    case 401:
    case 403: return selat::code::denied;
    case 404:
    case 410: return selat::code::not_found;
    case 408: return selat::code::unavailable;
    case 429: return throttled(message);
    default:
        if (status >= 500) {
            return selat::code::unavailable;
        }
        return status >= 400 ? selat::code::invalid : selat::code::internal;
    }
}

}  // namespace

message_context read_message_context(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    const auto parsed = json::parse(text, nullptr, false);
    return {text_of(parsed, "quote"), text_of(parsed, "read")};
}

std::string write_reply_token(std::string_view token, std::int64_t now_ms) {
    return std::to_string(now_ms) + " " + std::string(token);
}

reply_token read_reply_token(std::string_view address_context) {
    const auto space = address_context.find(' ');
    if (space == std::string_view::npos) {
        return {};
    }
    return {address_context.substr(space + 1),
            number_in<std::int64_t>(address_context.substr(0, space))};
}

accepted read_accepted(std::string_view body) {
    accepted out;
    const auto parsed = json::parse(body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("sentMessages")) {
        return out;
    }
    for (const auto& each : parsed["sentMessages"]) {
        if (auto id = text_of(each, "id"); !id.empty()) {
            out.ids.push_back(std::move(id));
        }
        if (out.context.empty()) {
            out.context = object_text().add("quote", text_of(each, "quoteToken")).end();
        }
    }
    return out;
}

refused read_refused(const selat::http_reply& reply) {
    refused out;
    const auto parsed = json::parse(reply.body, nullptr, false);
    const auto message = text_of(parsed, "message");
    out.code = meaning(reply.status, message);
    out.bad_reply_token = reply.status == 400 && message == "Invalid reply token";
    out.retry_after_ms = number_in<std::uint64_t>(reply.headers.get("retry-after")) * 1000;
    out.text = explanation(parsed, reply.body);
    return out;
}

}  // namespace line
