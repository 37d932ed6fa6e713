#include "host/config/people.hpp"

#include <algorithm>
#include <array>

#include "host/config/address.hpp"
#include "host/config/instances.hpp"
#include "host/config/option_values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

// What is kept, and so posted; the stream tells more.
constexpr std::array<std::string_view, 15> event_types{
    "message.created",       "message.updated",      "conversation.created", "conversation.updated",
    "conversation.closed",   "task.created",         "task.updated",         "reservation.created",
    "reservation.accepted",  "reservation.rejected", "reservation.timeout",  "reservation.canceled",
    "reservation.completed", "agent.updated",        "customer.updated"};
constexpr std::array<std::string_view, 3> passing_types{"queue.updated", "channel.updated",
                                                        "typing"};

// A type, or all of a kind: "message.*".
std::string event_type(const std::string& value) {
    const std::vector<std::string_view> known(event_types.begin(), event_types.end());
    const auto fits = [&](std::string_view type) {
        return type == value ||
               (value.ends_with(".*") && type.starts_with(value.substr(0, value.size() - 1)));
    };
    if (std::any_of(known.begin(), known.end(), fits)) {
        return {};
    }
    if (std::find(passing_types.begin(), passing_types.end(), value) != passing_types.end()) {
        return fmt::format("cannot have `{}`, which is not kept: the stream alone tells it", value);
    }
    return fmt::format("knows no event `{}`{}", value, meant(value, known));
}

std::string web_hook_url(const std::string& value) {
    const auto query = value.find('?');
    return is_web_url(value.substr(0, query)) ? "" : "must be an http or https address";
}

std::string signing_key(const std::string& value) {
    const bool fits = value.starts_with("whsec_") && value.size() > 6 &&
                      value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                              "0123456789+/=",
                                              6) == std::string::npos;
    return fits ? "" : "must be `whsec_` and a key in Base64";
}

std::string mail_address(const std::string& value) {
    const auto at = value.find('@');
    const bool fits = at != std::string::npos && at > 0 && at + 1 < value.size() &&
                      value.find('@', at + 1) == std::string::npos &&
                      value.find_first_of(" \t\r\n") == std::string::npos;
    return fits ? "" : "must be an address such as aminah@example.com";
}

std::string argon2id(const std::string& value) {
    return value.starts_with("$argon2id$") ? "" : "must be an Argon2id hash: $argon2id$…";
}

field role(std::string_view description, model::role& into) {
    return choice("role", description, model::name_of(into), {"agent", "supervisor", "admin"},
                  [&into](std::string_view word) {
                      into = word == "admin"        ? model::role::admin
                             : word == "supervisor" ? model::role::supervisor
                                                    : model::role::agent;
                  });
}

field email(agent& agent) {
    auto made = text("email", "What the agent logs in with.", agent.email, mail_address);
    made.read = [&agent, read = made.read](const node& value, reading& reading) {
        read(value, reading);
        if (!agent.email.empty()) {
            auto folded = agent.email;
            std::transform(folded.begin(), folded.end(), folded.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            reading.define(thing::email, folded, value);
        }
    };
    return made;
}

field attributes(agent& agent) {
    constexpr auto description = "What expressions see: languages, skills, anything.";
    return {"attributes", description, false,
            [=] { return json{{"type", "object"}, {"description", description}}; },
            [&agent](const node& value, reading& reading) {
                if (value.is == node::shape::null) {
                    return;
                }
                if (value.is != node::shape::mapping) {
                    reading.fault(value, fmt::format("`attributes` must be a mapping, not {}",
                                                     quoted(value)));
                    return;
                }
                agent.attributes = to_json(value, nullptr).dump();
            }};
}

field capacity(agent& agent) {
    constexpr auto description = "Simultaneous tasks, per channel kind; `default` is for the rest.";
    return {"capacity", description, false,
            [=] {
                return json{{"type", "object"},
                            {"description", description},
                            {"default", {{"default", 1}}},
                            {"additionalProperties",
                             {{"type", "integer"}, {"minimum", 0}, {"maximum", 1000}}}};
            },
            [&agent](const node& value, reading& reading) {
                if (value.is == node::shape::null) {
                    return;
                }
                if (value.is != node::shape::mapping) {
                    reading.fault(value, fmt::format("`capacity` must be a mapping such as "
                                                     "{{ default: 3, voice: 1 }}, not {}",
                                                     quoted(value)));
                    return;
                }
                for (const auto& each : value.members) {
                    const auto number = whole_number(each.value);
                    if (!number || *number > 1000) {
                        reading.fault(each.value,
                                      fmt::format("capacity `{}` must be a whole number from 0 to "
                                                  "1000, not {}",
                                                  each.key, quoted(each.value)));
                        continue;
                    }
                    agent.capacity[each.key] = static_cast<std::uint32_t>(*number);
                }
            }};
}

fields activity_fields(model::activity& activity) {
    return {required(identity("id", "The name that agents pick.", activity.id, thing::activity)),
            boolean("available", "Whether an agent in it is offered tasks.", activity.available)};
}

fields queue_fields(queue& queue) {
    return {
        required(identity("id", "The name that workflows use.", queue.id, thing::queue)),
        text("workers", "Who works here: an expression over agents' attributes.", queue.workers),
        plugin("strategy", "Who is asked first; default: routing.strategy.", queue.strategy,
               "strategy"),
        number("max_reservations", "Agents asked at once.", queue.max_reservations, 1, 50),
        choice("order", "fifo: the longest waiting first. lifo: the newest first.",
               queue.lifo ? "lifo" : "fifo", {"fifo", "lifo"},
               [&queue](std::string_view word) { queue.lifo = word == "lifo"; })};
}

fields workflow_fields(workflow& workflow) {
    return {required(identity("id", "The name that flows use.", workflow.id, thing::workflow)),
            required(definition("File with a TaskRouter workflow configuration, unmodified.",
                                workflow.definition_path, workflow.definition))};
}

field activities(routing& routing) {
    auto made = list_of("activities", "What agents can be in; `offline` is always one.",
                        "an activity", routing.activities, activity_fields);
    made.schema = [schema = made.schema] {
        auto out = schema();
        out["default"] = json::array({{{"id", "available"}, {"available", true}},
                                      {{"id", "unavailable"}, {"available", false}},
                                      {{"id", "break"}, {"available", false}},
                                      {{"id", "offline"}, {"available", false}}});
        return out;
    };
    return made;
}

}  // namespace

fields fields_of(routing& routing) {
    return {plugin("strategy", "Who is asked first, for queues that name none.", routing.strategy,
                   "strategy"),
            duration("reservation_timeout", "How long an agent may think about an offer.",
                     routing.reservation_timeout, std::chrono::seconds(1)),
            reference("on_timeout_activity", "Where an agent goes who lets an offer pass.",
                      routing.on_timeout_activity, thing::activity),
            activities(routing),
            list_of("queues", "Where tasks wait.", "a queue", routing.queues, queue_fields),
            list_of("workflows", "Which queue a task goes to.", "a workflow", routing.workflows,
                    workflow_fields),
            reference("default_workflow", "The workflow of messages that no flow handles.",
                      routing.default_workflow, thing::workflow)};
}

void finish_routing(routing& routing, const node* where, reading& reading) {
    const auto* listed = where == nullptr ? nullptr : where->find("activities");
    if (routing.activities.empty()) {
        routing.activities = {
            {"available", true}, {"unavailable", false}, {"break", false}, {"offline", false}};
    } else if (!reading.defined(thing::activity, "offline")) {
        routing.activities.push_back({"offline", false});
    }
    for (const auto& each : routing.activities) {
        if (!reading.defined(thing::activity, each.id) && !each.id.empty()) {
            reading.define(thing::activity, each.id, where == nullptr ? node{} : *where);
        }
    }
    const bool chosen = where != nullptr && where->find("on_timeout_activity") != nullptr;
    if (!chosen && listed != nullptr && !reading.defined(thing::activity, "unavailable")) {
        reading.fault(*listed, "`on_timeout_activity` is `unavailable` unless it is given, and no "
                               "activity has that id");
    }
}

fields fields_of(agent& agent) {
    return {
        required(identity("id", "Who it is, for good.", agent.id, thing::agent)),
        text("name", "What customers and colleagues see; default: the id.", agent.name),
        email(agent),
        secret("password", "In clear, best as ${env:NAME}; hashed at start.", agent.password),
        secret("password_hash", "Argon2id, instead of `password`.", agent.password_hash, argon2id),
        role("What the agent may do.", agent.role),
        attributes(agent),
        capacity(agent)};
}

void finish_agent(agent& agent, const node& where, reading& reading) {
    if (agent.name.empty()) {
        agent.name = agent.id;
    }
    if (where.is != node::shape::mapping) {
        return;
    }
    const auto* clear = where.find("password");
    const auto* hashed = where.find("password_hash");
    if (clear == nullptr && hashed == nullptr) {
        reading.fault(where, "an agent needs `password` or `password_hash`");
    } else if (clear != nullptr && hashed != nullptr) {
        reading.fault(*hashed, "`password` is given too; one of them is enough");
    }
}

fields fields_of(token& token) {
    auto own = secret("token", "What callers send, best as ${env:NAME}.", token.token);
    return {required(identity("name", "Whose it is, for logs.", token.name, thing::token)),
            role("What its bearer may do.", token.role), required(std::move(own))};
}

fields fields_of(webhook& webhook) {
    return {required(text("url", "Where events are posted to.", webhook.url, web_hook_url)),
            texts("events", "Types of events; without any, all.", webhook.events, event_type),
            required(secret("secret", "Signs what is posted: whsec_ and a key in Base64.",
                            webhook.secret, signing_key))};
}

}  // namespace selat::config
