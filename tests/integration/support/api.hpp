#pragma once
// The gateway's HTTP side, as a system or an agent uses it.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace selat::testing {

using nlohmann::json;

struct answer {
    int status = 0;  // 0: none came
    json body;       // discarded when it is no JSON
    std::string text;
    std::vector<std::pair<std::string, std::string>> headers;

    [[nodiscard]] bool well() const { return status >= 200 && status < 300; }
    [[nodiscard]] std::string header(std::string_view name) const;  // lower case
};

// [any-thread] Paths begin with "/"; those of the API are below /api/v1.
class api {
public:
    using headers = std::vector<std::pair<std::string, std::string>>;

    api(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}
    // Logs in; the session's token is used from then on.
    static api as(const std::string& url, const std::string& email, const std::string& password);

    [[nodiscard]] answer get(const std::string& path) const { return ask("GET", path, {}, {}); }
    answer post(const std::string& path, const json& body = json::object(),
                const headers& more = {}) const {
        return ask("POST", path, body.dump(), more);
    }
    answer put(const std::string& path, const json& body) const {
        return ask("PUT", path, body.dump(), {});
    }
    answer patch(const std::string& path, const json& body) const {
        return ask("PATCH", path, body.dump(), {});
    }
    answer remove(const std::string& path) const { return ask("DELETE", path, {}, {}); }
    answer ask(const std::string& method, const std::string& path, const std::string& body,
               const headers& more) const;
    // Everything of a list, page by page, oldest first; null when a page did not come.
    [[nodiscard]] json all(const std::string& path) const;

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const std::string& token() const { return token_; }

private:
    std::string url_;
    std::string token_;
};

}  // namespace selat::testing
