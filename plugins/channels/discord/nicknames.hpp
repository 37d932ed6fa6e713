#pragma once
// Who calls themselves something else on a server than elsewhere. Told with what comes over the
// gateway, not over REST.

#include "json_read.hpp"

#include <functional>
#include <map>
#include <string>

#include <selat/plugin.hpp>

namespace discord {

class nicknames {
public:
    explicit nicknames(const selat::setup& setup);

    /// The name to tell of who did something; learns the nickname when the event tells it. `whose`
    /// is the person at that place. Empty: a nickname that was told before this process began.
    std::string name_in(const std::string& whose, const json& event, const json& user,
                        selat::actions out);

private:
    void learn(const std::string& whose, const std::string& nickname, selat::actions out);

    // Kept is only who has one, so that what was missed during a restart does not rename them: the
    // host knows the name, and when it must be erased.
    std::map<std::string, std::string, std::less<>> known_;
};

}  // namespace discord
