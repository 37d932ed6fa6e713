#include "tests/emulators/viber/check_message.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace emulators::viber {
namespace {

using words = std::initializer_list<std::string_view>;

constexpr std::size_t message_max = 30 * 1024;  // bytes of the request
constexpr std::size_t text_max = 7'000;
constexpr std::size_t caption_max = 512;
constexpr std::size_t name_max = 28;
constexpr std::size_t tracking_max = 4'000;
constexpr std::size_t url_max = 2'000;
constexpr std::size_t file_name_max = 256;
constexpr std::int64_t video_max = 26 * 1024 * 1024;
constexpr std::int64_t file_max = 50 * 1024 * 1024;

std::size_t length_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char each) {
        return (static_cast<unsigned char>(each) & 0xc0) != 0x80;
    }));
}

bool is_web_address(const std::string& url) {
    return url.size() <= url_max && (url.starts_with("http://") || url.starts_with("https://"));
}

// Whether the path's last segment ends in one of them: Viber looks at nothing else.
bool has_extension(const std::string& url, words extensions) {
    auto path = url.substr(0, url.find_first_of("?#"));
    path.erase(0, path.rfind('/') + 1);
    std::transform(path.begin(), path.end(), path.begin(), [](char each) {
        return each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each;
    });
    return std::any_of(extensions.begin(), extensions.end(),
                       [&](std::string_view each) { return path.ends_with(each); });
}

std::optional<complaint> check_size(const json& message, std::int64_t most) {
    if (!member(message, "size").is_number_integer()) {
        return complaint{missing_data, "size"};
    }
    const auto size = number_in(message, "size");
    return size > 0 && size <= most ? std::nullopt : std::optional(complaint{bad_data, "size"});
}

std::optional<complaint> check_text(const json& message) {
    const auto text = text_in(message, "text");
    if (text.empty()) {
        return complaint{missing_data, "text"};
    }
    return length_of(text) <= text_max ? std::nullopt : std::optional(complaint{bad_data, "text"});
}

std::optional<complaint> check_media(const json& message, words extensions) {
    const auto url = text_in(message, "media");
    if (url.empty()) {
        return complaint{missing_data, "media"};
    }
    if (!is_web_address(url) || (extensions.size() > 0 && !has_extension(url, extensions))) {
        return complaint{bad_data, "media"};
    }
    return std::nullopt;
}

std::optional<complaint> check_picture(const json& message) {
    if (length_of(text_in(message, "text")) > caption_max) {
        return complaint{bad_data, "text"};
    }
    return check_media(message, {".jpg", ".jpeg", ".png", ".gif"});
}

std::optional<complaint> check_video(const json& message) {
    if (auto wrong = check_media(message, {".mp4"})) {
        return wrong;
    }
    return check_size(message, video_max);
}

std::optional<complaint> check_file(const json& message) {
    if (auto wrong = check_media(message, {})) {
        return wrong;
    }
    const auto name = text_in(message, "file_name");
    if (name.empty() || length_of(name) > file_name_max) {
        return complaint{name.empty() ? missing_data : bad_data, "file_name"};
    }
    return check_size(message, file_max);
}

std::optional<complaint> check_contact(const json& message) {
    const auto& contact = member(message, "contact");
    for (const auto* each : {"name", "phone_number"}) {
        const auto value = text_in(contact, each);
        if (value.empty()) {
            return complaint{missing_data, "contact"};
        }
        if (length_of(value) > (each == std::string_view("name") ? 28u : 18u)) {
            return complaint{bad_data, "contact"};
        }
    }
    return std::nullopt;
}

std::optional<complaint> check_location(const json& message) {
    const auto& place = member(message, "location");
    for (const auto* each : {"lat", "lon"}) {
        if (!member(place, each).is_number() && !member(place, each).is_string()) {
            return complaint{missing_data, "location"};
        }
    }
    return std::nullopt;
}

std::optional<complaint> check_sticker(const json& message) {
    return member(message, "sticker_id").is_number_integer()
               ? std::nullopt
               : std::optional(complaint{missing_data, "sticker_id"});
}

std::optional<complaint> check_link(const json& message) { return check_media(message, {}); }

std::optional<complaint> check_content(const json& message) {
    struct kind {
        std::string_view type;
        std::optional<complaint> (*check)(const json&);
    };
    constexpr std::array<kind, 8> kinds = {{{"text", check_text},
                                            {"picture", check_picture},
                                            {"video", check_video},
                                            {"file", check_file},
                                            {"contact", check_contact},
                                            {"location", check_location},
                                            {"sticker", check_sticker},
                                            {"url", check_link}}};
    const auto type = text_in(message, "type");
    for (const auto& each : kinds) {
        if (each.type == type) {
            return each.check(message);
        }
    }
    return complaint{type.empty() ? missing_data : bad_data, "type"};
}

}  // namespace

std::string_view name_of(int status) {
    switch (status) {
    case ok: return "ok";
    case invalid_url: return "invalidUrl";
    case invalid_auth_token: return "invalidAuthToken";
    case bad_data: return "badData";
    case missing_data: return "missingData";
    case receiver_not_registered: return "receiverNotRegistered";
    case receiver_not_subscribed: return "receiverNotSubscribed";
    case webhook_not_set: return "webhookNotSet";
    case too_many_requests: return "tooManyRequests";
    case not_authorized: return "publicAccountNotAuthorized";
    default: return "generalError";
    }
}

std::optional<complaint> check_message(const json& message) {
    if (message.dump(-1, ' ', false, json::error_handler_t::replace).size() > message_max) {
        return complaint{bad_data, "size"};
    }
    if (text_in(message, "receiver").empty()) {
        return complaint{missing_data, "receiver"};
    }
    const auto name = text_in(member(message, "sender"), "name");
    if (name.empty() || length_of(name) > name_max) {
        return complaint{name.empty() ? missing_data : bad_data, "sender.name"};
    }
    if (length_of(text_in(message, "tracking_data")) > tracking_max) {
        return complaint{bad_data, "tracking_data"};
    }
    return check_content(message);
}

}  // namespace emulators::viber
