#include "tests/emulators/meta/door.hpp"

#include "tests/emulators/common/control_calls.hpp"

#include <algorithm>
#include <cstdlib>

namespace emulators::meta {
namespace {

bool is_version(std::string_view segment) {
    return segment.size() > 2 && segment[0] == 'v' &&
           segment.find_first_not_of("0123456789.", 1) == std::string_view::npos;
}

void show(const journal& of, const httplib::Request& request, httplib::Response& response) {
    const auto bounds = bounds_of(request);
    const auto user = request.get_param_value("user");
    const auto id = user.empty() ? user : id_of_person(user);
    answer(response, 200,
           of.find(bounds.after, bounds.limit, wait_of(request, "wait_ms", 60'000),
                   [&](const json& each) { return id.empty() || each["user"] == id; }));
}

}  // namespace

std::string_view without_version(std::string_view path) {
    if (!path.starts_with('/')) {
        return path;
    }
    const auto end = std::min(path.find('/', 1), path.size());
    return is_version(path.substr(1, end - 1)) ? path.substr(end) : path;
}

std::optional<call_path> split_path(std::string_view path) {
    if (!path.starts_with('/') || path.size() < 2) {
        return std::nullopt;
    }
    path.remove_prefix(1);
    const auto slash = std::min(path.find('/'), path.size());
    call_path out{path.substr(0, slash), path.substr(std::min(slash + 1, path.size()))};
    const bool plain = !out.first.empty() && out.second.find('/') == std::string_view::npos;
    return plain ? std::optional(out) : std::nullopt;
}

business_ptr admit(const state& state, const httplib::Request& request,
                   httplib::Response& response) {
    auto of = state.businesses.by_call(request);
    if (!of) {
        refuse(response, {190, 0, "Invalid OAuth access token - Cannot parse access token", {}, 0});
    }
    return of;
}

bool answers_instead(const fault& struck, const std::string& business,
                     httplib::Response& response) {
    if (struck.kind == "throttle") {
        show_use(response, business, 100);
        refuse(response, {4, 0, "Application request limit reached", {}, 400});
    } else if (struck.kind == "quota") {
        show_use(response, business, 100);
        refuse(response, {80007, 0, "Rate limit issues", {}, 400});
    } else if (struck.kind == "fail") {
        // A number in the message is the error's own.
        const auto code = std::atoi(struck.message.c_str());
        refuse(response, {code != 0 ? code : 2,
                          0,
                          "Service temporarily unavailable",
                          {},
                          code != 0 && struck.status == 500 ? 0 : struck.status});
    } else {
        return false;
    }
    return true;
}

bool serve_common_control(state& state, std::string_view path, const httplib::Request& request,
                          httplib::Response& response) {
    if (path == "/faults") {
        serve_faults(state.faults, request, response);
    } else if (path == "/sent") {
        show(state.sent, request, response);
    } else if (path == "/activity") {
        show(state.activity, request, response);
    } else if (path == "/webhooks") {
        const auto bounds = bounds_of(request);
        const auto totals = state.out.totals(wait_of(request, "wait_idle_ms", 600'000));
        auto body = state.out.attempts(bounds.after, bounds.limit);
        body["totals"] = totals;
        answer(response, 200, body);
    } else if (path == "/reset" && request.method == "POST") {
        state.clear();
        answer(response, 200, json::object());
    } else if (request.method == "POST" &&
               (path == "/people" || path == "/clock" || path == "/verify")) {
        const auto body = read_object(request, response);
        if (body.is_discarded()) {
            return true;
        }
        if (path == "/people") {
            state.known.put(body);
            answer(response, 200, {{"id", id_of_person(text_in(body, "user"))}});
        } else if (path == "/clock") {
            state.ahead_ms += number_in(body, "advance_ms");
            answer(response, 200, {{"now", state.now()}});
        } else if (const auto of = state.businesses.of(body)) {
            const auto told = state.out.shake(*of, text_in(body, "verify_token"));
            answer(response, 200, {{"status", told.status}, {"passed", told.passed}});
        } else {
            complain(response, "no such business");
        }
    } else {
        return false;
    }
    return true;
}

}  // namespace emulators::meta
