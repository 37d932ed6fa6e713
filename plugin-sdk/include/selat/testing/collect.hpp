// SPDX-License-Identifier: MIT
// Takes in a plugin's action records for a test, within the sizes that a gateway takes.
#pragma once

#include "collected.hpp"

#include <string>

namespace selat::testing {
namespace detail {

/// Copies the fields of one record. What is too long reads as empty, and `wrong` names it.
class fields {
public:
    std::string name(selat_str raw, const char* field) {
        return at_most(raw, SELAT_MAX_NAME, field);
    }
    std::string text(selat_str raw, const char* field) {
        return at_most(raw, SELAT_MAX_TEXT, field);
    }
    std::string counter(selat_str raw) { return at_most(raw, SELAT_MAX_COUNTER, "name"); }
    std::string document(selat_str raw, const char* field) {
        return at_most(raw, SELAT_MAX_DOCUMENT, field);
    }
    std::string body(selat_str raw, const char* field) {
        return at_most(raw, SELAT_MAX_BODY, field);
    }
    /// For people's eyes: a gateway cuts it.
    static std::string remark(selat_str raw) { return std::string(view(raw)); }
    header_list pairs(const selat_pair* first, std::uint64_t size, const char* field) {
        header_list out;
        if (size > SELAT_MAX_PAIRS) {
            refuse(field, size, SELAT_MAX_PAIRS);
            return out;
        }
        for (std::uint64_t i = 0; i < size; ++i) {
            out.emplace_back(name(first[i].name, field), text(first[i].value, field));
        }
        return out;
    }
    void refuse(const char* field, std::uint64_t size, std::uint64_t most) {
        if (wrong.empty()) {
            wrong = std::string(field) + " has a size of " + std::to_string(size) + ", at most " +
                    std::to_string(most) + " is taken";
        }
    }

    std::string wrong;

private:
    std::string at_most(selat_str raw, std::uint64_t most, const char* field) {
        if (raw.size > most) {
            refuse(field, raw.size, most);
            return {};
        }
        return std::string(view(raw));
    }
};

}  // namespace detail

/// Copies one action record into `out`. Returns what selat_actions.add has to.
inline std::int32_t collect(outcome& out, const selat_record& record) {
    detail::fields from;
    const auto as = [&]<class Record>(const char* kind, auto& list, auto&& read) -> std::int32_t {
        if (record.size < sizeof(Record)) {
            from.wrong = "is shorter than the record of 1.0";
        } else if (out.order.size() >= SELAT_MAX_ACTIONS) {
            from.refuse("the call", out.order.size() + 1, SELAT_MAX_ACTIONS);
        } else {
            auto value = read(reinterpret_cast<const Record&>(record));
            if (from.wrong.empty()) {
                list.push_back(std::move(value));
                out.order.push_back(record.kind);
                return SELAT_OK;
            }
        }
        if (out.refused.empty()) {
            out.refused = std::string(kind) + ": " + from.wrong;
        }
        return SELAT_INVALID;
    };
    switch (record.kind) {
    case SELAT_ACTION_RESPOND:
        return as.template operator()<selat_respond>("RESPOND", out.responds, [&](const auto& r) {
            return testing::respond{r.status, from.pairs(r.headers, r.header_count, "headers"),
                                    from.body(r.body, "body")};
        });
    case SELAT_ACTION_ACCEPT:
        return as.template operator()<selat_accept>("ACCEPT", out.accepts, [&](const auto& r) {
            return testing::accept{from.name(r.connection, "connection"),
                                   from.name(r.protocol, "protocol"), r.max_message, r.idle_ms};
        });
    case SELAT_ACTION_INBOUND:
        return as.template operator()<selat_inbound>("INBOUND", out.inbounds, [&](const auto& r) {
            return testing::inbound{(r.flags & SELAT_INBOUND_NO_REPLY) != 0,
                                    (r.flags & SELAT_INBOUND_ECHO) != 0,
                                    (r.flags & SELAT_INBOUND_VERIFIED) != 0,
                                    from.name(r.provider_id, "provider_id"),
                                    from.name(r.message_id, "message_id"),
                                    from.name(r.from, "from"),
                                    from.name(r.author, "author"),
                                    from.remark(r.author_name),
                                    from.document(r.content, "content"),
                                    from.name(r.reply_to, "reply_to"),
                                    from.text(r.context, "context"),
                                    from.text(r.address_context, "address_context"),
                                    from.name(r.tag, "tag"),
                                    from.name(r.locale, "locale"),
                                    r.at_ms,
                                    r.reach};
        });
    case SELAT_ACTION_AMEND:
        return as.template operator()<selat_amend>("AMEND", out.amends, [&](const auto& r) {
            return testing::amend{
                r.what == SELAT_AMEND_DELETE,          from.name(r.provider_id, "provider_id"),
                from.name(r.message_id, "message_id"), from.name(r.from, "from"),
                from.document(r.content, "content"),   r.at_ms};
        });
    case SELAT_ACTION_RECEIPT:
        return as.template operator()<selat_receipt>("RECEIPT", out.receipts, [&](const auto& r) {
            return testing::receipt{r.status,
                                    static_cast<code>(r.code),
                                    from.name(r.message_id, "message_id"),
                                    from.name(r.address, "address"),
                                    r.up_to_seq,
                                    r.up_to_ms,
                                    from.name(r.provider_code, "provider_code"),
                                    from.remark(r.detail),
                                    r.at_ms,
                                    from.name(r.message, "message")};
        });
    case SELAT_ACTION_TYPING:
        return as.template operator()<selat_typing>("TYPING", out.typings, [&](const auto& r) {
            return testing::typing{r.on != 0, r.ttl_ms, from.name(r.from, "from")};
        });
    case SELAT_ACTION_ADDRESS:
        return as.template operator()<selat_address>("ADDRESS", out.addresses, [&](const auto& r) {
            return testing::address{r.reach,
                                    r.verified != 0,
                                    from.name(r.address, "address"),
                                    from.remark(r.name),
                                    from.text(r.picture, "picture"),
                                    from.name(r.locale, "locale"),
                                    from.document(r.attributes, "attributes"),
                                    from.name(r.identity, "identity"),
                                    from.text(r.address_context, "address_context"),
                                    r.at_ms};
        });
    case SELAT_ACTION_FETCH:
        return as.template operator()<selat_fetch>("FETCH", out.fetches, [&](const auto& r) {
            return testing::fetch{r.attachment,
                                  r.retry_status,
                                  from.name(r.provider_id, "provider_id"),
                                  from.text(r.url, "url"),
                                  from.pairs(r.headers, r.header_count, "headers"),
                                  from.name(r.pointer, "pointer"),
                                  from.text(r.file_url, "file_url")};
        });
    case SELAT_ACTION_ATTACH:
        return as.template operator()<selat_attach>("ATTACH", out.attaches, [&](const auto& r) {
            if (r.provider_id.size == 0 || r.bytes.size == 0) {
                from.wrong = "provider_id or bytes are empty";
            }
            return testing::attach{r.attachment, from.name(r.provider_id, "provider_id"),
                                   from.body(r.bytes, "bytes")};
        });
    case SELAT_ACTION_CALL:
        return as.template operator()<selat_call>("CALL", out.calls, [&](const auto& r) {
            return testing::call{r.op,
                                 from.name(r.method, "method"),
                                 from.text(r.url, "url"),
                                 from.pairs(r.headers, r.header_count, "headers"),
                                 from.body(r.body, "body"),
                                 from.text(r.context, "context"),
                                 r.timeout_ms,
                                 (r.flags & SELAT_CALL_REPEATABLE) != 0,
                                 (r.flags & SELAT_CALL_SECRET_BODY) != 0,
                                 from.name(r.tag, "tag")};
        });
    case SELAT_ACTION_SENT:
        return as.template operator()<selat_sent>("SENT", out.sents, [&](const auto& r) {
            testing::sent kept{r.op,
                               {},
                               from.text(r.context, "context"),
                               from.text(r.address_context, "address_context"),
                               r.clear_address_context != 0,
                               r.status};
            if (r.provider_id_count > SELAT_MAX_PROVIDER_IDS) {
                from.refuse("provider_ids", r.provider_id_count, SELAT_MAX_PROVIDER_IDS);
                return kept;
            }
            for (std::uint64_t i = 0; i < r.provider_id_count; ++i) {
                kept.provider_ids.push_back(from.name(r.provider_ids[i], "provider_ids"));
            }
            return kept;
        });
    case SELAT_ACTION_FAILED:
        return as.template operator()<selat_failed>("FAILED", out.faileds, [&](const auto& r) {
            return testing::failed{r.op, static_cast<code>(r.code), r.retry_after_ms,
                                   from.remark(r.provider_code), from.remark(r.detail)};
        });
    case SELAT_ACTION_CONNECT:
        return as.template operator()<selat_connect>("CONNECT", out.connects, [&](const auto& r) {
            return testing::connect{from.name(r.connection, "connection"),
                                    from.text(r.url, "url"),
                                    from.pairs(r.headers, r.header_count, "headers"),
                                    from.name(r.protocol, "protocol"),
                                    r.after_ms,
                                    r.max_message};
        });
    case SELAT_ACTION_WRITE:
        return as.template operator()<selat_write>("WRITE", out.writes, [&](const auto& r) {
            return testing::write{from.name(r.connection, "connection"), from.body(r.data, "data"),
                                  (r.flags & SELAT_WRITE_BINARY) != 0,
                                  (r.flags & SELAT_WRITE_DROPPABLE) != 0,
                                  (r.flags & SELAT_WRITE_SECRET) != 0};
        });
    case SELAT_ACTION_CLOSE:
        return as.template operator()<selat_hangup>("CLOSE", out.hangups, [&](const auto& r) {
            return testing::hangup{from.name(r.connection, "connection"), r.code,
                                   from.remark(r.reason)};
        });
    case SELAT_ACTION_TIMER:
        return as.template operator()<selat_set_timer>("TIMER", out.timers, [&](const auto& r) {
            return testing::set_timer{from.name(r.name, "name"), r.after_ms};
        });
    case SELAT_ACTION_SAVE_STATE:
        return as.template operator()<selat_save_state>(
            "SAVE_STATE", out.states, [&](const auto& r) {
                return testing::save_state{from.name(r.key, "key"), from.document(r.value, "value"),
                                           from.name(r.tag, "tag")};
            });
    case SELAT_ACTION_HISTORY:
        return as.template operator()<selat_ask_history>(
            "HISTORY", out.histories, [&](const auto& r) {
                if (r.limit == 0) {
                    from.wrong = "limit is 0";
                } else if (r.limit > SELAT_MAX_HISTORY) {
                    from.refuse("limit", r.limit, SELAT_MAX_HISTORY);
                }
                return testing::ask_history{from.name(r.tag, "tag"),
                                            from.name(r.address, "address"), r.after_seq,
                                            r.before_seq, r.limit};
            });
    case SELAT_ACTION_STATUS:
        return as.template operator()<selat_status>("STATUS", out.statuses, [&](const auto& r) {
            return testing::status{r.status == SELAT_STATUS_RUNNING, from.remark(r.reason),
                                   r.status == SELAT_STATUS_STOPPED};
        });
    case SELAT_ACTION_REFRESHED:
        return as.template operator()<selat_refreshed>(
            "REFRESHED", out.refresheds, [&](const auto& r) {
                return testing::refreshed{r.op, from.name(r.name, "name"),
                                          from.text(r.value, "value"), r.expires_ms};
            });
    case SELAT_ACTION_VERIFY:
        return as.template operator()<selat_verify>("VERIFY", out.verifies, [&](const auto& r) {
            return testing::verify{from.name(r.tag, "tag"),         from.name(r.from, "from"),
                                   from.name(r.through, "through"), from.name(r.to, "to"),
                                   from.name(r.locale, "locale"),   from.remark(r.title),
                                   from.name(r.origin, "origin")};
        });
    case SELAT_ACTION_VERIFY_CODE:
        return as.template operator()<selat_verify_code>(
            "VERIFY_CODE", out.verify_codes, [&](const auto& r) {
                return testing::verify_code{from.name(r.tag, "tag"), from.name(r.from, "from"),
                                            from.name(r.code, "code")};
            });
    case SELAT_ACTION_LOG:
        return as.template operator()<selat_log>("LOG", out.logs, [&](const auto& r) {
            return testing::log{r.level, from.remark(r.event), from.remark(r.text),
                                from.pairs(r.pairs, r.pair_count, "pairs")};
        });
    case SELAT_ACTION_COUNT:
        return as.template operator()<selat_count>("COUNT", out.counts, [&](const auto& r) {
            return testing::count{from.counter(r.name), r.value,
                                  from.pairs(r.labels, r.label_count, "labels")};
        });
    case SELAT_ACTION_SAY:
        return as.template operator()<selat_say>("SAY", out.says, [&](const auto& r) {
            return testing::say{from.document(r.content, "content"), from.remark(r.author_name),
                                from.name(r.tag, "tag"), from.name(r.to, "to")};
        });
    case SELAT_ACTION_FLOW_STATE:
        return as.template operator()<selat_flow_state>(
            "FLOW_STATE", out.flow_states, [&](const auto& r) {
                return testing::flow_state{r.status,
                                           r.takes_messages != 0,
                                           from.document(r.state, "state"),
                                           from.remark(r.step),
                                           from.document(r.result, "result"),
                                           from.remark(r.error)};
            });
    case SELAT_ACTION_HANDOFF:
        return as.template operator()<selat_handoff>("HANDOFF", out.handoffs, [&](const auto& r) {
            return testing::handoff{from.name(r.workflow, "workflow"),
                                    from.document(r.attributes, "attributes"),
                                    from.name(r.task_channel, "task_channel"),
                                    r.priority,
                                    r.timeout_ms,
                                    from.name(r.tag, "tag")};
        });
    case SELAT_ACTION_ASK_BOT:
        return as.template operator()<selat_ask_bot>("ASK_BOT", out.ask_bots, [&](const auto& r) {
            return testing::ask_bot{from.name(r.bot, "bot"),
                                    from.document(r.parameters, "parameters"), r.timeout_ms,
                                    from.name(r.tag, "tag")};
        });
    case SELAT_ACTION_ATTRIBUTES:
        return as.template operator()<selat_attributes>(
            "ATTRIBUTES", out.attribute_sets, [&](const auto& r) {
                return testing::attributes{r.scope, from.document(r.values, "values")};
            });
    case SELAT_ACTION_SUBFLOW:
        return as.template operator()<selat_subflow>("SUBFLOW", out.subflows, [&](const auto& r) {
            return testing::subflow{from.name(r.flow, "flow"),
                                    from.document(r.parameters, "parameters"),
                                    from.name(r.tag, "tag")};
        });
    case SELAT_ACTION_FAULT:
        return as.template operator()<selat_fault>("FAULT", out.faults, [&](const auto& r) {
            return testing::fault{r.severity == SELAT_FAULT_ERROR, from.remark(r.pointer),
                                  from.remark(r.text)};
        });
    case SELAT_ACTION_ANSWER:
        return as.template operator()<selat_answer>("ANSWER", out.answers, [&](const auto& r) {
            return testing::answer{r.op, from.document(r.messages, "messages"),
                                   from.document(r.attributes, "attributes"), r.handoff != 0,
                                   r.ended != 0};
        });
    case SELAT_ACTION_BOT_STATE:
        return as.template operator()<selat_bot_state>(
            "BOT_STATE", out.bot_states,
            [&](const auto& r) { return testing::bot_state{r.op, from.text(r.state, "state")}; });
    default: return SELAT_UNSUPPORTED;
    }
}

}  // namespace selat::testing
