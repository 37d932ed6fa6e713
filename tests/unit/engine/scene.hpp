#pragma once
// One customer, what happens to it, and flows and bots that do as a test says. Every decision made
// here is checked: refused ones leave the state alone, taken ones leave rows in order, what is kept
// in memory is what the rows give, and the same seed decides the same.

#include "tests/unit/engine/rows.hpp"

#include <functional>
#include <string>
#include <vector>

#include "host/engine/decide.hpp"

namespace scene {

namespace act = model::action;

// A flow's or bot's step as it was called, by value.
struct step_seen {
    bool bot = false;
    engine::flow_what what = engine::flow_what::start;
    code failure = code::ok;
    std::string who;  // flow or bot
    std::string execution;
    std::string state;
    std::string name;
    std::string message;
    std::string result;
    std::string parameters;
    std::string parent;
    std::string refused;
    std::string history;
    std::string reply;  // body
    bool replied = false;
    std::uint64_t random = 0;
};

using actions = std::vector<act::any>;
using play = std::function<engine::step_outcome(const step_seen&)>;

class script final : public engine::steps {
public:
    engine::step_outcome run_flow(const engine::flow_step& step) const override;
    engine::step_outcome run_bot(const engine::bot_step& step) const override;

    std::map<std::string, play> flows;
    std::map<std::string, play> bots;
    mutable std::vector<step_seen> seen;
};

act::any say(std::string text, std::string tag = {});
act::any offer(std::string text, const std::vector<std::string>& titles);
act::any state(act::flow_status status, bool takes_messages = false, std::string kept = {});
inline act::any listening(std::string kept = {}) {
    return state(act::flow_status::waiting, true, std::move(kept));
}
inline act::any busy() { return state(act::flow_status::waiting); }
inline act::any ended() { return state(act::flow_status::ended); }
act::any handoff(std::string workflow = {}, std::string attributes = "{}");
act::any ask(std::string bot, model::duration timeout = {});
act::any subflow(std::string flow);
act::any call(std::string tag);
act::any timer(std::string name, std::int64_t after_ms);
act::any answer(std::vector<std::string> texts, bool handoff = false, bool ended = false);
engine::step_outcome does(actions given);
// Does the same at every step.
play always(actions given);
// The first step's actions, then the second's, …; the last one's go on.
play in_turn(std::vector<actions> given);

std::string content(const std::string& text);
// The text of a message's content.
std::string text(const model::message& message);

inline constexpr std::int64_t start_ms = 1'700'000'000'000;

// Channels "line" and "sms", flow "front", bot "faq", workflow "main"; joined, closed after a day.
engine::setup usual_setup();

class desk {
public:
    explicit desk(engine::setup setup = usual_setup(), std::uint64_t seed = 1);

    engine::decision take(const engine::input::any& what);

    engine::decision inbound(const std::string& text, const std::string& channel = "line",
                             const std::string& address = "U1");
    engine::decision write(const std::string& text, const std::string& agent = "aminah");
    engine::decision due(const model::job& job);
    // The router moves the conversation's task on.
    engine::decision task(model::task_status status, const std::string& agent = {});
    // Forgets what is in memory and loads the rows.
    void restart() { state = rows.load(state.customer.id); }

    [[nodiscard]] const model::conversation& open() const;
    [[nodiscard]] model::job only(model::job_kind kind) const;
    [[nodiscard]] std::vector<std::string> texts(model::direction direction) const;
    [[nodiscard]] const step_seen& last() const { return script.seen.back(); }

    engine::setup setup;
    scene::script script;
    engine::customer_state state;
    scene::rows rows;
    model::time now = model::from_ms(start_ms);
    model::id_source ids;
};

}  // namespace scene
