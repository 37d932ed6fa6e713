#pragma once
// Channel access tokens: issued, verified, revoked.

#include "tests/emulators/line/state.hpp"

#include <string_view>

#include <httplib.h>

namespace emulators::line {

// [any-thread]
class token_api {
public:
    explicit token_api(state& state) : state_(state) {}

    static bool serves(std::string_view path);
    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    struct kind;
    void issue(const kind& kind, const httplib::Request& request, httplib::Response& response);
    void verify(const httplib::Request& request, httplib::Response& response);
    [[nodiscard]] channel_ptr asker(const kind& kind, const httplib::Request& request) const;

    state& state_;
};

}  // namespace emulators::line
