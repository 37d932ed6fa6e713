#pragma once
// A visitor of a website: speaks the web chat's protocol, comes back when the connection breaks,
// and holds the gateway to it that every message of the thread comes once and in order.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/socket.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace selat::testing {

class visitor {
public:
    using condition = std::function<bool(const json& message)>;

    // Makes a session and connects. `channel`: the instance's id. `token`: goes on with that
    // session, knowing nothing of its thread.
    explicit visitor(const std::string& gateway, std::string channel = "web",
                     std::string token = {});
    visitor(const visitor&) = delete;
    visitor& operator=(const visitor&) = delete;
    ~visitor();

    // Says something, now or once connected again; the id it goes by.
    std::string say(const std::string& text);
    // Answers what is asked before the first message; whether the gateway takes it, in time.
    bool answers(const json& answers);
    // Whether the gateway takes all that was said, in time.
    bool heard();
    // The next message of the thread that fits; what came before it is passed over. Null when none
    // comes in time.
    json next(const condition& fits);
    // The next one of ours with this text in it.
    json next(const std::string& author_kind, const std::string& words);
    // Whether one of us is shown to type (or to have stopped), or to have read what was said under
    // this id; in time.
    bool sees_typing(const std::string& author_name, bool on);
    bool sees_read(const std::string& said);
    // Whether the gateway says of the conversation that it is `status`, now or in time.
    bool becomes(const std::string& status);
    // Whether the gateway says when to come back, before it ends the connection.
    bool sent_away();
    // All of the thread: event frames, and {"seq","cid","author"} for what was only acknowledged.
    [[nodiscard]] std::vector<json> thread() const;
    // What came twice, or was left out.
    [[nodiscard]] std::vector<std::string> faults() const;
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] const std::string& token() const { return token_; }
    [[nodiscard]] int connections() const;

    // Tells that all so far was received, or read.
    void received() { tell("delivered"); }
    void read() { tell("read"); }
    void types(bool on);
    // Breaks the connection; it is made again.
    void cut();

private:
    struct said {
        std::string id;
        std::string text;
        std::chrono::steady_clock::time_point due{};  // sent when this is past; then once
    };

    void begin_session();
    void run();
    void take(std::string_view frame);
    void take_message(json frame);
    void take_welcome(const json& frame);
    void place(json frame, bool acknowledged);
    bool sees(const condition& sign);
    void flush();
    void tell(const std::string& kind);
    void send(const json& frame);
    [[nodiscard]] std::uint64_t last_seq() const;

    std::string url_;
    std::string channel_;
    std::string token_;
    std::string address_;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::deque<said> unheard_;
    std::vector<json> thread_messages_;
    std::vector<std::string> faults_;
    std::vector<json> signs_;   // typing and read
    std::uint64_t before_ = 0;  // the last message that was not given
    std::size_t passed_ = 0;
    std::uint64_t next_id_ = 1;
    int connections_ = 0;
    std::string status_;
    int farewells_ = 0;
    bool answered_ = false;
    socket* connection_ = nullptr;
    bool live_ = false;
    bool broken_ = false;
    bool ending_ = false;
    std::thread runner_;
};

}  // namespace selat::testing
