#include "tests/emulators/line/attempt.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace emulators::line {
namespace {

struct parts {
    std::string origin;
    std::string path;
};

parts split(const std::string& url) {
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
    return path == std::string::npos ? parts{url, "/"}
                                     : parts{url.substr(0, path), url.substr(path)};
}

// What LINE's console would say.
std::string reason_of(httplib::Error error) {
    switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
    case httplib::Error::BindIPAddress: return "could_not_connect";
    case httplib::Error::Read: return "request_timeout";
    default: return "unclassified";
    }
}

}  // namespace

std::string sign(const std::string& secret, const std::string& body) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &size);
    std::array<unsigned char, 64> text{};
    const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

attempt_result webhook_client::deliver(const webhook_request& request,
                                       const std::optional<fault>& struck) {
    const auto to = split(request.url);
    webhook_post post{.origin = to.origin,
                      .path = to.path,
                      .headers = {{"User-Agent", "LineBotWebhook/2.0"}},
                      .body = request.body,
                      .content_type = "application/json; charset=utf-8",
                      .connect = request.timeout,
                      .read = request.timeout};
    if (!request.signature.empty()) {
        post.headers.emplace("X-Line-Signature", request.signature);
    }
    const auto sent = poster_.send(post, struck);
    if (!sent) {
        return {0, "unclassified"};
    }
    const auto& result = *sent;
    if (!result) {
        return {0, reason_of(result.error())};
    }
    return {result->status,
            result->status >= 200 && result->status < 300 ? "" : "error_status_code"};
}

}  // namespace emulators::line
