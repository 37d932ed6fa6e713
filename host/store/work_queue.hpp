#pragma once
// The reading threads: each has a reader of its own and runs the work that waits, oldest first.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "host/base/this_thread.hpp"

namespace selat::store {

// Owned by a store; submit() from any thread.
class work_queue {
public:
    // Is told which of the threads runs it, from 0.
    using task = std::function<void(std::size_t thread)>;

    explicit work_queue(std::size_t threads) : size_(threads) {
        for (std::size_t i = 0; i < threads; ++i) {
            threads_.emplace_back([this, i] {
                name_this_thread("store-reader");
                run(i);
            });
        }
    }
    work_queue(const work_queue&) = delete;
    work_queue& operator=(const work_queue&) = delete;

    ~work_queue() { end(); }

    // Runs all that waits and what that submits, then ends. Twice is once.
    void end() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        wake_.notify_all();
        for (auto& thread : threads_) {
            thread.join();
        }
        threads_.clear();
    }

    // False when there is no thread any more to run it.
    bool submit(task work) {
        {
            const std::lock_guard lock(mutex_);
            if (ended_ == size_) {
                return false;
            }
            waiting_.push_back(std::move(work));
        }
        wake_.notify_one();
        return true;
    }

private:
    void run(std::size_t thread) {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                ++ended_;
                return;
            }
            task work = std::move(waiting_.front());
            waiting_.pop_front();
            lock.unlock();
            work(thread);
            work = nullptr;  // what it captured must not wait for the next piece
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<task> waiting_;
    bool ending_ = false;
    const std::size_t size_;
    std::size_t ended_ = 0;  // threads
    std::vector<std::thread> threads_;
};

}  // namespace selat::store
