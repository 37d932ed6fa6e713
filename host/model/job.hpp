#pragma once
// Something that must still happen: an effect as a row, so that a restart goes on where it stopped.
// Removed by the commit that records its outcome.

#include <cstdint>
#include <string>
#include <string_view>

#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class job_kind : std::uint8_t {
    send,          // hand a message to its channel, or what becomes of one that went out
    flow_call,     // an HTTP call of a flow
    bot_call,      // an HTTP call of a bot
    flow_timer,    // a flow's timer
    bot_timer,     // a bot's silence
    close_timer,   // close the conversation when it stays quiet
    fetch,         // get an attachment's bytes
    task_notice,   // tell a conversation what became of its task
    task_end,      // tell the router that the conversation of a task has ended
    webhook,       // tell an integrator's system
    drop_files,    // remove media files that no message names any more
    verification,  // remember a one-time code that was sent, until it no longer counts
    invitation,    // remember the code of a link to another channel, until somebody comes with it
};

struct job {
    model::id id;  // for sends: with the part, the provider's idempotency key
    job_kind kind = job_kind::send;
    model::id customer;  // whose shard acts on it
    model::id conversation;
    model::id message;    // for sends and fetches
    std::string channel;  // for sends: instance id; for calls: the flow or bot that asks
    std::string address;  // for sends: ordered per (channel, address)
    std::string name;     // timer name, CALL tag, SAY tag, webhook url, …; for sends: what of it
    time due{};
    std::uint32_t attempts = 0;  // of the current part
    std::uint32_t part = 0;      // for sends: outgoings already done
    model::id execution;         // for what a flow asked: dropped when that has ended
    bool started = false;        // an attempt that cannot be repeated safely was begun
    std::string payload;         // JSON or the kind's own encoding
};

const char* name_of(job_kind value);

// The names of sends that change a message or take it back; one that sends it has none.
constexpr std::string_view edits = "edit";
constexpr std::string_view takes_back = "delete";
inline bool revises(const job& job) {
    return job.kind == job_kind::send && (job.name == edits || job.name == takes_back);
}

}  // namespace selat::model
