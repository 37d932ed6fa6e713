// A request to a channel's webhook: verified and decoded by its plugin at once, answered when what
// it delivered is durable.

#include <algorithm>

#include "host/api/problem.hpp"
#include "host/gateway/called_as.hpp"
#include "host/gateway/channel_desk.hpp"
#include "host/net/tokens.hpp"

namespace selat::gateway {
namespace {

namespace act = model::action;

// What is carried out even of a call whose attachments are not taken.
bool tells(const act::any& each) {
    return std::holds_alternative<act::log>(each) || std::holds_alternative<act::count>(each);
}

struct target {
    std::string_view channel;
    std::string_view rest;  // "" or "/status"
};

target split(std::string_view path) {
    path.remove_prefix(std::string_view("/channels/").size());
    const auto slash = path.find('/');
    return slash == std::string_view::npos ? target{path, {}}
                                           : target{path.substr(0, slash), path.substr(slash)};
}

// The request as the plugin gets it; the views are the exchange's.
class request_record {
public:
    request_record(const net::request& from, std::string_view rest, const std::string& public_url,
                   model::time now)
        : url_(called_as(public_url, from.get("host"))) {
        url_.append(rest);
        if (!from.query.empty()) {
            url_.append(1, '?').append(from.query);
        }
        headers_.reserve(from.headers.size());
        for (const auto& each : from.headers) {
            headers_.push_back({to_str(each.name), to_str(each.value)});
        }
        record_.event = event_head(sizeof record_, SELAT_EVENT_HTTP_REQUEST, now);
        record_.method = to_str(from.method);
        record_.path = to_str(rest);
        record_.query = to_str(from.query);
        record_.url = to_str(url_);
        record_.headers = headers_.data();
        record_.header_count = headers_.size();
        record_.body = to_str(from.body);
        record_.remote = to_str(from.remote);
        record_.flags = from.upgrade ? SELAT_HTTP_UPGRADE : 0;
    }
    request_record(const request_record&) = delete;
    request_record& operator=(const request_record&) = delete;
    [[nodiscard]] const selat_http_request& get() const { return record_; }

private:
    std::string url_;
    std::vector<selat_pair> headers_;
    selat_http_request record_{};
};

// Who answers GET answers HEAD: the server leaves the body out.
bool takes(const std::vector<std::string>& methods, std::string_view method) {
    return std::ranges::find(methods, method) != methods.end() ||
           (method == "HEAD" && std::ranges::find(methods, "GET") != methods.end());
}

net::response in_place_of_none(const assembly& assembly, std::string_view id, model::time now) {
    if (!assembly.sunset(id, now).empty()) {
        return api::problem(410, "The provider has closed this channel", {});
    }
    return assembly.stopped.contains(id) ? api::problem(503, "The channel is not running", {})
                                         : api::problem(404, "There is no such channel", {});
}

std::uint32_t status_of(code code) {
    switch (code) {
    case code::invalid: return 400;
    case code::denied: return 401;
    case code::unavailable: return 503;
    default: return 500;
    }
}

net::response response_of(act::respond&& from) {
    net::response out;
    out.status = from.status;
    out.body = std::move(from.body);
    out.content_type.clear();
    for (auto& header : from.headers) {
        if (net::equals_ignoring_case(header.first, "content-type")) {
            out.content_type = std::move(header.second);
        } else {
            out.headers.push_back(std::move(header));
        }
    }
    if (out.content_type.empty() && !out.body.empty()) {
        out.content_type = "text/plain; charset=utf-8";
    }
    return out;
}

// The refusal in place of the plugin's answer; a page of another website can read it if it could
// have read that.
net::response in_place_of(const net::response& answer, net::response refusal) {
    for (const auto& header : answer.headers) {
        if (net::starts_with_ignoring_case(header.first, "access-control-") ||
            net::equals_ignoring_case(header.first, "vary")) {
            refusal.headers.push_back(header);
        }
    }
    return refusal;
}

}  // namespace

void channel_desk::handle(net::exchange exchange) {
    const auto id = split(exchange.request().path).channel;
    const auto channel = find(id);
    if (!channel) {
        auto refusal = in_place_of_none(*world_.assembly(), id, world_.now());
        world_.log(
            telemetry::level::warning, "webhook.refused",
            {{"channel", id}, {"status", refusal.status}, {"remote", exchange.request().remote}});
        world_.metrics
            .counter("selat_webhook_unknown_total",
                     "Requests to channels that do not exist or do not run")
            .add();
        return exchange.respond(std::move(refusal));
    }
    channel->requests->add();
    const auto& methods = channel->plugin->manifest().webhook_methods;
    if (!takes(methods, exchange.request().method)) {
        channel->refused->add();
        world_.log(telemetry::level::warning, "webhook.refused",
                   {{"channel", channel->id},
                    {"status", 405},
                    {"method", exchange.request().method},
                    {"remote", exchange.request().remote}});
        auto refusal = api::problem(405, "The channel does not take this method", {});
        std::string allowed;
        for (const auto& each : methods) {
            allowed += (allowed.empty() ? "" : ", ") + each;
        }
        refusal.headers.emplace_back("Allow", std::move(allowed));
        return exchange.respond(std::move(refusal));
    }
    answer(channel, std::move(exchange));
}

void channel_desk::answer(const shared& channel, net::exchange exchange) {
    const auto& request = exchange.request();
    const request_record record(request, split(request.path).rest, channel->public_url,
                                world_.now());
    auto outcome = channel->plugin->on_http(record.get());
    if (outcome.code != code::ok) {
        const auto status = status_of(outcome.code);
        const auto why = channel->plugin->secrets().redact(outcome.text);
        channel->refused->add();
        world_.log(telemetry::level::warning, "webhook.refused",
                   {{"channel", channel->id},
                    {"status", status},
                    {"reason", why},
                    {"remote", request.remote}});
        carry_out(channel, std::move(outcome.actions), false, nullptr);
        return exchange.respond(api::problem(status, "The channel refused the request",
                                             status < 500 ? why : std::string{}));
    }
    net::response response;
    bool answered = false;
    std::optional<act::accept> accepted;
    std::vector<act::any> rest;
    for (auto& action : outcome.actions) {
        if (auto* given = std::get_if<act::respond>(&action)) {
            if (!answered) {
                response = response_of(std::move(*given));
                answered = true;
            }
        } else if (auto* taken = std::get_if<act::accept>(&action)) {
            accepted = std::move(*taken);
        } else {
            rest.push_back(std::move(action));
        }
    }
    if (accepted && request.upgrade) {
        carry_out(channel, std::move(rest), false, nullptr);
        return accept(channel, std::move(exchange), std::move(*accepted));
    }
    if (!answered) {
        response = api::problem(500, "The channel gave no answer", {});
    }
    auto files = take_attachments(channel, rest);
    if (files.refusal) {
        response = in_place_of(response, std::move(*files.refusal));
        std::erase_if(rest, [](const act::any& each) { return !tells(each); });
    }
    if (response.status >= 400) {
        channel->refused->add();
        world_.log(
            telemetry::level::warning, "webhook.refused",
            {{"channel", channel->id}, {"status", response.status}, {"remote", request.remote}});
    }
    if (rest.empty()) {
        return exchange.respond(std::move(response));
    }
    struct answering {
        net::exchange exchange;
        net::response response;
    };
    auto kept = std::make_shared<answering>(std::move(exchange), std::move(response));
    auto wait = std::make_shared<delivery_wait>([this, kept, channel](bool durable) {
        if (!durable) {
            channel->refused->add();
            world_.log(telemetry::level::error, "webhook.not_stored", {{"channel", channel->id}});
            kept->response = in_place_of(kept->response,
                                         api::problem(503, "The message could not be stored", {}));
        }
        kept->exchange.respond(std::move(kept->response));
    });
    carry_out(channel, std::move(rest), files, false, wait);
    wait->one_done(true);
}

void channel_desk::accept(const shared& channel, net::exchange exchange, act::accept accept) {
    net::websocket_options options;
    options.protocol = accept.protocol;
    options.max_message = accept.max_message;
    options.idle = accept.idle;
    const auto made = std::make_shared<link>();
    made->protocol = accept.protocol;
    exchange.accept(
        options, events_for(channel, accept.connection, made),
        [this, channel, name = accept.connection, made](std::shared_ptr<net::websocket> socket) {
            opened(channel, name, made, std::move(socket));
        });
}

}  // namespace selat::gateway
