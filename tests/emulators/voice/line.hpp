#pragma once
// One leg of a call: asks for TwiML and does it, verb by verb, until somebody hangs up.

#include "tests/emulators/voice/exchange.hpp"
#include "tests/emulators/voice/twiml.hpp"

#include <optional>
#include <string>

namespace emulators::voice {

// The fields that every request about a call has.
field_map usual_fields(const leg& leg);

// For one thread.
class line {
public:
    line(exchange& exchange, leg_ptr leg) : exchange_(exchange), leg_(std::move(leg)) {}

    void run();

private:
    // Where the call goes on: a document, or the end.
    using next = std::optional<document>;

    [[nodiscard]] bool pick_up();
    next fetch(const std::string& url, const field_map& more = {},
               const std::string& fallback = {});
    next execute(const document& document);
    next execute(const element& verb, bool& goes_on);
    void finish();

    void say(const element& verb);
    next gather(const element& verb, bool& goes_on);
    next record(const element& verb, bool& goes_on);
    next dial(const element& verb, bool& goes_on);
    std::string bridge(const element& noun, const element& dial, std::string& child,
                       std::int64_t& seconds);
    void meet(const element& noun);
    void leave(conference& conference);
    void recorded(const element& verb, const std::string& words, const std::string& ended_by,
                  field_map& fields);

    [[nodiscard]] bool disturbed() const;
    // Under the exchange's lock.
    [[nodiscard]] bool is_disturbed() const { return leg_->hung_up || leg_->update.has_value(); }
    // Sleeps so many of a call's seconds; false when it was disturbed, or by a deed where that
    // counts.
    bool pass(double seconds, bool deeds_count = false);
    std::optional<deed> wait_for_deed(double seconds);
    [[nodiscard]] std::chrono::milliseconds real(double seconds) const;
    [[nodiscard]] std::string absolute(const std::string& url) const;

    exchange& exchange_;
    leg_ptr leg_;
    std::string current_;  // the URL of the document that is being done
};

}  // namespace emulators::voice
