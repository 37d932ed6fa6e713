#include "run.hpp"

#include "liquid/value.hpp"
#include "message.hpp"

#include <algorithm>
#include <utility>

namespace studio {

using json = nlohmann::json;

run::run(const definitions& all, std::string_view flow_id, const selat::flow_event& event,
         selat::actions out, witness* seen)
    : all_(all), flow_(&all.current()), flow_id_(flow_id), event_(event), out_(out), seen_(seen),
      facts_(state_, event, flow_id) {}

void run::go() {
    if (event_.what == selat::flow_what::start) {
        return start();
    }
    auto kept = execution_state::from_text(event_.state);
    if (!kept) {
        throw selat::refusal{selat::code::invalid, "the execution's state cannot be read"};
    }
    state_ = std::move(*kept);
    if (is_too_old()) {
        warn("execution-expired", "it is older than 30 days");
        return event_.what == selat::flow_what::message ? start() : end();
    }
    flow_ = &all_.by_hash(state_.definition);
    if (!state_.definition.empty() && flow_->hash != state_.definition) {
        warn("definition-gone", "it goes on by today's definition");
    }
    const auto found = flow_->by_name.find(state_.at);
    if (found == flow_->by_name.end()) {
        return fail("the flow has no widget '" + state_.at + "' any more");
    }
    at_ = found->second;
    if (begins_call()) {
        return start();  // nobody is on the line of the call before
    }
    if (is_stale()) {
        return keep_waiting();
    }
    advance(current().does->resume(*this));
}

void run::start() {
    begin();
    if (enter(flow_->initial)) {
        advance(begin_widget());
    }
}

// Names of waits go on, so that what an execution before it waited for is not taken for this one's.
void run::begin() {
    const auto waits = state_.waits;
    state_ = {};
    state_.waits = waits;
    state_.began_ms = event_.now_ms;
    state_.definition = flow_->hash;
    trigger_unread_ = true;
}

// Done when it is first asked for: many flows only pass a message on.
void run::read_trigger() {
    if (!std::exchange(trigger_unread_, false)) {
        return;
    }
    state_.trigger = message_facts(event_);
    state_.attributes = conversation_attributes(event_);
}

bool run::is_too_old() const {
    return state_.began_ms > 0 && event_.now_ms - state_.began_ms > max_age_ms;
}

// Something that was asked for by an earlier wait, or a message nobody asked for.
bool run::is_stale() const {
    if (event_.what == selat::flow_what::message) {
        return !state_.takes_messages;
    }
    return state_.waiting_for.empty() || event_.name != state_.waiting_for;
}

void run::advance(outcome from) {
    for (;;) {
        if (from.what == outcome::kind::waiting) {
            return keep_waiting();
        }
        if (from.what == outcome::kind::failed) {
            const auto event = current().kind->failure;
            warn("widget-failed", from.why);
            if (event.empty()) {
                return fail("'" + state_.at + "': " + from.why);
            }
            from = outcome::fire(event);
        }
        const transition* to = chosen(from);
        const std::string_view event = to != nullptr ? std::string_view(to->event) : from.event;
        if (to == nullptr || !to->next) {
            tell(event, {});
            return end();
        }
        tell(event, flow_->states[*to->next].name);
        if (!enter(*to->next)) {
            return;
        }
        from = begin_widget();
    }
}

// The outputs of the widget's run before are there while it renders: a loop may count or page by
// them. What it does not set again is gone.
outcome run::begin_widget() {
    failure_.clear();
    has_outputs_ = false;
    auto out = current().does->enter(*this);
    if (!has_outputs_) {
        state_.widgets.erase(current().name);
    }
    return out;
}

// False when a limit ended the execution.
bool run::enter(std::size_t next) {
    const auto& name = flow_->states[next].name;
    state_.repeats = state_.at == name ? state_.repeats + 1 : 1;
    at_ = next;
    state_.at = name;
    state_.waiting_for.clear();
    state_.takes_messages = false;
    if (++state_.steps > max_steps) {
        fail("more than 1000 steps");
        return false;
    }
    if (state_.repeats >= max_repeats) {
        fail("'" + name + "' came 10 times in a row");
        return false;
    }
    return true;
}

const transition* run::chosen(const outcome& from) const {
    const auto& all = current().transitions;
    if (from.what == outcome::kind::taken) {
        return &all[from.index];
    }
    for (const auto& each : all) {
        if (each.event == from.event) {
            return &each;
        }
    }
    return nullptr;
}

bool run::leads_on(std::string_view event) const {
    const auto* to = chosen(outcome::fire(event));
    return to != nullptr && to->next.has_value();
}

bool run::begins_call() const {
    if (event_.what != selat::flow_what::message || event_.channel_kind != "voice" ||
        !event_.parent.empty()) {
        return false;
    }
    const auto call = call_of(event_);
    return call.is_object() && call.value("state", json()) == "ringing";
}

// A call ends with its flow, unless people have it, or the flow that asked for this one goes on.
void run::hang_up() {
    if (event_.channel_kind != "voice" || !event_.parent.empty() ||
        event_.what == selat::flow_what::send_failed) {
        return;
    }
    const auto call = call_of(event_);
    const bool over = call.is_object() && call.contains("state") && call["state"].is_string() &&
                      is_last_state(call["state"].get_ref<const std::string&>());
    const auto conversation = liquid::read_json(event_.conversation).value_or(json());
    const bool has_people =
        conversation.is_object() && conversation.value("handler", json()) == "agent";
    if (!over && !has_people) {
        out_.say(R"({"call":{"state":"hangup"}})");
    }
}

void run::end() {
    hang_up();
    const auto result = liquid::to_json_text(state_.variables);
    out_.flow_state({.status = SELAT_FLOW_ENDED, .step = state_.at, .result = result});
}

void run::fail(std::string_view why) {
    out_.flow_state({.status = SELAT_FLOW_FAILED, .step = state_.at, .error = why});
}

void run::keep_waiting() {
    read_trigger();
    const auto kept = state_.to_text();
    out_.flow_state({.status = SELAT_FLOW_WAITING,
                     .takes_messages = state_.takes_messages,
                     .state = kept,
                     .step = state_.at});
}

void run::tell(std::string_view event, std::string_view to) {
    if (seen_ != nullptr) {
        seen_->stepped(state_.at, event, to);
    }
}

std::optional<std::string> run::render(const liquid::text& text) {
    if (text.plain()) {
        return text.source();
    }
    read_trigger();
    liquid::scope scope(facts_, event_.now_ms);
    std::string rendered;
    if (!text.render(scope, rendered)) {
        failure_ = "Liquid: " + scope.error();
        return std::nullopt;
    }
    return rendered;
}

std::optional<json> run::render(const named_texts& texts) {
    json out = json::object();
    for (const auto& [name, text] : texts) {
        auto rendered = render(text);
        if (!rendered) {
            return std::nullopt;
        }
        out[name] = std::move(*rendered);
    }
    return out;
}

void run::set_outputs(json outputs) {
    state_.widgets[current().name] = std::move(outputs);
    has_outputs_ = true;
}

void run::set_variable(const std::string& name, json to) {
    state_.variables[name] = std::move(to);
    facts_.variables_changed();
}

std::string run::first_address() {
    read_trigger();
    return state_.trigger.value("From", "");
}

json run::inbound() {
    read_trigger();
    return whole_message(message_facts(event_), state_.attributes);
}

std::string run::begin_wait(bool takes_messages) {
    state_.waiting_for = next_name();
    state_.takes_messages = takes_messages;
    return state_.waiting_for;
}

std::string run::next_name() { return state_.at + "#" + std::to_string(++state_.waits); }

bool run::is_refused(std::string_view name) const {
    if (event_.refused.empty()) {
        return false;
    }
    const auto names = liquid::read_json(event_.refused).value_or(json());
    return names.is_array() && std::find(names.begin(), names.end(), name) != names.end();
}

void run::warn(std::string_view event, std::string_view text) {
    out_.log(SELAT_LOG_WARN, event, text,
             {{"flow", flow_id_}, {"execution", event_.execution}, {"widget", state_.at}});
}

}  // namespace studio
