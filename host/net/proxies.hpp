#pragma once
// The usual environment variables: http_proxy, https_proxy, all_proxy, no_proxy. Read once. We
// decide rather than libcurl, since an address rule must know whether a proxy stands between.

#include <string>
#include <string_view>
#include <vector>

#include "host/net/url.hpp"

namespace selat::net {

class proxies {
public:
    static proxies from_environment();

    [[nodiscard]] bool any() const { return !http_.empty() || !https_.empty(); }
    // The proxy's URL for a call to `url`; empty: none.
    [[nodiscard]] const std::string& for_url(const url_parts& url) const;

private:
    [[nodiscard]] bool goes_direct(std::string_view host) const;

    std::string http_;
    std::string https_;
    std::vector<std::string> direct_;  // domains, lower case, without leading dots
    bool all_direct_ = false;
    std::string none_;
};

}  // namespace selat::net
