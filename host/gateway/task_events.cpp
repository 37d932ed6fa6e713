// What the router's decisions are for others: rows, events, notices, log lines, numbers.

#include "host/api/shapes.hpp"
#include "host/gateway/task_desk.hpp"

namespace selat::gateway {
namespace {

constexpr model::duration queue_pause{250};  // queue.updated at most this often

model::event_type type_of(model::reservation_status status) {
    switch (status) {
    case model::reservation_status::pending: return model::event_type::reservation_created;
    case model::reservation_status::accepted:
    case model::reservation_status::wrapping: return model::event_type::reservation_accepted;
    case model::reservation_status::rejected: return model::event_type::reservation_rejected;
    case model::reservation_status::timeout: return model::event_type::reservation_timeout;
    case model::reservation_status::canceled:
    case model::reservation_status::rescinded: return model::event_type::reservation_canceled;
    case model::reservation_status::completed: return model::event_type::reservation_completed;
    }
    return model::event_type::reservation_canceled;
}

// Waiting and offers change nothing for the conversation.
bool concerns_conversation(const model::task& task) {
    const bool fresh = task.status == model::task_status::pending && task.assignments == 0;
    return !fresh && task.status != model::task_status::reserved;
}

}  // namespace

store::changes task_desk::changes_of(const routing::decision& decision, model::time now) {
    store::changes changes;
    changes.tasks = decision.tasks;
    changes.reservations = decision.reservations;
    changes.agents = decision.agents;
    const auto event = [&](model::event_type type, const model::id& conversation, std::string agent,
                           std::string data) {
        model::event out;
        out.id = ids_.make(model::id_kind::event, now, conversation.partition());
        out.type = type;
        out.at = now;
        out.conversation = conversation;
        out.agent = std::move(agent);
        out.data = std::move(data);
        changes.events.push_back(std::move(out));
    };
    for (const auto& each : decision.reservations) {
        event(type_of(each.status), each.conversation, each.agent, model::write_reservation(each));
    }
    for (const auto& task : decision.tasks) {
        event(model::event_type::task_updated, task.conversation, task.agent,
              model::write_task(task, now));
        if (!concerns_conversation(task)) {
            continue;
        }
        model::job notice;
        notice.id = ids_.make(model::id_kind::job, now, task.id.partition());
        notice.kind = model::job_kind::task_notice;
        notice.customer = task.customer;
        notice.conversation = task.conversation;
        notice.due = now;
        notice.payload = task.id.text();
        changes.jobs.push_back(std::move(notice));
    }
    for (const auto& state : decision.agents) {
        if (const auto row = router_->agent(state.agent)) {
            event(model::event_type::agent_updated, {}, state.agent,
                  api::write_agent({*row->agent, row->state, row->available, row->load}));
        }
    }
    return changes;
}

void task_desk::told(const routing::decision& decision) {
    for (const auto& each : decision.reservations) {
        world_.log(telemetry::level::info, "reservation." + std::string(name_of(each.status)),
                   {{"reservation", each.id.text()},
                    {"task", each.task.text()},
                    {"conversation", each.conversation.text()},
                    {"agent", each.agent}});
        world_.metrics
            .counter("selat_reservations_total", "Reservations that came to this status",
                     {{"status", name_of(each.status)}})
            .add();
    }
    for (const auto& each : decision.tasks) {
        world_.log(telemetry::level::info, "task." + std::string(name_of(each.status)),
                   {{"task", each.id.text()},
                    {"conversation", each.conversation.text()},
                    {"queue", each.queue},
                    {"agent", each.agent},
                    {"reason", each.reason}});
        world_.metrics
            .counter("selat_tasks_total", "Tasks that came to this status",
                     {{"status", name_of(each.status)}})
            .add();
    }
    queues_changed_.insert(decision.queues.begin(), decision.queues.end());
    if (!queues_changed_.empty() && !queue_clock_ && !stopped_) {
        queue_clock_ = world_.wake(world_.now() + queue_pause, [this] {
            queue_clock_.reset();
            ask([this](const routing::router& router) { tell_queues(router); });
        });
    }
}

void task_desk::tell_queues(const routing::router& router) {
    const auto now = world_.now();
    for (const auto& queue : router.queues(now)) {
        if (!queues_changed_.contains(queue.id)) {
            continue;
        }
        model::event event;
        event.id = ids_.make(model::id_kind::event, now, 0);
        event.type = model::event_type::queue_updated;
        event.at = now;
        event.data = api::write_queue(queue, now);
        world_.tell(std::move(event));
    }
    queues_changed_.clear();
}

// The task is read when its turn comes, so that a notice that had to wait tells nothing outdated.
void tell_conversation(world& world, const model::task& task, const model::id& notice) {
    work work;
    work.what = engine::input::task_changed{task, notice, {}};
    work.look_up = [](store::reader& reader, engine::input::any& what) -> result<void> {
        auto& in = std::get<engine::input::task_changed>(what);
        auto newest = reader.task(in.task.id);
        if (!newest) {
            return tl::unexpected(newest.error());
        }
        if (*newest) {
            in.task = std::move(**newest);
        }
        return {};
    };
    work.done = [&world, task, notice](const decided& outcome) {
        if (outcome.code == code::unavailable) {
            world.later(store_pause,
                        [&world, task, notice] { tell_conversation(world, task, notice); });
        }
    };
    shard::post(world.shards, task.customer, std::move(work));
}

}  // namespace selat::gateway
