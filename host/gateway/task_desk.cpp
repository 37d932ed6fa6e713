#include "host/gateway/task_desk.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

}  // namespace

task_desk::task_desk(world& world, routing::setup setup, std::shared_ptr<const void> strategies)
    : world_(world), setup_(std::move(setup)), strategies_(std::move(strategies)),
      router_(std::make_shared<routing::router>(setup_, new_seed())), epoch_(world.ledger.epoch()),
      ids_(new_seed()) {}

void task_desk::restore(std::vector<model::task> tasks,
                        std::vector<model::reservation> reservations,
                        std::vector<model::agent_state> agents) {
    decide(
        [&](routing::router& router, model::time now) -> result<routing::decision> {
            return router.restore(std::move(tasks), std::move(reservations), std::move(agents),
                                  now);
        },
        nullptr, {});
}

void task_desk::add(std::vector<model::task> tasks) {
    for (auto& task : tasks) {
        run(
            [task = std::move(task)](routing::router& router,
                                     model::time now) -> result<routing::decision> {
                return router.task(task.id) == nullptr ? router.add(task, now)
                                                       : routing::decision{};
            },
            nullptr);
    }
}

void task_desk::end(const model::id& task, const model::id& job) {
    run(
        [task](routing::router& router, model::time now) -> result<routing::decision> {
            const auto* known = router.task(task);
            if (known == nullptr || model::is_final(known->status)) {
                return routing::decision{};
            }
            const bool held = known->status == model::task_status::assigned ||
                              known->status == model::task_status::wrapping;
            return held ? router.complete(task, "conversation closed", now)
                        : router.cancel(task, "conversation closed", now);
        },
        [this, task, job](const result<routing::decision>& done) {
            if (!done && done.error().code == code::unavailable) {
                world_.later(store_pause, [this, task, job] { end(task, job); });
            }
        },
        job);
}

void task_desk::reconfigure(routing::setup setup, std::shared_ptr<const void> strategies) {
    setup_ = setup;
    // The router has the old ones until it is told.
    const auto before = std::exchange(strategies_, std::move(strategies));
    run([setup = std::move(setup), before](routing::router& router, model::time now)
            -> result<routing::decision> { return router.reconfigure(setup, now); },
        nullptr);
}

void task_desk::stop() {
    stopped_ = true;
    clock_.reset();
    queue_clock_.reset();
    reload_clock_.reset();
}

void task_desk::abandon() {
    if (!deciding_) {
        return;
    }
    ++turn_;
    deciding_ = false;
    world_.log(telemetry::level::error, "router.given_up", {{"reason", "a strategy hangs"}});
    if (const auto done = std::exchange(asked_, nullptr)) {
        done(fail(code::unavailable, "the routing strategy hangs; try again"));
    }
    reload();
}

void task_desk::ask(std::function<void(const routing::router&)> use) {
    asio::post(world_.control, [this, use = std::move(use)] {
        if (reloading_ || deciding_) {
            held_.push_back([this, use] { ask(use); });
        } else {
            use(*router_);
        }
    });
}

void task_desk::act(change change, answer done) {
    asio::post(world_.control,
               [this, change = std::move(change), done = std::move(done)]() mutable {
                   run(change, std::move(done));
               });
}

void task_desk::run(const change& change, answer done, const model::id& finished) {
    if (epoch_ != world_.ledger.epoch()) {
        reload();
    }
    if (reloading_ || deciding_) {
        held_.push_back(
            [this, change, done = std::move(done), finished] { run(change, done, finished); });
        return;
    }
    decide(change, std::move(done), finished);
    release_held();
}

void task_desk::decide(const change& change, answer done, const model::id& finished) {
    const auto router = router_;
    const auto strategies = strategies_;
    const auto turn = turn_;
    deciding_ = true;
    asked_ = std::move(done);
    auto decision = change(*router, world_.now());
    if (turn != turn_) {
        return;  // it hung, and another router has been at work since
    }
    deciding_ = false;
    auto asked = std::exchange(asked_, nullptr);
    if (decision) {
        return commit(std::move(*decision), finished, std::move(asked));
    }
    if (asked) {
        asked(tl::unexpected(decision.error()));
    }
    if (finished) {
        commit({}, finished, nullptr);
    }
}

void task_desk::commit(routing::decision decision, const model::id& finished, answer done) {
    arm();
    auto changes = changes_of(decision, world_.now());
    if (finished) {
        changes.finished_jobs.push_back(finished);
    }
    if (changes.empty()) {
        if (done) {
            done(std::move(decision));
        }
        return;
    }
    auto shared = std::make_shared<routing::decision>(std::move(decision));
    auto notices = std::make_shared<std::vector<model::job>>(changes.jobs);
    world_.ledger.commit(
        epoch_, std::move(changes),
        [this, shared, notices, done = std::move(done)](const result<store::committed>& outcome) {
            asio::post(world_.control, [this, shared, notices, done, outcome] {
                if (outcome) {
                    committed(*shared, *notices);
                } else if (epoch_ != world_.ledger.epoch()) {
                    reload();
                }
                if (done && outcome) {
                    done(std::move(*shared));
                } else if (done) {
                    done(tl::unexpected(outcome.error()));
                }
            });
        });
}

void task_desk::committed(const routing::decision& decision,
                          const std::vector<model::job>& notices) {
    told(decision);
    for (const auto& notice : notices) {
        const auto task = std::ranges::find_if(
            decision.tasks, [&](const auto& each) { return each.id.text() == notice.payload; });
        tell_conversation(world_, *task, notice.id);
    }
}

// A commit failed: what is in memory may be ahead of the disk. Not more often than that can be
// worth it.
void task_desk::reload() {
    if (reloading_ || stopped_) {
        return;
    }
    reloading_ = true;
    const auto at = reloaded_ + store_pause;
    if (at > world_.now()) {
        reload_clock_ = world_.wake(at, [this] { read_again(); });
    } else {
        read_again();
    }
}

void task_desk::read_again() {
    epoch_ = world_.ledger.epoch();
    reloaded_ = world_.now();
    world_.store.read([this](store::reader& reader) {
        auto tasks = reader.live_tasks();
        auto reservations = reader.live_reservations();
        auto agents = reader.agent_states();
        asio::post(world_.control,
                   [this, tasks = std::move(tasks), reservations = std::move(reservations),
                    agents = std::move(agents)]() mutable {
                       reloading_ = false;
                       if (!tasks || !reservations || !agents) {
                           world_.log(telemetry::level::error, "router.not_reloaded",
                                      {{"reason", "the store cannot be read"}});
                           return reload();
                       }
                       router_ = std::make_shared<routing::router>(setup_, new_seed());
                       restore(std::move(*tasks), std::move(*reservations), std::move(*agents));
                       release_held();
                   });
    });
}

void task_desk::release_held() {
    if (reloading_ || deciding_) {
        return;
    }
    for (const auto& each : std::exchange(held_, {})) {
        each();
    }
}

void task_desk::arm() {
    const auto due = router_->next_due();
    clock_ = !due || stopped_ ? nullptr : world_.wake(*due, [this] {
        run([](routing::router& router,
               model::time now) -> result<routing::decision> { return router.tick(now); },
            nullptr);
    });
}

}  // namespace selat::gateway
