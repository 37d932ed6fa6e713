#pragma once
// What the API asks of the gateway behind it. Everything is [any-thread] and never blocks;
// callbacks come once, on whatever thread has the answer, and must be short.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/agent.hpp"
#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/ids.hpp"
#include "host/model/message.hpp"
#include "host/model/permission.hpp"
#include "host/model/task.hpp"
#include "host/model/verification.hpp"
#include "host/routing/router.hpp"
#include "host/store/store.hpp"

namespace selat::api {

template <class T>
using reply = std::function<void(result<T>)>;

struct channel_view {
    std::string id;
    std::string plugin;
    std::string version;
    std::string state;   // "running", "degraded", "stopped"
    std::string reason;  // empty: null
    std::string sunset;  // the day its provider closed it; empty: left out
    std::string webhook_url;
    std::string capabilities;                                  // JSON, as the manifest has it
    model::address_kind identity = model::address_kind::none;  // what its addresses are to others
    std::string invite;  // the link by which customers come; empty: null
};

// Something to say. Either `conversation`, or `channel` and `to`.
struct write_request {
    model::id conversation;
    std::string channel;
    std::string to;
    std::string content;  // JSON, not yet checked
    model::author author;
    bool note = false;
    std::string invite_to;  // with it the link to that channel goes out, behind the content if any
    model::id reply_to;
    std::string client_token;  // Idempotency-Key, prefixed by who asks; empty: none
    // Files of ours that its content names; each says in which place, as for_each_media_url counts.
    std::vector<store::media> media;
};

// A file for a message to come.
struct upload {
    std::string_view bytes;  // stay until it is kept
    std::string mime;
    std::string name;
    std::string owner;
};

struct customer_patch {
    std::optional<std::string> name;
    std::optional<std::string> locale;
    std::string attributes;  // JSON object to merge (null removes); empty: none
};

// Why customers are put together or taken apart: kept with the event that tells of it.
struct grounds {
    std::string by;        // agent, token; empty: nobody asked
    std::string evidence;  // "identity", "otp"; empty: somebody's word
    std::string reason;
};

// A one-time code that was asked for or typed; `why` when that came to nothing.
struct code_outcome {
    model::verification about;
    std::uint32_t attempts_left = 0;
    failure why{code::ok, {}};
    bool wrong = false;  // it was not the code
    model::duration retry_after{0};
};

// Not ready, and why.
struct readiness {
    bool ready = false;
    std::vector<std::string> reasons;
};

// An agent as agents() gives it, by value.
struct agent_row {
    model::agent agent;
    model::agent_state state;
    bool available = false;
    std::map<std::string, std::uint32_t> load;
};

class services {
public:
    virtual ~services() = default;

    virtual store::store& store() = 0;
    [[nodiscard]] virtual std::vector<channel_view> channels() const = 0;
    [[nodiscard]] virtual std::vector<std::string> plugins() const = 0;  // manifests, JSON
    [[nodiscard]] virtual std::optional<model::agent> agent(std::string_view id) const = 0;
    [[nodiscard]] virtual std::optional<model::agent>
    agent_by_email(std::string_view email) const = 0;
    // Blocks for as long as a password hash takes: only inside run_blocking.
    [[nodiscard]] virtual bool check_password(std::string_view agent,
                                              std::string_view password) const = 0;
    [[nodiscard]] virtual std::vector<model::activity> activities() const = 0;

    // invalid: content; unsupported: the channel cannot carry it (422); wrong_state: closed (409);
    // not_found; opted_out, outside_window, quiet_hours (422). A known client_token gives the first
    // message again.
    virtual void write(write_request request, reply<model::message> done) = 0;
    // As write, with the link to another channel, in our own words where there is no content.
    // not_found: the channel; unsupported: it has no link.
    virtual void invite(write_request request, reply<model::message> done) = 0;
    // Kept for a day, or longer in the messages that name it.
    virtual void keep(upload upload, reply<store::media> done) = 0;
    // wrong_state unless it failed.
    virtual void retry(const model::id& message, reply<model::message> done) = 0;

    // What an agent may write in it now. `to` is its address; null: its customer has it no more.
    [[nodiscard]] virtual model::permission may_reply(const model::conversation& conversation,
                                                      const model::address* to) const = 0;
    // Changes what went out; without content it is taken back. As it is until its provider has
    // taken that. wrong_state: it never went out, or is gone; unsupported: the channel cannot.
    virtual void revise(const model::id& message, std::string content,
                        reply<model::message> done) = 0;

    virtual void close(const model::id& conversation, std::string reason,
                       reply<model::conversation> done) = 0;
    virtual void hand_over(const model::id& conversation, model::handler to,
                           reply<model::conversation> done) = 0;

    // The customer is shown it where the channel can; nobody hears whether it was.
    virtual void show_typing(const model::id& conversation, const model::author& by, bool on) = 0;
    virtual void mark_read(const model::id& conversation, const model::author& by) = 0;

    virtual void patch(const model::id& customer, customer_patch patch,
                       reply<store::profiled_customer> done) = 0;
    virtual void merge(const model::id& into, const model::id& from, grounds why,
                       reply<store::profiled_customer> done) = 0;
    // `address` alone when it is unique among the customer's, else with its channel.
    virtual void split(const model::id& customer, std::string channel, std::string address,
                       grounds why, reply<store::profiled_customer> done) = 0;
    virtual void erase(const model::id& customer, reply<void> done) = 0;
    // Sends a code to an address, to prove it the customer's: invalid, not_found (channel),
    // unsupported, opted_out, throttled.
    virtual void send_code(const model::id& customer, std::string channel, std::string to,
                           std::function<void(code_outcome)> done) = 0;
    // not_found; wrong_state when it can be typed no more.
    virtual void check_code(const model::id& customer, const model::id& verification,
                            std::string code, std::function<void(code_outcome)> done) = 0;

    virtual void reservations(std::string agent, reply<std::vector<model::reservation>> done) = 0;
    virtual void accept(const model::id& reservation, std::string agent,
                        reply<model::reservation> done) = 0;
    virtual void reject(const model::id& reservation, std::string agent,
                        reply<model::reservation> done) = 0;
    // `agent` empty: a supervisor, admin or token; else the task must be that agent's.
    virtual void wrap_up(const model::id& task, std::string agent, reply<model::task> done) = 0;
    virtual void complete(const model::id& task, std::string agent, std::string reason,
                          reply<model::task> done) = 0;
    virtual void cancel(const model::id& task, std::string reason, reply<model::task> done) = 0;
    virtual void transfer(const model::id& task, std::string agent, routing::transfer to,
                          reply<model::task> done) = 0;

    virtual void set_activity(std::string agent, std::string activity, reply<agent_row> done) = 0;
    virtual void agents(reply<std::vector<agent_row>> done) = 0;
    virtual void queues(reply<std::vector<routing::queue_view>> done) = 0;

    // The config file is read again; `config` with every fault in the text when it is wrong.
    virtual void reload(reply<void> done) = 0;
    [[nodiscard]] virtual readiness ready() const = 0;

    // Work that blocks (password hashing, files), on a pool made for it.
    virtual void run_blocking(std::function<void()> work) = 0;
    [[nodiscard]] virtual model::time now() const = 0;
};

}  // namespace selat::api
