#pragma once
// Work for a person, and the offers of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class task_status : std::uint8_t {
    pending,
    reserved,
    assigned,
    wrapping,
    completed,
    canceled
};

enum class reservation_status : std::uint8_t {
    pending,
    accepted,
    rejected,
    timeout,
    canceled,
    rescinded,
    wrapping,
    completed,
};

struct task {
    model::id id;
    model::id conversation;
    model::id customer;
    std::string workflow;
    std::string queue;
    std::string task_channel = "chat";  // capacity kind
    std::int64_t priority = 0;
    std::string attributes = "{}";  // JSON object
    task_status status = task_status::pending;
    std::string reason;  // why canceled or completed
    std::string agent;   // who has it
    time created{};
    time queue_entered{};
    time expires{};   // time to live
    int filter = -1;  // where in the workflow: filter and target index; -1: default_filter
    int target = -1;
    duration skipped{0};            // reserved: timeouts of skipped targets do not count
    std::uint32_t assignments = 0;  // pending → reserved moves so far
    std::string known_agent;        // transfer to this agent only, for `known_agent_until`
    time known_agent_until{};
    std::vector<std::string> declined;  // agents who rejected or let it time out, oldest first
};

struct reservation {
    model::id id;
    model::id task;
    model::id conversation;
    std::string agent;
    std::string task_channel;
    reservation_status status = reservation_status::pending;
    time created{};
    time updated{};
    time expires{};
};

constexpr bool is_final(task_status value) {
    return value == task_status::completed || value == task_status::canceled;
}

// Whether the reservation still holds capacity.
constexpr bool is_live(reservation_status value) {
    return value == reservation_status::pending || value == reservation_status::accepted ||
           value == reservation_status::wrapping;
}

const char* name_of(task_status value);
const char* name_of(reservation_status value);
std::optional<task_status> task_status_of(std::string_view name);

// The contract's task and reservation objects.
std::string write_task(const task& value, time now);
std::string write_reservation(const reservation& value);

}  // namespace selat::model
