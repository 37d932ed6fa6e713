#include "tests/emulators/email/control.hpp"

#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/email/imap_session.hpp"
#include "tests/emulators/email/letters.hpp"
#include "tests/emulators/email/smtp_session.hpp"
#include "tests/emulators/email/text.hpp"

namespace emulators::email {

void control::serve(std::string_view path, const request& request, response& response) {
    static constexpr control_call<control> table[] = {
        {"POST", "/mailboxes", &control::put_mailbox},
        {"GET", "/mailboxes", &control::mailboxes},
        {"POST", "/people", &control::put_person},
        {"POST", "/manners", &control::put_manners},
        {"GET", "/certificate", &control::certificate},
        {"POST", "/oauth", &control::put_grant},
        {"POST", "/revoke", &control::revoke},
        {"POST", "/connection", &control::connection},
        {"POST", "/messages", &control::messages},
        {"POST", "/load", &control::load},
        {"GET", "/sent", &control::sent},
        {"POST", "/faults", &control::faults},
        {"GET", "/faults", &control::faults},
        {"DELETE", "/faults", &control::faults},
        {"POST", "/reset", &control::reset}};
    serve_call(*this, table, path, request, response);
}

std::string control::begin(const json& given) {
    if (auto wrong = open(static_cast<int>(number_in(given, "imap_port")),
                          static_cast<int>(number_in(given, "smtp_port")));
        !wrong.empty()) {
        return wrong;
    }
    for (const auto& each : member(given, "mailboxes")) {
        if (auto wrong = add_mailbox(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

std::string control::open(int imap_port, int smtp_port) {
    const std::lock_guard lock(mutex_);
    if (imap_) {
        return {};
    }
    imap_ = std::make_unique<listener>(imap_port,
                                       [this](wire& wire) { imap_session(state_, wire).run(); });
    smtp_ = std::make_unique<listener>(smtp_port,
                                       [this](wire& wire) { smtp_session(state_, wire).run(); });
    return imap_->port() > 0 && smtp_->port() > 0 ? "" : "the ports are not free";
}

json control::ports() const {
    const std::lock_guard lock(mutex_);
    return {{"imap", imap_ ? imap_->port() : 0}, {"smtp", smtp_ ? smtp_->port() : 0}};
}

std::string control::add_mailbox(const json& given) {
    account made;
    made.address = lower(text_in(given, "address"));
    made.user = text_in(given, "user", made.address);
    made.password = text_in(given, "password", "mail-password");
    if (made.address.find('@') == made.address.npos) {
        return "address is wanted";
    }
    const std::lock_guard lock(state_.mutex);
    state_.accounts.insert_or_assign(made.address, made);
    return {};
}

void control::put_mailbox(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    auto wrong = add_mailbox(body);
    wrong = wrong.empty() ? open(0, 0) : wrong;
    if (!wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, ports());
}

void control::mailboxes(const request&, response& response) {
    auto out = ports();
    out["items"] = json::array();
    const std::lock_guard lock(state_.mutex);
    for (const auto& [address, each] : state_.accounts) {
        json mails = json::array();
        for (const auto& mail : each.mails) {
            mails.push_back({{"uid", mail.uid}, {"flags", mail.flags}});
        }
        out["items"].push_back({{"address", address}, {"mails", std::move(mails)}});
    }
    answer(response, 200, out);
}

void control::put_person(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const std::lock_guard lock(state_.mutex);
    state_.people[lower(text_in(body, "address"))] = {
        text_in(body, "refused"), text_in(body, "bounced"), flag_in(body, "away")};
    answer(response, 200, json::object());
}

void control::put_manners(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto tls = text_in(body, "tls");
    if (!tls.empty() && tls != "none" && tls != "starttls" && tls != "implicit") {
        return complain(response, "tls must be none, starttls or implicit");
    }
    const std::lock_guard lock(state_.mutex);
    auto& manners = state_.manners;
    if (!tls.empty()) {
        manners.tls = tls == "none"       ? security::none
                      : tls == "starttls" ? security::starttls
                                          : security::implicit;
    }
    manners.tokens = flag_in(body, "tokens", manners.tokens);
    manners.idle = flag_in(body, "idle", manners.idle);
    manners.plain = flag_in(body, "plain", manners.plain);
    manners.mute = flag_in(body, "mute", manners.mute);
    manners.largest = static_cast<std::size_t>(
        number_in(body, "largest", static_cast<std::int64_t>(manners.largest)));
    answer(response, 200, json::object());
}

// Who vouches for these servers.
void control::certificate(const request&, response& response) {
    answer(response, 200, {{"ca", authority_pem()}});
}

void control::put_grant(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    if (const auto wrong = state_.tokens.put(body); !wrong.empty()) {
        return complain(response, wrong);
    }
    answer(response, 200, json::object());
}

void control::revoke(const request&, response& response) {
    answer(response, 200, {{"given", state_.tokens.revoke()}});
}

// drop: every connection is cut. renumber: the mailboxes have other numbers. expunge: they are
// empty.
void control::connection(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto what = text_in(body, "do");
    if (what == "renumber" || what == "expunge") {
        const std::lock_guard lock(state_.mutex);
        for (auto& [address, each] : state_.accounts) {
            if (what == "expunge") {
                each.mails.clear();
                continue;
            }
            ++each.validity;
            each.uid_next = 1;
            for (auto& mail : each.mails) {
                mail.uid = each.uid_next++;
            }
        }
    }
    if (what == "drop" || what == "renumber") {
        const std::lock_guard lock(mutex_);
        for (auto* each : {imap_.get(), smtp_.get()}) {
            if (each != nullptr) {
                each->cut_all();
            }
        }
    }
    answer(response, 200, json::object());
}

json control::act(const json& deed) {
    std::string to = text_in(deed, "to");
    if (to.empty()) {
        const std::lock_guard lock(state_.mutex);
        to = state_.accounts.empty() ? "" : state_.accounts.begin()->first;
    }
    const auto about = [&](const char* name) {
        return state_.sent_number(static_cast<std::uint64_t>(number_in(deed, name)));
    };
    std::string raw;
    for (const auto* what : {"bounce", "delay", "read"}) {
        if (!deed.contains(what)) {
            continue;
        }
        const auto mail = about(what);
        if (mail.is_null()) {
            return {{"error", "there is no such mail"}};
        }
        to = text_in(mail, "envelopeFrom");
        const bool bounce = what == std::string_view("bounce");
        raw = what == std::string_view("read")
                  ? write_receipt(mail)
                  : write_bounce(mail, bounce ? "failed" : "delayed",
                                 text_in(deed, "status", bounce ? "5.1.1" : "4.4.1"));
    }
    if (deed.contains("raw")) {
        raw = text_in(deed, "raw");
    }
    if (raw.empty()) {
        const auto answered = about("answers");
        if (!answered.is_null() && text_in(deed, "to").empty()) {
            to = text_in(answered, "replyTo");
        }
        raw = write_letter(deed, answered, to);
    }
    int times = 1;
    if (const auto struck = state_.strike("delivery")) {
        times = struck->kind == "repeat" ? 2 : 1;
    }
    bool delivered = false;
    for (; times > 0; --times) {
        delivered = state_.deliver(to, raw);
    }
    return {{"delivered", delivered}, {"to", to}};
}

void control::messages(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    const auto& list = member(body, "messages");
    json items = json::array();
    for (const auto& each : list.is_array() ? list : json::array({body})) {
        items.push_back(act(each));
        if (items.back().contains("error")) {
            return complain(response, text_in(items.back(), "error"));
        }
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void control::load(const request& request, response& response) {
    const auto body = read_object(request, response);
    if (body.is_discarded()) {
        return;
    }
    loads_.begin(body, [this](const std::string& user, const std::string& text) {
        act({{"from", user + "@example.com"}, {"subject", "Load"}, {"text", text}});
    });
    answer(response, 200, json::object());
}

void control::sent(const request& request, response& response) {
    const auto bounds = bounds_of(request);
    answer(response, 200,
           state_.find(request.has_param("to") ? request.get_param_value("to") : "", bounds.after,
                       bounds.limit, wait_of(request, "wait_ms", 60'000)));
}

void control::faults(const request& request, response& response) {
    serve_faults(state_.faults, request, response);
}

void control::reset(const request&, response& response) {
    loads_.end();
    state_.forget();
    answer(response, 200, json::object());
}

}  // namespace emulators::email
