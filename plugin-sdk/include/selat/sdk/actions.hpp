// SPDX-License-Identifier: MIT
// One method per action; records are built on the stack and copied by the host at once. What each
// means is said in <selat/abi/actions.h> and what it includes. Actions with many fields take the
// field struct by designated initialisers:
// out.inbound({.provider_id = id, .from = who, .content = json}).
#pragma once

#include "text.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace selat {

struct inbound_fields;
struct amend_fields;
struct receipt_fields;
struct address_fields;
struct fetch_fields;
struct attach_fields;
struct sent_fields;
struct connect_fields;
struct history_fields;
struct verify_fields;
struct flow_state_fields;
struct handoff_fields;
struct answer_fields;
struct call_fields;
struct failed_fields;

/// The sink of one call. Cheap to copy; do not keep it.
class actions {
public:
    explicit actions(const selat_actions* sink) noexcept : sink_(sink) {}

    // What channels alone add.
    void respond(std::uint32_t status, std::string_view body = {},
                 std::initializer_list<pair> headers = {}) const;
    void accept(std::string_view connection, std::string_view protocol = {},
                std::uint64_t max_message = 0, std::uint64_t idle_ms = 0) const;
    void inbound(const inbound_fields& fields) const;
    void amend(const amend_fields& fields) const;
    void receipt(const receipt_fields& fields) const;
    void typing(std::string_view from, bool on, std::uint32_t ttl_ms = 0) const;
    void address(const address_fields& fields) const;
    void fetch(const fetch_fields& fields) const;
    void attach(const attach_fields& fields) const;
    void sent(const sent_fields& fields) const;
    void sent(std::uint64_t op, std::string_view provider_id = {}) const;
    void connect(const connect_fields& fields) const;
    void write(std::string_view connection, std::string_view data, bool binary = false,
               bool droppable = false, bool fill_secrets = false) const;
    void close(std::string_view connection, std::uint32_t status = 0,
               std::string_view reason = {}) const;
    void save_state(std::string_view key, std::string_view value, std::string_view tag = {}) const;
    void history(const history_fields& fields) const;
    void status(bool running, std::string_view reason = {}) const;
    void stopped(std::string_view reason) const;
    void refreshed(std::uint64_t op, std::string_view name, std::string_view value,
                   std::uint64_t expires_ms) const;
    void verify(const verify_fields& fields) const;
    void verify_code(std::string_view from, std::string_view code, std::string_view tag = {}) const;

    // What flows alone add.
    void say(std::string_view content, std::string_view author_name = {}, std::string_view tag = {},
             std::string_view to = {}) const;
    void flow_state(const flow_state_fields& fields) const;
    void handoff(const handoff_fields& fields) const;
    void ask_bot(std::string_view bot, std::string_view parameters, std::uint64_t timeout_ms,
                 std::string_view tag) const;
    void subflow(std::string_view flow, std::string_view parameters, std::string_view tag) const;
    void fault(bool error, std::string_view pointer, std::string_view text) const;

    // What bots alone add.
    void answer(const answer_fields& fields) const;
    void bot_state(std::uint64_t op, std::string_view state) const;

    // What plugins of more than one kind add.
    void call(const call_fields& fields) const;
    void failed(const failed_fields& fields) const;
    void timer(std::string_view name, std::int64_t after_ms) const;
    void cancel_timer(std::string_view name) const;
    void conversation_attributes(std::string_view values) const;
    void customer_attributes(std::string_view values) const;
    void log(std::uint32_t level, std::string_view event, std::string_view text,
             std::initializer_list<pair> pairs = {}) const;
    void count(std::string_view name, std::uint64_t value = 1,
               std::initializer_list<pair> labels = {}) const;

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
    void attributes(std::uint32_t scope, std::string_view values) const;
    void add(const selat_record& record) const noexcept { sink_->add(sink_, &record); }

    const selat_actions* sink_;
};

}  // namespace selat

// The fields and the methods, by who adds the action.
#include "bot_actions.hpp"
#include "channel_actions.hpp"
#include "flow_actions.hpp"
#include "shared_actions.hpp"
