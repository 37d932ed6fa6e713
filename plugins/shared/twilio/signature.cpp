#include "signature.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace twilio {
namespace {

struct url_parts {
    std::string_view scheme;  // with "://"
    std::string_view host;    // with credentials, without the port
    std::string_view port;    // with ":"; may be empty
    std::string_view path;
    std::string_view query;  // with "?"; may be empty
};

url_parts split(std::string_view url) {
    url_parts out;
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    out.scheme = url.substr(0, begin);
    const auto end = std::min(url.find_first_of("/?", begin), url.size());
    const auto authority = url.substr(begin, end - begin);
    auto colon = authority.rfind(':');
    const auto last_of_host = authority.find_last_of("]@");
    if (last_of_host != std::string_view::npos && colon != std::string_view::npos &&
        colon < last_of_host) {
        colon = std::string_view::npos;
    }
    out.host = authority.substr(0, colon);
    out.port = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon);
    const auto query = std::min(url.find('?', end), url.size());
    out.path = url.substr(end, query - end);
    out.query = url.substr(query);
    return out;
}

// Read and written again, as older signers do it: the values of one name together. A URL of ours
// has few; nobody who has signed nothing yet is worth the work of thousands.
std::string rewritten(std::string_view query) {
    constexpr std::string_view plain = "-._~!'()*";
    constexpr std::size_t most = 100;
    std::vector<std::pair<std::string, std::string>> written;
    const auto parsed = forms::form::read(query.substr(query.empty() ? 0 : 1), most);
    for (const auto& each : parsed.all()) {
        const auto name = forms::encode(each.name, plain);
        const auto known = std::find_if(written.begin(), written.end(),
                                        [&](const auto& one) { return one.first == name; });
        const auto text = "&" + name + "=" + forms::encode(each.value, plain);
        if (known == written.end()) {
            written.emplace_back(name, text);
        } else {
            known->second += text;
        }
    }
    std::string out;
    for (const auto& [name, text] : written) {
        out += text;
    }
    if (!out.empty()) {
        out[0] = '?';
    }
    return out;
}

std::vector<std::string> ways_to_write(std::string_view url) {
    const auto parts = split(url);
    const std::string before = std::string(parts.scheme) + std::string(parts.host);
    std::string port(parts.port);
    if (port.empty()) {
        port = parts.scheme == "http://" ? ":80" : ":443";
    }
    std::vector<std::string> out;
    for (const auto& query : {std::string(parts.query), rewritten(parts.query)}) {
        const auto after = std::string(parts.path) + query;
        out.push_back(before + after);
        out.push_back(before + port + after);
    }
    out.push_back(std::string(url));
    return out;
}

// Names and values in the order of the names' bytes; one that repeats counts once for each value.
std::string written(const forms::form& fields) {
    std::vector<std::pair<std::string_view, std::string_view>> sorted;
    for (const auto& each : fields.all()) {
        sorted.emplace_back(each.name, each.value);
    }
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::string out;
    for (const auto& [name, value] : sorted) {
        out.append(name).append(value);
    }
    return out;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

}  // namespace

bool is_signed(const selat::crypto& crypto, std::string_view auth_token,
               const signed_request& request) {
    if (request.signature.empty()) {
        return false;
    }
    const auto query = split(request.url).query;
    const auto parameters = forms::form::read(query.substr(query.empty() ? 0 : 1));
    const auto hash = parameters.get("bodySHA256");
    if (!hash.empty() && !crypto.equal(hex(crypto.sha256(request.body)), hash)) {
        return false;
    }
    const auto fields = hash.empty() ? written(request.fields) : std::string{};
    bool matches = false;
    for (const auto& each : ways_to_write(request.url)) {
        const auto expected = selat::base64(crypto.hmac_sha1(auth_token, each + fields));
        matches = crypto.equal(expected, request.signature) || matches;
    }
    return matches;
}

}  // namespace twilio
