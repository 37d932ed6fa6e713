// SPDX-License-Identifier: MIT
// What plugins of more than one kind add: the fields, and how they become a record. See
// <selat/abi/shared_actions.h>.
#pragma once

#include "actions.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace selat {

struct call_fields {
    std::uint64_t op = 0;
    std::string_view method = "POST", url;
    std::span<const pair> headers{};
    std::string_view body{}, context{};
    std::uint32_t timeout_ms = 0;
    bool repeatable = false, secret_body = false;
    std::string_view tag{};
};

struct failed_fields {
    std::uint64_t op = 0;
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string_view provider_code{}, detail{};
};

inline void actions::call(const call_fields& fields) const {
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

inline void actions::failed(const failed_fields& fields) const {
    auto record = make<selat_failed>(SELAT_ACTION_FAILED);
    record.op = fields.op;
    record.code = static_cast<std::int32_t>(fields.code);
    record.retry_after_ms = fields.retry_after_ms;
    record.provider_code = str(fields.provider_code);
    record.detail = str(fields.detail);
    add(record.record);
}

inline void actions::timer(std::string_view name, std::int64_t after_ms) const {
    auto record = make<selat_set_timer>(SELAT_ACTION_TIMER);
    record.name = str(name);
    record.after_ms = after_ms;
    add(record.record);
}

inline void actions::cancel_timer(std::string_view name) const { timer(name, -1); }

inline void actions::attributes(std::uint32_t scope, std::string_view values) const {
    auto record = make<selat_attributes>(SELAT_ACTION_ATTRIBUTES);
    record.scope = scope;
    record.values = str(values);
    add(record.record);
}

inline void actions::conversation_attributes(std::string_view values) const {
    attributes(SELAT_ATTRIBUTES_CONVERSATION, values);
}

inline void actions::customer_attributes(std::string_view values) const {
    attributes(SELAT_ATTRIBUTES_CUSTOMER, values);
}

inline void actions::log(std::uint32_t level, std::string_view event, std::string_view text,
                         std::initializer_list<pair> pairs) const {
    const auto list = copy({pairs.begin(), pairs.size()});
    auto record = make<selat_log>(SELAT_ACTION_LOG);
    record.level = level;
    record.event = str(event);
    record.text = str(text);
    record.pairs = list.data();
    record.pair_count = list.size();
    add(record.record);
}

inline void actions::count(std::string_view name, std::uint64_t value,
                           std::initializer_list<pair> labels) const {
    const auto list = copy({labels.begin(), labels.size()});
    auto record = make<selat_count>(SELAT_ACTION_COUNT);
    record.name = str(name);
    record.value = value;
    record.labels = list.data();
    record.label_count = list.size();
    add(record.record);
}

}  // namespace selat
