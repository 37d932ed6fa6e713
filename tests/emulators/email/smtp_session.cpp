#include "tests/emulators/email/smtp_session.hpp"

#include "tests/emulators/common/base64.hpp"
#include "tests/emulators/email/logins.hpp"
#include "tests/emulators/email/text.hpp"

namespace emulators::email {
namespace {

constexpr std::size_t longest_command = 512 + 500;  // with parameters

}  // namespace

void smtp_session::say(std::string_view line) { wire_.write(std::string(line) + "\r\n"); }

bool smtp_session::struck(std::string_view endpoint) {
    const auto fault = state_.strike(endpoint);
    if (!fault || fault->kind == "delay") {
        return false;
    }
    if (fault->kind == "drop_before" || fault->kind == "drop_after") {
        wire_.cut();
    } else if (fault->kind == "inject") {  // somebody on the way, who cannot read what follows
        wire_.write("220 2.0.0 begin\r\n250 AUTH PLAIN\r\n");
    } else if (fault->kind == "throttle") {
        say("450 4.7.1 too many messages, slow down");
    } else if (fault->kind == "quota") {
        say("452 4.2.2 the mailbox has no room");
    } else if (fault->kind == "fail") {
        const auto code = fault->status >= 400 && fault->status < 600 && fault->status != 500
                              ? fault->status
                              : 451;
        say(std::to_string(code) + " " +
            (fault->message.empty() ? "4.3.0 try again later" : fault->message));
    }
    return true;
}

void smtp_session::run() {
    security tls{};
    {
        const std::lock_guard lock(state_.mutex);
        tls = state_.manners.tls;
    }
    clear_ = tls == security::starttls;
    if ((tls == security::implicit && !wire_.secure()) || struck("connect")) {
        return;
    }
    say("220 mx.emulated.example ESMTP");
    std::string line;
    bool bare = false;
    while (wire_.read_line(line, bare, longest_command)) {
        if (bare) {
            return say("521 5.5.2 lines end in CRLF");
        }
        if (!command(line)) {
            return;
        }
    }
}

bool smtp_session::command(const std::string& line) {
    std::string_view rest = line;
    const auto name = lower(word_of(rest));
    if (name == "ehlo" || name == "helo") {
        hello(rest, name == "ehlo");
    } else if (name == "quit") {
        say("221 2.0.0 goodbye");
        return false;
    } else if (name == "noop") {
        say("250 2.0.0 fine");
    } else if (name == "rset") {
        has_sender_ = false;
        to_.clear();
        say("250 2.0.0 forgotten");
    } else if (name == "vrfy") {
        say("252 2.0.0 try it");
    } else if (!greeted_) {
        say("503 5.5.1 say EHLO first");
    } else if (name == "starttls") {
        return start_tls();
    } else if (clear_) {
        say("530 5.7.0 Must issue a STARTTLS command first");
    } else if (name == "auth") {
        log_in(rest);
    } else if (name == "mail") {
        sender(rest);
    } else if (name == "rcpt") {
        recipient(rest);
    } else if (name == "data") {
        return data();
    } else {
        say("500 5.5.1 no such command");
    }
    return true;
}

void smtp_session::hello(std::string_view name, bool extended) {
    if (struck("ehlo")) {
        return;
    }
    if (name.empty()) {
        return say("501 5.5.4 who are you?");
    }
    greeted_ = true;
    if (!extended) {
        return say("250 mx.emulated.example");
    }
    const std::lock_guard lock(state_.mutex);
    say("250-mx.emulated.example");
    say("250-SIZE " + std::to_string(state_.manners.largest));
    say(clear_                  ? "250-STARTTLS"
        : state_.manners.tokens ? "250-AUTH XOAUTH2 OAUTHBEARER"
        : state_.manners.plain  ? "250-AUTH PLAIN LOGIN"
                                : "250-AUTH LOGIN");
    say("250 ENHANCEDSTATUSCODES");
}

// RFC 3207: what was said before counts no more.
bool smtp_session::start_tls() {
    if (struck("starttls")) {
        return true;
    }
    if (!clear_) {
        say("503 5.5.1 there is no STARTTLS now");
        return true;
    }
    say("220 2.0.0 begin");
    clear_ = false;
    greeted_ = false;
    return wire_.secure();
}

bool smtp_session::ask(std::string_view question, std::string& answer) {
    constexpr std::size_t longest_answer = 12'288;
    bool bare = false;
    say("334 " + std::string(question));
    return wire_.read_line(answer, bare, longest_answer);
}

void smtp_session::log_in(std::string_view arguments) {
    if (struck("auth")) {
        return;
    }
    if (!address_.empty()) {
        return say("503 5.5.1 you are logged in");
    }
    const auto mechanism = lower(word_of(arguments));
    bool tokens = false;
    {
        const std::lock_guard lock(state_.mutex);
        tokens = state_.manners.tokens;
    }
    const bool bearer = mechanism == "oauthbearer";
    const bool known =
        tokens ? bearer || mechanism == "xoauth2" : mechanism == "plain" || mechanism == "login";
    if (!known) {
        return say("504 5.5.4 no such mechanism");
    }
    std::string user;
    std::string password;
    if (mechanism == "login") {
        if (!ask("VXNlcm5hbWU6", user) || !ask("UGFzc3dvcmQ6", password)) {
            return;
        }
        const std::lock_guard lock(state_.mutex);
        return welcome(state_.account_of_user(from_base64(user), from_base64(password)));
    }
    std::string line(arguments);
    if (line.empty() && !ask("", line)) {
        return;
    }
    const auto said = from_base64(line);
    if (tokens) {
        return take_token(bearer ? "OAUTHBEARER" : "XOAUTH2", said);
    }
    if (!read_plain_login(said, user, password)) {
        return say("501 5.5.2 that is no answer to PLAIN");
    }
    const std::lock_guard lock(state_.mutex);
    welcome(state_.account_of_user(user, password));
}

void smtp_session::take_token(const std::string& mechanism, const std::string& said) {
    std::string user;
    std::string token;
    if (!read_token_login(mechanism, said, user, token)) {
        return say("501 5.5.2 that is no answer to " + mechanism);
    }
    {
        const std::lock_guard lock(state_.mutex);
        if (const auto* found = state_.account_of_token(user, token); found != nullptr) {
            return welcome(found);
        }
    }
    std::string line;
    if (!ask(token_refusal(), line)) {
        return;
    }
    if (line != dismissal_of(mechanism)) {
        return say("501 5.5.2 that is no answer to a refusal");
    }
    welcome(nullptr);
}

void smtp_session::welcome(const account* found) {
    if (found == nullptr) {
        return say("535 5.7.8 authentication credentials invalid");
    }
    address_ = found->address;
    say("235 2.7.0 welcome");
}

}  // namespace emulators::email
