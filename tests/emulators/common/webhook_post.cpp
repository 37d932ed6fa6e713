#include "tests/emulators/common/webhook_post.hpp"

#include <thread>

namespace emulators {
namespace {

void post_half(httplib::Client& client, const webhook_post& post) {
    const auto half = post.body.size() / 2;
    client.Post(
        post.path, post.headers, post.body.size(),
        [&](std::size_t offset, std::size_t, httplib::DataSink& sink) {
            return offset == 0 && half > 0 && sink.write(post.body.data(), half);
        },
        post.content_type);
}

}  // namespace

url_parts parts_of(const std::string& url) {
    const auto scheme = url.find("://");
    const auto slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    return slash == std::string::npos ? url_parts{url, "/"}
                                      : url_parts{url.substr(0, slash), url.substr(slash)};
}

std::optional<httplib::Result> webhook_poster::send(const webhook_post& post,
                                                    const std::optional<fault>& struck) {
    auto& client = client_for(post.origin);
    if (struck) {
        std::this_thread::sleep_for(struck->delay);
    }
    if (struck && struck->kind == "drop_before") {
        post_half(client, post);
        client.stop();
        return std::nullopt;
    }
    const bool hang_up = struck && struck->kind == "drop_after";
    client.set_connection_timeout(post.connect);
    client.set_read_timeout(hang_up ? std::chrono::milliseconds(1) : post.read);
    auto result = client.Post(post.path, post.headers, post.body, post.content_type);
    if (hang_up) {
        client.stop();
        return std::nullopt;
    }
    return result;
}

httplib::Client& webhook_poster::client_for(const std::string& origin) {
    auto& client = clients_[origin];
    if (!client) {
        client = std::make_unique<httplib::Client>(origin);
        client->set_keep_alive(true);
        client->set_tcp_nodelay(true);
    }
    return *client;
}

}  // namespace emulators
