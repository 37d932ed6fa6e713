#pragma once
// TCP connections to the SMSC, on a port and a thread of their own.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace emulators::smsc {

// One connection. [any-thread]
class wire {
public:
    virtual ~wire() = default;
    virtual void send(std::string bytes) = 0;
    // Behind what was sent.
    virtual void close() = 0;
    // As a broken network does.
    virtual void cut() = 0;
};
using wire_pointer = std::shared_ptr<wire>;

// Called one at a time, on the sockets' thread.
class socket_events {
public:
    virtual ~socket_events() = default;
    virtual void opened(const wire_pointer& wire) = 0;
    virtual void heard(const wire_pointer& wire, std::string_view bytes) = 0;
    virtual void closed(const wire_pointer& wire) = 0;
    // Every few milliseconds.
    virtual void tick() = 0;
};

class socket {
public:
    // Port 0: a free one.
    socket(socket_events& events, std::uint16_t port);
    socket(const socket&) = delete;
    socket& operator=(const socket&) = delete;
    ~socket();

    [[nodiscard]] std::uint16_t port() const;
    // Afterwards nothing is called any more. Wires must be let go of before this is gone.
    void stop();

private:
    class listener;
    std::unique_ptr<listener> listener_;
};

}  // namespace emulators::smsc
