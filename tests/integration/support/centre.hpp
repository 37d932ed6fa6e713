#pragma once
// A contact centre with its providers: what every test here begins with.

#include "tests/integration/support/agent.hpp"
#include "tests/integration/support/emulators.hpp"
#include "tests/integration/support/gateway.hpp"

namespace selat::testing {

struct centre {
    centre() : host(configured()) { line.connect("line-my", host.url()); }

    [[nodiscard]] json message(const json& id, const std::string& status) const {
        return host.message(id, status);
    }
    // The conversation of a reservation, once nobody or somebody handles it.
    [[nodiscard]] json conversation(const json& reservation, const json& handler) const {
        json found;
        const auto path =
            "/api/v1/conversations/" + reservation.value("conversation", std::string("none"));
        const bool became = eventually([&] {
            found = host.ops().get(path).body;
            return found.is_object() && found["handler"] == handler;
        });
        return became ? found : json();
    }

    emulators line;
    gateway host;

private:
    [[nodiscard]] configuration configured() const {
        configuration out;
        out.line_api = line.line_api();
        return out;
    }
};

}  // namespace selat::testing
