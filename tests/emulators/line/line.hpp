#pragma once
// LINE as one of the emulated providers.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/line/api.hpp"
#include "tests/emulators/line/control.hpp"
#include "tests/emulators/line/state.hpp"

#include <cstddef>

namespace emulators::line {

class line_provider final : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    explicit line_provider(std::size_t lanes) : state_(lanes), api_(state_), control_(state_) {}

    [[nodiscard]] std::string_view name() const override { return "line"; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.hooks.watch(wire); }
    // {"channels": […]}
    std::string begin(const nlohmann::json& given) override;

private:
    state state_;
    api api_;
    line::control control_;
};

}  // namespace emulators::line
