#include "tests/emulators/email/letters.hpp"
#include "tests/emulators/email/smtp_session.hpp"
#include "tests/emulators/email/text.hpp"

#include <cstdlib>

namespace emulators::email {
namespace {

constexpr std::size_t longest_line = 998;
constexpr std::size_t most_recipients = 100;

// "FROM:<ana@example.com> SIZE=5" → the address and the rest; false: it is not of that form.
bool path_in(std::string_view text, std::string_view word, std::string& path, std::string& rest) {
    if (lower(text.substr(0, word.size())) != word || !text.substr(word.size()).starts_with('<')) {
        return false;
    }
    const auto end = text.find('>');
    if (end == text.npos) {
        return false;
    }
    path = text.substr(word.size() + 1, end - word.size() - 1);
    rest = text.substr(end + 1);
    return true;
}

}  // namespace

void smtp_session::sender(std::string_view arguments) {
    std::string rest;
    if (address_.empty()) {
        return say("530 5.7.0 authentication required");
    }
    if (struck("mail")) {
        return;
    }
    if (has_sender_) {
        return say("503 5.5.1 there is a sender");
    }
    if (!path_in(arguments, "from:", from_, rest)) {
        return say("501 5.5.4 MAIL FROM:<address> is wanted");
    }
    if (!from_.empty() && bare_address(from_) != lower(address_)) {
        return say("553 5.7.1 that address is not yours");
    }
    const auto size = lower(rest).find("size=");
    const std::lock_guard lock(state_.mutex);
    if (size != rest.npos &&
        std::strtoull(rest.c_str() + size + 5, nullptr, 10) > state_.manners.largest) {
        return say("552 5.3.4 too large");
    }
    has_sender_ = true;
    say("250 2.1.0 fine");
}

void smtp_session::recipient(std::string_view arguments) {
    if (!has_sender_) {
        return say("503 5.5.1 MAIL first");
    }
    if (struck("rcpt")) {
        return;
    }
    std::string path;
    std::string rest;
    if (!path_in(arguments, "to:", path, rest) || path.find('@') == path.npos) {
        return say("501 5.1.3 RCPT TO:<address> is wanted");
    }
    if (!is_ascii(path)) {
        return say("553 5.6.7 no SMTPUTF8 here");
    }
    if (to_.size() >= most_recipients) {
        return say("452 4.5.3 too many recipients");
    }
    const std::lock_guard lock(state_.mutex);
    if (const auto found = state_.people.find(lower(path));
        found != state_.people.end() && !found->second.refused.empty()) {
        return say(found->second.refused);
    }
    to_.push_back(path);
    say("250 2.1.5 fine");
}

bool smtp_session::data() {
    if (to_.empty()) {
        say("503 5.5.1 nobody is to get it");
        return true;
    }
    if (struck("data")) {
        return true;
    }
    say("354 end with a dot");
    std::string mail;
    std::string wrong;
    std::string line;
    bool bare = false;
    std::size_t largest = 0;
    {
        const std::lock_guard lock(state_.mutex);
        largest = state_.manners.largest;
    }
    for (;;) {
        if (!wire_.read_line(line, bare, 1024 * 1024)) {
            return false;
        }
        if (!bare && line == ".") {
            break;
        }
        wrong = bare                         ? "554 5.5.2 a line feed stands alone"
                : line.size() > longest_line ? "554 5.6.0 a line is too long"
                : !is_ascii(line)            ? "554 5.6.1 8-bit without BODY=8BITMIME"
                : mail.size() > largest      ? "552 5.3.4 too large"
                                             : wrong;
        mail += line.starts_with('.') ? line.substr(1) : line;
        mail += "\r\n";
    }
    const auto fault = state_.strike("end");
    if (fault && fault->kind == "drop_before") {
        wire_.cut();
        return false;
    }
    if (fault && (fault->kind == "fail" || fault->kind == "throttle")) {
        say(fault->kind == "throttle"
                ? "450 4.7.1 too many messages, slow down"
                : "451 4.3.0 " + (fault->message.empty() ? "try again later" : fault->message));
    } else if (!wrong.empty()) {
        say(wrong);
    } else {
        const auto about = read_letter(mail);
        if (const auto bad = text_in(about, "wrong"); !bad.empty()) {
            say("550 5.6.0 " + bad);
        } else {
            take(mail);
            if (fault && fault->kind == "drop_after") {
                wire_.cut();
                return false;
            }
            say("250 2.0.0 queued");
        }
    }
    has_sender_ = false;
    to_.clear();
    return true;
}

void smtp_session::take(const std::string& mail) {
    auto about = read_letter(mail);
    about["envelopeFrom"] = from_;
    about["by"] = address_;
    about["raw"] = mail;
    for (const auto& each : to_) {
        about["to"] = each;
        state_.sent(about);
        answer_for(about);
    }
    if (state_.watched != nullptr) {
        state_.watched->note(
            {.provider = "email", .kind = "call", .what = "SMTP DATA", .status = 250});
    }
}

// What comes back by itself: a report, or the words of somebody who is away. Never to a machine.
void smtp_session::answer_for(const json& about) {
    person who;
    {
        const std::lock_guard lock(state_.mutex);
        const auto found = state_.people.find(lower(text_in(about, "to")));
        if (found == state_.people.end()) {
            return;
        }
        who = found->second;
    }
    if (!who.bounced.empty() && !from_.empty()) {
        state_.deliver(from_, write_bounce(about, "failed", who.bounced));
    }
    const auto& headers = member(about, "headers");
    if (who.away && !headers.contains("auto-submitted")) {
        state_.deliver(text_in(about, "replyTo"), write_absence(about));
    }
}

}  // namespace emulators::email
