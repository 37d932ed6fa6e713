#include "host/routing/router.hpp"

#include <algorithm>

#include "host/routing/choices.hpp"
#include "host/routing/router_state.hpp"
#include "host/routing/transfer.hpp"

namespace selat::routing {

using model::reservation_status;
using model::task_status;

namespace {

tl::unexpected<failure> unknown(const char* what, const model::id& id) {
    return fail(code::not_found, std::string{what} + " " + id.text() + " is not known");
}

tl::unexpected<failure> wrong_state(const model::task& task, const char* wanted) {
    return fail(code::wrong_state, "task " + task.id.text() + " is " + name_of(task.status) +
                                       "; only " + wanted + " can do this");
}

reservation_record* held_reservation(const task_record& record) {
    return record.live.empty() ? nullptr : record.live.front();
}

}  // namespace

router::impl::impl(routing::setup given, model::id_source source)
    : setup(std::move(given)), roster(setup), ledger(setup.queues.size()), ids(source) {
    workflows.reserve(setup.workflows.size());
    for (const auto& each : setup.workflows) {
        workflows.push_back(read(each.id, each.definition).workflow);
    }
}

const workflow* router::impl::find_workflow(std::string_view id) const {
    const auto found = std::ranges::find(workflows, id, &workflow::id);
    return found == workflows.end() ? nullptr : &*found;
}

model::duration router::impl::reservation_timeout(const model::task& task) const {
    const auto found = std::ranges::find(setup.workflows, task.workflow, &workflow_setup::id);
    return found == setup.workflows.end() ? workflow_setup{}.reservation_timeout
                                          : found->reservation_timeout;
}

router::router(routing::setup setup, std::uint64_t seed)
    : impl_(std::make_unique<impl>(std::move(setup), model::id_source{seed})) {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

decision router::add(model::task task, model::time now) {
    auto& self = *impl_;
    self.now = now;
    if (!task.id) {
        task.id = self.ids.make(model::id_kind::task, now, task.conversation.partition());
    } else if (self.ledger.find_task(task.id) != nullptr) {
        return {};  // told twice
    }
    task.created = task.created == model::time{} ? now : task.created;
    task.expires =
        task.expires == model::time{} ? task.created + self.setup.task_timeout : task.expires;
    task.status = task_status::pending;
    auto& record = self.ledger.add(std::move(task));
    record.channel = self.roster.channel(record.task.task_channel);
    record.workflow = self.find_workflow(record.task.workflow);
    self.ledger.touch(record);
    self.begin(record);
    return self.close();
}

result<decision> router::accept(const model::id& id, std::string_view agent, model::time now) {
    auto& self = *impl_;
    auto* record = self.ledger.find_reservation(id);
    if (record == nullptr) {
        return unknown("reservation", id);
    }
    if (record->reservation.agent != agent) {
        return fail(code::denied, "reservation " + id.text() + " is another agent's");
    }
    if (record->reservation.status != reservation_status::pending) {
        return fail(code::wrong_state, "reservation " + id.text() + " is already " +
                                           name_of(record->reservation.status));
    }
    self.now = now;
    auto& task = *self.ledger.find_task(record->reservation.task);
    self.end(*record, reservation_status::accepted);
    self.ledger.touch(task);
    task.task.status = task_status::assigned;
    task.task.agent = agent;
    task.task.declined.clear();
    task.task.known_agent.clear();
    self.ledger.accepted(task, now);
    self.end_others(task, record, reservation_status::rescinded);
    return self.close();
}

result<decision> router::reject(const model::id& id, std::string_view agent, model::time now) {
    auto& self = *impl_;
    auto* record = self.ledger.find_reservation(id);
    if (record == nullptr) {
        return unknown("reservation", id);
    }
    if (record->reservation.agent != agent) {
        return fail(code::denied, "reservation " + id.text() + " is another agent's");
    }
    if (record->reservation.status != reservation_status::pending) {
        return fail(code::wrong_state, "reservation " + id.text() + " is already " +
                                           name_of(record->reservation.status));
    }
    self.now = now;
    self.end(*record, reservation_status::rejected);
    self.declined(*self.ledger.find_task(record->reservation.task), record->agent);
    return self.close();
}

result<decision> router::wrap_up(const model::id& id, model::time now) {
    auto& self = *impl_;
    auto* record = self.ledger.find_task(id);
    if (record == nullptr) {
        return unknown("task", id);
    }
    if (record->task.status != task_status::assigned) {
        return wrong_state(record->task, "assigned tasks");
    }
    self.now = now;
    record->task.status = task_status::wrapping;
    self.ledger.touch(*record);
    if (auto* held = held_reservation(*record)) {
        self.end(*held, reservation_status::wrapping);
    }
    return self.close();
}

result<decision> router::complete(const model::id& id, std::string_view reason, model::time now) {
    auto& self = *impl_;
    auto* record = self.ledger.find_task(id);
    if (record == nullptr) {
        return unknown("task", id);
    }
    if (record->task.status != task_status::assigned &&
        record->task.status != task_status::wrapping) {
        return wrong_state(record->task, "assigned and wrapping tasks");
    }
    self.now = now;
    record->task.status = task_status::completed;
    record->task.reason = reason;
    self.ledger.touch(*record);
    self.end_others(*record, nullptr, reservation_status::completed);
    return self.close();
}

result<decision> router::cancel(const model::id& id, std::string_view reason, model::time now) {
    auto& self = *impl_;
    auto* record = self.ledger.find_task(id);
    if (record == nullptr) {
        return unknown("task", id);
    }
    if (record->task.status != task_status::pending &&
        record->task.status != task_status::reserved) {
        return wrong_state(record->task, "pending and reserved tasks");
    }
    self.now = now;
    self.cancel(*record, std::string{reason});
    return self.close();
}

result<decision> router::hand_over(const model::id& id, const transfer& to, model::time now) {
    auto& self = *impl_;
    auto* record = self.ledger.find_task(id);
    if (record == nullptr) {
        return unknown("task", id);
    }
    if (to.queue.empty() == to.agent.empty()) {
        return fail(code::invalid, "a transfer names either a queue or an agent");
    }
    if (!to.queue.empty() && self.roster.find_queue(to.queue) == nowhere) {
        return fail(code::not_found, "queue '" + to.queue + "' is not known");
    }
    if (!to.agent.empty() && !self.roster.find_agent(to.agent)) {
        return fail(code::not_found, "agent '" + to.agent + "' is not known");
    }
    auto& task = record->task;
    if (task.status != task_status::assigned) {
        return wrong_state(task, "assigned tasks");
    }
    if (to.agent == task.agent) {
        return fail(code::invalid, "agent '" + to.agent + "' has the task already");
    }
    self.now = now;
    task.attributes = with_transfer(task.attributes, to, task.agent);
    record->attributes = attributes::parse_or_empty(task.attributes);
    task.declined.assign(1, task.agent);
    const auto from = self.roster.find_agent(task.agent);
    task.agent.clear();
    task.known_agent = to.agent;
    task.known_agent_until = to.agent.empty() ? model::time{} : now + choices::transfer_wait;
    task.queue = to.queue.empty() ? task.queue : to.queue;
    task.queue_entered = now;
    task.expires = now + self.setup.task_timeout;
    task.status = task_status::pending;
    self.ledger.touch(*record);
    self.end_others(*record, nullptr, reservation_status::completed);
    self.enter_directly(*record, from);
    return self.close();
}

result<decision> router::set_activity(std::string_view agent, std::string_view activity,
                                      model::time now) {
    auto& self = *impl_;
    const auto who = self.roster.find_agent(agent);
    if (!who) {
        return fail(code::not_found, "agent '" + std::string{agent} + "' is not known");
    }
    const auto what = self.roster.find_activity(activity);
    if (!what) {
        return fail(code::invalid, "activity '" + std::string{activity} + "' is not configured");
    }
    self.now = now;
    if (self.roster.agent(*who).activity != *what) {
        self.roster.set_activity(*who, *what, now);
        self.ledger.touch_agent(*who);
        self.freed.push_back(*who);
    }
    return self.close();
}

decision router::tick(model::time now) {
    auto& self = *impl_;
    self.now = now;
    self.run_timers();
    return self.close();
}

std::optional<model::time> router::next_due() const { return impl_->ledger.timers.next(); }

}  // namespace selat::routing
