#pragma once
// The sockets of an instance: hello and resume, messages in and out, receipts, typing, limits.
// All calls come one at a time.

#include "options.hpp"
#include "session.hpp"
#include "visitor.hpp"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace webchat {

class chat {
public:
    chat(const selat::setup& setup, const options& options);

    void on_open(const selat::open& event, selat::actions out);
    void on_data(const selat::data& event, selat::actions out);
    void on_close(const selat::close& event, selat::actions out);
    void on_timer(const selat::timer& event, selat::actions out);
    void on_stored(const selat::stored& event, selat::actions out);
    void on_history(const selat::history& event, selat::actions out);
    void on_send(const selat::outgoing& event, selat::actions out);
    void on_verification(const selat::verification& event, selat::actions out);

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    template <class Value>
    using by_name =
        std::unordered_map<std::string, std::unique_ptr<Value>, text_hash, std::equal_to<>>;
    using deadlines = std::deque<std::pair<std::int64_t, std::string>>;

    // One frame of the client and what is needed to answer it.
    struct request {
        connection& from;
        const nlohmann::json& frame;
        std::int64_t now_ms;
        selat::actions out;
    };
    using handler = void (chat::*)(const request&);
    static handler handler_of(std::string_view type);

    void hello(const request& request);
    void message(const request& request);
    void typing(const request& request);
    void read(const request& request);
    void receipt(const request& request);
    void history(const request& request);
    void page(const request& request);
    void conversation_end(const request& request);
    void ping(const request& request);
    void prechat(const request& request);
    void verify_start(const request& request);
    void verify_check(const request& request);

    void resumed(const selat::history& event, selat::actions out);
    void paged(const selat::history& event, selat::actions out);
    void filled(const selat::history& event, selat::actions out);
    void notify(visitor& to, const selat::outgoing& event, selat::actions out) const;
    void show(visitor& to, const selat::outgoing& event, selat::actions out) const;

    /// Whether the first message has to wait. Until the thread is known, so does every message.
    [[nodiscard]] bool owes_answers(const connection& from) const;
    /// What the visitor is still asked, as the members of a frame; with the token, when the one
    /// that the client has says less.
    [[nodiscard]] std::string questions(const connection& of) const;
    void answer_with_session(connection& to, std::string_view request, std::int64_t now_ms,
                             selat::actions out) const;
    /// Tells every other live socket what its session knows now; the rest are told with the
    /// welcome.
    void tell_sessions(const visitor& of, const connection* except, selat::actions out) const;
    void approve(const selat::verification& event, std::string_view request, connection* typed_in,
                 selat::actions out);

    connection* find(std::string_view name) const;
    visitor* visitor_of(std::string_view address) const;
    /// Closes a socket and forgets it at once; frames that are still on their way are ignored.
    void end(connection& ended, std::uint32_t code, std::string_view reason, std::int64_t now_ms,
             selat::actions out);
    void forget(connection& gone, std::int64_t now_ms, selat::actions out);
    static void arm(std::string_view timer, const deadlines& list, std::int64_t now_ms,
                    selat::actions out);
    void check_greetings(std::int64_t now_ms, selat::actions out);
    void check_absent(std::int64_t now_ms, selat::actions out);
    void release(const std::string& network);
    void say_goodbye(const selat::timer& event, selat::actions out) const;

    sessions sessions_;
    webchat::origins origins_;
    webchat::prechat prechat_;
    std::string verify_through_, title_;
    by_name<connection> connections_;
    by_name<visitor> visitors_;
    std::unordered_map<std::string, std::uint32_t> sockets_;  // by network
    deadlines greetings_;                                     // sockets that still owe their hello
    deadlines absent_;  // visitors without sockets whose message count must be kept for a while
};

}  // namespace webchat
