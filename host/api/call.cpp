#include "host/api/call.hpp"

#include <algorithm>

#include "host/api/problem.hpp"

namespace selat::api {
namespace {

void add(net::response& response, std::string_view name, std::string_view value) {
    const bool has =
        std::ranges::any_of(response.headers, [&](const auto& each) { return each.first == name; });
    if (!has) {
        response.headers.emplace_back(name, value);
    }
}

}  // namespace

net::response finished(net::response response) {
    if (response.status == 401) {
        add(response, "WWW-Authenticate", "Bearer");
    }
    if (response.status == 429 || response.status == 503) {
        add(response, "Retry-After", "1");
    }
    add(response, "Cache-Control", "no-store");
    add(response, "X-Content-Type-Options", "nosniff");
    return response;
}

net::response refusal(std::uint32_t status, std::string_view title, std::string_view detail) {
    return finished(problem(status, title, detail));
}

call::call(std::shared_ptr<selat::api::parts> parts, net::exchange exchange, caller who,
           model::id id)
    : parts_(std::move(parts)), exchange_(std::move(exchange)), who_(std::move(who)), id_(id) {}

void call::answer(std::uint32_t status, std::string json, std::string location) {
    net::response response;
    response.status = status;
    response.body = std::move(json);
    if (!location.empty()) {
        response.headers.emplace_back("Location", std::move(location));
    }
    respond(std::move(response));
}

void call::refuse(const failure& why) { respond(problem(why)); }

void call::respond(net::response response) {
    parts_->answered(response.status);
    exchange_.respond(finished(std::move(response)));
}

}  // namespace selat::api
