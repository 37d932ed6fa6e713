#include "incoming.hpp"

#include "message.hpp"
#include "snowflake.hpp"

#include <functional>

namespace discord {
namespace {

constexpr std::size_t most_remembered = 20'000;
constexpr std::uint32_t typing_ms = 10'000;

template <class Map>
void remember(Map& map, const std::string& key, typename Map::mapped_type value) {
    if (map.size() >= most_remembered) {
        map.clear();
    }
    map.insert_or_assign(key, std::move(value));
}

void fetch(const std::vector<std::string>& files, const std::string& key, selat::actions out) {
    for (std::size_t at = 0; at < files.size(); ++at) {
        if (!files[at].empty()) {
            out.fetch({.attachment = static_cast<std::uint32_t>(at),
                       .provider_id = key,
                       .url = files[at]});
        }
    }
}

}  // namespace

void incoming::take(std::string_view type, const json& about, const std::string& key,
                    selat::actions out) {
    if (type == "MESSAGE_CREATE") {
        created(about, out);
    } else if (type == "MESSAGE_UPDATE") {
        updated(about, out);
    } else if (type == "MESSAGE_DELETE") {
        deleted(text_of(about, "id"), about, out);
    } else if (type == "MESSAGE_DELETE_BULK") {
        for (const auto& each : member(about, "ids")) {
            if (each.is_string()) {
                deleted(each.get<std::string>(), about, out);
            }
        }
    } else if (type == "MESSAGE_REACTION_ADD" || type == "MESSAGE_REACTION_REMOVE") {
        reacted(about, type == "MESSAGE_REACTION_REMOVE", key, out);
    } else if (type == "TYPING_START") {
        typing(about, out);
    } else if (type == "INTERACTION_CREATE") {
        chosen(about, out);
    } else {
        places_.learn(type, about, out);
    }
}

void incoming::created(const json& message, selat::actions out) {
    const auto id = text_of(message, "id");
    const auto& author = member(message, "author");
    if (!is_id(id) || !is_said_by_a_person(message, own_user_)) {
        return;
    }
    const auto user = text_of(author, "id");
    const auto where = places_.of(message, user);
    if (where.address.empty()) {
        return;
    }
    const auto name = name_at(where, message, author, out);
    introduce(where, name, author, out);
    remember(addresses_, id, {where.address, false});
    const auto said = read(message);
    const auto channel = text_of(message, "channel_id");
    const bool direct = text_of(message, "guild_id").empty();
    if (direct) {
        places_.direct(channel, made_ms(id), out);
    }
    out.inbound({.provider_id = id,
                 .from = where.address,
                 .author = where.one_person ? std::string_view() : std::string_view(user),
                 .author_name = name,
                 .content = said.content,
                 .reply_to = said.reply_to,
                 .address_context = direct ? channel : id,
                 .at_ms = made_ms(id),
                 .verified = where.one_person});
    fetch(said.files, id, out);
}

// Discord also tells of every link that it has looked at; edited is what has a time of that.
void incoming::updated(const json& message, selat::actions out) const {
    const auto id = text_of(message, "id");
    const auto edited = text_of(message, "edited_timestamp");
    if (!is_id(id) || edited.empty() || !is_said_by_a_person(message, own_user_)) {
        return;
    }
    const auto where = places_.of(message, text_of(member(message, "author"), "id"));
    if (where.address.empty()) {
        return;
    }
    const auto said = read(message);
    const auto key = "edit:" + id + ":" + edited;
    out.amend(
        {.provider_id = key, .message_id = id, .from = where.address, .content = said.content});
    fetch(said.files, key, out);
}

void incoming::deleted(const std::string& id, const json& about, selat::actions out) const {
    if (!is_id(id) || !places_.listens_to(about)) {
        return;
    }
    // The host finds the message by its id; whose it was helps it to tell its bots.
    const auto known = addresses_.find(id);
    const auto from =
        known != addresses_.end() ? known->second.address : text_of(about, "channel_id");
    const auto key = "delete:" + id;
    out.amend({.deleted = true, .provider_id = key, .message_id = id, .from = from});
}

void incoming::reacted(const json& about, bool removed, const std::string& key,
                       selat::actions out) {
    const auto id = text_of(about, "message_id");
    const auto user = text_of(about, "user_id");
    const auto& person = person_in(about);
    const auto where = places_.of(about, user);
    if (!is_id(id) || where.address.empty() || !is_to_us(id, about) || user == own_user_ ||
        flag_of(person, "bot")) {
        return;
    }
    const auto& emoji = member(about, "emoji");
    const auto name = text_of(emoji, "name");
    json reaction = {{"emoji", text_of(emoji, "id").empty() ? name : ":" + name + ":"}, {"to", id}};
    if (removed) {
        reaction["removed"] = true;
    }
    const auto content = written({{"reaction", std::move(reaction)}});
    out.inbound({.provider_id = key,
                 .from = where.address,
                 .author = where.one_person ? std::string_view() : std::string_view(user),
                 .content = content,
                 .no_reply = true,
                 .verified = where.one_person});
}

// A direct message that nothing is known of is taken for ours: only two write there.
bool incoming::is_to_us(const std::string& message, const json& about) const {
    if (const auto author = text_of(about, "message_author_id"); !author.empty()) {
        return author == own_user_;
    }
    const auto known = addresses_.find(message);
    return known != addresses_.end() ? known->second.ours : text_of(about, "guild_id").empty();
}

void incoming::typing(const json& about, selat::actions out) const {
    const auto user = text_of(about, "user_id");
    const auto where = places_.of(about, user);
    if (!where.address.empty() && user != own_user_) {
        out.typing(where.address, true, typing_ms);
    }
}

// Discord shows a failure to who clicked unless it is answered within three seconds.
void incoming::chosen(const json& interaction, selat::actions out) {
    const auto id = text_of(interaction, "id");
    const auto token = text_of(interaction, "token");
    const auto& person = person_in(interaction);
    const auto user = text_of(person, "id");
    const auto content = read_choice(interaction);
    if (!is_id(id) || content.empty()) {
        return;
    }
    const auto where = places_.of(interaction, user);
    if (where.address.empty()) {
        return;
    }
    const auto url = options_.api + "/interactions/" + id + "/" + token + "/callback";
    const selat::pair headers[] = {{"content-type", "application/json"},
                                   {"user-agent", options_.user_agent}};
    constexpr std::string_view silently = R"({"type":6})";
    if (token.find_first_of("/?#{} ") == token.npos) {
        out.call({.url = url, .headers = headers, .body = silently, .context = acknowledging});
    }
    const auto name = name_at(where, interaction, person, out);
    introduce(where, name, person, out);
    const auto to = text_of(member(interaction, "message"), "id");
    const bool direct = text_of(interaction, "guild_id").empty();
    out.inbound({.provider_id = id,
                 .from = where.address,
                 .author = where.one_person ? std::string_view() : std::string_view(user),
                 .author_name = name,
                 .content = content,
                 .reply_to = to,
                 .address_context = direct ? text_of(interaction, "channel_id") : to,
                 .at_ms = made_ms(id),
                 .verified = where.one_person});
}

// Empty: as the host knows it. A thread's address has no name, so it is of each message alone
// there.
std::string incoming::name_at(const place& where, const json& event, const json& user,
                              selat::actions out) {
    const auto whose = where.one_person ? where.address : where.address + "/" + text_of(user, "id");
    auto name = nicknames_.name_in(whose, event, user, out);
    return name.empty() && !where.one_person ? name_of(user, {}) : name;
}

// Messages carry their author's name and picture: told once, and when they change.
void incoming::introduce(const place& where, const std::string& name, const json& user,
                         selat::actions out) {
    if (!where.one_person) {
        return;
    }
    const auto picture = picture_of(user);
    auto face = name + "\n" + picture;
    const auto known = faces_.find(where.address);
    if (known != faces_.end() && known->second == face) {
        return;
    }
    remember(faces_, where.address, std::move(face));
    out.address({.address = where.address, .name = name, .picture = picture});
}

void incoming::sent(const std::string& message, const std::string& address) {
    remember(addresses_, message, {address, true});
}

}  // namespace discord
