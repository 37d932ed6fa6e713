#pragma once
// What a request of the provider's tells: messages and receipts, by the rules of the recipe.

#include "condition.hpp"
#include "document.hpp"
#include "template.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

struct fetch_wish {
    std::uint32_t attachment = 0;
    std::string url;            // may hold a handle
    std::string authorization;  // may hold a handle; empty: none
};

struct told_message {
    std::string id;
    std::string message_id;
    std::string from;
    std::string author;
    std::string name;
    std::string content;
    std::string reply_to;
    std::string locale;
    std::int64_t at_ms = 0;
    selat::reach reach = selat::reach::unknown;  // what it says of the address
    bool echo = false;
    std::vector<fetch_wish> fetches;
};

struct told_receipt {
    std::string id;
    std::string own;      // our id of the message, where the provider gives it back
    std::string address;  // of the customer
    std::optional<selat::receipt_status> status;  // none: nothing new
    selat::code code = selat::code::ok;
    std::string provider_code;
    std::string detail;
    std::int64_t at_ms = 0;
    bool opted_out = false;
    bool blocked = false;  // us, until the customer writes
};

struct told {
    std::vector<told_message> messages;
    std::vector<told_receipt> receipts;
    std::size_t unmatched = 0;  // items that no rule takes
    std::string why;            // of the last of them
};

// How the provider is answered.
struct response {
    std::uint32_t status = 200;
    std::string type;
    text_template body;
};

class receiver {
public:
    receiver() = default;
    // `codes`: what the provider's error codes mean.
    receiver(const json& from, const place& at, const settings& settings,
             const std::map<std::string, selat::code>& codes);

    [[nodiscard]] format body_format() const { return format_; }
    // Whether requests to this path below the webhook are taken.
    [[nodiscard]] bool takes(std::string_view path) const;
    // The answer to a GET that only wants to see its own word again; nothing when it is none.
    [[nodiscard]] std::optional<std::string> challenge(const json& document) const;
    [[nodiscard]] told read(std::string_view path, const json& document) const;
    [[nodiscard]] const response& answer() const { return response_; }

private:
    struct files {
        path each;
        field url, mime, name, size, kind;
        bool fetch = false;
        std::string trusted;         // only what begins so is asked with credentials
        std::string authorization;   // a header
        std::string user, password;  // or Basic, with a handle
    };
    struct place_fields {
        field latitude, longitude, name, address;
    };
    struct person_fields {
        field name, phone, email;
    };
    struct message_rule {
        std::string path;
        http::path each;
        bool batch = false;
        condition when;
        field id, message_id, from, author, name, text, at, reply_to, locale, kind;
        field selected_title, selected_payload;
        place_fields where;
        person_fields person;
        std::vector<files> attachments;
        condition opt_out, opt_in, echo;
    };
    struct receipt_rule {
        std::string path;
        http::path each;
        bool batch = false;
        condition when;
        field id, own, address, status, code, detail, at;
        // The provider's → what it tells; none: nothing new.
        std::map<std::string, std::optional<selat::receipt_status>> statuses;
        condition opted_out, blocked;
    };

    message_rule read_message_rule(const rule& from, const settings& settings) const;
    receipt_rule read_receipt_rule(const rule& from, const settings& settings) const;
    static files read_files(const mapping& from, const settings& settings);

    static std::optional<told_message> message(const message_rule& rule, const view& in);
    static json content_of(const message_rule& rule, const view& in, told_message& out);
    static void add_files(const files& by, const view& in, json& all, told_message& out);
    [[nodiscard]] std::optional<told_receipt> receipt(const receipt_rule& rule,
                                                      const view& in) const;

    format format_ = format::automatic;
    field challenge_;
    std::vector<message_rule> messages_;
    std::vector<receipt_rule> receipts_;
    response response_;
    std::map<std::string, selat::code> codes_;
};

// Nobody but the provider is given credentials, and no URL names a secret of ours.
bool is_plain(std::string_view url);

// A code of the vocabulary by its name; a fault for any other word.
selat::code read_code(const std::string& word, const place& at);

}  // namespace http
