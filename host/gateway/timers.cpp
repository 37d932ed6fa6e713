#include "host/gateway/timers.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {

void timers::set(model::job job) {
    const auto at = job.due;
    set(at, std::move(job));
}

void timers::set(model::time at, model::job job) {
    cancel(job.id);
    const auto id = job.id;
    order_.emplace(at, id);
    timers_.emplace(id, timer{at, std::move(job)});
    waiting_.store(timers_.size(), std::memory_order_relaxed);
    if (order_.begin()->second == id) {
        arm();
    }
}

void timers::cancel(const model::id& job) {
    const auto it = timers_.find(job);
    if (it != timers_.end()) {
        order_.erase({it->second.at, job});
        timers_.erase(it);
        waiting_.store(timers_.size(), std::memory_order_relaxed);
    }
}

void timers::stop() {
    stopped_ = true;
    clock_.reset();
}

void timers::arm() {
    clock_ = order_.empty() || stopped_ ? nullptr
                                        : world_.wake(order_.begin()->first, [this] { fire(); });
}

void timers::fire() {
    const auto now = world_.now();
    while (!order_.empty() && order_.begin()->first <= now) {
        const auto id = order_.begin()->second;
        const auto job = std::move(timers_.at(id).job);
        cancel(id);
        due(job);
    }
    arm();
}

// One that was called off meanwhile is known to the engine as an old one.
void timers::due(const model::job& job) {
    work work;
    work.what = engine::input::timer{job};
    work.done = [this, job](const decided& outcome) {
        if (outcome.code == code::unavailable) {
            boost::asio::post(world_.control,
                              [this, job] { set(world_.now() + store_pause, job); });
        }
    };
    shard::post(world_.shards, job.customer, std::move(work));
}

}  // namespace selat::gateway
