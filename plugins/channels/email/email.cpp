// A mailbox: IMAP in, SMTP out.

#include "access.hpp"
#include "imap.hpp"
#include "incoming.hpp"
#include "options.hpp"
#include "sender.hpp"
#include "smtp.hpp"
#include "token.hpp"

#include <selat/plugin.hpp>

namespace email {
namespace {

class channel {
public:
    explicit channel(const selat::setup& setup)
        : options_(options::read(setup)),
          tokens_(setup.crypto, options_.address, options_.separator),
          incoming_(options_, tokens_, setup), access_(options_, setup),
          imap_(options_, setup, incoming_, access_), smtp_(options_, access_),
          sender_(options_, tokens_, smtp_) {}

    void on_timer(const selat::timer& event, selat::actions out) {
        if (event.name == SELAT_TIMER_START) {
            warn(out);
        }
        if (options_.imap.there()) {
            imap_.on_timer(event, out);
        } else if (event.name == SELAT_TIMER_START) {
            out.status(true);
        }
        smtp_.on_timer(event, out);
    }
    void on_open(const selat::open& event, selat::actions out) {
        imap_.on_open(event, out);
        smtp_.on_open(event, out);
    }
    void on_data(const selat::data& event, selat::actions out) {
        imap_.on_data(event, out);
        smtp_.on_data(event, out);
    }
    void on_close(const selat::close& event, selat::actions out) {
        imap_.on_close(event, out);
        smtp_.on_close(event, out);
    }
    void on_stored(const selat::stored& event, selat::actions out) { imap_.on_stored(event, out); }
    void on_send(const selat::outgoing& event, selat::actions out) { sender_.on_send(event, out); }
    void on_reply(const selat::http_reply& reply, selat::actions out) {
        if (access_.take(reply, out)) {
            imap_.on_access(reply, out);
            return smtp_.on_access(reply, out);
        }
        sender_.on_reply(reply, out);
    }

private:
    void warn(selat::actions out) const {
        for (const auto* each : {&options_.imap, &options_.smtp}) {
            if (each->tells_in_clear()) {
                out.log(SELAT_LOG_WARN, "password_in_clear",
                        "tls: none sends the password for everybody on the way to read",
                        {{"host", each->host}});
            }
        }
    }

    options options_;
    tokens tokens_;
    incoming incoming_;
    access access_;
    imap imap_;
    smtp smtp_;
    sender sender_;
};

}  // namespace
}  // namespace email

SELAT_CHANNEL(email::channel)
