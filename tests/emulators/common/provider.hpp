#pragma once
// What one emulated provider is to the program.

#include "tests/emulators/common/wire_log.hpp"

#include <string>
#include <string_view>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators {

class provider {
public:
    virtual ~provider() = default;
    // Its folder's name; its requests come below /NAME, and at / as far as nobody else takes them.
    [[nodiscard]] virtual std::string_view name() const = 0;
    // [any-thread] A request to the provider. False: this is not a path of the provider's.
    virtual bool serve(std::string_view path, const httplib::Request& request,
                       httplib::Response& response) = 0;
    // [any-thread] A request to /_control/NAME/…: what tests and people make happen.
    virtual void control(std::string_view path, const httplib::Request& request,
                         httplib::Response& response) = 0;
    // [any-thread] What the playground shows of it, one for each channel that is set up; see the
    // README, "Phones".
    [[nodiscard]] virtual nlohmann::json phones() const { return nlohmann::json::array(); }
    // Before it serves: what it begins with, as the README says. What is wrong, or empty.
    virtual std::string begin(const nlohmann::json& given) = 0;
    // Before it serves: its webhooks and events are noted there. Calls are noted by who serves
    // them.
    virtual void watch(wire_log&) {}
};

}  // namespace emulators
