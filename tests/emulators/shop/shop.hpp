#pragma once
// Somebody's website that shows the chat: where a web visitor stands, as a phone is for LINE.

#include "tests/emulators/common/provider.hpp"

#include <mutex>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace emulators::shop {

class website final : public provider {
public:
    [[nodiscard]] std::string_view name() const override { return "shop"; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override;
    [[nodiscard]] nlohmann::json phones() const override;
    std::string begin(const nlohmann::json& given) override { return configure(given); }
    // [any-thread] {"widget": URL of the chat's script}. What is wrong, or empty.
    std::string configure(const nlohmann::json& description);

private:
    mutable std::mutex mutex_;
    std::string widget_;   // empty: there is no shop
    std::string origins_;  // where the widget comes from and what it calls
};

}  // namespace emulators::shop
