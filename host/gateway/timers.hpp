#pragma once
// Durable timers: rows that come due. Lives on the control thread.

#include <atomic>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "host/gateway/world.hpp"
#include "host/model/job.hpp"

namespace selat::gateway {

class timers {
public:
    explicit timers(world& world) : world_(world) {}

    // Sets, or moves, the timer of this job.
    void set(model::job job);
    void cancel(const model::id& job);
    void stop();

    // [any-thread]
    [[nodiscard]] std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }

private:
    struct timer {
        model::time at;
        model::job job;
    };

    void set(model::time at, model::job job);
    void arm();
    void fire();
    void due(const model::job& job);

    world& world_;
    std::unique_ptr<alarm> clock_;
    std::set<std::pair<model::time, model::id>> order_;
    std::unordered_map<model::id, timer> timers_;
    std::atomic<std::size_t> waiting_{0};
    bool stopped_ = false;
};

}  // namespace selat::gateway
