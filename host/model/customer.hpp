#pragma once
// Who writes to us, and the addresses they use.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class reach : std::uint8_t { unknown, open, blocked, opted_out };
// What proved an address to be its customer's: its provider or a signature, or a one-time code.
enum class evidence : std::uint8_t { none, channel, code };

// What a channel's addresses are beyond it; none: nothing that others know.
enum class address_kind : std::uint8_t { none, phone, email };
// Why an address became its customer's: the customer has the number or mailbox on another channel,
// a website's signature, a one-time code, somebody's word. split: it, and what it was one with,
// were taken apart.
enum class link : std::uint8_t { none, phone, email, identity, code, word, split };

// One customer's address on one channel instance. Belongs to exactly one live customer.
struct address {
    std::string channel;  // instance id
    std::string address;  // as the provider writes it
    id customer;
    evidence verified = evidence::none;
    model::reach reach = reach::unknown;
    time first_seen{};
    time last_seen{};
    std::string name;
    std::string picture;
    std::string context;  // the plugin's own, newest
    time context_at{};
    std::uint64_t next_seq = 1;
    std::uint64_t read_seq = 0;  // highest the customer has read
    std::string identity;        // who it is on the channel's website, as that has proved; or empty
    time reach_at{};             // when `reach` became so, as its provider tells
    link linked = link::none;    // none: it was the customer's first, or is there by our own will
    time linked_at{};
};

struct customer {
    model::id id;
    std::string name;
    std::string locale;
    std::string attributes = "{}";  // JSON object
    time created{};
    model::id merged_into;        // set on the one that was merged away
    std::string last_agent;       // who served this customer last
    model::id last_conversation;  // the newest closed one
};

// The contract's customer object.
std::string write_customer(const customer& value, const std::vector<address>& addresses);

const char* name_of(reach value);
// Empty for none.
const char* name_of(evidence value);
const char* name_of(address_kind value);
// Empty for none.
const char* name_of(link value);
// None when it is no such name.
std::optional<address_kind> address_kind_of(std::string_view name);

// Whether the address is of that kind, and written in the one way in which it is the same on every
// channel: E.164 with +, a mailbox with a domain in small letters.
bool is_of(address_kind kind, std::string_view address);

}  // namespace selat::model
