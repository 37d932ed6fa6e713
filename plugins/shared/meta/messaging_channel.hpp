#pragma once
// A channel of Messenger's kind: what the plugins facebook and instagram are.

#include "door.hpp"
#include "errors.hpp"
#include "graph.hpp"
#include "platform.hpp"
#include "steps.hpp"

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace meta {

class messaging_channel {
public:
    // `own_option` names the option that holds the page's or account's id.
    messaging_channel(const selat::setup& setup, const platform& at, const char* own_option);

    void on_http(const selat::http_request& request, selat::actions out) const;
    void on_send(const selat::outgoing& message, selat::actions out) const;
    void on_reply(const selat::http_reply& reply, selat::actions out) const;

private:
    messaging_channel(const selat::setup& setup, const nlohmann::json& options, const platform& at,
                      const char* own_option);

    void send_message(const selat::outgoing& message, selat::actions out) const;
    void act(const selat::outgoing& message, std::string_view action, selat::actions out) const;
    void look_up(const selat::outgoing& message, selat::actions out) const;
    void go_on(std::uint64_t op, const steps& steps, selat::actions out) const;
    void take_control(std::uint64_t op, steps steps, selat::actions out) const;
    void tell_profile(std::uint64_t op, const nlohmann::json& profile, const steps& steps,
                      selat::actions out) const;
    void refuse(const selat::http_reply& reply, const nlohmann::json& body, steps steps,
                selat::actions out) const;

    const platform& at_;
    selat::crypto crypto_;
    graph graph_;
    door door_;
    std::string own_;   // empty: not told
    std::string path_;  // of the page or account
    bool human_agent_ = true;
    bool take_control_ = true;
};

}  // namespace meta
