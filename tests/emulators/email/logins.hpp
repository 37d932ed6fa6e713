#pragma once
// What clients log in with, decoded, whether over IMAP or SMTP. Pure.

#include <string>
#include <string_view>

namespace emulators::email {

// What a client says with PLAIN; false: it is not of that form.
bool read_plain_login(std::string_view said, std::string& user, std::string& password);
// What a client says with XOAUTH2 or OAUTHBEARER; the same.
bool read_token_login(std::string_view mechanism, std::string_view said, std::string& user,
                      std::string& token);
// What a server says of a token that it refuses, in base64; and what it then waits for.
std::string token_refusal();
std::string_view dismissal_of(std::string_view mechanism);

}  // namespace emulators::email
