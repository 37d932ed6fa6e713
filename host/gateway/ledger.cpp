#include "host/gateway/ledger.hpp"

#include <utility>

namespace selat::gateway {

ledger::ledger(store::store& store, std::function<void(std::uint64_t newest)> committed)
    : store_(store), committed_(std::move(committed)) {}

void ledger::commit(std::uint64_t epoch, store::changes changes,
                    std::function<void(result<store::committed>)> done) {
    std::unique_lock lock(mutex_);
    if (closed_ || epoch != epoch_.load(std::memory_order_relaxed)) {
        const auto* why = closed_ ? "the gateway ends" : "an earlier commit failed; decide again";
        lock.unlock();
        return done(fail(code::unavailable, why));
    }
    const auto positions = changes.messages.size() + changes.events.size();
    under_way_.fetch_add(1, std::memory_order_relaxed);
    store_.commit(std::move(changes),
                  [this, positions, done = std::move(done)](result<store::committed> outcome) {
                      if (!outcome) {
                          failures_.fetch_add(1, std::memory_order_relaxed);
                          const std::lock_guard guard(mutex_);
                          epoch_.fetch_add(1, std::memory_order_release);
                      }
                      if (outcome && positions != 0) {
                          committed_(outcome->first_position + positions - 1);
                      }
                      under_way_.fetch_sub(1, std::memory_order_relaxed);
                      done(std::move(outcome));
                  });
}

void ledger::commit(store::changes changes, std::function<void(result<store::committed>)> done) {
    commit(epoch(), std::move(changes), std::move(done));
}

void ledger::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

}  // namespace selat::gateway
