#pragma once
// What people do at WhatsApp, and what becomes of what is sent to them.

#include "tests/emulators/meta/state.hpp"

#include <future>
#include <string>

#include <nlohmann/json.hpp>

namespace emulators::whatsapp {

// [any-thread]
class deeds {
public:
    explicit deeds(meta::state& state) : state_(state) {}

    struct done {
        nlohmann::json told;  // what came of it
        std::future<emulators::delivery_report> report;
    };
    // Carries out what a control request describes; "error" in what is told when it cannot be.
    done carry_out(const nlohmann::json& wish, const meta::business& of);

    // A message that was taken passes from status to status.
    void pass_on(const nlohmann::json& message, const std::string& id, const meta::person& to,
                 const meta::business& of);

private:
    nlohmann::json message_of(const nlohmann::json& wish);
    void status(const nlohmann::json& about, std::string_view word, int error,
                const meta::person& to, const meta::business& of, std::chrono::milliseconds after);
    [[nodiscard]] nlohmann::json value_of(const meta::business& of) const;
    [[nodiscard]] static std::string body_of(const nlohmann::json& value, const std::string& field,
                                             const meta::business& of);

    meta::state& state_;
};

}  // namespace emulators::whatsapp
