// A bot has the conversation, on behalf of a flow or on its own.

#include <algorithm>

#include "host/engine/deciding.hpp"
#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::engine {
namespace {

using json = nlohmann::json;

}  // namespace

void deciding::give_to_bot(model::conversation& conversation, model::bot_session session,
                           const std::string& message) {
    conversation.bot = std::move(session);
    conversation.handler = model::handler::bot;
    touch(conversation);
    if (message.empty()) {
        listen(conversation);
    } else {
        run_bot(conversation, message, nullptr);
    }
}

// From now on the customer may be silent for as long as the session allows.
void deciding::listen(model::conversation& conversation) {
    auto& session = *conversation.bot;
    drop(session.timer);
    session.timer = {};
    if (session.timeout_ms > 0) {
        auto job = this->job(model::job_kind::bot_timer, conversation);
        job.name = session.bot;
        job.due = now_ + model::duration{session.timeout_ms};
        session.timer = job.id;
        put(std::move(job));
    }
}

void deciding::run_bot(model::conversation& conversation, const std::string& message,
                       const flow_reply_data* reply) {
    const auto& session = *conversation.bot;
    const auto about = written(conversation);
    const auto whom = model::write_customer(state_.customer, state_.addresses);
    std::string history = "[";
    for (const auto& each : recent(conversation.id).messages) {
        history += (history.size() > 1 ? "," : "") + each.json;
    }
    history += "]";
    bot_step step;
    step.bot = session.bot;
    step.conversation = about;
    step.customer = whom;
    step.message = message;
    step.history = history;
    step.parameters = session.parameters;
    step.state = session.state;
    step.reply = reply;
    step.now = now_;
    step.random = ids_.random();
    auto outcome = steps_.run_bot(step);
    touch(conversation);
    if (outcome.code != code::ok) {
        log(4, "bot-failed", outcome.text, conversation);
        return end_bot(conversation, outcome.code, "failed", message);
    }
    after_bot(conversation, std::move(outcome.actions), message);
}

void deciding::after_bot(model::conversation& conversation, std::vector<model::action::any> actions,
                         const std::string& message) {
    namespace act = model::action;
    auto& session = *conversation.bot;
    act::answer answer;
    std::optional<act::failed> failed;
    for (auto& action : actions) {
        if (auto* said = std::get_if<act::answer>(&action)) {
            answer = std::move(*said);
        } else if (const auto* wish = std::get_if<act::call>(&action)) {
            bot_call(conversation, *wish, message);
        } else if (auto* kept = std::get_if<act::bot_state>(&action)) {
            session.state = std::move(kept->state);
        } else if (const auto* set = std::get_if<act::attributes>(&action)) {
            set_attributes(conversation, *set);
        } else if (auto* line = std::get_if<act::log>(&action)) {
            out_.logs.push_back(std::move(*line));
        } else if (auto* wrong = std::get_if<act::failed>(&action)) {
            failed = std::move(*wrong);
        }
    }
    if (failed) {
        log(4, "bot-failed", failed->detail, conversation);
        return end_bot(conversation, failed->code, "failed", message);
    }
    if (!answer.attributes.empty()) {
        set_attributes(conversation, {false, answer.attributes});
    }
    speaker who;
    who.author = {model::author_kind::bot, session.bot, {}};
    for (const auto& content : answer.messages) {
        send(conversation, address(conversation.channel, conversation.address), content, who);
    }
    if (answer.handoff || answer.ended) {
        return end_bot(conversation, code::ok, answer.handoff ? "handoff" : "completed", message);
    }
    listen(conversation);
}

void deciding::bot_call(model::conversation& conversation, const model::action::call& call,
                        const std::string& message) {
    auto& session = *conversation.bot;
    auto job = this->job(model::job_kind::bot_call, conversation);
    job.name = call.tag;
    job.channel = session.bot;
    job.payload = json{{"method", call.method},
                       {"url", call.url},
                       {"headers", call.headers},
                       {"body", call.body},
                       {"context", call.context},
                       {"message", message},
                       {"timeout_ms", call.timeout.count()},
                       {"repeatable", call.repeatable},
                       {"secret_body", call.secret_body}}
                      .dump(-1, ' ', false, json::error_handler_t::replace);
    drop(session.call);
    session.call = job.id;
    put(std::move(job));
}

void deciding::drop_bot(model::conversation& conversation) {
    if (conversation.bot) {
        drop(conversation.bot->call);
        drop(conversation.bot->timer);
        for (const auto& message : conversation.bot->waiting) {
            unanswered_.push_back({conversation.id, message});
        }
        conversation.bot.reset();
    }
}

// The flow that lent the conversation has it again.
void deciding::take_back(model::conversation& conversation) {
    drop_bot(conversation);
    conversation.handler = model::handler::flow;
}

void deciding::end_bot(model::conversation& conversation, code failure, std::string_view status,
                       const std::string& message) {
    const auto name = conversation.bot->bot;
    const auto tag = conversation.bot->tag;
    touch(conversation);
    drop_bot(conversation);
    if (conversation.execution) {
        conversation.handler = model::handler::flow;
        flow_input step;
        step.what = flow_what::bot;
        step.failure = failure;
        step.name = tag;
        step.message = message;
        model::json_writer json(step.result);
        json.begin_object().member("status", status).member("bot", name);
        json.member("handoff", status == "handoff").end_object();
        return run_flow(conversation, step);
    }
    conversation.handler = model::handler::none;
    if (status != "completed") {
        call_for_help(conversation);
    }
}

// None: it was taken back meanwhile.
const customer_state::said* deciding::said(const model::id& conversation,
                                           const model::id& message) {
    const auto& known = recent(conversation).messages;
    const auto it = std::ranges::find(known, message, &customer_state::said::id);
    return it == known.end() ? nullptr : &*it;
}

void deciding::answer_waiting() {
    while (!unanswered_.empty()) {
        const auto next = unanswered_.front();
        unanswered_.pop_front();
        auto* conversation = find(next.conversation);
        const auto* message =
            conversation == nullptr ? nullptr : said(next.conversation, next.message);
        if (message != nullptr) {
            const auto copy = *message;  // what is said next may move it
            answer(*conversation, copy);
        }
    }
}

// Messages that came during the call are answered after it, one by one, in order.
void deciding::on(const input::bot_reply& in) {
    drop(in.job);
    auto* conversation = find(in.conversation);
    if (conversation == nullptr || !conversation->bot || conversation->bot->call != in.job) {
        return;
    }
    conversation->bot->call = {};
    run_bot(*conversation, in.message, &in.reply);
    while (conversation->bot && !conversation->bot->call && !conversation->bot->waiting.empty()) {
        auto& waiting = conversation->bot->waiting;
        const auto next = waiting.front();
        waiting.erase(waiting.begin());
        if (const auto* message = said(conversation->id, next)) {
            const auto text = message->json;  // what is said next may move it
            run_bot(*conversation, text, nullptr);
        }
    }
}

}  // namespace selat::engine
