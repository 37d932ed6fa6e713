#pragma once
// A contact centre with one channel and its provider: what the tests of a channel begin with.

#include "tests/integration/support/emulators.hpp"
#include "tests/integration/support/gateway.hpp"

#include <functional>
#include <memory>
#include <string>

namespace selat::testing {

class channel_centre {
public:
    // `provider` is what the emulators call it, `channel` the instance that `configured` has. The
    // emulators run when that is asked for.
    using configuring = std::function<configuration(const emulators& side)>;
    channel_centre(std::string provider, std::string channel, const configuring& configured,
                   std::unique_ptr<emulators> with = std::make_unique<emulators>());

    // What the control API answers, at /_control/PROVIDER/WHAT.
    json tell(const std::string& what, const json& body) const;
    [[nodiscard]] json look(const std::string& what) const;
    // Makes trouble once, or as often as `more` says.
    void strike(const std::string& endpoint, const std::string& kind,
                json more = json::object()) const;
    // The first item of that list of the control API's whose `member` has the words in it, in time;
    // null: none.
    [[nodiscard]] json first_of(const std::string& list, const std::string& words,
                                const std::string& member = "message") const;

    // What our system writes.
    [[nodiscard]] answer write(const json& to, const json& content) const;
    [[nodiscard]] json message(const json& id, const std::string& status) const {
        return host.message(id, status);
    }
    [[nodiscard]] json inbound() const { return host.messages("inbound"); }
    [[nodiscard]] json outbound() const { return host.messages("outbound"); }
    // Whether what has the words in it comes to be known as sent, and by the provider's id then.
    [[nodiscard]] bool went_out(const std::string& words) const;
    // As the API shows it.
    [[nodiscard]] json shown() const;

private:
    std::string provider_;
    std::string channel_;

public:
    std::unique_ptr<emulators> side;
    gateway host;
};

}  // namespace selat::testing
