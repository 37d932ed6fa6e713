#pragma once
// What a webhook tells, one thing at a time, and how the host is told of it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace google {

enum class news_kind {
    message,  // from a customer
    receipt,
    typing,
    address,  // something about `from`
    ignored,  // nothing to tell; `why` says so for the log
};

struct news {
    news_kind kind = news_kind::ignored;
    bool no_reply = false;  // nothing may answer by itself
    std::string provider_id;
    std::string message_id;  // where it differs
    std::string from;        // the customer's address
    std::string author_name;
    std::string content;
    std::string reply_to;
    std::string locale;
    std::string attributes;       // JSON object of what to know of the customer; may be empty
    std::string address_context;  // kept with `from`; may be empty
    std::string media;            // where the bytes of the first attachment are; may be empty
    std::int64_t at_ms = 0;       // Google's time
    bool on = false;              // of typing
    selat::reach reach = selat::reach::unknown;
    // Of a receipt.
    selat::receipt_status status = selat::receipt_status::delivered;
    selat::code code = selat::code::ok;
    std::string detail;
    // For people.
    std::string what;  // Google's name of it
    std::string why;
};

// Content that says only what kind of thing it was.
std::string unsupported(std::string_view kind);

// Drops what is longer than the host takes; without a customer or a message that it needs, it is
// ignored.
void keep_within_limits(news& each);

void tell(const news& each, selat::actions out);

}  // namespace google
