#include "host/plugins/manifest.hpp"

#include "host/model/time.hpp"
#include "host/plugins/manifest_reader.hpp"
#include "host/plugins/option_schema.hpp"
#include "host/plugins/read_capabilities.hpp"
#include "host/plugins/variants.hpp"

#include <re2/re2.h>

namespace selat::plugins {
namespace {

using nlohmann::json;

void read_webhook(manifest_reader& top, manifest& out, std::string& wrong) {
    if (const auto* object = top.object("webhook")) {
        manifest_reader webhook(*object, "webhook.", wrong);
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

void read_address(manifest_reader& top, manifest& out, std::string& wrong) {
    const auto* object = top.object("address");
    if (object == nullptr) {
        return;
    }
    manifest_reader address(*object, "address.", wrong);
    std::string kind;
    address.text("kind", kind, true);
    const auto known = model::address_kind_of(kind);
    if (!known || *known == model::address_kind::none) {
        address.refuse("kind", "must be phone or email");
    }
    out.address = known.value_or(model::address_kind::none);
}

void read_kind(manifest_reader& top, manifest& out) {
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

json words(const char* description) {
    return {{"type", "array"},
            {"items", {{"type", "string"}, {"minLength", 1}, {"maxLength", 100}}},
            {"description", description}};
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
          {"description", "of a request to the provider, as \"10s\" or in seconds"}}},
        {"opt_out_words", words("a message of which alone opts the customer out")},
        {"opt_in_words", words("that undo it")}};
    for (const auto& [name, schema] : shared.items()) {
        if (!properties.contains(name)) {
            properties[name] = schema;
        }
    }
}

void read_options(manifest_reader& top, manifest& out) {
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
    manifest_reader top(out.document, "", wrong);
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
    if (const auto* can = top.object("capabilities")) {
        read_capabilities(*can, out.capabilities, wrong);
    }
    read_options(top, out);
    read_variants(out, wrong);
    read_webhook(top, out, wrong);
    read_address(top, out, wrong);
    top.texts("egress", out.egress);
    top.texts("discloses", out.discloses);
    top.texts("extensions", out.extensions);
    top.flag("threads", out.threads);
    top.whole("max_in_flight", out.max_in_flight, 100'000);
    top.number("rate_limit", out.rate_limit);
    if (const auto* each = top.object("address_rate_limit")) {
        manifest_reader one(*each, "address_rate_limit.", wrong);
        one.number("per_second", out.address_rate_limit);
        one.whole("burst", out.address_burst, 100'000);
    }
    top.flag("per_task", out.per_task);
    top.text("task_channel", out.task_channel);
    top.text("sunset", out.sunset);
    if (!out.sunset.empty() && !model::is_day(out.sunset)) {
        top.refuse("sunset", "must be a day such as 2027-01-31");
    }
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
