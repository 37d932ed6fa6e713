// SPDX-License-Identifier: MIT
// Drives a plugin in its own tests: no gateway, no .so, no network, any clock. Calls go through the
// tables of the C ABI, so that what the test sees is what a gateway would.
//
//   // CMakeLists.txt: link the plugin's sources and selat_testing (Selat::Testing when installed)
//   #include <selat/testing/drive.hpp>
//
//   namespace drive = selat::testing;
//
//   drive::channel line({.options = R"({"channel_secret":"{{secret:channel_secret}}"})",
//                        .secrets = {{"channel_secret", "s3cret"}}});
//   const auto got = line.http({.headers = {{"x-line-signature", "…"}}, .body = body});
//   CHECK(got.http_status() == 200);
//   CHECK(got.inbounds.at(0).from == "U1");
//
//   const auto out = line.send({.to = "U1", .content = R"({"text":"hi"})"});
//   const auto end = line.reply(drive::answer_to(out.calls.at(0), 200, R"({"id":"9"})"));
//   CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{"9"});
//   CHECK(line.fill_in(drive::find(out.calls[0].headers, "authorization")) == "Bearer t0ken");
//
//   line.advance(30'000);   // the clock; TIMERs that come due are called and their outcomes given
//
// The module driven is selat_module_v1 of the plugin that is linked into the test; a class that the
// test can name is driven without it: drive::channel::of<my_channel>({…}). drive::flow, drive::bot
// and drive::strategy work alike. A constructor throws drive::refused when `create` refuses.
#pragma once

#include "../plugin.hpp"
#include "collect.hpp"
#include "given.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <stdexcept>
#include <utility>

namespace selat::testing {

/// The real selat.crypto/1, from the library selat_testing. Its host's context is the secrets.
const selat_crypto_v1& crypto_table();

/// `create` refused.
struct refused : std::runtime_error {
    refused(selat::code why, const std::string& text) : std::runtime_error(text), code(why) {}
    selat::code code;
};

namespace detail {

/// The host's side of one instance: clock, randomness, secrets.
class host {
public:
    explicit host(const given& given) : given_(given), now_ms_(given.now_ms) {
        given_.secrets.try_emplace("instance", std::string(32, 'i'));
        raw_ = {sizeof(selat_host), SELAT_ABI_MINOR, &given_.secrets,
                [](const selat_host*, selat_str id) -> const void* {
                    return view(id) == SELAT_CRYPTO_ID ? &crypto_table() : nullptr;
                }};
    }
    host(const host&) = delete;
    host& operator=(const host&) = delete;

    /// A fresh head: the clock's time and bytes that are different, yet the same in every run.
    selat_event head(std::uint32_t size, std::uint32_t kind) {
        selat_event out{size, kind, now_ms_, {}};
        for (auto& byte : out.random) {
            random_ = random_ * 6364136223846793005u + 1442695040888963407u;
            byte = static_cast<std::uint8_t>(random_ >> 56);
        }
        return out;
    }
    template <class Make>
    void create(Make&& make) {
        std::vector<selat_pair> state;
        for (const auto& [key, value] : given_.state) {
            state.push_back({str(key), str(value)});
        }
        const selat_setup setup{
            sizeof(selat_setup),    0,     str(given_.instance), str(given_.options),
            str(given_.public_url), &raw_, state.data(),         state.size()};
        selat_error error{sizeof(selat_error), 0, {}};
        if (const auto result = make(setup, error); result != SELAT_OK) {
            throw refused(static_cast<code>(result), error.text);
        }
    }
    template <class Call>
    outcome run(Call&& call) {
        outcome out;
        const selat_actions sink{sizeof(selat_actions), 0, &out,
                                 [](const selat_actions* self, const selat_record* record) {
                                     return collect(*static_cast<outcome*>(self->host), *record);
                                 }};
        selat_error error{sizeof(selat_error), 0, {}};
        out.code = static_cast<code>(call(sink, error));
        out.error = error.text;
        if (out.ok() && !out.refused.empty()) {
            out.code = code::internal;
            out.error = out.refused;
        }
        return out;
    }
    [[nodiscard]] std::string fill_in(std::string_view text) const {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const auto start = text.find("{{secret:", at);
            const auto end = start == text.npos ? text.npos : text.find("}}", start);
            if (end == text.npos) {
                return out.append(text.substr(at));
            }
            out.append(text.substr(at, start - at));
            out.append(given_.secrets.at(std::string(text.substr(start + 9, end - start - 9))));
            at = end + 2;
        }
        return out;
    }
    [[nodiscard]] const given& from() const { return given_; }
    [[nodiscard]] std::int64_t now() const { return now_ms_; }
    void move_to(std::int64_t now_ms) { now_ms_ = now_ms; }

private:
    given given_;
    std::int64_t now_ms_;
    std::uint64_t random_ = 42;
    selat_host raw_{};
};

/// Pairs as C sees them; views into `list`.
inline std::vector<selat_pair> pairs_of(const header_list& list) {
    std::vector<selat_pair> out;
    for (const auto& [name, value] : list) {
        out.push_back({str(name), str(value)});
    }
    return out;
}

template <class Table>
const Table& table_of(const selat_module* module, std::string_view id) {
    const auto* table = static_cast<const Table*>(module->table(str(id)));
    if (table == nullptr) {
        throw refused(code::unsupported, "the module has no table " + std::string(id));
    }
    return *table;
}

inline selat_http_reply raw_reply(host& host, const reply& reply,
                                  const std::vector<selat_pair>& headers) {
    selat_http_reply raw{};
    raw.event = host.head(sizeof raw, SELAT_EVENT_HTTP_REPLY);
    raw.op = reply.op;
    raw.context = str(reply.context);
    raw.failure = static_cast<std::int32_t>(reply.failure);
    raw.status = reply.failure == code::ok ? reply.status : 0;
    raw.headers = headers.data();
    raw.header_count = headers.size();
    raw.body = str(reply.body);
    raw.detail = str(reply.detail);
    return raw;
}

}  // namespace detail

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

/// One flow instance.
class flow {
public:
    flow(const given& given, const given_flow& definition,
         const selat_module* module = selat_module_v1())
        : flow(given, definition, detail::table_of<selat_flow_v1>(module, SELAT_FLOW_ID)) {}
    flow(const given& given, const given_flow& definition, const selat_flow_v1& table)
        : host_(given), table_(table) {
        const auto raw = raw_setup(definition);
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &raw, &self_, &error);
        });
    }
    ~flow() { table_.destroy(self_); }
    flow(const flow&) = delete;
    flow& operator=(const flow&) = delete;

    template <class Class>
    static flow of(const given& given, const given_flow& definition) {
        return flow(given, definition, selat::detail::flow_table<Class>());
    }
    /// The check of a definition: look at `faults`.
    static outcome check(const given& given, const given_flow& definition,
                         const selat_module* module = selat_module_v1()) {
        return check(given, definition, detail::table_of<selat_flow_v1>(module, SELAT_FLOW_ID));
    }
    static outcome check(const given& given, const given_flow& definition,
                         const selat_flow_v1& table) {
        detail::host host(given);
        const auto raw = raw_setup(definition);
        outcome out;
        host.create([&](const selat_setup& setup, selat_error&) {
            out = host.run([&](const selat_actions& sink, selat_error& error) {
                return table.check(&setup, &raw, &sink, &error);
            });
            return SELAT_OK;
        });
        return out;
    }

    outcome event(const flow_call& call) {
        std::vector<selat_pair> headers;
        selat_http_reply reply{};
        if (call.reply != nullptr) {
            headers = detail::pairs_of(call.reply->headers);
            reply = detail::raw_reply(host_, *call.reply, headers);
        }
        selat_flow_event raw{host_.head(sizeof raw, SELAT_EVENT_FLOW),
                             call.what,
                             static_cast<std::uint32_t>(call.failure),
                             str(call.execution),
                             str(call.state),
                             str(call.name),
                             str(call.channel),
                             str(call.channel_kind),
                             str(call.contact_address),
                             str(call.channel_address),
                             str(call.conversation),
                             str(call.customer),
                             str(call.message),
                             str(call.result),
                             call.reply == nullptr ? nullptr : &reply,
                             str(call.parameters),
                             str(call.parent),
                             str(call.refused)};
        return host_.run([&](const selat_actions& sink, selat_error& error) {
            return table_.on_event(self_, &raw, &sink, &error);
        });
    }
    void advance(std::int64_t ms) { host_.move_to(host_.now() + ms); }
    [[nodiscard]] std::int64_t now_ms() const { return host_.now(); }
    [[nodiscard]] std::string fill_in(std::string_view text) const { return host_.fill_in(text); }

private:
    static selat_flow_setup raw_setup(const given_flow& definition) {
        return {sizeof(selat_flow_setup),
                0,
                str(definition.definition),
                str(definition.bindings),
                str(definition.workflows),
                str(definition.bots),
                str(definition.flows),
                nullptr,
                0};
    }

    detail::host host_;
    const selat_flow_v1& table_;
    void* self_ = nullptr;
};

/// One bot instance.
class bot {
public:
    explicit bot(const given& given, const selat_module* module = selat_module_v1())
        : bot(given, detail::table_of<selat_bot_v1>(module, SELAT_BOT_ID)) {}
    bot(const given& given, const selat_bot_v1& table) : host_(given), table_(table) {
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &self_, &error);
        });
    }
    ~bot() { table_.destroy(self_); }
    bot(const bot&) = delete;
    bot& operator=(const bot&) = delete;

    template <class Class>
    static bot of(const given& given) {
        return bot(given, selat::detail::bot_table<Class>());
    }

    /// The customer wrote, or with `reply` a CALL was answered.
    outcome event(const bot_call& call) {
        std::vector<selat_pair> headers;
        selat_http_reply reply{};
        if (call.reply != nullptr) {
            headers = detail::pairs_of(call.reply->headers);
            reply = detail::raw_reply(host_, *call.reply, headers);
        }
        selat_bot_event raw{host_.head(sizeof raw, SELAT_EVENT_BOT),
                            call.op,
                            str(call.conversation),
                            str(call.customer),
                            str(call.message),
                            str(call.history),
                            str(call.parameters),
                            str(call.state),
                            call.reply == nullptr ? nullptr : &reply,
                            call.reply == nullptr ? SELAT_BOT_MESSAGE : SELAT_BOT_REPLY,
                            0};
        return host_.run([&](const selat_actions& sink, selat_error& error) {
            return table_.on_event(self_, &raw, &sink, &error);
        });
    }
    void advance(std::int64_t ms) { host_.move_to(host_.now() + ms); }
    [[nodiscard]] std::string fill_in(std::string_view text) const { return host_.fill_in(text); }

private:
    detail::host host_;
    const selat_bot_v1& table_;
    void* self_ = nullptr;
};

/// One strategy instance.
class strategy {
public:
    explicit strategy(const given& given, const selat_module* module = selat_module_v1())
        : strategy(given, detail::table_of<selat_strategy_v1>(module, SELAT_STRATEGY_ID)) {}
    strategy(const given& given, const selat_strategy_v1& table) : host_(given), table_(table) {
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &self_, &error);
        });
    }
    ~strategy() { table_.destroy(self_); }
    strategy(const strategy&) = delete;
    strategy& operator=(const strategy&) = delete;

    template <class Class>
    static strategy of(const given& given) {
        return strategy(given, selat::detail::strategy_table<Class>());
    }

    /// Scores in the order of `candidates`; `request` may be null. Throws refused for a code.
    std::vector<double> score(const selat_rank_request* request,
                              std::span<const selat_candidate> candidates) {
        std::vector<const selat_candidate*> pointers;
        for (const auto& each : candidates) {
            pointers.push_back(&each);
        }
        std::vector<double> scores(candidates.size());
        selat_error error{sizeof(selat_error), 0, {}};
        const auto result =
            table_.score(self_, request, pointers.data(), pointers.size(), scores.data(), &error);
        if (result != SELAT_OK) {
            throw refused(static_cast<code>(result), error.text);
        }
        return scores;
    }

private:
    detail::host host_;
    const selat_strategy_v1& table_;
    void* self_ = nullptr;
};

}  // namespace selat::testing
