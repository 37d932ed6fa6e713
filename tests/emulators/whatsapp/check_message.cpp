#include "tests/emulators/whatsapp/check_message.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace emulators::whatsapp {
namespace {

using meta::graph_error;
using wrong = std::optional<graph_error>;

wrong invalid(const std::string& what) { return graph_error{100, 0, "Invalid parameter", what, 0}; }
wrong missing(const std::string& what) {
    return graph_error{131008, 0, "Required parameter is missing", what, 0};
}
wrong out_of_range(const std::string& what) {
    return graph_error{131009, 0, "Parameter value is not valid", what, 0};
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

// One that must be there, with at most so many characters.
wrong check_text(const json& object, const char* name, std::size_t most) {
    const auto text = text_in(object, name);
    if (text.empty()) {
        return missing(std::string(name) + " is missing");
    }
    return characters(text) > most ? out_of_range(std::string(name) + " is too long") : wrong();
}

wrong check_text_message(const json& text) {
    if (auto fault = check_text(text, "body", 4096)) {
        return fault;
    }
    const auto body = text_in(text, "body");
    if (flag_in(text, "preview_url") && body.find("http://") == std::string::npos &&
        body.find("https://") == std::string::npos) {
        return out_of_range("preview_url needs a URL in the body");
    }
    return {};
}

wrong check_medium(const json& medium, const std::string& type, const meta::media_store& media) {
    const auto id = text_in(medium, "id");
    const auto link = text_in(medium, "link");
    if (id.empty() == link.empty()) {
        return missing("id or link is needed, and one alone");
    }
    if (!id.empty() && !media.find(id)) {
        return graph_error{131009, 0, "Parameter value is not valid", "no such media", 0};
    }
    if (!link.empty() && !link.starts_with("http://") && !link.starts_with("https://")) {
        return out_of_range("link is no URL");
    }
    const bool captioned = medium.contains("caption");
    if (captioned && (type == "audio" || type == "sticker")) {
        return invalid(type + " takes no caption");
    }
    if (captioned && characters(text_in(medium, "caption")) > 1024) {
        return out_of_range("caption is too long");
    }
    if (medium.contains("filename") && type != "document") {
        return invalid("filename is for documents");
    }
    return {};
}

wrong check_location(const json& location) {
    for (const auto* name : {"latitude", "longitude"}) {
        const auto& value = member(location, name);
        if (!value.is_number()) {
            return missing(std::string(name) + " is missing");
        }
    }
    return {};
}

wrong check_contacts(const json& contacts) {
    if (!contacts.is_array() || contacts.empty() || contacts.size() > 257) {
        return out_of_range("contacts are 1 to 257");
    }
    for (const auto& each : contacts) {
        if (auto fault = check_text(member(each, "name"), "formatted_name", 1'000)) {
            return fault;
        }
        if (member(each, "name").size() < 2) {
            return invalid("a name needs another part beside formatted_name");
        }
    }
    return {};
}

wrong check_buttons(const json& buttons) {
    if (!buttons.is_array() || buttons.empty() || buttons.size() > 3) {
        return out_of_range("buttons are 1 to 3");
    }
    std::set<std::string> titles;
    std::set<std::string> ids;
    for (const auto& each : buttons) {
        const auto& reply = member(each, "reply");
        if (text_in(each, "type") != "reply") {
            return invalid("a button's type is reply");
        }
        auto fault = check_text(reply, "title", 20);
        fault = fault ? fault : check_text(reply, "id", 256);
        if (fault) {
            return fault;
        }
        if (!titles.insert(text_in(reply, "title")).second ||
            !ids.insert(text_in(reply, "id")).second) {
            return out_of_range("titles and ids of buttons must differ");
        }
    }
    return {};
}

wrong check_list(const json& action) {
    if (auto fault = check_text(action, "button", 20)) {
        return fault;
    }
    const auto& sections = member(action, "sections");
    if (!sections.is_array() || sections.empty() || sections.size() > 10) {
        return out_of_range("sections are 1 to 10");
    }
    std::set<std::string> ids;
    for (const auto& section : sections) {
        if (sections.size() > 1 && text_in(section, "title").empty()) {
            return missing("a section of several needs a title");
        }
        if (characters(text_in(section, "title")) > 24) {
            return out_of_range("a section's title is too long");
        }
        for (const auto& row : member(section, "rows")) {
            auto fault = check_text(row, "title", 24);
            fault = fault ? fault : check_text(row, "id", 200);
            if (fault) {
                return fault;
            }
            if (!ids.insert(text_in(row, "id")).second) {
                return out_of_range("ids of rows must differ");
            }
            if (characters(text_in(row, "description")) > 72) {
                return out_of_range("a row's description is too long");
            }
        }
    }
    return ids.empty() || ids.size() > 10 ? out_of_range("rows are 1 to 10 in all") : wrong();
}

wrong check_link(const json& action) {
    const auto& parameters = member(action, "parameters");
    if (text_in(action, "name") != "cta_url") {
        return invalid("the action's name is cta_url");
    }
    if (auto fault = check_text(parameters, "display_text", 20)) {
        return fault;
    }
    const auto url = text_in(parameters, "url");
    return url.starts_with("http://") || url.starts_with("https://")
               ? wrong()
               : out_of_range("url is no URL");
}

wrong check_interactive(const json& interactive, const meta::media_store& media) {
    const auto type = text_in(interactive, "type");
    const auto& action = member(interactive, "action");
    if (auto fault =
            check_text(member(interactive, "body"), "text", type == "list" ? 4096 : 1024)) {
        return fault;
    }
    if (characters(text_in(member(interactive, "footer"), "text")) > 60) {
        return out_of_range("the footer is too long");
    }
    if (const auto& header = member(interactive, "header"); header.is_object()) {
        const auto kind = text_in(header, "type");
        if (kind == "text") {
            if (auto fault = check_text(header, "text", 60)) {
                return fault;
            }
        } else if (type == "list") {
            return invalid("a list's header is text");
        } else if (auto fault = check_medium(member(header, kind.c_str()), kind, media)) {
            return fault;
        }
    }
    if (type == "button") {
        return check_buttons(member(action, "buttons"));
    }
    if (type == "list") {
        return check_list(action);
    }
    if (type == "cta_url") {
        return check_link(action);
    }
    return type == "location_request_message" || type == "flow"
               ? wrong()
               : invalid("unknown type of interactive message");
}

std::size_t parameters_of(const json& components, const char* type) {
    for (const auto& each : components) {
        if (text_in(each, "type") == type) {
            return member(each, "parameters").size();
        }
    }
    return 0;
}

wrong check_template(const json& wanted, const meta::business& of) {
    const auto name = text_in(wanted, "name");
    const auto language = text_in(member(wanted, "language"), "code");
    if (name.empty() || language.empty()) {
        return missing("a template needs name and language.code");
    }
    const auto known =
        std::find_if(of.templates.begin(), of.templates.end(), [&](const json& each) {
            return text_in(each, "name") == name && text_in(each, "language", "en_US") == language;
        });
    if (known == of.templates.end()) {
        return graph_error{132001, 0, "Template name does not exist in the translation",
                           "template name (" + name + ") does not exist in " + language, 0};
    }
    if (const auto state = text_in(*known, "status", "APPROVED"); state != "APPROVED") {
        return graph_error{state == "PAUSED" ? 132015 : 132016, 0, "Template is " + state, {}, 0};
    }
    const auto expected = static_cast<std::size_t>(number_in(*known, "parameters"));
    if (parameters_of(member(wanted, "components"), "body") != expected) {
        return graph_error{132000, 0, "Number of parameters does not match the expected number",
                           "body: expected " + std::to_string(expected), 0};
    }
    return {};
}

}  // namespace

std::optional<graph_error> check_message(const json& message, const meta::business& of,
                                         const meta::media_store& media) {
    const auto type = text_in(message, "type", "text");
    const auto& part = member(message, type.c_str());
    if (text_in(message, "messaging_product") != "whatsapp") {
        return missing("messaging_product must be whatsapp");
    }
    if (text_in(message, "biz_opaque_callback_data").size() > 512) {
        return out_of_range("biz_opaque_callback_data is too long");
    }
    if (part.is_null()) {
        return missing(type + " is missing");
    }
    if (type == "text") {
        return check_text_message(part);
    }
    if (type == "location") {
        return check_location(part);
    }
    if (type == "contacts") {
        return check_contacts(part);
    }
    if (type == "interactive") {
        return check_interactive(part, media);
    }
    if (type == "template") {
        return check_template(part, of);
    }
    if (type == "reaction") {
        return text_in(part, "message_id").empty() || !part.contains("emoji")
                   ? missing("a reaction needs message_id and emoji")
                   : wrong();
    }
    for (const auto* kind : {"image", "video", "audio", "document", "sticker"}) {
        if (type == kind) {
            return check_medium(part, type, media);
        }
    }
    return invalid("unknown type " + type);
}

}  // namespace emulators::whatsapp
