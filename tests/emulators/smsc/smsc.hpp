#pragma once
// A carrier's SMSC as one of the emulated providers.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/smsc/control.hpp"

#include <memory>
#include <string>

namespace emulators::smsc {

class smsc_provider final : public provider {
public:
    smsc_provider();
    ~smsc_provider() override;

    [[nodiscard]] std::string_view name() const override { return "smsc"; }
    // It speaks no HTTP.
    bool serve(std::string_view, const httplib::Request&, httplib::Response&) override {
        return false;
    }
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.watched = &wire; }
    // {"port", "accounts": […]}
    std::string begin(const nlohmann::json& given) override;

private:
    void listen(std::uint16_t port);

    mutable state state_;
    centre centre_{state_};
    smsc::control control_{state_, centre_};
    std::unique_ptr<socket> socket_;  // last: its thread uses the rest
};

}  // namespace emulators::smsc
