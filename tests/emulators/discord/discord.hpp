#pragma once
// Discord as one of the emulated providers.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/discord/control.hpp"

#include <mutex>
#include <string>

namespace emulators::discord {

class discord_provider final : public provider {
public:
    // A provider has one bot. Another, with a name of its own, is what a bot is beside it whose
    // interactions are posted.
    explicit discord_provider(std::string_view name = "discord",
                              std::string_view title = "Discord");
    ~discord_provider() override;

    [[nodiscard]] std::string_view name() const override { return state_.provider; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.watched = &wire; }
    // {"bot": {…}}
    std::string begin(const nlohmann::json& given) override;
    // Sets the bot up without a request; what is wrong, or empty. It has a phone from then on.
    std::string configure(const nlohmann::json& bot);
    [[nodiscard]] int gateway_port() const { return state_.gateway_port; }

private:
    std::string_view title_;
    state state_;
    gateway gateway_{state_};
    api api_{state_, gateway_};
    interactions interactions_{state_};
    discord::control control_{state_, gateway_, api_, interactions_};
    gateway_socket socket_;  // last: its thread uses the rest
};

}  // namespace emulators::discord
