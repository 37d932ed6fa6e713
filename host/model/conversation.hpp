#pragma once
// What is said with a customer from the first message until it is closed, whoever answers.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class conversation_status : std::uint8_t { open, closed };

// Who has the next word. Exactly one; the wait in a queue counts as agent.
enum class handler : std::uint8_t { none, flow, bot, agent };

// A job that belongs to a flow: a timer by its name, or a call. Gone with its execution.
struct awaited {
    model::id job;
    std::string timer;  // empty: a call
};

// What came for a flow while its subflow ran.
struct arrival {
    std::string name;        // of the timer or the call
    bool is_answer = false;  // of a call; else the timer came due
    selat::code failure = code::ok;
    std::uint32_t status = 0;
    std::vector<std::string> headers;  // names and values in turn
    std::string body;
    std::string detail;
    std::string context;
};

// A running flow. `state` is the flow plugin's own.
struct execution {
    model::id id;
    std::string flow;
    std::string state;
    std::string step;
    bool takes_messages = false;
    std::uint32_t steps = 0;  // host calls so far; bounded
    std::string tag;          // of the parent's SUBFLOW; empty: no parent
    std::string parameters;   // given by the parent
    std::vector<awaited> awaits;
    std::vector<arrival> arrived;  // while it is suspended; told when it goes on
};

// A bot that has the conversation, on behalf of a flow or on its own.
struct bot_session {
    std::string bot;
    std::string tag;  // of the flow's ASK_BOT; empty on its own
    std::string parameters = "{}";
    std::string state;
    std::int64_t timeout_ms = 0;
    model::id call;   // the job of the call it waits for; answers to others are dropped
    model::id timer;  // the job that ends it when the customer is silent
    std::vector<model::id> waiting;  // messages that came during the call, oldest first
};

struct conversation {
    model::id id;
    model::id customer;
    conversation_status status = conversation_status::open;
    model::handler handler = handler::none;
    std::string channel;            // where the customer wrote last
    std::string address;            // and from which address
    model::id task;                 // the live or last one
    std::string agent;              // who has it, when handler is agent and a task is assigned
    std::string attributes = "{}";  // JSON object
    time opened{};
    time last_message{};
    std::uint64_t next_seq = 1;
    model::id previous;
    std::string closed_reason;
    std::optional<model::execution> execution;
    std::optional<bot_session> bot;
    std::vector<model::execution> suspended;  // parents of a running subflow, outermost first
};

struct permission;

// The contract's conversation object; `reply`: what an agent may write in it now.
std::string write_conversation(const conversation& value, const permission& reply);

const char* name_of(conversation_status value);
const char* name_of(handler value);

}  // namespace selat::model
