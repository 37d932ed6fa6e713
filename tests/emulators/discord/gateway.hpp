#pragma once
// The gateway as bots log in to it: sessions, heartbeats, resumes, close codes.

#include "tests/emulators/discord/state.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace emulators::discord {

class gateway final : public gateway_events {
public:
    explicit gateway(state& state) : state_(state) {}

    void opened(const wire_pointer& wire, std::string_view target) override;
    void heard(const wire_pointer& wire, std::string_view text) override;
    void closed(const wire_pointer& wire, std::uint16_t code) override;
    void tick() override;

    // Below, the caller holds the state's lock.

    // Tells every session that may know it. True when somebody is connected to hear it.
    bool tell(std::string_view type, const json& about, std::int64_t intent, int times = 1);
    // What a test makes of every connection: drop, close, reconnect, invalidate, mute, unmute,
    // beat, forget. What is wrong with the wish, or empty.
    std::string meddle(const json& wish);

private:
    void frame(const wire_pointer& wire, connection_state& from, const json& frame);
    void identify(const wire_pointer& wire, connection_state& from, const json& about);
    void resume(const wire_pointer& wire, connection_state& from, const json& about);
    void dispatch(session& to, std::string_view type, const json& about, int times = 1);
    void end(const wire_pointer& wire, std::uint16_t code, std::string_view reason);
    static void say(const wire_pointer& wire, int op, const json& about);

    state& state_;
};

}  // namespace emulators::discord
