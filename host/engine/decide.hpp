#pragma once
// Who handles the next message. A pure function of (what is known of a customer, what happened,
// now): it returns what is known afterwards, the changes to commit, and what to do once they are
// durable. Nothing in here touches a socket, file, thread or clock.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/base/result.hpp"
#include "host/engine/setup.hpp"
#include "host/engine/steps.hpp"
#include "host/model/action.hpp"
#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/event.hpp"
#include "host/model/ids.hpp"
#include "host/model/job.hpp"
#include "host/model/message.hpp"
#include "host/model/task.hpp"

namespace selat::engine {

// One customer with everything that is open. Owned by one shard.
struct customer_state {
    model::customer customer;
    std::vector<model::address> addresses;
    std::vector<model::conversation> open;
    // The newest messages of each open conversation, oldest first, at most 20, without notes: what
    // bots are shown. Made from the messages, so it is in no row of its own.
    struct said {
        model::id id;
        bool inbound = false;
        std::string json;  // the contract's message
    };
    struct history {
        model::id conversation;
        std::vector<said> messages;
        std::string offered;  // content JSON of the choices that may be answered, to understand "2"
        model::id offered_in;  // the message that offers them
    };
    std::vector<history> recent;
};

// Adds a message to `recent`. Whoever loads a state calls it for the newest messages of each open
// conversation, oldest first.
void remember(customer_state& state, const model::message& message);

constexpr std::size_t remembered = 20;  // messages of a conversation

// About how many bytes it takes in memory.
std::size_t size_of(const customer_state& state);

// What happened. Duplicates have been taken out before.
namespace input {

struct inbound {  // a customer wrote
    std::string channel;
    model::action::inbound message;
    std::vector<model::action::fetch> fetches;
    model::id echo_of;   // for echoes: the message of ours it is, when known
    model::id reply_to;  // message.reply_to resolved
    // With the code of a link that this customer was given: a new address is its own.
    bool invited = false;
};

struct amend {  // edited or took back
    std::string channel;
    model::action::amend change;
    model::id message;       // resolved; null when unknown: ignored
    model::id conversation;  // the message's
    std::vector<model::action::fetch> fetches{};
    bool late = false;  // an edit that a newer one has come before
};

struct address {  // profile, reachability
    std::string channel;
    model::action::address_update update;
};

struct receipt {  // the customer has read up to here
    std::string channel;
    std::string address;
    std::uint64_t read_seq = 0;
};

struct typing {  // the customer types, or stopped
    std::string channel;
    std::string address;
    bool on = true;
    model::duration ttl{8'000};
};

struct write {               // an agent, or a system through the API
    model::id conversation;  // null: by channel and address
    std::string channel;     // empty: where the customer wrote last
    std::string address;     // empty: the customer's newest on that channel
    std::string content;     // checked
    model::author author;
    bool note = false;
    model::id reply_to;
    std::string reply_to_channel;      // of reply_to: no other channel's provider knows its id
    std::string reply_to_provider_id;  // and what the plugin kept with it
    std::string reply_to_context;
    std::string client_token;
    std::string origin;  // of the message
    // What goes out in place of `content`, which is what is kept: it stands in the send's job alone
    // and goes with it.
    std::string sealed;
    bool in_passing = false;  // a conversation that is opened for it is closed with it
};

struct retry {                         // a message that failed, once more
    model::message message;            // as it is stored now
    std::string reply_to_provider_id;  // as for write
    std::string reply_to_context;
};

struct revise {              // a message that went out is to be another, or taken back
    model::message message;  // as it is stored now
    std::string content;     // checked; empty: taken back
};

struct sent {  // a send ended well
    model::id message;
    std::string channel;
    std::string address;
    std::string address_context;
    bool clear_address_context = false;
    model::time context_at{};  // of the context the send was given; a newer one is kept
};

struct send_failed {  // a send ended badly, for good
    model::id message;
    model::id conversation;
    std::string origin;  // of the message
};

struct flow_reply {  // a flow's call was answered
    model::id conversation;
    model::id job;
    model::id execution;
    std::string name;
    flow_reply_data reply;
};

struct bot_reply {  // a bot's call was answered
    model::id conversation;
    model::id job;
    std::string message;  // JSON of the message it answers
    flow_reply_data reply;
};

struct timer {  // a durable timer came due
    model::job job;
};

struct task_changed {  // the router moved on
    model::task task;
    model::id job;  // the notice to finish; null when there is none
    std::string agent_name;
};

struct close {
    model::id conversation;
    std::string reason;
};

struct hand_over {  // to "agent", "bot" or "flow" by an agent's or system's wish
    model::id conversation;
    model::handler to = model::handler::agent;
};

struct join {  // another customer is this one; or this one's addresses were proved to be
    customer_state other;  // as it was; without an id: there is none
    struct place {
        std::string channel;
        std::string address;
    };
    std::vector<place> proved;  // by a code
    model::link by = model::link::word;
};

struct patch_customer {
    std::optional<std::string> name;
    std::optional<std::string> locale;
    std::string attributes;  // JSON object to merge; empty: none
};

using any = std::variant<inbound, amend, address, receipt, typing, write, retry, sent, send_failed,
                         flow_reply, bot_reply, timer, task_changed, close, hand_over, join,
                         patch_customer, revise>;

}  // namespace input

// An address whose customer's last open conversation was closed.
struct closed_for {
    std::string channel;
    std::string address;
    std::uint64_t newest_seq = 0;  // of the address's messages
    model::time at{};
};

// What to do once the changes are durable. Jobs among the changes are effects too: sends, calls and
// timers start when their commit is done.
struct effects {
    std::vector<model::task> new_tasks;  // for the router
    // For the router: canceled, or completed when assigned. Each has its task_end job.
    std::vector<model::id> ended_tasks;
    std::vector<model::event> told;  // to who may see it now; never stored
    // New addresses whose profile may be looked up: (channel, address).
    std::vector<std::pair<std::string, std::string>> lookups;
    std::vector<closed_for> closed;  // on channels that tell their customers
};

// What is to be committed; the words are the store's, without the store.
struct changes {
    std::vector<model::customer> customers;
    std::vector<model::address> addresses;
    std::vector<model::conversation> conversations;
    std::vector<model::message> messages;
    std::vector<model::message_change> message_changes;
    std::vector<model::task> tasks;
    std::vector<model::job> jobs;
    std::vector<model::id> finished_jobs;
    std::vector<model::event> events;
};

struct decision {
    customer_state state;
    engine::changes changes;
    engine::effects effects;
    // What was asked for came to this: the message written or stored; or why not.
    result<model::message> message = fail(code::ok, {});
    result<void> answer{};
    std::vector<model::action::log> logs;
};

// A customer nobody knew, made from an address.
customer_state new_customer(std::string_view address, model::time now, model::id_source& ids);

// Never throws; wrong inputs come back in `answer` with the state unchanged.
decision decide(customer_state state, const input::any& what, const setup& setup,
                const steps& steps, model::time now, model::id_source& ids);

}  // namespace selat::engine
