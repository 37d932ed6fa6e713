#include "origins.hpp"

#include <algorithm>

#include <selat/plugin.hpp>

namespace webchat {
namespace {

constexpr std::size_t longest_host = 253;

bool is_host_character(char each) {
    return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-' ||
           each == '.';
}

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        const auto inner = host.substr(1, host.size() - 2);
        return inner.size() > 1 &&
               inner.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
    }
    return !host.empty() && !host.starts_with('.') && !host.ends_with('.') &&
           host.find("..") == std::string_view::npos &&
           std::all_of(host.begin(), host.end(), is_host_character);
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& each : out) {
        each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    }
    return out;
}

// scheme://host[:port] of a URL; what follows is cut off.
std::string_view origin_of(std::string_view url) {
    const auto start = url.find("://");
    return start == url.npos ? url : url.substr(0, url.find_first_of("/?#", start + 3));
}

}  // namespace

origins::origins(const std::optional<std::vector<std::string>>& entries,
                 std::string_view public_url) {
    if (!entries) {
        if (auto own = read(origin_of(public_url))) {
            this_machine_ = is_this_machine(own->host);
            places_.push_back(std::move(*own));
        }
        return;
    }
    for (const auto& entry : *entries) {
        if (entry == "*") {
            everywhere_ = true;
            continue;
        }
        const bool any_scheme = entry.starts_with("*.");
        auto text = any_scheme ? "https://" + entry : entry;
        const auto star = text.find("://*.");
        if (star != text.npos) {
            text.erase(star + 3, 2);
        }
        auto parsed = read(text);
        if (!parsed || (any_scheme && !parsed->port.empty())) {
            throw selat::refusal{selat::code::config,
                                 "allowed_origins: '" + entry +
                                     "' is no origin; write https://host, https://host:port, "
                                     "https://*.host or *.host"};
        }
        parsed->subdomains = star != std::string::npos;
        if (any_scheme) {
            parsed->scheme.clear();
        }
        places_.push_back(std::move(*parsed));
    }
}

bool origins::allow(std::string_view origin) const {
    const auto given = read(origin);
    return given && lists(*given);
}

std::string origins::host_of(std::string_view url) const {
    const auto given = read(origin_of(url));
    const bool known = given && given->host.size() <= longest_host && lists(*given);
    return known ? given->host : std::string();
}

bool origins::lists(const place& origin) const {
    return everywhere_ || (this_machine_ && is_this_machine(origin.host)) ||
           std::any_of(places_.begin(), places_.end(),
                       [&](const place& entry) { return fits(entry, origin); });
}

bool origins::fits(const place& entry, const place& origin) {
    if ((!entry.scheme.empty() && entry.scheme != origin.scheme) || entry.port != origin.port) {
        return false;
    }
    if (!entry.subdomains) {
        return entry.host == origin.host;
    }
    return origin.host.size() > entry.host.size() + 1 && origin.host.ends_with(entry.host) &&
           origin.host[origin.host.size() - entry.host.size() - 1] == '.';
}

std::optional<origins::place> origins::read(std::string_view text) {
    const auto all = lower(text);
    const auto split = all.find("://");
    if (split == all.npos) {
        return std::nullopt;
    }
    place out{.scheme = all.substr(0, split)};
    if (out.scheme != "http" && out.scheme != "https") {
        return std::nullopt;
    }
    const auto rest = std::string_view(all).substr(split + 3);
    const auto colon = rest.find(':', rest.starts_with('[') ? rest.find(']') : 0);
    out.host = rest.substr(0, colon);
    if (colon != rest.npos) {
        out.port = rest.substr(colon + 1);
        if (out.port.empty() || out.port.size() > 5 ||
            out.port.find_first_not_of("0123456789") != out.port.npos) {
            return std::nullopt;
        }
    }
    if (!is_host(out.host)) {
        return std::nullopt;
    }
    if ((out.scheme == "https" && out.port == "443") ||
        (out.scheme == "http" && out.port == "80")) {
        out.port.clear();
    }
    return out;
}

}  // namespace webchat
