#pragma once
// WebSockets for the gateway, on a port and a thread of their own.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace emulators::discord {

// One connection. [any-thread]
class wire {
public:
    virtual ~wire() = default;
    virtual void send(std::string text) = 0;
    // With a close frame, behind what was sent.
    virtual void close(std::uint16_t code, std::string reason) = 0;
    // As a broken network does.
    virtual void cut() = 0;
};
using wire_pointer = std::shared_ptr<wire>;

// Called one at a time, on the sockets' thread.
class gateway_events {
public:
    virtual ~gateway_events() = default;
    virtual void opened(const wire_pointer& wire, std::string_view target) = 0;
    virtual void heard(const wire_pointer& wire, std::string_view text) = 0;
    // `code` is the client's; 1006 when it said none.
    virtual void closed(const wire_pointer& wire, std::uint16_t code) = 0;
    // From time to time.
    virtual void tick() = 0;
};

class gateway_socket {
public:
    explicit gateway_socket(gateway_events& events);
    gateway_socket(const gateway_socket&) = delete;
    gateway_socket& operator=(const gateway_socket&) = delete;
    ~gateway_socket();

    [[nodiscard]] int port() const;
    // Afterwards nothing is called any more. Wires must be let go of before this is gone.
    void stop();

private:
    class listener;
    std::unique_ptr<listener> listener_;
};

}  // namespace emulators::discord
