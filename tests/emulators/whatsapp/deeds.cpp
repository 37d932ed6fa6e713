#include "tests/emulators/whatsapp/deeds.hpp"

#include "tests/emulators/common/json_answer.hpp"

namespace emulators::whatsapp {
namespace {

constexpr const char* media_kinds[] = {"image", "video", "audio", "document", "sticker"};

std::string usual_type(std::string_view kind) {
    return kind == "image"     ? "image/jpeg"
           : kind == "video"   ? "video/mp4"
           : kind == "audio"   ? "audio/ogg; codecs=opus"
           : kind == "sticker" ? "image/webp"
                               : "application/pdf";
}

json medium_part(const json& wish, const std::string& id, const meta::medium& medium) {
    json out = {{"id", id},
                {"mime_type", medium.type},
                {"sha256", "7RZ0ZQxHW1NjKCEdZkXZUYRuDFDWy0XzCE6Al+Y8Iyk="}};
    if (!medium.name.empty()) {
        out["filename"] = medium.name;
    }
    for (const auto* name : {"caption", "voice", "animated"}) {
        if (wish.contains(name)) {
            out[name] = wish[name];
        }
    }
    return out;
}

json said(const char* type, json part) { return {{"type", type}, {type, std::move(part)}}; }

}  // namespace

json deeds::value_of(const meta::business& of) const {
    return {{"messaging_product", "whatsapp"},
            {"metadata", {{"display_phone_number", of.number}, {"phone_number_id", of.id}}}};
}

std::string deeds::body_of(const json& value, const std::string& field, const meta::business& of) {
    return meta::as_meta_writes(
        {{"object", "whatsapp_business_account"},
         {"entry",
          json::array({{{"id", of.account},
                        {"changes", json::array({{{"field", field}, {"value", value}}})}}})}});
}

json deeds::message_of(const json& wish) {
    for (const auto* kind : media_kinds) {
        if (wish.contains(kind)) {
            const auto medium = meta::read_medium(wish[kind], usual_type(kind));
            return said(kind, medium_part(wish[kind], state_.media.add(medium), medium));
        }
    }
    for (const auto* type : {"location", "contacts", "order", "system"}) {
        if (wish.contains(type)) {
            return said(type, wish[type]);
        }
    }
    if (wish.contains("button")) {
        return said("button", {{"text", text_in(wish["button"], "text")},
                               {"payload", text_in(wish["button"], "payload")}});
    }
    for (const auto* reply : {"button_reply", "list_reply", "nfm_reply"}) {
        if (wish.contains(reply)) {
            return said("interactive", {{"type", reply}, {reply, wish[reply]}});
        }
    }
    if (wish.contains("react")) {
        return said("reaction", {{"message_id", text_in(wish["react"], "message")},
                                 {"emoji", text_in(wish["react"], "emoji")}});
    }
    if (wish.contains("edit")) {
        return said("edit", {{"original_message_id", text_in(wish, "edit")},
                             {"message", said("text", {{"body", text_in(wish, "text")}})}});
    }
    if (wish.contains("revoke")) {
        return said("revoke", {{"original_message_id", text_in(wish, "revoke")}});
    }
    if (wish.contains("unsupported")) {
        json out = said("unsupported", {{"type", text_in(wish, "unsupported")}});
        out["errors"] = json::array({{{"code", 131051}, {"title", "Message type unknown"}}});
        return out;
    }
    if (member(wish, "message").is_object()) {
        return wish["message"];
    }
    return said("text", {{"body", text_in(wish, "text")}});
}

deeds::done deeds::carry_out(const json& wish, const meta::business& of) {
    const auto who = state_.known.somebody(text_in(wish, "user", "somebody"));
    const auto now = state_.now();
    meta::hook next;
    next.business = of.id;
    next.order_key = who.id;
    next.signing = signing_of(wish);
    json told = {{"userId", who.id}};
    if (wish.contains("body")) {  // as it stands
        next.body = wish["body"].is_string() ? wish["body"].get<std::string>()
                                             : meta::as_meta_writes(wish["body"]);
        next.about = "body";
    } else if (wish.contains("value")) {
        auto value = value_of(of);
        value.update(wish["value"]);
        next.body = body_of(value, text_in(wish, "field", "messages"), of);
        next.about = "value";
    } else {
        auto message = message_of(wish);
        const bool echo = flag_in(wish, "echo");
        const auto id = text_in(wish, "id", state_.make_id("wamid."));
        message["id"] = id;
        message["timestamp"] = std::to_string(now / 1000);
        if (const auto quoted = text_in(wish, "quoted"); !quoted.empty()) {
            message["context"] = {{"from", of.number}, {"id", quoted}};
        }
        for (const auto* name : {"referral", "group_id"}) {
            if (wish.contains(name)) {
                message[name] = wish[name];
            }
        }
        auto value = value_of(of);
        if (echo) {
            message["from"] = of.number;
            message["to"] = who.id;
            value["message_echoes"] = json::array({std::move(message)});
        } else {
            json contact = {{"profile", {{"name", who.name}}}};
            const auto hidden = flag_in(wish, "hidden");
            contact["wa_id"] = hidden ? "" : who.id;
            message["from"] = hidden ? "" : who.id;
            if (!who.user_id.empty()) {
                contact["user_id"] = message["from_user_id"] = who.user_id;
            }
            value["contacts"] = json::array({std::move(contact)});
            value["messages"] = json::array({std::move(message)});
            state_.known.wrote(who.id, now);
        }
        next.body = body_of(value, echo ? "smb_message_echoes" : "messages", of);
        next.about = id;
        told["messageId"] = id;
    }
    return {std::move(told), state_.out.send(std::move(next))};
}

void deeds::pass_on(const json& message, const std::string& id, const meta::person& to,
                    const meta::business& of) {
    json about = {{"id", id}, {"recipient_id", to.id}};
    if (const auto ours = text_in(message, "biz_opaque_callback_data"); !ours.empty()) {
        about["biz_opaque_callback_data"] = ours;
    }
    const bool closed = text_in(message, "type") != "template" && to.wrote_ms != 0 &&
                        state_.now() - to.wrote_ms > 24 * 3'600'000;
    const auto error = to.failed != 0 ? to.failed : closed ? 131047 : 0;
    if (to.silent) {
        return;
    }
    if (error != 0) {
        return status(about, "failed", error, to, of, of.step);
    }
    status(about, "sent", 0, to, of, of.step);
    if (text_in(message, "type") == "reaction") {
        return;
    }
    status(about, "delivered", 0, to, of, of.step * 2);
    if (to.reads) {
        status(about, "read", 0, to, of, of.step * 3);
    }
}

void deeds::status(const json& about, std::string_view word, int error, const meta::person& to,
                   const meta::business& of, std::chrono::milliseconds after) {
    json status = about;
    status["status"] = word;
    status["timestamp"] = std::to_string(state_.now() / 1000);
    if (error != 0) {
        status["errors"] = json::array({{{"code", error},
                                         {"title", "Message failed to send"},
                                         {"message", "Message failed to send"},
                                         {"error_data", {{"details", "emulated"}}}}});
    }
    auto value = value_of(of);
    value["statuses"] = json::array({std::move(status)});
    meta::hook next;
    next.business = of.id;
    next.order_key = to.id;
    next.body = body_of(value, "messages", of);
    next.about = text_in(about, "id") + " " + std::string(word);
    next.after = after;
    state_.out.send(std::move(next));
}

}  // namespace emulators::whatsapp
