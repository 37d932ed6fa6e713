// What a flow's step asks for, one action after the other.

#include <algorithm>

#include "host/engine/aftermath.hpp"
#include "host/engine/attributes.hpp"
#include "host/engine/deciding.hpp"
#include "host/model/json.hpp"

namespace selat::engine {
namespace {

std::string encode(const model::action::call& call) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("method", call.method).member("url", call.url);
    json.key("headers").begin_array();
    for (const auto& [name, value] : call.headers) {
        json.begin_array().value(name).value(value).end_array();
    }
    json.end_array().member("body", call.body).member("context", call.context);
    json.member("timeout_ms", static_cast<std::int64_t>(call.timeout.count()));
    json.member("repeatable", call.repeatable);
    json.member("secret_body", call.secret_body).end_object();
    return out;
}

}  // namespace

void deciding::act(model::conversation& conversation, model::action::any& action,
                   flow_aftermath& after) {
    namespace act = model::action;
    if (const auto* words = std::get_if<act::say>(&action)) {
        say(conversation, *words, after);
    } else if (const auto* wish = std::get_if<act::call>(&action)) {
        call(conversation, *wish);
    } else if (const auto* timer = std::get_if<act::set_timer>(&action)) {
        set_timer(conversation, *timer);
    } else if (const auto* set = std::get_if<act::attributes>(&action)) {
        set_attributes(conversation, *set);
    } else if (auto* handoff = std::get_if<act::handoff>(&action)) {
        after.handoffs.push_back(std::move(*handoff));
    } else if (auto* bot = std::get_if<act::ask_bot>(&action)) {
        after.bot = std::move(*bot);
    } else if (auto* subflow = std::get_if<act::subflow>(&action)) {
        after.subflow = std::move(*subflow);
    } else if (auto* state = std::get_if<act::flow_state>(&action)) {
        after.state = std::move(*state);
    } else if (auto* line = std::get_if<act::log>(&action)) {
        out_.logs.push_back(std::move(*line));
    }
}

bool deciding::may_say(const model::conversation& conversation, const model::action::say& say) {
    const bool here = say.to.empty() || say.to == conversation.address;
    const auto* to = find_address(conversation.channel, here ? conversation.address : say.to);
    if (to == nullptr) {
        return here;
    }
    return why_not(&conversation, *to, model::author_kind::flow, {}, say.content).code == code::ok;
}

void deciding::say(model::conversation& conversation, const model::action::say& say,
                   flow_aftermath& after) {
    const auto& execution = *conversation.execution;
    speaker who;
    who.author = {model::author_kind::flow, execution.flow, say.author_name};
    if (!say.tag.empty()) {
        who.origin = execution.id.text() + "/" + say.tag;
    }
    const bool here = say.to.empty() || say.to == conversation.address;
    auto* to = here ? &address(conversation.channel, conversation.address)
                    : find_address(conversation.channel, say.to);
    if (to == nullptr) {  // perhaps another customer's: not ours to write to
        log(3, "say-refused", "the customer has no address " + say.to, conversation);
    } else if (send(conversation, *to, say.content, who).status == model::message_status::queued) {
        return;
    }
    if (!say.tag.empty()) {
        after.unsent.push_back(say.tag);
    }
}

void deciding::call(model::conversation& conversation, const model::action::call& call) {
    auto& execution = *conversation.execution;
    auto job = this->job(model::job_kind::flow_call, conversation);
    job.name = call.tag;
    job.channel = execution.flow;
    job.execution = execution.id;
    job.payload = encode(call);
    execution.awaits.push_back({job.id, {}});
    put(std::move(job));
}

// Every setting is a job of its own, so that one on its way already is known to be an old one.
void deciding::set_timer(model::conversation& conversation, const model::action::set_timer& timer) {
    auto& execution = *conversation.execution;
    const auto old = std::ranges::find(execution.awaits, timer.name, &model::awaited::timer);
    if (old != execution.awaits.end()) {
        drop(old->job);
        execution.awaits.erase(old);
    }
    std::erase_if(execution.arrived, [&](const model::arrival& each) {
        return !each.is_answer && each.name == timer.name;
    });
    if (timer.after_ms < 0) {
        return;
    }
    auto job = this->job(model::job_kind::flow_timer, conversation);
    job.name = timer.name;
    job.due = now_ + model::duration{timer.after_ms};
    job.execution = execution.id;
    execution.awaits.push_back({job.id, timer.name});
    put(std::move(job));
}

void deciding::set_attributes(model::conversation& conversation,
                              const model::action::attributes& set) {
    auto& attributes = set.of_customer ? state_.customer.attributes : conversation.attributes;
    auto whole = merged(attributes, set.values);
    if (!whole) {
        return log(3, "attributes-refused", whole.error().text, conversation);
    }
    if (set.of_customer && *whole != attributes) {
        touch_profile();
    }
    attributes = std::move(*whole);
}

}  // namespace selat::engine
