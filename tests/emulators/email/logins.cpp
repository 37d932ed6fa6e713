#include "tests/emulators/email/logins.hpp"

namespace emulators::email {
namespace {

std::string_view take(std::string_view& rest, std::string_view until) {
    const auto end = rest.find(until);
    const auto out = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + until.size());
    return out;
}

}  // namespace

bool read_plain_login(std::string_view said, std::string& user, std::string& password) {
    const auto first = said.find('\0');
    const auto second = first == said.npos ? first : said.find('\0', first + 1);
    if (second == said.npos) {
        return false;
    }
    user = said.substr(first + 1, second - first - 1);
    password = said.substr(second + 1);
    return true;
}

bool read_token_login(std::string_view mechanism, std::string_view said, std::string& user,
                      std::string& token) {
    if (mechanism == "OAUTHBEARER") {
        if (take(said, "a=") != "n,") {
            return false;
        }
        user = take(said, ",\x01");
    } else {
        if (take(said, "=") != "user") {
            return false;
        }
        user = take(said, "\x01");
    }
    while (!said.empty() && !said.starts_with("\x01")) {
        const auto pair = take(said, "\x01");
        if (pair.starts_with("auth=Bearer ")) {
            token = pair.substr(12);
        }
    }
    return said == "\x01" && !user.empty() && !token.empty();
}

// {"status":"401","schemes":"bearer","scope":"mail"}
std::string token_refusal() {
    return "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0=";
}

std::string_view dismissal_of(std::string_view mechanism) {
    return mechanism == "OAUTHBEARER" ? "AQ==" : "";
}

}  // namespace emulators::email
