#pragma once
// What a webhook tells, one thing at a time, and how the host is told of it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace meta {

// Bytes of an attachment: behind a URL, or behind the id of a medium that is asked for it.
struct wanted_medium {
    std::uint32_t attachment = 0;
    std::string url;
    std::string id;
};

enum class news_kind {
    message,  // from a customer; with `echo` one of ours
    edit,
    removal,
    receipt,
    address,  // something about `from`
    account,  // the business's own account is well, or not
    ignored,  // nothing to tell; `why` says so for the log
};

struct news {
    news_kind kind = news_kind::ignored;
    bool echo = false;
    bool no_reply = false;      // nothing may answer by itself
    bool opens_window = false;  // the customer did something that lets us write
    bool well = true;           // for account
    std::string provider_id;
    std::string message_id;  // where it differs
    std::string from;        // the customer's address
    std::string author;      // in groups
    std::string author_name;
    std::string content;
    std::string reply_to;
    std::string attributes;  // JSON object of what to know of the customer; may be empty
    std::string identity;    // who this is beside the address; may be empty
    std::vector<wanted_medium> media;
    std::int64_t at_ms = 0;  // Meta's time
    // Of a receipt.
    selat::receipt_status status = selat::receipt_status::delivered;
    selat::code code = selat::code::ok;
    std::string message;        // our own id, where it came back
    bool all_before = false;    // and what was sent to `from` before
    std::int64_t up_to_ms = 0;  // in place of a message: all that was sent to `from` until then
    std::string provider_code;
    // For people.
    std::string what;  // Meta's name of it
    std::string why;
};

// Drops what is longer than the host takes, so that one odd field does not cost the whole webhook;
// without a customer or a message that it needs, it is ignored.
void keep_within_limits(news& each);

// The newest message of a customer, as it is kept with the address: what typing signs need.
std::string write_newest(const news& each);
std::string_view read_newest(std::string_view address_context);

// A webhook's news, one after the other.
class teller {
public:
    // `graph` is where media ids are asked for, and `authorization` goes along.
    teller(selat::actions out, std::size_t expected, std::string_view graph = {},
           std::string_view authorization = {});

    void tell(const news& each);

private:
    void tell_message(const news& each);
    void fetch(const news& each);
    // Whether there is room for one more action beside those that must not be lost.
    bool spare();

    selat::actions out_;
    std::string graph_;
    std::string authorization_;
    std::size_t room_;
};

// Whether a text is an id of a message of ours, as the host makes them.
bool is_own_id(std::string_view id);

}  // namespace meta
