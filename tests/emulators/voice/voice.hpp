#pragma once
// Twilio's Programmable Voice as one of the emulated providers.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/voice/api.hpp"
#include "tests/emulators/voice/control.hpp"
#include "tests/emulators/voice/state.hpp"

#include <cstddef>

namespace emulators::voice {

class voice_provider final : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    explicit voice_provider(std::size_t lanes) : state_(lanes), api_(state_), control_(state_) {}

    [[nodiscard]] std::string_view name() const override { return "voice"; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override {
        return api_.serve(path, request, response);
    }
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override {
        state_.out.watch(wire, "voice");
        state_.calls.watch(wire);
    }
    // {"accounts": […]}
    std::string begin(const nlohmann::json& given) override;

private:
    state state_;
    api api_;
    voice::control control_;
};

}  // namespace emulators::voice
