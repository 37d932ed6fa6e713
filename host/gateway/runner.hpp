#pragma once
// Runs an io_context on one thread at a time. When that thread hangs in a plugin another one goes
// on with the rest; should the call return after all, its handler is brought to its end while the
// other one waits, and then its thread ends. So what runs there needs no locks, whatever plugins
// do.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace selat::gateway {

class runner {
public:
    // `context` must have work until stop(). `name` is the threads', at most 15 letters, and
    // outlives this. `taken_over` is told when a thread hangs, on the watchdog's thread; may be
    // empty.
    runner(boost::asio::io_context& context, const char* name,
           std::function<void()> taken_over = {});
    runner(const runner&) = delete;
    runner& operator=(const runner&) = delete;
    ~runner();

    void start();
    // Ends the thread; work that waits is dropped. A thread that hangs is left behind. Twice is
    // once.
    void stop();
    // After stop(): whether a thread was left behind, which may use for ever what it knows.
    [[nodiscard]] bool left_behind() const;

private:
    class seat;

    void seat_another();  // with mutex_ held
    void run(seat& seat);
    bool begin();
    void give_way();
    void end(seat& seat);
    void take_over(seat& seat);
    void come_back(seat& seat);

    boost::asio::io_context& context_;
    const char* const name_;
    const std::function<void()> taken_over_;
    std::atomic<std::uint32_t> hanging_{0};    // threads in a call that has not returned
    std::atomic<std::uint32_t> returning_{0};  // threads that wait to finish their handler

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::vector<std::unique_ptr<seat>> seats_;
    bool at_work_ = false;           // one of the threads runs a handler
    std::uint32_t standing_by_ = 0;  // threads that wait to go on
    bool stopped_ = false;
};

}  // namespace selat::gateway
