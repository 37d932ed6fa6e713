#include "tests/integration/behaviour/mail_servers.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selat::testing {
namespace {

namespace files = std::filesystem;
using boost::asio::ip::tcp;

constexpr auto dovecot = "/usr/sbin/dovecot";
constexpr auto lmtp = "/usr/lib/dovecot/lmtp";
constexpr auto postfix = "/usr/lib/postfix/sbin/master";

// Below those that the system hands out by itself: nobody is given it before its server takes it.
unsigned short free_port() {
    std::random_device random;
    std::uniform_int_distribution<unsigned short> any(20'000, 32'000);
    boost::asio::io_context context;
    for (;;) {
        const auto port = any(random);
        tcp::acceptor tried(context, tcp::v4());
        boost::system::error_code taken;
        tried.bind({boost::asio::ip::address_v4::loopback(), port}, taken);
        if (!taken) {
            return port;
        }
    }
}

bool listens(int port) {
    tcp::iostream peer("127.0.0.1", std::to_string(port));
    return peer.good();
}

void give(const std::string& path, const char* user) {
    const auto* const found = ::getpwnam(user);
    if (found == nullptr || ::chown(path.c_str(), found->pw_uid, found->pw_gid) != 0) {
        throw std::runtime_error("cannot give " + path + " to " + user);
    }
}

std::string with(std::string text, const std::string& name, const std::string& value) {
    for (auto at = text.find(name); at != std::string::npos;
         at = text.find(name, at + value.size())) {
        text.replace(at, name.size(), value);
    }
    return text;
}

constexpr auto dovecot_conf = R"(base_dir = FOLDER/dovecot
state_dir = FOLDER/dovecot
log_path = FOLDER/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <FOLDER/certificate.pem
ssl_key = <FOLDER/key.pem
disable_plaintext_auth = yes
recipient_delimiter = +
mail_location = maildir:FOLDER/mail/%u
passdb {
  driver = passwd-file
  args = FOLDER/users
}
userdb {
  driver = passwd-file
  args = FOLDER/users
  default_fields = uid=nobody gid=nogroup home=FOLDER/mail/%u
}
service imap-login {
  inet_listener imap {
    port = IMAP
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  unix_listener FOLDER/spool/private/dovecot-lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener FOLDER/spool/private/auth {
    mode = 0666
  }
}
)";

constexpr auto main_cf = R"(compatibility_level = 3.6
queue_directory = FOLDER/spool
data_directory = FOLDER/data
maillog_file = FOLDER/postfix.log
maillog_file_prefixes = FOLDER
myhostname = mx.shop.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = shop.test customers.test
virtual_mailbox_maps = texthash:FOLDER/mailboxes
virtual_transport = lmtp:unix:private/dovecot-lmtp
smtpd_tls_cert_file = FOLDER/certificate.pem
smtpd_tls_key_file = FOLDER/key.pem
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sender_login_maps = texthash:FOLDER/senders
)";

constexpr auto master_cf = R"(127.0.0.1:OUTSIDE inet n - n - - smtpd
127.0.0.1:SUBMISSION inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_reject_unlisted_recipient=no
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
)";

}  // namespace

std::string mail_servers::wanting() {
    for (const auto* each : {dovecot, lmtp, postfix}) {
        if (!files::exists(each)) {
            return std::string(each) + " is not installed; `make test` sees to it";
        }
    }
    return ::geteuid() == 0 ? "" : "Postfix starts as root alone";
}

mail_servers::mail_servers() : imap_(free_port()), submission_(free_port()), outside_(free_port()) {
    ::chmod(folder_.path().c_str(), 0711);  // others pass through, to what is theirs
    const test::authority authority;
    const auto own = authority.vouch_for("IP:127.0.0.1");
    folder_.write("ca.pem", authority.pem());
    folder_.write("certificate.pem", own.certificate);
    ::chmod(folder_.write("key.pem", own.key).c_str(), 0600);
    for (const auto* each : {"dovecot", "data", "mail"}) {
        files::create_directory(folder_.path() + "/" + each);
    }
    give(folder_.path() + "/mail", "nobody");
    give(folder_.path() + "/data", "postfix");
    write_postfix();
    write_dovecot();
    start_dovecot();
    start_postfix();
}

mail_servers::~mail_servers() {
    for (const auto* each : {&postfix_, &dovecot_}) {  // in good order: each has children
        if (*each) {
            (*each)->signal(SIGTERM);
            (*each)->wait();
        }
    }
}

void mail_servers::write_dovecot() const {
    folder_.write("users", std::string(ours) + ":{PLAIN}" + password + "::::::\n" + customer +
                               ":{PLAIN}unknown::::::\n");
    folder_.write("dovecot.conf", with(with(dovecot_conf, "FOLDER", folder_.path()), "IMAP",
                                       std::to_string(imap_)));
}

void mail_servers::write_postfix() const {
    for (const auto* each :
         {"pid", "private", "public", "active", "bounce", "corrupt", "defer", "deferred", "flush",
          "hold", "incoming", "maildrop", "saved", "trace"}) {
        const auto path = folder_.path() + "/spool/" + each;
        files::create_directories(path);
        if (each != std::string_view("pid")) {
            give(path, "postfix");
        }
    }
    folder_.write("mailboxes", std::string(ours) + " there\n" + customer + " there\n");
    folder_.write("senders", std::string(ours) + " " + ours + "\n");
    folder_.write("etc/main.cf", with(main_cf, "FOLDER", folder_.path()));
    folder_.write("etc/master.cf", with(with(master_cf, "OUTSIDE", std::to_string(outside_)),
                                        "SUBMISSION", std::to_string(submission_)));
}

void mail_servers::start_dovecot() {
    dovecot_ = std::make_unique<child>(
        dovecot, std::vector<std::string>{"-F", "-c", folder_.path() + "/dovecot.conf"});
    const auto auth = folder_.path() + "/spool/private/auth";
    if (!eventually([&] { return files::exists(auth) && listens(imap_); })) {
        throw std::runtime_error("Dovecot did not start: " + dovecot_->err());
    }
}

void mail_servers::start_postfix() {
    const auto etc = folder_.path() + "/etc";
    postfix_ = std::make_unique<child>(postfix, std::vector<std::string>{"-c", etc, "-d"},
                                       std::vector<std::string>{"MAIL_CONFIG=" + etc});
    if (!eventually([&] { return listens(submission_) && listens(outside_); })) {
        throw std::runtime_error("Postfix did not start: " + postfix_->err());
    }
}

void mail_servers::restart_dovecot() {
    dovecot_->signal(SIGTERM);
    dovecot_->wait();
    start_dovecot();
}

bool mail_servers::deliver(const std::string& from, const std::string& to,
                           const std::string& mail) const {
    tcp::iostream server("127.0.0.1", std::to_string(outside_));
    server.expires_after(patience);
    const auto code = [&] {
        std::string line;
        do {
            std::getline(server, line);
        } while (server && line.size() > 3 && line[3] == '-');
        return line.substr(0, 3);
    };
    const auto ask = [&](const std::string& line) {
        server << line << "\r\n" << std::flush;
        return code();
    };
    return code() == "220" && ask("EHLO mua.customers.test") == "250" &&
           ask("MAIL FROM:<" + from + ">") == "250" && ask("RCPT TO:<" + to + ">") == "250" &&
           ask("DATA") == "354" && ask(mail + "\r\n.") == "250";
}

std::vector<mail_servers::kept> mail_servers::mails_of(const std::string& address) const {
    std::vector<kept> out;
    for (const auto* part : {"/new", "/cur"}) {
        const auto box = folder_.path() + "/mail/" + address + part;
        std::error_code none;
        for (const auto& each : files::directory_iterator(box, none)) {
            const auto name = each.path().filename().string();
            const auto flags = name.find(":2,");
            std::ifstream stream(each.path(), std::ios::binary);
            out.push_back({flags == name.npos ? "" : name.substr(flags + 3),
                           std::string(std::istreambuf_iterator<char>(stream), {})});
        }
    }
    return out;
}

}  // namespace selat::testing
