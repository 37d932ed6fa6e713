#pragma once
// Where people write, which of it is for us, and the addresses that stand for it:
//   USER            direct messages with one person
//   CHANNEL/USER    one person in a channel of a server
//   thread:THREAD   a thread, whoever writes there

#include "json_read.hpp"
#include "options.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace discord {

/// Nick, display name, user name.
std::string name_of(const json& user, const json& member);
/// Who did it, from direct messages or a server.
const json& person_in(const json& event);
/// The URL of a user's picture.
std::string picture_of(const json& user);

bool is_thread(std::int64_t channel_type);

/// What an address leads to. `channel` is empty for a person's direct messages.
struct target {
    std::string_view channel;
    std::string_view user;
};
/// Nothing in it when that is no address of ours.
target read_address(std::string_view address);

/// One person somewhere.
struct place {
    std::string address;
    bool one_person = false;  // the address is that person's alone
};

/// Where Discord lets people use commands.
enum used_where : std::int64_t { in_servers = 0, with_the_bot = 1 };

/// Where somebody called the bot. Who does that wants it there: where no servers and channels are
/// listed, it is everywhere. An empty address: not for us.
place place_of_call(const options& options, const json& interaction, std::string_view user);
/// Whether the interaction is from where the bot and one person write each other, and nobody else.
bool is_between_two(const json& interaction);

class places {
public:
    places(const options& options, const selat::setup& setup);

    /// `event` names channel_id and, outside direct messages, guild_id. An empty address: not for
    /// us.
    [[nodiscard]] place of(const json& event, std::string_view user) const;
    /// Whether it is from a place that is for us, whoever did it.
    [[nodiscard]] bool listens_to(const json& event) const;
    /// Learns of threads below the channels listened to, from GUILD_CREATE and THREAD_….
    void learn(std::string_view type, const json& about, selat::actions out);

    /// A direct message came over this channel, at that time.
    void direct(const std::string& channel, std::int64_t at_ms, selat::actions out);
    /// The channels of direct messages, those first that were used last.
    [[nodiscard]] std::vector<std::string> newest_direct(std::size_t most) const;

private:
    void forget_older_direct(selat::actions out);
    void keep(const json& thread, const std::string& guild, selat::actions out);

    const options& options_;
    // Thread → the channel it is in. Kept, as a resumed session does not tell them again.
    std::map<std::string, std::string, std::less<>> threads_;
    // Channel of direct messages → the hour of its last one, since 1970. Kept, as Discord lists
    // them nowhere; to the hour, so that it is seldom written.
    std::map<std::string, std::int64_t, std::less<>> direct_;
};

}  // namespace discord
