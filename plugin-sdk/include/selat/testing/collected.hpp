// SPDX-License-Identifier: MIT
// What a plugin answered in one call, as plain values: one struct per action, one list per kind.
#pragma once

#include "../sdk/text.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace selat::testing {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// The first value under `name`, or empty.
inline std::string find(const header_list& list, std::string_view name) {
    for (const auto& [key, value] : list) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

struct respond {
    std::uint32_t status = 0;
    header_list headers;
    std::string body;
};
struct accept {
    std::string connection, protocol;
    std::uint64_t max_message = 0, idle_ms = 0;
};
struct inbound {
    bool no_reply = false, echo = false, verified = false;
    std::string provider_id, message_id, from, author, author_name, content, reply_to, context,
        address_context, tag, locale;
    std::int64_t at_ms = 0;
    std::uint32_t reach = 0;  ///< SELAT_REACH_…
};
struct amend {
    bool deleted = false;
    std::string provider_id, message_id, from, content;
    std::int64_t at_ms = 0;
};
struct receipt {
    std::uint32_t status = 0;  ///< SELAT_RECEIPT_…
    selat::code code = selat::code::ok;
    std::string message_id, address;
    std::uint64_t up_to_seq = 0;
    std::int64_t up_to_ms = 0;
    std::string provider_code, detail;
    std::int64_t at_ms = 0;
    std::string message;  ///< our own id
};
struct typing {
    bool on = false;
    std::uint32_t ttl_ms = 0;
    std::string from;
};
struct address {
    std::uint32_t reach = 0;  ///< SELAT_REACH_…
    bool verified = false;
    std::string address, name, picture, locale, attributes, identity, address_context;
    std::int64_t at_ms = 0;
};
struct fetch {
    std::uint32_t attachment = 0, retry_status = 0;
    std::string provider_id, url;
    header_list headers;
    std::string pointer, file_url;
};
struct attach {
    std::uint32_t attachment = 0;
    std::string provider_id, bytes;
};
struct call {
    std::uint64_t op = 0;
    std::string method, url;
    header_list headers;
    std::string body, context;
    std::uint32_t timeout_ms = 0;
    bool repeatable = false, secret_body = false;
    std::string tag;
};
struct sent {
    std::uint64_t op = 0;
    std::vector<std::string> provider_ids;
    std::string context, address_context;
    bool clear_address_context = false;
    std::uint32_t status = 0;
};
struct failed {
    std::uint64_t op = 0;
    selat::code code = selat::code::ok;
    std::uint64_t retry_after_ms = 0;
    std::string provider_code, detail;
};
struct connect {
    std::string connection, url;
    header_list headers;
    std::string protocol;
    std::uint64_t after_ms = 0, max_message = 0;
};
struct write {
    std::string connection, data;
    bool binary = false, droppable = false, secret = false;
};
struct hangup {
    std::string connection;
    std::uint32_t code = 0;
    std::string reason;
};
struct set_timer {
    std::string name;
    std::int64_t after_ms = 0;
};
struct save_state {
    std::string key, value, tag;
};
struct ask_history {
    std::string tag, address;
    std::uint64_t after_seq = 0, before_seq = 0;
    std::uint32_t limit = 0;
};
struct status {
    bool running = false;
    std::string reason;
    bool stopped = false;
};
struct refreshed {
    std::uint64_t op = 0;
    std::string name, value;
    std::uint64_t expires_ms = 0;
};
struct verify {
    std::string tag, from, through, to, locale, title, origin;
};
struct verify_code {
    std::string tag, from, code;
};
struct log {
    std::uint32_t level = 0;  ///< SELAT_LOG_…
    std::string event, text;
    header_list pairs;
};
struct count {
    std::string name;
    std::uint64_t value = 0;
    header_list labels;
};
struct say {
    std::string content, author_name, tag, to;
};
struct flow_state {
    std::uint32_t status = 0;  ///< SELAT_FLOW_WAITING …
    bool takes_messages = false;
    std::string state, step, result, error;
};
struct handoff {
    std::string workflow, attributes, task_channel;
    std::int64_t priority = 0;
    std::uint64_t timeout_ms = 0;
    std::string tag;
};
struct ask_bot {
    std::string bot, parameters;
    std::uint64_t timeout_ms = 0;
    std::string tag;
};
struct attributes {
    std::uint32_t scope = 0;  ///< SELAT_ATTRIBUTES_…
    std::string values;
};
struct subflow {
    std::string flow, parameters, tag;
};
struct fault {
    bool error = false;
    std::string pointer, text;
};
struct answer {
    std::uint64_t op = 0;
    std::string messages, attributes;
    bool handoff = false, ended = false;
};
struct bot_state {
    std::uint64_t op = 0;
    std::string state;
};

/// What a call came to. Unlike the gateway, which drops the actions of a call that failed, this
/// keeps them, so that a test can look at them.
struct outcome {
    selat::code code = selat::code::ok;  ///< what the function returned, or internal: see `refused`
    std::string error;                   ///< its explanation
    std::string refused;  ///< the first action that a gateway would refuse, failing the call: why
    std::vector<std::uint32_t> order;  ///< SELAT_ACTION_… of every action, as added

    std::vector<respond> responds;
    std::vector<accept> accepts;
    std::vector<inbound> inbounds;
    std::vector<amend> amends;
    std::vector<receipt> receipts;
    std::vector<typing> typings;
    std::vector<address> addresses;
    std::vector<fetch> fetches;
    std::vector<attach> attaches;
    std::vector<call> calls;
    std::vector<sent> sents;
    std::vector<failed> faileds;
    std::vector<connect> connects;
    std::vector<write> writes;
    std::vector<hangup> hangups;
    std::vector<set_timer> timers;
    std::vector<save_state> states;
    std::vector<ask_history> histories;
    std::vector<status> statuses;
    std::vector<refreshed> refresheds;
    std::vector<verify> verifies;
    std::vector<verify_code> verify_codes;
    std::vector<log> logs;
    std::vector<count> counts;
    std::vector<say> says;
    std::vector<flow_state> flow_states;
    std::vector<handoff> handoffs;
    std::vector<ask_bot> ask_bots;
    std::vector<attributes> attribute_sets;
    std::vector<subflow> subflows;
    std::vector<fault> faults;
    std::vector<answer> answers;
    std::vector<bot_state> bot_states;

    [[nodiscard]] bool ok() const { return code == selat::code::ok; }
    /// The HTTP status the provider sees, as the gateway works it out.
    [[nodiscard]] std::uint32_t http_status() const {
        switch (code) {
        case selat::code::ok: return responds.size() == 1 ? responds[0].status : 500;
        case selat::code::invalid: return 400;
        case selat::code::denied: return 401;
        default: return 500;
        }
    }
};

}  // namespace selat::testing
