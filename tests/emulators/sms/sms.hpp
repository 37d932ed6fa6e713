#pragma once
// Twilio's Programmable Messaging as one of the emulated providers.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/sms/api.hpp"
#include "tests/emulators/sms/control.hpp"
#include "tests/emulators/sms/state.hpp"

#include <cstddef>

namespace emulators::sms {

class sms_provider final : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    explicit sms_provider(std::size_t lanes) : state_(lanes), api_(state_), control_(state_) {}

    [[nodiscard]] std::string_view name() const override { return "sms"; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.out.watch(wire); }
    // {"accounts": […]}
    std::string begin(const nlohmann::json& given) override;

private:
    state state_;
    api api_;
    sms::control control_;
};

}  // namespace emulators::sms
