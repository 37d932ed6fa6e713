#pragma once
// The one way to the store's commit. Sees to it that nothing decided on top of a failed commit gets
// through: whoever keeps state in memory says which epoch it was read in.

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

#include "host/base/result.hpp"
#include "host/store/store.hpp"

namespace selat::gateway {

class ledger {
public:
    // `committed` is told the newest position after each commit that holds events.
    ledger(store::store& store, std::function<void(std::uint64_t newest)> committed);

    // [any-thread] Grows with every failed commit. State read in an older epoch is not to be
    // trusted.
    [[nodiscard]] std::uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }

    // [any-thread] As store::commit; fails with `unavailable` at once when `epoch` is over.
    void commit(std::uint64_t epoch, store::changes changes,
                std::function<void(result<store::committed>)> done);

    // For changes that rest on no state of ours.
    void commit(store::changes changes, std::function<void(result<store::committed>)> done);

    // [any-thread] Nothing more is taken: the store is about to end.
    void close();

    // [any-thread] Commits given and not yet done.
    [[nodiscard]] std::uint64_t under_way() const { return under_way_.load(); }
    // [any-thread] Commits that the store could not make durable.
    [[nodiscard]] std::uint64_t failures() const { return failures_.load(); }

private:
    store::store& store_;
    std::function<void(std::uint64_t)> committed_;
    std::mutex mutex_;     // orders the epoch check against failures; never held over I/O
    bool closed_ = false;  // guarded by mutex_
    std::atomic<std::uint64_t> epoch_{1};
    std::atomic<std::uint64_t> under_way_{0};
    std::atomic<std::uint64_t> failures_{0};
};

}  // namespace selat::gateway
