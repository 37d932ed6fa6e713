#include "host/net/curl_driver.hpp"

#include <chrono>
#include <utility>

namespace selat::net {

// A socket of libcurl's: we wait for it, libcurl closes it. Shared with the waits under way.
struct curl_driver::watch {
    watch(boost::asio::io_context& context, curl_socket_t which)
        : socket(which), descriptor(context, which) {}
    ~watch() { let_go(); }
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;

    void let_go() {
        if (descriptor.is_open()) {
            descriptor.release();
        }
    }

    const curl_socket_t socket;
    boost::asio::posix::stream_descriptor descriptor;
    int wanted = 0;   // CURL_POLL_IN and CURL_POLL_OUT, as bits
    int waiting = 0;  // the same, for waits under way
};

curl_driver::curl_driver(boost::asio::io_context& context, long connections,
                         long connections_per_host, finished_function finished)
    : context_(context), timer_(context), finished_(std::move(finished)),
      multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &curl_driver::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &curl_driver::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
}

curl_driver::~curl_driver() {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
    // Before libcurl closes the sockets, so that none is closed twice.
    for (auto& [socket, watch] : watches_) {
        watch->let_go();
    }
    curl_multi_cleanup(multi_);
}

bool curl_driver::add(CURL* easy) { return curl_multi_add_handle(multi_, easy) == CURLM_OK; }

void curl_driver::remove(CURL* easy) { curl_multi_remove_handle(multi_, easy); }

int curl_driver::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    auto& driver = *static_cast<curl_driver*>(self);
    const auto known = driver.watches_.find(socket);
    if (what == CURL_POLL_REMOVE) {
        if (known != driver.watches_.end()) {
            known->second->wanted = 0;
            known->second->let_go();
            driver.watches_.erase(known);
        }
        return 0;
    }
    auto watch = known != driver.watches_.end()
                     ? known->second
                     : std::make_shared<curl_driver::watch>(driver.context_, socket);
    if (known == driver.watches_.end()) {
        driver.watches_.emplace(socket, watch);
    }
    watch->wanted = what;
    driver.wait(watch);
    return 0;
}

int curl_driver::on_timer(CURLM*, long milliseconds, void* self) {
    auto& driver = *static_cast<curl_driver*>(self);
    if (milliseconds < 0) {
        driver.timer_.cancel();
        return 0;
    }
    driver.timer_.expires_after(std::chrono::milliseconds(milliseconds));
    driver.timer_.async_wait([&driver](const boost::system::error_code& error) {
        if (!error) {
            driver.act(CURL_SOCKET_TIMEOUT, 0);
        }
    });
    return 0;
}

void curl_driver::wait(const std::shared_ptr<watch>& watch) {
    wait_for(watch, CURL_POLL_IN);
    wait_for(watch, CURL_POLL_OUT);
}

void curl_driver::wait_for(const std::shared_ptr<watch>& watch, int direction) {
    if ((watch->wanted & direction) == 0 || (watch->waiting & direction) != 0) {
        return;
    }
    using boost::asio::posix::descriptor_base;
    watch->waiting |= direction;
    const auto kind =
        direction == CURL_POLL_IN ? descriptor_base::wait_read : descriptor_base::wait_write;
    watch->descriptor.async_wait(
        kind, [this, watch, direction](const boost::system::error_code& error) {
            watch->waiting &= ~direction;
            if (error || (watch->wanted & direction) == 0) {
                return;
            }
            act(watch->socket, direction == CURL_POLL_IN ? CURL_CSELECT_IN : CURL_CSELECT_OUT);
            wait(watch);
        });
}

void curl_driver::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
    collect();
}

void curl_driver::collect() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) {
            finished_(message->easy_handle, message->data.result);
        }
    }
}

}  // namespace selat::net
