#include "tests/emulators/meta/messaging_deeds.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <utility>

namespace emulators::meta {
namespace {

std::string usual_type(std::string_view kind) {
    return kind == "video"   ? "video/mp4"
           : kind == "audio" ? "audio/mpeg"
           : kind == "file"  ? "application/pdf"
                             : "image/jpeg";
}

// What is sent, as its echo shows it.
json echoed(const json& message) {
    json out = json::object();
    for (const auto* name : {"text", "metadata"}) {
        if (message.contains(name)) {
            out[name] = message[name];
        }
    }
    if (message.contains("attachment")) {
        out["attachments"] = json::array({message["attachment"]});
    }
    return out;
}

}  // namespace

json messaging_deeds::attachments_of(const json& list, const business& of, const std::string& cdn) {
    json out = json::array();
    for (const auto& each : list) {
        const auto type = text_in(each, "type", "image");
        if (member(each, "payload").is_object() ||
            (!each.contains("content") && !each.contains("content_base64"))) {
            out.push_back(each);  // as it stands
            continue;
        }
        const auto id = state_.media.add(read_medium(each, usual_type(type)));
        const auto link = state_.media.link_to(id, state_.now() + of.link_life_ms);
        out.push_back({{"type", type}, {"payload", {{"url", cdn + link}}}});
    }
    return out;
}

json messaging_deeds::event_of(const json& wish, const person& who, const business& of,
                               const std::string& mid, const std::string& cdn) {
    for (const auto* key : {"referral", "optin", "message_edit", "pass_thread_control",
                            "take_thread_control", "request_thread_control", "order"}) {
        if (wish.contains(key)) {
            return {{key, wish[key]}};
        }
    }
    if (wish.contains("postback")) {
        json postback = wish["postback"].is_string()
                            ? json{{"title", wish["postback"]}, {"payload", wish["postback"]}}
                            : wish["postback"];
        postback["mid"] = mid;
        return {{"postback", std::move(postback)}};
    }
    if (wish.contains("react")) {
        const auto& react = wish["react"];
        json about = {{"mid", text_in(react, "message")},
                      {"action", flag_in(react, "removed") ? "unreact" : "react"}};
        if (!flag_in(react, "removed")) {
            about["reaction"] = text_in(react, "reaction", "other");
            about["emoji"] = text_in(react, "emoji");
        }
        return {{"reaction", std::move(about)}};
    }
    if (wish.contains("read")) {
        return {{"read", at_.deliveries ? json{{"watermark", state_.now()}}
                                        : json{{"mid", text_in(wish, "read")}}}};
    }
    if (wish.contains("unsend")) {
        return {{"message", {{"mid", text_in(wish, "unsend")}, {"is_deleted", true}}}};
    }
    if (member(wish, "event").is_object()) {
        return wish["event"];
    }
    json message = {{"mid", mid}};
    if (wish.contains("text")) {
        message["text"] = wish["text"];
    }
    if (wish.contains("attachments")) {
        message["attachments"] = attachments_of(wish["attachments"], of, cdn);
    }
    if (wish.contains("quick_reply")) {
        message["quick_reply"] = {{"payload", text_in(wish, "quick_reply")}};
    }
    for (const auto* name : {"reply_to", "referral", "is_unsupported", "is_echo", "app_id"}) {
        if (wish.contains(name)) {
            message[name] = wish[name];
        }
    }
    state_.known.wrote(who.id, flag_in(wish, "is_echo") ? 0 : state_.now());
    return {{"message", std::move(message)}};
}

hook messaging_deeds::hook_of(const json& event, const person& who, const business& of,
                              const char* list) {
    hook next;
    next.business = of.id;
    next.order_key = who.id;
    next.body = as_meta_writes(
        {{"object", at_.object},
         {"entry",
          json::array({{{"id", of.id}, {"time", state_.now()}, {list, json::array({event})}}})}});
    return next;
}

messaging_deeds::done messaging_deeds::carry_out(const json& wish, const business& of,
                                                 const std::string& cdn) {
    const auto who = state_.known.somebody(text_in(wish, "user", "somebody"));
    const auto mid = text_in(wish, "mid", state_.make_id(at_.mid));
    json told = {{"userId", who.id}, {"messageId", mid}};
    hook next;
    if (wish.contains("body")) {
        next = hook_of(json::object(), who, of);
        next.body = wish["body"].is_string() ? wish["body"].get<std::string>()
                                             : as_meta_writes(wish["body"]);
    } else {
        auto event = event_of(wish, who, of, mid, cdn);
        const bool echo = flag_in(wish, "is_echo");
        event["sender"] = {{"id", echo ? of.id : who.id}};
        event["recipient"] = {{"id", echo ? who.id : of.id}};
        event["timestamp"] = number_in(wish, "timestamp", state_.now());
        next = hook_of(event, who, of, flag_in(wish, "standby") ? "standby" : "messaging");
    }
    next.about = mid;
    next.signing = signing_of(wish);
    return {std::move(told), state_.out.send(std::move(next))};
}

void messaging_deeds::pass_on(const json& send, const std::string& mid, const person& to,
                              const business& of) {
    auto message = echoed(member(send, "message"));
    message["mid"] = mid;
    message["is_echo"] = true;
    message["app_id"] = of.app_id;
    if (!at_.metadata) {
        message.erase("metadata");
    }
    const json us = {{"id", of.id}};
    const json them = {{"id", to.id}};
    const auto now = state_.now();
    auto echo = hook_of(
        {{"sender", us}, {"recipient", them}, {"timestamp", now}, {"message", message}}, to, of);
    echo.about = "echo " + mid;
    echo.after = of.echo_first ? std::chrono::milliseconds(0) : of.step;
    auto told = state_.out.send(std::move(echo));
    if (of.echo_first) {
        told.wait_for(std::chrono::milliseconds(300));
    }
    if (to.silent) {
        return;
    }
    if (at_.deliveries) {
        auto delivery = hook_of({{"sender", them},
                                 {"recipient", us},
                                 {"delivery", {{"mids", {mid}}, {"watermark", now}}}},
                                to, of);
        delivery.about = "delivery " + mid;
        delivery.after = of.step * 2;
        state_.out.send(std::move(delivery));
    }
    if (to.reads) {
        auto seen =
            hook_of({{"sender", them},
                     {"recipient", us},
                     {"timestamp", now},
                     {"read", at_.deliveries ? json{{"watermark", now}} : json{{"mid", mid}}}},
                    to, of);
        seen.about = "read " + mid;
        seen.after = of.step * 3;
        state_.out.send(std::move(seen));
    }
}

}  // namespace emulators::meta
