#include "host/config/instances.hpp"

#include <algorithm>

#include "host/config/files.hpp"
#include "host/config/json_text.hpp"
#include "host/config/options.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

std::string slug(const std::string& value) {
    const bool fits = value.size() <= 64 && std::all_of(value.begin(), value.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                      });
    return fits && !value.starts_with('.')
               ? ""
               : "is part of an address: letters, digits, `-`, `_` and `.` only, 64 at most";
}

field options(std::string_view description) {
    // Read when the plugin is known; here only the key.
    return {"options", description, false,
            [=] { return json{{"type", "object"}, {"description", description}}; },
            [](const node&, reading&) {}};
}

field bindings(flow& flow) {
    constexpr auto description = "What the definition names, and what that is here.";
    return {"bindings", description, false,
            [=] {
                return json{{"type", "object"},
                            {"description", description},
                            {"additionalProperties", {{"type", "string"}}}};
            },
            [&flow](const node& value, reading& reading) {
                if (value.is != node::shape::mapping) {
                    reading.fault(value, "`bindings` must be a mapping of names to names");
                    return;
                }
                for (const auto& each : value.members) {
                    if (each.value.is != node::shape::scalar) {
                        reading.fault(each.value, fmt::format("`{}` must be text", each.key));
                        continue;
                    }
                    flow.bindings[each.key] = each.value.text;
                }
            }};
}

void read_definition(const node& value, std::string& path, std::string& text, reading& reading) {
    if (value.is != node::shape::scalar) {
        reading.fault(value, fmt::format("`definition` must be text, not {}", quoted(value)));
        return;
    }
    path = beside(reading.file(), value.text);
    auto content = read_file(path);
    if (!content) {
        reading.fault(value, fmt::format("cannot read file `{}`: {}", path, content.error().text));
        return;
    }
    text = std::move(*content);
    if (path.ends_with(".json")) {
        read_json(text, path, reading.faults());
    }
}

}  // namespace

fields fields_of(channel& channel) {
    return {required(identity("id", "The instance: its webhook is /channels/ID.", channel.id,
                              thing::channel, slug)),
            required(plugin("plugin", "The plugin that speaks to the provider.", channel.plugin,
                            "channel")),
            choice("isolation", "none: inside the gateway. process: in a process of its own.",
                   channel.isolation, {"none", "process"}),
            options("What the plugin asks for; `selat plugin inspect` shows its schema."),
            reference("flow", "The flow that handles its messages; default: flows.default.",
                      channel.flow, thing::flow)};
}

void finish_channel(channel& channel, const node& where, reading& reading) {
    read_options("channel", channel.plugin, where, channel.options, reading);
}

fields fields_of(bot& bot) {
    return {required(identity("id", "The name that flows and queues use.", bot.id, thing::bot)),
            required(plugin("plugin", "The plugin that answers.", bot.plugin, "bot")),
            options("What the plugin asks for; `selat plugin inspect` shows its schema.")};
}

void finish_bot(bot& bot, const node& where, reading& reading) {
    read_options("bot", bot.plugin, where, bot.options, reading);
}

fields fields_of(flow& flow) {
    return {required(identity("id", "The name that channels use.", flow.id, thing::flow)),
            plugin("plugin", "The plugin that runs it.", flow.plugin, "flow"),
            definition("File with the flow; for `studio` an exported Studio flow, unmodified.",
                       flow.definition_path, flow.definition),
            bindings(flow),
            options("What the plugin asks for; `selat plugin inspect` shows its schema.")};
}

void finish_flow(flow& flow, const node& where, reading& reading) {
    if (where.find("plugin") == nullptr && where.is == node::shape::mapping) {
        reading.refer_plugin("flow", flow.plugin, where);
    }
    if (flow.plugin == "studio" && where.find("definition") == nullptr) {
        reading.fault(where, "a flow needs `definition`");
    }
    read_options("flow", flow.plugin, where, flow.options, reading);
}

field definition(std::string_view description, std::string& path, std::string& text) {
    return {"definition", description, false,
            [=] { return json{{"type", "string"}, {"description", description}}; },
            [&path, &text](const node& value, reading& reading) {
                read_definition(value, path, text, reading);
            }};
}

}  // namespace selat::config
