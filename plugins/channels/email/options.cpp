#include "options.hpp"

#include "charset.hpp"
#include "json_read.hpp"

#include <charconv>

namespace email {
namespace {

[[noreturn]] void refuse(std::string text) {
    throw selat::refusal{selat::code::config, std::move(text)};
}

security security_of(const json& given, const std::string& which) {
    const auto& wanted = member(given, "tls");
    if (wanted.is_boolean()) {
        return wanted.get<bool>() ? security::implicit : security::none;
    }
    const auto word = lower(text_of(given, "tls"));
    if (word.empty() || word == "true" || word == "implicit" || word == "on" || word == "yes") {
        return security::implicit;
    }
    if (word == "starttls") {
        return security::starttls;
    }
    if (word == "false" || word == "none" || word == "off" || word == "no") {
        return security::none;
    }
    refuse(which + ".tls: \"" + word + "\" is none of implicit, starttls, none");
}

// "30s", as the gateway reads it; it has looked at the form already.
std::int64_t milliseconds_in(std::string_view text, std::int64_t otherwise) {
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto [unit, error] = std::from_chars(text.data(), end, value);
    const std::string_view word(unit, static_cast<std::size_t>(end - unit));
    if (error != std::errc() || value <= 0 || value > 86'400'000) {
        return otherwise;
    }
    return word == "ms"  ? value
           : word == "s" ? value * 1'000
           : word == "m" ? value * 60'000
                         : value * 3'600'000;
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

server read_server(const json& given, const std::string& which, std::uint16_t secure_port,
                   std::uint16_t plain_port) {
    server out;
    out.host = text_of(given, "host");
    if (out.host.empty()) {
        return out;
    }
    if (out.host.starts_with('[') && out.host.ends_with(']')) {
        out.host = out.host.substr(1, out.host.size() - 2);
    }
    out.tls = security_of(given, which);
    const auto usual = out.tls == security::implicit ? secure_port : plain_port;
    out.port = static_cast<std::uint16_t>(number_of(given, "port", usual));
    out.ca = text_of(given, "ca");
    if (out.tls == security::none && !out.ca.empty()) {
        refuse(which + ".ca: without TLS there is no certificate to check; set " + which +
               ".tls to starttls or implicit");
    }
    out.user = text_of(given, "user");
    out.password = text_of(given, "password");
    return out;
}

grant read_grant(const json& given) {
    return {text_of(given, "token_url"), text_of(given, "client_id"),
            text_of(given, "client_secret"), text_of(given, "refresh_token"),
            text_of(given, "scope")};
}

// With a token one logs in as somebody, who is the address unless another is named. A server in
// clear for which nobody is named lets everybody in.
void check_login(server& what, const options& all, const std::string& which) {
    const bool open = what.user.empty() && what.tls == security::none;
    if (!what.there() || !what.password.empty() || open) {
        return;
    }
    if (all.oauth.there()) {
        what.user = what.user.empty() ? all.address : what.user;
        if (what.tls == security::none && !is_this_machine(what.host)) {
            refuse(which + ".tls: a token goes to other machines under TLS alone");
        }
    } else if (!what.user.empty()) {
        refuse(which + ".password: \"" + what.user + "\" needs one, or oauth");
    }
}

}  // namespace

std::string server::url() const {
    const auto name = host.find(':') == host.npos ? host : "[" + host + "]";
    return (tls == security::implicit && !own_tls() ? "tls://" : "tcp://") + name + ":" +
           std::to_string(port);
}

bool server::tells_in_clear() const {
    return tls == security::none && !password.empty() && !is_this_machine(host);
}

options options::read(const selat::setup& setup) {
    const auto given = parse(setup.options);
    options out;
    out.address = text_of(given, "address");
    const auto at = out.address.rfind('@');
    if (at == 0 || at == std::string::npos || at + 1 == out.address.size() ||
        out.address.find_first_of(" \t\r\n<>,;:\"") != std::string::npos) {
        refuse("address: \"" + out.address + "\" is no address");
    }
    out.domain = lower(out.address.substr(at + 1));
    out.name = tidy(text_of(given, "name"));
    out.subject = tidy(text_of(given, "subject"));
    out.instance = setup.instance;
    out.separator = text_of(given, "separator") == "-" ? '-' : '+';
    const auto& seen = member(given, "mark_seen");
    out.mark_seen = !seen.is_boolean() || seen.get<bool>();
    out.reply_all = flag_of(given, "reply_all");
    out.largest = static_cast<std::uint64_t>(
        number_of(given, "max_size", static_cast<std::int64_t>(out.largest)));
    out.hourly = static_cast<std::uint64_t>(
        number_of(given, "hourly_answers", static_cast<std::int64_t>(out.hourly)));
    out.authserv = lower(text_of(given, "authserv_id"));
    out.timeout_ms = milliseconds_in(text_of(given, "timeout"), out.timeout_ms);
    const auto& imap = member(given, "imap");
    out.imap = read_server(imap, "imap", 993, 143);
    out.smtp = read_server(member(given, "smtp"), "smtp", 465, 587);
    out.oauth = read_grant(member(given, "oauth"));
    check_login(out.imap, out, "imap");
    check_login(out.smtp, out, "smtp");
    out.folder = text_of(imap, "folder");
    if (out.folder.empty()) {
        out.folder = "INBOX";
    }
    return out;
}

}  // namespace email
