#pragma once
// An execution without a host: scripted customers, stub answers, and a list of what happened.

#include "run.hpp"
#include "studio.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <selat/testing/collected.hpp>

#include <nlohmann/json.hpp>

namespace studio::testing {

using json = nlohmann::json;
using selat::testing::outcome;

/// What a flow is made from; JSON texts as the host passes them.
struct given_flow {
    std::string definition;
    std::string bindings = "{}", workflows = "[]", bots = "[]", flows = "[]";
    std::vector<std::string> earlier = {};  // definitions it had before
};

selat::flow_setup setup_of(const given_flow& given);
std::vector<fault> faults_of(const given_flow& given);

class dry_run : private witness {
public:
    explicit dry_run(const given_flow& given);

    /// Facts of the events to come.
    std::string channel_kind = "webchat";
    std::string attributes = "{}";
    std::string parameters;
    std::string parent;
    std::int64_t now_ms = 1'772'700'000'000;  // 2026-03-05T08:40:00Z
    bool tasks_succeed = true;
    bool blocked = false;  // the host sends nothing to this customer

    const outcome& start(std::string_view text);
    /// Without a message: somebody handed the conversation to the flow.
    const outcome& start_by_request();
    const outcome& message(std::string_view text);
    const outcome& content(const json& content);
    /// The newest timer comes due.
    const outcome& timer();
    const outcome& timer_named(const std::string& name);
    const outcome& answer(std::uint32_t status, const std::string& type, const std::string& body);
    const outcome& no_answer();
    const outcome& bot(const json& result, selat::code failure = selat::code::ok,
                       std::string_view text = {});
    const outcome& subflow(const json& result, selat::code failure = selat::code::ok);
    const outcome& send_failed();
    const outcome& send_failed_of(const std::string& name);
    /// Runs one entry of a corpus script.
    void play(const json& entry);

    [[nodiscard]] const outcome& last() const { return last_; }
    [[nodiscard]] const std::vector<std::string>& steps() const { return steps_; }
    /// Texts said, oldest first.
    [[nodiscard]] const std::vector<std::string>& said() const { return said_; }
    [[nodiscard]] const std::string& state() const { return state_; }
    [[nodiscard]] std::string status() const;  // "waiting", "ended" or "failed"
    [[nodiscard]] std::string name() const { return name_; }
    /// The next events go on from this state instead.
    void restore(std::string state) { state_ = std::move(state); }
    /// Goes on with an execution that another instance began.
    void resume_from(std::string state, std::string waiting_for) {
        state_ = std::move(state);
        name_ = std::move(waiting_for);
        started_ = true;
    }
    [[nodiscard]] const std::vector<selat::testing::handoff>& tasks() const { return tasks_; }

private:
    struct given_event {
        std::uint32_t what = SELAT_FLOW_START;
        std::string name, message, result;
        selat::code failure = selat::code::ok;
        const selat_http_reply* reply = nullptr;
    };
    const outcome& send(const given_event& event);
    void step(const selat_flow_event& raw);
    const outcome& deliver(std::uint32_t what, const json& content);
    void note();
    void stepped(std::string_view from, std::string_view event, std::string_view to) override;

    given_flow given_;
    studio_flow flow_;
    std::string state_, name_, handler_ = "flow";
    outcome last_;
    std::vector<std::string> steps_, said_;
    std::vector<selat::testing::handoff> tasks_;
    bool started_ = false;
};

}  // namespace studio::testing
