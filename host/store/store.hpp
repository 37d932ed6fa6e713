#pragma once
// What is durable, in the words of the model. One commit is one unit: all of it or nothing, in the
// order of the calls of commit(). Reads run on the store's own threads and never on a shard.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/agent.hpp"
#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/event.hpp"
#include "host/model/ids.hpp"
#include "host/model/job.hpp"
#include "host/model/message.hpp"
#include "host/model/task.hpp"
#include "host/model/time.hpp"

namespace selat::store {

// A provider's delivery that must be stored once: unique (channel, provider_id). The owner looks it
// up first; one that is there already when it is committed is ignored, the rest of its commit
// stands.
struct delivery_key {
    std::string channel;
    std::string provider_id;
    model::id message;  // what it became; null for receipts and the like
    std::uint64_t address_seq = 0;
    model::time at{};
};

// One provider's id of a message, when it became several; the first one also stands in the message.
struct provider_key {
    std::string channel;
    std::string provider_id;
    model::id message;
    std::string context;  // the plugin's own, of that part
};

// A kept value of a plugin instance; an empty value forgets the key.
struct plugin_value {
    std::string instance;
    std::string key;
    std::string value;
};

// A logged-in person.
struct session {
    std::string token_hash;  // SHA-256, hex: the token itself is never stored
    std::string agent;
    model::time expires{};
};

// An answer kept for an Idempotency-Key of the API.
struct kept_answer {
    std::string key;  // caller and key
    std::string answer;
    model::time at{};
};

struct media {
    model::id id;
    model::id message;  // null: of none yet
    std::uint32_t attachment = 0;
    std::string sha256;
    std::string mime;
    std::string name;
    std::uint64_t size = 0;
    std::string owner;  // who gave it, while it is no message's
};

// Entities are written whole (insert or replace by id); messages are appended and then changed.
struct changes {
    std::vector<delivery_key> deliveries;
    std::vector<model::customer> customers;
    std::vector<model::address> addresses;
    std::vector<model::conversation> conversations;
    std::vector<model::message> messages;
    std::vector<model::message_change> message_changes;
    std::vector<provider_key> provider_ids;  // message_by_provider_id finds these too
    std::vector<model::task> tasks;
    std::vector<model::reservation> reservations;
    std::vector<model::agent_state> agents;
    std::vector<model::job> jobs;          // insert or replace
    std::vector<model::id> finished_jobs;  // removed
    std::vector<plugin_value> plugin_values;
    std::vector<session> sessions;
    std::vector<std::string> ended_sessions;  // token hashes
    std::vector<std::string> logged_out;      // agents: all their sessions end
    std::vector<kept_answer> answers;
    std::vector<media> media;
    std::vector<model::id> removed_media;
    std::vector<model::event> events;

    // What nobody asks for any more: sessions that had expired by then, answers kept before then.
    struct tidying {
        model::time sessions_expired_by{};
        model::time answers_before{};
    };
    std::optional<tidying> tidying;

    // Moves everything that belongs to `from` to `into`, which is also in `customers`.
    struct merge {
        model::id from;
        model::id into;
    };
    std::vector<merge> merges;
    // Moves one address with its conversations to another customer, also in `customers`. An
    // identity that was proved for it no longer holds.
    struct split {
        model::id from;
        model::id into;
        std::string channel;
        std::string address;
    };
    std::vector<split> splits;
    // A message's new place, when a conversation is parted. Behind merges and splits.
    struct moved_message {
        model::id message;
        model::id conversation;
        model::id customer;
        std::uint64_t seq = 0;
    };
    std::vector<moved_message> moved_messages;
    // Erases a customer and those merged into it: messages' content, addresses, attributes, also
    // as events told them; ids and order stay.
    std::vector<model::id> erased_customers;

    [[nodiscard]] bool empty() const;
    // Appends `other` behind what is here.
    void add(changes&& other);
};

// What a commit became. Positions of messages and events count up in one sequence, in the order
// they stand in `changes`, messages first.
struct committed {
    std::uint64_t first_position = 0;
};

struct page {
    std::uint64_t limit = 50;
    std::string after;  // cursor as a reader gave it; empty: from the start
    bool descending = false;
};

template <class T>
struct listing {
    std::vector<T> items;
    std::string next;  // cursor; empty: the end
};

struct message_filter {
    std::string channel;
    model::id conversation;
    model::id customer;
    std::optional<model::direction> direction;
};

struct conversation_filter {
    std::optional<model::conversation_status> status;
    model::id customer;
    std::string agent;  // only those that this agent has or had: accepted, not just offered
    std::string text;   // full-text over message texts
};

struct customer_filter {
    std::string text;     // full-text over names, addresses, attributes
    std::string address;  // exact
};

struct task_filter {
    std::optional<model::task_status> status;
    std::string queue;
    bool live_only = false;  // not completed, not canceled
};

// All that one shard needs to decide about a customer.
struct customer_record {
    model::customer customer;
    std::vector<model::address> addresses;
    std::vector<model::conversation> open;  // at most one when channels join
};

struct profiled_customer {
    model::customer customer;
    std::vector<model::address> addresses;
};

// Blocking queries; used inside store::read only. Failures of the store itself come as unavailable.
class reader {
public:
    virtual ~reader() = default;

    virtual result<std::optional<model::address>> address(std::string_view channel,
                                                          std::string_view address) = 0;
    // That address on every channel that has it, by channel.
    virtual result<std::vector<model::address>> addresses(std::string_view address) = 0;
    // One of those that this identity was proved for on the channel: all are one customer's, unless
    // somebody took them apart.
    virtual result<std::optional<model::address>>
    address_of_identity(std::string_view channel, std::string_view identity) = 0;
    // Follows merged_into.
    virtual result<std::optional<customer_record>> record(const model::id& customer) = 0;
    virtual result<std::optional<delivery_key>> delivery(std::string_view channel,
                                                         std::string_view provider_id) = 0;

    virtual result<std::optional<model::message>> message(const model::id& id) = 0;
    // The newest of several.
    virtual result<std::optional<model::message>>
    message_by_provider_id(std::string_view channel, std::string_view provider_id) = 0;
    virtual result<std::optional<model::message>> message_by_token(const model::id& conversation,
                                                                   std::string_view token) = 0;
    virtual result<std::optional<model::conversation>> conversation(const model::id& id) = 0;
    virtual result<std::optional<profiled_customer>> customer(const model::id& id) = 0;
    virtual result<std::optional<model::task>> task(const model::id& id) = 0;
    virtual result<std::optional<model::reservation>> reservation(const model::id& id) = 0;
    virtual result<std::optional<media>> attachment(const model::id& id) = 0;
    // SHA-256 of what a customer's messages hold, each once.
    virtual result<std::vector<std::string>> media_files(const model::id& customer) = 0;
    // Whether any message holds it.
    virtual result<bool> holds_media(std::string_view sha256) = 0;

    virtual result<listing<model::message>> messages(const message_filter& filter,
                                                     const page& page) = 0;
    virtual result<listing<model::conversation>> conversations(const conversation_filter& filter,
                                                               const page& page) = 0;
    virtual result<listing<profiled_customer>> customers(const customer_filter& filter,
                                                         const page& page) = 0;
    virtual result<listing<model::task>> tasks(const task_filter& filter, const page& page) = 0;
    // Messages of one address by address_seq: after < seq < before (0: no bound), oldest first;
    // with `before` alone the newest `limit` of them.
    virtual result<std::vector<model::message>> history(std::string_view channel,
                                                        std::string_view address,
                                                        std::uint64_t after, std::uint64_t before,
                                                        std::uint32_t limit) = 0;
    // Outbound messages of an address that are queued or sent and not yet `below`: behind
    // `after_seq`, up to address_seq and time (0: no bound). In short: who, where, how it stands.
    // May look no further back than some hundred messages of which there is none.
    virtual result<std::vector<model::message>>
    unread(std::string_view channel, std::string_view address, model::message_status below,
           std::uint64_t after_seq, std::uint64_t up_to_seq, std::optional<model::time> up_to) = 0;

    // Events after a position, oldest first. `newest` is the last position of all.
    virtual result<std::vector<model::event>> events(std::uint64_t after, std::uint32_t limit) = 0;
    virtual result<std::uint64_t> newest_position() = 0;

    // For the start.
    virtual result<std::vector<model::job>> jobs() = 0;
    virtual result<std::vector<model::task>> live_tasks() = 0;
    virtual result<std::vector<model::reservation>> live_reservations() = 0;
    virtual result<std::vector<model::agent_state>> agent_states() = 0;
    virtual result<std::vector<plugin_value>> plugin_values(std::string_view instance) = 0;
    virtual result<std::optional<session>> session(std::string_view token_hash) = 0;
    virtual result<std::optional<std::string>> answer(std::string_view key) = 0;
    // (conversation, agent) pairs an agent may see: accepted or wrapping reservations.
    virtual result<std::vector<model::id>> visible_conversations(std::string_view agent) = 0;
};

class store {
public:
    // Waits for what was committed before, then ends the store's threads.
    virtual ~store() = default;

    // [any-thread] Never blocks. `done` is called on the store's writer thread once the changes are
    // durable, or with `unavailable` when they are not and never will be; then every commit that
    // was given before `done` was called has failed too, and whoever decided on top of them must
    // read its state again. `done` must be short and must not throw.
    virtual void commit(changes changes, std::function<void(result<committed>)> done) = 0;

    // [any-thread] Runs `work` on one of the store's reading threads; it sees every commit whose
    // `done` was called before. `work` must not throw.
    virtual void read(std::function<void(reader&)> work) = 0;

    // [any-thread] True only when no durable delivery has this key, known without blocking (recent
    // keys in memory, and a bound before which there was nothing). False: ask reader::delivery.
    // Commits under way are not known here.
    [[nodiscard]] virtual bool surely_new(std::string_view channel,
                                          std::string_view provider_id) const = 0;

    // [any-thread] Whether commits succeed; a full disk makes it false until one works again.
    [[nodiscard]] virtual bool writable() const = 0;
};

// Opens the in-memory store: the reference for tests. Not durable.
std::unique_ptr<store> open_memory();

struct sqlite_options {
    std::string path;
    bool full = true;  // fsync before `done`; false: the operating system's own time
    std::uint32_t readers = 1;
};

// Opens or creates the database. Fails with `unavailable` when it cannot be read, `wrong_state`
// when it was written by a newer version.
result<std::unique_ptr<store>> open_sqlite(const sqlite_options& options);

}  // namespace selat::store
