#include "tests/emulators/voice/api.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/sms/ids.hpp"
#include "tests/emulators/voice/twiml.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace emulators::voice {
namespace {

constexpr std::size_t longest_twiml = 4000;

struct refusal {
    int status;
    int code;
    std::string text;
};

refusal refusal_of(int code) {
    static const std::map<int, refusal> known = {
        {20001, {400, 20001, "Unknown parameters"}},
        {20003, {401, 20003, "Authenticate"}},
        {20404, {404, 20404, "The requested resource was not found"}},
        {20429, {429, 20429, "Too Many Requests"}},
        {21201, {400, 21201, "No 'To' number is specified"}},
        {21205, {400, 21205, "Url is not a valid URL"}},
        {21210, {400, 21210, "'From' phone number not verified"}},
        {21211, {400, 21211, "Invalid 'To' Phone Number"}},
        {21213, {400, 21213, "'From' phone number is required"}},
        {21220, {400, 21220, "Call is not in-progress. Cannot redirect."}},
        {12100, {400, 12100, "Document parse failure"}},
        {21609, {400, 21609, "Invalid 'StatusCallback' URL"}},
    };
    return known.at(code);
}

void refuse(httplib::Response& response, const refusal& why) {
    answer(response, why.status,
           {{"code", why.code},
            {"message", why.text},
            {"more_info", "https://www.twilio.com/docs/errors/" + std::to_string(why.code)},
            {"status", why.status}});
}
void refuse(httplib::Response& response, int code) { refuse(response, refusal_of(code)); }

bool is_web_url(const std::string& url) {
    return (url.starts_with("http://") || url.starts_with("https://")) &&
           url.find_first_of(" \"<>") == std::string::npos;
}

bool is_callable(const std::string& to) {
    return to.starts_with("client:") || to.starts_with("sip:") || to.starts_with("sips:") ||
           (sms::is_number(to) && to.size() >= 8 && to.size() <= 16 && to[1] != '0');
}

// Whether the request has parameters that Twilio does not know here.
bool has_others(const httplib::Request& request, const std::set<std::string>& known) {
    return std::any_of(request.params.begin(), request.params.end(),
                       [&](const auto& each) { return !known.contains(each.first); });
}

std::string value(const httplib::Request& request, const char* name) {
    return request.get_param_value(name);
}

bool is_twiml(const std::string& text) {
    return text.size() <= longest_twiml && read_twiml("text/xml", text).error == 0;
}

// A second of silence for each second.
std::string silence(int seconds) {
    const auto samples = static_cast<std::uint32_t>(seconds) * 8000;
    std::string out = "RIFF";
    const auto put = [&](std::uint32_t number, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            out += static_cast<char>((number >> (8 * i)) & 0xff);
        }
    };
    put(36 + samples, 4);
    out += "WAVEfmt ";
    put(16, 4);
    put(7, 2);
    put(1, 2);
    put(8000, 4);
    put(8000, 4);
    put(1, 2);
    put(8, 2);
    out += "data";
    put(samples, 4);
    return out + std::string(samples, '\xff');
}

bool answers_instead(const fault& struck, httplib::Response& response) {
    if (struck.kind == "throttle" || struck.kind == "quota") {
        response.set_header("Retry-After", "1");
        refuse(response, 20429);
    } else if (struck.kind == "fail") {
        refuse(response, {struck.status, 20500,
                          struck.message.empty() ? "Internal server error" : struck.message});
    } else {
        return false;
    }
    return true;
}

}  // namespace

struct api::endpoint {
    std::string method;
    std::regex path;   // below the account
    std::string name;  // for faults
    void (api::*handle)(call&);
};

const api::endpoint* api::find(const std::string& method, const std::string& path, call& call) {
    static const std::vector<endpoint> table = {
        {"POST", std::regex("/Calls\\.json"), "create", &api::create},
        {"GET", std::regex("/Calls/([^/.]+)\\.json"), "fetch", &api::fetch},
        {"POST", std::regex("/Calls/([^/.]+)\\.json"), "update", &api::update},
        {"GET", std::regex("/Conferences\\.json"), "conferences", &api::conferences},
        {"GET", std::regex("/Conferences/([^/.]+)/Participants\\.json"), "participants",
         &api::participants},
        {"POST", std::regex("/Conferences/([^/.]+)/Participants/([^/.]+)\\.json"), "participants",
         &api::change_participant},
        {"DELETE", std::regex("/Conferences/([^/.]+)/Participants/([^/.]+)\\.json"), "participants",
         &api::remove_participant},
        {"GET", std::regex("/Recordings/([^/.]+)\\.(mp3|wav)"), "recordings", &api::play_recording},
        {"GET", std::regex("/IncomingPhoneNumbers\\.json"), "numbers", &api::numbers},
    };
    for (const auto& each : table) {
        std::smatch found;
        if (each.method == method && std::regex_match(path, found, each.path)) {
            call.first = found.size() > 1 ? found[1].str() : "";
            call.second = found.size() > 2 ? found[2].str() : "";
            return &each;
        }
    }
    return nullptr;
}

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    static const std::regex shape("/2010-04-01/Accounts/([^/]+)(/.*)");
    const std::string whole(path);
    std::smatch parts;
    if (!std::regex_match(whole, parts, shape)) {
        return false;
    }
    call next{request, response, nullptr, {}, {}};
    const auto* endpoint = find(request.method, parts[2].str(), next);
    const auto struck = endpoint == nullptr ? std::nullopt : state_.faults.strike(endpoint->name);
    serve_struck(
        struck, request, [&](const fault& by) { return answers_instead(by, response); },
        [&] {
            next.account =
                state_.accounts.by_authorization(request.get_header_value("Authorization"));
            if (!next.account) {
                response.set_header("WWW-Authenticate", "Basic realm=\"Twilio API\"");
                refuse(response, 20003);
            } else if (endpoint == nullptr || parts[1].str() != next.account->sid) {
                refuse(response, 20404);
            } else {
                (this->*endpoint->handle)(next);
            }
        },
        [&](const fault& by) { refuse(response, {by.status, 20500, by.message}); });
    return true;
}

void api::create(call& call) {
    const auto& request = call.request;
    static const std::set<std::string> known = {"To",
                                                "From",
                                                "Url",
                                                "Twiml",
                                                "Method",
                                                "FallbackUrl",
                                                "FallbackMethod",
                                                "StatusCallback",
                                                "Timeout",
                                                "StatusCallbackMethod",
                                                "StatusCallbackEvent",
                                                "TimeLimit",
                                                "Record",
                                                "SendDigits",
                                                "MachineDetection",
                                                "CallerId",
                                                "ApplicationSid",
                                                "CallReason"};
    const auto to = value(request, "To");
    const auto from = value(request, "From");
    const auto url = value(request, "Url");
    const auto twiml = value(request, "Twiml");
    const auto callback = value(request, "StatusCallback");
    if (has_others(request, known)) {
        return refuse(call.response, 20001);
    }
    if (to.empty()) {
        return refuse(call.response, 21201);
    }
    if (!is_callable(to)) {
        return refuse(call.response, 21211);
    }
    if (from.empty()) {
        return refuse(call.response, 21213);
    }
    const auto& numbers = call.account->numbers;
    if (std::find(numbers.begin(), numbers.end(), from) == numbers.end()) {
        return refuse(call.response, 21210);
    }
    if ((url.empty() && twiml.empty()) || (!url.empty() && !is_web_url(url))) {
        return refuse(call.response, 21205);
    }
    if (url.empty() && !is_twiml(twiml)) {
        return refuse(call.response, 12100);
    }
    if (!callback.empty() && !is_web_url(callback)) {
        return refuse(call.response, 21609);
    }
    const auto leg = std::make_shared<voice::leg>();
    leg->account = call.account;
    leg->sid = sms::make_sid("CA");
    leg->from = from;
    leg->to = to;
    leg->direction = "outbound-api";
    leg->begins = {url, url.empty() ? twiml : ""};
    leg->status_url = callback;
    for (std::size_t n = 0; n < request.get_param_value_count("StatusCallbackEvent"); ++n) {
        leg->events.insert(request.get_param_value("StatusCallbackEvent", n));
    }
    if (leg->events.empty()) {
        leg->events.insert("completed");
    }
    answer(call.response, 201, state_.calls.to_json(*leg));
    state_.calls.begin(leg);
}

void api::fetch(call& call) {
    const auto leg = state_.calls.find(call.first);
    if (!leg || leg->account->sid != call.account->sid) {
        return refuse(call.response, 20404);
    }
    answer(call.response, 200, state_.calls.to_json(*leg));
}

// Twiml or Url takes the place of what the call does; Status ends it.
void api::update(call& call) {
    static const std::set<std::string> known = {
        "Url",         "Method",         "Twiml",          "Status",
        "FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackMethod"};
    const auto& request = call.request;
    const auto leg = state_.calls.find(call.first);
    if (!leg || leg->account->sid != call.account->sid) {
        return refuse(call.response, 20404);
    }
    const auto url = value(request, "Url");
    const auto twiml = value(request, "Twiml");
    const auto status = value(request, "Status");
    const bool ends = status == "completed" || status == "canceled";
    if (has_others(request, known) || (url.empty() && twiml.empty() && !ends)) {
        return refuse(call.response, 20001);
    }
    if (!url.empty() && !is_web_url(url)) {
        return refuse(call.response, 21205);
    }
    if (!twiml.empty() && !is_twiml(twiml)) {
        return refuse(call.response, 12100);
    }
    const bool done = ends ? state_.calls.hang_up(call.first)
                           : state_.calls.redirect(call.first, {url, url.empty() ? twiml : ""});
    if (!done) {
        return refuse(call.response, 21220);
    }
    fetch(call);
}

void api::conferences(call& call) {
    json items = json::array();
    const auto name = value(call.request, "FriendlyName");
    const auto all = state_.calls.conferences();
    for (const auto& each : all) {
        if (each["account_sid"] == call.account->sid &&
            (name.empty() || each["friendly_name"] == name)) {
            items.push_back(each);
        }
    }
    answer(call.response, 200, {{"conferences", std::move(items)}, {"page", 0}});
}

void api::participants(call& call) {
    auto found = state_.calls.participants(call.first);
    if (found.is_null()) {
        return refuse(call.response, 20404);
    }
    answer(call.response, 200, {{"participants", std::move(found)}, {"page", 0}});
}

void api::change_participant(call& call) {
    static const std::set<std::string> known = {
        "Muted", "Hold", "HoldUrl", "HoldMethod", "EndConferenceOnExit", "AnnounceUrl"};
    const auto flag = [&](const char* name) -> std::optional<bool> {
        const auto given = value(call.request, name);
        return given.empty() ? std::nullopt : std::optional(given == "true");
    };
    if (has_others(call.request, known)) {
        return refuse(call.response, 20001);
    }
    if (const auto url = value(call.request, "HoldUrl"); !url.empty() && !is_web_url(url)) {
        return refuse(call.response, 21205);
    }
    const auto changed = state_.calls.change(call.first, call.second, flag("Hold"), flag("Muted"));
    if (changed.is_null()) {
        return refuse(call.response, 20404);
    }
    answer(call.response, 200, changed);
}

void api::remove_participant(call& call) {
    const auto all = state_.calls.participants(call.first);
    const bool there = all.is_array() && std::any_of(all.begin(), all.end(), [&](const json& each) {
                           return each["call_sid"] == call.second;
                       });
    if (!there || !state_.calls.hang_up(call.second)) {
        return refuse(call.response, 20404);
    }
    call.response.status = 204;
}

// There from a moment after its end.
void api::play_recording(call& call) {
    const auto found = state_.calls.find_recording(call.first);
    if (!found || found->account != call.account->sid || now_ms() < found->ready_ms) {
        return refuse(call.response, 20404);
    }
    call.response.set_content(silence(found->seconds),
                              call.second == "wav" ? "audio/x-wav" : "audio/mpeg");
}

void api::numbers(call& call) {
    json items = json::array();
    for (const auto& each : call.account->numbers) {
        items.push_back({{"phone_number", each},
                         {"account_sid", call.account->sid},
                         {"voice_url", call.account->webhook_url},
                         {"status_callback", call.account->status_url},
                         {"capabilities", {{"sms", false}, {"mms", false}, {"voice", true}}}});
    }
    answer(call.response, 200, {{"incoming_phone_numbers", std::move(items)}, {"page", 0}});
}

}  // namespace emulators::voice
