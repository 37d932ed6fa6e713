#include "ids.hpp"

#include <algorithm>

namespace google {
namespace {

std::string escaped(std::string_view text, std::string_view plain) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || plain.find(c) != std::string_view::npos;
        if (safe) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

}  // namespace

std::string_view last_of(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string in_path(std::string_view text) { return escaped(text, "-_.~+@:"); }
std::string in_query(std::string_view text) { return escaped(text, "-_.~@:"); }

bool is_web_url(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) && !host_of(url).empty() &&
           std::all_of(url.begin(), url.end(),
                       [](char c) { return c > ' ' && c != '{' && c != '}' && c != '\x7f'; });
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

std::string uuid(std::span<const std::uint8_t, 16> random) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    for (std::size_t n = 0; n < random.size(); ++n) {
        auto byte = random[n];
        if (n == 6) {
            byte = static_cast<std::uint8_t>(0x40 | (byte & 0x0F));
        } else if (n == 8) {
            byte = static_cast<std::uint8_t>(0x80 | (byte & 0x3F));
        }
        if (n == 4 || n == 6 || n == 8 || n == 10) {
            out += '-';
        }
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

std::string beside(std::string_view id) {
    std::string out(id);
    if (!out.empty()) {
        out.back() = out.back() == '0' ? '1' : '0';
    }
    return out;
}

}  // namespace google
