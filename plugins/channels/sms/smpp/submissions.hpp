#pragma once
// Messages on their way to the SMSC: parts wait for a place in the window, go, are answered, and
// end their operation. All calls come one at a time.

#include "link.hpp"
#include "options.hpp"
#include "pace.hpp"
#include "parts.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <selat/plugin.hpp>

namespace smpp {

// Why what is not sent any more is not.
inline constexpr std::string_view going_away = "the connection to the SMSC is being ended";

class submissions {
public:
    // What the SMSC took whole, or late: `message` is ours, where the host was told otherwise.
    struct taken {
        std::vector<std::string> ids;
        std::string message;
    };

    submissions(const options& options, link& link)
        : options_(options), link_(link), pace_(options.parts_per_second) {}

    void add(const selat::outgoing& event, const address& to, std::vector<part> parts,
             selat::actions out);
    // The answer to a part, or its refusal by generic_nack.
    void answered(const pdu& answer, std::int64_t now_ms, selat::actions out);
    // Nothing that is unanswered will be.
    void connection_lost(std::int64_t now_ms, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    // Sends what may go now.
    void pump(std::int64_t now_ms, selat::actions out);

    // Gives back what has not begun to go out; what has goes on. Nothing is added any more.
    void stop(selat::actions out);

    [[nodiscard]] std::vector<taken> take_taken() { return std::exchange(taken_, {}); }
    [[nodiscard]] bool any_unanswered() const { return !window_.empty() || !late_.empty(); }
    [[nodiscard]] bool any_open() const { return !open_.empty(); }

private:
    struct submission {
        std::string message;
        pdu base;
        std::vector<part> parts;
        std::vector<std::string> ids;  // of the parts that were taken
        std::size_t accepted = 0;
        std::size_t unanswered = 0;
        std::optional<std::uint32_t> refused;  // the first refusal that is for good
        std::int64_t began_ms = 0;
    };
    struct place {
        std::uint64_t op = 0;
        std::size_t part = 0;
    };

    void go(const place& next);
    void accepted(std::uint64_t op, submission& one, const std::string& id, selat::actions out);
    // Ends it once nothing of it is under way.
    void end_refused(std::uint64_t op, selat::actions out);
    void fail(std::uint64_t op, selat::code code, std::string_view provider_code,
              std::string_view why, std::int64_t retry_ms, selat::actions out);
    void look_for_overdue(std::int64_t now_ms, selat::actions out);
    void overdue(std::uint64_t op, const submission& one, std::int64_t now_ms, selat::actions out);

    const options& options_;
    link& link_;
    pace pace_;
    std::map<std::uint64_t, submission> open_;  // by operation
    std::deque<place> queue_;
    std::unordered_map<std::uint32_t, place> window_;      // by sequence number
    std::unordered_map<std::uint32_t, std::string> late_;  // our messages whose answer is overdue
    std::vector<taken> taken_;
    bool pacing_ = false;
    bool looking_ = false;
};

}  // namespace smpp
