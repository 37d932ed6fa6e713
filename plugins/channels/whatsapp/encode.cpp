#include "encode.hpp"

#include "address.hpp"
#include "interactive.hpp"
#include "plugins/shared/code_points/code_points.hpp"
#include "plugins/shared/meta/graph.hpp"
#include "templates.hpp"

#include <utility>

#include <selat/plugin.hpp>

namespace whatsapp {
namespace {

using meta::list_of;
using meta::member;
using meta::text_of;

constexpr std::size_t text_max = 4096;
constexpr std::size_t caption_max = 1024;
constexpr std::size_t callback_max = 512;

[[noreturn]] void refuse(const char* why) { throw selat::refusal{selat::code::invalid, why}; }

std::string type_of(const json& attachment) {
    const auto kind = text_of(attachment, "kind");
    for (const auto* same : {"image", "video", "audio", "sticker"}) {
        if (kind == same) {
            return kind;
        }
    }
    return "document";
}

// A document without a name is shown as "Untitled".
std::string name_of(const json& attachment) {
    auto name = text_of(attachment, "name");
    if (!name.empty()) {
        return name;
    }
    const auto url = text_of(attachment, "url");
    const auto path = url.substr(0, url.find_first_of("?#"));
    name = path.substr(path.rfind('/') + 1);
    return name.empty() ? "file" : name;
}

bool takes_caption(std::string_view type) { return type != "audio" && type != "sticker"; }

// Words go as the caption of the first medium that takes one, else before all.
void add_attachments(const json& attachments, std::string& text, parts& out) {
    const auto first = out.size();
    for (const auto& each : attachments) {
        const auto url = text_of(each, "url");
        if (!meta::is_web_url(url)) {
            refuse("WhatsApp fetches attachments by http or https URL");
        }
        const auto type = type_of(each);
        json medium = {{"link", url}};
        if (type == "document") {
            medium["filename"] = name_of(each);
        }
        if (!text.empty() && takes_caption(type) && code_points::length_of(text) <= caption_max) {
            medium["caption"] = std::exchange(text, {});
        }
        out.push_back({{"type", type}, {type, std::move(medium)}});
    }
    if (!text.empty() && !attachments.empty()) {
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(first),
                   text_part(std::exchange(text, {})));
    }
}

json location_part(const json& location) {
    if (!member(location, "latitude").is_number() || !member(location, "longitude").is_number()) {
        refuse("a location needs latitude and longitude");
    }
    json out = {{"latitude", location["latitude"]}, {"longitude", location["longitude"]}};
    for (const auto* name : {"name", "address"}) {
        if (auto text = text_of(location, name); !text.empty()) {
            out[name] = std::move(text);
        }
    }
    return {{"type", "location"}, {"location", std::move(out)}};
}

json listed(const json& texts, const char* name) {
    json out = json::array();
    for (const auto& each : texts) {
        if (each.is_string()) {
            out.push_back({{name, each}});
        }
    }
    return out;
}

json contacts_part(const json& contacts) {
    json out = json::array();
    for (const auto& each : contacts) {
        auto name = text_of(each, "name");
        const auto& phones = list_of(each, "phones");
        if (name.empty() && !phones.empty()) {
            name = text_of(phones.front());
        }
        json card = {{"name", {{"formatted_name", name}, {"first_name", name}}}};
        if (auto numbers = listed(phones, "phone"); !numbers.empty()) {
            card["phones"] = std::move(numbers);
        }
        if (auto emails = listed(list_of(each, "emails"), "email"); !emails.empty()) {
            card["emails"] = std::move(emails);
        }
        out.push_back(std::move(card));
    }
    return {{"type", "contacts"}, {"contacts", std::move(out)}};
}

json reaction_part(const json& reaction, std::string_view reply_to) {
    auto target = text_of(reaction, "to");
    if (!target.starts_with("wamid.")) {  // our own id of what this answers
        target = std::string(reply_to);
    }
    if (target.empty()) {
        refuse("a reaction is to a message that WhatsApp knows");
    }
    const auto emoji =
        meta::flag_of(reaction, "removed") ? std::string() : text_of(reaction, "emoji");
    return {{"type", "reaction"}, {"reaction", {{"message_id", target}, {"emoji", emoji}}}};
}

parts parts_of(const json& content, const wrapping& with) {
    parts out;
    if (content.contains("template")) {
        out.push_back(template_part(content["template"]));
        return out;
    }
    if (content.contains("reaction")) {
        out.push_back(reaction_part(content["reaction"], with.reply_to));
        return out;
    }
    auto text = text_of(content, "text");
    if (code_points::length_of(text) > text_max) {
        refuse("WhatsApp takes 4096 characters of text at most");
    }
    add_attachments(list_of(content, "attachments"), text, out);
    if (content.contains("location")) {
        out.push_back(location_part(content["location"]));
    }
    if (const auto& contacts = list_of(content, "contacts"); !contacts.empty()) {
        out.push_back(contacts_part(contacts));
    }
    const auto& cards = list_of(content, "cards");
    if (!cards.empty() && !text.empty()) {
        out.push_back(text_part(std::exchange(text, {})));
    }
    for (const auto& card : cards) {
        add_card(card, with.list_button, out);
    }
    if (const auto& choices = list_of(content, "choices"); !choices.empty()) {
        add_choices(text, choices, with.list_button, out);
    } else if (!text.empty()) {
        out.push_back(text_part(text));
    }
    return out;
}

void address(json& message, const recipient& to) {
    message["messaging_product"] = "whatsapp";
    message["recipient_type"] = to.kind == recipient_kind::group ? "group" : "individual";
    message[to.kind == recipient_kind::user ? "recipient" : "to"] = to.id;
}

}  // namespace

std::vector<std::string> encode_messages(std::string_view content_text, const wrapping& with) {
    const auto content = meta::parse(content_text);
    const auto to = read_address(with.to);
    if (!content.is_object()) {
        refuse("the content is not a JSON object");
    }
    if (to.kind == recipient_kind::none) {
        refuse("an address is a number such as +60123456789, WhatsApp's user id, or group:ID");
    }
    auto messages = parts_of(content, with);
    if (messages.empty()) {
        throw selat::refusal{selat::code::unsupported, "WhatsApp carries no part of this content"};
    }
    std::vector<std::string> out;
    for (auto& each : messages) {
        address(each, to);
        const auto type = text_of(each, "type");
        if (out.empty() && !with.reply_to.empty() && type != "reaction" && type != "template") {
            each["context"] = {{"message_id", with.reply_to}};
        }
        if (!with.callback.empty() && with.callback.size() <= callback_max) {
            each["biz_opaque_callback_data"] = with.callback;
        }
        out.push_back(meta::written(each));
    }
    return out;
}

std::string encode_read(std::string_view message_id, bool typing) {
    json out = {{"messaging_product", "whatsapp"}, {"status", "read"}, {"message_id", message_id}};
    if (typing) {
        out["typing_indicator"] = {{"type", "text"}};
    }
    return meta::written(out);
}

}  // namespace whatsapp
