#include "tests/emulators/sms/check_message.hpp"

#include "tests/emulators/sms/ids.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace emulators::sms {
namespace {

constexpr std::size_t text_max = 1600;
constexpr std::size_t media_max = 10;

bool holds(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool is_short_code(std::string_view text) {
    return text.size() >= 3 && text.size() <= 8 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_web_url(std::string_view url) {
    const auto begin = url.starts_with("https://") ? 8u : url.starts_with("http://") ? 7u : 0u;
    return begin > 0 && url.size() > begin && url[begin] != '/';
}

// Host names with an underscore are not called back.
bool can_be_called_back(std::string_view url) {
    const auto begin = std::min(url.find("://"), url.size() - 1) + 3;
    const auto host = url.substr(std::min(begin, url.size()));
    return is_web_url(url) &&
           host.substr(0, host.find_first_of("/:?")).find('_') == std::string_view::npos;
}

// Who sends it: sets the service and the number. 0, or the error.
int choose_sender(const httplib::Request& request, const account& account, message& out) {
    out.from = request.get_param_value("From");
    out.service = request.get_param_value("MessagingServiceSid");
    if (out.from.empty() && out.service.empty()) {
        return 21603;
    }
    if (out.from == "+15005550008") {  // Twilio's number for trying this out
        return 21611;
    }
    if (out.service.empty()) {
        return holds(account.numbers, out.from) ? 0 : 21606;
    }
    const auto service = account.services.find(out.service);
    if (service == account.services.end()) {
        return 21705;
    }
    if (service->second.empty()) {
        return 21703;
    }
    if (!out.from.empty()) {
        return holds(service->second, out.from) ? 0 : 21606;
    }
    out.from = service->second.front();
    return 0;
}

int check_content(const httplib::Request& request, message& out) {
    out.body = request.get_param_value("Body");
    for (std::size_t n = 0; n < request.get_param_value_count("MediaUrl"); ++n) {
        out.media_urls.push_back(request.get_param_value("MediaUrl", n));
    }
    if (out.body.empty() && out.media_urls.empty()) {
        return 21602;
    }
    if (units_of(out.body) > text_max) {
        return 21617;
    }
    if (out.media_urls.size() > media_max) {
        return 21623;
    }
    const bool fine = std::all_of(out.media_urls.begin(), out.media_urls.end(), is_web_url);
    return fine ? 0 : 21620;
}

int check_recipient(const account& account, const state& state, const message& out) {
    if (out.to.empty()) {
        return 21604;
    }
    if (!is_number(out.to) && !is_short_code(out.to)) {
        return 21211;
    }
    if (const int refused = state.known.find(out.to).refused; refused != 0) {
        return refused;
    }
    return state.moving.is_blocked(account, out.service, out.from, out.to) ? 21610 : 0;
}

int status_of(int code) {
    switch (code) {
    case 20003: return 401;
    case 20404: return 404;
    case 20429: return 429;
    default: return 400;
    }
}

}  // namespace

refusal refusal_of(int code) {
    static const std::map<int, std::string> texts = {
        {20001, "This parameter is not known here"},
        {20003, "Authenticate"},
        {20404, "The requested resource was not found"},
        {20429, "Too many requests"},
        {21211, "Invalid 'To' phone number"},
        {21408, "Permission to send to the region of the 'To' number has not been enabled"},
        {21602, "Message body is required"},
        {21603, "A 'From' or 'MessagingServiceSid' parameter is required"},
        {21604, "A 'To' phone number is required"},
        {21606, "The 'From' phone number is not one of yours that can send to the 'To' number"},
        {21608, "A trial account cannot send to unverified numbers"},
        {21609, "The 'StatusCallback' URL is not valid"},
        {21610, "Attempt to send to a recipient who has unsubscribed"},
        {21611, "This 'From' number has exceeded the maximum number of queued messages"},
        {21612, "The 'To' phone number is not reachable from this 'From' number"},
        {21614, "The 'To' number is not a valid mobile number"},
        {21617, "The concatenated message body exceeds the 1600 character limit"},
        {21620, "Invalid media URL(s)"},
        {21623, "The number of media files exceeds the limit of 10"},
        {21635, "The 'To' number cannot be a landline"},
        {21703, "The messaging service has no phone numbers"},
        {21705, "The messaging service SID is invalid"}};
    const auto it = texts.find(code);
    return {status_of(code), code,
            it == texts.end() ? "Error " + std::to_string(code) : it->second};
}

std::optional<message> read_send(const httplib::Request& request, const account& account,
                                 const state& state, refusal& wrong) {
    message out;
    out.account = account.sid;
    out.to = request.get_param_value("To");
    out.status_callback = request.get_param_value("StatusCallback");
    int error = choose_sender(request, account, out);
    if (error == 0) {
        error = check_recipient(account, state, out);
    }
    if (error == 0) {
        error = check_content(request, out);
    }
    if (error == 0 && !out.status_callback.empty() && !can_be_called_back(out.status_callback)) {
        error = 21609;
    }
    for (const char* name : {"ContentSid", "SendAt"}) {
        if (error == 0 && request.has_param(name)) {
            error = 20001;
        }
    }
    if (error != 0) {
        wrong = refusal_of(error);
        return std::nullopt;
    }
    out.sid = make_sid(out.media_urls.empty() ? "SM" : "MM");
    out.status = out.service.empty() ? "queued" : "accepted";
    out.direction = "outbound-api";
    out.created_ms = out.updated_ms = now_ms();
    return out;
}

}  // namespace emulators::sms
