// People have the conversation: tasks made, taken, ended; what agents and systems write.

#include <algorithm>
#include <utility>

#include "host/engine/deciding.hpp"
#include "host/model/content.hpp"
#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::engine {
namespace {

using json = nlohmann::json;

constexpr model::duration default_life{24 * 3'600'000};

}  // namespace

std::string deciding::task_attributes(const model::conversation& conversation,
                                      const std::string& given) const {
    const auto& customer = state_.customer;
    // What is known of the customer, then the names that published workflows read, then what was
    // learned in this conversation; the flow's word wins.
    auto out = json::parse(customer.attributes, nullptr, false);
    if (!out.is_object()) {
        out = json::object();
    }
    if (!customer.locale.empty() && !out.contains("language")) {
        out["language"] = customer.locale.substr(0, customer.locale.find('-'));
    }
    const json named = {
        {"channelType", channel(conversation.channel).plugin},
        {"channel", conversation.channel},
        {"channelSid", conversation.id.text()},
        {"conversationSid", conversation.id.text()},
        {"customer_id", customer.id.text()},
        {"customerAddress", conversation.address},
        {"from", conversation.address},
        {"name", customer.name.empty() ? conversation.address : customer.name},
        {"customerName", customer.name},
        {"direction", "inbound"},
        {"ignoreAgent", ""},
        {"transferTargetType", ""},
        {"targetSid", ""},
        {"isContactlessTask", false},
        {"known_worker", customer.last_agent.empty() ? json() : json(customer.last_agent)},
    };
    out.update(named);
    if (const auto own = json::parse(conversation.attributes, nullptr, false); own.is_object()) {
        out.update(own);
    }
    if (const auto wished = json::parse(given, nullptr, false); wished.is_object()) {
        out.update(wished);
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

result<void> deciding::may_make_task(const model::conversation& conversation,
                                     const model::action::handoff& wish) const {
    if (conversation.handler == model::handler::agent) {
        return fail(code::wrong_state, "the conversation already waits for, or has, an agent");
    }
    const auto& workflow = wish.workflow.empty() ? setup_.default_workflow : wish.workflow;
    if (workflow.empty()) {
        return fail(code::config, "there is no workflow to hand over to");
    }
    if (!setup_.workflows.contains(workflow)) {
        return fail(code::not_found, "there is no workflow " + workflow);
    }
    return {};
}

result<std::string> deciding::make_task(model::conversation& conversation,
                                        const model::action::handoff& wish) {
    if (const auto possible = may_make_task(conversation, wish); !possible) {
        return tl::unexpected(possible.error());
    }
    model::task task;
    task.id = ids_.make(model::id_kind::task, now_, conversation.id.partition());
    task.conversation = conversation.id;
    task.customer = conversation.customer;
    task.workflow = wish.workflow.empty() ? setup_.default_workflow : wish.workflow;
    task.task_channel =
        wish.task_channel.empty() ? channel(conversation.channel).task_channel : wish.task_channel;
    task.priority = std::max<std::int64_t>(wish.priority, 0);
    task.attributes = task_attributes(conversation, wish.attributes);
    task.created = now_;
    task.expires = now_ + (wish.timeout.count() > 0 ? wish.timeout : default_life);
    drop_bot(conversation);
    conversation.task = task.id;
    conversation.agent.clear();
    conversation.handler = model::handler::agent;
    touch(conversation);
    steer_call(conversation, "enqueue");
    auto text = model::write_task(task, now_);
    tell(model::event_type::task_created, conversation, text);
    out_.changes.tasks.push_back(task);
    out_.effects.new_tasks.push_back(std::move(task));
    return text;
}

void deciding::call_for_help(model::conversation& conversation) {
    if (setup_.default_workflow.empty()) {
        return;
    }
    if (const auto made = make_task(conversation, {}); !made) {
        log(3, "task-refused", made.error().text, conversation);
    }
}

void deciding::steer_call(model::conversation& conversation, std::string_view state,
                          std::string_view to) {
    if (!channel(conversation.channel).capabilities.call) {
        return;
    }
    model::content content;
    content.call.emplace();
    content.call->state = state;
    content.call->to = to;
    speaker who;
    who.author.kind = model::author_kind::system;
    send(conversation, address(conversation.channel, conversation.address),
         model::write_content(content), who);
}

void deciding::pass_call_on(model::conversation& conversation) {
    if (conversation.agent.empty()) {
        return steer_call(conversation, "enqueue");
    }
    const auto line = setup_.agent_lines.find(conversation.agent);
    steer_call(conversation, "connect",
               line == setup_.agent_lines.end() ? std::string_view{} : line->second);
}

void deciding::end_task(model::conversation& conversation) {
    put(only_job(model::job_kind::task_end, conversation, conversation.task.text()));
    out_.effects.ended_tasks.push_back(conversation.task);
}

void deciding::on(const input::task_changed& in) {
    drop(in.job);
    if (!in.task.agent.empty() && in.task.status == model::task_status::completed &&
        state_.customer.last_agent != in.task.agent) {
        state_.customer.last_agent = in.task.agent;
        touch_customer();
    }
    auto* conversation = find(in.task.conversation);
    if (conversation == nullptr || conversation->task != in.task.id ||
        conversation->handler != model::handler::agent) {
        return;
    }
    touch(*conversation);
    if (!model::is_final(in.task.status)) {
        const bool held = in.task.status == model::task_status::assigned ||
                          in.task.status == model::task_status::wrapping;
        const auto before =
            std::exchange(conversation->agent, held ? in.task.agent : std::string{});
        if (conversation->agent != before) {
            pass_call_on(*conversation);
        }
        return;
    }
    conversation->agent.clear();
    conversation->handler = model::handler::flow;
    if (!conversation->execution || waits_for_nothing(*conversation)) {
        end_execution(*conversation);
        conversation->handler = model::handler::none;
    }
}

// Which of the customer's addresses is meant; one that is new is made only for a new conversation.
result<model::address*> deciding::recipient(const input::write& in,
                                            const model::conversation* conversation) {
    if (in.channel.empty() && conversation == nullptr) {
        return fail(code::invalid, "neither a conversation nor a channel is named");
    }
    const bool same = conversation != nullptr && in.address.empty() &&
                      (in.channel.empty() || in.channel == conversation->channel);
    auto* found = same ? find_address(conversation->channel, conversation->address)
                       : find_address(in.channel, in.address);
    if (found == nullptr && !same && in.address.empty()) {
        for (auto& each : state_.addresses) {
            if (each.channel == in.channel &&
                (found == nullptr || each.last_seen > found->last_seen)) {
                found = &each;
            }
        }
    }
    if (found == nullptr && conversation == nullptr && !in.address.empty()) {
        model::address fresh;
        fresh.channel = in.channel;
        fresh.address = in.address;
        if (auto why = why_not(nullptr, fresh, in.author.kind, in.origin, in.content);
            why.code != code::ok) {
            return tl::unexpected(std::move(why));
        }
        found = &address(in.channel, in.address);
    }
    if (found == nullptr) {
        return fail(code::invalid, "the customer has no such address on channel " + in.channel);
    }
    return found;
}

void deciding::note(model::conversation& conversation, const input::write& in) {
    model::message note;
    note.id = ids_.make(model::id_kind::message, now_, conversation.id.partition());
    note.direction = model::direction::internal;
    note.status = model::message_status::received;
    note.author = in.author;
    note.reply_to = in.reply_to;
    note.content = in.content;
    note.client_token = in.client_token;
    out_.message = append(conversation, std::move(note));
}

void deciding::on(const input::write& in) {
    auto* conversation = in.conversation ? find(in.conversation) : nullptr;
    if (in.conversation && conversation == nullptr) {
        out_.answer = fail(code::wrong_state, "the conversation is closed");
        return;
    }
    if (in.note) {
        if (conversation == nullptr) {
            out_.answer = fail(code::invalid, "a note needs its conversation");
            return;
        }
        return note(*conversation, in);
    }
    const auto to = recipient(in, conversation);
    if (!to) {
        out_.answer = tl::unexpected(to.error());
        return;
    }
    if (conversation == nullptr) {
        conversation = find_for(**to);
    }
    if (auto why = why_not(conversation, **to, in.author.kind, in.origin, in.content);
        why.code != code::ok) {
        out_.answer = tl::unexpected(std::move(why));
        return;
    }
    const bool opens = conversation == nullptr;
    if (opens) {
        conversation = &open(**to);
    }
    speaker who;
    who.author = in.author;
    who.reply_to = in.reply_to;
    if (in.reply_to_channel == (*to)->channel) {
        who.reply_to_provider_id = in.reply_to_provider_id;
        who.reply_to_context = in.reply_to_context;
    }
    who.client_token = in.client_token;
    who.origin = in.origin;
    who.sealed = in.sealed;
    out_.message = send(*conversation, **to, in.content, who);
    if (opens && in.in_passing) {
        close(*conversation, "in passing");
    }
}

void deciding::hand_to_agent(model::conversation& conversation) {
    if (const auto possible = may_make_task(conversation, {}); !possible) {
        out_.answer = tl::unexpected(possible.error());
        return;
    }
    end_execution(conversation);
    (void)make_task(conversation, {});
}

void deciding::on(const input::hand_over& in) {
    auto* conversation = find(in.conversation);
    if (conversation == nullptr) {
        out_.answer = fail(code::wrong_state, "the conversation is closed");
        return;
    }
    if (in.to == model::handler::agent) {
        return hand_to_agent(*conversation);
    }
    const auto& own = channel(conversation->channel).flow;
    const auto flow = own.empty() ? setup_.default_flow : own;
    const auto& target = in.to == model::handler::bot ? setup_.default_bot : flow;
    if (target.empty()) {
        out_.answer = fail(code::config, "there is none to hand over to");
        return;
    }
    if (conversation->handler == model::handler::agent) {
        end_task(*conversation);
        conversation->task = {};
        conversation->agent.clear();
    }
    end_execution(*conversation);
    drop_bot(*conversation);
    conversation->handler = model::handler::none;
    if (in.to == model::handler::bot) {
        model::bot_session session;
        session.bot = target;
        return give_to_bot(*conversation, std::move(session), {});
    }
    // The flow begins with what the customer said last; what waited before that is history.
    unanswered_.clear();
    std::string last;
    for (const auto& each : recent(conversation->id).messages) {
        last = each.inbound ? each.json : last;
    }
    start_flow(*conversation, target, last);
}

}  // namespace selat::engine
