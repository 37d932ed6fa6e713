#include "host/net/url.hpp"

#include <memory>
#include <string_view>

#include <curl/curl.h>

namespace selat::net {
namespace {

std::uint16_t default_port(std::string_view scheme) {
    if (scheme == "http" || scheme == "ws") {
        return 80;
    }
    if (scheme == "https" || scheme == "wss") {
        return 443;
    }
    return 0;
}

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) {
        return {};
    }
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
    return text;
}

}  // namespace

result<url_parts> parse_url(const std::string& url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle(curl_url(), curl_url_cleanup);
    const auto fault =
        curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME);
    if (fault != CURLUE_OK) {
        return fail(code::invalid, "the URL \"" + url + "\": " + curl_url_strerror(fault));
    }
    url_parts parts;
    parts.scheme = part(handle.get(), CURLUPART_SCHEME);
    parts.host = part(handle.get(), CURLUPART_HOST);
    if (parts.host.empty()) {
        return fail(code::invalid, "the URL \"" + url + "\" names no host");
    }
    parts.authority = parts.host;
    if (parts.host.front() == '[') {
        parts.host = parts.host.substr(1, parts.host.size() - 2);
    }
    const auto port = part(handle.get(), CURLUPART_PORT);
    parts.port =
        port.empty() ? default_port(parts.scheme) : static_cast<std::uint16_t>(std::stoul(port));
    if (parts.port == 0) {
        return fail(code::invalid, "the URL \"" + url + "\" needs a port");
    }
    if (parts.port != default_port(parts.scheme)) {
        parts.authority += ":" + std::to_string(parts.port);
    }
    parts.target = part(handle.get(), CURLUPART_PATH);
    if (parts.target.empty()) {
        parts.target = "/";
    }
    if (const auto query = part(handle.get(), CURLUPART_QUERY); !query.empty()) {
        parts.target += "?" + query;
    }
    if (const auto user = part(handle.get(), CURLUPART_USER, CURLU_URLDECODE); !user.empty()) {
        parts.credentials = user + ":" + part(handle.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
    }
    return parts;
}

}  // namespace selat::net
