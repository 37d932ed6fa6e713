#pragma once
// Mail that no person wrote: what must not be answered, bounces, receipts, complaints. Pure.

#include "mime.hpp"

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace email {

/// Why nothing may answer this mail by itself; empty: a person wrote it.
std::string why_automatic(const mail& mail);

/// Whether it is an address that machines write from.
bool is_nobody(std::string_view address);

enum class news_kind { none, failed, delayed, delivered, read, complaint };

/// What a mail tells about one that was sent.
struct news {
    news_kind kind = news_kind::none;
    std::string message_id;  // of that one, without <>; empty when it is not said
    std::string address;     // whom it had gone to
    std::string status;      // RFC 3463: "5.1.1"
    std::string detail;      // for people
};

news read_news(const mail& mail);

/// What a status means for who sent the mail.
selat::code code_of(std::string_view status);

/// The first RFC 3463 code in the text, or empty.
std::string status_in(std::string_view text);

}  // namespace email
