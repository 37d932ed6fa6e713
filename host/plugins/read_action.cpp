#include <algorithm>
#include <limits>

#include "host/plugins/action_reader.hpp"

namespace selat::plugins {
namespace {

namespace action = model::action;
using in = action_reader;

constexpr std::uint64_t year_ms = std::uint64_t{366} * 24 * 3600 * 1000;

model::duration span_of(std::uint64_t ms) {
    return model::duration{static_cast<std::int64_t>(std::min(ms, year_ms))};
}

action::respond read(const selat_respond& r, in& from) {
    return {from.within(r.status, 200, 599, "status"),
            from.pairs(r.headers, r.header_count, "headers"), from.bytes(r.body, in::body, "body")};
}

action::accept read(const selat_accept& r, in& from) {
    return {from.some_words(r.connection, in::name, "connection"),
            from.words(r.protocol, in::name, "protocol"),
            r.max_message == 0 ? 64 * 1024 : std::min<std::uint64_t>(r.max_message, in::body),
            r.idle_ms == 0 ? model::duration{60'000} : span_of(r.idle_ms)};
}

action::inbound read(const selat_inbound& r, in& from) {
    action::inbound out;
    out.no_reply = (r.flags & SELAT_INBOUND_NO_REPLY) != 0;
    out.echo = (r.flags & SELAT_INBOUND_ECHO) != 0;
    out.verified = (r.flags & SELAT_INBOUND_VERIFIED) != 0;
    out.provider_id = from.words(r.provider_id, in::name, "provider_id");
    out.message_id = from.words(r.message_id, in::name, "message_id");
    out.from = from.some_words(r.from, in::name, "from");
    out.author = from.words(r.author, in::name, "author");
    out.author_name = from.remark(r.author_name, in::name);
    out.content = from.content(r.content, "content");
    out.reply_to = from.words(r.reply_to, in::name, "reply_to");
    out.context = from.bytes(r.context, in::text, "context");
    out.address_context = from.bytes(r.address_context, in::text, "address_context");
    out.tag = from.bytes(r.tag, in::name, "tag");
    out.locale = from.words(r.locale, in::name, "locale");
    out.at_ms = r.at_ms;
    out.reach = static_cast<model::reach>(
        from.within(r.reach, SELAT_REACH_UNKNOWN, SELAT_REACH_OPTED_OUT, "reach"));
    return out;
}

action::amend read(const selat_amend& r, in& from) {
    action::amend out;
    out.deleted =
        from.within(r.what, SELAT_AMEND_EDIT, SELAT_AMEND_DELETE, "what") == SELAT_AMEND_DELETE;
    out.provider_id = from.words(r.provider_id, in::name, "provider_id");
    out.message_id = from.some_words(r.message_id, in::name, "message_id");
    out.from = from.some_words(r.from, in::name, "from");
    out.content = out.deleted ? std::string{} : from.content(r.content, "content");
    out.at_ms = r.at_ms;
    return out;
}

action::receipt read(const selat_receipt& r, in& from) {
    action::receipt out;
    switch (from.within(r.status, SELAT_RECEIPT_DELIVERED, SELAT_RECEIPT_SENT, "status")) {
    case SELAT_RECEIPT_READ: out.status = model::message_status::read; break;
    case SELAT_RECEIPT_FAILED: out.status = model::message_status::failed; break;
    case SELAT_RECEIPT_SENT: out.status = model::message_status::sent; break;
    default: out.status = model::message_status::delivered; break;
    }
    out.code = r.status == SELAT_RECEIPT_FAILED ? from.code_of(r.code) : selat::code::ok;
    out.message_id = from.words(r.message_id, in::name, "message_id");
    out.address = from.words(r.address, in::name, "address");
    out.up_to_seq = r.up_to_seq;
    out.up_to_ms = r.up_to_ms;
    out.provider_code = from.words(r.provider_code, in::name, "provider_code");
    out.detail = from.remark(r.detail, 4096);
    out.at_ms = r.at_ms;
    out.message = from.words(r.message, in::name, "message");
    if (out.message_id.empty() && out.message.empty() &&
        (out.address.empty() || (out.up_to_seq == 0 && out.up_to_ms == 0))) {
        from.refuse("message_id", "is empty, and so is address or both of up_to_seq and up_to_ms");
    }
    return out;
}

action::typing read(const selat_typing& r, in& from) {
    return {r.on != 0, r.ttl_ms == 0 ? model::duration{8'000} : span_of(r.ttl_ms),
            from.some_words(r.from, in::name, "from")};
}

action::address_update read(const selat_address& r, in& from) {
    action::address_update out;
    out.reach = static_cast<model::reach>(
        from.within(r.reach, SELAT_REACH_UNKNOWN, SELAT_REACH_OPTED_OUT, "reach"));
    out.verified = r.verified != 0;
    out.address = from.some_words(r.address, in::name, "address");
    out.name = from.remark(r.name, in::name);
    out.picture = from.words(r.picture, in::text, "picture");
    out.locale = from.words(r.locale, in::name, "locale");
    out.attributes = from.object(r.attributes, "attributes", true);
    out.identity = from.words(r.identity, in::name, "identity");
    out.address_context = from.bytes(r.address_context, in::text, "address_context");
    out.at_ms = r.at_ms;
    return out;
}

action::fetch read(const selat_fetch& r, in& from) {
    return {r.attachment,
            r.retry_status,
            from.words(r.provider_id, in::name, "provider_id"),
            from.some_words(r.url, in::text, "url"),
            from.pairs(r.headers, r.header_count, "headers"),
            from.words(r.pointer, in::name, "pointer"),
            from.words(r.file_url, in::text, "file_url")};
}

action::attach read(const selat_attach& r, in& from) {
    action::attach out;
    out.attachment = r.attachment;
    out.provider_id = from.some_words(r.provider_id, in::name, "provider_id");
    out.of_body = from.lent(r.bytes);
    if (out.of_body.empty()) {
        out.bytes = from.bytes(r.bytes, in::body, "bytes");
    }
    if (r.bytes.size == 0) {
        from.refuse("bytes", "are empty");
    }
    return out;
}

action::call read(const selat_call& r, in& from) {
    action::call out;
    out.op = r.op;
    out.method = from.some_words(r.method, 32, "method");
    out.url = from.some_words(r.url, in::text, "url");
    out.headers = from.pairs(r.headers, r.header_count, "headers");
    out.body = from.bytes(r.body, in::body, "body");
    out.context = from.bytes(r.context, in::text, "context");
    out.timeout = span_of(r.timeout_ms);
    out.repeatable = (r.flags & SELAT_CALL_REPEATABLE) != 0;
    out.secret_body = (r.flags & SELAT_CALL_SECRET_BODY) != 0;
    out.tag = from.words(r.tag, in::name, "tag");
    return out;
}

action::sent read(const selat_sent& r, in& from) {
    action::sent out;
    out.op = r.op;
    if (r.provider_id_count > SELAT_MAX_PROVIDER_IDS ||
        (r.provider_ids == nullptr && r.provider_id_count != 0)) {
        from.refuse("provider_ids", "are more than 100, or a null pointer with a count");
    } else {
        for (std::uint64_t i = 0; i < r.provider_id_count; ++i) {
            out.provider_ids.push_back(from.words(r.provider_ids[i], in::name, "provider_ids"));
        }
    }
    out.context = from.bytes(r.context, in::text, "context");
    out.address_context = from.bytes(r.address_context, in::text, "address_context");
    out.clear_address_context = r.clear_address_context != 0;
    switch (from.within(r.status, 0, SELAT_RECEIPT_READ, "status")) {
    case SELAT_RECEIPT_DELIVERED: out.status = model::message_status::delivered; break;
    case SELAT_RECEIPT_READ: out.status = model::message_status::read; break;
    default: break;
    }
    return out;
}

action::failed read(const selat_failed& r, in& from) {
    return {r.op, from.code_of(r.code), span_of(r.retry_after_ms),
            from.remark(r.provider_code, in::name), from.remark(r.detail, 4096)};
}

action::connect read(const selat_connect& r, in& from) {
    return {from.some_words(r.connection, in::name, "connection"),
            from.some_words(r.url, in::text, "url"),
            from.pairs(r.headers, r.header_count, "headers"),
            from.words(r.protocol, in::name, "protocol"),
            span_of(r.after_ms),
            r.max_message == 0 ? 1024 * 1024 : std::min<std::uint64_t>(r.max_message, in::body)};
}

action::write read(const selat_write& r, in& from) {
    const bool binary = (r.flags & SELAT_WRITE_BINARY) != 0;
    return {from.some_words(r.connection, in::name, "connection"),
            binary ? from.bytes(r.data, in::body, "data") : from.words(r.data, in::body, "data"),
            binary, (r.flags & SELAT_WRITE_DROPPABLE) != 0, (r.flags & SELAT_WRITE_SECRET) != 0};
}

action::hangup read(const selat_hangup& r, in& from) {
    return {from.some_words(r.connection, in::name, "connection"),
            r.code == 0 ? 1000 : from.within(r.code, 1000, 4999, "code"),
            from.remark(r.reason, 120)};
}

action::set_timer read(const selat_set_timer& r, in& from) {
    return {from.some_words(r.name, in::name, "name"),
            std::min<std::int64_t>(r.after_ms, static_cast<std::int64_t>(year_ms))};
}

action::save_state read(const selat_save_state& r, in& from) {
    action::save_state out{from.some_words(r.key, in::name, "key"),
                           from.bytes(r.value, in::document, "value"),
                           from.words(r.tag, in::name, "tag")};
    if (out.key.starts_with("selat:")) {
        from.refuse("key", "begins with selat:, which is the host's");
    }
    return out;
}

action::ask_history read(const selat_ask_history& r, in& from) {
    return {from.words(r.tag, in::name, "tag"), from.some_words(r.address, in::name, "address"),
            r.after_seq, r.before_seq, from.within(r.limit, 1, SELAT_MAX_HISTORY, "limit")};
}

action::status read(const selat_status& r, in& from) {
    const auto standing =
        from.within(r.status, SELAT_STATUS_RUNNING, SELAT_STATUS_STOPPED, "status");
    return {standing == SELAT_STATUS_RUNNING   ? action::standing::running
            : standing == SELAT_STATUS_STOPPED ? action::standing::stopped
                                               : action::standing::degraded,
            from.remark(r.reason, 1024)};
}

action::refreshed read(const selat_refreshed& r, in& from) {
    return {r.op, from.some_words(r.name, in::name, "name"), from.bytes(r.value, in::text, "value"),
            span_of(r.expires_ms)};
}

action::verify read(const selat_verify& r, in& from) {
    return {from.words(r.tag, in::name, "tag"),         from.some_words(r.from, in::name, "from"),
            from.words(r.through, in::name, "through"), from.words(r.to, in::name, "to"),
            from.words(r.locale, in::name, "locale"),   from.remark(r.title, 128),
            from.words(r.origin, 255, "origin")};
}

action::verify_code read(const selat_verify_code& r, in& from) {
    return {from.words(r.tag, in::name, "tag"), from.some_words(r.from, in::name, "from"),
            from.words(r.code, in::name, "code")};
}

action::log read(const selat_log& r, in& from) {
    return {std::clamp(r.level, SELAT_LOG_DEBUG, SELAT_LOG_ERROR), from.remark(r.event, 128),
            from.remark(r.text, 4096), from.pairs(r.pairs, r.pair_count, "pairs")};
}

action::count read(const selat_count& r, in& from) {
    return {from.some_words(r.name, SELAT_MAX_COUNTER, "name"), r.value,
            from.pairs(r.labels, r.label_count, "labels")};
}

action::say read(const selat_say& r, in& from) {
    return {from.content(r.content, "content"), from.remark(r.author_name, in::name),
            from.words(r.tag, in::name, "tag"), from.words(r.to, in::name, "to")};
}

action::flow_state read(const selat_flow_state& r, in& from) {
    action::flow_state out;
    out.status = static_cast<action::flow_status>(
        from.within(r.status, SELAT_FLOW_WAITING, SELAT_FLOW_FAILED, "status") -
        SELAT_FLOW_WAITING);
    out.takes_messages = r.takes_messages != 0;
    out.state = from.bytes(r.state, in::document, "state");
    out.step = from.remark(r.step, in::name);
    out.result = from.object(r.result, "result", true);
    out.error = from.remark(r.error, 4096);
    return out;
}

action::handoff read(const selat_handoff& r, in& from) {
    return {from.words(r.workflow, in::name, "workflow"),
            from.object(r.attributes, "attributes", true),
            from.words(r.task_channel, in::name, "task_channel"),
            r.priority,
            span_of(r.timeout_ms),
            from.words(r.tag, in::name, "tag")};
}

action::ask_bot read(const selat_ask_bot& r, in& from) {
    return {from.some_words(r.bot, in::name, "bot"), from.object(r.parameters, "parameters", true),
            span_of(r.timeout_ms), from.words(r.tag, in::name, "tag")};
}

action::attributes read(const selat_attributes& r, in& from) {
    return {from.within(r.scope, SELAT_ATTRIBUTES_CONVERSATION, SELAT_ATTRIBUTES_CUSTOMER,
                        "scope") == SELAT_ATTRIBUTES_CUSTOMER,
            from.object(r.values, "values", false)};
}

action::subflow read(const selat_subflow& r, in& from) {
    return {from.some_words(r.flow, in::name, "flow"),
            from.object(r.parameters, "parameters", true), from.words(r.tag, in::name, "tag")};
}

action::fault read(const selat_fault& r, in& from) {
    return {r.severity != SELAT_FAULT_WARNING, from.remark(r.pointer, 4096),
            from.remark(r.text, 4096)};
}

action::answer read(const selat_answer& r, in& from) {
    return {r.op, from.contents(r.messages, "messages"),
            from.object(r.attributes, "attributes", true), r.handoff != 0, r.ended != 0};
}

action::bot_state read(const selat_bot_state& r, in& from) {
    return {r.op, from.bytes(r.state, in::text, "state")};
}

// One line per kind: its number, its record, its name.
// clang-format off
#define SELAT_EACH_KIND(line)                                     \
    line(SELAT_ACTION_RESPOND, selat_respond, "RESPOND")          \
    line(SELAT_ACTION_ACCEPT, selat_accept, "ACCEPT")             \
    line(SELAT_ACTION_INBOUND, selat_inbound, "INBOUND")          \
    line(SELAT_ACTION_AMEND, selat_amend, "AMEND")                \
    line(SELAT_ACTION_RECEIPT, selat_receipt, "RECEIPT")          \
    line(SELAT_ACTION_TYPING, selat_typing, "TYPING")             \
    line(SELAT_ACTION_ADDRESS, selat_address, "ADDRESS")          \
    line(SELAT_ACTION_FETCH, selat_fetch, "FETCH")                \
    line(SELAT_ACTION_ATTACH, selat_attach, "ATTACH")             \
    line(SELAT_ACTION_CALL, selat_call, "CALL")                   \
    line(SELAT_ACTION_SENT, selat_sent, "SENT")                   \
    line(SELAT_ACTION_FAILED, selat_failed, "FAILED")             \
    line(SELAT_ACTION_CONNECT, selat_connect, "CONNECT")          \
    line(SELAT_ACTION_WRITE, selat_write, "WRITE")                \
    line(SELAT_ACTION_CLOSE, selat_hangup, "CLOSE")               \
    line(SELAT_ACTION_TIMER, selat_set_timer, "TIMER")            \
    line(SELAT_ACTION_SAVE_STATE, selat_save_state, "SAVE_STATE") \
    line(SELAT_ACTION_HISTORY, selat_ask_history, "HISTORY")      \
    line(SELAT_ACTION_STATUS, selat_status, "STATUS")             \
    line(SELAT_ACTION_REFRESHED, selat_refreshed, "REFRESHED")    \
    line(SELAT_ACTION_VERIFY, selat_verify, "VERIFY")             \
    line(SELAT_ACTION_VERIFY_CODE, selat_verify_code, "VERIFY_CODE") \
    line(SELAT_ACTION_LOG, selat_log, "LOG")                      \
    line(SELAT_ACTION_COUNT, selat_count, "COUNT")                \
    line(SELAT_ACTION_SAY, selat_say, "SAY")                      \
    line(SELAT_ACTION_FLOW_STATE, selat_flow_state, "FLOW_STATE") \
    line(SELAT_ACTION_HANDOFF, selat_handoff, "HANDOFF")          \
    line(SELAT_ACTION_ASK_BOT, selat_ask_bot, "ASK_BOT")          \
    line(SELAT_ACTION_ATTRIBUTES, selat_attributes, "ATTRIBUTES") \
    line(SELAT_ACTION_SUBFLOW, selat_subflow, "SUBFLOW")          \
    line(SELAT_ACTION_FAULT, selat_fault, "FAULT")                \
    line(SELAT_ACTION_ANSWER, selat_answer, "ANSWER")             \
    line(SELAT_ACTION_BOT_STATE, selat_bot_state, "BOT_STATE")
// clang-format on

}  // namespace

model::action::any read_action(const selat_record& record, action_reader& reader) {
    switch (record.kind) {
#define SELAT_READ(kind, type, name)                                                               \
    case kind: return read(reinterpret_cast<const type&>(record), reader);
        SELAT_EACH_KIND(SELAT_READ)
#undef SELAT_READ
    default: return action::count{};
    }
}

std::uint32_t size_of_kind(std::uint32_t kind) {
    switch (kind) {
#define SELAT_SIZE(kind, type, name)                                                               \
    case kind: return sizeof(type);
        SELAT_EACH_KIND(SELAT_SIZE)
#undef SELAT_SIZE
    default: return 0;
    }
}

const char* name_of_kind(std::uint32_t kind) {
    switch (kind) {
#define SELAT_NAME(kind, type, name)                                                               \
    case kind: return name;
        SELAT_EACH_KIND(SELAT_NAME)
#undef SELAT_NAME
    default: return "an action this host does not know";
    }
}

}  // namespace selat::plugins
