#include "tests/emulators/line/events.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <array>
#include <string_view>

namespace emulators::line {
namespace {

constexpr std::array media = {"image", "video", "audio", "file"};

// Events with these types carry a reply token.
bool is_repliable(const json& event) {
    constexpr std::array types = {"message",      "follow",     "join",
                                  "memberJoined", "postback",   "videoPlayComplete",
                                  "beacon",       "membership", "accountLink"};
    const auto type = text_in(event, "type");
    for (const std::string_view each : types) {
        if (each == type) {
            return type != "accountLink" || text_in(member(event, "link"), "result") == "ok";
        }
    }
    return false;
}

std::string default_type(std::string_view kind) {
    if (kind == "image") {
        return "image/png";
    }
    if (kind == "video") {
        return "video/mp4";
    }
    return kind == "audio" ? "audio/x-m4a" : "application/octet-stream";
}

json media_message(const std::string& kind, const json& part) {
    json out = {{"type", kind}};
    if (kind == "file") {
        out["fileName"] = text_in(part, "name", "file.bin");
        out["fileSize"] = content_in(part, {}).size();
        return out;
    }
    if (const auto url = text_in(part, "external"); !url.empty()) {
        out["contentProvider"] = {
            {"type", "external"}, {"originalContentUrl", url}, {"previewImageUrl", url}};
    } else {
        out["contentProvider"] = {{"type", "line"}};
    }
    if (kind == "video" || kind == "audio") {
        out["duration"] = number_in(part, "duration", 5'000);
    }
    return out;
}

json sticker_message(const json& part) {
    json out = {{"type", "sticker"},
                {"packageId", text_in(part, "packageId", "446")},
                {"stickerId", text_in(part, "stickerId", "1988")},
                {"stickerResourceType", text_in(part, "stickerResourceType", "STATIC")}};
    for (const char* name : {"keywords", "text"}) {
        if (part.contains(name)) {
            out[name] = part[name];
        }
    }
    return out;
}

json location_message(const json& part) {
    json out = {{"type", "location"}, {"latitude", 3.139}, {"longitude", 101.6869}};
    out.update(part);
    return out;
}

}  // namespace

bool event_maker::fill_message(made_event& out, const json& description) {
    json message;
    if (description.contains("text")) {
        message = {{"type", "text"}, {"text", description["text"]}};
    } else if (description.contains("sticker")) {
        message = sticker_message(description["sticker"]);
    } else if (description.contains("location")) {
        message = location_message(description["location"]);
    } else if (description.contains("message")) {
        message = description["message"];
    }
    for (const char* kind : media) {
        if (description.contains(kind)) {
            message = media_message(kind, description[kind]);
            out.message_id = ids_.message_id();
            keep_content(out.message_id, kind, description[kind]);
        }
    }
    if (!message.is_object()) {
        return false;
    }
    if (out.message_id.empty()) {
        out.message_id = ids_.message_id();
    }
    message["id"] = out.message_id;
    message["markAsReadToken"] = read_token();
    const auto type = text_in(message, "type");
    if (type == "text" || type == "sticker" || type == "image" || type == "video") {
        message["quoteToken"] = ids_.token();
    }
    if (const auto quoted = text_in(description, "quoted"); !quoted.empty()) {
        message["quotedMessageId"] = quoted;
    }
    out.event = {{"type", "message"}, {"message", std::move(message)}};
    return true;
}

void event_maker::keep_content(const std::string& message, std::string_view kind,
                               const json& part) {
    content_.put(message, text_in(part, "content_type", default_type(kind)),
                 content_in(part, "content of " + message),
                 static_cast<int>(number_in(part, "not_ready", 0)));
}

void event_maker::fill_source(made_event& out, const json& description) {
    const auto user = text_in(description, "user", "someone");
    const auto group = text_in(description, "group");
    const auto room = text_in(description, "room");
    out.user_id = chat_id('U', user);
    out.chat = out.user_id;
    people_.meet(out.user_id, user);
    json source = {{"type", "user"}, {"userId", out.user_id}};
    if (!group.empty() || !room.empty()) {
        const bool is_group = !group.empty();
        out.chat = is_group ? chat_id('C', group) : chat_id('R', room);
        people_.meet(out.chat, is_group ? group : room);
        source["type"] = is_group ? "group" : "room";
        source[is_group ? "groupId" : "roomId"] = out.chat;
        if (flag_in(description, "anonymous")) {
            source.erase("userId");
        }
    }
    out.event["source"] = std::move(source);
}

void event_maker::issue_token(made_event& out, const channel& channel) {
    const auto token = ids_.token();
    tokens_.issue(token, channel.id, out.chat,
                  reply_tokens::clock::now() + channel.reply_token_life);
    out.event["replyToken"] = token;
}

made_event event_maker::make(const channel& channel, const json& description) {
    made_event out;
    if (description.contains("event") && description["event"].is_object()) {
        out.event = description["event"];
    } else if (description.contains("postback")) {
        const auto& postback = description["postback"];
        out.event = {{"type", "postback"},
                     {"postback", postback.is_string() ? json{{"data", postback}} : postback}};
    } else if (description.contains("unsend")) {
        const auto id = text_in(description, "unsend");
        content_.remove(id);
        out.event = {{"type", "unsend"}, {"unsend", {{"messageId", id}}}};
    } else if (flag_in(description, "follow") || flag_in(description, "unfollow")) {
        const bool follow = flag_in(description, "follow");
        if (!flag_in(description, "redelivered")) {
            people_.block(chat_id('U', text_in(description, "user", "someone")), !follow);
        }
        out.event = {{"type", follow ? "follow" : "unfollow"}};
        if (follow) {
            out.event["follow"] = {{"isUnblocked", flag_in(description, "unblocked")}};
        }
    } else if (!fill_message(out, description)) {
        out.wrong = "one of text, sticker, image, video, audio, file, location, postback, unsend, "
                    "follow, unfollow, message, event is needed";
        return out;
    }
    fill_source(out, description);
    out.webhook_event_id = text_in(description, "webhookEventId");
    if (out.webhook_event_id.empty()) {
        out.webhook_event_id = ids_.webhook_event_id();
    }
    out.event["mode"] = text_in(description, "mode", "active");
    out.event["timestamp"] = number_in(description, "timestamp", now_ms());
    out.event["webhookEventId"] = out.webhook_event_id;
    out.event["deliveryContext"] = {{"isRedelivery", false}};
    if (is_repliable(out.event)) {
        issue_token(out, channel);
    }
    return out;
}

std::string event_maker::read_token() {
    auto token = ids_.token();
    const std::lock_guard lock(mutex_);
    read_tokens_.insert(token);
    return token;
}

bool event_maker::knows_read_token(const std::string& token) const {
    const std::lock_guard lock(mutex_);
    return read_tokens_.contains(token);
}

void event_maker::clear() {
    const std::lock_guard lock(mutex_);
    read_tokens_.clear();
}

}  // namespace emulators::line
