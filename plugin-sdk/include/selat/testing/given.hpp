// SPDX-License-Identifier: MIT
// What a test gives a plugin: the ABI's events as plain values with sensible defaults.
#pragma once

#include "collected.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace selat::testing {

/// What an instance is made from. Options stand as the plugin sees them: write a secret as its
/// handle, "{{secret:NAME}}", and its value into `secrets`. {{secret:instance}} is always there.
struct given {
    std::string instance = "test";
    std::string options = "{}";
    std::map<std::string, std::string> secrets;
    std::map<std::string, std::string> state;
    std::string public_url = "https://gateway.example/channels/test";
    std::int64_t now_ms = 1'700'000'000'000;  ///< where the clock starts
};

/// What a flow is made from beside that.
struct given_flow {
    std::string definition;
    std::string bindings = "{}", workflows = "[]", bots = "[]", flows = "[]";
    std::vector<std::string> earlier;  ///< definitions that executions may stand in
};

struct request {
    std::string method = "POST", path, query;
    std::string url;      ///< empty: public_url, path and query
    header_list headers;  ///< names in lower case
    std::string body;
    std::string remote = "203.0.113.7";
    bool upgrade = false;
};

struct outgoing_message {
    std::uint64_t op = 1;
    std::uint32_t purpose = SELAT_OUT_MESSAGE, attempt = 1;
    std::string message = "IM00000000000000000000000000000001";
    std::string conversation = "CH00000000000000000000000000000001";
    std::string to, content;
    std::string idempotency_key = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    std::string author_kind = "agent", author_name;
    std::string reply_to_provider_id, reply_to_context, target_provider_id, target_context,
        address_context;
    std::int64_t address_context_ms = 0;
    std::uint64_t seq = 1;
    std::int64_t at_ms = 0;  ///< 0: now
};

struct reply {
    std::uint64_t op = 1;
    std::string context;
    selat::code failure = selat::code::ok;
    std::uint32_t status = 200;
    header_list headers;  ///< names in lower case
    std::string body, detail;
};

/// The reply to a CALL: its op and context are taken over.
inline reply answer_to(const call& call, std::uint32_t status, std::string body = {},
                       header_list headers = {}) {
    return {call.op, call.context, selat::code::ok, status, std::move(headers), std::move(body),
            {}};
}
/// The CALL got no answer: unavailable (nothing was sent) or uncertain.
inline reply no_answer_to(const call& call, selat::code why, std::string detail = "no answer") {
    return {call.op, call.context, why, 0, {}, {}, std::move(detail)};
}

struct stored_message {
    std::string tag, message = "IM00000000000000000000000000000001";
    std::uint64_t seq = 1;
    std::int64_t at_ms = 0;  ///< 0: now
    bool duplicate = false;
    selat::code failure = selat::code::ok;
    std::string content;
};

struct verification_answer {
    std::uint32_t status = SELAT_VERIFICATION_PENDING;
    std::string tag, verification = "VE00000000000000000000000000000001", from, through, to;
    selat::code failure = selat::code::ok;
    std::uint32_t attempts_left = 5;
    std::uint64_t retry_after_ms = 30'000;
    std::int64_t expires_ms = 0;  ///< 0: ten minutes from now
};
/// The answer to a VERIFY: its tag and addresses are taken over.
inline verification_answer answer_to(const verify& verify,
                                     std::uint32_t status = SELAT_VERIFICATION_PENDING) {
    verification_answer out;
    out.status = status;
    out.tag = verify.tag;
    out.from = verify.from;
    out.through = verify.through;
    out.to = verify.to;
    return out;
}

struct history_item {
    bool inbound = true;
    std::string message, provider_id;
    std::uint64_t seq = 1;
    std::int64_t at_ms = 0;
    std::string author_kind, author_name, status, content;
};

struct history_answer {
    std::string tag, address;
    std::vector<history_item> items;
    std::uint64_t newest_seq = 0, read_seq = 0;
    std::string conversation_status = "open";
    std::uint64_t customer_read_seq = 0;
};

struct flow_call {
    std::uint32_t what = SELAT_FLOW_START;
    selat::code failure = selat::code::ok;
    std::string execution = "FN00000000000000000000000000000001";
    std::string state, name;
    std::string channel = "test", channel_kind = "test";
    std::string contact_address = "customer",
                channel_address = "CH00000000000000000000000000000001";
    std::string conversation =
        R"({"id":"CH00000000000000000000000000000001","attributes":{},"opened":"2023-11-14T22:13:20Z"})";
    std::string customer =
        R"({"id":"CU00000000000000000000000000000001","name":"","locale":"","attributes":{}})";
    std::string message, result;
    const testing::reply* reply = nullptr;  ///< for SELAT_FLOW_REPLY
    std::string parameters, parent, refused;
};

struct bot_call {
    std::uint64_t op = 1;
    std::string conversation =
        R"({"id":"CH00000000000000000000000000000001","attributes":{},"opened":"2023-11-14T22:13:20Z"})";
    std::string customer =
        R"({"id":"CU00000000000000000000000000000001","name":"","locale":"","attributes":{}})";
    std::string message, history = "[]", parameters = "{}", state;
    const testing::reply* reply = nullptr;  ///< the answer to a CALL; null: the customer wrote
};

}  // namespace selat::testing
