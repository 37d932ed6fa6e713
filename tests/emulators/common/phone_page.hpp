#pragma once
// Where a provider's phone is.

#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators {

// Answers GET /NAME and /NAME/ with the page; false for anything else. `path` is what is below
// /NAME.
inline bool serve_phone(std::string_view name, std::string_view page, std::string_view path,
                        const httplib::Request& request, httplib::Response& response) {
    const auto home = "/" + std::string(name) + "/";
    if (request.method != "GET" || request.path != home.substr(0, home.size() - path.empty())) {
        return false;
    }
    if (path.empty()) {
        response.set_redirect(home);
    } else {
        response.set_content(std::string(page), "text/html; charset=utf-8");
    }
    return true;
}

}  // namespace emulators
