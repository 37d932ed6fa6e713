#pragma once
// What the SMSC delivered and has not been answered yet: the answer waits until it is safe. All
// calls come one at a time.

#include "link.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace smpp {

class acknowledgements {
public:
    enum class standing {
        fresh,
        under_way,  // it is being stored already; both are answered then
        repeated,   // it was stored, and the answer did not arrive, or may not have
    };

    explicit acknowledgements(link& link) : link_(link) {}

    // Answers at once what is repeated.
    standing begin(const pdu& pdu, std::int64_t now_ms);
    // What the host is to name when the newest that began is safe.
    [[nodiscard]] std::string tag() const { return "d" + std::to_string(last_); }
    [[nodiscard]] bool any_under_way() const { return !under_way_.empty(); }
    // It is safe, or could not be made so.
    void end(std::string_view tag, bool stored, std::int64_t now_ms);
    // The answers that were given last may have been lost with it.
    void connection_lost();
    // The SMSC delivers again what it heard no answer to.
    void bound(std::int64_t now_ms);

private:
    struct waiting {
        std::string connection;
        command id = command::deliver_sm;
        std::uint32_t sequence = 0;
    };
    struct delivery {
        std::string identity;
        std::int64_t began_ms = 0;
        std::vector<waiting> answers;
    };

    void answer(const waiting& one, bool stored) const;
    // Whether the SMSC delivers this because it does not know that it is stored.
    bool is_repeated(const std::string& identity, std::int64_t now_ms);
    void remember_given(std::string identity, std::int64_t now_ms);

    link& link_;
    std::uint64_t last_ = 0;
    std::unordered_map<std::uint64_t, delivery> under_way_;
    std::unordered_map<std::string, std::uint64_t> numbers_;  // by what was delivered
    std::unordered_map<std::string, std::int64_t> unheard_;   // stored, and the SMSC knows not
    std::deque<std::pair<std::int64_t, std::string>> unheard_in_order_;
    std::deque<std::pair<std::int64_t, std::string>> given_;       // the last answers, and when
    std::unordered_multimap<std::string, std::int64_t> doubtful_;  // given, and perhaps not heard
    std::int64_t doubtful_until_ms_ = 0;
};

}  // namespace smpp
