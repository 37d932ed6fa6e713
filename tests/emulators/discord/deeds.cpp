#include "tests/emulators/discord/deeds.hpp"

namespace emulators::discord {
namespace {

enum intents : int {
    guilds = 0,
    guild_messages = 9,
    guild_reactions = 10,
    guild_typing = 11,
    direct_messages = 12,
    direct_reactions = 13,
    direct_typing = 14,
};

std::string decoded(std::string_view base64) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (const char each : base64) {
        const auto value = digits.find(each);
        if (value == digits.npos) {
            continue;
        }
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xff);
        }
    }
    return out;
}

}  // namespace

std::int64_t deeds::intent(const scene& scene, int in_guild, int direct) {
    return std::int64_t{1} << (scene.where.type == channel_type::direct ? direct : in_guild);
}

json deeds::carry_out(const json& wish) {
    auto& world = state_.world;
    const auto name = text_in(wish, "user");
    if (name.empty()) {
        return problem("user: who does it?");
    }
    auto& who = world.somebody(name);
    who.bot = who.bot || flag_in(wish, "bot");
    const auto room = text_in(wish, "channel");
    const auto thread = text_in(wish, "thread");
    const auto guild = text_in(wish, "guild", "guild");
    const bool direct = room.empty();
    const bool new_thread = !thread.empty() && !world.knows_thread(thread);
    auto& where = direct ? world.direct_with(who.id) : world.place(guild, room, thread);
    json place = {{"channel_id", where.id}};
    if (!direct) {
        place["guild_id"] = where.guild;
        json member_of = {{"nick", nullptr}, {"roles", json::array()}};
        if (const auto nick = text_in(wish, "nick"); !nick.empty()) {
            member_of["nick"] = nick;
        }
        place["member"] = std::move(member_of);
    }
    if (new_thread) {
        auto about = world.describe(where);
        about["newly_created"] = true;
        gateway_.tell("THREAD_CREATE", about, 1 << guilds);
    }
    const scene scene{who, where, std::move(place), wish};
    const std::pair<const char*, json (deeds::*)(const struct scene&)> all[] = {
        {"edit", &deeds::edit},     {"delete", &deeds::remove}, {"react", &deeds::react},
        {"typing", &deeds::type},   {"click", &deeds::click},   {"command", &deeds::use_command},
        {"form", &deeds::send_form}};
    for (const auto& [what, carry] : all) {
        if (wish.contains(what)) {
            return (this->*carry)(scene);
        }
    }
    return write(scene);
}

json deeds::attachments(const scene& scene) {
    json out = json::array();
    for (const auto& each : member(scene.wish, "attachments")) {
        const auto name = text_in(each, "filename", "file.bin");
        auto bytes = text_in(each, "content");
        if (const auto coded = text_in(each, "content_base64"); !coded.empty()) {
            bytes = decoded(coded);
        }
        out.push_back(state_.world.attach(text_in(scene.wish, "cdn"), scene.where.id, name,
                                          {std::move(bytes), text_in(each, "content_type")}));
    }
    return out;
}

json deeds::write(const scene& scene) {
    json parts = {{"content", text_in(scene.wish, "text")}, {"attachments", attachments(scene)}};
    for (const auto part : {"sticker_items", "mentions", "webhook_id", "type", "poll",
                            "message_snapshots", "message_reference"}) {
        if (scene.wish.contains(part)) {
            parts[part] = scene.wish[part];
        }
    }
    if (const auto to = text_in(scene.wish, "reply_to"); !to.empty()) {
        parts["type"] = 19;
        parts["message_reference"] = {
            {"type", 0}, {"message_id", to}, {"channel_id", scene.where.id}};
    }
    auto message = state_.world.write(scene.where, scene.who, parts);
    message.update(scene.place);
    message["channel_type"] = static_cast<int>(scene.where.type);
    const auto struck = state_.faults.strike("event");
    const bool lost = struck && struck->kind == "drop_before";
    const bool heard = !lost && gateway_.tell("MESSAGE_CREATE", message,
                                              intent(scene, guild_messages, direct_messages),
                                              struck && struck->kind == "repeat" ? 2 : 1);
    return {{"id", message["id"]},
            {"userId", scene.who.id},
            {"channelId", scene.where.id},
            {"guildId", scene.where.guild},
            {"delivered", heard}};
}

json deeds::edit(const scene& scene) {
    auto* message = state_.world.find_message(scene.where.id, text_in(scene.wish, "edit"));
    if (message == nullptr) {
        return problem("there is no such message");
    }
    if (scene.wish.contains("text")) {
        (*message)["content"] = scene.wish["text"];
        (*message)["edited_timestamp"] = timestamp(now_ms());
    }  // else Discord has looked at a link in it
    auto told = *message;
    told.update(scene.place);
    const bool heard =
        gateway_.tell("MESSAGE_UPDATE", told, intent(scene, guild_messages, direct_messages));
    return {{"id", told["id"]}, {"delivered", heard}};
}

json deeds::remove(const scene& scene) {
    const auto id = text_in(scene.wish, "delete");
    if (!state_.world.erase(scene.where.id, id)) {
        return problem("there is no such message");
    }
    json about = scene.place;
    about.erase("member");
    about["id"] = id;
    const bool heard =
        gateway_.tell("MESSAGE_DELETE", about, intent(scene, guild_messages, direct_messages));
    return {{"id", id}, {"delivered", heard}};
}

json deeds::react(const scene& scene) {
    const auto& wish = scene.wish["react"];
    const auto* message = state_.world.find_message(scene.where.id, text_in(wish, "message"));
    if (message == nullptr) {
        return problem("there is no such message");
    }
    const bool removed = flag_in(wish, "removed");
    json about = scene.place;
    about["user_id"] = scene.who.id;
    about["message_id"] = (*message)["id"];
    about["emoji"] = {{"id", nullptr}, {"name", text_in(wish, "emoji", "👍")}};
    about["burst"] = false;
    about["type"] = 0;
    if (removed) {
        about.erase("member");
    } else {
        about["message_author_id"] = (*message)["author"]["id"];
    }
    const bool heard = gateway_.tell(removed ? "MESSAGE_REACTION_REMOVE" : "MESSAGE_REACTION_ADD",
                                     about, intent(scene, guild_reactions, direct_reactions));
    return {{"id", (*message)["id"]}, {"delivered", heard}};
}

json deeds::type(const scene& scene) {
    json about = scene.place;
    about["user_id"] = scene.who.id;
    about["timestamp"] = now_ms() / 1'000;
    return {{"channelId", scene.where.id},
            {"delivered",
             gateway_.tell("TYPING_START", about, intent(scene, guild_typing, direct_typing))}};
}

}  // namespace emulators::discord
