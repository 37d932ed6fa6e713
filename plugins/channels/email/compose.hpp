#pragma once
// What goes out → a mail, as it is written to a server. Pure.

#include "mime.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace email {

struct letter {
    std::string from, from_name;
    std::string reply_to;  // with the token; empty: none
    std::string to;
    std::vector<std::string> cc;
    std::string subject;
    std::string text, html;  // one of them at least, or files
    std::vector<file> files;
    std::string message_id;  // without <>
    std::string in_reply_to;
    std::vector<std::string> references;
    std::string instance;
    std::int64_t date_ms = 0;
    bool automatic = false;  // no person wrote it: nothing may answer it by itself
};

/// Lines end in CRLF and have at most 998 bytes; ASCII alone.
std::string compose(const letter& letter);

/// Whether a mail can be addressed there. What is no ASCII needs a server with SMTPUTF8.
bool is_address(std::string_view text);
bool is_ascii(std::string_view text);

/// One line, so that nobody can write headers into it.
std::string one_line(std::string_view text);

}  // namespace email
