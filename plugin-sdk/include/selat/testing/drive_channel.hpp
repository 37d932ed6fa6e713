// SPDX-License-Identifier: MIT
// One channel instance, driven in a test.
#pragma once

#include "drive_host.hpp"

namespace selat::testing {

/// One channel instance.
class channel {
public:
    explicit channel(const given& given, const selat_module* module = selat_module_v1())
        : channel(given, detail::table_of<selat_channel_v1>(module, SELAT_CHANNEL_ID)) {}
    channel(const given& given, const selat_channel_v1& table) : host_(given), table_(table) {
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &self_, &error);
        });
    }
    ~channel() { table_.destroy(self_); }
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;

    template <class Class>
    static channel of(const given& given) {
        return channel(given, selat::detail::channel_table<Class>());
    }

    outcome http(const request& request) {
        const auto headers = detail::pairs_of(request.headers);
        const auto url = !request.url.empty()
                             ? request.url
                             : host_.from().public_url + request.path +
                                   (request.query.empty() ? "" : "?") + request.query;
        selat_http_request raw{};
        raw.event = host_.head(sizeof raw, SELAT_EVENT_HTTP_REQUEST);
        raw.method = str(request.method);
        raw.path = str(request.path);
        raw.query = str(request.query);
        raw.url = str(url);
        raw.headers = headers.data();
        raw.header_count = headers.size();
        raw.body = str(request.body);
        raw.remote = str(request.remote);
        raw.flags = request.upgrade ? SELAT_HTTP_UPGRADE : 0u;
        return run([&](auto* a, auto* e) { return table_.on_http(self_, &raw, a, e); });
    }
    /// on_send, or selat.serial-send/1 where the channel has it.
    outcome send(const outgoing_message& message) {
        const auto raw = raw_outgoing(message);
        const auto* serial = extension<selat_serial_send_v1>(SELAT_SERIAL_SEND_ID);
        return run([&](auto* a, auto* e) {
            return serial != nullptr ? serial->on_send(self_, &raw, a, e)
                                     : table_.on_send(self_, &raw, a, e);
        });
    }
    /// on_reply. For the answer to a CALL of a serial call of a channel that has
    /// selat.serial-reply/1, use serial_reply.
    outcome reply(const testing::reply& reply) {
        const auto headers = detail::pairs_of(reply.headers);
        const auto raw = detail::raw_reply(host_, reply, headers);
        return run([&](auto* a, auto* e) { return table_.on_reply(self_, &raw, a, e); });
    }
    outcome serial_reply(const testing::reply& reply) {
        const auto headers = detail::pairs_of(reply.headers);
        const auto raw = detail::raw_reply(host_, reply, headers);
        const auto& table = need<selat_serial_reply_v1>(SELAT_SERIAL_REPLY_ID);
        return run([&](auto* a, auto* e) { return table.on_reply(self_, &raw, a, e); });
    }
    outcome open(std::string_view connection, std::string_view remote = "203.0.113.7",
                 std::string_view protocol = {}) {
        selat_open raw{host_.head(sizeof raw, SELAT_EVENT_OPEN), str(connection), str(remote),
                       str(protocol)};
        const auto& table = need<selat_connection_v1>(SELAT_CONNECTION_ID);
        return run([&](auto* a, auto* e) { return table.on_open(self_, &raw, a, e); });
    }
    outcome data(std::string_view connection, std::string_view bytes, bool binary = false) {
        selat_data raw{host_.head(sizeof raw, SELAT_EVENT_DATA), str(connection), str(bytes),
                       binary ? 1u : 0u, 0};
        const auto& table = need<selat_connection_v1>(SELAT_CONNECTION_ID);
        return run([&](auto* a, auto* e) { return table.on_data(self_, &raw, a, e); });
    }
    outcome close(std::string_view connection, std::uint32_t status = 1000,
                  selat::code failure = selat::code::ok, std::string_view reason = {}) {
        selat_close raw{host_.head(sizeof raw, SELAT_EVENT_CLOSE), str(connection), status,
                        static_cast<std::int32_t>(failure), str(reason)};
        const auto& table = need<selat_connection_v1>(SELAT_CONNECTION_ID);
        return run([&](auto* a, auto* e) { return table.on_close(self_, &raw, a, e); });
    }
    /// Calls on_timer at once. What a gateway does right after create: timer(SELAT_TIMER_START).
    outcome timer(std::string_view name) {
        selat_timer raw{host_.head(sizeof raw, SELAT_EVENT_TIMER), str(name)};
        const auto& table = need<selat_timer_v1>(SELAT_TIMER_ID);
        return run([&](auto* a, auto* e) { return table.on_timer(self_, &raw, a, e); });
    }
    outcome stored(const stored_message& message) {
        selat_stored raw{host_.head(sizeof raw, SELAT_EVENT_STORED),
                         str(message.tag),
                         str(message.message),
                         message.seq,
                         message.at_ms == 0 ? host_.now() : message.at_ms,
                         message.duplicate ? 1u : 0u,
                         static_cast<std::int32_t>(message.failure),
                         str(message.content)};
        const auto& table = need<selat_stored_v1>(SELAT_STORED_ID);
        return run([&](auto* a, auto* e) { return table.on_stored(self_, &raw, a, e); });
    }
    outcome history(const history_answer& answer) {
        std::vector<selat_history_item> items;
        for (const auto& each : answer.items) {
            items.push_back({sizeof(selat_history_item), each.inbound ? 1u : 0u, str(each.message),
                             str(each.provider_id), each.seq, each.at_ms, str(each.author_kind),
                             str(each.author_name), str(each.status), str(each.content)});
        }
        std::vector<const selat_history_item*> pointers;
        for (const auto& each : items) {
            pointers.push_back(&each);
        }
        selat_history raw{host_.head(sizeof raw, SELAT_EVENT_HISTORY),
                          str(answer.tag),
                          str(answer.address),
                          pointers.data(),
                          pointers.size(),
                          answer.newest_seq,
                          answer.read_seq,
                          str(answer.conversation_status),
                          answer.customer_read_seq};
        const auto& table = need<selat_stored_v1>(SELAT_STORED_ID);
        return run([&](auto* a, auto* e) { return table.on_history(self_, &raw, a, e); });
    }
    outcome refresh(std::string_view name, std::uint64_t op = 1) {
        selat_refresh raw{host_.head(sizeof raw, SELAT_EVENT_REFRESH), op, str(name)};
        const auto& table = need<selat_credentials_v1>(SELAT_CREDENTIALS_ID);
        return run([&](auto* a, auto* e) { return table.on_refresh(self_, &raw, a, e); });
    }
    outcome post(std::string_view bytes) {
        selat_post_event raw{host_.head(sizeof raw, SELAT_EVENT_POST), str(bytes)};
        const auto& table = need<selat_posted_v1>(SELAT_POSTED_ID);
        return run([&](auto* a, auto* e) { return table.on_post(self_, &raw, a, e); });
    }
    outcome verification(const verification_answer& answer) {
        constexpr std::int64_t ten_minutes = 600'000;
        selat_verification raw{host_.head(sizeof raw, SELAT_EVENT_VERIFICATION),
                               str(answer.tag),
                               str(answer.verification),
                               str(answer.from),
                               str(answer.through),
                               str(answer.to),
                               answer.status,
                               static_cast<std::int32_t>(answer.failure),
                               answer.attempts_left,
                               0,
                               answer.retry_after_ms,
                               answer.expires_ms == 0 ? host_.now() + ten_minutes
                                                      : answer.expires_ms};
        const auto& table = need<selat_verification_v1>(SELAT_VERIFICATION_ID);
        return run([&](auto* a, auto* e) { return table.on_verification(self_, &raw, a, e); });
    }

    /// Moves the clock by `ms`; timers that come due on the way are called at their time, in order.
    std::vector<outcome> advance(std::int64_t ms) {
        const auto until = host_.now() + ms;
        std::vector<outcome> outcomes;
        for (;;) {
            const auto next =
                std::min_element(timers_.begin(), timers_.end(),
                                 [](const auto& a, const auto& b) { return a.second < b.second; });
            if (next == timers_.end() || next->second > until) {
                break;
            }
            const auto name = next->first;
            host_.move_to(std::max(host_.now(), next->second));
            timers_.erase(next);
            outcomes.push_back(timer(name));
        }
        host_.move_to(until);
        return outcomes;
    }
    [[nodiscard]] std::int64_t now_ms() const { return host_.now(); }
    /// Timers set and not yet due: name → wall clock of coming due.
    [[nodiscard]] const std::map<std::string, std::int64_t>& timers() const { return timers_; }
    /// `text` as it would go over the wire. Throws std::out_of_range for an unknown handle.
    [[nodiscard]] std::string fill_in(std::string_view text) const { return host_.fill_in(text); }
    /// Whether the channel has this extension table.
    [[nodiscard]] bool has(std::string_view id) const {
        return table_.extension(str(id)) != nullptr;
    }

private:
    template <class Call>
    outcome run(Call&& call) {
        auto out = host_.run(
            [&](const selat_actions& sink, selat_error& error) { return call(&sink, &error); });
        if (out.ok()) {
            for (const auto& [name, after_ms] : out.timers) {
                timers_.erase(name);
                if (after_ms >= 0) {
                    timers_[name] = host_.now() + after_ms;
                }
            }
        }
        return out;
    }
    selat_outgoing raw_outgoing(const outgoing_message& message) {
        selat_outgoing raw{};
        raw.event = host_.head(sizeof raw, SELAT_EVENT_OUTGOING);
        raw.op = message.op;
        raw.purpose = message.purpose;
        raw.attempt = message.attempt;
        raw.message = str(message.message);
        raw.conversation = str(message.conversation);
        raw.to = str(message.to);
        raw.content = str(message.content);
        raw.idempotency_key = str(message.idempotency_key);
        raw.author_kind = str(message.author_kind);
        raw.author_name = str(message.author_name);
        raw.reply_to_provider_id = str(message.reply_to_provider_id);
        raw.reply_to_context = str(message.reply_to_context);
        raw.target_provider_id = str(message.target_provider_id);
        raw.target_context = str(message.target_context);
        raw.address_context = str(message.address_context);
        raw.address_context_ms = message.address_context_ms;
        raw.seq = message.seq;
        raw.at_ms = message.at_ms == 0 ? host_.now() : message.at_ms;
        return raw;
    }
    template <class Table>
    const Table* extension(std::string_view id) const {
        return static_cast<const Table*>(table_.extension(str(id)));
    }
    template <class Table>
    const Table& need(std::string_view id) const {
        if (const auto* table = extension<Table>(id)) {
            return *table;
        }
        throw refused(code::unsupported, "the channel has no " + std::string(id));
    }

    detail::host host_;
    const selat_channel_v1& table_;
    void* self_ = nullptr;
    std::map<std::string, std::int64_t> timers_;
};

}  // namespace selat::testing
