// SPDX-License-Identifier: MIT
// One method per action; records are built on the stack and copied by the host at once. What each
// means is said in <selat/abi/actions.h>. Actions with many fields take the field struct by
// designated initialisers: out.inbound({.provider_id = id, .from = who, .content = json}).
#pragma once

#include "text.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace selat {

struct inbound_fields {
    std::string_view provider_id{}, message_id{}, from{}, author{}, author_name{}, content{},
        reply_to{}, context{}, address_context{}, tag{}, locale{};
    std::int64_t at_ms = 0;
    bool no_reply = false, echo = false, verified = false;
};

struct amend_fields {
    bool deleted = false;
    std::string_view provider_id{}, message_id{}, from{}, content{};
    std::int64_t at_ms = 0;
};

enum class receipt_status : std::uint32_t {
    delivered = SELAT_RECEIPT_DELIVERED,
    read = SELAT_RECEIPT_READ,
    failed = SELAT_RECEIPT_FAILED,
};

struct receipt_fields {
    receipt_status status = receipt_status::delivered;
    selat::code code = selat::code::ok;
    std::string_view message_id{}, address{};
    std::uint64_t up_to_seq = 0;
    std::int64_t up_to_ms = 0;
    std::string_view provider_code{}, detail{};
    std::int64_t at_ms = 0;
    std::string_view message{};
};

enum class reach : std::uint32_t {
    unknown = SELAT_REACH_UNKNOWN,
    open = SELAT_REACH_OPEN,
    blocked = SELAT_REACH_BLOCKED,
    opted_out = SELAT_REACH_OPTED_OUT,
};

struct address_fields {
    selat::reach reach = selat::reach::unknown;
    bool verified = false;
    std::string_view address{}, name{}, picture{}, locale{}, attributes{}, identity{},
        address_context{};
    std::int64_t at_ms = 0;
};

struct fetch_fields {
    std::uint32_t attachment = 0, retry_status = 0;
    std::string_view provider_id{}, url{};
    std::initializer_list<pair> headers{};
};

struct call_fields {
    std::uint64_t op = 0;
    std::string_view method = "POST", url;
    std::span<const pair> headers{};
    std::string_view body{}, context{};
    std::uint32_t timeout_ms = 0;
    bool repeatable = false, secret_body = false;
    std::string_view tag{};
};

struct sent_fields {
    std::uint64_t op = 0;
    std::span<const std::string_view> provider_ids{};
    std::string_view context{}, address_context{};
    bool clear_address_context = false;
    std::uint32_t status = 0;
};

struct failed_fields {
    std::uint64_t op = 0;
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string_view provider_code{}, detail{};
};

struct connect_fields {
    std::string_view connection{}, url{};
    std::initializer_list<pair> headers{};
    std::string_view protocol{};
    std::uint64_t after_ms = 0, max_message = 0;
};

struct history_fields {
    std::string_view tag{}, address{};
    std::uint64_t after_seq = 0, before_seq = 0;
    std::uint32_t limit = 100;
};

struct flow_state_fields {
    std::uint32_t status = SELAT_FLOW_WAITING;
    bool takes_messages = false;
    std::string_view state{}, step{}, result{}, error{};
};

struct handoff_fields {
    std::string_view workflow{}, attributes{}, task_channel{};
    std::int64_t priority = -1;
    std::uint64_t timeout_ms = 0;
    std::string_view tag{};
};

struct answer_fields {
    std::uint64_t op = 0;
    std::string_view messages{}, attributes{};
    bool handoff = false, ended = false;
};

/// The sink of one call. Cheap to copy; do not keep it.
class actions {
public:
    explicit actions(const selat_actions* sink) noexcept : sink_(sink) {}

    void respond(std::uint32_t status, std::string_view body = {},
                 std::initializer_list<pair> headers = {}) const {
        const auto list = copy({headers.begin(), headers.size()});
        auto record = make<selat_respond>(SELAT_ACTION_RESPOND);
        record.status = status;
        record.headers = list.data();
        record.header_count = list.size();
        record.body = str(body);
        add(record.record);
    }
    void accept(std::string_view connection, std::string_view protocol = {},
                std::uint64_t max_message = 0, std::uint64_t idle_ms = 0) const {
        auto record = make<selat_accept>(SELAT_ACTION_ACCEPT);
        record.connection = str(connection);
        record.protocol = str(protocol);
        record.max_message = max_message;
        record.idle_ms = idle_ms;
        add(record.record);
    }
    void inbound(const inbound_fields& fields) const {
        auto record = make<selat_inbound>(SELAT_ACTION_INBOUND);
        record.flags = (fields.no_reply ? SELAT_INBOUND_NO_REPLY : 0u) |
                       (fields.echo ? SELAT_INBOUND_ECHO : 0u) |
                       (fields.verified ? SELAT_INBOUND_VERIFIED : 0u);
        record.provider_id = str(fields.provider_id);
        record.message_id = str(fields.message_id);
        record.from = str(fields.from);
        record.author = str(fields.author);
        record.author_name = str(fields.author_name);
        record.content = str(fields.content);
        record.reply_to = str(fields.reply_to);
        record.context = str(fields.context);
        record.address_context = str(fields.address_context);
        record.tag = str(fields.tag);
        record.locale = str(fields.locale);
        record.at_ms = fields.at_ms;
        add(record.record);
    }
    void amend(const amend_fields& fields) const {
        auto record = make<selat_amend>(SELAT_ACTION_AMEND);
        record.what = fields.deleted ? SELAT_AMEND_DELETE : SELAT_AMEND_EDIT;
        record.provider_id = str(fields.provider_id);
        record.message_id = str(fields.message_id);
        record.from = str(fields.from);
        record.content = str(fields.content);
        record.at_ms = fields.at_ms;
        add(record.record);
    }
    void receipt(const receipt_fields& fields) const {
        auto record = make<selat_receipt>(SELAT_ACTION_RECEIPT);
        record.status = static_cast<std::uint32_t>(fields.status);
        record.code = static_cast<std::int32_t>(fields.code);
        record.message_id = str(fields.message_id);
        record.address = str(fields.address);
        record.up_to_seq = fields.up_to_seq;
        record.up_to_ms = fields.up_to_ms;
        record.provider_code = str(fields.provider_code);
        record.detail = str(fields.detail);
        record.at_ms = fields.at_ms;
        record.message = str(fields.message);
        add(record.record);
    }
    void typing(std::string_view from, bool on, std::uint32_t ttl_ms = 0) const {
        auto record = make<selat_typing>(SELAT_ACTION_TYPING);
        record.on = on ? 1 : 0;
        record.ttl_ms = ttl_ms;
        record.from = str(from);
        add(record.record);
    }
    void address(const address_fields& fields) const {
        auto record = make<selat_address>(SELAT_ACTION_ADDRESS);
        record.reach = static_cast<std::uint32_t>(fields.reach);
        record.verified = fields.verified ? 1 : 0;
        record.address = str(fields.address);
        record.name = str(fields.name);
        record.picture = str(fields.picture);
        record.locale = str(fields.locale);
        record.attributes = str(fields.attributes);
        record.identity = str(fields.identity);
        record.address_context = str(fields.address_context);
        record.at_ms = fields.at_ms;
        add(record.record);
    }
    void fetch(const fetch_fields& fields) const {
        const auto list = copy({fields.headers.begin(), fields.headers.size()});
        auto record = make<selat_fetch>(SELAT_ACTION_FETCH);
        record.attachment = fields.attachment;
        record.retry_status = fields.retry_status;
        record.provider_id = str(fields.provider_id);
        record.url = str(fields.url);
        record.headers = list.data();
        record.header_count = list.size();
        add(record.record);
    }
    void call(const call_fields& fields) const {
        const auto list = copy(fields.headers);
        auto record = make<selat_call>(SELAT_ACTION_CALL);
        record.op = fields.op;
        record.method = str(fields.method);
        record.url = str(fields.url);
        record.headers = list.data();
        record.header_count = list.size();
        record.body = str(fields.body);
        record.context = str(fields.context);
        record.timeout_ms = fields.timeout_ms;
        record.flags = (fields.repeatable ? SELAT_CALL_REPEATABLE : 0u) |
                       (fields.secret_body ? SELAT_CALL_SECRET_BODY : 0u);
        record.tag = str(fields.tag);
        add(record.record);
    }
    void sent(const sent_fields& fields) const {
        std::vector<selat_str> ids;
        ids.reserve(fields.provider_ids.size());
        for (const auto id : fields.provider_ids) {
            ids.push_back(str(id));
        }
        auto record = make<selat_sent>(SELAT_ACTION_SENT);
        record.op = fields.op;
        record.provider_ids = ids.data();
        record.provider_id_count = ids.size();
        record.context = str(fields.context);
        record.address_context = str(fields.address_context);
        record.clear_address_context = fields.clear_address_context ? 1 : 0;
        record.status = fields.status;
        add(record.record);
    }
    void sent(std::uint64_t op, std::string_view provider_id = {}) const {
        const std::string_view ids[] = {provider_id};
        sent({.op = op, .provider_ids = {ids, provider_id.empty() ? 0u : 1u}});
    }
    void failed(const failed_fields& fields) const {
        auto record = make<selat_failed>(SELAT_ACTION_FAILED);
        record.op = fields.op;
        record.code = static_cast<std::int32_t>(fields.code);
        record.retry_after_ms = fields.retry_after_ms;
        record.provider_code = str(fields.provider_code);
        record.detail = str(fields.detail);
        add(record.record);
    }
    void connect(const connect_fields& fields) const {
        const auto list = copy({fields.headers.begin(), fields.headers.size()});
        auto record = make<selat_connect>(SELAT_ACTION_CONNECT);
        record.connection = str(fields.connection);
        record.url = str(fields.url);
        record.headers = list.data();
        record.header_count = list.size();
        record.protocol = str(fields.protocol);
        record.after_ms = fields.after_ms;
        record.max_message = fields.max_message;
        add(record.record);
    }
    void write(std::string_view connection, std::string_view data, bool binary = false,
               bool droppable = false, bool fill_secrets = false) const {
        auto record = make<selat_write>(SELAT_ACTION_WRITE);
        record.connection = str(connection);
        record.data = str(data);
        record.flags = (binary ? SELAT_WRITE_BINARY : 0u) |
                       (droppable ? SELAT_WRITE_DROPPABLE : 0u) |
                       (fill_secrets ? SELAT_WRITE_SECRET : 0u);
        add(record.record);
    }
    void close(std::string_view connection, std::uint32_t status = 0,
               std::string_view reason = {}) const {
        auto record = make<selat_hangup>(SELAT_ACTION_CLOSE);
        record.connection = str(connection);
        record.code = status;
        record.reason = str(reason);
        add(record.record);
    }
    void timer(std::string_view name, std::int64_t after_ms) const {
        auto record = make<selat_set_timer>(SELAT_ACTION_TIMER);
        record.name = str(name);
        record.after_ms = after_ms;
        add(record.record);
    }
    void cancel_timer(std::string_view name) const { timer(name, -1); }
    void save_state(std::string_view key, std::string_view value) const {
        auto record = make<selat_save_state>(SELAT_ACTION_SAVE_STATE);
        record.key = str(key);
        record.value = str(value);
        add(record.record);
    }
    void history(const history_fields& fields) const {
        auto record = make<selat_ask_history>(SELAT_ACTION_HISTORY);
        record.tag = str(fields.tag);
        record.address = str(fields.address);
        record.after_seq = fields.after_seq;
        record.before_seq = fields.before_seq;
        record.limit = fields.limit;
        add(record.record);
    }
    void status(bool running, std::string_view reason = {}) const {
        auto record = make<selat_status>(SELAT_ACTION_STATUS);
        record.status = running ? SELAT_STATUS_RUNNING : SELAT_STATUS_DEGRADED;
        record.reason = str(reason);
        add(record.record);
    }
    void refreshed(std::uint64_t op, std::string_view name, std::string_view value,
                   std::uint64_t expires_ms) const {
        auto record = make<selat_refreshed>(SELAT_ACTION_REFRESHED);
        record.op = op;
        record.name = str(name);
        record.value = str(value);
        record.expires_ms = expires_ms;
        add(record.record);
    }
    void log(std::uint32_t level, std::string_view event, std::string_view text,
             std::initializer_list<pair> pairs = {}) const {
        const auto list = copy({pairs.begin(), pairs.size()});
        auto record = make<selat_log>(SELAT_ACTION_LOG);
        record.level = level;
        record.event = str(event);
        record.text = str(text);
        record.pairs = list.data();
        record.pair_count = list.size();
        add(record.record);
    }
    void count(std::string_view name, std::uint64_t value = 1,
               std::initializer_list<pair> labels = {}) const {
        const auto list = copy({labels.begin(), labels.size()});
        auto record = make<selat_count>(SELAT_ACTION_COUNT);
        record.name = str(name);
        record.value = value;
        record.labels = list.data();
        record.label_count = list.size();
        add(record.record);
    }
    void say(std::string_view content, std::string_view author_name = {}, std::string_view tag = {},
             std::string_view to = {}) const {
        auto record = make<selat_say>(SELAT_ACTION_SAY);
        record.content = str(content);
        record.author_name = str(author_name);
        record.tag = str(tag);
        record.to = str(to);
        add(record.record);
    }
    void flow_state(const flow_state_fields& fields) const {
        auto record = make<selat_flow_state>(SELAT_ACTION_FLOW_STATE);
        record.status = fields.status;
        record.takes_messages = fields.takes_messages ? 1 : 0;
        record.state = str(fields.state);
        record.step = str(fields.step);
        record.result = str(fields.result);
        record.error = str(fields.error);
        add(record.record);
    }
    void handoff(const handoff_fields& fields) const {
        auto record = make<selat_handoff>(SELAT_ACTION_HANDOFF);
        record.workflow = str(fields.workflow);
        record.attributes = str(fields.attributes);
        record.task_channel = str(fields.task_channel);
        record.priority = fields.priority;
        record.timeout_ms = fields.timeout_ms;
        record.tag = str(fields.tag);
        add(record.record);
    }
    void ask_bot(std::string_view bot, std::string_view parameters, std::uint64_t timeout_ms,
                 std::string_view tag) const {
        auto record = make<selat_ask_bot>(SELAT_ACTION_ASK_BOT);
        record.bot = str(bot);
        record.parameters = str(parameters);
        record.timeout_ms = timeout_ms;
        record.tag = str(tag);
        add(record.record);
    }
    void conversation_attributes(std::string_view values) const {
        attributes(SELAT_ATTRIBUTES_CONVERSATION, values);
    }
    void customer_attributes(std::string_view values) const {
        attributes(SELAT_ATTRIBUTES_CUSTOMER, values);
    }
    void subflow(std::string_view flow, std::string_view parameters, std::string_view tag) const {
        auto record = make<selat_subflow>(SELAT_ACTION_SUBFLOW);
        record.flow = str(flow);
        record.parameters = str(parameters);
        record.tag = str(tag);
        add(record.record);
    }
    void fault(bool error, std::string_view pointer, std::string_view text) const {
        auto record = make<selat_fault>(SELAT_ACTION_FAULT);
        record.severity = error ? SELAT_FAULT_ERROR : SELAT_FAULT_WARNING;
        record.pointer = str(pointer);
        record.text = str(text);
        add(record.record);
    }
    void answer(const answer_fields& fields) const {
        auto record = make<selat_answer>(SELAT_ACTION_ANSWER);
        record.op = fields.op;
        record.messages = str(fields.messages);
        record.attributes = str(fields.attributes);
        record.handoff = fields.handoff ? 1 : 0;
        record.ended = fields.ended ? 1 : 0;
        add(record.record);
    }
    void bot_state(std::uint64_t op, std::string_view state) const {
        auto record = make<selat_bot_state>(SELAT_ACTION_BOT_STATE);
        record.op = op;
        record.state = str(state);
        add(record.record);
    }

private:
    template <class Record>
    static Record make(std::uint32_t kind) noexcept {
        Record record{};
        record.record = {sizeof(Record), kind};
        return record;
    }
    static std::vector<selat_pair> copy(std::span<const pair> pairs) {
        std::vector<selat_pair> out;
        out.reserve(pairs.size());
        for (const auto& each : pairs) {
            out.push_back({str(each.name), str(each.value)});
        }
        return out;
    }
    void attributes(std::uint32_t scope, std::string_view values) const {
        auto record = make<selat_attributes>(SELAT_ACTION_ATTRIBUTES);
        record.scope = scope;
        record.values = str(values);
        add(record.record);
    }
    void add(const selat_record& record) const noexcept { sink_->add(sink_, &record); }

    const selat_actions* sink_;
};

}  // namespace selat
