#include "encode.hpp"

#include "cards.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace line {
namespace {

constexpr std::size_t messages_max = 5;
constexpr std::size_t quick_replies_max = 13;
constexpr std::size_t text_max = 5000;
// LINE shows a length that our content does not know.
constexpr int unknown_duration_ms = 60'000;

// LINE fetches media by HTTPS alone.
bool can_fetch(const std::string& url) { return url.starts_with("https://") && url.size() <= 2000; }

json text_message(std::string_view text) { return {{"type", "text"}, {"text", text}}; }

// "package/sticker", as incoming stickers are named.
json sticker_message(const std::string& name) {
    const auto slash = name.find('/');
    const auto digits = [](std::string_view id) {
        return !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (slash == std::string::npos || !digits(std::string_view(name).substr(0, slash)) ||
        !digits(std::string_view(name).substr(slash + 1))) {
        return nullptr;
    }
    return {{"type", "sticker"},
            {"packageId", name.substr(0, slash)},
            {"stickerId", name.substr(slash + 1)}};
}

json media_message(const json& attachment, const std::string& url, const wrapping& with) {
    const auto kind = text_of(attachment, "kind");
    if (!can_fetch(url)) {
        return nullptr;
    }
    if (kind == "image" || kind == "sticker") {
        return {{"type", "image"}, {"originalContentUrl", url}, {"previewImageUrl", url}};
    }
    if (kind == "video" && can_fetch(std::string(with.video_preview))) {
        return {{"type", "video"},
                {"originalContentUrl", url},
                {"previewImageUrl", with.video_preview}};
    }
    if (kind == "audio") {
        return {{"type", "audio"}, {"originalContentUrl", url}, {"duration", unknown_duration_ms}};
    }
    return nullptr;
}

// LINE sends no files: what has no message type of its own goes as a link.
json attachment_message(const json& attachment, const wrapping& with) {
    const auto url = text_of(attachment, "url");
    const auto name = text_of(attachment, "name");
    auto message = text_of(attachment, "kind") == "sticker" ? sticker_message(name) : json(nullptr);
    if (message.is_null()) {
        message = media_message(attachment, url, with);
    }
    if (!message.is_null()) {
        return message;
    }
    if (url.empty()) {
        throw selat::refusal{selat::code::invalid, "an attachment without a url cannot be sent"};
    }
    return text_message(name.empty() ? url : name + "\n" + url);
}

std::string coordinates(double latitude, double longitude) {
    std::array<char, 64> text{};
    auto end = std::to_chars(text.data(), text.data() + 31, latitude).ptr;
    *end++ = ',';
    end = std::to_chars(end, text.data() + text.size(), longitude).ptr;
    return {text.data(), end};
}

// Title and address are required there.
json location_message(const json& location) {
    if (!location.is_object() || !number_in(location, "latitude") ||
        !number_in(location, "longitude")) {
        throw selat::refusal{selat::code::invalid, "a location needs latitude and longitude"};
    }
    const auto latitude = location["latitude"].get<double>();
    const auto longitude = location["longitude"].get<double>();
    const auto where = coordinates(latitude, longitude);
    const auto name = text_of(location, "name");
    const auto address = text_of(location, "address");
    return {{"type", "location"},
            {"title", code_points::cut(name.empty() ? where : name, 100)},
            {"address", code_points::cut(address.empty() ? where : address, 100)},
            {"latitude", latitude},
            {"longitude", longitude}};
}

void check_length(std::string_view text) {
    if (code_points::length_of(text) > text_max) {
        throw selat::refusal{selat::code::invalid, "LINE takes 5000 characters of text at most"};
    }
}

// Adds links to the text; where both are too much for one message, the text goes before them.
void write_out(const std::string& links, std::string& text, json& messages) {
    check_length(text);
    check_length(links);
    if (links.empty() || text.empty()) {
        text += links;
        return;
    }
    if (code_points::length_of(text) + 1 + code_points::length_of(links) > text_max) {
        messages.push_back(text_message(text));
        text = links;
    } else {
        text += "\n" + links;
    }
}

// Quick replies stand under the last message; links and long lists need buttons.
void add_choices(json& messages, std::span<const json> choices, const std::string& text) {
    const bool linked = std::any_of(choices.begin(), choices.end(),
                                    [](const json& each) { return !text_of(each, "url").empty(); });
    const bool buttons = linked || choices.size() > quick_replies_max;
    if (buttons && code_points::length_of(text) <= flex_text_max) {
        messages.push_back(buttons_message(text, choices));
        return;
    }
    if (!text.empty()) {
        messages.push_back(text_message(text));
    }
    if (buttons) {
        messages.push_back(buttons_message({}, choices));
        return;
    }
    if (messages.empty()) {
        messages.push_back(text_message(titles(choices)));
    }
    auto& items = messages.back()["quickReply"]["items"] = json::array();
    for (const auto& each : choices) {
        items.push_back({{"type", "action"}, {"action", action_for(each)}});
    }
}

// LINE lets nobody call themselves LINE.
bool may_show(std::string_view name) {
    constexpr std::string_view taken = "line";
    return !name.empty() &&
           std::search(name.begin(), name.end(), taken.begin(), taken.end(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
           }) == name.end();
}

void wrap(json& messages, const wrapping& with) {
    bool quoted = with.quote_token.empty();
    for (auto& message : messages) {
        const auto type = text_of(message, "type");
        if (!quoted && (type == "text" || type == "sticker")) {
            message["quoteToken"] = with.quote_token;
            quoted = true;
        }
        if (may_show(with.author_name)) {
            message["sender"] = {{"name", code_points::cut(with.author_name, 20)}};
        }
    }
}

json messages_for(const json& content, const wrapping& with) {
    auto text = text_of(content, "text");
    const auto [choices, links] = split(list_in(content, "choices"));
    const auto cards = list_in(content, "cards");
    json messages = json::array();
    write_out(links, text, messages);
    if (!text.empty() && choices.empty()) {
        messages.push_back(text_message(text));
    }
    for (const auto& attachment : list_in(content, "attachments")) {
        messages.push_back(attachment_message(attachment, with));
    }
    if (content.contains("location")) {
        messages.push_back(location_message(content["location"]));
    }
    if (!cards.empty()) {
        messages.push_back(cards_message(cards));
    }
    if (!choices.empty()) {
        add_choices(messages, choices, text);
    }
    return messages;
}

}  // namespace

std::string encode_messages(std::string_view content, const wrapping& with) {
    const auto parsed = json::parse(content, nullptr, false);
    if (!parsed.is_object()) {
        throw selat::refusal{selat::code::invalid, "the content is not a JSON object"};
    }
    auto messages = messages_for(parsed, with);
    if (messages.empty()) {
        throw selat::refusal{selat::code::unsupported, "LINE carries no part of this content"};
    }
    if (messages.size() > messages_max) {
        throw selat::refusal{selat::code::unsupported, "LINE takes five messages in one call"};
    }
    wrap(messages, with);
    return messages.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace line
