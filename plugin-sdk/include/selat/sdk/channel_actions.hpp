// SPDX-License-Identifier: MIT
// What channels alone add: the fields, and how they become a record. See
// <selat/abi/channel_actions.h>.
#pragma once

#include "actions.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace selat {

enum class reach : std::uint32_t {
    unknown = SELAT_REACH_UNKNOWN,
    open = SELAT_REACH_OPEN,
    blocked = SELAT_REACH_BLOCKED,
    opted_out = SELAT_REACH_OPTED_OUT,
};

struct inbound_fields {
    std::string_view provider_id{}, message_id{}, from{}, author{}, author_name{}, content{},
        reply_to{}, context{}, address_context{}, tag{}, locale{};
    std::int64_t at_ms = 0;
    bool no_reply = false, echo = false, verified = false;
    selat::reach reach = selat::reach::unknown;
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
    sent = SELAT_RECEIPT_SENT,
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
    std::string_view pointer{}, file_url{};
};

struct attach_fields {
    std::uint32_t attachment = 0;
    std::string_view provider_id{}, bytes{};
};

struct sent_fields {
    std::uint64_t op = 0;
    std::span<const std::string_view> provider_ids{};
    std::string_view context{}, address_context{};
    bool clear_address_context = false;
    std::uint32_t status = 0;
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

struct verify_fields {
    std::string_view tag{}, from{}, through{}, to{}, locale{}, title{}, origin{};
};

inline void actions::respond(std::uint32_t status, std::string_view body,
                             std::initializer_list<pair> headers) const {
    const auto list = copy({headers.begin(), headers.size()});
    auto record = make<selat_respond>(SELAT_ACTION_RESPOND);
    record.status = status;
    record.headers = list.data();
    record.header_count = list.size();
    record.body = str(body);
    add(record.record);
}

inline void actions::accept(std::string_view connection, std::string_view protocol,
                            std::uint64_t max_message, std::uint64_t idle_ms) const {
    auto record = make<selat_accept>(SELAT_ACTION_ACCEPT);
    record.connection = str(connection);
    record.protocol = str(protocol);
    record.max_message = max_message;
    record.idle_ms = idle_ms;
    add(record.record);
}

inline void actions::inbound(const inbound_fields& fields) const {
    auto record = make<selat_inbound>(SELAT_ACTION_INBOUND);
    record.flags = (fields.no_reply ? SELAT_INBOUND_NO_REPLY : 0u) |
                   (fields.echo ? SELAT_INBOUND_ECHO : 0u) |
                   (fields.verified ? SELAT_INBOUND_VERIFIED : 0u);
    record.reach = static_cast<std::uint32_t>(fields.reach);
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

inline void actions::amend(const amend_fields& fields) const {
    auto record = make<selat_amend>(SELAT_ACTION_AMEND);
    record.what = fields.deleted ? SELAT_AMEND_DELETE : SELAT_AMEND_EDIT;
    record.provider_id = str(fields.provider_id);
    record.message_id = str(fields.message_id);
    record.from = str(fields.from);
    record.content = str(fields.content);
    record.at_ms = fields.at_ms;
    add(record.record);
}

inline void actions::receipt(const receipt_fields& fields) const {
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

inline void actions::typing(std::string_view from, bool on, std::uint32_t ttl_ms) const {
    auto record = make<selat_typing>(SELAT_ACTION_TYPING);
    record.on = on ? 1 : 0;
    record.ttl_ms = ttl_ms;
    record.from = str(from);
    add(record.record);
}

inline void actions::address(const address_fields& fields) const {
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

inline void actions::fetch(const fetch_fields& fields) const {
    const auto list = copy({fields.headers.begin(), fields.headers.size()});
    auto record = make<selat_fetch>(SELAT_ACTION_FETCH);
    record.attachment = fields.attachment;
    record.retry_status = fields.retry_status;
    record.provider_id = str(fields.provider_id);
    record.url = str(fields.url);
    record.headers = list.data();
    record.header_count = list.size();
    record.pointer = str(fields.pointer);
    record.file_url = str(fields.file_url);
    add(record.record);
}

inline void actions::attach(const attach_fields& fields) const {
    auto record = make<selat_attach>(SELAT_ACTION_ATTACH);
    record.attachment = fields.attachment;
    record.provider_id = str(fields.provider_id);
    record.bytes = str(fields.bytes);
    add(record.record);
}

inline void actions::sent(const sent_fields& fields) const {
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

inline void actions::sent(std::uint64_t op, std::string_view provider_id) const {
    const std::string_view ids[] = {provider_id};
    sent({.op = op, .provider_ids = {ids, provider_id.empty() ? 0u : 1u}});
}

inline void actions::connect(const connect_fields& fields) const {
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

inline void actions::write(std::string_view connection, std::string_view data, bool binary,
                           bool droppable, bool fill_secrets) const {
    auto record = make<selat_write>(SELAT_ACTION_WRITE);
    record.connection = str(connection);
    record.data = str(data);
    record.flags = (binary ? SELAT_WRITE_BINARY : 0u) | (droppable ? SELAT_WRITE_DROPPABLE : 0u) |
                   (fill_secrets ? SELAT_WRITE_SECRET : 0u);
    add(record.record);
}

inline void actions::close(std::string_view connection, std::uint32_t status,
                           std::string_view reason) const {
    auto record = make<selat_hangup>(SELAT_ACTION_CLOSE);
    record.connection = str(connection);
    record.code = status;
    record.reason = str(reason);
    add(record.record);
}

inline void actions::save_state(std::string_view key, std::string_view value,
                                std::string_view tag) const {
    auto record = make<selat_save_state>(SELAT_ACTION_SAVE_STATE);
    record.key = str(key);
    record.value = str(value);
    record.tag = str(tag);
    add(record.record);
}

inline void actions::history(const history_fields& fields) const {
    auto record = make<selat_ask_history>(SELAT_ACTION_HISTORY);
    record.tag = str(fields.tag);
    record.address = str(fields.address);
    record.after_seq = fields.after_seq;
    record.before_seq = fields.before_seq;
    record.limit = fields.limit;
    add(record.record);
}

inline void actions::status(bool running, std::string_view reason) const {
    auto record = make<selat_status>(SELAT_ACTION_STATUS);
    record.status = running ? SELAT_STATUS_RUNNING : SELAT_STATUS_DEGRADED;
    record.reason = str(reason);
    add(record.record);
}

inline void actions::stopped(std::string_view reason) const {
    auto record = make<selat_status>(SELAT_ACTION_STATUS);
    record.status = SELAT_STATUS_STOPPED;
    record.reason = str(reason);
    add(record.record);
}

inline void actions::refreshed(std::uint64_t op, std::string_view name, std::string_view value,
                               std::uint64_t expires_ms) const {
    auto record = make<selat_refreshed>(SELAT_ACTION_REFRESHED);
    record.op = op;
    record.name = str(name);
    record.value = str(value);
    record.expires_ms = expires_ms;
    add(record.record);
}

inline void actions::verify(const verify_fields& fields) const {
    auto record = make<selat_verify>(SELAT_ACTION_VERIFY);
    record.tag = str(fields.tag);
    record.from = str(fields.from);
    record.through = str(fields.through);
    record.to = str(fields.to);
    record.locale = str(fields.locale);
    record.title = str(fields.title);
    record.origin = str(fields.origin);
    add(record.record);
}

inline void actions::verify_code(std::string_view from, std::string_view code,
                                 std::string_view tag) const {
    auto record = make<selat_verify_code>(SELAT_ACTION_VERIFY_CODE);
    record.tag = str(tag);
    record.from = str(from);
    record.code = str(code);
    add(record.record);
}

}  // namespace selat
