#include "host/plugins/read_capabilities.hpp"

#include <string>
#include <utility>
#include <vector>

#include "host/plugins/manifest_reader.hpp"

namespace selat::plugins {
namespace {

using nlohmann::json;

void read_text_limits(manifest_reader& given, model::text_limits& out, std::string& wrong) {
    const auto* object = given.object("text");
    if (object == nullptr) {
        return;
    }
    manifest_reader text(*object, "capabilities.text.", wrong);
    std::string unit = "code_point";
    text.whole("max", out.max, most32);
    text.text("unit", unit);
    if (unit == "utf16") {
        out.unit = model::text_unit::utf16;
    } else if (unit == "byte") {
        out.unit = model::text_unit::byte;
    } else if (unit == "gsm7") {
        out.unit = model::text_unit::gsm7;
    } else if (unit != "code_point") {
        text.refuse("unit", "must be one of utf16, code_point, byte, gsm7");
    }
}

void read_lists(manifest_reader& given, model::capabilities& out, std::string& wrong) {
    if (const auto* object = given.object("choices")) {
        manifest_reader choices(*object, "capabilities.choices.", wrong);
        choices.whole("max", out.choices.max, most32);
        choices.whole("title_max", out.choices.title_max, most32);
        choices.whole("payload_max", out.choices.payload_max, most32);
        choices.flag("links", out.choices.links);
    }
    if (const auto* object = given.object("cards")) {
        manifest_reader cards(*object, "capabilities.cards.", wrong);
        cards.whole("max", out.cards.max, most32);
        cards.whole("title_max", out.cards.title_max, most32);
        cards.whole("text_max", out.cards.text_max, most32);
        cards.whole("choices_max", out.cards.choices_max, most32);
        cards.flag("image", out.cards.image);
    }
    std::vector<std::string> kinds;
    given.texts("attachments", kinds);
    for (const auto& each : kinds) {
        if (const auto kind = model::attachment_kind_of(each)) {
            out.attachments.insert(*kind);
        } else {
            given.refuse("attachments", "holds " + each + ", which is no kind of attachment");
        }
    }
    std::vector<std::string> receipts;
    given.texts("receipts", receipts);
    for (const auto& each : receipts) {
        out.receipt_delivered = out.receipt_delivered || each == "delivered";
        out.receipt_read = out.receipt_read || each == "read";
        if (each != "delivered" && each != "read") {
            given.refuse("receipts", "must hold delivered, read or both");
        }
    }
}

void read_reply_window(manifest_reader& given, model::reply_window& out, std::string& wrong) {
    const auto* object = given.object("reply_window");
    if (object == nullptr) {
        return;
    }
    constexpr std::uint64_t year = 366 * 24;
    manifest_reader window(*object, "capabilities.reply_window.", wrong);
    for (const auto& [name, value] : object->items()) {
        if (name != "hours" && name != "agent_hours" && name != "templates") {
            window.refuse(name, "is not known");
        }
    }
    window.whole("hours", out.hours, year);
    out.agent_hours = out.hours;
    window.whole("agent_hours", out.agent_hours, year);
    window.flag("templates", out.templates);
    if (out.hours == 0) {
        window.refuse("hours", "must be 1 or more");
    } else if (out.agent_hours < out.hours) {
        window.refuse("agent_hours", "must not be less than hours");
    }
}

}  // namespace

void read_capabilities(const json& from, model::capabilities& out, std::string& wrong) {
    manifest_reader given(from, "capabilities.", wrong);
    read_text_limits(given, out.text, wrong);
    read_lists(given, out, wrong);
    read_reply_window(given, out.reply_window, wrong);
    given.whole("attachments_max", out.attachments_max, most32);
    bool mixed = true;  // false: one part per message, whatever caption says
    given.flag("mixed", mixed);
    given.flag("caption", out.caption);
    out.caption = out.caption && mixed;
    const std::pair<const char*, bool*> flags[] = {
        {"html", &out.html},         {"subject", &out.subject},   {"location", &out.location},
        {"contacts", &out.contacts}, {"reaction", &out.reaction}, {"template", &out.template_},
        {"call", &out.call},         {"reply_to", &out.reply_to}, {"typing", &out.typing},
        {"read", &out.read},         {"edit", &out.edit},         {"delete", &out.delete_},
        {"profile", &out.profile},   {"status", &out.status},     {"idempotent", &out.idempotent}};
    for (const auto& [name, flag] : flags) {
        given.flag(name, *flag);
    }
}

}  // namespace selat::plugins
