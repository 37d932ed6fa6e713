#include "host/net/transfer.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "host/net/address_rules.hpp"
#include "host/net/tokens.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <sys/socket.h>

namespace selat::net {
namespace {

constexpr std::size_t most_header_bytes = 256 * 1024;
constexpr long connect_at_most = 10'000;

bool is_local_name(std::string_view host) {
    constexpr std::string_view local = "localhost";
    return host.size() >= local.size() &&
           equals_ignoring_case(host.substr(host.size() - local.size()), local) &&
           (host.size() == local.size() || host[host.size() - local.size() - 1] == '.');
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

transfer::transfer() : easy_(curl_easy_init()) {
    if (!easy_) {
        throw std::bad_alloc();
    }
}

result<void> transfer::prepare(http_call call, done_function done,
                               const http_client_options& options, const proxies& proxies) {
    call_ = std::move(call);
    done_ = std::move(done);
    result_ = {};
    headers_.reset();
    header_bytes_ = 0;
    bytes_before_request_ = -1;
    proxied_ = refused_ = too_large_ = answered_ = false;
    message_.front() = '\0';
    CURL* const easy = easy_.get();
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, call_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    if (!options.ca_file.empty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
    }
    set_limits();
    set_callbacks();
    set_method();
    if (auto headers = set_headers(); !headers) {
        return headers;
    }
    return choose_proxy(proxies);
}

void transfer::set_limits() {
    CURL* const easy = easy_.get();
    const long total = std::max<long>(1, static_cast<long>(call_.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(total, connect_at_most));
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(call_.max_response));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    // One HTTP/2 connection that is being made serves many calls; plain HTTP has nothing to wait
    // for.
    const bool secure = starts_with_ignoring_case(call_.url, "https:");
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, secure ? 1L : 0L);
}

void transfer::set_callbacks() {
    CURL* const easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message_.data());
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &transfer::on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &transfer::on_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &transfer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &transfer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
}

void transfer::set_method() {
    CURL* const easy = easy_.get();
    const bool carries = !call_.body.empty() || call_.method == "POST" || call_.method == "PUT" ||
                         call_.method == "PATCH";
    if (call_.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (carries) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(call_.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call_.body.data());
    }
    if (call_.method != (carries ? "POST" : "GET")) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call_.method.c_str());
    }
}

bool transfer::add_header(const std::string& line) {
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) {
        return false;
    }
    headers_.release();
    headers_.reset(longer);
    return true;
}

result<void> transfer::set_headers() {
    if (!is_token(call_.method)) {
        return fail(code::invalid, "calling " + call_.url + ": the method is none");
    }
    bool has_type = false;
    bool has_encoding = false;
    bool added = true;
    for (const auto& [name, value] : call_.headers) {
        if (!is_token(name) || !is_header_value(value)) {
            return fail(code::invalid,
                        "calling " + call_.url + ": header \"" + name + "\" cannot be sent");
        }
        has_type = has_type || equals_ignoring_case(name, "content-type");
        has_encoding = has_encoding || equals_ignoring_case(name, "accept-encoding");
        added = added && add_header(value.empty() ? name + ";" : name + ": " + value);
    }
    // libcurl would say it is a form, and wait for a "100 Continue" that few servers send.
    added = added && (has_type || add_header("Content-Type:")) && add_header("Expect:");
    if (!added) {
        return fail(code::unavailable, "calling " + call_.url + ": out of memory");
    }
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
    if (!has_encoding) {
        curl_easy_setopt(easy_.get(), CURLOPT_ACCEPT_ENCODING, "");
    }
    return {};
}

result<void> transfer::choose_proxy(const proxies& proxies) {
    curl_easy_setopt(easy_.get(), CURLOPT_PROXY, "");
    if (!proxies.any()) {
        return {};
    }
    const auto url = parse_url(call_.url);
    if (!url) {
        return tl::unexpected(url.error());
    }
    const auto& proxy = proxies.for_url(*url);
    proxied_ = !proxy.empty();
    if (!proxied_) {
        return {};
    }
    curl_easy_setopt(easy_.get(), CURLOPT_PROXY, proxy.c_str());
    curl_easy_setopt(easy_.get(), CURLOPT_NOPROXY, "");
    // The proxy looks names up; an address that is written out is for us to refuse.
    const auto address = parse_address(url->host);
    if (!call_.allow_private && (is_local_name(url->host) || (address && is_private(*address)))) {
        return fail(code::denied, "calling " + call_.url + ": private addresses are not allowed");
    }
    return {};
}

curl_socket_t transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
    auto& own = *static_cast<transfer*>(self);
    if (!own.call_.allow_private && !own.proxied_) {
        boost::asio::ip::tcp::endpoint endpoint;
        const bool fits = address->addrlen <= endpoint.capacity();
        if (fits) {
            std::copy_n(reinterpret_cast<const char*>(&address->addr), address->addrlen,
                        reinterpret_cast<char*>(endpoint.data()));
            endpoint.resize(address->addrlen);
        }
        if (!fits || is_private(endpoint.address())) {
            own.refused_ = true;
            return CURL_SOCKET_BAD;
        }
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A kept connection may have been opened by a call that was allowed more.
int transfer::on_request(void* self, char* remote, char*, int, int) {
    auto& own = *static_cast<transfer*>(self);
    if (!own.call_.allow_private && !own.proxied_) {
        const auto address = parse_address(remote);
        if (!address || is_private(*address)) {
            own.refused_ = true;
            return CURL_PREREQFUNC_ABORT;
        }
    }
    // When a kept connection ends without an answer libcurl sends the request again by itself:
    // whether that is safe is for whoever asked to say.
    const bool safe = own.call_.method == "GET" || own.call_.method == "HEAD";
    if (!safe && own.was_sent()) {
        return CURL_PREREQFUNC_ABORT;
    }
    if (own.bytes_before_request_ < 0) {
        curl_easy_getinfo(own.easy(), CURLINFO_REQUEST_SIZE, &own.bytes_before_request_);
    }
    return CURL_PREREQFUNC_OK;
}

std::size_t transfer::on_header(char* data, std::size_t, std::size_t size, void* self) {
    auto& own = *static_cast<transfer*>(self);
    own.header_bytes_ += size;
    if (own.header_bytes_ > most_header_bytes) {
        own.too_large_ = true;
        return 0;
    }
    const std::string_view line(data, size);
    if (line.starts_with("HTTP/")) {
        own.result_.headers.clear();  // those before belonged to a 1xx
        return size;
    }
    if (trim(line).empty()) {
        own.answered_ = true;
    }
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && colon > 0) {
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), to_lower);
        own.result_.headers.emplace_back(std::move(name), trim(line.substr(colon + 1)));
    }
    return size;
}

std::size_t transfer::on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto& own = *static_cast<transfer*>(self);
    if (own.result_.body.size() + size > own.call_.max_response) {
        own.too_large_ = true;
        return 0;
    }
    own.result_.body.append(data, size);
    return size;
}

bool transfer::was_sent() const {
    if (bytes_before_request_ < 0) {
        return false;
    }
    long bytes = 0;
    curl_easy_getinfo(easy(), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > bytes_before_request_;
}

code transfer::judge(CURLcode outcome) const {
    if (outcome == CURLE_OK && answered_) {
        return code::ok;
    }
    if (refused_) {
        return code::denied;
    }
    // An answer that is no HTTP is reported as an unsupported protocol too.
    if (outcome == CURLE_URL_MALFORMAT || (outcome == CURLE_UNSUPPORTED_PROTOCOL && !was_sent())) {
        return code::invalid;
    }
    return was_sent() ? code::uncertain : code::unavailable;
}

std::string transfer::explain(CURLcode outcome) const {
    if (outcome == CURLE_OK && answered_) {
        return {};
    }
    const std::string what = "calling " + call_.url.substr(0, call_.url.find('?')) + ": ";
    if (outcome == CURLE_OK) {
        return what + "the answer ended within its headers";
    }
    if (refused_) {
        return what + "private addresses are not allowed";
    }
    if (too_large_ || outcome == CURLE_FILESIZE_EXCEEDED) {
        return what + "the answer is larger than " + std::to_string(call_.max_response) + " bytes";
    }
    return what + (message_.front() != '\0' ? message_.data() : curl_easy_strerror(outcome));
}

void transfer::finish(CURLcode outcome) {
    long status = 0;
    curl_off_t took = 0;
    curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy(), CURLINFO_TOTAL_TIME_T, &took);
    result_.status = static_cast<std::uint32_t>(status);
    result_.took = std::chrono::microseconds(took);
    result_.too_large = too_large_ || outcome == CURLE_FILESIZE_EXCEEDED;
    finish(judge(outcome), explain(outcome));
}

void transfer::finish(code code, std::string detail) {
    result_.code = code;
    result_.detail = std::move(detail);
    const auto done = std::exchange(done_, nullptr);
    call_ = {};
    if (done) {
        done(std::exchange(result_, {}));
    }
}

}  // namespace selat::net
