#include <variant>

#include "host/conformance/events.hpp"
#include "host/conformance/steps.hpp"
#include "host/conformance/trial.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::conformance {
namespace {

namespace action = model::action;

constexpr int most_steps = 300;

constexpr const char* task_json =
    R"({"id":"WT00000000000000000000000000000001","conversation":"CH00000000000000000000000000000001",)"
    R"("queue":"support","workflow":"main","priority":0,"attributes":{},"status":"pending",)"
    R"("agent":null,"age_seconds":0,"created":"2023-11-14T22:13:20.000Z"})";

// What comes next to an execution, kept until it is tried.
struct next {
    std::string what;
    std::uint32_t kind = SELAT_FLOW_MESSAGE;
    std::string state{};
    std::string name{};
    std::string message{};
    std::string result{};
    std::uint32_t failure = SELAT_OK;
    std::uint32_t status = 0;  // of a reply; 0: there is none
    std::string body{};
    int depth = 0;
};

// Everything that may follow what a step asked for.
class following {
public:
    following(const said& call, int depth, std::vector<next>& out) : depth_(depth), out_(out) {
        for (const auto& each : call.out.actions) {
            if (const auto* state = std::get_if<action::flow_state>(&each)) {
                state_ = state->state;
                waits_ = state->status == action::flow_status::waiting;
                takes_messages_ = state->takes_messages;
            }
        }
        if (waits_) {
            for (const auto& each : call.out.actions) {
                std::visit(*this, each);
            }
            messages();
        }
    }

    void operator()(const action::set_timer& timer) const {
        if (timer.after_ms >= 0) {
            add({"the timer " + timer.name, SELAT_FLOW_TIMER, {}, timer.name});
        }
    }
    void operator()(const action::call& call) const {
        for (const auto& each : strange_bytes()) {
            auto reply =
                next{"a reply of " + std::string(each.what), SELAT_FLOW_REPLY, {}, call.tag};
            reply.status = 200;
            reply.body = each.text;
            add(std::move(reply));
        }
        auto failed = next{"no reply", SELAT_FLOW_REPLY, {}, call.tag};
        failed.failure = SELAT_UNAVAILABLE;
        add(std::move(failed));
    }
    void operator()(const action::say& say) const {
        if (!say.tag.empty()) {
            add({"a message that could not be delivered", SELAT_FLOW_SEND_FAILED, {}, say.tag});
        }
    }
    void operator()(const action::handoff& handoff) const {
        auto task = next{"a task", SELAT_FLOW_TASK, {}, handoff.tag};
        task.result = task_json;
        add(std::move(task));
        auto refused = next{"a task that was refused", SELAT_FLOW_TASK_FAILED, {}, handoff.tag};
        refused.result = R"({"error":"there is no such workflow"})";
        add(std::move(refused));
    }
    void operator()(const action::ask_bot& ask) const {
        ended("a bot that has ended", SELAT_FLOW_BOT, ask.tag);
    }
    void operator()(const action::subflow& flow) const {
        ended("a flow that has ended", SELAT_FLOW_SUBFLOW, flow.tag);
    }
    template <class Other>
    void operator()(const Other&) const {}

private:
    void ended(const char* what, std::uint32_t kind, const std::string& tag) const {
        auto well = next{what, kind, {}, tag};
        well.result = "{}";
        auto failed = next{what, kind, {}, tag};
        failed.failure = SELAT_UNAVAILABLE;
        add(std::move(well));
        add(std::move(failed));
    }
    void messages() const {
        if (!takes_messages_) {
            return;
        }
        for (const auto& each : strange_words()) {
            const auto content = nlohmann::json{{"text", each.text}}.dump(
                -1, ' ', false, nlohmann::json::error_handler_t::replace);
            auto message = next{"a message of " + std::string(each.what)};
            message.message = message_json(content);
            add(std::move(message));
        }
        for (
            const auto* content :
            {R"({"selected":{"title":"Yes","payload":"yes"}})",
             R"({"unsupported":{"kind":"poll"}})",
             R"({"attachments":[{"kind":"image","url":"https://a.example/b","mime":"image/png","name":"b","size":1}]})",
             R"({"location":{"latitude":0,"longitude":0}})",
             R"({"call":{"state":"completed","digits":"1#","duration":3}})"}) {
            auto message = next{"a message without text"};
            message.message = message_json(content);
            add(std::move(message));
        }
    }
    void add(next event) const {
        event.state = state_;
        event.depth = depth_;
        out_.push_back(std::move(event));
    }

    int depth_;
    std::vector<next>& out_;
    std::string state_;
    bool waits_ = false;
    bool takes_messages_ = false;
};

constexpr plugins::call_frame frame{.kind = plugins::call_kind::flow, .function = "on_event"};

said step(trial& tries, const selat_flow_v1& table, const next& from) {
    auto event = flow_event(from.kind);
    event.state = text(from.state);
    event.name = text(from.name);
    event.message = text(from.message);
    event.result = text(from.result);
    event.failure = from.failure;
    auto answer = reply(0, "", from.status, from.body);
    if (from.kind == SELAT_FLOW_REPLY) {
        answer.failure = static_cast<std::int32_t>(from.failure);
        event.failure = SELAT_OK;
        event.reply = &answer;
    }
    return tries.call(from.what, frame, table.on_event, event, comes_of(from.message + from.body));
}

}  // namespace

result<std::string> try_check(const bench& bench) {
    trial tries(bench, "check");
    const auto own = tries.attempt("its own definition", comes::yes,
                                   [&] { return tries.instance().check(bench.definition.text); });
    for (const auto& each : own.out.actions) {
        const auto* fault = std::get_if<action::fault>(&each);
        if (fault != nullptr && fault->error) {
            tries.refuse(fmt::format("finds a fault in the definition at \"{}\": {}; name a "
                                     "configuration with a right one with -c",
                                     fault->pointer, fault->text));
        }
    }
    for (const auto& each : strange_bytes()) {
        tries.attempt("a definition of " + std::string(each.what), comes_of(each.text),
                      [&] { return tries.instance().check(each.text); });
    }
    const std::string_view whole = bench.definition.text;
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 7) {
        tries.attempt("a definition that is cut short", comes::yes,
                      [&] { return tries.instance().check(whole.substr(0, size)); });
    }
    return tries.end();
}

result<std::string> try_flow(const bench& bench) {
    trial tries(bench, "on_event");
    const auto& table = bench.table<selat_flow_v1>();
    const auto hello = message_json(R"({"text":"hello"})");
    auto start = flow_event(SELAT_FLOW_START);
    start.message = text(hello);
    std::vector<next> waiting;
    following(tries.twice("a new execution", frame, table.on_event, start), 1, waiting);
    // Breadth first: what can happen soon is tried before what can happen late.
    for (std::size_t i = 0; i < waiting.size() && i < most_steps && tries.going_on(); ++i) {
        const auto each = waiting[i];
        following(step(tries, table, each), each.depth + 1, waiting);
    }
    auto called = start;
    called.parameters = text(R"({"a":{"b":[1,null]}})");
    called.parent = text(R"({"flow":"front","execution":"FN00000000000000000000000000000002"})");
    called.message = {};
    tries.call("an execution that another flow begins", frame, table.on_event, called);
    auto bad = flow_event(SELAT_FLOW_MESSAGE);
    bad.state = text("a state of nobody's");
    bad.message = text(hello);
    tries.call("a state that it did not give", frame, table.on_event, bad, comes::never);
    bad.what = 99;
    tries.call("an event of a later gateway", frame, table.on_event, bad, comes::never);
    tries.call("everything empty", frame, table.on_event,
               event_of<selat_flow_event>(SELAT_EVENT_FLOW), comes::never);
    tries.call("a record that ends behind its head", frame, table.on_event, bad, comes::never,
               shape::head);
    return tries.end();
}

}  // namespace selat::conformance
