#include "tests/emulators/email/wire.hpp"

#include "tests/support/certificate.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace emulators::email {
namespace {

// What this server is in TLS, made when it is first asked for.
struct identity {
    identity() : context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
        const auto own = authority.vouch_for("IP:127.0.0.1,DNS:localhost,DNS:mx.emulated.example");
        const auto pem = [](const std::string& text) {
            return std::unique_ptr<BIO, decltype(&BIO_free)>(
                BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
        };
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(
            PEM_read_bio_X509(pem(own.certificate).get(), nullptr, nullptr, nullptr), X509_free);
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
            PEM_read_bio_PrivateKey(pem(own.key).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
        SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
        SSL_CTX_use_certificate(context.get(), certificate.get());
        SSL_CTX_use_PrivateKey(context.get(), key.get());
    }

    selat::test::authority authority;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context;
};

const identity& own() {
    static const identity made;
    return made;
}

}  // namespace

std::string authority_pem() { return own().authority.pem(); }

wire::wire(int descriptor) : descriptor_(descriptor), tls_(nullptr, SSL_free) {}

wire::~wire() {
    tls_.reset();
    ::close(descriptor_);
}

bool wire::secure() {
    received_.clear();
    tls_.reset(SSL_new(own().context.get()));
    SSL_set_fd(tls_.get(), descriptor_);
    return SSL_accept(tls_.get()) == 1;
}

bool wire::fill() {
    std::array<char, 16 * 1024> bytes{};
    ssize_t size = -1;
    if (tls_) {
        size = SSL_read(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
        received_.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        return size > 0;
    }
    do {
        size = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    } while (size < 0 && errno == EINTR);
    if (size <= 0) {
        return false;
    }
    received_.append(bytes.data(), static_cast<std::size_t>(size));
    return true;
}

bool wire::read_line(std::string& line, bool& bare, std::size_t most) {
    std::size_t looked = 0;
    for (;;) {
        const auto end = received_.find('\n', looked);
        if (end != received_.npos) {
            bare = end == 0 || received_[end - 1] != '\r';
            line = received_.substr(0, bare ? end : end - 1);
            received_.erase(0, end + 1);
            return line.size() <= most;
        }
        looked = received_.size();
        if (looked > most || !fill()) {
            return false;
        }
    }
}

bool wire::readable(int wait_ms) const {
    if (received_.find('\n') != received_.npos || (tls_ && SSL_pending(tls_.get()) > 0)) {
        return true;
    }
    pollfd what{descriptor_, POLLIN, 0};
    return ::poll(&what, 1, wait_ms) > 0;
}

void wire::write(std::string_view bytes) {
    if (tls_) {
        SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
        return;
    }
    while (!bytes.empty()) {
        const auto size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size <= 0) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

void wire::cut() { ::shutdown(descriptor_, SHUT_RDWR); }

listener::listener(int port, std::function<void(wire&)> serve) : serve_(std::move(serve)) {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(static_cast<std::uint16_t>(port));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* const address = reinterpret_cast<sockaddr*>(&here);
    if (descriptor_ < 0 || ::bind(descriptor_, address, size) != 0 ||
        ::listen(descriptor_, 64) != 0 || ::getsockname(descriptor_, address, &size) != 0) {
        return;
    }
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { accept(); });
}

listener::~listener() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        for (auto& each : sessions_) {
            each.connection->cut();
        }
    }
    ::shutdown(descriptor_, SHUT_RDWR);
    if (thread_.joinable()) {
        thread_.join();
    }
    for (auto& each : sessions_) {
        each.thread.join();
    }
    ::close(descriptor_);
}

void listener::accept() {
    for (;;) {
        const int taken = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock(mutex_);
        if (taken < 0 || ending_) {
            if (taken >= 0) {
                ::close(taken);
            }
            return;
        }
        for (auto each = sessions_.begin(); each != sessions_.end();) {
            if (each->over) {
                each->thread.join();
                each = sessions_.erase(each);
            } else {
                ++each;
            }
        }
        auto& made = sessions_.emplace_back();
        made.connection = std::make_unique<wire>(taken);
        made.thread = std::thread([this, &made] {
            serve_(*made.connection);
            made.connection->cut();
            const std::lock_guard own(mutex_);
            made.over = true;
        });
    }
}

void listener::cut_all() {
    const std::lock_guard lock(mutex_);
    for (auto& each : sessions_) {
        each.connection->cut();
    }
}

}  // namespace emulators::email
