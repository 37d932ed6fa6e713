#include "tests/emulators/email/imap_session.hpp"

#include "tests/emulators/common/base64.hpp"
#include "tests/emulators/email/logins.hpp"
#include "tests/emulators/email/text.hpp"

namespace emulators::email {

void imap_session::say(std::string_view line) { wire_.write(std::string(line) + "\r\n"); }

// The connection is cut, or left without an answer.
bool imap_session::struck(std::string_view endpoint) {
    const auto fault = state_.strike(endpoint);
    if (!fault || fault->kind == "delay") {
        return false;
    }
    if (fault->kind == "drop_before" || fault->kind == "drop_after") {
        wire_.cut();
    } else if (fault->kind == "bye") {
        say("* BYE [UNAVAILABLE] too busy");
        wire_.cut();
    } else if (fault->kind == "inject") {  // somebody on the way, who cannot read what follows
        wire_.write(tag_ + " OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
    } else if (fault->kind == "fail") {
        end("NO " + (fault->message.empty() ? "[UNAVAILABLE] not now" : fault->message));
    }  // else nothing is said: "silence"
    return true;
}

std::string imap_session::capabilities() const {
    const std::lock_guard lock(state_.mutex);
    const auto& manners = state_.manners;
    const std::string out = "CAPABILITY IMAP4rev1 UIDPLUS LITERAL+ SASL-IR";
    if (clear_) {
        return out + " STARTTLS LOGINDISABLED";
    }
    return out +
           (manners.tokens  ? " AUTH=XOAUTH2 AUTH=OAUTHBEARER LOGINDISABLED"
            : manners.plain ? " AUTH=PLAIN"
                            : "") +
           (manners.idle ? " IDLE" : "");
}

void imap_session::run() {
    security tls{};
    {
        const std::lock_guard lock(state_.mutex);
        tls = state_.manners.tls;
    }
    clear_ = tls == security::starttls;
    if ((tls == security::implicit && !wire_.secure()) || struck("greeting")) {
        return;
    }
    say("* OK [" + capabilities() + "] emulated mailbox ready");
    std::string line;
    bool bare = false;
    while (wire_.read_line(line, bare, 8'192)) {
        if (bare) {
            say("* BAD lines end in CRLF");
            return;
        }
        if (!command(line)) {
            return;
        }
    }
}

bool imap_session::start_tls() {
    if (struck("starttls")) {
        return true;
    }
    if (!clear_) {
        end("BAD there is no STARTTLS now");
        return true;
    }
    end("OK begin");
    clear_ = false;
    return wire_.secure();
}

bool imap_session::before_login(const std::string& name, std::string_view rest) {
    if (name == "STARTTLS") {
        return start_tls();
    }
    if (clear_) {
        end("NO [PRIVACYREQUIRED] STARTTLS first");
    } else if (name == "LOGIN") {
        const auto user = string_of(rest);
        log_in(user, string_of(rest));
    } else if (name == "AUTHENTICATE") {
        authenticate(rest);
    } else {
        end("BAD log in first");
    }
    return true;
}

bool imap_session::command(const std::string& line) {
    std::string_view rest = line;
    tag_ = word_of(rest);
    auto name = upper(word_of(rest));
    if (name == "UID") {
        name += " " + upper(word_of(rest));
    }
    if (tag_.empty() || name.empty()) {
        say("* BAD a tag and a command are wanted");
        return true;
    }
    if (name == "CAPABILITY") {
        say("* " + capabilities());
        end("OK done");
    } else if (name == "NOOP") {
        tell_news();
        end("OK done");
    } else if (name == "LOGOUT") {
        say("* BYE goodbye");
        end("OK done");
        return false;
    } else if (address_.empty()) {
        return before_login(name, rest);
    } else if (name == "SELECT") {
        select(rest);
    } else if (!selected_) {
        end("BAD no folder is selected");
    } else if (name == "UID SEARCH") {
        search(rest);
    } else if (name == "UID FETCH") {
        fetch(rest);
    } else if (name == "UID STORE") {
        store(rest);
    } else if (name == "IDLE") {
        return idle();
    } else {
        end("BAD no such command here");
    }
    return true;
}

void imap_session::log_in(const std::string& user, const std::string& password) {
    if (struck("login")) {
        return;
    }
    {
        const std::lock_guard lock(state_.mutex);
        if (const auto* found = state_.account_of_user(user, password);
            found != nullptr && !state_.manners.tokens) {
            address_ = found->address;
        }
    }
    end(address_.empty() ? "NO [AUTHENTICATIONFAILED] Invalid credentials" : "OK logged in");
}

void imap_session::authenticate(std::string_view arguments) {
    const auto mechanism = upper(word_of(arguments));
    bool tokens = false;
    {
        const std::lock_guard lock(state_.mutex);
        tokens = state_.manners.tokens;
    }
    const bool known =
        tokens ? mechanism == "XOAUTH2" || mechanism == "OAUTHBEARER" : mechanism == "PLAIN";
    if (!known) {
        return end("NO no such mechanism");
    }
    std::string answer(arguments);
    if (answer.empty()) {
        say("+ ");
        bool bare = false;
        if (!wire_.read_line(answer, bare)) {
            return;
        }
    }
    if (tokens) {
        take_token(mechanism, answer);
    } else {
        take_password(answer);
    }
}

void imap_session::take_password(std::string_view answer) {
    std::string user;
    std::string password;
    if (!read_plain_login(from_base64(answer), user, password)) {
        return end("BAD that is no answer to PLAIN");
    }
    log_in(user, password);
}

void imap_session::take_token(const std::string& mechanism, std::string_view answer) {
    std::string user;
    std::string token;
    if (!read_token_login(mechanism, from_base64(answer), user, token)) {
        return end("BAD that is no answer to " + mechanism);
    }
    if (struck("login")) {
        return;
    }
    {
        const std::lock_guard lock(state_.mutex);
        if (const auto* found = state_.account_of_token(user, token); found != nullptr) {
            address_ = found->address;
        }
    }
    if (!address_.empty()) {
        return end("OK logged in");
    }
    say("+ " + token_refusal());
    std::string line;
    bool bare = false;
    if (wire_.read_line(line, bare)) {
        end(line == dismissal_of(mechanism) ? "NO [AUTHENTICATIONFAILED] Invalid credentials"
                                            : "BAD that is no answer to a refusal");
    }
}

}  // namespace emulators::email
