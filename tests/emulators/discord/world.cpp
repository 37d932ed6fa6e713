#include "tests/emulators/discord/world.hpp"

#include "tests/emulators/discord/snowflakes.hpp"

#include <charconv>

namespace emulators::discord {
namespace {

std::string in_path(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char each : name) {
        const auto byte = static_cast<unsigned char>(each);
        if (plain.find(each) != plain.npos) {
            out += each;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace

std::string world::configure(const json& description) {
    if (const auto& token = member(description, "token"); !token.is_null() && !token.is_string()) {
        return "token must be a string";
    }
    bot.token = text_in(description, "token", bot.token);
    bot.interactions_url = text_in(description, "interactions_url", bot.interactions_url);
    bot.in_servers = flag_in(description, "in_servers", bot.in_servers);
    bot.attach_files = flag_in(description, "attach_files", bot.attach_files);
    const std::pair<const char*, std::int64_t&> numbers[] = {
        {"privileged", bot.privileged},
        {"heartbeat_ms", bot.heartbeat_ms},
        {"logins_left", bot.logins_left},
        {"login_gap_ms", bot.login_gap_ms},
        {"session_life_ms", bot.session_life_ms},
        {"message_limit", bot.message_limit},
        {"message_window_ms", bot.message_window_ms},
        {"global_limit", bot.global_limit},
        {"link_life_ms", bot.link_life_ms},
        {"file_limit", bot.file_limit},
        {"token_life_ms", bot.token_life_ms}};
    for (const auto& [name, value] : numbers) {
        value = number_in(description, name, value);
    }
    return {};
}

void world::forget() {
    people_.clear();
    channels_.clear();
    messages_.clear();
    files_.clear();
    bot = {};
    auto& self = somebody("the bot");
    self.bot = true;
    bot.id = self.id;
}

person& world::somebody(std::string_view name) {
    const auto id = id_of('U', name);
    const auto [found, fresh] = people_.try_emplace(id);
    if (fresh) {
        found->second.id = id;
        found->second.name = name;
    }
    return found->second;
}

person* world::find_person(const std::string& id) {
    const auto found = people_.find(id);
    return found == people_.end() ? nullptr : &found->second;
}

channel& world::direct_with(const std::string& person) {
    const auto id = id_of('D', "direct " + person);
    return channels_.try_emplace(id, channel{id, channel_type::direct, {}, {}, person})
        .first->second;
}

channel& world::place(std::string_view guild, std::string_view name, std::string_view thread) {
    const auto guild_id = id_of('G', guild);
    const auto parent = id_of('C', name);
    auto& text =
        channels_.try_emplace(parent, channel{parent, channel_type::text, guild_id, {}, {}})
            .first->second;
    if (thread.empty()) {
        return text;
    }
    const auto id = id_of('T', thread);
    return channels_.try_emplace(id, channel{id, channel_type::thread, guild_id, parent, {}})
        .first->second;
}

bool world::knows_thread(std::string_view thread) const {
    return channels_.contains(id_of('T', thread));
}

channel* world::find_channel(const std::string& id) {
    const auto found = channels_.find(id);
    return found == channels_.end() ? nullptr : &found->second;
}

json world::user(const person& who) const {
    json out = {{"id", who.id},
                {"username", who.name},
                {"discriminator", "0"},
                {"global_name", who.bot ? json() : json(who.name)},
                {"avatar", who.avatar.empty() ? json() : json(who.avatar)}};
    if (who.bot) {
        out["bot"] = true;
    }
    return out;
}

json world::describe(const channel& channel) const {
    json out = {{"id", channel.id}, {"type", static_cast<int>(channel.type)}};
    if (channel.type == channel_type::direct) {
        const auto found = people_.find(channel.person);
        out["recipients"] = json::array();
        if (found != people_.end()) {
            out["recipients"].push_back(user(found->second));
        }
        return out;
    }
    out["guild_id"] = channel.guild;
    if (!channel.parent.empty()) {
        out["parent_id"] = channel.parent;
    }
    return out;
}

std::set<std::string> world::guilds() const {
    std::set<std::string> out;
    for (const auto& [id, channel] : channels_) {
        if (!channel.guild.empty()) {
            out.insert(channel.guild);
        }
    }
    return out;
}

json world::describe_guild(const std::string& guild) const {
    json out = {{"id", guild},
                {"name", "guild"},
                {"unavailable", false},
                {"channels", json::array()},
                {"threads", json::array()}};
    for (const auto& [id, channel] : channels_) {
        if (channel.guild == guild) {
            auto described = describe(channel);
            const auto said = messages_.find(id);
            const bool silent = said == messages_.end() || said->second.empty();
            described["last_message_id"] = silent ? json() : json(said->second.rbegin()->first);
            described.erase("guild_id");
            out[channel.type == channel_type::thread ? "threads" : "channels"].push_back(
                std::move(described));
        }
    }
    return out;
}

json& world::write(const channel& where, const person& author, const json& parts) {
    const auto id = next_id();
    json out = {{"id", id},
                {"channel_id", where.id},
                {"type", 0},
                {"content", ""},
                {"author", user(author)},
                {"timestamp", timestamp(now_ms())},
                {"edited_timestamp", nullptr},
                {"tts", false},
                {"mention_everyone", false},
                {"mentions", json::array()},
                {"mention_roles", json::array()},
                {"attachments", json::array()},
                {"embeds", json::array()},
                {"components", json::array()},
                {"pinned", false},
                {"flags", 0}};
    out.update(parts);
    return messages_[where.id][id] = std::move(out);
}

json* world::find_message(const std::string& channel, const std::string& id) {
    auto& all = messages_[channel];
    const auto found = all.find(id);
    return found == all.end() ? nullptr : &found->second;
}

bool world::erase(const std::string& channel, const std::string& id) {
    return messages_[channel].erase(id) > 0;
}

json world::messages_after(const std::string& channel, const std::string& after,
                           std::size_t limit) const {
    json out = json::array();
    const auto all = messages_.find(channel);
    if (all == messages_.end()) {
        return out;
    }
    const auto first = all->second.upper_bound(after);
    for (auto each = first; each != all->second.end() && out.size() < limit; ++each) {
        out.insert(out.begin(), each->second);
    }
    return out;
}

json world::attach(const std::string& cdn, const std::string& channel, const std::string& name,
                   stored_file file) {
    file.until_ms = now_ms() + bot.link_life_ms;
    const auto id = next_id();
    std::string until(16, '\0');
    const auto end =
        std::to_chars(until.data(), until.data() + until.size(), file.until_ms / 1'000, 16);
    until.resize(static_cast<std::size_t>(end.ptr - until.data()));
    const auto url = cdn + "/attachments/" + channel + "/" + id + "/" + in_path(name) +
                     "?ex=" + until + "&is=0&hm=" + id;
    json out = {{"id", id},
                {"filename", name},
                {"size", file.bytes.size()},
                {"url", url},
                {"proxy_url", url}};
    if (!file.content_type.empty()) {
        out["content_type"] = file.content_type;
    }
    files_[id] = std::move(file);
    return out;
}

const stored_file* world::file(const std::string& id) const {
    const auto found = files_.find(id);
    return found == files_.end() ? nullptr : &found->second;
}

}  // namespace emulators::discord
