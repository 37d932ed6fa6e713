#include "encode.hpp"

#include "json_read.hpp"
#include "media.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <span>

#include <selat/plugin.hpp>

namespace telegram {
namespace {

constexpr std::size_t text_max = 4096;
constexpr std::size_t short_title = 12;  // three of these stand beside each other
constexpr std::size_t row_max = 3;

[[noreturn]] void refuse(selat::code code, const char* why) { throw selat::refusal{code, why}; }

std::span<const json> span_of(const json& object, const char* name) {
    const auto& list = list_of(object, name);
    const auto& items = list.get_ref<const json::array_t&>();
    return {items.data(), items.size()};
}

// Telegram refuses the whole message for one URL that it cannot open.
bool can_open(std::string_view url) {
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    const auto rest = url.substr(std::min(url.find("://") + 3, url.size()));
    const auto server = rest.substr(0, rest.find_first_of("/?#"));
    return url.size() <= 2048 &&
           (url.starts_with("tg://") || (web && server.find('.') != std::string_view::npos));
}

std::string title_of(const json& choice) {
    for (const auto* name : {"title", "payload", "url"}) {
        if (auto text = text_of(choice, name); !text.empty()) {
            return text;
        }
    }
    return "…";
}

// The choices as buttons; links that no button opens are added to `text`.
json keyboard_of(std::span<const json> choices, const wrapping& with, std::string& text) {
    json rows = json::array();
    bool wide = false;
    for (const auto& each : choices) {
        wide = wide || code_points::length_of(title_of(each)) > short_title;
    }
    for (const auto& each : choices) {
        const auto url = text_of(each, "url");
        const auto title = title_of(each);
        if (!url.empty() && !can_open(url)) {
            text += (text.empty() ? "" : "\n") + (title == url ? url : title + ": " + url);
            continue;
        }
        json button = {{"text", title}};
        if (!url.empty()) {
            button["url"] = url;
        } else {
            const auto payload = text_of(each, "payload");
            button["callback_data"] = with.data_for(payload.empty() ? title : payload);
        }
        if (rows.empty() || wide || rows.back().size() == row_max) {
            rows.push_back(json::array());
        }
        rows.back().push_back(std::move(button));
    }
    return rows.empty() ? json() : json{{"inline_keyboard", std::move(rows)}};
}

std::string titles(std::span<const json> choices) {
    std::string out;
    for (const auto& each : choices) {
        out += (out.empty() ? "" : " · ") + title_of(each);
    }
    return out;
}

step text_step(const std::string& text, const json& keyboard) {
    if (code_points::length_of(text) > text_max) {
        refuse(selat::code::invalid, "Telegram takes 4096 characters of text at most");
    }
    step out{"sendMessage", {{"text", text}}, {}};
    if (!keyboard.is_null()) {
        out.body["reply_markup"] = keyboard;
    }
    return out;
}

step location_step(const json& location) {
    const auto& latitude = member(location, "latitude");
    const auto& longitude = member(location, "longitude");
    if (!latitude.is_number() || !longitude.is_number()) {
        refuse(selat::code::invalid, "a location needs latitude and longitude");
    }
    step out{"sendLocation", {{"latitude", latitude}, {"longitude", longitude}}, {}};
    const auto name = text_of(location, "name");
    const auto address = text_of(location, "address");
    if (!name.empty() || !address.empty()) {
        out.method = "sendVenue";
        out.body["title"] = name.empty() ? address : name;
        out.body["address"] = address.empty() ? name : address;
    }
    return out;
}

// Telegram's cards have a number; without one it is told in words.
step contact_step(const json& contact) {
    const auto name = text_of(contact, "name");
    std::string words = name;
    for (const auto* list : {"phones", "emails"}) {
        for (const auto& each : list_of(contact, list)) {
            if (each.is_string()) {
                words += (words.empty() ? "" : "\n") + each.get<std::string>();
            }
        }
    }
    const auto& phones = list_of(contact, "phones");
    if (phones.empty() || !phones[0].is_string()) {
        return text_step(words.empty() ? "…" : words, {});
    }
    const auto phone = phones[0].get<std::string>();
    step out{
        "sendContact", {{"phone_number", phone}, {"first_name", name.empty() ? phone : name}}, {}};
    if (phones.size() > 1 || !list_of(contact, "emails").empty()) {
        std::string card = "BEGIN:VCARD\nVERSION:3.0\nFN:" + (name.empty() ? phone : name);
        for (const auto& [list, line] : {std::pair{"phones", "\nTEL:"}, {"emails", "\nEMAIL:"}}) {
            for (const auto& each : list_of(contact, list)) {
                card += each.is_string() ? line + each.get<std::string>() : std::string();
            }
        }
        card += "\nEND:VCARD";
        if (card.size() <= 2048) {
            out.body["vcard"] = card;
        }
    }
    return out;
}

step card_step(const json& card, const wrapping& with) {
    auto text = text_of(card, "title");
    if (const auto more = text_of(card, "text"); !more.empty()) {
        text += (text.empty() ? "" : "\n") + more;
    }
    const auto choices = span_of(card, "choices");
    const auto keyboard = keyboard_of(choices, with, text);
    const auto image = text_of(card, "image");
    if (image.empty() || code_points::length_of(text) > caption_max) {
        return text_step(text.empty() ? titles(choices) : text, keyboard);
    }
    const std::vector<json> picture = {{{"kind", "image"}, {"url", image}}};
    auto out = media_steps(picture, text).front();
    if (!keyboard.is_null()) {
        out.body["reply_markup"] = keyboard;
    }
    return out;
}

// As Telegram lists them: without the mark that asks for a coloured picture, which most keyboards
// add.
std::string plain_emoji(std::string emoji) {
    constexpr std::string_view coloured = "\xEF\xB8\x8F";
    for (auto at = emoji.find(coloured); at != std::string::npos; at = emoji.find(coloured, at)) {
        emoji.erase(at, coloured.size());
    }
    return emoji;
}

// On the message itself, wherever what is said now would go.
step reaction_step(const json& reaction, const wrapping& with) {
    auto target = with.reply_to;
    if (!target) {
        target = read_message_name(text_of(reaction, "to"));
    }
    if (!target) {
        refuse(selat::code::unsupported, "the reaction names no message of this chat");
    }
    if (!target->business.empty()) {
        refuse(selat::code::unsupported, "Telegram takes no reactions in a business account");
    }
    json wanted = json::array();
    if (!flag_of(reaction, "removed")) {
        wanted.push_back({{"type", "emoji"}, {"emoji", plain_emoji(text_of(reaction, "emoji"))}});
    }
    return {std::string(reacting),
            {{"chat_id", as_told(target->chat)},
             {"message_id", as_told(target->message)},
             {"reaction", std::move(wanted)}},
            {}};
}

void add_words(const json& content, const wrapping& with, steps& out) {
    auto text = text_of(content, "text");
    const auto choices = span_of(content, "choices");
    const auto attachments = span_of(content, "attachments");
    const auto keyboard = keyboard_of(choices, with, text);
    if (text.empty() && !keyboard.is_null()) {
        text = titles(choices);
    }
    const bool beside = keyboard.is_null() && takes_caption(attachments) &&
                        code_points::length_of(text) <= caption_max;
    if (!text.empty() && !beside) {
        out.push_back(text_step(text, keyboard));
    }
    for (auto& each : media_steps(attachments, beside ? text : std::string())) {
        out.push_back(std::move(each));
    }
}

// Where every step goes, and what the first of them answers. A reaction has its place already.
void address(steps& all, const wrapping& with) {
    for (auto& each : all) {
        if (each.method == reacting) {
            continue;
        }
        each.body["chat_id"] = as_told(with.to.chat);
        if (!with.to.business.empty()) {
            each.body["business_connection_id"] = with.to.business;
        }
        if (!with.to.topic.empty()) {
            each.body["message_thread_id"] = as_told(with.to.topic);
        }
    }
    auto& first = all.front();
    const bool here = with.reply_to && with.reply_to->chat == with.to.chat &&
                      with.reply_to->business == with.to.business;
    if (here && first.method != reacting) {
        first.body["reply_parameters"] = {{"message_id", as_told(with.reply_to->message)},
                                          {"allow_sending_without_reply", true}};
    }
}

json object_in(std::string_view content) {
    auto out = parse(content);
    if (!out.is_object()) {
        refuse(selat::code::invalid, "the content is not a JSON object");
    }
    return out;
}

}  // namespace

steps encode_message(std::string_view content, const wrapping& with) {
    const auto parsed = object_in(content);
    steps out;
    add_words(parsed, with, out);
    if (parsed.contains("location")) {
        out.push_back(location_step(parsed["location"]));
    }
    for (const auto& each : list_of(parsed, "contacts")) {
        out.push_back(contact_step(each));
    }
    for (const auto& each : list_of(parsed, "cards")) {
        out.push_back(card_step(each, with));
    }
    if (parsed.contains("reaction")) {
        out.push_back(reaction_step(parsed["reaction"], with));
    }
    if (out.empty()) {
        refuse(selat::code::unsupported, "Telegram carries no part of this content");
    }
    address(out, with);
    return out;
}

step encode_edit(std::string_view content, const message_name& target, bool captioned,
                 const wrapping& with) {
    const auto parsed = object_in(content);
    auto text = text_of(parsed, "text");
    const auto keyboard = keyboard_of(span_of(parsed, "choices"), with, text);
    if (text.empty() && !captioned) {
        refuse(selat::code::unsupported, "Telegram changes the text of a message alone");
    }
    if (code_points::length_of(text) > (captioned ? caption_max : text_max)) {
        refuse(selat::code::invalid, "the text is longer than Telegram takes");
    }
    step out{captioned ? "editMessageCaption" : "editMessageText",
             {{captioned ? "caption" : "text", text},
              {"chat_id", as_told(target.chat)},
              {"message_id", as_told(target.message)}},
             {}};
    if (!target.business.empty()) {
        out.body["business_connection_id"] = target.business;
    }
    if (!keyboard.is_null()) {
        out.body["reply_markup"] = keyboard;
    }
    return out;
}

step instead(const step& failed, std::string_view text) {
    step out{"sendMessage", {{"text", code_points::cut(text, text_max)}}, {}};
    for (const auto* kept : {"chat_id", "message_thread_id", "business_connection_id",
                             "reply_parameters", "reply_markup"}) {
        if (failed.body.contains(kept)) {
            out.body[kept] = failed.body[kept];
        }
    }
    return out;
}

json to_json(const steps& all) {
    json out = json::array();
    for (const auto& each : all) {
        out.push_back({{"method", each.method}, {"body", each.body}, {"links", each.links}});
    }
    return out;
}

steps read_steps(const json& from) {
    steps out;
    for (const auto& each : from.is_array() ? from : json::array()) {
        out.push_back({text_of(each, "method"), member(each, "body"), text_of(each, "links")});
    }
    return out;
}

}  // namespace telegram
