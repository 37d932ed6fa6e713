#pragma once
// Puts messages together whose parts come one by one, in any order, more than once, over any
// connection. What it holds can be kept and read again, so that a restart loses none, and tells
// none again whose last part comes once more because its acknowledgement was lost.

#include "parts.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace smpp {

struct arrived_part {
    std::string from;  // as it is told to the gateway
    std::string to;
    smpp::place place;
    std::uint8_t data_coding = 0;
    unsigned fill = 0;
    std::string payload;
    std::int64_t at_ms = 0;

    // What is kept of it, and back.
    [[nodiscard]] std::string write() const;
    static std::optional<arrived_part> read(std::string_view kept);
};

class reassembly {
public:
    enum class outcome {
        held,      // keep it; others must come
        known,     // it was here before
        complete,  // take() gives the message
    };
    struct group {
        std::string key;
        std::int64_t began_ms = 0;
        std::map<std::uint8_t, arrived_part> parts;
    };

    outcome add(arrived_part part);
    // One that was kept, before the first is added. A message all of whose parts were kept has been
    // told: the last of them is kept behind it.
    void restore(arrived_part part);
    // The message that add() made whole. Its parts are to be kept on, so that they are known again.
    group take();
    // Messages as far as they are here: that have waited for too long, or whose reference another
    // message has taken.
    std::vector<group> expired(std::int64_t now_ms);
    std::vector<group> displaced() { return std::exchange(displaced_, {}); }
    // What parts are kept under that need not be known any more.
    std::vector<std::string> forgotten(std::int64_t now_ms);
    // When there is something new of these; 0: nothing waits.
    [[nodiscard]] std::int64_t next_expiry_ms() const;

    // What a part is kept under.
    static std::string kept_under(const arrived_part& part);
    static constexpr std::string_view kept_prefix = "part:";
    static constexpr std::int64_t patience_ms = 15 * 60'000;

private:
    // The newest of a whole message's parts, and what they were.
    struct told {
        std::int64_t at_ms = 0;
        std::map<std::uint8_t, std::string> payloads;
    };

    [[nodiscard]] bool was_told(const std::string& key, const arrived_part& part) const;
    void remember(const group& whole);
    void forget_before(std::int64_t at_ms);
    void forget(const std::string& key);

    std::map<std::string, group, std::less<>> groups_;
    std::vector<group> displaced_;
    std::map<std::string, told, std::less<>> told_;
    std::set<std::pair<std::int64_t, std::string>> told_in_order_;
    std::vector<std::string> forgotten_;
    std::string whole_;  // the key of the message to be taken
};

}  // namespace smpp
