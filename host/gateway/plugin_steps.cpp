#include "host/gateway/plugin_steps.hpp"

#include <optional>

#include "host/gateway/calls.hpp"

namespace selat::gateway {
namespace {

net::http_result result_of(const engine::flow_reply_data& reply) {
    net::http_result out;
    out.code = reply.failure;
    out.status = reply.status;
    out.headers = reply.headers;
    out.body = reply.body;
    out.detail = reply.detail;
    return out;
}

// A reply and what it points to, for the length of one call.
struct reply_of_step {
    reply_of_step(const engine::flow_reply_data* reply, model::time now)
        : result(reply == nullptr ? net::http_result{} : result_of(*reply)) {
        if (reply != nullptr) {
            record.emplace(result, 0, reply->context, now);
        }
    }
    [[nodiscard]] const selat_http_reply* get() const { return record ? &record->get() : nullptr; }

    net::http_result result;
    std::optional<reply_record> record;
};

engine::step_outcome outcome_of(plugins::outcome&& from) {
    return {from.code, std::move(from.text), std::move(from.actions)};
}

}  // namespace

engine::step_outcome plugin_steps::run_flow(const engine::flow_step& step) const {
    const auto it = flows_.find(step.flow);
    if (it == flows_.end()) {
        return {code::not_found, "there is no flow " + std::string(step.flow), {}};
    }
    const reply_of_step reply(step.reply, step.now);
    selat_flow_event event{};
    event.event = event_head(sizeof event, SELAT_EVENT_FLOW, step.now);
    event.what = static_cast<std::uint32_t>(step.what);
    event.failure = static_cast<std::uint32_t>(step.failure);
    event.execution = to_str(step.execution);
    event.state = to_str(step.state);
    event.name = to_str(step.name);
    event.channel = to_str(step.channel);
    event.channel_kind = to_str(step.channel_kind);
    event.contact_address = to_str(step.contact_address);
    event.channel_address = to_str(step.channel_address);
    event.conversation = to_str(step.conversation);
    event.customer = to_str(step.customer);
    event.message = to_str(step.message);
    event.result = to_str(step.result);
    event.reply = reply.get();
    event.parameters = to_str(step.parameters);
    event.parent = to_str(step.parent);
    event.refused = to_str(step.refused);
    return outcome_of(it->second->on_event(event));
}

engine::step_outcome plugin_steps::run_bot(const engine::bot_step& step) const {
    const auto it = bots_.find(step.bot);
    if (it == bots_.end()) {
        return {code::not_found, "there is no bot " + std::string(step.bot), {}};
    }
    const reply_of_step reply(step.reply, step.now);
    selat_bot_event event{};
    event.event = event_head(sizeof event, SELAT_EVENT_BOT, step.now);
    event.op = 1;
    event.conversation = to_str(step.conversation);
    event.customer = to_str(step.customer);
    event.message = to_str(step.message);
    event.history = to_str(step.history);
    event.parameters = to_str(step.parameters);
    event.state = to_str(step.state);
    event.reply = reply.get();
    event.what = step.reply == nullptr ? SELAT_BOT_MESSAGE : SELAT_BOT_REPLY;
    return outcome_of(it->second->on_event(event));
}

}  // namespace selat::gateway
