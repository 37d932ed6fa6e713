#pragma once
// Lines over TCP, as the protocols of mail speak: a listener with a thread for each connection.

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <openssl/types.h>

namespace emulators::email {

// One connection. Its session's thread reads and writes; cut() may come from any.
class wire {
public:
    explicit wire(int descriptor);
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;
    ~wire();

    // A line without its end. False: the peer is gone, or sends a line of more than `most` bytes.
    // `bare`: it ended in a line feed alone.
    bool read_line(std::string& line, bool& bare, std::size_t most = 64 * 1024);
    // Whether a line can be read, or the peer is gone, within so many milliseconds.
    [[nodiscard]] bool readable(int wait_ms) const;
    void write(std::string_view bytes);
    // From now on in TLS. What the client has sent in clear behind its last line is forgotten.
    // False: it does not agree.
    bool secure();
    // Ends both ways: what reads or writes comes back at once.
    void cut();

private:
    bool fill();

    int descriptor_;
    std::string received_;
    std::unique_ptr<SSL, void (*)(SSL*)> tls_;
};

// Who vouches for the server that secured wires are: PEM.
std::string authority_pem();

class listener {
public:
    // Listens at 127.0.0.1; 0: any free port. port() is -1 when that failed.
    listener(int port, std::function<void(wire&)> serve);
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;
    ~listener();

    [[nodiscard]] int port() const { return port_; }
    // [any-thread] Cuts every connection there is.
    void cut_all();

private:
    struct session {
        std::unique_ptr<wire> connection;
        std::thread thread;
        bool over = false;
    };
    void accept();

    std::function<void(wire&)> serve_;
    int descriptor_ = -1;
    int port_ = -1;
    std::mutex mutex_;  // guards what follows
    bool ending_ = false;
    std::list<session> sessions_;
    std::thread thread_;
};

}  // namespace emulators::email
