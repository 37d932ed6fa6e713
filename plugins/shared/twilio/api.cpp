#include "api.hpp"

#include <algorithm>

namespace twilio {

std::string api_base(std::string_view configured) {
    std::string url(configured.empty() ? std::string_view("https://api.twilio.com") : configured);
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

std::string with_credentials(std::string_view url, std::string_view user, std::string_view secret) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return std::string(url);
    }
    std::string out(url.substr(0, scheme + 3));
    out.append(user).append(":").append(secret).append("@").append(url.substr(scheme + 3));
    return out;
}

bool is_form(std::string_view content_type) {
    constexpr std::string_view form = "application/x-www-form-urlencoded";
    return content_type.size() >= form.size() &&
           std::equal(form.begin(), form.end(), content_type.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
           });
}

}  // namespace twilio
