#pragma once
// A reader of /api/v1/stream that comes back by its cursor when the connection breaks.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/socket.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace selat::testing {

class stream {
public:
    using condition = std::function<bool(const json& event)>;

    // Connected, or the test gives up. `after`: a cursor to begin behind.
    explicit stream(const api& who, std::string after = {});
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream();

    // The next event of that type which fits; what came before it is passed over. Null when none
    // comes in time.
    json next(const std::string& type, const condition& fits = nullptr);
    // All that came so far, in order.
    [[nodiscard]] std::vector<json> events() const;
    // Where to go on after what came so far.
    [[nodiscard]] std::string cursor() const;
    // How often it was connected.
    [[nodiscard]] int connections() const;
    // Whether something that fits was seen, or comes in time.
    bool saw(const condition& fits);
    // Waits for anything new, at most that long.
    void wait(std::chrono::milliseconds at_most);

private:
    void run();
    void take(std::string_view frame);

    std::string url_;
    std::string token_;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::vector<json> events_;
    std::size_t passed_ = 0;
    std::size_t waited_ = 0;
    std::string cursor_;
    int connections_ = 0;
    bool broken_ = false;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace selat::testing
