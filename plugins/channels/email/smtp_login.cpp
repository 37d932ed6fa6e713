#include "charset.hpp"
#include "smtp.hpp"

#include <algorithm>
#include <utility>

namespace email {
namespace {

constexpr std::size_t longest_command = 510;

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

}  // namespace

void smtp::greeted(const reply& reply, selat::actions out) {
    if (!reply.good()) {
        return refuse_all(fault_of(reply), out);
    }
    say("EHLO " + options_.domain, stage::hello, out);
}

void smtp::welcomed(const reply& reply, const selat::event& event, selat::actions out) {
    offered_ = " " + upper(reply.text) + " ";
    std::replace_if(
        offered_.begin(), offered_.end(), [](char c) { return c == '\n' || c == '\r' || c == '='; },
        ' ');
    if (options_.smtp.tls != security::starttls || wire_.secured()) {
        return log_in(event, out);
    }
    if (!offers("STARTTLS")) {
        return refuse_all({selat::code::config, 0, {}, "the mail server has no STARTTLS"}, out);
    }
    say("STARTTLS", stage::securing, out);
}

// What is said in clear behind this, anybody may have put there; what was said before counts no
// more.
void smtp::secured(selat::actions out) {
    if (!received_.empty()) {
        return refuse_all({selat::code::config,
                           0,
                           {},
                           "somebody speaks between us and the mail server before TLS begins"},
                          out);
    }
    offered_.clear();
    wire_.secure(out);
    say("EHLO " + options_.domain, stage::hello, out);
}

void smtp::log_in(const selat::event& event, selat::actions out) {
    const auto& to = options_.smtp;
    if (to.user.empty()) {
        return logged_in({235, {}}, event, out);
    }
    const auto config = [](const char* text) { return fault{selat::code::config, 0, {}, text}; };
    if (!offers("AUTH")) {
        return refuse_all(
            config("the mail server takes no login on this connection: is tls right?"), out);
    }
    if (to.takes_token()) {
        if (offers("XOAUTH2")) {
            dismissal_ = xoauth2_dismissal;
            return start_login("XOAUTH2", access_.xoauth2(to), out);
        }
        if (offers("OAUTHBEARER")) {
            dismissal_ = oauthbearer_dismissal;
            return start_login("OAUTHBEARER", access_.oauthbearer(to), out);
        }
        return refuse_all(config("the mail server takes no access tokens"), out);
    }
    if (offers("PLAIN")) {
        return start_login("PLAIN", base64_of('\0' + to.user + '\0' + to.password), out);
    }
    if (offers("LOGIN")) {
        return say("AUTH LOGIN", stage::login_name, out);
    }
    refuse_all(config("the mail server takes neither PLAIN nor LOGIN"), out);
}

// RFC 4954: what would make the command too long is sent when it is asked for.
void smtp::start_login(std::string_view mechanism, std::string credentials, selat::actions out) {
    auto line = "AUTH " + std::string(mechanism);
    credentials_ = std::move(credentials);
    if (line.size() + 1 + credentials_.size() <= longest_command) {
        line += " " + std::exchange(credentials_, dismissal_);
    }
    say(line, stage::login, out);
}

void smtp::logged_in(const reply& reply, const selat::event& event, selat::actions out) {
    if (reply.code == 235) {
        stage_ = stage::ready;
        return next(event, out);
    }
    if (reply.code >= 500 && options_.smtp.takes_token() && access_.spoil(event.now_ms)) {
        hang_up(out);
        return connect(event, out);
    }
    auto why = fault_of(reply);
    why.code = reply.code >= 500 ? selat::code::denied : selat::code::unavailable;
    refuse_all(why, out);
}

bool smtp::offers(std::string_view word) const {
    return offered_.find(" " + std::string(word) + " ") != offered_.npos;
}

}  // namespace email
