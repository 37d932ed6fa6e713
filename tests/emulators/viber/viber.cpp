#include "tests/emulators/viber/viber.hpp"

#include "tests/emulators/common/base64.hpp"
#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/name_number.hpp"
#include "tests/emulators/common/signatures.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/viber/check_message.hpp"

#include <algorithm>
#include <charconv>

namespace emulators::viber {
namespace {

constexpr std::string_view signature_header = "X-Viber-Content-Signature";

json ended(int status, std::string_view about = {}) {
    auto words = std::string(name_of(status));
    if (!about.empty()) {
        words += ": " + std::string(about);
    }
    return {{"status", status}, {"status_message", words}, {"chat_hostname", "SN-CHAT-01_"}};
}

httplib::Headers signed_by(const recipes::account& of, const std::string& body, signing how) {
    httplib::Headers out = {{"User-Agent", "akka-http/10.2.4"}};
    if (how != signing::absent) {
        const auto key = (how == signing::wrong ? "not " : "") + of.token;
        out.emplace(signature_header, hex(hmac_sha256(key, body)));
    }
    return out;
}

std::uint64_t number_of(const std::string& text) {
    std::uint64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

json sender_of(const recipes::person& who) {
    return {{"id", who.address},
            {"name", who.name},
            {"avatar", "https://media-direct.cdn.viber.com/pg_download?id=" + who.address},
            {"language", "en-GB"},
            {"country", "MY"},
            {"api_version", 10}};
}

}  // namespace

viber_provider::viber_provider(std::size_t senders)
    : vendor({.name = "viber",
              .title = "Viber",
              .colour = "#7360f2",
              .accounts = "bots",
              .person = "name",
              .people = {"Nadia", "Kumar", "Li Na"},
              .sign = signed_by},
             senders) {}

// An id as Viber makes them for each bot: 24 letters of base64.
std::string viber_provider::address_of(std::string_view name) const {
    if (name.size() == 24 && name.ends_with("==")) {
        return std::string(name);
    }
    std::string bytes(16, '\0');
    auto number = name_number(name);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        bytes[at] = static_cast<char>(number >> (at % 8 * 8) & 0xff);
    }
    auto out = to_base64(bytes);
    std::replace(out.begin(), out.end(), '/', '_');  // ids stand in paths and queries here
    std::replace(out.begin(), out.end(), '+', '-');
    return out;
}

// 64 bits, as Viber's: more than a double holds.
std::uint64_t viber_provider::make_token() {
    return static_cast<std::uint64_t>(now_ms()) * 1'000'000u + count() % 1'000'000u;
}

bool viber_provider::answer_call(const call& call) {
    if (!call.path.starts_with("/pa/") || call.request.method != "POST") {
        return false;
    }
    const auto endpoint = call.path == "/pa/send_message" ? "messages" : call.path.substr(4);
    serve_struck(
        strike(endpoint), call.request,
        [&](const fault& by) {
            if (by.kind == "throttle" || by.kind == "quota") {
                answer(call.response, 200, ended(too_many_requests));
            } else if (by.kind == "fail") {
                answer(call.response, by.status, {{"message", by.message}});
            } else {
                return false;
            }
            return true;
        },
        [&] { answer(call.response, 200, carried_out(call)); },
        [&](const fault& by) { answer(call.response, by.status, {{"message", by.message}}); });
    return true;
}

json viber_provider::carried_out(const call& call) {
    const auto asked = json::parse(call.request.body, nullptr, false);
    auto token = call.request.get_header_value("X-Viber-Auth-Token");
    token = token.empty() ? text_in(asked, "auth_token") : token;
    if (token.empty()) {
        return ended(missing_data, "auth_token");
    }
    const auto of = by_token(token);
    if (!of) {
        return ended(invalid_auth_token);
    }
    if (!asked.is_object()) {
        return ended(bad_data);
    }
    if (call.path == "/pa/send_message") {
        return send(of, asked);
    }
    if (call.path == "/pa/set_webhook") {
        return set_webhook(of, asked);
    }
    if (call.path == "/pa/get_account_info") {
        auto out = ended(ok);
        out.update({{"id", "pa:" + of->id}, {"name", of->id}, {"webhook", of->webhook_url}});
        return out;
    }
    return call.path == "/pa/get_user_details" ? user_details(asked) : ended(bad_data, call.path);
}

json viber_provider::send(const recipes::account_ptr& of, const json& message) {
    if (of->webhook_url.empty()) {
        return ended(webhook_not_set);
    }
    if (const auto wrong = check_message(message)) {
        return ended(wrong->status, wrong->about);
    }
    const auto to = find(text_in(message, "receiver"));
    if (to.address.empty()) {
        return ended(receiver_not_registered);
    }
    if (!to.refused.empty()) {
        return ended(static_cast<int>(number_of(to.refused)));
    }
    if (!to.subscribed.contains(of->id) || to.stopped.contains(of->id)) {
        return ended(receiver_not_subscribed);
    }
    const auto token = make_token();
    note_sent({{"user", to.address}, {"id", token}, {"by", of->id}, {"message", message}});
    pass_on(of, to, token);
    auto out = ended(ok);
    out.update({{"message_token", token}, {"billing_status", 1}});
    return out;
}

void viber_provider::pass_on(const recipes::account_ptr& of, const recipes::person& to,
                             std::uint64_t token) {
    if (to.silent) {
        return;
    }
    const auto told = [&](const std::string& event, std::chrono::milliseconds after) {
        json about = {{"event", event},
                      {"timestamp", now_ms()},
                      {"message_token", token},
                      {"user_id", to.address},
                      {"chat_hostname", "SN-CALLBACK-04_"}};
        if (event == "failed") {
            about["desc"] = to.failed;
        }
        tell(of, of->webhook_url, to.address, about, event, after);
    };
    if (!to.failed.empty()) {
        return told("failed", of->step);
    }
    told("delivered", of->step);
    if (to.reads) {
        told("seen", 2 * of->step);
    }
}

// Viber calls the address at once, and takes it when that is answered 200.
json viber_provider::set_webhook(const recipes::account_ptr& of, const json& asked) {
    const auto url = text_in(asked, "url");
    if (!url.empty()) {
        const json event = {{"event", "webhook"},
                            {"timestamp", now_ms()},
                            {"chat_hostname", "SN-CALLBACK-04_"},
                            {"message_token", make_token()}};
        auto once = *of;
        once.retries = 0;
        const auto report = tell(std::make_shared<recipes::account>(once), url, of->id, event,
                                 "webhook", std::chrono::milliseconds(0))
                                .get();
        if (report.status != 200) {
            return ended(invalid_url);
        }
    }
    lead_to(of->id, url);
    auto out = ended(ok);
    out["event_types"] = {"subscribed", "unsubscribed", "webhook", "conversation_started",
                          "delivered",  "seen",         "failed",  "message"};
    return out;
}

json viber_provider::user_details(const json& asked) {
    const auto who = find(text_in(asked, "id"));
    if (who.address.empty()) {
        return ended(receiver_not_registered);
    }
    auto out = ended(ok);
    out.update({{"message_token", make_token()}, {"user", sender_of(who)}});
    return out;
}

json viber_provider::event_of(const json& description, const recipes::account& of,
                              recipes::person& who, const std::string& links, std::string& id) {
    const auto token = id.empty() ? make_token() : number_of(id);
    id = std::to_string(token);
    json out = {{"timestamp", number_in(description, "timestamp", now_ms())},
                {"message_token", token},
                {"chat_hostname", "SN-CHAT-01_"}};
    if (flag_in(description, "open")) {
        out.update({{"event", "conversation_started"},
                    {"type", "open"},
                    {"context", text_in(description, "context")},
                    {"user", sender_of(who)},
                    {"subscribed", who.subscribed.contains(of.id)}});
        return out;
    }
    if (flag_in(description, "unsubscribe")) {
        who.stopped.insert(of.id);
        out.update({{"event", "unsubscribed"}, {"user_id", who.address}});
        return out;
    }
    who.subscribed.insert(of.id);
    who.stopped.erase(of.id);
    auto message = json::object();
    for (const auto* type : {"picture", "video", "file"}) {
        if (description.contains(type)) {
            const auto& given = description[type];
            message = {{"type", type},
                       {"text", text_in(description, "text")},
                       {"media", link_to(given, links, "image/jpeg")},
                       {"file_name", text_in(given, "name", "picture.jpg")},
                       {"size", content_in(given).size()}};
        }
    }
    for (const auto* type : {"location", "contact"}) {
        if (description.contains(type)) {
            message = {{"type", type}, {type, description[type]}};
        }
    }
    if (description.contains("sticker")) {
        message = {{"type", "sticker"}, {"sticker_id", description["sticker"]}};
    }
    if (message.empty()) {
        message = {{"type", "text"}, {"text", text_in(description, "text")}};
    }
    message.update(member(description, "message").is_object() ? description["message"]
                                                              : json::object());
    out.update({{"event", "message"},
                {"sender", sender_of(who)},
                {"message", std::move(message)},
                {"silent", false}});
    return out;
}

}  // namespace emulators::viber
