#include "answer.hpp"

#include "json_read.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace voice {
namespace {

struct known_error {
    int number;
    selat::code code;
    std::string_view text;
};

constexpr auto table = std::to_array<known_error>({
    {10001, selat::code::denied, "the account is not active"},
    {10004, selat::code::throttled, "too many calls at once"},
    {20001, selat::code::invalid, "unknown parameters"},
    {20003, selat::code::denied, "the credentials are refused"},
    {20404, selat::code::wrong_state, "there is no such call any more"},
    {20429, selat::code::throttled, "too many requests"},
    {21201, selat::code::invalid, "whom to call is missing"},
    {21202, selat::code::config, "a premium number is not called"},
    {21203, selat::code::not_found, "this number cannot be called"},
    {21205, selat::code::config, "the URL of the gateway is refused"},
    {21206, selat::code::config, "the SIP address is refused"},
    {21210, selat::code::config, "the number to call from is not verified"},
    {21211, selat::code::not_found, "this is no phone number"},
    {21212, selat::code::config, "the number to call from cannot be used"},
    {21213, selat::code::config, "the number to call from is missing"},
    {21214, selat::code::not_found, "the number cannot be reached"},
    {21215, selat::code::config, "calls to this region are not permitted"},
    {21216, selat::code::config, "the account may not call this number"},
    {21217, selat::code::not_found, "this is no phone number"},
    {21218, selat::code::config, "there is no such application"},
    {21219, selat::code::config, "a trial account calls verified numbers alone"},
    {21220, selat::code::wrong_state, "the call is over"},
    {21221, selat::code::wrong_state, "the call is not in progress"},
    {21401, selat::code::not_found, "this is no phone number"},
    {21608, selat::code::config, "a trial account calls verified numbers alone"},
    {32203, selat::code::denied, "the number is blocked"},
});

selat::code meaning_of_status(std::uint32_t status, bool creates) {
    if (status >= 500 || status == 408) {
        return creates ? selat::code::uncertain : selat::code::unavailable;
    }
    switch (status) {
    case 401:
    case 403: return selat::code::denied;
    case 404: return creates ? selat::code::config : selat::code::wrong_state;
    case 409: return selat::code::wrong_state;
    case 429: return selat::code::throttled;
    default: return status >= 400 ? selat::code::invalid : selat::code::internal;
    }
}

}  // namespace

std::pair<std::string_view, std::string_view> cut(std::string_view context) {
    const auto space = std::min(context.find(' '), context.size());
    return {context.substr(0, space), context.substr(std::min(space + 1, context.size()))};
}

refused read_refused(const selat::http_reply& reply, bool creates) {
    refused out;
    const auto parsed = parse(reply.body);
    const auto& number = member(parsed, "code");
    const bool coded = number.is_number_integer();
    const int error = coded ? number.get<int>() : 0;
    out.code = meaning_of_status(reply.status, creates);
    out.text = text_of(parsed, "message");
    const auto known = std::find_if(table.begin(), table.end(),
                                    [&](const known_error& each) { return each.number == error; });
    if (known != table.end() && reply.status < 500) {
        // No such account, where a call was to be made.
        out.code = error == 20404 && creates ? selat::code::config : known->code;
        out.text = out.text.empty() ? std::string(known->text) : out.text;
    }
    const auto wish = reply.headers.get("retry-after");
    std::from_chars(wish.data(), wish.data() + wish.size(), out.retry_after_ms);
    out.retry_after_ms *= 1000;
    out.provider_code = std::to_string(coded ? error : static_cast<int>(reply.status));
    if (out.text.empty()) {
        out.text = "Twilio answered " + std::to_string(reply.status);
    }
    return out;
}

known_call read_call(std::string_view body) {
    const auto parsed = parse(body);
    return {text_of(parsed, "sid"), text_of(parsed, "status"), text_of(parsed, "duration")};
}

std::optional<std::size_t> read_participants(std::string_view body) {
    const auto parsed = parse(body);
    const auto& there = member(parsed, "participants");
    return there.is_array() ? std::optional(there.size()) : std::nullopt;
}

}  // namespace voice
