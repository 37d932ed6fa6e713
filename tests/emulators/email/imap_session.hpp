#pragma once
// One connection to the mailbox server: IMAP4rev1 with IDLE, SASL-IR, STARTTLS, passwords or
// tokens.

#include "tests/emulators/email/state.hpp"
#include "tests/emulators/email/wire.hpp"

#include <string>
#include <string_view>

namespace emulators::email {

class imap_session {
public:
    imap_session(state& state, wire& wire) : state_(state), wire_(wire) {}

    // Until the client goes, or is cut.
    void run();

private:
    bool command(const std::string& line);
    bool before_login(const std::string& name, std::string_view rest);
    bool start_tls();
    void log_in(const std::string& user, const std::string& password);
    void authenticate(std::string_view arguments);
    void take_password(std::string_view answer);
    void take_token(const std::string& mechanism, std::string_view answer);
    void select(std::string_view arguments);
    void search(std::string_view arguments);
    void fetch(std::string_view arguments);
    void store(std::string_view arguments);
    bool idle();

    // What has come since: "* n EXISTS".
    bool tell_news();
    [[nodiscard]] std::string capabilities() const;
    void say(std::string_view line);
    void end(std::string_view line) { say(tag_ + " " + std::string(line)); }
    bool struck(std::string_view endpoint);

    state& state_;
    wire& wire_;
    bool clear_ = false;  // and will be until STARTTLS
    std::string tag_;
    std::string address_;  // of the account; empty: nobody is logged in
    bool selected_ = false;
    std::size_t told_ = 0;  // how many mails the client knows of
};

}  // namespace emulators::email
