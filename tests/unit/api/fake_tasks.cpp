// Reservations and tasks of the fake gateway.

#include "fake_support.hpp"

namespace selat::api::test {

void fake_services::reservations(std::string agent, reply<std::vector<model::reservation>> done) {
    store_->read([agent, done](store::reader& reader) {
        auto all = reader.live_reservations();
        if (all) {
            std::erase_if(*all, [&](const auto& each) { return each.agent != agent; });
        }
        done(std::move(all));
    });
}

void fake_services::accept(const model::id& reservation, std::string agent,
                           reply<model::reservation> done) {
    answer_reservation(reservation, agent, model::reservation_status::accepted, std::move(done));
}

void fake_services::reject(const model::id& reservation, std::string agent,
                           reply<model::reservation> done) {
    answer_reservation(reservation, agent, model::reservation_status::rejected, std::move(done));
}

void fake_services::answer_reservation(const model::id& reservation, const std::string& agent,
                                       model::reservation_status outcome,
                                       reply<model::reservation> done) {
    store_->read([this, reservation, agent, outcome, done](store::reader& reader) {
        const auto found = reader.reservation(reservation);
        if (!found || !*found) {
            return done(missing(found, "reservation"));
        }
        auto after = **found;
        if (after.agent != agent) {
            return done(fail(code::denied, "the reservation is another agent's"));
        }
        if (after.status != model::reservation_status::pending) {
            return done(fail(code::wrong_state, "the reservation is gone"));
        }
        after.status = outcome;
        store::changes changes;
        changes.reservations.push_back(after);
        {
            const std::lock_guard lock(mutex_);
            const auto type = outcome == model::reservation_status::accepted
                                  ? model::event_type::reservation_accepted
                                  : model::event_type::reservation_rejected;
            changes.events.push_back(told(ids_, type, now(), after.conversation, after.agent,
                                          model::write_reservation(after)));
        }
        commit(std::move(changes), done, after);
    });
}

void fake_services::move_task(const model::id& task, const std::string& agent,
                              model::task_status to, std::string reason, reply<model::task> done) {
    store_->read([this, task, agent, to, reason, done](store::reader& reader) {
        const auto found = reader.task(task);
        if (!found || !*found) {
            return done(missing(found, "task"));
        }
        auto after = **found;
        if (!agent.empty() && after.agent != agent) {
            return done(fail(code::denied, "the task is another agent's"));
        }
        const bool held = after.status == model::task_status::assigned ||
                          after.status == model::task_status::wrapping;
        if (model::is_final(after.status) || held == (to == model::task_status::canceled)) {
            return done(fail(code::wrong_state,
                             "the task is " + std::string(model::name_of(after.status))));
        }
        after.status = to;
        after.reason = reason;
        store::changes changes;
        changes.tasks.push_back(after);
        commit(std::move(changes), done, after);
    });
}

void fake_services::wrap_up(const model::id& task, std::string agent, reply<model::task> done) {
    move_task(task, agent, model::task_status::wrapping, {}, std::move(done));
}

void fake_services::complete(const model::id& task, std::string agent, std::string reason,
                             reply<model::task> done) {
    move_task(task, agent, model::task_status::completed, std::move(reason), std::move(done));
}

void fake_services::cancel(const model::id& task, std::string reason, reply<model::task> done) {
    move_task(task, {}, model::task_status::canceled, std::move(reason), std::move(done));
}

void fake_services::transfer(const model::id& task, std::string agent, routing::transfer to,
                             reply<model::task> done) {
    auto renamed = [to = std::move(to), done = std::move(done)](result<model::task> moved) {
        if (moved && !to.queue.empty()) {
            moved->queue = to.queue;
        }
        done(std::move(moved));
    };
    move_task(task, agent, model::task_status::pending, {}, std::move(renamed));
}

}  // namespace selat::api::test
