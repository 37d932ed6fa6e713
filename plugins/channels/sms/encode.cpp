#include "encode.hpp"

#include "plugins/shared/code_points/code_points.hpp"
#include "plugins/shared/forms/forms.hpp"
#include "segments.hpp"

#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace sms {
namespace {

using json = nlohmann::json;

constexpr std::size_t text_max = 1600;
constexpr std::size_t media_max = 10;

std::string text_of(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

// Phones know one kind of line end, and Twilio counts both bytes of the other.
std::string with_plain_ends(std::string text) {
    for (auto at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) {
        text.erase(at, 1);
    }
    return text;
}

// A number, or a short code. A prefix would make another channel of it.
bool is_recipient(std::string_view to) {
    const bool number = to.starts_with('+');
    const auto digits = to.substr(number ? 1 : 0);
    const bool plain = digits.find_first_not_of("0123456789") == std::string_view::npos;
    return plain && (number ? digits.size() >= 5 && digits.size() <= 15 && digits[0] != '0'
                            : digits.size() >= 3 && digits.size() <= 8);
}

std::vector<std::string> media_of(const json& content) {
    std::vector<std::string> out;
    const auto attachments = content.find("attachments");
    if (attachments == content.end() || !attachments->is_array()) {
        return out;
    }
    for (const auto& each : *attachments) {
        const auto url = text_of(each, "url");
        if (!url.starts_with("https://") && !url.starts_with("http://")) {
            throw selat::refusal{selat::code::invalid,
                                 "an attachment needs a URL that everybody can fetch"};
        }
        out.push_back(url);
    }
    return out;
}

json read(std::string_view content, std::string_view to) {
    auto parsed = json::parse(content, nullptr, false);
    if (!parsed.is_object()) {
        throw selat::refusal{selat::code::invalid, "the content is not a JSON object"};
    }
    if (!is_recipient(to)) {
        throw selat::refusal{selat::code::invalid,
                             "an SMS goes to a number such as +60123456789, or to a short code"};
    }
    return parsed;
}

void check(std::string_view text, const std::vector<std::string>& media) {
    if (text.empty() && media.empty()) {
        throw selat::refusal{selat::code::unsupported, "SMS carries no part of this content"};
    }
    if (code_points::length_of(text) > text_max) {
        throw selat::refusal{selat::code::invalid, "Twilio takes 1600 characters of text at most"};
    }
    if (media.size() > media_max) {
        throw selat::refusal{selat::code::invalid, "Twilio takes ten media at most"};
    }
}

}  // namespace

std::string text_to_send(std::string_view content, std::string_view to) {
    auto text = with_plain_ends(text_of(read(content, to), "text"));
    if (text.empty()) {
        throw selat::refusal{selat::code::unsupported, "SMS carries no part of this content"};
    }
    return text;
}

encoded encode_message(std::string_view content, const wrapping& with) {
    const auto parsed = read(content, with.to);
    const auto media = media_of(parsed);
    const auto text = with_plain_ends(text_of(parsed, "text"));
    check(text, media);
    forms::form_text form;
    form.add("To", with.to)
        .add("From", with.by.from)
        .add("MessagingServiceSid", with.by.messaging_service_sid)
        .add("Body", text);
    for (const auto& url : media) {
        form.add("MediaUrl", url);
    }
    form.add("StatusCallback", with.status_callback);
    return {form.end(), media.empty() ? count_segments(text).segments : 0};
}

}  // namespace sms
