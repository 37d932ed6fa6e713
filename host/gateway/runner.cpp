#include "host/gateway/runner.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "host/base/this_thread.hpp"
#include "host/plugins/stand_in.hpp"

namespace selat::gateway {
namespace {

// How soon one that comes back is noticed.
constexpr std::chrono::milliseconds look_around{50};

}  // namespace

// One thread's place.
class runner::seat final : public plugins::stand_in {
public:
    explicit seat(runner& of) : of_(of) {}

    void take_over() override { of_.take_over(*this); }
    void come_back() override { of_.come_back(*this); }

    std::thread thread;
    bool hangs = false;  // guarded by the runner's mutex, as the next one
    bool ended = false;
    bool relieved = false;  // another thread has the context

private:
    runner& of_;
};

runner::runner(boost::asio::io_context& context, const char* name, std::function<void()> taken_over)
    : context_(context), name_(name), taken_over_(std::move(taken_over)) {}

runner::~runner() { stop(); }

void runner::start() {
    const std::lock_guard lock(mutex_);
    seat_another();
}

void runner::seat_another() {
    auto& made = *seats_.emplace_back(std::make_unique<seat>(*this));
    made.thread = std::thread([this, &made] { run(made); });
}

void runner::run(seat& seat) {
    name_this_thread(name_);
    plugins::set_stand_in_of_this_thread(&seat);
    bool more = begin();
    while (more) {
        if (hanging_.load() == 0 && returning_.load() == 0) {
            context_.run_one();
        } else {
            context_.run_one_for(look_around);
        }
        if (seat.relieved) {
            break;
        }
        if (returning_.load() != 0) {
            give_way();
        }
        more = !context_.stopped();
    }
    plugins::set_stand_in_of_this_thread(nullptr);
    end(seat);
}

// False when there is nothing to begin with any more.
bool runner::begin() {
    std::unique_lock lock(mutex_);
    ++standing_by_;
    changed_.wait(lock, [this] { return stopped_ || !at_work_; });
    --standing_by_;
    at_work_ = !stopped_;
    return at_work_;
}

// Between two handlers: lets those finish that came back.
void runner::give_way() {
    std::unique_lock lock(mutex_);
    at_work_ = false;
    ++standing_by_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return stopped_ || (!at_work_ && returning_.load() == 0); });
    --standing_by_;
    at_work_ = true;
}

void runner::end(seat& seat) {
    const std::lock_guard lock(mutex_);
    at_work_ = false;
    seat.ended = true;
    changed_.notify_all();
}

void runner::take_over(seat& seat) {
    {
        const std::lock_guard lock(mutex_);
        seat.hangs = true;
        seat.relieved = true;
        hanging_.fetch_add(1);
        at_work_ = false;
        if (!stopped_ && standing_by_ == 0) {
            seat_another();
        }
        changed_.notify_all();
    }
    if (taken_over_) {
        taken_over_();
    }
}

void runner::come_back(seat& seat) {
    std::unique_lock lock(mutex_);
    returning_.fetch_add(1);
    changed_.wait(lock, [this] { return stopped_ || !at_work_; });
    // After the end nothing may be touched any more: this thread stays behind.
    changed_.wait(lock, [this] { return !stopped_; });
    returning_.fetch_sub(1);
    hanging_.fetch_sub(1);
    seat.hangs = false;
    at_work_ = true;
}

void runner::stop() {
    std::unique_lock lock(mutex_);
    stopped_ = true;
    context_.stop();
    changed_.notify_all();
    changed_.wait(lock, [this] {
        return std::ranges::all_of(seats_,
                                   [](const auto& each) { return each->ended || each->hangs; });
    });
    for (const auto& each : seats_) {
        if (each->thread.joinable() && each->hangs) {
            each->thread.detach();
        } else if (each->thread.joinable()) {
            each->thread.join();
        }
    }
}

bool runner::left_behind() const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(seats_, [](const auto& each) { return each->hangs; });
}

}  // namespace selat::gateway
