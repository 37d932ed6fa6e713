#include "charset.hpp"
#include "compose.hpp"
#include "smtp.hpp"

#include <algorithm>
#include <utility>

namespace email {
namespace {

// A line that begins with a dot gets one more; the end is a dot alone.
std::string stuffed(std::string_view mail) {
    std::string out;
    out.reserve(mail.size() + 16);
    bool begins = true;
    for (const char each : mail) {
        out += begins && each == '.' ? ".." : std::string_view(&each, 1);
        begins = each == '\n';
    }
    out += begins ? ".\r\n" : "\r\n.\r\n";
    return out;
}

}  // namespace

void smtp::begin(const selat::event& event, selat::actions out) {
    const auto& first = waiting_.front();
    std::string line = "MAIL FROM:<" + first.from + ">";
    if (offers("SIZE")) {
        line += " SIZE=" + std::to_string(first.mail.size());
    }
    const bool ascii = std::all_of(first.recipients.begin(), first.recipients.end(), is_ascii);
    if (!ascii && !offers("SMTPUTF8")) {
        refuse({selat::code::invalid, 0, {}, "the mail server takes ASCII addresses alone"}, out);
        return next(event, out);
    }
    say(line + (ascii ? "" : " SMTPUTF8"), stage::sender, out);
}

void smtp::sender_told(const reply& reply, selat::actions out) {
    if (!reply.good()) {
        auto why = fault_of(reply);
        why.code = reply.code >= 500 ? selat::code::config : why.code;
        refuse(why, out);
        return say("RSET", stage::forget, out);
    }
    recipient_ = 0;
    say("RCPT TO:<" + waiting_.front().recipients.front() + ">", stage::recipient, out);
}

// Those in copy may be refused: the mail goes to the customer.
void smtp::recipient_told(const reply& reply, selat::actions out) {
    const auto& first = waiting_.front();
    if (!reply.good() && recipient_ == 0) {
        auto why = fault_of(reply);
        if (why.provider_code == std::to_string(reply.code)) {  // no finer one
            why.code = reply.code == 550 || reply.code == 551 || reply.code == 553
                           ? selat::code::not_found
                           : why.code;
        }
        const bool relay = contains_word(reply.text, "relay");
        why.code = reply.code >= 500 && relay ? selat::code::config : why.code;
        refuse(why, out);
        return say("RSET", stage::forget, out);
    }
    if (++recipient_ < first.recipients.size()) {
        return say("RCPT TO:<" + first.recipients[recipient_] + ">", stage::recipient, out);
    }
    say("DATA", stage::data, out);
}

void smtp::data_wanted(const reply& reply, selat::actions out) {
    if (reply.code != 354) {
        refuse(fault_of(reply), out);
        return say("RSET", stage::forget, out);
    }
    wire_.write(stuffed(waiting_.front().mail), out);
    wait(out);
    stage_ = stage::body;
}

void smtp::body_taken(const reply& reply, const selat::event& event, selat::actions out) {
    stage_ = stage::ready;
    ++sent_here_;
    if (!reply.good()) {
        refuse(fault_of(reply), out);
        return next(event, out);
    }
    const auto done = std::move(waiting_.front());
    waiting_.pop_front();
    const std::string_view ids[] = {done.message_id};
    out.sent({.op = done.op, .provider_ids = ids, .address_context = done.address_context});
    next(event, out);
}

}  // namespace email
