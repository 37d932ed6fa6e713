#pragma once
// What is served over HTTP: the widget, its configuration, sessions, and the way to the socket.

#include "assets.hpp"
#include "identity.hpp"
#include "networks.hpp"
#include "options.hpp"
#include "session.hpp"

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace webchat {

/// Any thread; nothing changes but what is counted.
class front {
public:
    front(const selat::setup& setup, options options);

    void answer(const selat::http_request& request, selat::actions out) const;

private:
    void config(const selat::http_request& request, selat::actions out) const;
    void preview(const selat::http_request& request, selat::actions out) const;
    void socket(const selat::http_request& request, selat::actions out) const;
    void new_session(const selat::http_request& request, selat::actions out) const;
    void file(const selat::http_request& request, selat::actions out) const;
    void preflight(const selat::http_request& request, selat::actions out) const;

    /// The session to go on with, or one of its own for the person (or a new visitor).
    session session_for(const std::optional<session>& before, const person& person,
                        const selat::http_request& request) const;
    void know(session& of, const std::optional<session>& before, const person& person) const;
    void report(const std::optional<session>& before, const session& now, const person& person,
                selat::actions out) const;
    /// Browsers name where they come from; what has no Origin is no browser and needs a token.
    [[nodiscard]] bool welcome(const selat::http_request& request) const;
    void reply(const selat::http_request& request, selat::actions out, std::uint32_t status,
               const nlohmann::json& body) const;
    void refuse(const selat::http_request& request, selat::actions out, std::uint32_t status,
                std::string_view code, std::string_view message) const;
    void hold_off(const selat::http_request& request, selat::actions out, std::string_view why,
                  std::int64_t wait_s) const;

    options options_;
    selat::crypto crypto_;
    sessions sessions_;
    identities identities_;
    mutable allowance makers_{max_network_sessions, sessions_span_ms};
    mutable allowance senders_{max_files, files_span_ms};
    assets assets_;
    std::string config_, config_tag_, preview_;
};

}  // namespace webchat
