#include "places.hpp"

#include "snowflake.hpp"

#include <algorithm>

namespace discord {
namespace {

constexpr std::string_view thread_prefix = "thread:";
constexpr std::string_view direct_prefix = "direct:";
constexpr std::size_t most_direct = 10'000;
constexpr std::int64_t hour_ms = 3'600'000;

}  // namespace

bool is_thread(std::int64_t channel_type) { return channel_type >= 10 && channel_type <= 12; }

std::string name_of(const json& user, const json& member) {
    for (auto name : {text_of(member, "nick"), text_of(user, "global_name")}) {
        if (!name.empty()) {
            return name;
        }
    }
    return text_of(user, "username");
}

const json& person_in(const json& event) {
    const auto& user = member(event, "user");
    return user.is_object() ? user : member(member(event, "member"), "user");
}

std::string picture_of(const json& user) {
    const auto id = text_of(user, "id");
    const auto hash = text_of(user, "avatar");
    const std::string base = "https://cdn.discordapp.com/";
    return hash.empty()
               ? base + "embed/avatars/" + std::to_string((number_in(id) >> 22) % 6) + ".png"
               : base + "avatars/" + id + "/" + hash + ".png?size=128";
}

target read_address(std::string_view address) {
    if (address.starts_with(thread_prefix)) {
        const auto thread = address.substr(thread_prefix.size());
        return is_id(thread) ? target{thread, {}} : target{};
    }
    const auto slash = address.find('/');
    if (slash == address.npos) {
        return is_id(address) ? target{{}, address} : target{};
    }
    const target out{address.substr(0, slash), address.substr(slash + 1)};
    return is_id(out.channel) && is_id(out.user) ? out : target{};
}

bool is_between_two(const json& interaction) {
    return text_of(interaction, "guild_id").empty() &&
           number_of(interaction, "context", with_the_bot) == with_the_bot;
}

place place_of_call(const options& options, const json& interaction, std::string_view user) {
    const auto channel = text_of(interaction, "channel_id");
    const auto guild = text_of(interaction, "guild_id");
    if (!is_id(channel) || !is_id(user)) {
        return {};
    }
    if (guild.empty()) {
        return options.direct_messages ? place{std::string(user), true} : place{};
    }
    const auto& where = member(interaction, "channel");
    const bool listed = options.guilds.contains(guild) || options.channels.contains(channel) ||
                        options.channels.contains(text_of(where, "parent_id"));
    if (!listed && !(options.guilds.empty() && options.channels.empty())) {
        return {};
    }
    // What one alone sees is not said to all of a thread.
    if (is_thread(number_of(where, "type", -1)) && !options.ephemeral) {
        return {std::string(thread_prefix) + channel, false};
    }
    return {channel + "/" + std::string(user), true};
}

places::places(const options& options, const selat::setup& setup) : options_(options) {
    for (const auto& each : setup.state.all()) {
        const auto key = selat::view(each.name);
        if (key.starts_with(thread_prefix)) {
            threads_.emplace(key.substr(thread_prefix.size()), selat::view(each.value));
        } else if (key.starts_with(direct_prefix)) {
            direct_.emplace(key.substr(direct_prefix.size()),
                            static_cast<std::int64_t>(number_in(selat::view(each.value))));
        }
    }
}

bool places::listens_to(const json& event) const {
    const auto guild = text_of(event, "guild_id");
    if (guild.empty()) {
        return options_.direct_messages;
    }
    const auto channel = text_of(event, "channel_id");
    const auto parent = threads_.find(channel);
    return options_.guilds.contains(guild) || options_.channels.contains(channel) ||
           (parent != threads_.end() && options_.channels.contains(parent->second));
}

place places::of(const json& event, std::string_view user) const {
    const auto channel = text_of(event, "channel_id");
    const auto guild = text_of(event, "guild_id");
    if (!is_id(channel) || !is_id(user) || !listens_to(event)) {
        return {};
    }
    if (guild.empty()) {
        return {std::string(user), true};
    }
    const auto type =
        number_of(event, "channel_type", number_of(member(event, "channel"), "type", -1));
    if (threads_.contains(channel) || is_thread(type)) {
        return {std::string(thread_prefix) + channel, false};
    }
    return {channel + "/" + std::string(user), true};
}

void places::learn(std::string_view type, const json& about, selat::actions out) {
    if (type == "THREAD_CREATE" || type == "THREAD_UPDATE") {
        keep(about, text_of(about, "guild_id"), out);
    } else if (type == "GUILD_CREATE" || type == "THREAD_LIST_SYNC") {
        const auto guild = text_of(about, type == "GUILD_CREATE" ? "id" : "guild_id");
        for (const auto& each : member(about, "threads")) {
            keep(each, guild, out);
        }
    } else if (type == "THREAD_DELETE") {
        const auto id = text_of(about, "id");
        if (threads_.erase(id) > 0) {
            out.save_state(std::string(thread_prefix) + id, {});
        }
    }
}

void places::direct(const std::string& channel, std::int64_t at_ms, selat::actions out) {
    const auto hour = at_ms / hour_ms;
    auto& known = direct_[channel];
    if (known >= hour) {
        return;
    }
    known = hour;
    out.save_state(std::string(direct_prefix) + channel, std::to_string(hour));
    if (direct_.size() > most_direct) {
        forget_older_direct(out);
    }
}

std::vector<std::string> places::newest_direct(std::size_t most) const {
    std::vector<std::pair<std::int64_t, std::string_view>> all;
    for (const auto& [channel, hour] : direct_) {
        all.emplace_back(-hour, channel);
    }
    std::sort(all.begin(), all.end());
    all.resize(std::min(all.size(), most));
    std::vector<std::string> out;
    for (const auto& each : all) {
        out.emplace_back(each.second);
    }
    return out;
}

// Many at once, so that it is seldom done.
void places::forget_older_direct(selat::actions out) {
    constexpr std::size_t at_once = most_direct / 10;
    const auto all = newest_direct(direct_.size());
    for (auto at = all.size() - at_once; at < all.size(); ++at) {
        out.save_state(std::string(direct_prefix) + all[at], {});
        direct_.erase(all[at]);
    }
}

// Of a server that is listened to as a whole, too: not every event says that it is of a thread.
void places::keep(const json& thread, const std::string& guild, selat::actions out) {
    const auto id = text_of(thread, "id");
    auto parent = text_of(thread, "parent_id");
    if (!is_id(id) || (!options_.channels.contains(parent) && !options_.guilds.contains(guild))) {
        return;
    }
    auto& known = threads_[id];
    if (known != parent) {
        out.save_state(std::string(thread_prefix) + id, parent);
        known = std::move(parent);
    }
}

}  // namespace discord
