#pragma once
// The providers' side: the emulators' program, told over its control API.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/child.hpp"

#include <memory>
#include <string>

namespace selat::testing {

class emulators {
public:
    emulators();

    [[nodiscard]] const std::string& url() const { return url_; }
    // What goes into a LINE channel's api_base.
    [[nodiscard]] std::string line_api() const { return url_ + "/line"; }

    // What the control API answers, at /_control/line/WHAT.
    json tell(const std::string& what, const json& body) const;
    [[nodiscard]] json look(const std::string& what) const;

    // A LINE channel whose webhook is the gateway's; comes again as `redelivery` says.
    void connect(const std::string& channel, const std::string& gateway,
                 const json& more = json::object()) const;
    // A user does something; what became of its webhook.
    json does(const std::string& user, json what) const;
    json says(const std::string& user, const std::string& text) const {
        return does(user, {{"text", text}});
    }
    // What LINE took for a user so far: message objects, oldest first.
    [[nodiscard]] json sent_to(const std::string& user) const;
    // The first message to the user, in time, whose text has the words in it; null: none.
    [[nodiscard]] json message_to(const std::string& user, const std::string& words) const;

private:
    std::unique_ptr<child> process_;
    std::string url_;
};

// The LINE channel of the tests' configurations.
constexpr auto line_secret = "line-test-secret";
constexpr auto line_token = "line-test-token";

}  // namespace selat::testing
