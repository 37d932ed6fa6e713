#pragma once
// What plugins answer with, as values of ours: the records of <selat/abi/actions.h>, copied and
// checked. host/plugins makes them; engine, delivery and gateway act on them.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/customer.hpp"
#include "host/model/message.hpp"
#include "host/model/time.hpp"

namespace selat::model::action {

using headers = std::vector<std::pair<std::string, std::string>>;

struct respond {
    std::uint32_t status = 200;
    action::headers headers;
    std::string body;
};

struct accept {
    std::string connection;
    std::string protocol;
    std::uint64_t max_message = 64 * 1024;
    duration idle{60'000};
};

struct inbound {
    bool no_reply = false;
    bool echo = false;
    bool verified = false;
    std::string provider_id;
    std::string message_id;
    std::string from;
    std::string author;
    std::string author_name;
    std::string content;  // checked: a content object with at least one part
    std::string reply_to;
    std::string context;
    std::string address_context;
    std::string tag;
    std::string locale;
    std::int64_t at_ms = 0;
    model::reach reach = model::reach::unknown;  // what the message says of the address
};

struct amend {
    bool deleted = false;
    std::string provider_id;
    std::string message_id;
    std::string from;
    std::string content;  // checked, for edits
    std::int64_t at_ms = 0;
};

struct receipt {
    message_status status = message_status::delivered;
    selat::code code = selat::code::ok;
    std::string message_id;
    std::string address;
    std::uint64_t up_to_seq = 0;
    std::int64_t up_to_ms = 0;
    std::string provider_code;
    std::string detail;
    std::int64_t at_ms = 0;
    std::string message;  // our id, where the provider gives it back
};

struct typing {
    bool on = true;
    duration ttl{8'000};
    std::string from;
};

struct address_update {
    model::reach reach = model::reach::unknown;
    bool verified = false;
    std::string address;
    std::string name;
    std::string picture;
    std::string locale;
    std::string attributes;  // checked: JSON object, or empty
    std::string identity;
    std::string address_context;
    std::int64_t at_ms = 0;  // provider's time of `reach`; 0: now
};

struct fetch {
    std::uint32_t attachment = 0;
    std::uint32_t retry_status = 0;
    std::string provider_id;
    std::string url;
    action::headers headers;
    std::string pointer;   // not empty: the URL's answer names the file there
    std::string file_url;  // where {{found}} stands for that name; empty: it is the URL
};

struct attach {
    std::uint32_t attachment = 0;
    std::string provider_id;
    std::string bytes;
    // In place of `bytes`: a view into the body of the request that is being answered.
    std::string_view of_body;
};

struct call {
    std::uint64_t op = 0;
    std::string method;
    std::string url;
    action::headers headers;
    std::string body;
    std::string context;
    duration timeout{0};  // 0: the instance's
    bool repeatable = false;
    bool secret_body = false;
    std::string tag;
};

struct sent {
    std::uint64_t op = 0;
    std::vector<std::string> provider_ids;
    std::string context;
    std::string address_context;
    bool clear_address_context = false;
    message_status status = message_status::sent;
};

struct failed {
    std::uint64_t op = 0;
    selat::code code = selat::code::internal;
    duration retry_after{0};
    std::string provider_code;
    std::string detail;
};

struct connect {
    std::string connection;
    std::string url;
    action::headers headers;
    std::string protocol;
    duration after{0};
    std::uint64_t max_message = 1024 * 1024;
};

struct write {
    std::string connection;
    std::string data;
    bool binary = false;
    bool droppable = false;
    bool secret = false;  // fill in {{secret:NAME}}
};

struct hangup {
    std::string connection;
    std::uint32_t code = 1000;
    std::string reason;
};

struct set_timer {
    std::string name;
    std::int64_t after_ms = 0;  // negative: cancel
};

struct save_state {
    std::string key;
    std::string value;
    std::string tag{};
};

struct ask_history {
    std::string tag;
    std::string address;
    std::uint64_t after_seq = 0;
    std::uint64_t before_seq = 0;
    std::uint32_t limit = 100;
};

enum class standing : std::uint8_t { running, degraded, stopped };

constexpr const char* name_of(standing value) {
    switch (value) {
    case standing::running: return "running";
    case standing::degraded: return "degraded";
    case standing::stopped: return "stopped";
    }
    return "degraded";
}

struct status {
    action::standing standing = standing::running;
    std::string reason;
};

struct refreshed {
    std::uint64_t op = 0;
    std::string name;
    std::string value;
    duration expires{0};
};

struct verify {
    std::string tag;
    std::string from;
    std::string through;
    std::string to;
    std::string locale;
    std::string title;
    std::string origin;
};

struct verify_code {
    std::string tag;
    std::string from;
    std::string code;
};

struct log {
    std::uint32_t level = 2;
    std::string event;
    std::string text;
    action::headers pairs;
};

struct count {
    std::string name;
    std::uint64_t value = 1;
    action::headers labels;
};

struct say {
    std::string content;  // checked
    std::string author_name;
    std::string tag;
    std::string to;
};

enum class flow_status : std::uint8_t { waiting, ended, failed };

struct flow_state {
    flow_status status = flow_status::waiting;
    bool takes_messages = false;
    std::string state;
    std::string step;
    std::string result;
    std::string error;
};

struct handoff {
    std::string workflow;
    std::string attributes;  // checked: JSON object
    std::string task_channel;
    std::int64_t priority = -1;
    duration timeout{0};
    std::string tag;
};

struct ask_bot {
    std::string bot;
    std::string parameters;  // checked: JSON object
    duration timeout{0};
    std::string tag;
};

struct attributes {
    bool of_customer = false;
    std::string values;  // checked: JSON object
};

struct subflow {
    std::string flow;
    std::string parameters;  // checked: JSON object
    std::string tag;
};

struct fault {
    bool error = true;
    std::string pointer;
    std::string text;
};

struct answer {
    std::uint64_t op = 0;
    std::vector<std::string> messages;  // checked content objects
    std::string attributes;             // checked: JSON object, or empty
    bool handoff = false;
    bool ended = false;
};

struct bot_state {
    std::uint64_t op = 0;
    std::string state;
};

using any =
    std::variant<respond, accept, inbound, amend, receipt, typing, address_update, fetch, attach,
                 call, sent, failed, connect, write, hangup, set_timer, save_state, ask_history,
                 status, refreshed, verify, verify_code, log, count, say, flow_state, handoff,
                 ask_bot, attributes, subflow, fault, answer, bot_state>;

}  // namespace selat::model::action
