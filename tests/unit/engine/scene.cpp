#include "tests/unit/engine/scene.hpp"

#include <algorithm>

#include "host/model/content.hpp"

#include <catch2/catch.hpp>

namespace scene {
namespace {

std::string words(std::string_view text) { return std::string(text); }

engine::step_outcome perform(const std::map<std::string, play>& all, const step_seen& step) {
    const auto it = all.find(step.who);
    if (it == all.end()) {
        return {code::not_found, "there is no " + step.who, {}};
    }
    return it->second(step);
}

}  // namespace

engine::step_outcome script::run_flow(const engine::flow_step& step) const {
    step_seen out;
    out.what = step.what;
    out.failure = step.failure;
    out.who = words(step.flow);
    out.execution = words(step.execution);
    out.state = words(step.state);
    out.name = words(step.name);
    out.message = words(step.message);
    out.result = words(step.result);
    out.parameters = words(step.parameters);
    out.parent = words(step.parent);
    out.refused = words(step.refused);
    out.replied = step.reply != nullptr;
    out.reply = out.replied ? step.reply->body : std::string{};
    out.random = step.random;
    seen.push_back(out);
    return perform(flows, out);
}

engine::step_outcome script::run_bot(const engine::bot_step& step) const {
    step_seen out;
    out.bot = true;
    out.who = words(step.bot);
    out.state = words(step.state);
    out.message = words(step.message);
    out.history = words(step.history);
    out.parameters = words(step.parameters);
    out.replied = step.reply != nullptr;
    out.reply = out.replied ? step.reply->body : std::string{};
    out.random = step.random;
    seen.push_back(out);
    return perform(bots, out);
}

act::any say(std::string text, std::string tag) {
    act::say out;
    out.content = content(text);
    out.tag = std::move(tag);
    return out;
}

act::any offer(std::string text, const std::vector<std::string>& titles) {
    model::content said;
    said.text = std::move(text);
    for (const auto& title : titles) {
        said.choices.push_back({title, "pay-" + title, {}});
    }
    act::say out;
    out.content = model::write_content(said);
    return out;
}

act::any state(act::flow_status status, bool takes_messages, std::string kept) {
    act::flow_state out;
    out.status = status;
    out.takes_messages = takes_messages;
    out.state = std::move(kept);
    out.step = "here";
    return out;
}

act::any handoff(std::string workflow, std::string attributes) {
    act::handoff out;
    out.workflow = std::move(workflow);
    out.attributes = std::move(attributes);
    out.tag = "handoff";
    return out;
}

act::any ask(std::string bot, model::duration timeout) {
    act::ask_bot out;
    out.bot = std::move(bot);
    out.timeout = timeout;
    out.tag = "asked";
    return out;
}

act::any subflow(std::string flow) {
    act::subflow out;
    out.flow = std::move(flow);
    out.parameters = R"({"depth":1})";
    out.tag = "below";
    return out;
}

act::any call(std::string tag) {
    act::call out;
    out.method = "GET";
    out.url = "https://crm.example/" + tag;
    out.tag = std::move(tag);
    return out;
}

act::any timer(std::string name, std::int64_t after_ms) {
    return act::set_timer{std::move(name), after_ms};
}

act::any answer(std::vector<std::string> texts, bool handoff, bool ended) {
    act::answer out;
    for (const auto& each : texts) {
        out.messages.push_back(content(each));
    }
    out.handoff = handoff;
    out.ended = ended;
    return out;
}

engine::step_outcome does(actions given) { return {code::ok, {}, std::move(given)}; }

play always(actions given) {
    return [given = std::move(given)](const step_seen&) { return does(given); };
}

play in_turn(std::vector<actions> given) {
    // The turn is kept as the state, so that the function stays pure.
    return [given = std::move(given)](const step_seen& step) {
        const auto turn = step.state.empty() ? 0u : std::stoul(step.state);
        auto out = given[std::min<std::size_t>(turn, given.size() - 1)];
        for (auto& each : out) {
            if (auto* kept = std::get_if<act::flow_state>(&each)) {
                kept->state = std::to_string(turn + 1);
            } else if (auto* bot = std::get_if<act::bot_state>(&each)) {
                bot->state = std::to_string(turn + 1);
            }
        }
        return does(std::move(out));
    };
}

std::string content(const std::string& text) {
    model::content out;
    out.text = text;
    return model::write_content(out);
}

std::string text(const model::message& message) {
    const auto read = model::read_content(message.content);
    return read ? read->text : std::string{};
}

engine::setup usual_setup() {
    engine::setup out;
    out.channels["line"].plugin = "line";
    out.channels["line"].capabilities.profile = true;
    out.channels["sms"].plugin = "sms";
    out.channels["sms"].task_channel = "sms";
    out.default_flow = "front";
    out.default_workflow = "main";
    out.workflows = {"main"};
    out.default_bot = "faq";
    return out;
}

desk::desk(engine::setup setup, std::uint64_t seed) : setup(std::move(setup)), ids(seed) {
    state = engine::new_customer("U1", now, ids);
    script.flows["front"] = always({listening()});
    script.bots["faq"] = always({answer({"42"})});
}

engine::decision desk::take(const engine::input::any& what) {
    const auto before = text_of(state);
    auto same_ids = ids;
    auto decision = engine::decide(state, what, setup, script, now, ids);
    const auto seen = script.seen;
    const auto again = engine::decide(state, what, setup, script, now, same_ids);
    script.seen = seen;
    REQUIRE(text_of(decision) == text_of(again));
    state = decision.state;
    if (!decision.answer) {
        REQUIRE(text_of(state) == before);
        return decision;
    }
    rows.apply(decision);
    if (const auto* moved = std::get_if<engine::input::task_changed>(&what);
        moved != nullptr && model::is_final(moved->task.status)) {
        rows.over.insert(moved->task.id);
    }
    rows.check(setup);
    if (rows.customers.contains(state.customer.id)) {
        REQUIRE(text_of(rows.load(state.customer.id)) == text_of(state));
    }
    return decision;
}

engine::decision desk::inbound(const std::string& text, const std::string& channel,
                               const std::string& address) {
    engine::input::inbound in;
    in.channel = channel;
    in.message.from = address;
    in.message.content = content(text);
    return take(in);
}

engine::decision desk::write(const std::string& text, const std::string& agent) {
    engine::input::write in;
    in.conversation = open().id;
    in.content = content(text);
    in.author = {model::author_kind::agent, agent, {}};
    return take(in);
}

engine::decision desk::due(const model::job& job) {
    now = std::max(now, job.due);
    return take(engine::input::timer{job});
}

engine::decision desk::task(model::task_status status, const std::string& agent) {
    auto& task = rows.tasks.at(open().task);
    task.status = status;
    task.agent = agent.empty() ? task.agent : agent;
    return take(engine::input::task_changed{task, {}, {}});
}

const model::conversation& desk::open() const {
    REQUIRE(state.open.size() == 1);
    return state.open.front();
}

model::job desk::only(model::job_kind kind) const {
    const auto found = rows.jobs_of(kind);
    REQUIRE(found.size() == 1);
    return found.front();
}

std::vector<std::string> desk::texts(model::direction direction) const {
    std::vector<std::string> out;
    for (const auto& each : rows.messages) {
        if (each.direction == direction) {
            out.push_back(text(each));
        }
    }
    return out;
}

}  // namespace scene
