#include "answer.hpp"

#include "errors.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace sms {
namespace {

using json = nlohmann::json;

constexpr int queue_full = 21611;
constexpr std::uint64_t queue_wait_ms = 5 * 60'000;  // hours of messages lie before ours

std::string text_of(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

// Nothing makes Twilio know a message again: what it broke on it may have taken.
selat::code meaning_of_status(std::uint32_t status) {
    if (status >= 500 || status == 408) {
        return selat::code::uncertain;
    }
    switch (status) {
    case 401:
    case 403: return selat::code::denied;
    case 404: return selat::code::config;
    case 429: return selat::code::throttled;
    default: return status >= 400 ? selat::code::invalid : selat::code::internal;
    }
}

}  // namespace

std::string read_accepted(std::string_view body) {
    return text_of(json::parse(body, nullptr, false), "sid");
}

refused read_refused(const selat::http_reply& reply) {
    refused out;
    const auto parsed = json::parse(reply.body, nullptr, false);
    const auto it = parsed.is_object() ? parsed.find("code") : parsed.end();
    const bool coded = parsed.is_object() && it != parsed.end() && it->is_number_integer();
    const int error = coded ? it->get<int>() : 0;
    out.code = meaning_of_status(reply.status);
    if (const auto known = meaning_of(error); known && reply.status < 500) {
        out.code = *known;
    }
    const auto wish = reply.headers.get("retry-after");
    std::from_chars(wish.data(), wish.data() + wish.size(), out.retry_after_ms);
    out.retry_after_ms *= 1000;
    if (error == queue_full && out.retry_after_ms == 0) {
        out.retry_after_ms = queue_wait_ms;
    }
    out.provider_code = std::to_string(coded ? error : static_cast<int>(reply.status));
    out.text = text_of(parsed, "message");
    if (out.text.empty()) {
        out.text = reply.body.substr(0, 200);
    }
    return out;
}

}  // namespace sms
