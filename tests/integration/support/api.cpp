#include "tests/integration/support/api.hpp"

#include "tests/integration/support/child.hpp"

#include <algorithm>
#include <cctype>

#include <httplib.h>

namespace selat::testing {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char each) {
        return static_cast<char>(std::tolower(each));
    });
    return text;
}

}  // namespace

std::string answer::header(std::string_view name) const {
    const auto found =
        std::ranges::find(headers, name, [](const auto& each) { return each.first; });
    return found == headers.end() ? std::string() : found->second;
}

api api::as(const std::string& url, const std::string& email, const std::string& password) {
    const auto session =
        api(url, {}).post("/api/v1/sessions", {{"email", email}, {"password", password}});
    return {url, session.body.is_object() ? session.body.value("token", "") : ""};
}

answer api::ask(const std::string& method, const std::string& path, const std::string& body,
                const headers& more) const {
    httplib::Client client(url_);
    client.set_connection_timeout(patience);
    client.set_read_timeout(patience);
    client.set_write_timeout(patience);
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    if (!body.empty()) {
        request.set_header("Content-Type", "application/json");
    }
    if (!token_.empty()) {
        request.set_header("Authorization", "Bearer " + token_);
    }
    for (const auto& [name, value] : more) {
        request.headers.erase(name);
        request.set_header(name.c_str(), value);
    }
    const auto reply = client.send(request);
    answer out;
    if (!reply) {
        return out;
    }
    out.status = reply->status;
    out.body = json::parse(reply->body, nullptr, false);
    out.text = reply->body;
    for (const auto& [name, value] : reply->headers) {
        out.headers.emplace_back(lower(name), value);
    }
    return out;
}

json api::all(const std::string& path) const {
    json out = json::array();
    const std::string separator = path.find('?') == std::string::npos ? "?" : "&";
    std::string after;
    for (;;) {
        const auto page =
            get(path + separator + "limit=100" + (after.empty() ? "" : "&after=" + after));
        if (!page.well() || !page.body.contains("items")) {
            return nullptr;
        }
        for (const auto& each : page.body["items"]) {
            out.push_back(each);
        }
        const auto& next = page.body["next"];
        if (!next.is_string() || page.body["items"].empty()) {
            return out;
        }
        after = next.get<std::string>();
    }
}

}  // namespace selat::testing
