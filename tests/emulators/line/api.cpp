#include "tests/emulators/line/api.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/struck_call.hpp"

#include <algorithm>
#include <array>

namespace emulators::line {
namespace {

constexpr std::size_t body_max = 2 * 1024 * 1024;

// Cuts the first segment off `rest`.
std::string_view next_segment(std::string_view& rest) {
    const auto end = rest.find('/', 1);
    const auto segment = rest.substr(0, end);
    rest.remove_prefix(segment.size());
    return segment;
}

// "{id}" and "{user}" stand for one segment each. Sets them to what they stand for.
bool matches(std::string_view pattern, std::string_view path, path_names& names) {
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = next_segment(pattern);
        const auto given = next_segment(path);
        if (wanted == "/{id}") {
            names.id = given.substr(1);
        } else if (wanted == "/{user}") {
            names.user = given.substr(1);
        } else if (wanted != given) {
            return false;
        }
        if (given.size() < 2) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

std::string parse_refusal(const std::string& body, std::size_t byte) {
    const auto end = body.begin() + static_cast<std::ptrdiff_t>(std::min(byte, body.size()));
    const auto line = 1 + std::count(body.begin(), end, '\n');
    const auto start = std::find(std::make_reverse_iterator(end), body.rend(), '\n').base();
    return "The request body could not be parsed as JSON (line: " + std::to_string(line) +
           ", column: " + std::to_string(end - start) + ")";
}

void fail(const fault& struck, httplib::Response& response) {
    refuse(response, struck.status,
           struck.message.empty() ? "Internal server error" : struck.message);
}

// True when the fault answers in place of the endpoint.
bool answers_instead(const fault& struck, httplib::Response& response) {
    if (struck.kind == "throttle") {
        refuse(response, 429, "The API rate limit has been exceeded. Try again later.");
    } else if (struck.kind == "quota") {
        refuse(response, 429, "You have reached your monthly limit.");
    } else if (struck.kind == "fail") {
        fail(struck, response);
    } else {
        return false;
    }
    return true;
}

}  // namespace

struct api::endpoint {
    std::string_view method;
    std::string_view pattern;
    std::string_view name;  // for faults
    void (api::*handle)(call&);
    void (send_api::*send)(call&);
};

const api::endpoint* api::find(std::string_view method, std::string_view path, path_names& names) {
    static constexpr auto table = std::to_array<endpoint>({
        {"POST", "/v2/bot/message/reply", "reply", nullptr, &send_api::reply},
        {"POST", "/v2/bot/message/push", "push", nullptr, &send_api::push},
        {"POST", "/v2/bot/message/multicast", "multicast", nullptr, &send_api::multicast},
        {"POST", "/v2/bot/message/broadcast", "broadcast", nullptr, &send_api::broadcast},
        {"POST", "/v2/bot/message/narrowcast", "narrowcast", nullptr, &send_api::narrowcast},
        {"GET", "/v2/bot/message/progress/narrowcast", "narrowcast", nullptr, &send_api::progress},
        {"POST", "/v2/bot/message/validate/{id}", "validate", nullptr, &send_api::validate},
        {"GET", "/v2/bot/message/quota", "quota", &api::quota, nullptr},
        {"GET", "/v2/bot/message/quota/consumption", "quota", &api::consumption, nullptr},
        {"GET", "/v2/bot/message/{id}/content", "content", &api::content, nullptr},
        {"GET", "/v2/bot/message/{id}/content/preview", "content", &api::content, nullptr},
        {"GET", "/v2/bot/message/{id}/content/transcoding", "content", &api::transcoding, nullptr},
        {"GET", "/v2/bot/profile/{id}", "profile", &api::profile, nullptr},
        {"GET", "/v2/bot/group/{id}/summary", "group", &api::group_summary, nullptr},
        {"GET", "/v2/bot/group/{id}/member/{user}", "member", &api::group_member, nullptr},
        {"GET", "/v2/bot/room/{id}/member/{user}", "member", &api::group_member, nullptr},
        {"POST", "/v2/bot/chat/loading/start", "loading", &api::loading, nullptr},
        {"POST", "/v2/bot/chat/markAsRead", "markAsRead", &api::mark_as_read, nullptr},
        {"GET", "/v2/bot/info", "info", &api::info, nullptr},
        {"GET", "/v2/bot/channel/webhook/endpoint", "endpoint", &api::get_webhook, nullptr},
        {"PUT", "/v2/bot/channel/webhook/endpoint", "endpoint", &api::put_webhook, nullptr},
        {"POST", "/v2/bot/channel/webhook/test", "test", &api::test_webhook, nullptr},
    });
    for (const auto& each : table) {
        if (each.method == method && matches(each.pattern, path, names)) {
            return &each;
        }
    }
    return nullptr;
}

void refuse(httplib::Response& response, int status, std::string_view message) {
    answer(response, status, {{"message", message}});
}

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    const bool token = token_api::serves(path);
    if (!path.starts_with("/v2/") && !token) {
        return false;
    }
    call next{request, response, state_.ids.request_id(), nullptr, nullptr, {}};
    response.set_header("x-line-request-id", next.request_id);
    const auto* endpoint = token ? nullptr : find(request.method, path, next.names);
    if (endpoint == nullptr && !token) {
        refuse(response, 404, "Not found");
        return true;
    }
    const auto struck = state_.faults.strike(token ? "token" : endpoint->name);
    serve_struck(
        struck, request, [&](const fault& by) { return answers_instead(by, response); },
        [&] {
            if (token) {
                token_.serve(path, request, response);
            } else if (pass_door(next)) {
                carry_out(*endpoint, next);
            }
        },
        [&](const fault& by) { fail(by, response); });
    return true;
}

void api::carry_out(const endpoint& endpoint, call& call) {
    if (endpoint.send != nullptr) {
        return (sending_.*endpoint.send)(call);
    }
    if (call.request.has_header("X-Line-Retry-Key")) {
        return refuse(call.response, 400, "The retry key is not supported for this API");
    }
    (this->*endpoint.handle)(call);
}

bool api::pass_door(call& call) {
    constexpr std::string_view scheme = "Bearer ";
    const auto authorization = call.request.get_header_value("Authorization");
    if (authorization.starts_with(scheme)) {
        call.channel =
            state_.channels.by_token(std::string_view(authorization).substr(scheme.size()));
    }
    if (!call.channel) {
        refuse(call.response, 401,
               "Authentication failed due to the following reason: invalid token. Confirm that the "
               "access token in the authorization header is valid.");
        return false;
    }
    if (call.request.method == "GET") {
        return true;
    }
    const auto type = call.request.get_header_value("Content-Type");
    if (!type.starts_with("application/json")) {
        refuse(call.response, 415, "The content type, " + type + ", is not supported");
        return false;
    }
    if (call.request.body.size() > body_max) {
        refuse(call.response, 413, "The request body is too large");
        return false;
    }
    try {
        call.body = json::parse(call.request.body);
    } catch (const json::parse_error& wrong) {
        refuse(call.response, 400, parse_refusal(call.request.body, wrong.byte));
        return false;
    }
    return true;
}

void api::content(call& call) {
    auto found = state_.content.take(std::string(call.names.id));
    switch (found.state) {
    case content_state::ready: return call.response.set_content(found.bytes, found.type);
    case content_state::preparing: return answer(call.response, 202, json::object());
    case content_state::gone: return refuse(call.response, 410, "Gone");
    case content_state::unknown: break;
    }
    refuse(call.response, 404, "Not found");
}

// A poll counts as a request for the content.
void api::transcoding(call& call) {
    switch (state_.content.take(std::string(call.names.id)).state) {
    case content_state::ready: return answer(call.response, 200, {{"status", "succeeded"}});
    case content_state::preparing: return answer(call.response, 200, {{"status", "processing"}});
    case content_state::gone: return refuse(call.response, 410, "Gone");
    case content_state::unknown: break;
    }
    refuse(call.response, 404, "Not found");
}

// Of a member of a group or room, who need be no friend of the bot.
void api::group_member(call& call) {
    const auto person = state_.known.find(call.names.user);
    if (!person || person->hidden || call.names.user[0] != 'U' ||
        !state_.known.find(call.names.id)) {
        return refuse(call.response, 404, "Not found");
    }
    json body = {{"userId", person->id}, {"displayName", person->name}};
    if (!person->picture.empty()) {
        body["pictureUrl"] = person->picture;
    }
    answer(call.response, 200, body);
}

void api::profile(call& call) {
    const auto person = state_.known.find(call.names.id);
    if (!person || person->blocked || person->hidden || call.names.id[0] != 'U') {
        return refuse(call.response, 404, "Not found");
    }
    json body = {
        {"userId", person->id}, {"displayName", person->name}, {"language", person->language}};
    if (!person->picture.empty()) {
        body["pictureUrl"] = person->picture;
    }
    if (!person->status.empty()) {
        body["statusMessage"] = person->status;
    }
    answer(call.response, 200, body);
}

void api::group_summary(call& call) {
    const auto group = state_.known.find(call.names.id);
    if (!group || call.names.id[0] != 'C') {
        return refuse(call.response, 404, "Not found");
    }
    answer(call.response, 200, {{"groupId", group->id}, {"groupName", group->name}});
}

void api::loading(call& call) {
    const auto chat = text_in(call.body, "chatId");
    const auto seconds = number_in(call.body, "loadingSeconds", 20);
    if (!is_chat_id(chat) || chat[0] != 'U' || !state_.known.find(chat)) {
        return refuse(call.response, 400,
                      "The property, 'chatId', in the request body is invalid "
                      "(line: -, column: -)");
    }
    if (seconds < 5 || seconds > 60 || seconds % 5 != 0) {
        return answer(call.response, 400,
                      {{"message", "The request body has 1 error(s)"},
                       {"details",
                        {{{"message", "Must be a multiple of 5 between 5 and 60"},
                          {"property", "loadingSeconds"}}}}});
    }
    note_activity(call, "loading", chat);
    answer(call.response, 202, json::object());
}

void api::mark_as_read(call& call) {
    const auto token = text_in(call.body, "markAsReadToken");
    if (!state_.events.knows_read_token(token)) {
        return refuse(call.response, 400,
                      "The property, 'markAsReadToken', in the request body is "
                      "invalid (line: -, column: -)");
    }
    note_activity(call, "mark_as_read", {});
    answer(call.response, 200, json::object());
}

void api::note_activity(const call& call, std::string_view by, const std::string& to) {
    state_.accepted.add({{.channel = call.channel->id,
                          .to = to,
                          .by = std::string(by),
                          .request_id = call.request_id,
                          .headers = "{}",
                          .message = call.body.dump(),
                          .at_ms = now_ms()}});
}

void api::quota(call& call) {
    answer(call.response, 200,
           call.channel->quota ? json{{"type", "limited"}, {"value", *call.channel->quota}}
                               : json{{"type", "none"}});
}

void api::consumption(call& call) {
    answer(call.response, 200, {{"totalUsage", state_.channels.used(call.channel->id)}});
}

void api::info(call& call) {
    answer(call.response, 200,
           {{"userId", call.channel->bot_user_id},
            {"basicId", "@" + call.channel->id},
            {"displayName", call.channel->id},
            {"chatMode", "bot"},
            {"markAsReadMode", "manual"}});
}

void api::get_webhook(call& call) {
    answer(call.response, 200, {{"endpoint", call.channel->webhook_url}, {"active", true}});
}

// LINE takes https alone; a gateway under test has plain http.
void api::put_webhook(call& call) {
    const auto endpoint = text_in(call.body, "endpoint");
    if (!endpoint.starts_with("http") || endpoint.size() > 500) {
        return refuse(call.response, 400, "Invalid webhook endpoint URL");
    }
    state_.channels.set_webhook_url(call.channel->id, endpoint);
    answer(call.response, 200, json::object());
}

void api::test_webhook(call& call) {
    const auto body =
        json{{"destination", call.channel->bot_user_id}, {"events", json::array()}}.dump();
    webhook_client client;
    const auto url = text_in(call.body, "endpoint", call.channel->webhook_url);
    const auto result = client.deliver(
        {url, body, sign(call.channel->secret, body), call.channel->redelivery.timeout},
        std::nullopt);
    answer(call.response, 200,
           {{"success", result.taken()},
            {"timestamp", now_ms()},
            {"statusCode", result.status},
            {"reason", result.taken() ? "OK" : result.reason},
            {"detail", result.taken() ? "200" : result.reason}});
}

}  // namespace emulators::line
