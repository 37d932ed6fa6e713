#include "host/config/instances.hpp"

#include <algorithm>

#include "host/config/files.hpp"
#include "host/config/json_text.hpp"
#include "host/config/options.hpp"
#include "host/config/time_zone.hpp"
#include "host/model/time.hpp"

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

std::string day_or_never(const std::string& value) {
    return value == "never" || model::is_day(value) ? "" : "is a day such as 2027-01-31, or never";
}

std::string invitation(const std::string& value) {
    constexpr std::string_view schemes[] = {"https://", "http://", "tel:", "sms:", "mailto:"};
    const bool known = std::ranges::any_of(schemes, [&](std::string_view each) {
        return value.starts_with(each) && value.size() > each.size();
    });
    const bool whole =
        std::ranges::all_of(value, [](char each) { return each > ' ' && each < 127; });
    return known && whole ? "" : "must be a link such as https://wa.me/60312345678";
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
                if (value.is == node::shape::null) {
                    return;
                }
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

// "21:30" as what has passed of the day.
std::optional<model::duration> hour_of(std::string_view text) {
    const auto number = [&](std::size_t at, int below) {
        const bool digits =
            text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
        const int value = digits ? (text[at] - '0') * 10 + (text[at + 1] - '0') : below;
        return value < below ? std::optional(value) : std::nullopt;
    };
    if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    const auto hours = number(0, 24);
    const auto minutes = number(3, 60);
    if (!hours || !minutes) {
        return std::nullopt;
    }
    return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

field hour(std::string_view key, std::string_view description, model::duration& into) {
    return {key, description, true,
            [=] {
                return json{{"type", "string"},
                            {"pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
                            {"description", description}};
            },
            [key, &into](const node& value, reading& reading) {
                const auto given =
                    value.is == node::shape::scalar ? hour_of(value.text) : std::nullopt;
                if (!given) {
                    return reading.fault(
                        value, fmt::format("`{}` must be an hour such as 21:00 or 08:30, not {}",
                                           key, quoted(value)));
                }
                into = *given;
            }};
}

field time_zone(model::place_clock& into) {
    constexpr auto description = "Whose hours these are, such as Asia/Kuala_Lumpur.";
    return {"time_zone", description, true,
            [=] { return json{{"type", "string"}, {"description", description}}; },
            [&into](const node& value, reading& reading) {
                auto clock = value.is == node::shape::scalar ? clock_of(value.text) : std::nullopt;
                if (!clock) {
                    return reading.fault(value,
                                         fmt::format("there is no time zone {}{}", quoted(value),
                                                     meant(value.text, time_zones())));
                }
                into = std::move(*clock);
            }};
}

field quiet_hours(model::quiet_hours& quiet) {
    return section("quiet_hours", "When nothing goes out that the customer did not ask for.",
                   {hour("from", "The hour at which they begin.", quiet.from),
                    hour("to", "The hour at which they end.", quiet.to), time_zone(quiet.clock)},
                   [](const node& where, reading& reading) {
                       const auto* from = where.find("from");
                       const auto* to = where.find("to");
                       if (from != nullptr && to != nullptr && from->text == to->text) {
                           reading.fault(*to,
                                         "`to` is the hour of `from`: it would never be quiet");
                       }
                   });
}

// Without a default of its own: that is the plugin's.
field identity_kind(std::string& into) {
    auto made =
        choice("identity",
               "What an address tells other channels of who has it; none: nothing. Default: "
               "what the plugin says.",
               into, {"phone", "email", "none"});
    made.schema = [schema = made.schema] {
        auto out = schema();
        out.erase("default");
        return out;
    };
    return made;
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
                      channel.flow, thing::flow),
            identity_kind(channel.identity),
            text("invite",
                 "The link by which customers come: https:, tel:, sms: or mailto:. {code} in it "
                 "stands for what makes who comes by it the customer that it was given to.",
                 channel.invite, invitation),
            quiet_hours(channel.quiet),
            text("sunset",
                 "The day on which its provider closes it, or never; default: as the plugin says.",
                 channel.sunset, day_or_never)};
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
