#pragma once
// The task router at work: one owner, its timers, its commits. Lives on the control thread; the
// API's calls come in from any.

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "host/gateway/world.hpp"
#include "host/routing/router.hpp"

namespace selat::gateway {

class task_desk {
public:
    // `strategies`: what the setup's strategies live in.
    task_desk(world& world, routing::setup setup, std::shared_ptr<const void> strategies = nullptr);

    // Control thread, once, before anything else: what the store remembers.
    void restore(std::vector<model::task> tasks, std::vector<model::reservation> reservations,
                 std::vector<model::agent_state> agents);
    // Control thread.
    void add(std::vector<model::task> tasks);
    // A task whose conversation has ended; `job` is finished with the router's commit.
    void end(const model::id& task, const model::id& job);
    void reconfigure(routing::setup setup, std::shared_ptr<const void> strategies = nullptr);
    void stop();
    // Another thread has taken over this one's work. If the router hangs, in a strategy, it is
    // given up for a new one, which does without what hangs.
    void abandon();

    // [any-thread] Runs on the control thread; `use` may read the router.
    void ask(std::function<void(const routing::router&)> use);
    // [any-thread] Changes the router; `done` once that is durable (or is not: unavailable).
    using change = std::function<result<routing::decision>(routing::router&, model::time now)>;
    using answer = std::function<void(result<routing::decision>)>;
    void act(change change, answer done);

private:
    // `finished`: a job that is done with the change's commit.
    void run(const change& change, answer done, const model::id& finished = {});
    void decide(const change& change, answer done, const model::id& finished);
    void commit(routing::decision decision, const model::id& finished, answer done);
    void committed(const routing::decision& decision, const std::vector<model::job>& notices);
    store::changes changes_of(const routing::decision& decision, model::time now);
    void told(const routing::decision& decision);
    void tell_queues(const routing::router& router);
    void reload();
    void read_again();
    void release_held();
    void arm();

    world& world_;
    routing::setup setup_;
    std::shared_ptr<const void> strategies_;   // of setup_; a decision under way has its own
    std::shared_ptr<routing::router> router_;  // shared with a thread that hangs in it
    std::unique_ptr<alarm> clock_;
    std::unique_ptr<alarm> queue_clock_;
    std::unique_ptr<alarm> reload_clock_;
    std::set<std::string> queues_changed_;
    std::uint64_t epoch_ = 0;
    bool reloading_ = false;
    model::time reloaded_{};
    bool stopped_ = false;
    bool deciding_ = false;                    // the router is at it
    std::uint64_t turn_ = 0;                   // grows when a router is given up
    answer asked_;                             // who waits for the decision that is being made
    std::vector<std::function<void()>> held_;  // while the router is read again, or at it
    model::id_source ids_;
};

// [any-thread] Tells a conversation, once and in order, what became of its task; `notice` is the
// job that stands for it.
void tell_conversation(world& world, const model::task& task, const model::id& notice);

}  // namespace selat::gateway
