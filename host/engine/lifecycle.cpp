// A conversation opens, idles, closes.

#include <algorithm>
#include <tuple>

#include "host/engine/deciding.hpp"

namespace selat::engine {
namespace {

constexpr std::string_view silence = "silence";

}  // namespace

model::conversation* deciding::find(const model::id& conversation) {
    const auto it = std::ranges::find(state_.open, conversation, &model::conversation::id);
    return it == state_.open.end() ? nullptr : &*it;
}

// Customers may have several conversations open where channels do not join: each address stays in
// its own.
model::conversation* deciding::find_for(const model::address& address) {
    const auto it = std::ranges::find_if(state_.open, [&](const model::conversation& each) {
        return each.channel == address.channel && each.address == address.address;
    });
    if (it != state_.open.end()) {
        return &*it;
    }
    return setup_.join_channels && !state_.open.empty() ? &state_.open.front() : nullptr;
}

model::conversation& deciding::open(const model::address& address) {
    model::conversation fresh;
    const auto partition = state_.customer.id.partition();
    fresh.id = ids_.make(model::id_kind::conversation, now_, partition);
    fresh.customer = state_.customer.id;
    fresh.channel = address.channel;
    fresh.address = address.address;
    fresh.opened = now_;
    fresh.last_message = now_;
    fresh.previous = state_.customer.last_conversation;
    state_.open.push_back(std::move(fresh));
    auto& conversation = state_.open.back();
    touch(conversation);
    tell(model::event_type::conversation_created, conversation, {});  // finish() says what it is
    if (setup_.inactivity_close.count() > 0) {
        auto job = only_job(model::job_kind::close_timer, conversation, silence);
        job.due = now_ + setup_.inactivity_close;
        put(std::move(job));
    }
    return conversation;
}

void deciding::touch(const model::conversation& conversation) {
    if (std::ranges::find(conversations_changed_, conversation.id) ==
        conversations_changed_.end()) {
        conversations_changed_.push_back(conversation.id);
    }
}

model::event deciding::event(model::event_type type, const model::conversation& conversation) {
    model::event event;
    event.id = ids_.make(model::id_kind::event, now_, conversation.id.partition());
    event.type = type;
    event.at = now_;
    event.conversation = conversation.id;
    event.agent = conversation.agent;
    return event;
}

void deciding::tell_message(const model::id& conversation, const model::id& message) {
    auto event = model::message_updated(
        ids_.make(model::id_kind::event, now_, state_.customer.id.partition()), now_, conversation,
        message);
    if (const auto* open = find(conversation)) {
        event.agent = open->agent;
    }
    out_.changes.events.push_back(std::move(event));
}

void deciding::tell(model::event_type type, const model::conversation& conversation,
                    std::string data) {
    auto event = this->event(type, conversation);
    event.data = std::move(data);
    out_.changes.events.push_back(std::move(event));
}

void deciding::remember_as_was(const model::conversation& conversation) {
    before_.push_back({conversation.id, conversation.customer, conversation.handler,
                       conversation.task, conversation.agent, conversation.channel,
                       conversation.address, conversation.attributes, may_reply(conversation).why});
}

// One event for all that a decision changes of a conversation; the agent who loses it hears it too.
void deciding::tell_what_changed(const model::conversation& conversation) {
    const auto was = std::ranges::find(before_, conversation.id, &before::conversation);
    auto data = written(conversation);
    if (was == before_.end()) {
        const auto created = std::ranges::find_if(out_.changes.events, [&](const auto& each) {
            return each.type == model::event_type::conversation_created &&
                   each.conversation == conversation.id;
        });
        created->data = std::move(data);
        return;
    }
    const auto& now = conversation;
    if (may_reply(now).why == was->hindrance &&
        std::tie(was->customer, was->handler, was->task, was->agent, was->channel, was->address,
                 was->attributes) == std::tie(now.customer, now.handler, now.task, now.agent,
                                              now.channel, now.address, now.attributes)) {
        return;
    }
    if (!was->agent.empty() && was->agent != now.agent) {
        tell(model::event_type::conversation_updated, conversation, data);
        out_.changes.events.back().agent = was->agent;
        if (now.agent.empty()) {
            return;
        }
    }
    tell(model::event_type::conversation_updated, conversation, std::move(data));
}

void deciding::close(model::conversation& conversation, std::string reason) {
    const auto id = conversation.id;
    for (auto& each : out_.changes.events) {  // one that was opened just now is told as it was then
        if (each.type == model::event_type::conversation_created && each.conversation == id) {
            each.data = written(conversation);
        }
    }
    auto told = event(model::event_type::conversation_closed, conversation);
    if (conversation.handler == model::handler::agent) {
        end_task(conversation);
    }
    end_execution(conversation);
    drop_bot(conversation);
    conversation.status = model::conversation_status::closed;
    conversation.handler = model::handler::none;
    conversation.agent.clear();
    conversation.closed_reason = std::move(reason);
    drop(only_job(model::job_kind::close_timer, conversation, silence).id);
    told.data = written(conversation);
    out_.changes.events.push_back(std::move(told));
    state_.customer.last_conversation = id;
    touch_customer();
    closed_.push_back(std::move(conversation));
    std::erase_if(state_.open, [&](const auto& each) { return &each == &conversation; });
    std::erase_if(state_.recent, [&](const auto& each) { return each.conversation == id; });
}

void deciding::on(const input::close& in) {
    auto* conversation = find(in.conversation);
    if (conversation == nullptr) {
        out_.answer = fail(code::wrong_state, "the conversation is closed");
        return;
    }
    close(*conversation, in.reason);
}

void deciding::on(const input::timer& in) {
    const auto& due = in.job;
    drop(due.id);
    auto* conversation = find(due.conversation);
    if (conversation == nullptr) {
        return;
    }
    switch (due.kind) {
    case model::job_kind::close_timer: {
        if (setup_.inactivity_close.count() <= 0) {
            return;
        }
        const auto quiet_until = conversation->last_message + setup_.inactivity_close;
        const bool busy = conversation->handler == model::handler::agent;
        if (!busy && quiet_until <= now_) {
            return close(*conversation, "inactivity");
        }
        auto again = only_job(due.kind, *conversation, silence);
        again.due = busy ? now_ + setup_.inactivity_close : quiet_until;
        return put(std::move(again));
    }
    case model::job_kind::flow_timer: {
        model::arrival rung;
        rung.name = due.name;
        return arrive(*conversation, due.id, std::move(rung));
    }
    case model::job_kind::bot_timer:
        if (conversation->bot && conversation->bot->timer == due.id) {
            end_bot(*conversation, code::timeout, "timeout", {});
        }
        return;
    default: return;
    }
}

}  // namespace selat::engine
