#pragma once
// The gateway's side of a provider's webhooks: a server on a free port that keeps what is posted.

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <httplib.h>

namespace emulators::test {

template <class Taken>
class taker {
public:
    using keeper = std::function<Taken(const httplib::Request&)>;
    // True: it was a handshake, and is answered.
    using handshake = std::function<bool(const httplib::Request&, httplib::Response&)>;

    // `path` is where the webhook is; all others are it as well.
    taker(std::string path, keeper keep, handshake shake = nullptr)
        : path_(std::move(path)), keep_(std::move(keep)), shake_(std::move(shake)) {
        http_.Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
            if (!shake_ || !shake_(request, response)) {
                response.status = 404;
            }
        });
        http_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
            if (!shake_ || !shake_(request, response)) {
                take(request, response);
            }
        });
        port_ = http_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { http_.listen_after_bind(); });
        while (!http_.is_running()) {
            std::this_thread::yield();
        }
    }
    taker(const taker&) = delete;
    taker& operator=(const taker&) = delete;
    ~taker() {
        http_.stop();
        thread_.join();
    }

    [[nodiscard]] std::string url() const { return url(path_); }
    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    std::vector<Taken> taken() {
        const std::lock_guard lock(mutex_);
        return taken_;
    }

    // Set before any webhook comes: the status for the n-th, and what is said usually.
    std::function<int(std::size_t, httplib::Response&)> answer;
    std::string text;
    const char* type = "text/plain";

private:
    void take(const httplib::Request& request, httplib::Response& response) {
        const std::lock_guard lock(mutex_);
        taken_.push_back(keep_(request));
        if (!text.empty()) {
            response.set_content(text, type);
        }
        response.status = answer ? answer(taken_.size(), response) : 200;
    }

    std::string path_;
    keeper keep_;
    handshake shake_;
    std::mutex mutex_;
    std::vector<Taken> taken_;
    httplib::Server http_;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace emulators::test
