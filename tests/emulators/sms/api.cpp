#include "tests/emulators/sms/api.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <algorithm>
#include <array>

namespace emulators::sms {
namespace {

constexpr std::string_view accounts_path = "/2010-04-01/Accounts/";
constexpr std::string_view stored_path = "/_stored/";  // elsewhere, as a CDN is

std::string_view next_segment(std::string_view& rest) {
    const auto end = rest.find('/', 1);
    const auto segment = rest.substr(0, end);
    rest.remove_prefix(segment.size());
    return segment;
}

bool fits(std::string_view pattern, std::string_view given, std::string_view& sid) {
    const auto hole = pattern.find("{}");
    if (hole == std::string_view::npos) {
        return pattern == given;
    }
    const auto after = pattern.substr(hole + 2);
    if (given.size() <= hole + after.size() || !given.starts_with(pattern.substr(0, hole)) ||
        !given.ends_with(after)) {
        return false;
    }
    sid = given.substr(hole, given.size() - hole - after.size());
    return sid.find('.') == std::string_view::npos;
}

// True when the fault answers in place of the endpoint.
bool answers_instead(const fault& struck, httplib::Response& response) {
    if (struck.kind == "throttle") {
        response.set_header("Retry-After", "1");
        refuse(response, refusal_of(20429));
    } else if (struck.kind == "quota") {
        refuse(response, refusal_of(21611));
    } else if (struck.kind == "fail") {
        refuse(response, {struck.status, 20500,
                          struck.message.empty() ? "Internal server error" : struck.message});
    } else {
        return false;
    }
    return true;
}

json medium_json(const message& message, const medium& medium) {
    return {{"sid", medium.sid},
            {"parent_sid", message.sid},
            {"account_sid", message.account},
            {"content_type", medium.type},
            {"date_created", rfc_2822(message.created_ms)},
            {"uri", "/2010-04-01/Accounts/" + message.account + "/Messages/" + message.sid +
                        "/Media/" + medium.sid + ".json"}};
}

}  // namespace

struct api::endpoint {
    std::string_view method;
    std::string_view pattern;  // below the account
    std::string_view name;     // for faults
    void (api::*handle)(call&);
};

void refuse(httplib::Response& response, const refusal& refusal) {
    answer(response, refusal.status,
           {{"code", refusal.code},
            {"message", refusal.text},
            {"more_info", "https://www.twilio.com/docs/errors/" + std::to_string(refusal.code)},
            {"status", refusal.status}});
}

const api::endpoint* api::find(std::string_view method, std::string_view path, call& call) {
    static constexpr auto table = std::to_array<endpoint>({
        {"POST", "/Messages.json", "create", &api::create},
        {"GET", "/Messages.json", "list", &api::list},
        {"GET", "/Messages/{}.json", "fetch", &api::fetch},
        {"POST", "/Messages/{}.json", "update", &api::update},
        {"DELETE", "/Messages/{}.json", "delete", &api::remove},
        {"GET", "/Messages/{}/Media.json", "media", &api::list_media},
        {"GET", "/Messages/{}/Media/{}", "media", &api::get_medium},
        {"DELETE", "/Messages/{}/Media/{}", "media", &api::remove_medium},
        {"GET", "/IncomingPhoneNumbers.json", "numbers", &api::list_numbers},
    });
    for (const auto& each : table) {
        auto pattern = each.pattern;
        auto rest = path;
        std::array<std::string_view, 2> sids;
        std::size_t holes = 0;
        bool same = each.method == method;
        while (same && !pattern.empty() && !rest.empty()) {
            const auto part = next_segment(pattern);
            same = fits(part, next_segment(rest), sids[std::min<std::size_t>(holes, 1)]);
            holes += part.find("{}") != std::string_view::npos ? 1 : 0;
        }
        if (same && pattern.empty() && rest.empty()) {
            call.sid = sids[0];
            call.medium = sids[1];
            return &each;
        }
    }
    return nullptr;
}

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    if (path.starts_with(stored_path) && request.method == "GET") {
        serve_stored(path.substr(stored_path.size()), request, response);
        return true;
    }
    if (!path.starts_with(accounts_path)) {
        return false;
    }
    call next{request, response, nullptr, {}, {}};
    auto below = path.substr(accounts_path.size() - 1);
    next_segment(below);
    const auto* endpoint = find(request.method, below, next);
    const auto struck = endpoint == nullptr ? std::nullopt : state_.faults.strike(endpoint->name);
    serve_struck(
        struck, request, [&](const fault& by) { return answers_instead(by, response); },
        [&] {
            if (pass_door(next, path)) {
                if (endpoint == nullptr) {
                    refuse(response, refusal_of(20404));
                } else {
                    (this->*endpoint->handle)(next);
                }
            }
        },
        [&](const fault& by) { refuse(response, {by.status, 20500, by.message}); });
    return true;
}

bool api::pass_door(call& call, std::string_view path) const {
    call.account = state_.accounts.by_authorization(call.request.get_header_value("Authorization"));
    if (!call.account) {
        call.response.set_header("WWW-Authenticate", "Basic realm=\"Twilio API\"");
        refuse(call.response, refusal_of(20003));
        return false;
    }
    auto below = path.substr(accounts_path.size() - 1);
    if (next_segment(below).substr(1) != call.account->sid) {
        refuse(call.response, refusal_of(20404));
        return false;
    }
    return true;
}

void api::create(call& call) {
    refusal wrong;
    const auto message = read_send(call.request, *call.account, state_, wrong);
    if (!message) {
        return refuse(call.response, wrong);
    }
    const auto body = to_json(*message);
    state_.moving.send(*call.account, *message);
    answer(call.response, 201, body);
}

// Newest first, as Twilio lists them.
void api::list(call& call) {
    const auto size = static_cast<std::size_t>(
        std::clamp<std::int64_t>(number_parameter(call.request, "PageSize", 50), 1, 1'000));
    const auto page = static_cast<std::size_t>(
        std::max<std::int64_t>(number_parameter(call.request, "Page", 0), 0));
    auto found = state_.messages
                     .find({.account = call.account->sid,
                            .from = call.request.get_param_value("From"),
                            .to = call.request.get_param_value("To"),
                            .limit = 1'000'000})
                     .items;
    std::reverse(found.begin(), found.end());
    json items = json::array();
    for (auto n = page * size; n < std::min(found.size(), (page + 1) * size); ++n) {
        items.push_back(to_json(found[n]));
    }
    const auto uri = "/2010-04-01/Accounts/" + call.account->sid +
                     "/Messages.json?PageSize=" + std::to_string(size) + "&Page=";
    const bool more = found.size() > (page + 1) * size;
    answer(call.response, 200,
           {{"messages", std::move(items)},
            {"page", page},
            {"page_size", size},
            {"uri", uri + std::to_string(page)},
            {"next_page_uri", more ? json(uri + std::to_string(page + 1)) : json(nullptr)}});
}

void api::fetch(call& call) {
    const auto found = state_.messages.find(call.account->sid, call.sid);
    if (!found) {
        return refuse(call.response, refusal_of(20404));
    }
    answer(call.response, 200, to_json(*found));
}

// An empty body blanks the text out.
void api::update(call& call) {
    const auto found = state_.messages.find(call.account->sid, call.sid);
    if (!found) {
        return refuse(call.response, refusal_of(20404));
    }
    if (!call.request.has_param("Body") || !call.request.get_param_value("Body").empty()) {
        return refuse(call.response, refusal_of(20001));
    }
    state_.messages.redact(call.sid);
    fetch(call);
}

void api::remove(call& call) {
    if (!state_.messages.find(call.account->sid, call.sid)) {
        return refuse(call.response, refusal_of(20404));
    }
    state_.messages.remove(call.sid);
    call.response.status = 204;
}

void api::list_media(call& call) {
    const auto found = state_.messages.find(call.account->sid, call.sid);
    if (!found) {
        return refuse(call.response, refusal_of(20404));
    }
    json items = json::array();
    for (const auto& each : found->media) {
        items.push_back(medium_json(*found, each));
    }
    answer(call.response, 200, {{"media_list", std::move(items)}, {"page", 0}});
}

// The bytes are elsewhere, and whoever goes there takes no credentials along.
void api::get_medium(call& call) {
    const auto found = state_.messages.find(call.account->sid, call.sid);
    const auto medium = found ? state_.messages.find_medium(call.medium) : std::nullopt;
    if (!medium) {
        return refuse(call.response, refusal_of(20404));
    }
    const auto below = call.request.path.find(accounts_path);
    call.response.set_redirect("http://" + call.request.get_header_value("Host") +
                                   call.request.path.substr(0, below) + std::string(stored_path) +
                                   medium->sid,
                               307);
}

void api::remove_medium(call& call) {
    if (!state_.messages.find(call.account->sid, call.sid) ||
        !state_.messages.remove_medium(call.sid, call.medium)) {
        return refuse(call.response, refusal_of(20404));
    }
    call.response.status = 204;
}

void api::list_numbers(call& call) {
    json items = json::array();
    for (const auto& each : call.account->numbers) {
        items.push_back({{"phone_number", each},
                         {"account_sid", call.account->sid},
                         {"sms_url", call.account->webhook_url},
                         {"capabilities", {{"sms", true}, {"mms", true}, {"voice", false}}}});
    }
    answer(call.response, 200, {{"incoming_phone_numbers", std::move(items)}, {"page", 0}});
}

void api::serve_stored(std::string_view sid, const httplib::Request& request,
                       httplib::Response& response) const {
    if (request.has_header("Authorization")) {
        return answer(response, 400, {{"message", "Only one auth mechanism allowed"}});
    }
    const auto medium = state_.messages.find_medium(sid);
    if (!medium) {
        return answer(response, 404, {{"message", "Not found"}});
    }
    response.set_content(medium->bytes, medium->type);
}

}  // namespace emulators::sms
