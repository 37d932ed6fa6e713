#pragma once
// Debian's Dovecot and Postfix, with everything they have in a folder of the test's own: Postfix
// takes mail and hands it to Dovecot over LMTP, Dovecot keeps it and knows the passwords for both.

#include "tests/integration/support/child.hpp"
#include "tests/support/certificate.hpp"

#include <memory>
#include <string>
#include <vector>

namespace selat::testing {

class mail_servers {
public:
    // What is wanting for them to run here, in words; empty: nothing. Postfix starts as root alone,
    // and gives its rights up by itself.
    static std::string wanting();

    mail_servers();
    mail_servers(const mail_servers&) = delete;
    mail_servers& operator=(const mail_servers&) = delete;
    ~mail_servers();

    // One mailbox is ours, and one a customer's; others are refused, after the submission server
    // has taken the mail.
    static constexpr auto ours = "support@shop.test";
    static constexpr auto password = "mail-secret";
    static constexpr auto customer = "ana@customers.test";

    [[nodiscard]] int imap() const { return imap_; }              // STARTTLS before anything else
    [[nodiscard]] int submission() const { return submission_; }  // STARTTLS and a login
    [[nodiscard]] std::string ca() const { return folder_.path() + "/ca.pem"; }

    // Mail from outside, without a login. False: it was not taken.
    [[nodiscard]] bool deliver(const std::string& from, const std::string& to,
                               const std::string& mail) const;
    // What is in the mailbox, whole; with its flags in front, as "S" for seen.
    struct kept {
        std::string flags;
        std::string mail;
    };
    [[nodiscard]] std::vector<kept> mails_of(const std::string& address) const;
    void restart_dovecot();

private:
    void write_dovecot() const;
    void write_postfix() const;
    void start_dovecot();
    void start_postfix();

    scratch folder_;
    int imap_, submission_, outside_;
    std::unique_ptr<child> dovecot_, postfix_;
};

}  // namespace selat::testing
