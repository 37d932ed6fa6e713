#pragma once
// One connection to the submission server.

#include "tests/emulators/email/state.hpp"
#include "tests/emulators/email/wire.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace emulators::email {

class smtp_session {
public:
    smtp_session(state& state, wire& wire) : state_(state), wire_(wire) {}

    // Until the client goes, or is cut.
    void run();

private:
    bool command(const std::string& line);
    void hello(std::string_view name, bool extended);
    bool start_tls();
    void log_in(std::string_view arguments);
    void take_token(const std::string& mechanism, const std::string& said);
    void welcome(const account* found);
    bool ask(std::string_view question, std::string& answer);
    void sender(std::string_view arguments);
    void recipient(std::string_view arguments);
    bool data();
    void take(const std::string& mail);
    void answer_for(const json& about);

    void say(std::string_view line);
    // False: nothing strikes, or it only takes time.
    bool struck(std::string_view endpoint);

    state& state_;
    wire& wire_;
    bool clear_ = false;  // and will be until STARTTLS
    bool greeted_ = false;
    std::string address_;  // of the account; empty: nobody is logged in
    bool has_sender_ = false;
    std::string from_;
    std::vector<std::string> to_;
};

}  // namespace emulators::email
