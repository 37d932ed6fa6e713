#include "host/model/task.hpp"

#include <algorithm>
#include <array>

#include "host/model/json.hpp"

namespace selat::model {

const char* name_of(task_status value) {
    switch (value) {
    case task_status::pending: return "pending";
    case task_status::reserved: return "reserved";
    case task_status::assigned: return "assigned";
    case task_status::wrapping: return "wrapping";
    case task_status::completed: return "completed";
    case task_status::canceled: return "canceled";
    }
    return "";
}

const char* name_of(reservation_status value) {
    switch (value) {
    case reservation_status::pending: return "pending";
    case reservation_status::accepted: return "accepted";
    case reservation_status::rejected: return "rejected";
    case reservation_status::timeout: return "timeout";
    case reservation_status::canceled: return "canceled";
    case reservation_status::rescinded: return "rescinded";
    case reservation_status::wrapping: return "wrapping";
    case reservation_status::completed: return "completed";
    }
    return "";
}

std::optional<task_status> task_status_of(std::string_view name) {
    constexpr std::array all = {task_status::pending,   task_status::reserved,
                                task_status::assigned,  task_status::wrapping,
                                task_status::completed, task_status::canceled};
    const auto* found = std::find_if(all.begin(), all.end(),
                                     [&](task_status each) { return name == name_of(each); });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

std::string write_task(const task& value, time now) {
    std::string out;
    json_writer json(out);
    json.begin_object()
        .member("id", value.id)
        .member("conversation", value.conversation)
        .nullable("queue", value.queue)
        .nullable("workflow", value.workflow)
        .member("priority", value.priority);
    json.key("attributes").raw(value.attributes);
    json.member("status", name_of(value.status))
        .nullable("agent", value.agent)
        .member("age_seconds", std::max<std::int64_t>(0, (now - value.created).count() / 1000))
        .member("created", value.created)
        .member("channel", value.task_channel)
        .optional("reason", value.reason)
        .end_object();
    return out;
}

std::string write_reservation(const reservation& value) {
    std::string out;
    json_writer json(out);
    json.begin_object()
        .member("id", value.id)
        .member("task", value.task)
        .member("agent", value.agent)
        .member("status", name_of(value.status))
        .member("expires", value.expires)
        .member("conversation", value.conversation)
        .member("created", value.created)
        .end_object();
    return out;
}

}  // namespace selat::model
