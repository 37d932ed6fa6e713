#include "host/plugins/manifest.hpp"

#include <algorithm>

#include "host/plugins/option_schema.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace selat::plugins {
namespace {

using nlohmann::json;

// Reads members of one object and remembers the first thing that is wrong.
class reader {
public:
    reader(const json& object, std::string at, std::string& wrong)
        : object_(object), at_(std::move(at)), wrong_(wrong) {}

    void text(const char* name, std::string& out, bool required = false) {
        const auto* value = find(name, required);
        if (value == nullptr) {
            return;
        }
        if (!value->is_string() || (required && value->get_ref<const std::string&>().empty())) {
            return refuse(name, "must be a text");
        }
        out = value->get<std::string>();
    }
    void flag(const char* name, bool& out) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_boolean()) {
            return refuse(name, "must be true or false");
        }
        out = value->get<bool>();
    }
    template <class Number>
    void whole(const char* name, Number& out, std::uint64_t most) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_number_unsigned() || value->get<std::uint64_t>() > most) {
            return refuse(name, fmt::format("must be a whole number up to {}", most));
        }
        out = static_cast<Number>(value->get<std::uint64_t>());
    }
    void number(const char* name, double& out) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_number() || value->get<double>() < 0) {
            return refuse(name, "must be a number, 0 or more");
        }
        out = value->get<double>();
    }
    void texts(const char* name, std::vector<std::string>& out) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        const bool good =
            value->is_array() && std::all_of(value->begin(), value->end(), [](const auto& each) {
                return each.is_string() && !each.template get_ref<const std::string&>().empty();
            });
        if (!good) {
            return refuse(name, "must be an array of texts");
        }
        out = value->get<std::vector<std::string>>();
    }
    // The member object, or null when it is absent.
    const json* object(const char* name) {
        const auto* value = find(name);
        if (value != nullptr && !value->is_object()) {
            refuse(name, "must be an object");
            return nullptr;
        }
        return value;
    }
    void refuse(std::string_view name, std::string_view what) {
        if (wrong_.empty()) {
            wrong_ = fmt::format("{}{} {}", at_, name, what);
        }
    }

private:
    const json* find(const char* name, bool required = false) {
        const auto found = object_.find(name);
        if (found != object_.end()) {
            return &*found;
        }
        if (required) {
            refuse(name, "is required");
        }
        return nullptr;
    }

    const json& object_;
    std::string at_;
    std::string& wrong_;
};

constexpr std::uint64_t most32 = 0xFFFF'FFFF;

void read_text_limits(reader& given, model::text_limits& out, std::string& wrong) {
    const auto* object = given.object("text");
    if (object == nullptr) {
        return;
    }
    reader text(*object, "capabilities.text.", wrong);
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

void read_lists(reader& given, model::capabilities& out, std::string& wrong) {
    if (const auto* object = given.object("choices")) {
        reader choices(*object, "capabilities.choices.", wrong);
        choices.whole("max", out.choices.max, most32);
        choices.whole("title_max", out.choices.title_max, most32);
        choices.whole("payload_max", out.choices.payload_max, most32);
        choices.flag("links", out.choices.links);
    }
    if (const auto* object = given.object("cards")) {
        reader cards(*object, "capabilities.cards.", wrong);
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

void read_capabilities(reader& top, model::capabilities& out, std::string& wrong) {
    const auto* object = top.object("capabilities");
    if (object == nullptr) {
        return;
    }
    reader given(*object, "capabilities.", wrong);
    read_text_limits(given, out.text, wrong);
    read_lists(given, out, wrong);
    given.whole("attachments_max", out.attachments_max, most32);
    bool mixed = true;  // false: one part per message, whatever caption says
    given.flag("mixed", mixed);
    given.flag("caption", out.caption);
    out.caption = out.caption && mixed;
    const std::pair<const char*, bool*> flags[] = {
        {"html", &out.html},         {"subject", &out.subject},      {"location", &out.location},
        {"contacts", &out.contacts}, {"reaction", &out.reaction},    {"template", &out.template_},
        {"reply_to", &out.reply_to}, {"typing", &out.typing},        {"read", &out.read},
        {"edit", &out.edit},         {"delete", &out.delete_},       {"profile", &out.profile},
        {"status", &out.status},     {"idempotent", &out.idempotent}};
    for (const auto& [name, flag] : flags) {
        given.flag(name, *flag);
    }
}

void read_webhook(reader& top, manifest& out, std::string& wrong) {
    if (const auto* object = top.object("webhook")) {
        reader webhook(*object, "webhook.", wrong);
        webhook.texts("methods", out.webhook_methods);
        webhook.whole("max_body", out.webhook_max_body, std::uint64_t{64} << 20);
        webhook.texts("files", out.webhook_files);
        for (const auto& each : out.webhook_files) {
            if (!each.starts_with('/')) {
                webhook.refuse("files", "must hold paths, like /files");
            }
        }
    }
}

void read_kind(reader& top, manifest& out) {
    std::string word;
    top.text("kind", word, true);
    for (const auto each : {kind::channel, kind::flow, kind::strategy, kind::bot}) {
        if (word == name_of(each)) {
            out.kind = each;
            return;
        }
    }
    top.refuse("kind", "must be one of channel, flow, strategy, bot");
}

// Options that every channel has; a manifest that names them itself keeps its own.
void add_shared_options(manifest& out) {
    if (out.kind != kind::channel || !out.options.contains("properties")) {
        return;
    }
    auto& properties = out.options["properties"];
    const json shared = {
        {"rate_limit",
         {{"type", "number"},
          {"minimum", 0},
          {"description", "messages a second; 0: as fast as the provider takes them"}}},
        {"timeout",
         {{"type", json::array({"string", "number"})},
          {"description", "of a request to the provider, as \"10s\" or in seconds"}}}};
    for (const auto& [name, schema] : shared.items()) {
        if (!properties.contains(name)) {
            properties[name] = schema;
        }
    }
}

void read_options(reader& top, manifest& out) {
    out.options = json::object();
    const auto* schema = top.object("options");
    if (schema == nullptr) {
        return;
    }
    const auto faults = check_schema(*schema);
    if (!faults.empty()) {
        return top.refuse("options" + faults[0].pointer, faults[0].text);
    }
    if (schema->value("type", "object") != "object") {
        return top.refuse("options/type", "must be object");
    }
    out.options = *schema;
    add_shared_options(out);
}

bool is_name(const std::string& text) {
    static const RE2 shape("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    return text.size() <= 64 && RE2::FullMatch(text, shape);
}

bool is_version(const std::string& text) {
    static const RE2 shape("[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?");
    return text.size() <= 64 && RE2::FullMatch(text, shape);
}

}  // namespace

const char* name_of(kind value) {
    switch (value) {
    case kind::channel: return "channel";
    case kind::flow: return "flow";
    case kind::strategy: return "strategy";
    case kind::bot: return "bot";
    }
    return "channel";
}

result<manifest> read_manifest(std::string_view text) {
    manifest out;
    out.document = json::parse(text.begin(), text.end(), nullptr, false);
    if (!out.document.is_object()) {
        return fail(code::invalid, "the manifest is no JSON object");
    }
    std::string wrong;
    reader top(out.document, "", wrong);
    top.whole("manifest", out.format, most32);
    if (out.format != 1) {
        return fail(code::unsupported,
                    fmt::format("the manifest has format {}, this gateway reads 1", out.format));
    }
    top.text("name", out.name, true);
    top.text("version", out.version, true);
    top.text("vendor", out.vendor);
    top.text("license", out.license);
    read_kind(top, out);
    top.text("sdk", out.sdk, true);
    top.text("title", out.title);
    read_capabilities(top, out.capabilities, wrong);
    read_options(top, out);
    read_webhook(top, out, wrong);
    top.texts("egress", out.egress);
    top.texts("discloses", out.discloses);
    top.texts("extensions", out.extensions);
    top.flag("threads", out.threads);
    top.whole("max_in_flight", out.max_in_flight, 100'000);
    top.number("rate_limit", out.rate_limit);
    top.flag("per_task", out.per_task);
    top.text("task_channel", out.task_channel);
    top.text("sunset", out.sunset);
    if (!is_name(out.name)) {
        top.refuse("name", "must be small letters, digits and single dashes, a letter first");
    }
    if (!is_version(out.version)) {
        top.refuse("version", "must be like 1.2.0");
    }
    if (!is_sdk_range(out.sdk)) {
        top.refuse("sdk", "must be a range like >=1.0 <2");
    }
    if (out.max_in_flight == 0) {
        top.refuse("max_in_flight", "must be at least 1");
    }
    if (!wrong.empty()) {
        return fail(code::invalid, "wrong manifest: " + wrong);
    }
    return out;
}

}  // namespace selat::plugins
