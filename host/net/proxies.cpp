#include "host/net/proxies.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include "host/net/tokens.hpp"

namespace selat::net {
namespace {

std::string first_set(std::initializer_list<const char*> names) {
    for (const char* const name : names) {
        const char* const value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            return value;
        }
    }
    return {};
}

bool within(std::string_view host, std::string_view domain) {
    if (host.size() < domain.size() ||
        !equals_ignoring_case(host.substr(host.size() - domain.size()), domain)) {
        return false;
    }
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

proxies proxies::from_environment() {
    proxies read;
    // Upper-case HTTP_PROXY could be set by a request header of a CGI program: nobody heeds it.
    read.http_ = first_set({"http_proxy", "all_proxy", "ALL_PROXY"});
    read.https_ = first_set({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    std::string list = first_set({"no_proxy", "NO_PROXY"});
    std::replace(list.begin(), list.end(), ' ', ',');
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        const auto start = std::min(list.find_first_not_of('.', at), end);
        const auto domain = list.substr(start, end - start);
        read.all_direct_ = read.all_direct_ || domain == "*";
        if (!domain.empty()) {
            read.direct_.push_back(domain);
        }
        at = end + 1;
    }
    return read;
}

bool proxies::goes_direct(std::string_view host) const {
    return all_direct_ || std::any_of(direct_.begin(), direct_.end(),
                                      [host](const auto& domain) { return within(host, domain); });
}

const std::string& proxies::for_url(const url_parts& url) const {
    if (goes_direct(url.host)) {
        return none_;
    }
    return url.scheme == "https" ? https_ : http_;
}

}  // namespace selat::net
