#include "charset.hpp"
#include "imap.hpp"

#include <utility>

namespace email {

void imap::greeted(std::string_view line, const selat::event& event, selat::actions out) {
    // Then nothing that is said so far is proved.
    const bool bare = options_.imap.tls == security::starttls;
    if (starts_with_word(line, "* PREAUTH") && !bare) {
        return select(out);
    }
    if (!starts_with_word(line, "* OK")) {
        return lost("the mailbox does not let us in: " + std::string(cut(line, 200)), event, out);
    }
    if (bare) {
        return say("STARTTLS", stage::securing, out);
    }
    say("CAPABILITY", stage::capability, out);
}

// What is said in clear behind this, anybody may have put there.
void imap::secured(const selat::event& event, selat::actions out) {
    if (!reader_.done()) {
        return lost("somebody speaks between us and the mailbox before TLS begins", event, out,
                    refused_pause_ms);
    }
    able_.clear();
    wire_.secure(out);
    say("CAPABILITY", stage::capability, out);
}

void imap::log_in(const selat::event& event, selat::actions out) {
    if (options_.imap.takes_token()) {
        return log_in_with_token(event, out);
    }
    const auto& user = options_.imap.user;
    const auto& password = options_.imap.password;
    if (can("AUTH=PLAIN")) {
        return start_login("PLAIN", base64_of('\0' + user + '\0' + password), out);
    }
    if (can("LOGINDISABLED")) {
        return lost("the mailbox takes no password on this connection: is tls right?", event, out,
                    refused_pause_ms);
    }
    say("LOGIN " + in_quotes(user) + " " + in_quotes(password), stage::login, out);
}

void imap::log_in_with_token(const selat::event& event, selat::actions out) {
    const bool older = can("AUTH=XOAUTH2");
    if (!older && !can("AUTH=OAUTHBEARER")) {
        return lost("the mailbox takes no access tokens on this connection", event, out,
                    refused_pause_ms);
    }
    dismissal_ = older ? xoauth2_dismissal : oauthbearer_dismissal;
    if (older) {
        return start_login("XOAUTH2", access_.xoauth2(options_.imap), out);
    }
    start_login("OAUTHBEARER", access_.oauthbearer(options_.imap), out);
}

void imap::start_login(std::string_view mechanism, std::string credentials, selat::actions out) {
    auto line = "AUTHENTICATE " + std::string(mechanism);
    credentials_ = std::move(credentials);
    if (can("SASL-IR")) {
        line += " " + std::exchange(credentials_, dismissal_);
    }
    say(line, stage::login, out);
}

void imap::answer_login(selat::actions out) {
    wire_.write(std::exchange(credentials_, dismissal_) + "\r\n", out);
}

void imap::refused_login(std::string_view line, const selat::event& event, selat::actions out) {
    const bool later = contains_word(line, "[UNAVAILABLE]") || contains_word(line, "[THROTTLED]") ||
                       contains_word(line, "[INUSE]");
    const bool another = options_.imap.takes_token() && !later && access_.spoil(event.now_ms);
    lost("the mailbox refuses the login: " + std::string(cut(line, 300)), event, out,
         later || another ? 0 : refused_pause_ms);
}

}  // namespace email
