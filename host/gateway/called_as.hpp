#pragma once
// By which name a provider calls the gateway, where it goes by several.

#include <algorithm>
#include <string>
#include <string_view>

namespace selat::gateway {

// `url` with the host that `host_header` says, when both mean this machine at the same port: a
// signature over "localhost" is as good as one over "127.0.0.1", and no address is none.
inline std::string called_as(const std::string& url, std::string_view host_header) {
    const auto scheme_end = url.find("://");
    const auto begin = scheme_end == std::string::npos ? 0 : scheme_end + 3;
    const auto end = std::min(url.find('/', begin), url.size());
    const auto name_of = [](std::string_view authority) {
        return authority.substr(0, authority.rfind(':'));
    };
    const auto is_here = [](std::string_view name) {
        return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
    };
    const auto ours = std::string_view(url).substr(begin, end - begin);
    const auto name = name_of(ours);
    const auto called = name_of(host_header);
    const bool any = name == "0.0.0.0" || name == "[::]";
    const bool same_port = ours.substr(name.size()) == host_header.substr(called.size());
    if (called.empty() || !same_port || !(any || (is_here(name) && is_here(called)))) {
        return url;
    }
    return url.substr(0, begin) + std::string(host_header) + url.substr(end);
}

}  // namespace selat::gateway
