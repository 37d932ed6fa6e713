#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/api.hpp"
#include "tests/emulators/line/check.hpp"

#include <algorithm>

namespace emulators::line {
namespace {

constexpr std::string_view retry_header = "X-Line-Retry-Key";
constexpr const char* quota_text = "You have reached your monthly limit.";

// Headers a test may want to look at; the token is nobody's business.
std::string kept_headers(const httplib::Request& request) {
    json out = json::object();
    for (const auto& [name, value] : request.headers) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (lower != "authorization") {
            out[lower] = value;
        }
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool is_quotable(std::string_view type) {
    return type == "text" || type == "textV2" || type == "sticker" || type == "image" ||
           type == "video";
}

void refuse_property(httplib::Response& response, std::string_view property) {
    refuse(response, 400,
           "The property, '" + std::string(property) +
               "', in the request body is invalid (line: -, column: -)");
}

}  // namespace

bool send_api::messages_are_fine(call& call) {
    const auto faults = check_messages(call.body);
    if (faults.empty()) {
        return true;
    }
    json details = json::array();
    for (const auto& each : faults) {
        details.push_back({{"message", each.message}, {"property", each.property}});
    }
    answer(call.response, 400,
           {{"message", "The request body has " + std::to_string(faults.size()) + " error(s)"},
            {"details", std::move(details)}});
    return false;
}

std::string send_api::accept(const call& call, std::string_view by,
                             const std::vector<std::string>& to, const std::string& retry_key) {
    std::vector<accepted_message> accepted;
    json sent = json::array();
    const auto headers = kept_headers(call.request);
    for (const auto& receiver : to) {
        const auto person = state_.known.find(receiver);
        for (const auto& message : call.body["messages"]) {
            accepted_message next{.channel = call.channel->id,
                                  .to = receiver,
                                  .by = std::string(by),
                                  .id = state_.ids.message_id(),
                                  .request_id = call.request_id,
                                  .retry_key = retry_key,
                                  .reply_token = text_in(call.body, "replyToken"),
                                  .headers = headers,
                                  .message = message.dump(),
                                  .delivered = !person || !person->blocked,
                                  .at_ms = now_ms()};
            json one = {{"id", next.id}};
            if (is_quotable(text_in(message, "type"))) {
                next.quote_token = state_.ids.token();
                one["quoteToken"] = next.quote_token;
            }
            sent.push_back(std::move(one));
            accepted.push_back(std::move(next));
        }
    }
    state_.accepted.add(std::move(accepted));
    return by == "reply" || by == "push" ? json{{"sentMessages", std::move(sent)}}.dump() : "{}";
}

void send_api::reply(call& call) {
    if (!call.request.get_header_value(std::string(retry_header)).empty()) {
        return refuse(call.response, 400, "The retry key is not supported for this API");
    }
    const auto token = text_in(call.body, "replyToken");
    if (token.empty()) {
        return refuse_property(call.response, "replyToken");
    }
    if (!messages_are_fine(call)) {
        return;
    }
    const auto chat = state_.tokens.redeem(token, call.channel->id, reply_tokens::clock::now());
    if (!chat) {
        return refuse(call.response, 400, "Invalid reply token");
    }
    call.response.set_content(accept(call, "reply", {*chat}, {}), "application/json");
}

bool send_api::take_retry_key(call& call, std::string& key) {
    key = call.request.get_header_value(std::string(retry_header));
    if (key.empty()) {
        return true;
    }
    if (!is_uuid(key)) {
        refuse(call.response, 400, "The retry key is invalid");
        return false;
    }
    const auto before = state_.keys.find(call.channel->id + " " + key, retry_keys::clock::now());
    if (!before) {
        return true;
    }
    auto body = json::parse(before->answer, nullptr, false);
    body["message"] = "The retry key is already accepted";
    call.response.set_header("x-line-accepted-request-id", before->request_id);
    answer(call.response, 409, body);
    return false;
}

void send_api::push_to(call& call, std::string_view by, const std::vector<std::string>& to) {
    const std::lock_guard lock(accepting_);
    std::string key;
    if (!take_retry_key(call, key) || !messages_are_fine(call)) {
        return;
    }
    for (const auto& receiver : to) {
        if (by != "broadcast" && by != "narrowcast" && !state_.known.find(receiver)) {
            return refuse(call.response, 400, "Failed to send messages");
        }
    }
    if (!state_.channels.use_quota(*call.channel, static_cast<std::int64_t>(to.size()))) {
        return refuse(call.response, 429, quota_text);
    }
    auto text = accept(call, by, to, key);
    if (!key.empty()) {
        state_.keys.accept(call.channel->id + " " + key, {call.request_id, text},
                           retry_keys::clock::now());
    }
    call.response.set_content(text, "application/json");
}

void send_api::push(call& call) {
    const auto to = text_in(call.body, "to");
    if (!is_chat_id(to)) {
        return refuse_property(call.response, "to");
    }
    push_to(call, "push", {to});
}

void send_api::multicast(call& call) {
    const auto& list = member(call.body, "to");
    std::vector<std::string> to;
    for (const auto& each : list) {
        to.push_back(each.is_string() ? each.get<std::string>() : std::string{});
        if (!is_chat_id(to.back()) || to.back()[0] != 'U') {
            return refuse_property(call.response, "to");
        }
    }
    if (to.empty() || to.size() > 500) {
        return refuse_property(call.response, "to");
    }
    push_to(call, "multicast", to);
}

void send_api::narrowcast(call& call) {
    push_to(call, "narrowcast", {"everyone"});
    if (call.response.status == 200 || call.response.status == -1) {
        const std::lock_guard lock(accepting_);
        narrowcasts_.emplace(call.request_id, now_ms());
        answer(call.response, 202, json::object());
    }
}

void send_api::progress(call& call) {
    const auto id = call.request.get_param_value("requestId");
    const std::lock_guard lock(accepting_);
    const auto found = narrowcasts_.find(id);
    if (found == narrowcasts_.end()) {
        return refuse(call.response, 404, "Not found");
    }
    answer(call.response, 200,
           {{"phase", "succeeded"},
            {"successCount", 1},
            {"failureCount", 0},
            {"targetCount", 1},
            {"acceptedTime", found->second},
            {"completedTime", found->second}});
}

void send_api::broadcast(call& call) { push_to(call, "broadcast", {"everyone"}); }

void send_api::validate(call& call) {
    if (messages_are_fine(call)) {
        answer(call.response, 200, json::object());
    }
}

}  // namespace emulators::line
