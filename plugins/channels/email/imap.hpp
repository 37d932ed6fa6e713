#pragma once
// The connection to the mailbox: logs in, reads what is new, and waits for more with IDLE. All
// calls come one at a time.

#include "access.hpp"
#include "imap_reader.hpp"
#include "incoming.hpp"
#include "options.hpp"
#include "wire.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace email {

class imap {
public:
    imap(const options& options, const selat::setup& setup, incoming& incoming, access& access);

    void on_open(const selat::open& event, selat::actions out);
    void on_data(const selat::data& event, selat::actions out);
    void on_close(const selat::close& event, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    void on_stored(const selat::stored& event, selat::actions out);
    /// What was asked for of `access` is there, or is not to be had.
    void on_access(const selat::event& event, selat::actions out);

private:
    enum class stage {
        closed,
        asking,  // for an access token
        connecting,
        greeting,
        securing,
        capability,
        login,
        second_capability,
        selecting,
        searching,
        fetching,
        storing,  // the host makes it durable
        marking,
        asking_idle,
        idling,
        leaving_idle,
        resting,  // the server has no IDLE
        polling,
    };
    // Until where the mailbox was read. Kept.
    struct point {
        static constexpr std::string_view key = "mailbox";
        std::uint64_t validity = 0;
        std::uint64_t last = 0;
        static point read(std::string_view kept);
        [[nodiscard]] std::string write() const;
    };

    static constexpr std::string_view answer_timer = "imap-answer";
    // Accounts are locked after a few wrong logins.
    static constexpr std::int64_t refused_pause_ms = 600'000;

    // The connection: imap.cpp.
    void connect(const selat::event& event, selat::actions out);
    void hear(std::string_view bytes, const selat::event& event, selat::actions out);
    void take(response& response, const selat::event& event, selat::actions out);
    void untagged(response& response, selat::actions out);
    void ended(std::string_view status, std::string_view line, const selat::event& event,
               selat::actions out);
    void say(std::string_view command, stage then, selat::actions out);
    void rest(selat::actions out);
    void lost(std::string_view why, const selat::event& event, selat::actions out,
              std::int64_t least_ms = 0);
    void hang_up(selat::actions out);
    [[nodiscard]] bool can(std::string_view word) const;
    [[nodiscard]] std::string tag_of() const;

    // Until the mailbox lets us in: imap_login.cpp.
    void greeted(std::string_view line, const selat::event& event, selat::actions out);
    void secured(const selat::event& event, selat::actions out);
    void log_in(const selat::event& event, selat::actions out);
    void log_in_with_token(const selat::event& event, selat::actions out);
    void start_login(std::string_view mechanism, std::string credentials, selat::actions out);
    void answer_login(selat::actions out);
    void refused_login(std::string_view line, const selat::event& event, selat::actions out);

    // What is new in it: imap_mailbox.cpp.
    void select(selat::actions out);
    void go_on(const selat::event& event, selat::actions out);
    void search(const selat::event& event, selat::actions out);
    void found(selat::actions out);
    void next(selat::actions out);
    void read(const selat::event& event, selat::actions out);
    void done(selat::actions out);
    void not_taken(const selat::event& event, selat::actions out);
    void wait(selat::actions out);
    // Of the mail that is read, to know it by when the host has stored it.
    [[nodiscard]] std::string mail_tag() const;

    const options& options_;
    incoming& incoming_;
    access& access_;
    imap_reader reader_;
    stage stage_ = stage::closed;
    wire wire_;
    std::string credentials_;  // what the server asks for with "+"
    std::string dismissal_;    // and then, so that it says why it refuses a token
    std::uint64_t commands_ = 0;
    std::uint32_t tries_ = 0;
    std::string able_;  // capabilities, a blank before and behind each, as they came
    point point_;
    bool first_ = false;  // the mailbox was never read: what is unread is taken
    bool more_ = false;   // something came meanwhile
    std::uint64_t validity_ = 0;
    std::uint64_t uid_next_ = 0;
    std::deque<std::uint64_t> pending_;
    std::vector<std::uint64_t> found_;
    fetched fetched_;
    std::string refused_;  // the tag of a mail that the host did not take
};

}  // namespace email
