#pragma once
// Running instances of plugins, by kind, as the gateway sees them: events in (the ABI's records),
// checked actions out. What is behind (this process or a child) does not show.
//
// [parallel] functions may be called from any thread at any time; [serial] ones of one instance
// come one at a time, which the caller sees to.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/action.hpp"
#include "host/plugins/manifest.hpp"
#include "host/routing/router.hpp"
#include <selat/plugin.h>

namespace selat::plugins {

// What a call came to. When `code` is not ok, `actions` holds at most logs and counts.
struct outcome {
    selat::code code = selat::code::ok;
    std::string text;
    std::vector<model::action::any> actions;
    bool aside = false;  // not called at all: the watchdog has put the instance aside
};

// Text that stands for a secret: {{secret:NAME}} in what a plugin wrote becomes the value.
// [parallel]
class secrets {
public:
    virtual ~secrets() = default;
    // Fails with not_found, naming the handle, when there is no such secret.
    [[nodiscard]] virtual result<std::string> fill_in(std::string_view text) const = 0;
    // Replaces every secret's value by "***", for logs.
    [[nodiscard]] virtual std::string redact(std::string_view text) const = 0;
    // A refreshed credential.
    virtual void set(std::string_view name, std::string_view value) = 0;
};

class instance {
public:
    virtual ~instance() = default;
    [[nodiscard]] virtual const std::string& id() const = 0;
    [[nodiscard]] virtual const plugins::manifest& manifest() const = 0;
    [[nodiscard]] virtual plugins::secrets& secrets() const = 0;
    // Whether requests to this host may go out: manifest's egress and the hosts in its options.
    [[nodiscard]] virtual bool may_call(std::string_view host) const = 0;
    // Whether that host may be an address of this machine or of a private network: only when an
    // option (or a flow's binding) names it.
    [[nodiscard]] virtual bool may_call_private(std::string_view host) const = 0;
    // Empty while well; else why the watchdog has put it aside (calls answer `unavailable`).
    [[nodiscard]] virtual std::string quarantined() const = 0;
};

class channel : public instance {
public:
    virtual outcome on_http(const selat_http_request& request) const = 0;  // [parallel]
    virtual outcome on_send(const selat_outgoing& outgoing) const = 0;     // [parallel]
    virtual outcome on_reply(const selat_http_reply& reply) const = 0;     // [parallel]

    [[nodiscard]] virtual bool has_connections() const = 0;
    [[nodiscard]] virtual bool has_serial_send() const = 0;
    [[nodiscard]] virtual bool has_serial_reply() const = 0;
    [[nodiscard]] virtual bool has_timers() const = 0;
    [[nodiscard]] virtual bool has_stored() const = 0;
    [[nodiscard]] virtual bool has_credentials() const = 0;
    [[nodiscard]] virtual bool has_posts() const = 0;
    [[nodiscard]] virtual bool has_verification() const = 0;
    // Whether an option that its schema marks "channel" names this channel.
    [[nodiscard]] virtual bool names_channel(std::string_view id) const = 0;

    virtual outcome on_open(const selat_open& open) = 0;                          // [serial]
    virtual outcome on_data(const selat_data& data) = 0;                          // [serial]
    virtual outcome on_close(const selat_close& close) = 0;                       // [serial]
    virtual outcome on_serial_send(const selat_outgoing& outgoing) = 0;           // [serial]
    virtual outcome on_serial_reply(const selat_http_reply& reply) = 0;           // [serial]
    virtual outcome on_timer(const selat_timer& timer) = 0;                       // [serial]
    virtual outcome on_stored(const selat_stored& stored) = 0;                    // [serial]
    virtual outcome on_history(const selat_history& history) = 0;                 // [serial]
    virtual outcome on_refresh(const selat_refresh& refresh) = 0;                 // [serial]
    virtual outcome on_post(const selat_post_event& post) = 0;                    // [serial]
    virtual outcome on_verification(const selat_verification& verification) = 0;  // [serial]
};

class flow : public instance {
public:
    virtual outcome on_event(const selat_flow_event& event) const = 0;  // [parallel]
};

class bot : public instance {
public:
    virtual outcome on_event(const selat_bot_event& event) const = 0;  // [parallel]
};

// Also an instance; the router sees only the strategy.
class strategy : public instance, public routing::strategy {};

}  // namespace selat::plugins
