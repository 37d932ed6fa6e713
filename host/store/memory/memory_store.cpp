// The in-memory store: one thread that commits in order, one that reads.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "host/store/memory/memory_reader.hpp"
#include "host/store/memory/tables.hpp"
#include "host/store/store.hpp"
#include "host/store/work_queue.hpp"

namespace selat::store {
namespace {

class memory_store final : public store {
public:
    memory_store() : readers_(1), committers_(1) {}
    // A commit's callback may still ask to read, what reads may still ask to commit.
    ~memory_store() override {
        committers_.end();
        readers_.end();
    }

    void commit(changes changes, std::function<void(result<committed>)> done) override {
        auto given = std::make_shared<selat::store::changes>(std::move(changes));
        const bool taken = committers_.submit([this, given, done](std::size_t) {
            committed outcome;
            {
                const std::lock_guard lock(mutex_);
                outcome = tables_.apply(*given);
            }
            done(outcome);
        });
        if (!taken) {
            done(fail(code::unavailable, "the store has ended"));
        }
    }

    void read(std::function<void(reader&)> work) override {
        readers_.submit([this, work = std::move(work)](std::size_t) {
            const std::shared_lock lock(mutex_);
            memory::memory_reader reader(tables_);
            work(reader);
        });
    }

    [[nodiscard]] bool surely_new(std::string_view channel,
                                  std::string_view provider_id) const override {
        const std::shared_lock lock(mutex_);
        return !tables_.deliveries.contains({std::string(channel), std::string(provider_id)});
    }

    [[nodiscard]] bool writable() const override { return true; }

private:
    mutable std::shared_mutex mutex_;  // guards tables_
    memory::tables tables_;
    work_queue readers_;
    work_queue committers_;
};

}  // namespace

std::unique_ptr<store> open_memory() { return std::make_unique<memory_store>(); }

}  // namespace selat::store
