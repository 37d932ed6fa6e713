#pragma once
// Telegram's Bot API as one of the emulated providers.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/telegram/api.hpp"
#include "tests/emulators/telegram/control.hpp"
#include "tests/emulators/telegram/state.hpp"

#include <cstddef>
#include <string>

namespace emulators::telegram {

class telegram_provider final : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    explicit telegram_provider(std::size_t lanes) : state_(lanes), api_(state_), control_(state_) {}

    [[nodiscard]] std::string_view name() const override { return "telegram"; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    // {"bot": {…}}
    std::string begin(const nlohmann::json& given) override;
    void watch(wire_log& wire) override { state_.out.watch(wire); }

private:
    state state_;
    api api_;
    telegram::control control_;
};

}  // namespace emulators::telegram
