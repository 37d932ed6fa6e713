#include "host/net/task_group.hpp"

#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>

namespace selat::net {

struct task_group::state {
    explicit state(escaped_function function) : escaped(std::move(function)) {}

    escaped_function escaped;
    std::mutex mutex;
    std::size_t running = 0;
    std::vector<std::function<void()>> waiting;

    void ended() {
        std::vector<std::function<void()>> due;
        {
            const std::lock_guard lock(mutex);
            if (--running == 0) {
                due.swap(waiting);
            }
        }
        for (const auto& done : due) {
            done();
        }
    }

    void report(std::string_view name, const std::exception_ptr& error) const {
        if (!error || !escaped) {
            return;
        }
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& exception) {
            escaped(name, exception.what());
        } catch (...) {
            escaped(name, "not a std::exception");
        }
    }
};

task_group::task_group(escaped_function escaped)
    : state_(std::make_shared<state>(std::move(escaped))) {}

void task_group::spawn(const boost::asio::any_io_executor& executor, std::string_view name,
                       boost::asio::awaitable<void> task) const {
    {
        const std::lock_guard lock(state_->mutex);
        ++state_->running;
    }
    boost::asio::co_spawn(executor, std::move(task),
                          [state = state_, name](const std::exception_ptr& error) {
                              state->report(name, error);
                              state->ended();
                          });
}

void task_group::when_empty(std::function<void()> done) const {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->running > 0) {
            state_->waiting.push_back(std::move(done));
            return;
        }
    }
    done();
}

std::size_t task_group::running() const {
    const std::lock_guard lock(state_->mutex);
    return state_->running;
}

}  // namespace selat::net
