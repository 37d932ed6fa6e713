#pragma once
// What happens at Discord → what the host is told of it.

#include "json_read.hpp"
#include "nicknames.hpp"
#include "options.hpp"
#include "places.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include <selat/plugin.hpp>

namespace discord {

class incoming {
public:
    /// The context of the CALLs that are answered by nobody.
    static constexpr std::string_view acknowledging = "acknowledge";

    incoming(const options& options, const selat::setup& setup)
        : options_(options), places_(options, setup), nicknames_(setup) {}

    void bot_is(std::string id) { own_user_ = std::move(id); }
    /// One dispatched event. `key` is the same whenever Discord gives it again.
    void take(std::string_view type, const json& about, const std::string& key, selat::actions out);
    /// A message of ours to somebody, so that what they do to it is known for theirs.
    void sent(const std::string& message, const std::string& address);
    [[nodiscard]] const discord::places& places() const { return places_; }

private:
    void created(const json& message, selat::actions out);
    void updated(const json& message, selat::actions out) const;
    void deleted(const std::string& id, const json& about, selat::actions out) const;
    void reacted(const json& about, bool removed, const std::string& key, selat::actions out);
    [[nodiscard]] bool is_to_us(const std::string& message, const json& about) const;
    void typing(const json& about, selat::actions out) const;
    void chosen(const json& interaction, selat::actions out);
    std::string name_at(const place& where, const json& event, const json& user,
                        selat::actions out);
    void introduce(const place& where, const std::string& name, const json& user,
                   selat::actions out);

    struct known_message {
        std::string address;
        bool ours = false;
    };

    const options& options_;
    discord::places places_;
    nicknames nicknames_;
    std::string own_user_;
    // Neither Discord's word of a deletion nor of a reaction taken back says whose the message was.
    // Forgotten when there are too many.
    std::unordered_map<std::string, known_message> addresses_;  // by message
    std::unordered_map<std::string, std::string> faces_;  // by address: what the host was told
};

}  // namespace discord
