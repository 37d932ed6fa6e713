#pragma once
// What one emulated provider is to the program.

#include <string_view>

#include <httplib.h>

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
};

}  // namespace emulators
