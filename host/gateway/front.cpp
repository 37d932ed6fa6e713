// Requests that come in, and what is told of the whole.

#include <algorithm>

#include "host/api/problem.hpp"
#include "host/desktop/desktop.hpp"
#include "host/gateway/node.hpp"
#include "host/model/json.hpp"

namespace selat::gateway {

void node::handle(net::exchange exchange) {
    const auto& request = exchange.request();
    const auto path = request.path;
    if (path.starts_with("/channels/")) {
        return channels_->handle(std::move(exchange));
    }
    if (path.starts_with("/api/v1") || path.starts_with("/media/")) {
        return api_->handle(std::move(exchange));
    }
    if (desktop::serves(path)) {
        return exchange.respond(desktop::answer(request, desktop::files()));
    }
    if (path != "/healthz" && path != "/readyz" && path != "/metrics") {
        return exchange.respond(api::problem(404, "There is nothing here", {}));
    }
    if (request.method != "GET" && request.method != "HEAD") {
        auto refusal = api::problem(405, "This cannot be done here", {});
        refusal.headers.emplace_back("Allow", "GET, HEAD");
        return exchange.respond(std::move(refusal));
    }
    if (path == "/healthz") {
        net::response response;
        response.body = R"({"status":"ok"})";
        return exchange.respond(std::move(response));
    }
    if (path == "/readyz") {
        const auto state = ready();
        net::response response;
        response.status = state.ready ? 200 : 503;
        model::json_writer json(response.body);
        json.begin_object().member("ready", state.ready).key("reasons").begin_array();
        for (const auto& each : state.reasons) {
            json.value(each);
        }
        json.end_array().end_object();
        return exchange.respond(std::move(response));
    }
    net::response response;
    response.content_type = "text/plain; version=0.0.4";
    response.body = metrics_.render();
    exchange.respond(std::move(response));
}

api::readiness node::ready() const {
    api::readiness out;
    if (draining_) {
        out.reasons.emplace_back("the gateway is draining");
    }
    if (!serving_) {
        out.reasons.emplace_back("the gateway is starting");
    }
    if (!store_->writable()) {
        out.reasons.emplace_back("the store cannot be written");
    }
    const auto latest = current();
    for (const auto& [id, why] : latest->stopped) {
        out.reasons.push_back(id + ": " + why);
    }
    for (const auto& each : latest->config.channels) {
        if (latest->channel(each.id) && latest->sunset(each.id, world_->now()).empty()) {
            const auto [standing, why] = channels_->condition(each.id);
            if (standing == model::action::standing::stopped) {
                out.reasons.push_back(each.id + ": " + why);
            }
        }
    }
    out.ready = out.reasons.empty();
    return out;
}

std::vector<std::string> node::manifests() const {
    std::vector<std::string> out;
    const auto assembly = current();
    std::vector<std::string> seen;
    const auto add = [&](const plugins::manifest& manifest) {
        if (std::ranges::find(seen, manifest.name) == seen.end()) {
            seen.push_back(manifest.name);
            out.push_back(manifest.document.dump());
        }
    };
    for (const auto& [id, each] : assembly->channels) {
        add(each->manifest());
    }
    for (const auto& [id, each] : assembly->flows) {
        add(each->manifest());
    }
    for (const auto& [id, each] : assembly->bots) {
        add(each->manifest());
    }
    for (const auto& [id, each] : assembly->strategies) {
        add(each->manifest());
    }
    return out;
}

void node::tell_channel(std::string_view channel) {
    for (const auto& each : services_->channels()) {
        if (each.id == channel) {
            model::event event;
            event.id = model::id_source(new_seed()).make(model::id_kind::event, world_->now(), 0);
            event.type = model::event_type::channel_updated;
            event.at = world_->now();
            model::json_writer json(event.data);
            json.begin_object().member("id", each.id).member("plugin", each.plugin);
            json.member("state", each.state).nullable("reason", each.reason);
            json.optional("sunset", each.sunset).end_object();
            api_->tell(std::move(event));
        }
    }
}

void node::watch() {
    const auto gauge = [this](std::string_view name, std::string_view help,
                              std::function<double()> value) {
        gauges_.push_back(metrics_.ask(name, help, {}, std::move(value)));
    };
    gauge("selat_customers_in_memory", "Customers whose state is in memory", [this] {
        std::size_t sum = 0;
        for (const auto& each : shards_) {
            sum += each->customers();
        }
        return static_cast<double>(sum);
    });
    gauge("selat_commits_under_way", "Commits given to the store and not yet durable",
          [this] { return static_cast<double>(ledger_->under_way()); });
    gauge("selat_store_writable", "1 while commits succeed",
          [this] { return store_->writable() ? 1.0 : 0.0; });
    gauge("selat_connections", "Open HTTP connections and sockets",
          [this] { return server_ ? static_cast<double>(server_->counts().connections) : 0.0; });
    gauge("selat_calls_under_way", "HTTP calls to providers and systems under way",
          [this] { return static_cast<double>(client_->under_way()); });
    gauge("selat_sends_waiting", "Messages that wait to be sent, or are",
          [this] { return static_cast<double>(outbox_->waiting()); });
    gauge("selat_timers_waiting", "Durable timers that are not due",
          [this] { return static_cast<double>(timers_->waiting()); });
    gauges_.push_back(metrics_.ask_total(
        "selat_commits_failed_total", "Commits that the store could not make durable", {},
        [this] { return static_cast<double>(ledger_->failures()); }));
    const auto total = [this](std::string_view name, std::string_view help,
                              std::uint64_t net::server_counts::* count) {
        gauges_.push_back(metrics_.ask_total(name, help, {}, [this, count] {
            return server_ ? static_cast<double>(server_->counts().*count) : 0.0;
        }));
    };
    total("selat_http_requests_total", "Requests read", &net::server_counts::requests);
    total("selat_http_malformed_total", "Requests answered 400 by the server",
          &net::server_counts::malformed);
    total("selat_http_oversized_total", "Requests answered 413 or 431",
          &net::server_counts::oversized);
    total("selat_http_timed_out_total", "Connections closed at a deadline",
          &net::server_counts::timed_out);
    total("selat_http_unplaced_total", "Requests answered 503: no place for a large body",
          &net::server_counts::unplaced);
}

}  // namespace selat::gateway
