#pragma once
// The connection that Discord tells everything over: login, heartbeat, resume, reconnect. All calls
// come one at a time.

#include "incoming.hpp"
#include "json_read.hpp"
#include "missed.hpp"
#include "options.hpp"
#include "resume_point.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

class gateway {
public:
    /// The context of the one CALL that is answered here.
    static constexpr std::string_view asking = "gateway";

    gateway(const options& options, const selat::setup& setup, incoming& incoming, missed& missed);

    void on_timer(const selat::timer& event, selat::actions out);
    void on_open(const selat::open& event, selat::actions out);
    void on_data(const selat::data& event, selat::actions out);
    void on_close(const selat::close& event, selat::actions out);
    /// Discord's word on where to connect.
    void told(const selat::http_reply& reply, selat::actions out);

    /// Ends the connection for good: nothing but an operator helps.
    void stop(std::string_view reason, selat::actions out);

private:
    enum class stage { idle, connecting, greeted, live, stopped };

    void begin(selat::actions out);
    void ask(selat::actions out) const;
    void connect(const std::string& url, selat::actions out);
    void hello(const json& frame, const selat::event& event, selat::actions out);
    void log_in(std::int64_t now_ms, selat::actions out);
    void beat(selat::actions out);
    void beat_due(const selat::timer& event, selat::actions out);
    void asked_to_reconnect(const selat::event& event, selat::actions out);
    void invalid_session(bool resumable, const selat::event& event, selat::actions out);
    void dispatch(const json& frame, std::int64_t now_ms, selat::actions out);
    void ready(const json& about, std::int64_t now_ms, selat::actions out);
    void came_up(selat::actions out);

    /// Leaves the connection without ending the session, and tries again after a while.
    void leave(std::string_view why, std::int64_t pause_ms, selat::actions out);
    void hang_up(selat::actions out);
    void lost(std::string_view why, const selat::event& event, selat::actions out);
    void forget_session(selat::actions out);
    void save(selat::actions out);
    [[nodiscard]] std::int64_t back_off(const selat::event& event) const;

    const options& options_;
    incoming& incoming_;
    missed& missed_;
    stage stage_ = stage::idle;
    resume_point point_;
    std::int64_t kept_sequence_ = 0;  // what the host was asked to keep last
    bool save_due_ = false;
    bool gap_taken_ = false;

    std::string connection_;  // the name of the present one; events of others are late
    std::uint64_t connections_ = 0;
    bool opened_ = false;
    bool resuming_ = false;
    std::int64_t interval_ms_ = 0;
    bool acknowledged_ = true;
    std::int64_t identified_ms_ = 0;

    std::uint32_t tries_ = 0;  // since the last session that came up
    std::uint32_t failed_resumes_ = 0;
    std::uint32_t unopened_ = 0;  // connections in a row that did not come about
};

}  // namespace discord
