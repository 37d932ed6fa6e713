#pragma once
// One outgoing call on a libcurl handle, from its options to its result. Kept and used again: a
// handle is dear to make.

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "host/net/http_client.hpp"
#include "host/net/proxies.hpp"

#include <curl/curl.h>

namespace selat::net {

class transfer {
public:
    using done_function = std::function<void(http_result)>;

    transfer();

    // Sets the handle up. The failure is the call's result: nothing may be added then.
    result<void> prepare(http_call call, done_function done, const http_client_options& options,
                         const proxies& proxies);
    [[nodiscard]] CURL* easy() const { return easy_.get(); }

    // What became of it, told to whoever asked. The transfer can be prepared again.
    void finish(CURLcode outcome);
    void finish(code code, std::string detail);

private:
    struct free_handle {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    };
    struct free_list {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
    static int on_request(void* self, char* remote, char* local, int, int);
    static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
    static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);

    result<void> choose_proxy(const proxies& proxies);
    result<void> set_headers();
    void set_method();
    void set_limits();
    void set_callbacks();
    bool add_header(const std::string& line);
    [[nodiscard]] bool was_sent() const;
    [[nodiscard]] code judge(CURLcode outcome) const;
    [[nodiscard]] std::string explain(CURLcode outcome) const;

    std::unique_ptr<CURL, free_handle> easy_;
    std::unique_ptr<curl_slist, free_list> headers_;
    http_call call_;
    done_function done_;
    http_result result_;
    std::size_t header_bytes_ = 0;
    long bytes_before_request_ = -1;  // -1: no request was about to be sent
    bool proxied_ = false;
    bool refused_ = false;
    bool too_large_ = false;
    bool answered_ = false;  // the headers came whole
    std::array<char, CURL_ERROR_SIZE> message_{};
};

}  // namespace selat::net
