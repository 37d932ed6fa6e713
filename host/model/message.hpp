#pragma once
// One thing said, by anyone, on any channel.

#include <cstdint>
#include <optional>
#include <string>

#include "host/base/result.hpp"
#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class direction : std::uint8_t { inbound, outbound, internal };  // internal: a note
enum class author_kind : std::uint8_t { customer, bot, flow, agent, system };

// Ordered: an outcome only ever raises a status, so that late or repeated receipts change nothing.
enum class message_status : std::uint8_t { received, queued, sent, failed, delivered, read };

struct author {
    author_kind kind = author_kind::customer;
    std::string id;    // agent id, bot id, flow id, or the group member's address
    std::string name;  // to show; may be empty
};

struct delivery_error {
    selat::code code = selat::code::internal;
    std::string text;
    std::string provider_code;
};

// Where a send ended that failed: what comes after it may still go out.
struct unsent {
    model::id job;           // of the send: its parts keep their idempotency keys
    std::uint32_t part = 0;  // the first that did not go out
};

struct message {
    model::id id;
    std::uint64_t position = 0;   // in the store's one order of commits; set by the store
    time at{};                    // ours
    std::optional<time> sent_at;  // the provider's
    model::direction direction = direction::inbound;
    std::string channel;
    std::string provider_id;
    model::id conversation;
    model::id customer;
    model::author author;
    std::string address;            // the customer's, on that channel
    std::uint64_t seq = 0;          // in the conversation, gapless from 1
    std::uint64_t address_seq = 0;  // among the messages of (channel, address), gapless from 1;
                                    // 0 for notes
    message_status status = message_status::received;
    std::optional<delivery_error> error;
    std::optional<model::unsent> unsent;  // of one that failed on its way out
    model::id reply_to;
    std::int64_t edited_ms = 0;  // the provider's time of the newest edit; 1: not told; 0: never
    bool deleted = false;
    std::string content;       // JSON
    std::string context;       // the plugin's own, given back when this is replied to
    std::string origin;        // of a flow's: "FN…/TAG", to tell it when delivery fails
    std::string client_token;  // idempotency key of who asked for it; unique in the conversation
};

// What changes after a message is stored.
struct message_change {
    model::id id;
    std::optional<message_status> status;  // ignored when it would go backwards
    std::optional<delivery_error> error;
    std::optional<model::unsent> unsent;
    std::optional<std::string> provider_id;
    std::optional<std::string> context;
    std::optional<std::string> content;
    std::int64_t edited_ms = 0;  // the content was changed by its author, then: nothing of an edit
                                 // older than one that is known counts
    bool deleted = false;
    bool again = false;    // a failed one goes back to queued, its error forgotten
    bool receipt = false;  // the provider's word: ignored where may_be_told() says no
    time at{};
};

// Whether an outcome may move a message from one status to the other.
bool may_become(message_status from, message_status to);
// Whether receipts are of the whole message: of one that is queued, or of which a part never went
// out, they are of a part alone.
bool takes_receipts(const message& value);
// Whether the provider's word moves it there: also up from a send of which we never heard the end.
bool may_be_told(const message& value, message_status to);

const char* name_of(direction value);
const char* name_of(author_kind value);
const char* name_of(message_status value);

// The contract's message object. `content` is spliced in as it is.
std::string write_message(const message& value);

}  // namespace selat::model
