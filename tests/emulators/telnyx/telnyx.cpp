#include "tests/emulators/telnyx/telnyx.hpp"

#include "tests/emulators/common/base64.hpp"
#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/name_number.hpp"
#include "tests/emulators/common/signatures.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/telnyx/check_message.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace emulators::telnyx {
namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr auto profile = "4001767e-ce0f-4cae-9d5f-0d5e636e7809";

std::string written_time(std::int64_t at_ms) {
    const auto seconds = static_cast<std::time_t>(at_ms / 1'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 24> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    return std::string(text.data(), size) + "." + std::to_string(1'000 + at_ms % 1'000).substr(1) +
           "+00:00";
}

httplib::Headers signed_by(const recipes::account&, const std::string& body, signing how) {
    const auto timestamp = std::to_string(now_ms() / 1'000);
    httplib::Headers out = {{"User-Agent", "telnyx-webhooks"}};
    if (how != signing::absent) {
        const auto over = (how == signing::wrong ? "1" : "") + timestamp + "|" + body;
        out.emplace("telnyx-signature-ed25519", to_base64(ed25519_signature(over)));
        out.emplace("telnyx-timestamp", timestamp);
    }
    return out;
}

void refuse(httplib::Response& response, const api_error& error) {
    answer(response, error.status, as_json(error));
}

void refuse(httplib::Response& response, const fault& by) {
    auto error = error_of(by.message.empty() ? std::string_view("10007") : by.message);
    error.status = by.message.empty() ? by.status : error.status;
    refuse(response, error);
}

// Words that Telnyx obeys itself.
enum class keyword { none, stop, start };
keyword keyword_in(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char each) {
        return each >= 'a' && each <= 'z' ? static_cast<char>(each - 32) : each;
    });
    const auto is = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), text) != words.end();
    };
    if (is({"STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})) {
        return keyword::stop;
    }
    return is({"START", "UNSTOP"}) ? keyword::start : keyword::none;
}

json number_object(const std::string& number, const char* status = nullptr) {
    json out = {{"phone_number", number}, {"carrier", "Emulated"}, {"line_type", "Wireless"}};
    if (status) {
        out["status"] = status;
    }
    return out;
}

json envelope(const char* type, const std::string& id, json payload) {
    return {{"data",
             {{"event_type", type},
              {"id", id},
              {"occurred_at", written_time(now_ms())},
              {"record_type", "event"},
              {"payload", std::move(payload)}}},
            {"meta", {{"attempt", 1}}}};
}

}  // namespace

telnyx_provider::telnyx_provider(std::size_t senders)
    : vendor({.name = "telnyx",
              .title = "Telnyx",
              .colour = "#00a37a",
              .accounts = "profiles",
              .person = "number",
              .people = {"+60135550001", "+60135550002", "+60135550003"},
              .sign = signed_by},
             senders) {}

std::string telnyx_provider::address_of(std::string_view name) const {
    return name.starts_with('+')
               ? std::string(name)
               : "+6013" + std::to_string(1'000'000 + name_number(name) % 9'000'000);
}

// A UUID that is new also after a restart.
std::string telnyx_provider::make_id() {
    const auto now = static_cast<std::uint64_t>(now_ms());
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-4000-8000-%012llx",
                  static_cast<unsigned>(now >> 16 & 0xffffffff),
                  static_cast<unsigned>(now & 0xffff), static_cast<unsigned long long>(count()));
    return text.data();
}

bool telnyx_provider::answer_call(const call& call) {
    if (call.path != "/v2/messages" || call.request.method != "POST") {
        return false;
    }
    serve_struck(
        strike("messages"), call.request,
        [&](const fault& by) {
            if (by.kind == "throttle" || by.kind == "quota") {
                call.response.set_header("Retry-After", "1");
                refuse(call.response, error_of("10011"));
            } else if (by.kind == "fail") {
                refuse(call.response, by);
            } else {
                return false;
            }
            return true;
        },
        [&] { send(call); }, [&](const fault& by) { refuse(call.response, by); });
    return true;
}

void telnyx_provider::send(const call& call) {
    const auto header = call.request.get_header_value("Authorization");
    const auto of = header.starts_with(bearer) ? by_token(header.substr(bearer.size())) : nullptr;
    if (!of) {
        return refuse(call.response, error_of("10009"));
    }
    const auto asked = json::parse(call.request.body, nullptr, false);
    if (const auto wrong = check_message(asked, of->numbers)) {
        return refuse(call.response, *wrong);
    }
    const auto to = somebody(text_in(asked, "to"));
    if (!to.refused.empty()) {
        return refuse(call.response, error_of(to.refused));
    }
    if (to.stopped.contains(of->id)) {
        return refuse(call.response, error_of("40300"));
    }
    json media = json::array();
    for (const auto& each : member(asked, "media_urls")) {
        media.push_back({{"url", each}, {"content_type", nullptr}, {"size", nullptr}});
    }
    const auto text = text_in(asked, "text");
    const auto how = parts_of(text);
    json message = {{"record_type", "message"},
                    {"direction", "outbound"},
                    {"id", make_id()},
                    {"type", media.empty() ? "SMS" : "MMS"},
                    {"messaging_profile_id", profile},
                    {"from", number_object(text_in(asked, "from"))},
                    {"to", json::array({number_object(to.address, "queued")})},
                    {"text", text},
                    {"media", std::move(media)},
                    {"webhook_url", text_in(asked, "webhook_url", of->webhook_url)},
                    {"encoding", how.encoding},
                    {"parts", how.parts},
                    {"tags", asked.value("tags", json::array())},
                    {"received_at", written_time(now_ms())},
                    {"sent_at", nullptr},
                    {"completed_at", nullptr},
                    {"errors", json::array()}};
    note_sent({{"user", to.address}, {"id", message["id"]}, {"by", of->id}, {"message", message}});
    answer(call.response, 200, {{"data", message}});
    pass_on(of, to, message);
}

void telnyx_provider::pass_on(const recipes::account_ptr& of, const recipes::person& to,
                              const json& message) {
    if (to.silent) {
        return;
    }
    const auto told = [&](const char* type, const char* status, std::chrono::milliseconds after) {
        auto payload = message;
        payload["to"][0]["status"] = status;
        payload["sent_at"] = written_time(now_ms());
        if (type == std::string_view("message.finalized")) {
            payload["completed_at"] = written_time(now_ms());
        }
        if (!to.failed.empty()) {
            payload["errors"] = as_json(error_of(to.failed))["errors"];
        }
        tell(of, text_in(message, "webhook_url"), to.address,
             envelope(type, make_id(), std::move(payload)), status, after);
    };
    if (!to.failed.empty()) {
        return told("message.finalized", "delivery_failed", of->step);
    }
    told("message.sent", "sent", of->step);
    told("message.finalized", "delivered", 2 * of->step);
}

json telnyx_provider::event_of(const json& description, const recipes::account& of,
                               recipes::person& who, const std::string& links, std::string& id) {
    id = id.empty() ? make_id() : id;
    const auto text = text_in(description, "text");
    const auto word = keyword_in(text);
    if (word == keyword::stop) {
        who.stopped.insert(of.id);
    } else if (word == keyword::start) {
        who.stopped.erase(of.id);
    }
    json media = json::array();
    for (const auto& each : member(description, "media")) {
        media.push_back({{"url", link_to(each, links, "image/jpeg")},
                         {"content_type", text_in(each, "content_type", "image/jpeg")},
                         {"size", content_in(each).size()}});
    }
    const auto how = parts_of(text);
    const auto own = of.numbers.empty() ? std::string() : of.numbers.front();
    return envelope("message.received", make_id(),
                    {{"record_type", "message"},
                     {"direction", "inbound"},
                     {"id", id},
                     {"type", media.empty() ? "SMS" : "MMS"},
                     {"messaging_profile_id", profile},
                     {"from", number_object(who.address)},
                     {"to", json::array({number_object(own, "webhook_delivered")})},
                     {"text", text},
                     {"media", std::move(media)},
                     {"encoding", how.encoding},
                     {"parts", how.parts},
                     {"received_at", written_time(now_ms())},
                     {"errors", json::array()}});
}

}  // namespace emulators::telnyx
