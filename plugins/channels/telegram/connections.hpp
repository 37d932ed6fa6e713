#pragma once
// The business accounts whose owners have connected the bot: whether it may answer there, and which
// connection stands in for one that its owner has replaced. Kept over restarts.

#include "json_read.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace telegram {

class connections {
public:
    // `state` is what was kept before.
    explicit connections(const selat::pairs& state);

    // [parallel] A BusinessConnection of Telegram's: it was made, changed or ended. Kept by the
    // next keep(): what is lost when the gateway dies before is found out by trying.
    void told(const json& connection, selat::actions out) const;
    // [serial]
    void keep(selat::actions out);

    // [parallel] What stands in for `connection`: itself, unless its owner has made another.
    [[nodiscard]] std::string current(const std::string& connection) const;
    // [parallel] By which messages of the account are known: the first connection of its owner's.
    [[nodiscard]] std::string first(const std::string& connection) const;
    // [parallel] Throws selat::refusal when its owner lets nobody write through it. One that was
    // never told of is tried.
    void check(const std::string& connection) const;

private:
    struct entry {
        std::string owner;
        std::int64_t made = 0;  // seconds
        bool enabled = false;
        bool replies = false;
    };

    mutable std::mutex mutex_;  // guards what follows
    mutable std::map<std::string, entry, std::less<>> known_;
    mutable std::set<std::string> changed_;  // since keep()
};

}  // namespace telegram
