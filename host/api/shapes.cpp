#include "host/api/shapes.hpp"

#include "host/model/json.hpp"

namespace selat::api {
namespace {

void write_counts(model::json_writer& json, std::string_view name,
                  const std::map<std::string, std::uint32_t>& counts) {
    json.key(name).begin_object();
    for (const auto& [channel, count] : counts) {
        json.member(channel, count);
    }
    json.end_object();
}

}  // namespace

std::string write_agent(const agent_row& row) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", row.agent.id).member("name", row.agent.name);
    json.member("role", model::name_of(row.agent.role)).member("activity", row.state.activity);
    json.member("available", row.available).member("activity_since", row.state.activity_since);
    json.key("attributes").raw(row.agent.attributes);
    write_counts(json, "load", row.load);
    write_counts(json, "capacity", row.agent.capacity);
    json.end_object();
    return out;
}

std::string write_queue(const routing::queue_view& queue, model::time now) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", queue.id).member("waiting", queue.waiting);
    json.key("oldest_seconds");
    if (queue.oldest) {
        json.value((now - *queue.oldest).count() / 1000);
    } else {
        json.null();
    }
    json.member("assigned", queue.assigned).member("eligible_agents", queue.eligible_agents);
    json.member("available_agents", queue.available_agents);
    json.member("service_level", queue.service_level).end_object();
    return out;
}

std::string write_activity(const agent_row& row) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("activity", row.state.activity);
    json.member("available", row.available);
    json.member("activity_since", row.state.activity_since).end_object();
    return out;
}

std::string write_person(const model::agent& agent) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", agent.id).member("name", agent.name);
    json.nullable("email", agent.email).member("role", model::name_of(agent.role)).end_object();
    return out;
}

std::string write_channel(const channel_view& channel) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", channel.id).member("plugin", channel.plugin);
    json.nullable("version", channel.version).member("kind", "channel");
    json.member("state", channel.state).nullable("reason", channel.reason);
    json.optional("sunset", channel.sunset).member("webhook_url", channel.webhook_url);
    json.key("capabilities").raw(channel.capabilities);
    json.member("identity", name_of(channel.identity)).nullable("invite", channel.invite);
    json.end_object();
    return out;
}

}  // namespace selat::api
