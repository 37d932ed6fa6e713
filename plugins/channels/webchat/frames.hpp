#pragma once
// The frames of the socket, server to client, as JSON text. README.md describes the protocol.

#include <cstdint>
#include <string>
#include <string_view>

namespace webchat {

constexpr std::int64_t heartbeat_s = 25;

/// One message of the thread.
struct message_event {
    std::uint64_t seq = 0;
    std::string_view id;  ///< our message id
    std::int64_t at_ms = 0;
    std::string_view client_id;    ///< `cid` of a visitor's message; empty for ours
    std::string_view author_kind;  ///< visitor, agent, bot, flow or system
    std::string_view author_name;  ///< may be empty
    std::string_view content;      ///< content JSON, taken as it is
    bool part = false;             ///< belongs to the message of the same seq that was shown before
};

struct welcome {
    std::string_view connection;
    std::int64_t now_ms = 0;
    std::int64_t expires_ms = 0;
    std::uint64_t from_seq = 0;  ///< the first event that follows; to_seq + 1 when there is none
    std::uint64_t to_seq = 0;    ///< the last one
    bool truncated = false;      ///< what the client holds does not reach up to from_seq
    std::uint64_t read_seq = 0;  ///< the visitor has read ours up to here
    std::uint64_t agent_read_seq = 0;  ///< we have read the visitor's up to here
    std::string_view status;           ///< open, closed, or empty before the first message
    std::string_view questions;        ///< further members: what the visitor is asked
};

/// Adds `text` as a JSON string, quotes included.
void append_quoted(std::string& out, std::string_view text);

std::string event_frame(const message_event& event);
std::string status_frame(std::string_view status, std::int64_t at_ms);
std::string welcome_frame(const welcome& welcome);
/// `request` is the JSON of the client's rid, in this frame and the next two.
std::string ack_frame(std::string_view request, std::string_view client_id, std::uint64_t seq,
                      std::string_view id, std::int64_t at_ms);
std::string plain_ack_frame(std::string_view request, std::int64_t at_ms);
/// `retry_after_s` 0: not told.
std::string nack_frame(std::string_view request, std::string_view client_id, std::string_view code,
                       std::string_view message, std::int64_t retry_after_s = 0);
std::string typing_frame(std::string_view author_kind, std::string_view author_name, bool on);
/// Our own reading, told by the visitor's message.
std::string agent_read_frame(std::string_view client_id);
/// The visitor's reading in another tab.
std::string visitor_read_frame(std::uint64_t seq);
/// What the visitor is still asked, for the other sockets: `questions` as in welcome.
std::string session_frame(std::string_view questions);
/// The answer to a frame that changed the session.
std::string session_ack_frame(std::string_view request, std::string_view token,
                              std::string_view questions, std::int64_t at_ms);
/// `faults`: JSON, what is wrong with which answer.
std::string faults_frame(std::string_view request, std::string_view faults);
/// A code is on its way; the next one may be asked for after so long.
std::string code_sent_frame(std::string_view request, std::int64_t resend_after_s,
                            std::int64_t expires_s);
std::string code_failed_frame(std::string_view phone);
std::string pong_frame(std::int64_t echo, std::int64_t now_ms);
/// The server ends; the client may come back after so long.
std::string bye_frame(std::string_view code, std::int64_t retry_after_s);
std::string notice_frame(std::string_view code);

}  // namespace webchat
