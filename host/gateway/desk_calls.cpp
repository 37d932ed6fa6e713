// What agents do with tasks and reservations, as the API asks for it.

#include <algorithm>
#include <memory>

#include "host/gateway/services.hpp"

namespace selat::gateway {

void services::reservations(std::string agent, api::reply<std::vector<model::reservation>> done) {
    tasks_.ask([agent = std::move(agent), done = std::move(done)](const routing::router& router) {
        done(router.reservations_of(agent));
    });
}

void services::on_reservation(const model::id& reservation, std::string agent, task_change change,
                              api::reply<model::reservation> done) {
    tasks_.act(std::move(change), [this, reservation, agent = std::move(agent),
                                   done = std::move(done)](result<routing::decision> decision) {
        if (decision) {
            const auto it =
                std::ranges::find(decision->reservations, reservation, &model::reservation::id);
            return it == decision->reservations.end()
                       ? done(fail(code::wrong_state, "the reservation is gone"))
                       : done(*it);
        }
        if (decision.error().code != code::not_found) {
            return done(tl::unexpected(decision.error()));
        }
        // The router forgets what is over; the store does not.
        world_.store.read(
            [reservation, agent, done, error = decision.error()](store::reader& reader) {
                const auto found = reader.reservation(reservation);
                const bool own = found && *found && (*found)->agent == agent;
                done(own ? fail(code::wrong_state, "the reservation is gone")
                         : tl::unexpected(found ? error : found.error()));
            });
    });
}

void services::accept(const model::id& reservation, std::string agent,
                      api::reply<model::reservation> done) {
    on_reservation(
        reservation, agent,
        [reservation, agent](routing::router& router, model::time now) {
            return router.accept(reservation, agent, now);
        },
        std::move(done));
}

void services::reject(const model::id& reservation, std::string agent,
                      api::reply<model::reservation> done) {
    on_reservation(
        reservation, agent,
        [reservation, agent](routing::router& router, model::time now) {
            return router.reject(reservation, agent, now);
        },
        std::move(done));
}

void services::on_task(const model::id& task, std::string agent, task_change change,
                       api::reply<model::task> done) {
    auto unknown = std::make_shared<bool>(false);  // the task itself, not what it is to go to
    auto guarded = [task, agent, unknown, change = std::move(change)](
                       routing::router& router, model::time now) -> result<routing::decision> {
        const auto* known = router.task(task);
        *unknown = known == nullptr;
        if (known != nullptr && !agent.empty() && known->agent != agent) {
            return fail(code::denied, "the task is another agent's");
        }
        return change(router, now);
    };
    tasks_.act(std::move(guarded), [this, task, agent, unknown,
                                    done = std::move(done)](result<routing::decision> decision) {
        if (decision) {
            const auto it = std::ranges::find(decision->tasks, task, &model::task::id);
            if (it != decision->tasks.end()) {
                return done(*it);
            }
            return done(fail(code::wrong_state, "nothing changed"));
        }
        if (!*unknown) {
            return done(tl::unexpected(decision.error()));
        }
        world_.store.read([task, agent, done, error = decision.error()](store::reader& reader) {
            const auto found = reader.task(task);
            const bool own = found && *found && (agent.empty() || (*found)->agent == agent);
            done(own ? fail(code::wrong_state, "the task is over")
                     : tl::unexpected(found ? error : found.error()));
        });
    });
}

void services::wrap_up(const model::id& task, std::string agent, api::reply<model::task> done) {
    on_task(
        task, std::move(agent),
        [task](routing::router& router, model::time now) { return router.wrap_up(task, now); },
        std::move(done));
}

void services::complete(const model::id& task, std::string agent, std::string reason,
                        api::reply<model::task> done) {
    on_task(
        task, std::move(agent),
        [task, reason = std::move(reason)](routing::router& router, model::time now) {
            return router.complete(task, reason, now);
        },
        std::move(done));
}

void services::cancel(const model::id& task, std::string reason, api::reply<model::task> done) {
    on_task(
        task, {},
        [task, reason = std::move(reason)](routing::router& router, model::time now) {
            return router.cancel(task, reason, now);
        },
        std::move(done));
}

void services::transfer(const model::id& task, std::string agent, routing::transfer to,
                        api::reply<model::task> done) {
    on_task(
        task, std::move(agent),
        [task, to = std::move(to)](routing::router& router, model::time now) {
            return router.hand_over(task, to, now);
        },
        std::move(done));
}

void services::set_activity(std::string agent, std::string activity,
                            api::reply<api::agent_row> done) {
    tasks_.act(
        [agent, activity = std::move(activity)](routing::router& router, model::time now) {
            return router.set_activity(agent, activity, now);
        },
        [this, agent, done = std::move(done)](const result<routing::decision>& decision) {
            if (!decision) {
                return done(tl::unexpected(decision.error()));
            }
            tasks_.ask([agent, done](const routing::router& router) {
                for (const auto& each : router.agents()) {
                    if (each.agent->id == agent) {
                        return done(
                            api::agent_row{*each.agent, each.state, each.available, each.load});
                    }
                }
                done(fail(code::not_found, "there is no agent " + agent));
            });
        });
}

}  // namespace selat::gateway
