// Channels: what comes one at a time.

#include <algorithm>
#include <set>
#include <variant>

#include "host/conformance/channel_calls.hpp"
#include "host/conformance/steps.hpp"

#include <fmt/format.h>

namespace selat::conformance {
namespace {

namespace action = model::action;

struct extension_table {
    const char* id;
    std::size_t functions;
};
constexpr extension_table extensions[] = {
    {SELAT_CONNECTION_ID, sizeof(selat_connection_v1) / sizeof(void*)},
    {SELAT_SERIAL_SEND_ID, sizeof(selat_serial_send_v1) / sizeof(void*)},
    {SELAT_SERIAL_REPLY_ID, sizeof(selat_serial_reply_v1) / sizeof(void*)},
    {SELAT_TIMER_ID, sizeof(selat_timer_v1) / sizeof(void*)},
    {SELAT_STORED_ID, sizeof(selat_stored_v1) / sizeof(void*)},
    {SELAT_CREDENTIALS_ID, sizeof(selat_credentials_v1) / sizeof(void*)},
    {SELAT_POSTED_ID, sizeof(selat_posted_v1) / sizeof(void*)},
    {SELAT_VERIFICATION_ID, sizeof(selat_verification_v1) / sizeof(void*)}};

// What one call asked for that comes back under a name.
struct names {
    std::set<std::string> connections;
    std::set<std::string> timers;

    void collect(const said& call) {
        for (const auto& each : call.out.actions) {
            if (const auto* connect = std::get_if<action::connect>(&each)) {
                connections.insert(connect->connection);
            } else if (const auto* accept = std::get_if<action::accept>(&each)) {
                connections.insert(accept->connection);
            } else if (const auto* timer = std::get_if<action::set_timer>(&each)) {
                timers.insert(timer->name);
            }
        }
    }
};

// A visitor's browser asks for a WebSocket; a page of ours may ask anything.
names accepted(channel_calls& calls, const bench& bench) {
    names out;
    const auto& methods = bench.manifest().webhook_methods;
    if (std::ranges::find(methods, "GET") == methods.end()) {
        return out;
    }
    for (const auto* path : {"", "/socket"}) {
        auto event = request("");
        event.method = text("GET");
        event.path = text(path);
        event.flags = SELAT_HTTP_UPGRADE;
        out.collect(calls.http(fmt::format("an upgrade at \"{}\"", path), event));
    }
    return out;
}

selat_open open_of(const std::string& name) {
    auto out = event_of<selat_open>(SELAT_EVENT_OPEN);
    out.connection = text(name);
    out.remote = text("203.0.113.7");
    return out;
}

selat_data data_of(const std::string& name, std::string_view bytes, bool binary) {
    auto out = event_of<selat_data>(SELAT_EVENT_DATA);
    out.connection = text(name);
    out.data = text(bytes);
    out.binary = binary ? 1 : 0;
    return out;
}

selat_close close_of(const std::string& name) {
    auto out = event_of<selat_close>(SELAT_EVENT_CLOSE);
    out.connection = text(name);
    out.code = 1006;
    out.failure = SELAT_UNAVAILABLE;
    out.reason = text("connection reset");
    return out;
}

// One connection, from open to closed, with one piece of data in it, on an instance of its own.
void live(channel_calls& calls, const selat_connection_v1& table, const std::string& name,
          const strange& data, comes comes) {
    calls.tries.fresh();
    if (!calls.tries.going_on()) {
        return;
    }
    calls.start();
    if (comes != comes::never) {
        accepted(calls, calls.bench());
    }
    calls.serial("an open connection", table, &selat_connection_v1::on_open, open_of(name), comes);
    calls.serial(fmt::format("data: {}", data.what), table, &selat_connection_v1::on_data,
                 data_of(name, data.text, true), comes);
    if (data.text.find_first_not_of("\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_{|}~"
                                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
        data.text.npos) {
        calls.serial(fmt::format("a text message: {}", data.what), table,
                     &selat_connection_v1::on_data, data_of(name, data.text, false), comes);
    }
    calls.serial("a connection that broke", table, &selat_connection_v1::on_close, close_of(name),
                 comes);
}

}  // namespace

result<std::string> try_extensions(const bench& bench) {
    const auto& channel = bench.table<selat_channel_v1>();
    std::size_t there = 0;
    for (const auto& each : extensions) {
        const auto* table = static_cast<void* const*>(channel.extension(text(each.id)));
        there += table == nullptr ? 0 : 1;
        for (std::size_t i = 0; table != nullptr && i < each.functions; ++i) {
            if (table[i] == nullptr) {
                return fail(code::invalid,
                            fmt::format("function {} of its {} is null", i + 1, each.id));
            }
        }
        for (const auto& other : {std::string(each.id) + "x", std::string(each.id, 8)}) {
            if (channel.extension(text(other)) != nullptr) {
                return fail(code::invalid, fmt::format("it gives a table for {}, which does not "
                                                       "exist; compare the whole id",
                                                       other));
            }
        }
    }
    if (channel.extension(text("")) != nullptr) {
        return fail(code::invalid, "it gives a table for an id that is empty");
    }
    return fmt::format("{} of {}", there, std::size(extensions));
}

result<std::string> try_connections(const bench& bench) {
    channel_calls calls(bench, "a connection");
    const auto* table = calls.extension<selat_connection_v1>(SELAT_CONNECTION_ID);
    if (table == nullptr) {
        return fail(code::not_found, "it has no connections");
    }
    auto known = accepted(calls, bench);
    known.collect(calls.start());
    for (const auto& each : strange_bytes()) {
        for (const auto& name : known.connections) {
            live(calls, *table, name, each, comes_of(each.text));
        }
        live(calls, *table, "a name of nobody's", each, comes::never);
    }
    calls.serial("a record that ends behind its head", *table, &selat_connection_v1::on_data,
                 data_of("a", "b", true), comes::never, shape::head);
    calls.serial("a longer record", *table, &selat_connection_v1::on_data, data_of("a", "b", true),
                 comes::never, shape::longer);
    return calls.tries.end();
}

result<std::string> try_timers(const bench& bench) {
    channel_calls calls(bench, "on_timer");
    const auto* table = calls.extension<selat_timer_v1>(SELAT_TIMER_ID);
    if (table == nullptr) {
        return fail(code::not_found, "it has no timers");
    }
    names set;
    set.collect(calls.start());
    std::vector<std::string> all(set.timers.begin(), set.timers.end());
    all.emplace_back(SELAT_TIMER_STOP);
    for (const auto& each : all) {
        auto timer = event_of<selat_timer>(SELAT_EVENT_TIMER);
        timer.name = text(each);
        calls.serial("the timer " + each, *table, &selat_timer_v1::on_timer, timer);
    }
    auto unknown = event_of<selat_timer>(SELAT_EVENT_TIMER);
    calls.serial("a timer without a name", *table, &selat_timer_v1::on_timer, unknown,
                 comes::never);
    unknown.name = text("a timer of nobody's");
    calls.serial("a timer that it did not set", *table, &selat_timer_v1::on_timer, unknown,
                 comes::never);
    calls.serial("a longer record", *table, &selat_timer_v1::on_timer, unknown, comes::never,
                 shape::longer);
    calls.serial("a record that ends behind its head", *table, &selat_timer_v1::on_timer, unknown,
                 comes::never, shape::head);
    return calls.tries.end();
}

namespace {

// An event with nothing in it but its head, in all lengths; and as `filled` has it.
template <class Table, class Event>
void survive(channel_calls& calls, const char* id, const char* function, std::uint32_t kind,
             std::int32_t (*Table::*member)(void*, const Event*, const selat_actions*,
                                            selat_error*),
             Event filled) {
    const auto* table = calls.extension<Table>(id);
    if (table == nullptr) {
        return;
    }
    for (const auto length : {shape::ordinary, shape::longer, shape::head}) {
        calls.serial(fmt::format("{}: everything empty", function), *table, member,
                     event_of<Event>(kind), comes::never, length);
    }
    calls.serial(fmt::format("{}: what it did not ask for", function), *table, member, filled,
                 comes::never);
}

}  // namespace

result<std::string> try_other_events(const bench& bench) {
    channel_calls calls(bench, "events");
    const bool any = std::ranges::any_of(
        std::initializer_list<const char*>{SELAT_STORED_ID, SELAT_CREDENTIALS_ID, SELAT_POSTED_ID,
                                           SELAT_VERIFICATION_ID},
        [&](const char* id) { return calls.extension<void>(id) != nullptr; });
    if (!any) {
        return fail(code::not_found, "it has none of them");
    }
    calls.start();
    auto stored = event_of<selat_stored>(SELAT_EVENT_STORED);
    stored.tag = text("a tag of nobody's");
    stored.message = text("IM00000000000000000000000000000001");
    stored.seq = 1;
    stored.content = text(R"({"text":"hello"})");
    survive(calls, SELAT_STORED_ID, "on_stored", SELAT_EVENT_STORED, &selat_stored_v1::on_stored,
            stored);
    auto history = event_of<selat_history>(SELAT_EVENT_HISTORY);
    history.tag = stored.tag;
    history.address = text("ann");
    selat_history_item item{};
    item.size = sizeof item;
    item.message = stored.message;
    item.content = stored.content;
    const selat_history_item* items[] = {&item};
    history.items = items;
    history.item_count = 1;
    survive(calls, SELAT_STORED_ID, "on_history", SELAT_EVENT_HISTORY, &selat_stored_v1::on_history,
            history);
    auto refresh = event_of<selat_refresh>(SELAT_EVENT_REFRESH);
    refresh.op = 1;
    refresh.name = text("access_token");
    survive(calls, SELAT_CREDENTIALS_ID, "on_refresh", SELAT_EVENT_REFRESH,
            &selat_credentials_v1::on_refresh, refresh);
    auto post = event_of<selat_post_event>(SELAT_EVENT_POST);
    post.bytes = text("bytes of nobody's");
    survive(calls, SELAT_POSTED_ID, "on_post", SELAT_EVENT_POST, &selat_posted_v1::on_post, post);
    auto verification = event_of<selat_verification>(SELAT_EVENT_VERIFICATION);
    verification.tag = stored.tag;
    verification.status = 99;
    survive(calls, SELAT_VERIFICATION_ID, "on_verification", SELAT_EVENT_VERIFICATION,
            &selat_verification_v1::on_verification, verification);
    return calls.tries.end();
}

}  // namespace selat::conformance
