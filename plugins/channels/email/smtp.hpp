#pragma once
// Sends over one connection to a submission server, one mail after the other. All calls come one at
// a time.

#include "access.hpp"
#include "options.hpp"
#include "wire.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace email {

struct order {
    std::uint64_t op = 0;
    std::string from;                     // of the envelope
    std::vector<std::string> recipients;  // the first is the one that counts
    std::string mail;                     // CRLF, not stuffed
    std::string message_id;
    std::string address_context;  // kept when it was taken
    std::int64_t until_ms = 0;    // given up when it has not ended by then
};

class smtp {
public:
    smtp(const options& options, access& access)
        : options_(options), access_(access), wire_(options.smtp, "smtp-") {}

    void send(order order, const selat::event& event, selat::actions out);
    void on_open(const selat::open& event, selat::actions out);
    void on_data(const selat::data& event, selat::actions out);
    void on_close(const selat::close& event, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    /// What was asked for of `access` is there, or is not to be had.
    void on_access(const selat::event& event, selat::actions out);

private:
    enum class stage {
        closed,
        asking,  // for an access token
        connecting,
        greeting,
        hello,
        old_hello,
        securing,
        login,
        login_name,
        login_password,
        ready,
        sender,
        recipient,
        data,
        body,
        forget,
    };
    // One reply of the server's, its lines joined.
    struct reply {
        int code = 0;
        std::string text;
        [[nodiscard]] bool good() const { return code >= 200 && code < 400; }
    };
    struct fault {
        selat::code code = selat::code::unavailable;
        std::uint64_t retry_after_ms = 0;
        std::string provider_code, text;
    };

    // The connection: smtp.cpp.
    void connect(const selat::event& event, selat::actions out);
    void hear(std::string_view bytes, const selat::event& event, selat::actions out);
    void take(const reply& reply, const selat::event& event, selat::actions out);
    void next(const selat::event& event, selat::actions out);
    void say(std::string_view line, stage then, selat::actions out);
    void refuse(const fault& fault, selat::actions out);
    void refuse_all(const fault& fault, selat::actions out);
    void lost(const fault& fault, selat::actions out);
    void wait(selat::actions out) const;
    void hang_up(selat::actions out);
    [[nodiscard]] fault fault_of(const reply& reply) const;

    // Until the server takes mail: smtp_login.cpp.
    void greeted(const reply& reply, selat::actions out);
    void welcomed(const reply& reply, const selat::event& event, selat::actions out);
    void secured(selat::actions out);
    void log_in(const selat::event& event, selat::actions out);
    void start_login(std::string_view mechanism, std::string credentials, selat::actions out);
    void logged_in(const reply& reply, const selat::event& event, selat::actions out);
    [[nodiscard]] bool offers(std::string_view word) const;

    // One mail: smtp_transaction.cpp.
    void begin(const selat::event& event, selat::actions out);
    void sender_told(const reply& reply, selat::actions out);
    void recipient_told(const reply& reply, selat::actions out);
    void data_wanted(const reply& reply, selat::actions out);
    void body_taken(const reply& reply, const selat::event& event, selat::actions out);

    const options& options_;
    access& access_;
    stage stage_ = stage::closed;
    wire wire_;
    std::string credentials_;  // what the server asks for with 334
    std::string dismissal_;    // and then, so that it says why it refuses a token
    std::string received_;     // of a reply that is not complete
    reply gathered_;
    std::string offered_;  // what EHLO told, a blank before and behind each word, upper case
    std::deque<order> waiting_;
    std::size_t recipient_ = 0;
    std::uint64_t sent_here_ = 0;
    std::int64_t now_ms_ = 0;
};

}  // namespace email
