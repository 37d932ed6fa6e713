#pragma once
// A mail server as one of the emulated providers: IMAP and SMTP on ports of their own.

#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/email/control.hpp"
#include "tests/emulators/email/state.hpp"

#include <string>

namespace emulators::email {

class email_provider final : public provider {
public:
    email_provider() : control_(state_) {}

    [[nodiscard]] std::string_view name() const override { return "email"; }
    // Tokens alone are given over HTTP: /email/token.
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override {
        control_.serve(path, request, response);
    }
    [[nodiscard]] nlohmann::json phones() const override;
    // {"imap_port","smtp_port","mailboxes":[…]}
    std::string begin(const nlohmann::json& given) override { return control_.begin(given); }
    void watch(wire_log& wire) override { state_.watched = &wire; }

private:
    state state_;
    email::control control_;
};

}  // namespace emulators::email
