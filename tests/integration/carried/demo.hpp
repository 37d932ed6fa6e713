#pragma once
// The demo as `make run` serves it, on ports of its own: every provider's side, and the gateway. No
// flow answers by itself, so that customers get what is sent to them alone.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/child.hpp"

#include <memory>
#include <string>

namespace selat::testing {

class demo {
public:
    // `public_url`: what providers are told of the gateway; empty: where it serves.
    explicit demo(std::string public_url = {});

    [[nodiscard]] api ops() const { return {url_, "demo-token"}; }
    // The providers' side; its controls are below /_control/NAME.
    [[nodiscard]] api providers() const { return {providers_url_, {}}; }
    // What a plugin may fetch from this machine: NAME is told apart by the query.
    [[nodiscard]] std::string own_file(const std::string& name) const {
        return providers_url_ + "/common/phone.js?/" + name;
    }

private:
    void start_providers();
    void start_gateway(const std::string& public_url);
    void lead_webhooks_here() const;
    [[nodiscard]] bool all_connected() const;

    scratch files_;
    json given_;  // what the providers begin with
    std::unique_ptr<child> providers_;
    std::unique_ptr<child> host_;
    std::string providers_url_;
    std::string url_;
};

}  // namespace selat::testing
