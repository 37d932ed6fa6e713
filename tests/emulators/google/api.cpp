#include "tests/emulators/google/api.hpp"

#include "tests/emulators/common/struck_call.hpp"

#include <algorithm>

namespace emulators::google {
namespace {

constexpr std::int64_t window_ms = std::int64_t{30} * 24 * 3600 * 1000;

// Segments of a path behind /v1; none: it has another beginning.
std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> out;
    if (!path.starts_with("/v1/")) {
        return out;
    }
    path.remove_prefix(4);
    while (!path.empty()) {
        const auto part = path.substr(0, path.find('/'));
        out.emplace_back(part);
        path.remove_prefix(std::min(part.size() + 1, path.size()));
    }
    return out;
}

std::string_view endpoint_of(const std::vector<std::string>& path, const std::string& method) {
    const auto& last = path.back();
    if (last == "agentMessages" || (path.size() == 4 && path[2] == "agentMessages")) {
        return method == "DELETE" ? "revoke" : "messages";
    }
    if (last == "agentEvents") {
        return "events";
    }
    for (const std::string_view each :
         {"messages", "events", "surveys", "receipt", "capabilities"}) {
        if (last == each) {
            return each;
        }
    }
    return "other";
}

bool answers_instead(const fault& struck, httplib::Response& response) {
    if (struck.kind == "throttle" || struck.kind == "quota") {
        refuse(response, {429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric"});
    } else if (struck.kind == "fail") {
        refuse(response, error_of(struck.message, struck.status));
    } else {
        return false;
    }
    return true;
}

}  // namespace

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    if (path == "/token" && request.method == "POST") {
        const auto struck = state_.faults.strike("token");
        serve_struck(
            struck, request, [&](const fault& by) { return answers_instead(by, response); },
            [&] { state_.access.serve(request, response, state_.now()); },
            [&](const fault& by) { refuse(response, error_of(by.message, by.status)); });
        return true;
    }
    if (path.starts_with(files_path) && request.method == "GET") {
        const auto file = state_.files.find(path.substr(files_path.size()), state_.now());
        if (file) {
            response.set_content(file->bytes, file->type);
        } else {
            response.status = 403;
            response.set_content("<?xml version='1.0'?><Error><Code>ExpiredToken</Code></Error>",
                                 "application/xml");
        }
        return true;
    }
    call next{request, response, nullptr, segments_of(path), {}};
    if (next.path.empty()) {
        return false;
    }
    const auto struck = state_.faults.strike(endpoint_of(next.path, request.method));
    serve_struck(
        struck, request, [&](const fault& by) { return answers_instead(by, response); },
        [&] { answer_call(next); },
        [&](const fault& by) { refuse(response, error_of(by.message, by.status)); });
    return true;
}

void api::answer_call(call& call) {
    call.of = state_.access.owner(call.request, state_.now());
    if (!call.of) {
        return refuse(call.response,
                      {401, "UNAUTHENTICATED",
                       "Request had invalid authentication credentials. Expected OAuth 2 access "
                       "token, login cookie or other valid authentication credential."});
    }
    call.body =
        call.request.body.empty() ? json::object() : json::parse(call.request.body, nullptr, false);
    if (!call.body.is_object()) {
        return refuse(call.response, bad("Invalid JSON payload received."));
    }
    of_.rcs ? rcs_call(call) : business_call(call);
}

std::optional<api_error> api::check_reach(const call& call, const person& to) const {
    if (!to.refused.empty()) {
        return error_of(to.refused);
    }
    if (of_.rcs) {
        return to.no_rcs ? std::optional(api_error{404, "NOT_FOUND",
                                                   "Requested entity was not found: the phone "
                                                   "cannot be reached by RCS"})
                         : std::nullopt;
    }
    if (to.wrote_ms == 0 || to.agent != call.of->id) {
        return api_error{403, "PERMISSION_DENIED", "The caller does not have permission"};
    }
    if (state_.now() - to.wrote_ms > window_ms) {
        return api_error{400, "FAILED_PRECONDITION",
                         "The conversation's last message from the user is older than 30 days"};
    }
    return std::nullopt;
}

void api::send(call& call, const person& to, std::string id, const json& content) {
    state_.sent.add({{"user", to.address},
                     {"id", id},
                     {"by", call.of->id},
                     {"message", content},
                     {"token", call.request.get_header_value("Authorization")}});
    deeds_.pass_on(id, to, *call.of);
}

}  // namespace emulators::google
