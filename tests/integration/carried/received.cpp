#include "tests/integration/carried/received.hpp"

namespace selat::testing {
namespace {

const json& member(const json& object, const char* name) {
    static const json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : none;
}

std::string text_of(const json& object, const char* name) {
    const auto& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

void add(std::vector<std::string>& to, const std::string& text) {
    if (!text.empty()) {
        to.push_back(text);
    }
}

void add(std::set<std::string>& to, const std::string& text) {
    if (!text.empty()) {
        to.insert(text);
    }
}

// Every object in it, itself first.
void each_object(const json& value, const std::function<void(const json&)>& visit) {
    if (value.is_object()) {
        visit(value);
    }
    if (value.is_structured()) {
        for (const auto& inner : value) {
            each_object(inner, visit);
        }
    }
}

}  // namespace

std::string received::words() const {
    std::string out;
    for (const auto& each : texts) {
        out += each + "\n";
    }
    return out;
}

void read_line(const json& item, received& out) {
    const auto& message = member(item, "message");
    const auto type = text_of(message, "type");
    if (type == "text") {
        add(out.texts, text_of(message, "text"));
    } else if (type == "location") {
        out.parts.insert(type);
    }
    add(out.media, text_of(message, "originalContentUrl"));
    each_object(message, [&](const json& each) {
        const auto action = text_of(each, "type");
        if (action == "uri") {
            add(out.links, text_of(each, "uri"));
        } else if (action == "postback" || action == "message") {
            add(out.choices, text_of(each, "label"));
        }
    });
}

void read_sms(const json& item, received& out) {
    add(out.texts, text_of(item, "body"));
    for (const auto& each : member(item, "media_urls")) {
        add(out.media, each.get<std::string>());
    }
}

void read_smsc(const json& item, received& out) { add(out.texts, text_of(item, "text")); }

void read_voice(const json& item, received& out) {
    const auto kind = text_of(item, "kind");
    if (kind == "say") {
        add(out.texts, text_of(item, "text"));
    } else if (kind == "play") {
        add(out.media, text_of(item, "text"));
    }
}

void read_discord(const json& item, received& out) {
    const auto& message = member(item, "message");
    add(out.texts, text_of(message, "content"));
    for (const auto& each : member(message, "attachments")) {
        add(out.media, text_of(each, "filename"));
    }
    for (const auto& each : member(message, "embeds")) {
        add(out.media, text_of(member(each, "image"), "url"));
    }
    each_object(member(message, "components"), [&](const json& each) {
        const auto url = text_of(each, "url");
        url.empty() ? add(out.choices, text_of(each, "label")) : add(out.links, url);
    });
}

void read_viber(const json& item, received& out) {
    const auto& message = member(item, "message");
    add(out.texts, text_of(message, "text"));
    add(out.media, text_of(message, "media"));
}

void read_telnyx(const json& item, received& out) {
    const auto& message = member(item, "message");
    add(out.texts, text_of(message, "text"));
    for (const auto& each : member(message, "media")) {
        add(out.media, text_of(each, "url"));
    }
}

void read_telegram(const json& item, received& out) {
    const auto& message = member(item, "message");
    const auto& asked = member(item, "request");
    add(out.texts, text_of(message, "text"));
    add(out.texts, text_of(message, "caption"));
    for (const auto* kind :
         {"photo", "video", "animation", "audio", "voice", "document", "sticker"}) {
        add(out.media, text_of(asked, kind));
    }
    const auto& album = member(asked, "media");
    for (const auto& each :
         album.is_string() ? json::parse(album.get<std::string>(), nullptr, false) : album) {
        add(out.media, text_of(each, "media"));
    }
    if (message.contains("location")) {
        out.parts.insert("location");
    }
    if (message.contains("contact")) {
        out.parts.insert("contacts");
    }
    if (text_of(item, "kind") == "reaction") {
        out.parts.insert("reaction");
    }
    each_object(member(message, "reply_markup"), [&](const json& each) {
        add(each.contains("callback_data") ? out.choices : out.links,
            text_of(each, each.contains("callback_data") ? "text" : "url"));
    });
}

void read_whatsapp(const json& item, received& out) {
    const auto& message = member(item, "message");
    const auto type = text_of(message, "type");
    const auto& part = member(message, type.c_str());
    for (const auto* one : {"location", "contacts", "template", "reaction"}) {
        if (type == one) {
            out.parts.insert(type);
        }
    }
    add(out.texts, text_of(part, "body"));
    add(out.texts, text_of(part, "caption"));
    add(out.texts, text_of(member(part, "body"), "text"));
    add(out.media, text_of(part, "link"));
    add(out.media, text_of(member(member(part, "header"), "image"), "link"));
    each_object(member(part, "action"), [&](const json& each) {
        if (each.contains("id")) {
            add(out.choices, text_of(each, "title"));
        }
        add(out.links, text_of(each, "url"));
    });
}

void read_messenger(const json& item, received& out) {
    if (text_of(item, "kind") == "react") {
        out.parts.insert("reaction");
    }
    const auto& message = member(member(item, "send"), "message");
    const auto& payload = member(member(message, "attachment"), "payload");
    add(out.texts, text_of(message, "text"));
    add(out.texts, text_of(payload, "text"));
    add(out.media, text_of(payload, "url"));
    each_object(message, [&](const json& each) {
        if (text_of(each, "type") == "web_url") {
            add(out.links, text_of(each, "url"));
        } else if (each.contains("payload")) {
            add(out.choices, text_of(each, "title"));
        }
    });
}

void read_google(const json& item, received& out) {
    const auto& message = member(item, "message");
    add(out.texts, text_of(message, "text"));
    add(out.media, text_of(member(message, "contentInfo"), "fileUrl"));
    add(out.media, text_of(member(member(message, "image"), "contentInfo"), "fileUrl"));
    each_object(message, [&](const json& each) {
        add(out.choices, text_of(member(each, "reply"), "text"));
        add(out.links, text_of(member(each, "openUrlAction"), "url"));
        if (each.contains("viewLocationAction")) {
            out.parts.insert("location");
        }
    });
}

void read_email(const json& item, received& out) {
    add(out.texts, text_of(item, "text"));
    out.subject = text_of(item, "subject");
    if (!text_of(item, "html").empty()) {
        out.parts.insert("html");
    }
    const auto raw = text_of(item, "raw");
    if (raw.find("Content-Disposition: attachment") != raw.npos) {
        out.media.insert("a file");  // a card's picture has no name
    }
    const std::string mark = "filename=";
    for (auto at = raw.find(mark); at != raw.npos; at = raw.find(mark, at + 1)) {
        const auto begin = at + mark.size() + (raw[at + mark.size()] == '"' ? 1 : 0);
        add(out.media, raw.substr(begin, raw.find_first_of("\"\r\n;", begin) - begin));
    }
}

}  // namespace selat::testing
