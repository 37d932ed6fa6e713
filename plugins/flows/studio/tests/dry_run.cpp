#include "dry_run.hpp"

#include <algorithm>
#include <stdexcept>

#include <selat/testing/collect.hpp>

namespace studio::testing {
namespace {

selat_setup host_setup() {
    selat_setup raw{};
    raw.size = sizeof raw;
    raw.instance = selat::str("front-door");
    raw.options = selat::str("{}");
    return raw;
}

selat_actions sink_into(outcome& into) {
    return {sizeof(selat_actions), 0, &into,
            [](const selat_actions* self, const selat_record* action) {
                return selat::testing::collect(*static_cast<outcome*>(self->host), *action);
            }};
}

}  // namespace

selat::flow_setup setup_of(const given_flow& given) {
    selat_flow_setup raw{};
    raw.size = sizeof raw;
    raw.definition = selat::str(given.definition);
    raw.bindings = selat::str(given.bindings);
    raw.workflows = selat::str(given.workflows);
    raw.bots = selat::str(given.bots);
    raw.flows = selat::str(given.flows);
    std::vector<selat_str> earlier;
    for (const auto& each : given.earlier) {
        earlier.push_back(selat::str(each));
    }
    raw.earlier = earlier.data();
    raw.earlier_count = earlier.size();
    return selat::flow_setup(raw);
}

std::vector<fault> faults_of(const given_flow& given) {
    std::vector<fault> faults;
    read_definition(given.definition, bindings(setup_of(given)), faults);
    return faults;
}

dry_run::dry_run(const given_flow& given)
    : given_(given), flow_(selat::setup(host_setup()), setup_of(given_)) {}

const outcome& dry_run::send(const given_event& given) {
    const std::string conversation = R"({"id":"CH1","handler":")" + handler_ +
                                     R"(","attributes":)" + attributes +
                                     R"(,"opened":"2026-03-05T08:00:00.000Z"})";
    selat_flow_event raw{};
    raw.event.size = sizeof raw;
    raw.event.kind = SELAT_EVENT_FLOW;
    raw.event.now_ms = now_ms;
    raw.what = given.what;
    raw.failure = static_cast<std::uint32_t>(given.failure);
    raw.execution = selat::str("FN1");
    raw.state = selat::str(state_);
    raw.name = selat::str(given.name);
    raw.channel = selat::str("web");
    raw.channel_kind = selat::str(channel_kind);
    raw.contact_address = selat::str("visitor-1");
    raw.channel_address = selat::str("CH1");
    raw.conversation = selat::str(conversation);
    raw.customer = selat::str(R"({"id":"CU1","name":"Siti","locale":"ms","attributes":{}})");
    raw.message = selat::str(given.message);
    raw.result = selat::str(given.result);
    raw.reply = given.reply;
    raw.parameters = selat::str(parameters);
    raw.parent = selat::str(parent);
    step(raw);
    note();
    return last_;
}

// As a host does: what it will not send is told in a second step that counts instead of the first.
void dry_run::step(const selat_flow_event& raw) {
    auto asked = raw;
    json refused = json::array();
    for (std::string names;; names = refused.dump()) {
        asked.refused = selat::str(names);
        const auto steps = steps_;
        last_ = {};
        const selat_actions sink = sink_into(last_);
        const selat::flow_event event(asked);
        run(flow_.definitions(), "front-door", event, selat::actions(&sink), this).go();
        const auto told = refused.size();
        for (const auto& each : last_.says) {
            if (blocked && !each.tag.empty() &&
                std::find(refused.begin(), refused.end(), each.tag) == refused.end()) {
                refused.push_back(each.tag);
            }
        }
        if (refused.size() == told) {
            return;
        }
        steps_ = steps;
    }
}

void dry_run::note() {
    for (const auto& each : last_.says) {
        const auto content = json::parse(each.content);
        said_.push_back(content.value("text", content.dump()));
    }
    if (last_.flow_states.size() != 1) {
        throw std::logic_error("a step ends with exactly one FLOW_STATE");
    }
    state_ = last_.flow_states[0].state;
    for (const auto& each : last_.timers) {
        name_ = each.after_ms >= 0 ? each.name : name_;
    }
    for (const auto& each : last_.calls) {
        name_ = each.tag;
    }
    for (const auto& each : last_.ask_bots) {
        name_ = each.tag;
    }
    for (const auto& each : last_.subflows) {
        name_ = each.tag;
    }
    if (!last_.handoffs.empty()) {
        tasks_.push_back(last_.handoffs[0]);
        handler_ = tasks_succeed ? "agent" : "flow";
        given_event task;
        task.what = tasks_succeed ? SELAT_FLOW_TASK : SELAT_FLOW_TASK_FAILED;
        task.name = last_.handoffs[0].tag;
        task.result = tasks_succeed ? R"({"id":"WT1","queue":"support","attributes":{"a":1}})"
                                    : R"({"error":"no such queue"})";
        send(task);
    }
}

void dry_run::stepped(std::string_view from, std::string_view event, std::string_view to) {
    steps_.push_back(std::string(from) + " " + std::string(event) + " " +
                     std::string(to.empty() ? "-" : to));
}

const outcome& dry_run::deliver(std::uint32_t what, const json& content) {
    given_event event;
    event.what = what;
    event.message =
        json{{"id", "IM1"}, {"at", "2026-03-05T08:40:00.000Z"}, {"content", content}}.dump();
    return send(event);
}

const outcome& dry_run::start(std::string_view text) {
    started_ = true;
    return deliver(SELAT_FLOW_START, {{"text", text}});
}
const outcome& dry_run::start_by_request() {
    started_ = true;
    return send({});
}
const outcome& dry_run::message(std::string_view text) { return content({{"text", text}}); }
const outcome& dry_run::content(const json& content) {
    const auto what = started_ ? SELAT_FLOW_MESSAGE : SELAT_FLOW_START;
    started_ = true;
    return deliver(what, content);
}
const outcome& dry_run::timer() { return timer_named(name_); }
const outcome& dry_run::timer_named(const std::string& name) {
    given_event event;
    event.what = SELAT_FLOW_TIMER;
    event.name = name;
    return send(event);
}

const outcome& dry_run::answer(std::uint32_t status, const std::string& type,
                               const std::string& body) {
    const selat_pair headers[] = {{selat::str("content-type"), selat::str(type)}};
    selat_http_reply reply{};
    reply.event.size = sizeof reply;
    reply.status = status;
    reply.headers = headers;
    reply.header_count = 1;
    reply.body = selat::str(body);
    given_event event;
    event.what = SELAT_FLOW_REPLY;
    event.name = name_;
    event.reply = &reply;
    return send(event);
}

const outcome& dry_run::no_answer() {
    selat_http_reply reply{};
    reply.event.size = sizeof reply;
    reply.failure = SELAT_UNAVAILABLE;
    given_event event;
    event.what = SELAT_FLOW_REPLY;
    event.name = name_;
    event.reply = &reply;
    return send(event);
}

const outcome& dry_run::bot(const json& result, selat::code failure, std::string_view text) {
    given_event event;
    event.what = SELAT_FLOW_BOT;
    event.name = name_;
    event.result = result.dump();
    event.failure = failure;
    if (!text.empty()) {
        event.message = json{{"id", "IM2"}, {"content", {{"text", text}}}}.dump();
    }
    return send(event);
}

const outcome& dry_run::subflow(const json& result, selat::code failure) {
    given_event event;
    event.what = SELAT_FLOW_SUBFLOW;
    event.name = name_;
    event.result = result.dump();
    event.failure = failure;
    return send(event);
}

const outcome& dry_run::send_failed() { return send_failed_of(name_); }

const outcome& dry_run::send_failed_of(const std::string& name) {
    given_event event;
    event.what = SELAT_FLOW_SEND_FAILED;
    event.name = name;
    return send(event);
}

std::string dry_run::status() const {
    switch (last_.flow_states.at(0).status) {
    case SELAT_FLOW_WAITING: return "waiting";
    case SELAT_FLOW_ENDED: return "ended";
    default: return "failed: " + last_.flow_states[0].error;
    }
}

void dry_run::play(const json& entry) {
    if (entry.contains("message")) {
        message(entry["message"].get<std::string>());
    } else if (entry.contains("content")) {
        content(entry["content"]);
    } else if (entry.contains("timer")) {
        timer();
    } else if (entry.contains("no_answer")) {
        no_answer();
    } else if (entry.contains("http")) {
        const auto& http = entry["http"];
        answer(http.value("status", 200u), http.value("type", "application/json"),
               http["body"].is_string() ? http["body"].get<std::string>() : http["body"].dump());
    } else if (entry.contains("bot")) {
        bot(entry["bot"]);
    } else if (entry.contains("subflow")) {
        subflow(entry["subflow"]);
    } else {
        throw std::invalid_argument("an entry of a script that nobody knows: " + entry.dump());
    }
}

}  // namespace studio::testing
