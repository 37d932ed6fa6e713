#include "tests/emulators/line/attempt.hpp"

#include <array>
#include <thread>

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

httplib::Result post_half(httplib::Client& client, const parts& to, const httplib::Headers& headers,
                          const std::string& body) {
    const auto half = body.size() / 2;
    return client.Post(
        to.path, headers, body.size(),
        [&](std::size_t offset, std::size_t, httplib::DataSink& sink) {
            return offset == 0 && half > 0 && sink.write(body.data(), half);
        },
        "application/json; charset=utf-8");
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
    auto& client = client_for(to.origin);
    httplib::Headers headers = {{"User-Agent", "LineBotWebhook/2.0"}};
    if (!request.signature.empty()) {
        headers.emplace("X-Line-Signature", request.signature);
    }
    if (struck) {
        std::this_thread::sleep_for(struck->delay);
    }
    if (struck && struck->kind == "drop_before") {
        post_half(client, to, headers, request.body);
        client.stop();
        return {0, "unclassified"};
    }
    const bool hang_up = struck && struck->kind == "drop_after";
    const auto timeout = hang_up ? std::chrono::milliseconds(1) : request.timeout;
    client.set_connection_timeout(request.timeout);
    client.set_read_timeout(timeout);
    const auto result =
        client.Post(to.path, headers, request.body, "application/json; charset=utf-8");
    if (hang_up) {
        client.stop();
        return {0, "unclassified"};
    }
    if (!result) {
        return {0, reason_of(result.error())};
    }
    return {result->status,
            result->status >= 200 && result->status < 300 ? "" : "error_status_code"};
}

httplib::Client& webhook_client::client_for(const std::string& origin) {
    auto& client = clients_[origin];
    if (!client) {
        client = std::make_unique<httplib::Client>(origin);
        client->set_keep_alive(true);
        client->set_tcp_nodelay(true);
    }
    return *client;
}

}  // namespace emulators::line
