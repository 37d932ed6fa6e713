#include "host/config/address.hpp"

#include <array>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace selat::config {
namespace {

bool is_address(int family, std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

template <class Number>
std::optional<Number> digits(std::string_view text) {
    Number number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<endpoint> parse_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto port = digits<std::uint16_t>(text.substr(colon + 1));
    const auto host = text.substr(0, colon);
    if (!port) {
        return std::nullopt;
    }
    if (host.empty()) {
        return endpoint{"0.0.0.0", *port};
    }
    if (host == "localhost") {
        return endpoint{"127.0.0.1", *port};
    }
    if (host.front() == '[' && host.back() == ']' &&
        is_address(AF_INET6, host.substr(1, host.size() - 2))) {
        return endpoint{std::string(host.substr(1, host.size() - 2)), *port};
    }
    if (is_address(AF_INET, host)) {
        return endpoint{std::string(host), *port};
    }
    return std::nullopt;
}

std::string url_of(const endpoint& endpoint, bool tls) {
    const auto* scheme = tls ? "https" : "http";
    if (endpoint.address.find(':') == std::string::npos) {
        return fmt::format("{}://{}:{}", scheme,
                           endpoint.address == "0.0.0.0" ? "127.0.0.1" : endpoint.address,
                           endpoint.port);
    }
    return fmt::format("{}://[{}]:{}", scheme, endpoint.address == "::" ? "::1" : endpoint.address,
                       endpoint.port);
}

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    const bool four = is_address(AF_INET, address);
    if (!four && !is_address(AF_INET6, address)) {
        return false;
    }
    if (slash == std::string_view::npos) {
        return true;
    }
    const auto bits = digits<std::uint8_t>(text.substr(slash + 1));
    return bits && *bits <= (four ? 32 : 128);
}

bool is_web_url(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (text.starts_with(scheme)) {
            const auto rest = text.substr(scheme.size());
            return !rest.empty() && rest.front() != '/' && rest.front() != ':' &&
                   rest.find_first_of("?#@ \t\r\n\"<>\\") == std::string_view::npos;
        }
    }
    return false;
}

}  // namespace selat::config
