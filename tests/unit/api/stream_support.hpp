#pragma once
// Streams on a real port over the fake gateway, clients that listen, and things that happen.

#include "../net/sockets.hpp"
#include "fake_services.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/api/stream.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

#include <nlohmann/json.hpp>

namespace selat::api::test {

using json = nlohmann::json;
using model::event_type;
using model::reservation_status;
using net_client = selat::test::caller;
using selat::test::eventually;

// A conversation of somebody who wrote.
struct spoken {
    model::conversation conversation;
    model::task task;
};

// Makes what happens, and the changes that say so. One thread's.
class happenings {
public:
    explicit happenings(std::uint64_t seed) : make_(seed) {}

    spoken conversation(store::changes& changes) {
        const auto customer = make_.customer();
        const auto address = make_.address(customer.id, "line", "U" + customer.id.text());
        spoken out;
        out.conversation = make_.conversation(address);
        out.task = make_.task(out.conversation, "support");
        changes.customers.push_back(customer);
        changes.addresses.push_back(address);
        changes.conversations.push_back(out.conversation);
        changes.tasks.push_back(out.task);
        return out;
    }

    // The event names `agent`, right or wrong.
    model::message message(store::changes& changes, spoken& in, std::string agent = {},
                           std::size_t size = 0) {
        auto out = make_.message(in.conversation, in.conversation.next_seq);
        out.seq = in.conversation.next_seq++;
        if (size > 0) {
            out.content = R"({"text":")" + std::string(size, 'x') + R"("})";
        }
        auto event = make_.created(out);
        event.agent = std::move(agent);
        changes.messages.push_back(out);
        changes.events.push_back(std::move(event));
        return out;
    }

    model::reservation offer(store::changes& changes, const spoken& of, const std::string& agent) {
        auto out = make_.reservation(of.task, agent);
        out.status = reservation_status::pending;
        move(changes, out, reservation_status::pending, event_type::reservation_created);
        return out;
    }

    void move(store::changes& changes, model::reservation& reservation, reservation_status to,
              event_type type) {
        reservation.status = to;
        changes.reservations.push_back(reservation);
        changes.events.push_back(event(type, reservation.conversation, reservation.agent,
                                       model::write_reservation(reservation)));
    }

    model::event event(event_type type, const model::id& conversation, std::string agent,
                       std::string data) {
        model::event out;
        out.id = make_.id(model::id_kind::event);
        out.type = type;
        out.at = make_.now();
        out.conversation = conversation;
        out.agent = std::move(agent);
        out.data = std::move(data);
        return out;
    }

    std::uint64_t below(std::uint64_t bound) { return make_.below(bound); }

private:
    store::test::maker make_;
};

inline caller an_agent(std::string agent, model::role role = model::role::agent,
                       std::string session = {}) {
    return {role, agent, agent, std::move(session)};
}

inline caller token() { return {model::role::admin, {}, "ops", {}}; }

// Who asks is known by the path, "/NAME": one of `people`.
class streaming {
public:
    explicit streaming(stream_limits limits = {})
        : server_([this](net::exchange exchange) {
              const auto name = std::string(exchange.request().path.substr(1));
              subject.accept(std::move(exchange), people.at(name));
          }),
          subject(gateway, log_, metrics, limits) {
        gateway.committed = [this](std::uint64_t newest) { subject.committed(newest); };
    }
    ~streaming() { server_.stop(); }

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::string url(const std::string& name, const std::string& after = {}) const {
        return server_.url("ws", "/" + name + (after.empty() ? "" : "?after=" + after));
    }
    [[nodiscard]] std::int64_t open() {
        return metrics.gauge("selat_stream_subscribers", "").value();
    }
    [[nodiscard]] std::uint64_t closed_slow() {
        return metrics.counter("selat_stream_closed_slow_total", "").value();
    }
    // Every event of the store, encoded.
    std::vector<std::string> all_events() {
        std::vector<std::string> out;
        std::uint64_t after = 0;
        for (bool more = true; more;) {
            const auto found =
                gateway.ask([&](store::reader& reader) { return read_piece(reader, after); });
            more = !found->frames.empty();
            after = found->upto;
            for (const auto& each : found->frames) {
                out.push_back(each->text);
            }
        }
        return out;
    }

    std::map<std::string, caller> people{{"ops", token()},
                                         {"aminah", an_agent("aminah")},
                                         {"badrul", an_agent("badrul")},
                                         {"siti", an_agent("siti", model::role::supervisor)}};

private:
    selat::test::served server_;  // its executors outlive what the gateway still answers

public:
    fake_services gateway;
    telemetry::metrics metrics;
    selat::test::mailbox<std::string> lines;  // of the log

private:
    telemetry::log log_{telemetry::log_options{
        .format = telemetry::log_format::json,
        .write = [this](std::string_view line) { lines.put(std::string(line)); },
        .now = {}}};

public:
    stream subject;
};

// A client that has been greeted.
class listener {
public:
    listener(const boost::asio::any_io_executor& executor, const std::string& url)
        : client_(executor, url), hello(client_.socket() ? next() : json()) {}

    // The next frame, as it came.
    std::string next_text() { return client_.messages.take().data; }
    json next() { return json::parse(next_text()); }
    [[nodiscard]] bool quiet() const { return client_.messages.waiting() == 0; }
    selat::test::ending end() { return client_.closed.take(); }
    void send(std::string data) { client_.socket()->send(std::move(data), false, false); }
    [[nodiscard]] std::string cursor() const { return hello.at("cursor"); }

private:
    net_client client_;

public:
    const json hello;
};

}  // namespace selat::api::test
