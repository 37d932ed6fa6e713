// A flow has the conversation: its steps, and what follows from them.

#include <algorithm>

#include "host/engine/aftermath.hpp"
#include "host/engine/deciding.hpp"
#include "host/model/json.hpp"

namespace selat::engine {
namespace {

constexpr int max_depth = 64;             // flow and bot steps within one decision
constexpr std::size_t max_nesting = 10;   // flows that wait for a subflow
constexpr std::size_t most_refused = 32;  // tags that one step is told of

std::string parent_of(const model::conversation& conversation) {
    std::string out;
    if (!conversation.suspended.empty()) {
        const auto& parent = conversation.suspended.back();
        model::json_writer json(out);
        json.begin_object().member("flow", parent.flow).member("execution", parent.id);
        json.member("step", parent.step).end_object();
    }
    return out;
}

std::string error_result(const std::string& text) {
    std::string out;
    model::json_writer(out).begin_object().member("error", text).end_object();
    return out;
}

model::arrival arrival_of(const input::flow_reply& in) {
    const auto& reply = in.reply;
    model::arrival out{in.name, true,       reply.failure, reply.status,
                       {},      reply.body, reply.detail,  reply.context};
    for (const auto& [name, value] : reply.headers) {
        out.headers.insert(out.headers.end(), {name, value});
    }
    return out;
}

flow_reply_data reply_of(const model::arrival& arrival) {
    flow_reply_data out;
    out.failure = arrival.failure;
    out.status = arrival.status;
    for (std::size_t i = 0; i + 1 < arrival.headers.size(); i += 2) {
        out.headers.emplace_back(arrival.headers[i], arrival.headers[i + 1]);
    }
    out.body = arrival.body;
    out.detail = arrival.detail;
    out.context = arrival.context;
    return out;
}

}  // namespace

void deciding::start_flow(model::conversation& conversation, const std::string& flow,
                          const std::string& message, const model::action::subflow* as) {
    model::execution fresh;
    fresh.id = ids_.make(model::id_kind::execution, now_, conversation.id.partition());
    fresh.flow = flow;
    if (as != nullptr) {
        fresh.tag = as->tag;
        fresh.parameters = as->parameters;
    }
    conversation.execution = std::move(fresh);
    if (conversation.handler != model::handler::agent) {
        conversation.handler = model::handler::flow;
    }
    touch(conversation);
    flow_input step;
    step.message = message;
    run_flow(conversation, step);
}

void deciding::run_flow(model::conversation& conversation, const flow_input& in) {
    if (!conversation.execution) {
        return;
    }
    touch(conversation);
    auto& execution = *conversation.execution;
    if (++execution.steps > setup_.max_steps || depth_ >= max_depth) {
        return fail_flow(conversation, "the flow does not come to rest");
    }
    const auto about = written(conversation);
    const auto whom = model::write_customer(state_.customer, state_.addresses);
    const auto conversation_id = conversation.id.text();
    const auto execution_id = execution.id.text();
    const auto parent = parent_of(conversation);
    flow_step step;
    step.what = in.what;
    step.failure = in.failure;
    step.flow = execution.flow;
    step.execution = execution_id;
    step.state = execution.state;
    step.name = in.name;
    step.channel = conversation.channel;
    step.channel_kind = channel(conversation.channel).plugin;
    step.contact_address = conversation.address;
    step.channel_address = conversation_id;
    step.conversation = about;
    step.customer = whom;
    step.message = in.message;
    step.result = in.result;
    step.reply = in.reply;
    step.parameters = execution.parameters;
    step.parent = parent;
    step.now = now_;
    step.random = ids_.random();
    take_step(conversation, step, in.message);
}

// A flow that says what will not be sent is asked once more, told so: only then can it go another
// way from there.
step_outcome deciding::ask_flow(const model::conversation& conversation, flow_step step) {
    auto outcome = steps_.run_flow(step);
    std::vector<std::string> refused;
    std::string told;
    while (outcome.code == code::ok && refused.size() < most_refused) {
        const auto before = refused.size();
        for (const auto& action : outcome.actions) {
            const auto* say = std::get_if<model::action::say>(&action);
            if (say != nullptr && !say->tag.empty() && !may_say(conversation, *say) &&
                std::ranges::find(refused, say->tag) == refused.end()) {
                refused.push_back(say->tag);
            }
        }
        if (refused.size() == before) {
            break;
        }
        told.clear();
        model::json_writer json(told);
        json.begin_array();
        for (const auto& each : refused) {
            json.value(each);
        }
        json.end_array();
        step.refused = told;
        outcome = steps_.run_flow(step);
    }
    return outcome;
}

void deciding::take_step(model::conversation& conversation, const flow_step& step,
                         const std::string& message) {
    ++depth_;
    auto outcome = ask_flow(conversation, step);
    if (outcome.code != code::ok) {
        fail_flow(conversation, outcome.text);
    } else {
        flow_aftermath after;
        for (auto& action : outcome.actions) {
            act(conversation, action, after);
        }
        after_flow(conversation, after, message);
    }
    --depth_;
}

// Steps that follow at once may move the flow on, or end it: then the rest is no longer asked for.
void deciding::after_flow(model::conversation& conversation, const flow_aftermath& after,
                          const std::string& message) {
    if (!after.state) {
        return fail_flow(conversation, "the flow did not say where it stands");
    }
    auto& execution = *conversation.execution;
    execution.state = after.state->state;
    execution.step = after.state->step;
    execution.takes_messages = after.state->takes_messages;
    const auto id = execution.id;
    const bool going = after.state->status == model::action::flow_status::waiting;
    if (conversation.bot && going && execution.takes_messages) {
        take_back(conversation);
    }
    for (const auto& handoff : after.handoffs) {
        hand_off(conversation, handoff, going ? id : model::id{});
    }
    if (after.state->status == model::action::flow_status::ended) {
        return end_flow(conversation, after.state->result, code::ok);
    }
    if (after.state->status == model::action::flow_status::failed) {
        return fail_flow(conversation, after.state->error);
    }
    if (after.handoffs.empty() && after.subflow) {
        start_subflow(conversation, *after.subflow, message);
    } else if (after.handoffs.empty() && after.bot) {
        ask_bot(conversation, *after.bot, message);
    }
    for (const auto& tag : after.unsent) {
        if (runs(conversation, id)) {
            flow_input step;
            step.what = flow_what::send_failed;
            step.name = tag;
            run_flow(conversation, step);
        }
    }
    if (runs(conversation, id) && waits_for_nothing(conversation)) {
        fail_flow(conversation, "the flow waits, but for nothing");
    }
}

bool deciding::runs(const model::conversation& conversation, const model::id& execution) {
    return conversation.execution && conversation.execution->id == execution;
}

void deciding::hand_off(model::conversation& conversation, const model::action::handoff& wish,
                        const model::id& execution) {
    const auto made = make_task(conversation, wish);
    if (!made) {
        log(3, "task-refused", made.error().text, conversation);
    }
    if (runs(conversation, execution)) {
        flow_input step;
        step.what = made ? flow_what::task : flow_what::task_failed;
        step.name = wish.tag;
        step.result = made ? *made : error_result(made.error().text);
        run_flow(conversation, step);
    }
}

// A customer's message, a timer, a call, a bot or a person: else nothing would ever move it on.
bool deciding::waits_for_nothing(const model::conversation& conversation) {
    const auto& execution = *conversation.execution;
    return conversation.handler == model::handler::flow && !execution.takes_messages &&
           execution.awaits.empty() && execution.arrived.empty();
}

void deciding::start_subflow(model::conversation& conversation, const model::action::subflow& wish,
                             const std::string& message) {
    if (conversation.suspended.size() >= max_nesting) {
        log(3, "subflow-refused", "flows are nested more than 10 deep", conversation);
        flow_input step;
        step.what = flow_what::subflow;
        step.failure = code::wrong_state;
        step.name = wish.tag;
        step.result = "{}";
        return run_flow(conversation, step);
    }
    conversation.suspended.push_back(std::move(*conversation.execution));
    start_flow(conversation, wish.flow, message, &wish);
}

void deciding::ask_bot(model::conversation& conversation, const model::action::ask_bot& wish,
                       const std::string& message) {
    if (conversation.handler == model::handler::agent) {
        flow_input step;
        step.what = flow_what::bot;
        step.failure = code::wrong_state;
        step.name = wish.tag;
        step.message = message;
        step.result = error_result("the conversation is with a person");
        return run_flow(conversation, step);
    }
    drop_bot(conversation);
    model::bot_session session;
    session.bot = wish.bot;
    session.tag = wish.tag;
    session.parameters = wish.parameters.empty() ? "{}" : wish.parameters;
    session.timeout_ms = wish.timeout.count();
    give_to_bot(conversation, std::move(session), message);
}

void deciding::end_flow(model::conversation& conversation, std::string result, code failure) {
    touch(conversation);
    if (conversation.bot) {
        take_back(conversation);
    }
    if (!conversation.suspended.empty()) {
        const auto tag = conversation.execution->tag;
        for (const auto& each : conversation.execution->awaits) {
            drop(each.job);
        }
        conversation.execution = std::move(conversation.suspended.back());
        conversation.suspended.pop_back();
        const auto parent = conversation.execution->id;
        flow_input step;
        step.what = flow_what::subflow;
        step.failure = failure;
        step.name = tag;
        step.result = result.empty() ? "{}" : std::move(result);
        run_flow(conversation, step);
        return go_on(conversation, parent);
    }
    end_execution(conversation);
    if (conversation.handler == model::handler::flow) {
        conversation.handler = model::handler::none;
    }
}

void deciding::fail_flow(model::conversation& conversation, const std::string& why) {
    log(4, "flow-failed", why, conversation);
    if (!conversation.suspended.empty() && depth_ < max_depth) {
        return end_flow(conversation, {}, code::internal);
    }
    touch(conversation);
    if (conversation.bot) {
        take_back(conversation);
    }
    end_execution(conversation);
    if (conversation.handler == model::handler::flow) {
        conversation.handler = model::handler::none;
        call_for_help(conversation);
    }
}

void deciding::end_execution(model::conversation& conversation) {
    if (conversation.execution) {
        conversation.suspended.push_back(std::move(*conversation.execution));
    }
    for (const auto& execution : conversation.suspended) {
        for (const auto& each : execution.awaits) {
            drop(each.job);
        }
    }
    conversation.execution.reset();
    conversation.suspended.clear();
}

// To whom the job was awaited by: told now, or when its subflow is over.
void deciding::arrive(model::conversation& conversation, const model::id& job,
                      model::arrival arrival) {
    const auto awaited = [&](model::execution& in) {
        return std::erase_if(in.awaits, [&](const auto& each) { return each.job == job; }) != 0;
    };
    if (conversation.execution && awaited(*conversation.execution)) {
        return tell_flow(conversation, arrival);
    }
    const auto parent = std::ranges::find_if(conversation.suspended, awaited);
    if (parent != conversation.suspended.end()) {
        parent->arrived.push_back(std::move(arrival));
        touch(conversation);
    }
}

// Tells what came while the execution was suspended, unless it is so again.
void deciding::go_on(model::conversation& conversation, const model::id& execution) {
    while (runs(conversation, execution) && !conversation.execution->arrived.empty()) {
        auto& arrived = conversation.execution->arrived;
        const auto next = std::move(arrived.front());
        arrived.erase(arrived.begin());
        tell_flow(conversation, next);
    }
}

void deciding::tell_flow(model::conversation& conversation, const model::arrival& arrival) {
    flow_reply_data reply;
    flow_input step;
    step.what = flow_what::timer;
    step.name = arrival.name;
    if (arrival.is_answer) {
        reply = reply_of(arrival);
        step.what = flow_what::reply;
        step.failure = arrival.failure;
        step.reply = &reply;
    }
    run_flow(conversation, step);
}

void deciding::on(const input::flow_reply& in) {
    drop(in.job);
    if (auto* conversation = find(in.conversation)) {
        arrive(*conversation, in.job, arrival_of(in));
    }
}

void deciding::on(const input::send_failed& in) {
    auto* conversation = find(in.conversation);
    const auto slash = in.origin.find('/');
    if (conversation == nullptr || !conversation->execution || slash == std::string::npos ||
        conversation->execution->id.text() != in.origin.substr(0, slash)) {
        return;
    }
    flow_input step;
    step.what = flow_what::send_failed;
    step.name = in.origin.substr(slash + 1);
    run_flow(*conversation, step);
}

}  // namespace selat::engine
