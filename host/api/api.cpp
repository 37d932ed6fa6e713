#include "host/api/api.hpp"

#include "host/api/routes.hpp"

namespace selat::api {
namespace {

constexpr std::size_t largest_body = 256 * 1024;

struct request_call {
    std::shared_ptr<selat::api::parts> parts;
    const selat::api::route* route = nullptr;
    model::id id;
    std::shared_ptr<net::exchange> exchange;  // shared only for std::function, which copies
};

net::response unknown_route(const route_match& match) {
    if (match.allow.empty()) {
        return refusal(404, "There is nothing here");
    }
    auto response = refusal(405, "This cannot be done here", "allowed: " + match.allow);
    response.headers.emplace_back("Allow", match.allow);
    return response;
}

net::response not_logged_in(std::string_view why) { return refusal(401, "Log in first", why); }

bool changes_something(const net::request& request) {
    return request.method != "GET" && request.method != "HEAD";
}

bool is_json(const net::request& request) {
    const auto type = request.get("content-type");
    return type.substr(0, type.find(';')) == "application/json";
}

// A cookie comes along whoever made the browser ask: what can change something, or stays open, must
// come from a page of ours.
std::optional<net::response> refused_cookie(const net::request& request, const options& options,
                                            payload brings) {
    if (!changes_something(request) && !request.upgrade) {
        return std::nullopt;
    }
    if (!from_our_pages(request, options.public_url)) {
        return refusal(403, "This is not allowed", "the page that asks is not of this gateway");
    }
    if (brings == payload::json && !request.body.empty() && !is_json(request)) {
        return refusal(415, "The body is not JSON", "send Content-Type: application/json");
    }
    return std::nullopt;
}

void run(const request_call& asked, caller who) {
    asked.route->answer(
        std::make_shared<call>(asked.parts, std::move(*asked.exchange), std::move(who), asked.id));
}

void respond(const request_call& asked, net::response response) {
    asked.parts->answered(response.status);
    asked.exchange->respond(std::move(response));
}

void identified(const request_call& asked, result<std::optional<caller>> known) {
    if (!known) {
        return respond(asked, refusal(503, "Not available now", known.error().text));
    }
    if (!*known) {
        return respond(asked, not_logged_in("the token is unknown or has ended"));
    }
    if (!may(**known, asked.route->who)) {
        const bool about_agents = asked.route->who == access::agent;
        return respond(asked, refusal(403, "This is not allowed",
                                      about_agents ? "only an agent can ask this, about itself"
                                                   : "it needs another role"));
    }
    if (asked.route->id != model::id_kind::none && !asked.id) {
        return respond(asked, refusal(404, "There is no such thing"));
    }
    run(asked, std::move(**known));
}

}  // namespace

api::api(services& services, options options, telemetry::log& log, telemetry::metrics& metrics)
    : parts_(std::make_shared<parts>(services, std::move(options), log, metrics)) {}

api::~api() { parts_->stream.stop(); }

void api::handle(net::exchange exchange) {
    const auto& request = exchange.request();
    const auto match = find_route(request.method, request.path);
    request_call asked{
        parts_, match.found, {}, std::make_shared<net::exchange>(std::move(exchange))};
    if (match.found == nullptr) {
        return respond(asked, unknown_route(match));
    }
    const auto options = parts_->options();
    const bool file = match.found->brings == payload::file;
    if (request.body.size() > (file ? options->max_upload : largest_body)) {
        return respond(asked, refusal(413, "The body is too large"));
    }
    asked.id = model::id::parse(match.id, match.found->id).value_or(model::id{});
    if (match.found->who == access::anyone) {
        return run(asked, {});
    }
    const bool stream = match.found->path == "/api/v1/stream";
    const auto shown = credential_of(request, cookie_name(*options), stream);
    if (shown.by == proof::none) {
        return respond(asked, not_logged_in("send a token as Authorization: Bearer"));
    }
    if (shown.by == proof::cookie) {
        if (auto refused = refused_cookie(request, *options, match.found->brings)) {
            return respond(asked, std::move(*refused));
        }
    }
    parts_->auth.identify(shown.token, [asked](result<std::optional<caller>> known) {
        identified(asked, std::move(known));
    });
}

void api::committed(std::uint64_t newest_position) { parts_->stream.committed(newest_position); }

void api::tell(model::event event) { parts_->stream.tell(std::move(event)); }

void api::reconfigure(options options, const std::vector<std::string>& logged_out,
                      reply<void> done) {
    parts_->reconfigure(std::move(options), logged_out, std::move(done));
}

}  // namespace selat::api
