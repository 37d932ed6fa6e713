#pragma once
// Flows and bots as the engine sees them: pure functions that a plugin provides. They are called
// inside a decision, so that a message and what answers it are one commit.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/action.hpp"
#include "host/model/time.hpp"

namespace selat::engine {

// What an HTTP call of a flow or bot came to.
struct flow_reply_data {
    code failure = code::ok;
    std::uint32_t status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string detail;
    std::string context;
};

enum class flow_what : std::uint8_t {
    start = 1,
    message,
    timer,
    reply,
    bot,
    task,
    task_failed,
    send_failed,
    subflow
};

// Views; borrowed for the call.
struct flow_step {
    flow_what what = flow_what::start;
    code failure = code::ok;
    std::string_view flow;  // id
    std::string_view execution;
    std::string_view state;
    std::string_view name;
    std::string_view channel;
    std::string_view channel_kind;
    std::string_view contact_address;
    std::string_view channel_address;
    std::string_view conversation;  // JSON
    std::string_view customer;      // JSON
    std::string_view message;       // JSON or empty
    std::string_view result;        // JSON or empty
    std::string_view parameters;    // JSON or empty
    std::string_view parent;        // JSON or empty
    std::string_view refused;       // JSON array of tags of what will not be sent, or empty
    const flow_reply_data* reply = nullptr;
    model::time now{};
    std::uint64_t random = 0;
};

struct bot_step {
    std::string_view bot;  // id
    std::string_view conversation;
    std::string_view customer;
    std::string_view message;
    std::string_view history;
    std::string_view parameters;
    std::string_view state;
    const flow_reply_data* reply = nullptr;  // null: a message to answer
    model::time now{};
    std::uint64_t random = 0;
};

struct step_outcome {
    selat::code code = selat::code::ok;
    std::string text;
    std::vector<model::action::any> actions;
};

class steps {
public:
    virtual ~steps() = default;
    // not_found as code when there is no such flow or bot.
    virtual step_outcome run_flow(const flow_step& step) const = 0;
    virtual step_outcome run_bot(const bot_step& step) const = 0;
};

}  // namespace selat::engine
