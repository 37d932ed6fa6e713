#pragma once
// What one client may do.

#include <cstddef>
#include <cstdint>

namespace webchat {

constexpr std::size_t max_frame = 64 * 1024;
constexpr std::size_t max_text = 4000;          // code points
constexpr std::size_t whole_from_store = 1024;  // bytes of content
constexpr std::size_t max_client_id = 64;
constexpr std::size_t max_session_sockets = 5;
constexpr std::size_t max_visitor_sockets = 20;
constexpr std::uint32_t max_network_sockets = 50;
constexpr std::uint32_t max_network_sessions = 10;  // made in a minute
constexpr std::int64_t sessions_span_ms = 60'000;
constexpr std::size_t max_remembered = 20'000;   // of those who have an allowance
constexpr std::uint32_t max_files = 20;          // of one visitor, in a minute
constexpr std::uint32_t max_files_at_once = 10;  // that the widget takes
constexpr std::int64_t files_span_ms = 60'000;
constexpr std::size_t max_file_name = 200;  // bytes
constexpr std::uint64_t default_file_size = 10 * 1024 * 1024;
constexpr std::size_t max_farewells = 4'000;  // in one call, which holds few more actions
constexpr std::uint32_t max_messages = 20;
constexpr std::int64_t messages_span_ms = 10'000;
constexpr std::uint32_t max_signs = 5;
constexpr std::uint32_t max_asks = 5;
constexpr std::uint32_t max_frames = 100;
constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t hello_ms = 5000;
// Written to one socket at once: half of what the host lets wait for one.
constexpr std::size_t most_at_once = 512 * 1024;
constexpr std::size_t max_content = 128 * 1024;  // of an event; what is larger is only mentioned
constexpr std::uint32_t replay_limit = 500;
constexpr std::uint32_t newest_limit = 50;
constexpr std::uint32_t page_limit = 100;
constexpr std::uint64_t idle_ms = 60'000;

/// At most so many in a span of time that begins with the first one.
class window {
public:
    bool take(std::int64_t now_ms, std::int64_t span_ms, std::uint32_t limit) {
        if (!active(now_ms, span_ms)) {
            start_ms_ = now_ms;
            count_ = 0;
        }
        if (count_ >= limit) {
            return false;
        }
        ++count_;
        return true;
    }
    [[nodiscard]] bool active(std::int64_t now_ms, std::int64_t span_ms) const {
        return count_ > 0 && now_ms >= start_ms_ && now_ms - start_ms_ < span_ms;
    }
    /// Until the span ends.
    [[nodiscard]] std::int64_t wait_ms(std::int64_t now_ms, std::int64_t span_ms) const {
        return start_ms_ + span_ms - now_ms;
    }

private:
    std::int64_t start_ms_ = 0;
    std::uint32_t count_ = 0;
};

}  // namespace webchat
