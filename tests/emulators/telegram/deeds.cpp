#include "tests/emulators/telegram/deeds.hpp"

#include "tests/emulators/common/clock.hpp"

#include <algorithm>
#include <array>

namespace emulators::telegram {
namespace {

constexpr auto file_kinds = std::to_array<const char*>(
    {"photo", "document", "video", "audio", "voice", "video_note", "animation", "sticker"});
// Parts of a Message that are given as they are.
constexpr auto plain_parts = std::to_array<const char*>(
    {"text", "entities", "caption", "caption_entities", "location", "venue", "contact", "poll",
     "dice", "web_app_data", "media_group_id", "forward_origin", "quote"});

// {content | content_base64, file_name, mime_type, size, …} → what a Message has of a file.
json read_file(world& world, const char* kind, const json& part) {
    auto bytes = content_in(part, "bytes");
    const auto size =
        std::max<std::int64_t>(number_in(part, "size"), static_cast<std::int64_t>(bytes.size()));
    const auto id = world.add_file(kind, std::move(bytes), size);
    json out = {{"file_id", id},
                {"file_unique_id", "AgAD" + id.substr(id.size() - 4)},
                {"file_size", size}};
    for (const auto& [name, value] : part.items()) {
        if (!name.starts_with("content") && name != "size") {
            out[name] = value;
        }
    }
    if (std::string_view(kind) != "photo") {
        return out;
    }
    auto small = out;
    small["width"] = 90;
    out["width"] = 1280;
    return json::array({std::move(small), std::move(out)});
}

class making {
public:
    making(world& world, const json& description)
        : world_(world), description_(description),
          who_(world.person(text_in(description, "user", "Ana"))),
          where_(description.contains("group") ? world.group(text_in(description, "group"))
                                               : who_) {}

    deed end() {
        out_.chat_id = where_.id;
        out_.chat = std::to_string(where_.id);
        if (description_.contains("update")) {
            raw();
        } else if (description_.contains("tap")) {
            tap();
        } else if (description_.contains("react")) {
            react();
        } else if (description_.contains("edit")) {
            edit();
        } else if (description_.contains("delete")) {
            remove();
        } else if (description_.contains("migrate")) {
            migrate();
        } else if (description_.contains("connection")) {
            connect();
        } else if (description_.contains("membership")) {
            membership();
        } else {
            say();
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] json head() const {
        json out = {{"from", world_.user(who_)},
                    {"date", number_in(description_, "date", now_ms() / 1000)}};
        if (const auto topic = number_in(description_, "topic"); topic != 0) {
            out["message_thread_id"] = topic;
            out["is_topic_message"] = true;
        }
        return out;
    }

    // Who writes to a bot has started it.
    void greet() {
        if (where_.with_bot == standing::stranger) {
            where_.with_bot = standing::open;
        }
        if (const auto topic = number_in(description_, "topic"); topic != 0) {
            where_.topics.insert(topic);
        }
    }

    void say() {
        greet();
        auto message = head();
        for (const auto* part : plain_parts) {
            if (description_.contains(part)) {
                message[part] = description_[part];
            }
        }
        for (const auto* kind : file_kinds) {
            if (description_.contains(kind)) {
                message[kind] = read_file(world_, kind, description_[kind]);
            }
        }
        for (const auto& [name, value] : member(description_, "message").items()) {
            message[name] = value;
        }
        answer(message);
        const auto business = text_in(description_, "business");
        if (!business.empty()) {
            const auto& connection = world_.connection(business);
            message["business_connection_id"] = business;
            if (flag_in(description_, "owner")) {
                message["from"] = world_.owner_of(connection);
            }
        }
        out_.type = business.empty() ? "message" : "business_message";
        out_.about = world_.write(where_, std::move(message));
        out_.message_id = number_in(out_.about, "message_id");
    }

    void answer(json& message) {
        const auto known = where_.messages.find(number_in(description_, "reply_to"));
        if (known != where_.messages.end()) {
            message["reply_to_message"] = known->second;
            message["reply_to_message"].erase("reply_to_message");
        }
    }

    json* target(const char* what) {
        const auto known = where_.messages.find(number_in(description_, what));
        if (known == where_.messages.end()) {
            out_.wrong = "there is no such message";
            return nullptr;
        }
        out_.message_id = known->first;
        return &known->second;
    }

    void edit() {
        auto* message = target("edit");
        if (message == nullptr) {
            return;
        }
        for (const auto* part : {"text", "caption", "location"}) {
            if (description_.contains(part)) {
                (*message)[part] = description_[part];
            }
        }
        for (const auto* kind : file_kinds) {
            if (description_.contains(kind)) {
                (*message)[kind] = read_file(world_, kind, description_[kind]);
            }
        }
        (*message)["edit_date"] = now_ms() / 1000;
        out_.type = message->contains("business_connection_id") ? "edited_business_message"
                                                                : "edited_message";
        out_.about = *message;
    }

    void remove() {
        const auto* message = target("delete");
        if (message == nullptr) {
            return;
        }
        out_.type = "deleted_business_messages";
        out_.about = {{"business_connection_id", text_in(*message, "business_connection_id")},
                      {"chat", world::describe(where_)},
                      {"message_ids", {out_.message_id}}};
        if (text_in(*message, "business_connection_id").empty()) {
            out_.wrong = "Telegram tells of deletions in chats of a business account alone";
        }
    }

    void tap() {
        const auto& what = description_["tap"];
        const auto known = where_.messages.find(number_in(what, "message"));
        if (known == where_.messages.end()) {
            out_.wrong = "there is no such message";
            return;
        }
        const auto label = text_in(what, "button");
        for (const auto& row : member(member(known->second, "reply_markup"), "inline_keyboard")) {
            for (const auto& button : row) {
                if (text_in(button, "text") == label || text_in(button, "callback_data") == label) {
                    out_.about = {{"id", world_.callback(now_ms())},
                                  {"from", world_.user(who_)},
                                  {"message", known->second},
                                  {"chat_instance", std::to_string(where_.id)},
                                  {"data", text_in(button, "callback_data")}};
                }
            }
        }
        if (out_.about.is_null()) {
            out_.wrong = "there is no such button";
        }
        out_.type = "callback_query";
        out_.life_ms = 150'000;
        out_.message_id = known->first;
    }

    void react() {
        const auto& what = description_["react"];
        const auto list = [&](const char* name) {
            json out = json::array();
            for (const auto& each : member(what, name)) {
                out.push_back({{"type", "emoji"}, {"emoji", each}});
            }
            return out;
        };
        out_.type = "message_reaction";
        out_.message_id = number_in(what, "message");
        out_.about = {{"chat", world::describe(where_)}, {"message_id", out_.message_id},
                      {"user", world_.user(who_)},       {"date", now_ms() / 1000},
                      {"old_reaction", list("before")},  {"new_reaction", list("after")}};
    }

    // As somebody blocks the bot, takes it back, or a group's administrator throws it out.
    void membership() {
        const auto status = text_in(description_, "membership");
        where_.with_bot = status == "kicked"
                              ? (where_.type == "private" ? standing::blocked : standing::kicked)
                          : status == "left" ? standing::left
                                             : standing::open;
        out_.type = "my_chat_member";
        out_.about = {{"chat", world::describe(where_)},
                      {"from", world_.user(who_)},
                      {"date", now_ms() / 1000},
                      {"old_chat_member", {{"user", world_.bot_user()}, {"status", "member"}}},
                      {"new_chat_member", {{"user", world_.bot_user()}, {"status", status}}}};
    }

    // As the owner of a business account connects the bot, changes its rights, or disconnects it.
    void connect() {
        const auto& what = description_["connection"];
        if (text_in(what, "id").empty()) {
            out_.wrong = "a connection has an id";
            return;
        }
        auto& connection = world_.connection(text_in(what, "id"));
        connection.owner = text_in(what, "owner", connection.owner);
        connection.date = number_in(what, "date", connection.date);
        connection.enabled = flag_in(what, "enabled", connection.enabled);
        connection.replies = flag_in(what, "replies", connection.replies);
        out_.type = "business_connection";
        out_.about = world_.describe(connection);
    }

    void migrate() {
        auto& fresh = world_.migrate(where_);
        auto message = head();
        message["migrate_to_chat_id"] = fresh.id;
        out_.type = "message";
        out_.about = world_.write(where_, std::move(message));
        out_.message_id = number_in(out_.about, "message_id");
    }

    void raw() {
        const auto& update = description_["update"];
        for (const auto& [name, value] : update.items()) {
            if (name != "update_id") {
                out_.type = name;
                out_.about = value;
            }
        }
        out_.wrong = out_.type.empty() ? "an update has a member" : "";
    }

    world& world_;
    const json& description_;
    chat& who_;
    chat& where_;
    deed out_;
};

}  // namespace

deed make_deed(world& world, const json& description) { return making(world, description).end(); }

}  // namespace emulators::telegram
