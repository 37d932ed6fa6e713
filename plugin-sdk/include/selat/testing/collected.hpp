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
    std::string key, value;
};
struct ask_history {
    std::string tag, address;
    std::uint64_t after_seq = 0, before_seq = 0;
    std::uint32_t limit = 0;
};
struct status {
    bool running = false;
    std::string reason;
};
struct refreshed {
    std::uint64_t op = 0;
    std::string name, value;
    std::uint64_t expires_ms = 0;
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
    selat::code code = selat::code::ok;  ///< what the function returned
    std::string error;                   ///< its explanation
    std::vector<std::uint32_t> order;    ///< SELAT_ACTION_… of every action, as added

    std::vector<respond> responds;
    std::vector<accept> accepts;
    std::vector<inbound> inbounds;
    std::vector<amend> amends;
    std::vector<receipt> receipts;
    std::vector<typing> typings;
    std::vector<address> addresses;
    std::vector<fetch> fetches;
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

/// Copies one action record into `out`. Returns what selat_actions.add has to.
inline std::int32_t collect(outcome& out, const selat_record& record) {
    const auto text = [](selat_str raw) { return std::string(view(raw)); };
    const auto list = [&](const selat_pair* first, std::uint64_t size) {
        header_list pairs;
        for (std::uint64_t i = 0; i < size; ++i) {
            pairs.emplace_back(text(first[i].name), text(first[i].value));
        }
        return pairs;
    };
    const auto as = [&]<class Record>(auto&& keep) -> std::int32_t {
        if (record.size < sizeof(Record)) {
            return SELAT_INVALID;
        }
        keep(reinterpret_cast<const Record&>(record));
        out.order.push_back(record.kind);
        return SELAT_OK;
    };
    switch (record.kind) {
    case SELAT_ACTION_RESPOND:
        return as.template operator()<selat_respond>([&](const auto& r) {
            out.responds.push_back({r.status, list(r.headers, r.header_count), text(r.body)});
        });
    case SELAT_ACTION_ACCEPT:
        return as.template operator()<selat_accept>([&](const auto& r) {
            out.accepts.push_back({text(r.connection), text(r.protocol), r.max_message, r.idle_ms});
        });
    case SELAT_ACTION_INBOUND:
        return as.template operator()<selat_inbound>([&](const auto& r) {
            out.inbounds.push_back(
                {(r.flags & SELAT_INBOUND_NO_REPLY) != 0, (r.flags & SELAT_INBOUND_ECHO) != 0,
                 (r.flags & SELAT_INBOUND_VERIFIED) != 0, text(r.provider_id), text(r.message_id),
                 text(r.from), text(r.author), text(r.author_name), text(r.content),
                 text(r.reply_to), text(r.context), text(r.address_context), text(r.tag),
                 text(r.locale), r.at_ms});
        });
    case SELAT_ACTION_AMEND:
        return as.template operator()<selat_amend>([&](const auto& r) {
            out.amends.push_back({r.what == SELAT_AMEND_DELETE, text(r.provider_id),
                                  text(r.message_id), text(r.from), text(r.content), r.at_ms});
        });
    case SELAT_ACTION_RECEIPT:
        return as.template operator()<selat_receipt>([&](const auto& r) {
            out.receipts.push_back({r.status, static_cast<code>(r.code), text(r.message_id),
                                    text(r.address), r.up_to_seq, r.up_to_ms, text(r.provider_code),
                                    text(r.detail), r.at_ms, text(r.message)});
        });
    case SELAT_ACTION_TYPING:
        return as.template operator()<selat_typing>(
            [&](const auto& r) { out.typings.push_back({r.on != 0, r.ttl_ms, text(r.from)}); });
    case SELAT_ACTION_ADDRESS:
        return as.template operator()<selat_address>([&](const auto& r) {
            out.addresses.push_back({r.reach, r.verified != 0, text(r.address), text(r.name),
                                     text(r.picture), text(r.locale), text(r.attributes),
                                     text(r.identity), text(r.address_context), r.at_ms});
        });
    case SELAT_ACTION_FETCH:
        return as.template operator()<selat_fetch>([&](const auto& r) {
            out.fetches.push_back({r.attachment, r.retry_status, text(r.provider_id), text(r.url),
                                   list(r.headers, r.header_count)});
        });
    case SELAT_ACTION_CALL:
        return as.template operator()<selat_call>([&](const auto& r) {
            out.calls.push_back({r.op, text(r.method), text(r.url), list(r.headers, r.header_count),
                                 text(r.body), text(r.context), r.timeout_ms,
                                 (r.flags & SELAT_CALL_REPEATABLE) != 0,
                                 (r.flags & SELAT_CALL_SECRET_BODY) != 0, text(r.tag)});
        });
    case SELAT_ACTION_SENT:
        return as.template operator()<selat_sent>([&](const auto& r) {
            sent kept{
                r.op,    {}, text(r.context), text(r.address_context), r.clear_address_context != 0,
                r.status};
            for (std::uint64_t i = 0; i < r.provider_id_count; ++i) {
                kept.provider_ids.push_back(text(r.provider_ids[i]));
            }
            out.sents.push_back(std::move(kept));
        });
    case SELAT_ACTION_FAILED:
        return as.template operator()<selat_failed>([&](const auto& r) {
            out.faileds.push_back({r.op, static_cast<code>(r.code), r.retry_after_ms,
                                   text(r.provider_code), text(r.detail)});
        });
    case SELAT_ACTION_CONNECT:
        return as.template operator()<selat_connect>([&](const auto& r) {
            out.connects.push_back({text(r.connection), text(r.url),
                                    list(r.headers, r.header_count), text(r.protocol), r.after_ms,
                                    r.max_message});
        });
    case SELAT_ACTION_WRITE:
        return as.template operator()<selat_write>([&](const auto& r) {
            out.writes.push_back(
                {text(r.connection), text(r.data), (r.flags & SELAT_WRITE_BINARY) != 0,
                 (r.flags & SELAT_WRITE_DROPPABLE) != 0, (r.flags & SELAT_WRITE_SECRET) != 0});
        });
    case SELAT_ACTION_CLOSE:
        return as.template operator()<selat_hangup>([&](const auto& r) {
            out.hangups.push_back({text(r.connection), r.code, text(r.reason)});
        });
    case SELAT_ACTION_TIMER:
        return as.template operator()<selat_set_timer>(
            [&](const auto& r) { out.timers.push_back({text(r.name), r.after_ms}); });
    case SELAT_ACTION_SAVE_STATE:
        return as.template operator()<selat_save_state>(
            [&](const auto& r) { out.states.push_back({text(r.key), text(r.value)}); });
    case SELAT_ACTION_HISTORY:
        return as.template operator()<selat_ask_history>([&](const auto& r) {
            out.histories.push_back(
                {text(r.tag), text(r.address), r.after_seq, r.before_seq, r.limit});
        });
    case SELAT_ACTION_STATUS:
        return as.template operator()<selat_status>([&](const auto& r) {
            out.statuses.push_back({r.status == SELAT_STATUS_RUNNING, text(r.reason)});
        });
    case SELAT_ACTION_REFRESHED:
        return as.template operator()<selat_refreshed>([&](const auto& r) {
            out.refresheds.push_back({r.op, text(r.name), text(r.value), r.expires_ms});
        });
    case SELAT_ACTION_LOG:
        return as.template operator()<selat_log>([&](const auto& r) {
            out.logs.push_back({r.level, text(r.event), text(r.text), list(r.pairs, r.pair_count)});
        });
    case SELAT_ACTION_COUNT:
        return as.template operator()<selat_count>([&](const auto& r) {
            out.counts.push_back({text(r.name), r.value, list(r.labels, r.label_count)});
        });
    case SELAT_ACTION_SAY:
        return as.template operator()<selat_say>([&](const auto& r) {
            out.says.push_back({text(r.content), text(r.author_name), text(r.tag), text(r.to)});
        });
    case SELAT_ACTION_FLOW_STATE:
        return as.template operator()<selat_flow_state>([&](const auto& r) {
            out.flow_states.push_back({r.status, r.takes_messages != 0, text(r.state), text(r.step),
                                       text(r.result), text(r.error)});
        });
    case SELAT_ACTION_HANDOFF:
        return as.template operator()<selat_handoff>([&](const auto& r) {
            out.handoffs.push_back({text(r.workflow), text(r.attributes), text(r.task_channel),
                                    r.priority, r.timeout_ms, text(r.tag)});
        });
    case SELAT_ACTION_ASK_BOT:
        return as.template operator()<selat_ask_bot>([&](const auto& r) {
            out.ask_bots.push_back({text(r.bot), text(r.parameters), r.timeout_ms, text(r.tag)});
        });
    case SELAT_ACTION_ATTRIBUTES:
        return as.template operator()<selat_attributes>(
            [&](const auto& r) { out.attribute_sets.push_back({r.scope, text(r.values)}); });
    case SELAT_ACTION_SUBFLOW:
        return as.template operator()<selat_subflow>([&](const auto& r) {
            out.subflows.push_back({text(r.flow), text(r.parameters), text(r.tag)});
        });
    case SELAT_ACTION_FAULT:
        return as.template operator()<selat_fault>([&](const auto& r) {
            out.faults.push_back({r.severity == SELAT_FAULT_ERROR, text(r.pointer), text(r.text)});
        });
    case SELAT_ACTION_ANSWER:
        return as.template operator()<selat_answer>([&](const auto& r) {
            out.answers.push_back(
                {r.op, text(r.messages), text(r.attributes), r.handoff != 0, r.ended != 0});
        });
    case SELAT_ACTION_BOT_STATE:
        return as.template operator()<selat_bot_state>(
            [&](const auto& r) { out.bot_states.push_back({r.op, text(r.state)}); });
    default: return SELAT_UNSUPPORTED;
    }
}

}  // namespace selat::testing
