#include "tests/emulators/telnyx/check_message.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <array>

namespace emulators::telnyx {
namespace {

constexpr std::size_t media_most = 10;
constexpr std::size_t tag_max = 64;

constexpr std::array<api_error, 12> errors = {{
    {400, "10015", "Bad Request", "The request failed because it was not well-formed."},
    {401, "10009", "Authentication failed", "Could not understand the provided credentials."},
    {404, "10005", "Resource not found", "The requested resource or URL could not be found."},
    {422, "10004", "Missing required parameter", "A required parameter was missing."},
    {429, "10011", "Too many requests",
     "You have exceeded the maximum number of allowed requests."},
    {500, "10007", "Unexpected error", "An unexpected error occurred."},
    {400, "40300", "Blocked due to STOP message",
     "Messages cannot be sent from your messaging profile to a receiver that has replied STOP."},
    {400, "40305", "Invalid 'from' address",
     "The 'from' address should be a number of your messaging profile."},
    {400, "40310", "Invalid 'to' address", "The 'to' address should be in E.164 format."},
    {400, "40316", "No content provided", "The message should have content."},
    {400, "40317", "Invalid media content", "The message's media cannot be fetched."},
    {400, "40008", "Undeliverable", "The recipient's carrier could not deliver the message."},
}};

bool is_number(const std::string& text) {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           std::all_of(text.begin() + 1, text.end(),
                       [](char each) { return each >= '0' && each <= '9'; });
}

bool is_web_address(const json& url) {
    const auto text = url.is_string() ? url.get<std::string>() : std::string();
    return text.starts_with("http://") || text.starts_with("https://");
}

std::optional<api_error> check_media(const json& media) {
    const bool fine = media.is_array() && media.size() <= media_most &&
                      std::all_of(media.begin(), media.end(), is_web_address);
    return fine ? std::nullopt : std::optional(error_of("40317"));
}

bool are_tags(const json& tags) {
    return tags.is_array() && std::all_of(tags.begin(), tags.end(), [](const json& each) {
               return each.is_string() && each.get_ref<const std::string&>().size() <= tag_max;
           });
}

}  // namespace

json as_json(const api_error& error) {
    return {
        {"errors", json::array({{{"code", error.code},
                                 {"title", error.title},
                                 {"detail", error.detail},
                                 {"meta",
                                  {{"url", "https://developers.telnyx.com/docs/overview/errors/" +
                                               std::string(error.code)}}}}})}};
}

api_error error_of(std::string_view code) {
    const auto found = std::find_if(errors.begin(), errors.end(),
                                    [&](const api_error& each) { return each.code == code; });
    return found == errors.end() ? api_error{400, code, "Bad Request", ""} : *found;
}

std::optional<api_error> check_message(const json& message,
                                       const std::vector<std::string>& numbers) {
    if (!message.is_object()) {
        return error_of("10015");
    }
    const auto to = text_in(message, "to");
    const auto from = text_in(message, "from");
    if (to.empty() || from.empty()) {
        return error_of("10004");
    }
    if (!is_number(to)) {
        return error_of("40310");
    }
    if (std::find(numbers.begin(), numbers.end(), from) == numbers.end()) {
        return error_of("40305");
    }
    const auto& media = member(message, "media_urls");
    if (!media.is_null()) {
        if (auto wrong = check_media(media)) {
            return wrong;
        }
    }
    const bool with_media = media.is_array() && !media.empty();
    if (text_in(message, "text").empty() && !with_media) {
        return error_of("40316");
    }
    const auto type = text_in(message, "type", with_media ? "MMS" : "SMS");
    const auto& tags = member(message, "tags");
    if (type != (with_media ? "MMS" : "SMS") || (!tags.is_null() && !are_tags(tags)) ||
        (message.contains("webhook_url") && !is_web_address(message["webhook_url"]))) {
        return error_of("10015");
    }
    return std::nullopt;
}

written parts_of(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(),
                                   [](char each) { return static_cast<signed char>(each) > 0; });
    const auto units =
        static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char each) {
            return (static_cast<unsigned char>(each) & 0xc0) != 0x80;
        }));
    const std::size_t whole = plain ? 160 : 70;
    const std::size_t part = plain ? 153 : 67;
    return {plain ? "GSM-7" : "UCS-2", units <= whole ? 1 : (units + part - 1) / part};
}

}  // namespace emulators::telnyx
