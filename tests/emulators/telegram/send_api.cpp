// Messages of the bot.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/telegram/api.hpp"
#include "tests/emulators/telegram/check.hpp"

#include <algorithm>

namespace emulators::telegram {

std::optional<refusal> api::check_send(const parameters& given, chat*& where) {
    auto& world = state_.all;
    where = world.find(given.value("chat_id"));
    if (where == nullptr) {
        return bad_request("chat not found");
    }
    const auto now = now_ms();
    if (auto wrong = check_chat(world, *where, now)) {
        return wrong;
    }
    while (!state_.sent_ms.empty() && state_.sent_ms.front() <= now - 1'000 / world.bot.speed) {
        state_.sent_ms.pop_front();
    }
    if (world.bot.bot_limit > 0 &&
        state_.sent_ms.size() >= static_cast<std::size_t>(world.bot.bot_limit)) {
        return too_many(1);
    }
    if (auto wrong = check_place(world, *where, given)) {
        return wrong;
    }
    if (auto wrong = check_markup(given)) {
        return wrong;
    }
    state_.sent_ms.push_back(now);
    return std::nullopt;
}

json& api::store(chat& where, const parameters& given, json message) {
    message["from"] = state_.all.bot_user();
    message["date"] = now_ms() / 1000;
    if (const auto business = given.text("business_connection_id"); !business.empty()) {
        message["business_connection_id"] = business;
        message["sender_business_bot"] = state_.all.bot_user();
    }
    if (const auto topic = given.number("message_thread_id"); topic != 0) {
        message["message_thread_id"] = topic;
        message["is_topic_message"] = true;
    }
    const auto answered = number_in(given.part("reply_parameters"), "message_id");
    if (const auto known = where.messages.find(answered); known != where.messages.end()) {
        message["reply_to_message"] = known->second;
        message["reply_to_message"].erase("reply_to_message");
    }
    if (given.has("reply_markup")) {
        message["reply_markup"] = given.part("reply_markup");
    }
    auto& stored = state_.all.write(where, std::move(message));
    state_.sent.add({{"chat", where.id}, {"message", stored}, {"request", given.all()}});
    return stored;
}

outcome api::deliver(const parameters& given, json message) {
    const std::lock_guard lock(state_.mutex);
    chat* where = nullptr;
    if (auto wrong = check_send(given, where)) {
        return *wrong;
    }
    return outcome(json(store(*where, given, std::move(message))));
}

outcome api::send_text(const parameters& given) {
    if (auto wrong = check_text(given, "text", 4096)) {
        return *wrong;
    }
    return deliver(given, {{"text", given.text("text")}});
}

outcome api::send_file(const parameters& given, const std::string& kind) {
    const bool captioned = kind != "sticker" && kind != "video_note";
    if (auto wrong = check_text(given, "caption", 1024)) {
        return *wrong;
    }
    const std::lock_guard lock(state_.mutex);
    auto file = check_file(state_.all, given, given.text(kind.c_str()), kind);
    if (file.wrong) {
        return *file.wrong;
    }
    chat* where = nullptr;
    if (auto wrong = check_send(given, where)) {
        return *wrong;
    }
    const auto described = state_.all.describe_file(file.id);
    json message = {{kind, kind == "photo" ? json::array({described}) : described}};
    if (const auto caption = given.text("caption"); captioned && !caption.empty()) {
        message["caption"] = caption;
    }
    return outcome(json(store(*where, given, std::move(message))));
}

outcome api::send_album(const parameters& given) {
    const auto media = given.part("media");
    if (!media.is_array() || media.size() < 2 || media.size() > 10) {
        return bad_request("group send failed: there must be 2 to 10 items");
    }
    if (given.has("reply_markup")) {
        return bad_request("a media group takes no reply markup");
    }
    const std::lock_guard lock(state_.mutex);
    std::vector<json> messages;
    const auto group = std::to_string(now_ms());
    const auto company = [](const std::string& type) {
        return type == "photo" || type == "video" ? "visual" : type;
    };
    for (const auto& each : media) {
        const auto type = text_in(each, "type");
        if (company(type) != company(text_in(media[0], "type"))) {
            return bad_request("these media cannot be mixed in one album");
        }
        if (units_of(text_in(each, "caption")) > 1024) {
            return bad_request("message caption is too long");
        }
        auto file = check_file(state_.all, given, text_in(each, "media"), type);
        if (file.wrong) {
            return *file.wrong;
        }
        const auto described = state_.all.describe_file(file.id);
        json message = {{type, type == "photo" ? json::array({described}) : described},
                        {"media_group_id", group}};
        if (const auto caption = text_in(each, "caption"); !caption.empty()) {
            message["caption"] = caption;
        }
        messages.push_back(std::move(message));
    }
    chat* where = nullptr;
    if (auto wrong = check_send(given, where)) {
        return *wrong;
    }
    json out = json::array();
    for (auto& each : messages) {
        out.push_back(store(*where, given, std::move(each)));
    }
    return outcome(std::move(out));
}

outcome api::send_location(const parameters& given) {
    const auto& latitude = given.value("latitude");
    const auto& longitude = given.value("longitude");
    if (latitude.is_null() || longitude.is_null()) {
        return bad_request("location latitude and longitude must be specified");
    }
    json message = {{"location", {{"latitude", latitude}, {"longitude", longitude}}}};
    if (given.has("title") || given.has("address")) {
        if (given.text("title").empty() || given.text("address").empty()) {
            return bad_request("venue title and address must be non-empty");
        }
        message["venue"] = {{"location", message["location"]},
                            {"title", given.text("title")},
                            {"address", given.text("address")}};
    }
    return deliver(given, std::move(message));
}

outcome api::send_contact(const parameters& given) {
    const auto phone = given.text("phone_number");
    if (phone.empty() || given.text("first_name").empty()) {
        return bad_request("contact phone number and first name must be non-empty");
    }
    if (given.text("vcard").size() > 2048) {
        return bad_request("vcard is too long");
    }
    return deliver(
        given, {{"contact", {{"phone_number", phone}, {"first_name", given.text("first_name")}}}});
}

outcome api::send_poll(const parameters& given) {
    const auto options = given.part("options");
    const auto question = given.text("question");
    if (question.empty() || units_of(question) > 300) {
        return bad_request("poll question must be non-empty and of at most 300 characters");
    }
    if (!options.is_array() || options.empty() || options.size() > 12) {
        return bad_request("poll must have 1 to 12 options");
    }
    return deliver(given, {{"poll", {{"question", question}, {"options", options}}}});
}

}  // namespace emulators::telegram
