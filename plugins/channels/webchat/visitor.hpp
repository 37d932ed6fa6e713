#pragma once
// One customer's open sockets, and the order in which each is given the thread's events.
//
// Every socket has a position: all events up to it were written. An event that comes early (the
// host's commits and sends reach us on different ways) waits until the ones before it are there;
// what is missing is fetched from the store. While a socket resumes, events are kept for it.

#include "limits.hpp"
#include "session.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace webchat {

class visitor;

/// One socket.
struct connection {
    enum class stage : std::uint8_t { opened, resuming, live };

    std::string name;
    visitor* owner = nullptr;    ///< null until hello
    std::uint64_t position = 0;  ///< while resuming: what the client has
    std::int64_t heard_ms = 0;   ///< when its client last sent a frame
    webchat::session session;
    std::string network;  ///< where it counts; empty: nowhere
    std::string locale;
    std::string host;     ///< of the page, one of the allowed origins; may be empty
    std::string context;  ///< attributes JSON for the host with the next message; may be empty
    window frames;
    window signs;  ///< typing and receipts, dropped when there are too many
    window asks;   ///< history, answers, codes: those that are answered
    stage at = stage::opened;
    bool from_newest = false;  ///< resumes with the newest events instead of those after position
    bool typing = false;
    bool saw_end = false;       ///< the conversation was closed while this one resumed
    bool asking = false;        ///< its visitor owes answers before the first message
    bool token_is_old = false;  ///< the session says more than the token its client has
};

/// One event on its way to the sockets.
struct waiting_event {
    std::string frame;
    std::string sender;  ///< the socket that is given `ack` in place of `frame`; may be empty
    std::string ack;
};

class visitor {
public:
    explicit visitor(std::string address) : address_(std::move(address)) {}

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] bool present() const { return !connections_.empty(); }

    /// Takes a socket whose hello was right. Returns the one that must make room for it, or null:
    /// the one that has been silent longest, since a lost network leaves sockets behind that only
    /// look open.
    connection* join(connection& joined);
    void leave(const connection& left, selat::actions out);

    /// An event of the thread became known. Known ones are ignored.
    void add(std::uint64_t seq, waiting_event event, selat::actions out);
    /// The same for an event that was read from the store; filled() follows.
    void keep(std::uint64_t seq, std::string frame);
    /// There is an event that must be taken from the store as it stands there.
    void announce(std::uint64_t seq, selat::actions out);
    /// Whether an event was announced, so that the store will give it.
    [[nodiscard]] bool announced(std::uint64_t seq) const { return seq <= announced_; }
    /// The store's answer for a resuming socket: it is up to date up to `seq` and goes live.
    void go_live(connection& resumed, std::uint64_t seq, selat::actions out);
    /// The store says that after `after` and up to `to` there is nothing but what was added.
    void filled(std::uint64_t after, std::uint64_t to, selat::actions out);

    /// Writes one frame to every live socket but `except`.
    void tell(std::string_view frame, bool droppable, selat::actions out,
              const connection* except = nullptr) const;
    /// The conversation was closed, or goes on. Sockets that resume are told when they are live.
    void close(std::int64_t at_ms, selat::actions out);
    void reopen(std::int64_t at_ms, selat::actions out);
    /// The visitor answered what is asked: every session of theirs knows.
    void learn(const session& from);
    /// The visitor confirmed a number: the same, and so does a socket that comes back later.
    void learn_confirmed(std::string_view phone);
    [[nodiscard]] const std::vector<connection*>& connections() const { return connections_; }
    /// The newest event that is known of.
    [[nodiscard]] std::uint64_t newest() const { return newest_; }
    /// Whether every socket has been given the event.
    [[nodiscard]] bool all_have(std::uint64_t seq) const;

    window messages;
    std::uint64_t read = 0;       ///< what the visitor has read of ours
    std::uint64_t delivered = 0;  ///< what a client said it has received
    std::uint64_t sent_seq = 0;   ///< the newest of ours that was shown as the host sent it …
    std::size_t sent_key = 0;     ///< … and the hash of its idempotency key

private:
    [[nodiscard]] bool resuming() const;
    /// Writes what may follow; returns the position behind which something is missing.
    std::optional<std::uint64_t> pump(connection& to, std::uint64_t known_up_to,
                                      selat::actions out);
    /// Asks the store for what lies after a position, unless a question is under way.
    void fill(std::uint64_t after, selat::actions out);
    void pump_all(std::uint64_t after, std::uint64_t known_up_to, selat::actions out);
    void forget_delivered();

    std::string address_;
    std::string confirmed_;                 // phone number; may be empty
    std::vector<connection*> connections_;  // oldest first
    std::map<std::uint64_t, waiting_event> waiting_;
    std::uint64_t announced_ = 0;
    std::uint64_t newest_ = 0;
    bool closed_ = false;  // the conversation; the next message opens another
    bool filling_ = false;
};

}  // namespace webchat
