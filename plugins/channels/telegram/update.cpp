#include "update.hpp"

#include "ids.hpp"
#include "json_read.hpp"
#include "plugins/shared/json_escapes/json_escapes.hpp"

#include <algorithm>

namespace telegram {
namespace {

constexpr std::int64_t time_max = 4'102'444'800;  // 2100, in seconds
constexpr std::size_t locale_max = 64;            // far beyond any language's

std::int64_t time_of(const json& object, const char* name) {
    const auto seconds = number_of(object, name);
    return seconds > 0 && seconds < time_max ? seconds * 1000 : 0;
}

std::string name_of(const json& who) {
    auto out = text_of(who, "first_name");
    if (const auto last = text_of(who, "last_name"); !last.empty()) {
        out += (out.empty() ? "" : " ") + last;
    }
    for (const auto* other : {"title", "username"}) {
        if (out.empty()) {
            out = text_of(who, other);
        }
    }
    return out;
}

// The payload of a link such as t.me/BOT?start=PAYLOAD.
std::string start_of(const json& message) {
    constexpr std::string_view command = "/start ";
    const auto text = text_of(message, "text");
    return text.starts_with(command) ? text.substr(command.size()) : std::string();
}

class reading {
public:
    reading(const json& update, const payload_finder& payload_of)
        : update_(update), payload_of_(payload_of), number_(number_text(update, "update_id")) {}

    std::vector<event> end() {
        for (const auto& [name, about] : update_.items()) {
            if (name != "update_id" && about.is_object()) {
                type_ = name;
                read(about);
            }
        }
        if (out_.empty()) {
            ignore("there is nothing in it");
        }
        return std::move(out_);
    }

private:
    void read(const json& about) {
        if (type_ == "message" || type_ == "business_message" || type_ == "channel_post" ||
            type_ == "guest_message") {
            message(about);
        } else if (type_ == "edited_message" || type_ == "edited_business_message" ||
                   type_ == "edited_channel_post") {
            edit(about);
        } else if (type_ == "deleted_business_messages") {
            removals(about);
        } else if (type_ == "callback_query") {
            tap(about);
        } else if (type_ == "message_reaction") {
            reaction(about);
        } else if (type_ == "my_chat_member") {
            membership(about);
        } else if (type_ == "business_connection") {
            connection(about);
        } else if (type_ == "inline_query" || type_ == "message_reaction_count" ||
                   type_ == "poll" || type_ == "chat_member" || type_ == "chat_boost" ||
                   type_ == "removed_chat_boost" || type_ == "managed_bot") {
            ignore("no customer says anything by it");
        } else {
            deed(about);
        }
    }

    // What every event of this update has. Its number alone could come again after a week.
    event next(event_kind kind, const std::string& about) const {
        event out;
        out.kind = kind;
        out.type = type_;
        out.key = number_ + "/" + about;
        return out;
    }

    void ignore(const char* why) {
        auto out = next(event_kind::ignored, {});
        out.why = why;
        out_.push_back(std::move(out));
    }

    // Who wrote, and to which of our addresses.
    static void place(event& out, const json& message, const json& who) {
        const auto& chat = member(message, "chat");
        out.from = address_of(message);
        out.person = text_of(chat, "type") == "private";
        out.author_name = name_of(who);
        if (auto locale = text_of(who, "language_code"); locale.size() <= locale_max) {
            out.locale = std::move(locale);
        }
        if (!out.person) {
            out.author = number_text(who, "id");
            return;
        }
        route route;
        route.business = text_of(message, "business_connection_id");
        if (flag_of(message, "is_topic_message")) {
            route.topic = number_text(message, "message_thread_id");
        }
        out.route = write_route(route);
    }

    static const json& writer_of(const json& message) {
        const auto& chat = member(message, "sender_chat");
        return chat.is_object() ? chat : member(message, "from");
    }

    // In a business account's chats the owner writes too, from any device; and so did we.
    static bool is_echo(const json& message) {
        if (text_of(message, "business_connection_id").empty()) {
            return false;
        }
        return member(message, "sender_business_bot").is_object() ||
               number_text(member(message, "from"), "id") !=
                   number_text(member(message, "chat"), "id");
    }

    void message(const json& about) {
        auto out = next(event_kind::message, name_message(about));
        out.message_id = name_message(about);
        place(out, about, writer_of(about));
        if (out.from.empty() || out.message_id.empty()) {
            return ignore("it names no chat or message");
        }
        auto said = read_said(about);
        out.content = std::move(said.content);
        out.reply_to = std::move(said.reply_to);
        out.files = std::move(said.files);
        out.at_ms = time_of(about, "date");
        out.echo = is_echo(about);
        out.no_reply = said.by_service || type_ == "channel_post" || type_ == "guest_message" ||
                       flag_of(writer_of(about), "is_bot");
        auto attributes = said.attributes.empty() ? json::object() : parse(said.attributes);
        if (const auto start = start_of(about); !start.empty() && out.person) {
            attributes["telegram_start"] = start;
        }
        const auto from = out.from;
        const auto echo = out.echo;
        out_.push_back(std::move(out));
        moves(about, from);
        if (!attributes.empty() && !echo) {
            auto known = next(event_kind::address, from);
            known.from = from;
            known.attributes = written(attributes);
            out_.push_back(std::move(known));
        }
    }

    // A group that became a supergroup: told in both, under the old id and the new one.
    void moves(const json& about, const std::string& here) {
        const auto to = number_text(about, "migrate_to_chat_id");
        const auto from = number_text(about, "migrate_from_chat_id");
        if (!to.empty()) {
            auto old = next(event_kind::address, "moved");
            old.from = here;
            old.route = write_moved(to);
            old.identity = "telegram-group:" + to;
            out_.push_back(std::move(old));
        }
        if (!to.empty() || !from.empty()) {
            auto fresh = next(event_kind::address, "moved-here");
            fresh.from = to.empty() ? here : to;
            fresh.identity = "telegram-group:" + fresh.from;
            out_.push_back(std::move(fresh));
        }
    }

    void edit(const json& about) {
        auto out = next(event_kind::edit, name_message(about));
        out.message_id = name_message(about);
        out.from = address_of(about);
        if (out.from.empty() || out.message_id.empty()) {
            return ignore("it names no chat or message");
        }
        auto said = read_said(about);
        out.content = std::move(said.content);
        out.files = std::move(said.files);
        out.at_ms = time_of(about, "edit_date");
        out_.push_back(std::move(out));
    }

    void removals(const json& about) {
        const auto chat = number_text(member(about, "chat"), "id");
        for (const auto& each : list_of(about, "message_ids")) {
            if (!each.is_number_integer() || chat.empty()) {
                continue;
            }
            const auto id =
                name_message(chat, each.dump(), text_of(about, "business_connection_id"));
            auto out = next(event_kind::removal, id);
            out.message_id = id;
            out.from = chat;
            out_.push_back(std::move(out));
        }
    }

    void connection(const json& about) {
        const auto id = text_of(about, "id");
        if (id.empty() || number_text(member(about, "user"), "id").empty()) {
            return ignore("it names no connection, or nobody");
        }
        auto out = next(event_kind::connection, id);
        out.connection = id;
        out.content = written(about);
        out_.push_back(std::move(out));
    }

    static std::string title_of(const json& message, const std::string& data) {
        for (const auto& row : list_of(member(message, "reply_markup"), "inline_keyboard")) {
            for (const auto& button : row.is_array() ? row : json::array()) {
                if (text_of(button, "callback_data") == data) {
                    return text_of(button, "text");
                }
            }
        }
        return {};
    }

    // A tap on a button. What it was on may be gone: then the chat is the person's own.
    void tap(const json& about) {
        const auto& who = member(about, "from");
        const auto& on = member(about, "message");
        const auto id = text_of(about, "id");
        auto out = next(event_kind::message, "callback:" + id);
        place(out, on, who);
        if (out.from.empty()) {
            out.from = number_text(who, "id");
            out.person = true;
            out.author.clear();
        }
        if (out.from.empty() || id.empty()) {
            return ignore("it names nobody");
        }
        out.callback = id;
        out.reply_to = name_message(on);
        const auto data = text_of(about, "data");
        const auto game = text_of(about, "game_short_name");
        if (data.empty()) {
            out.content = unsupported(game.empty() ? "callback_query" : "game");
        } else {
            auto payload = payload_of_(data);
            auto title = title_of(on, data);
            out.content = written(
                {{"selected", {{"title", title.empty() ? payload : title}, {"payload", payload}}}});
        }
        out_.push_back(std::move(out));
    }

    // What stands for a reaction here; custom emoji have no character.
    static std::string emoji_of(const json& reaction) {
        const auto type = text_of(reaction, "type");
        if (type == "custom_emoji") {
            return ":" + text_of(reaction, "custom_emoji_id") + ":";
        }
        return type == "paid" ? "⭐" : text_of(reaction, "emoji");
    }

    static std::vector<std::string> emojis_in(const json& list) {
        std::vector<std::string> out;
        for (const auto& each : list) {
            out.push_back(emoji_of(each));
        }
        return out;
    }

    // Telegram tells all reactions before and after; what differs was done.
    void reaction(const json& about) {
        const auto before = emojis_in(list_of(about, "old_reaction"));
        const auto after = emojis_in(list_of(about, "new_reaction"));
        const auto done = [&](const auto& these, const auto& without, bool removed) {
            for (const auto& each : these) {
                if (std::find(without.begin(), without.end(), each) == without.end()) {
                    react(about, each, removed);
                }
            }
        };
        done(before, after, true);
        done(after, before, false);
        if (out_.empty()) {
            ignore("nothing changed");
        }
    }

    void react(const json& about, const std::string& emoji, bool removed) {
        const auto target = name_message(about);
        const auto& user = member(about, "user");
        const auto& who = user.is_object() ? user : member(about, "actor_chat");
        auto out = next(event_kind::message, (removed ? "unreact:" : "react:") + emoji);
        place(out, about, who);
        if (out.from.empty() || target.empty()) {
            return ignore("it names no chat or message");
        }
        json reaction = {{"emoji", emoji}, {"to", target}};
        if (removed) {
            reaction["removed"] = true;
        }
        out.content = written({{"reaction", std::move(reaction)}});
        out.at_ms = time_of(about, "date");
        out.no_reply = true;
        out_.push_back(std::move(out));
    }

    // Whether we may write there still.
    void membership(const json& about) {
        const auto& now = member(about, "new_chat_member");
        const auto status = text_of(now, "status");
        const auto& chat = member(about, "chat");
        auto out = next(event_kind::address, "membership");
        out.from = number_text(chat, "id");
        out.person = text_of(chat, "type") == "private";
        if (out.from.empty() || status.empty()) {
            return ignore("it names no chat");
        }
        const bool muted = status == "restricted" &&
                           (!flag_of(now, "is_member") || !flag_of(now, "can_send_messages"));
        out.reach = status == "kicked" || status == "left" || muted ? selat::reach::blocked
                                                                    : selat::reach::open;
        out.name = name_of(chat);
        out.at_ms = time_of(about, "date");
        out_.push_back(std::move(out));
    }

    // Something else that somebody did: a vote, a payment, asking to join; or new at Telegram.
    void deed(const json& about) {
        const auto& from = member(about, "from");
        const auto& who = from.is_object() ? from : member(about, "user");
        auto out = next(event_kind::message, type_);
        place(out, about, who);
        if (auto chat = number_text(about, "user_chat_id"); !chat.empty()) {
            out.from = std::move(chat);
            out.person = true;
        }
        if (out.from.empty()) {
            out.from = number_text(who, "id");
            out.person = true;
        }
        if (out.person) {
            out.author.clear();
        }
        if (out.from.empty()) {
            return ignore("it names nobody");
        }
        out.content = unsupported(type_);
        out.at_ms = time_of(about, "date");
        out.no_reply = true;
        out_.push_back(std::move(out));
    }

    const json& update_;
    const payload_finder& payload_of_;
    std::string number_;
    std::string type_;
    std::vector<event> out_;
};

}  // namespace

json parse_update(std::string_view body) {
    auto out = parse(body);
    return out.is_discarded() ? parse(json_escapes::without_half_characters(body)) : out;
}

std::vector<event> read_update(const json& update, const payload_finder& payload_of) {
    if (!update.is_object() || !member(update, "update_id").is_number_integer()) {
        return {};
    }
    return reading(update, payload_of).end();
}

}  // namespace telegram
