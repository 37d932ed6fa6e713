#include "host/gateway/file_place.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

// As it stands within the path of a URL.
std::string escaped(std::string_view path) {
    constexpr std::string_view plain = "-._~/";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            plain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

// Within the path one may not climb out of what the pattern names.
bool climbs(std::string_view path) {
    while (!path.empty()) {
        const auto part = path.substr(0, path.find('/'));
        if (part == "..") {
            return true;
        }
        path.remove_prefix(std::min(path.size(), part.size() + 1));
    }
    return false;
}

std::string text_at(const std::string& answer, const std::string& pointer) {
    const auto json = nlohmann::json::parse(answer, nullptr, false);
    if (json.is_discarded()) {
        return {};
    }
    try {
        const nlohmann::json::json_pointer at(pointer);
        return json.contains(at) && json.at(at).is_string() ? json.at(at).get<std::string>()
                                                            : std::string();
    } catch (const nlohmann::json::exception&) {
        return {};  // no JSON pointer
    }
}

}  // namespace

bool may_lead(std::string_view from, std::string_view to) {
    const bool secure = to.starts_with("https://");
    return (secure || (to.starts_with("http://") && !from.starts_with("https://"))) &&
           to.find('{') == std::string_view::npos;
}

std::string file_place(const std::string& asked, const std::string& answer,
                       const std::string& pointer, std::string pattern) {
    constexpr std::string_view hole = "{{found}}";
    const auto found = text_at(answer, pointer);
    if (found.empty()) {
        return {};
    }
    if (pattern.empty()) {
        return may_lead(asked, found) ? found : std::string();
    }
    if (climbs(found)) {
        return {};
    }
    if (const auto at = pattern.find(hole); at != std::string::npos) {
        pattern.replace(at, hole.size(), escaped(found));
    }
    return pattern;
}

}  // namespace selat::gateway
