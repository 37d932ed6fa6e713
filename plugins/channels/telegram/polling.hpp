#pragma once
// Asks Telegram for updates, where no webhook of its reaches us. What an answer told is confirmed,
// by the offset of the next question, when the host has stored all of it: nothing is lost, and what
// comes again after a crash is known by its number. An update that the host does not take is passed
// over, alone. Serial.

#include "json_read.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace telegram {

class polling {
public:
    // Contexts of the calls that are answered here.
    static constexpr std::string_view asking = "poll";
    static constexpr std::string_view freeing = "poll-free";

    // Hands an update to the host; how many events it was.
    using taker = std::function<std::size_t(const json& update, selat::actions out)>;

    // `api` is where methods are; `state` what was kept before.
    polling(std::string api, const selat::pairs& state, taker take);

    void on_timer(const selat::timer& timer, selat::actions out);
    void on_reply(const selat::http_reply& reply, selat::actions out);
    void on_stored(const selat::stored& event, selat::actions out);

private:
    void free(selat::actions out) const;
    void ask(std::int64_t now_ms, selat::actions out);
    void told(const json& updates, const selat::http_reply& reply, selat::actions out);
    void refused(const selat::http_reply& reply, selat::actions out);
    void rang(std::int64_t now_ms, selat::actions out);
    void not_taken(std::int64_t now_ms, selat::actions out);
    [[nodiscard]] bool may_wait() const { return proven_ && singly_until_ == none; }
    void again(std::int64_t after_ms, selat::actions out) const;

    static constexpr std::int64_t none = -1;  // no update has that number

    std::string api_;
    taker take_;
    std::int64_t next_ = 0;        // confirms everything below; 0: nothing is left to confirm
    std::int64_t kept_at_ms_ = 0;  // when that was kept
    std::int64_t asked_ms_ = 0;
    std::int64_t limit_ = 0;  // updates in one answer
    std::int64_t asked_from_ = 0;
    // Of the newest answer, what was handed to the host.
    std::int64_t first_handed_ = none;
    std::int64_t last_handed_ = none;
    std::int64_t singly_until_ = none;  // up to here is one that the host does not take
    std::int64_t failures_ = 0;
    bool asking_ = false;  // a question waits for its answer
    bool freed_ = false;   // no webhook stands in the way
    bool proven_ = false;  // the last question was answered: the next may wait
    bool ending_ = false;
};

}  // namespace telegram
