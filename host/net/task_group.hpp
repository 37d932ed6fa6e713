#pragma once
// Coroutines that somebody knows of: each is counted until it ends, an exception that escapes one
// is reported, and a shutdown can wait for all.

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace selat::net {

// [any-thread] May be destroyed before its tasks: what they need to end is shared with them.
class task_group {
public:
    // `escaped` is told the task's name and what() on the task's executor.
    using escaped_function = std::function<void(std::string_view task, std::string_view what)>;

    explicit task_group(escaped_function escaped);

    // Starts `task` on `executor`. `name` must be a literal.
    void spawn(const boost::asio::any_io_executor& executor, std::string_view name,
               boost::asio::awaitable<void> task) const;

    // Calls `done` once no task is left: at once when there is none, else on the thread that ends
    // the last one.
    void when_empty(std::function<void()> done) const;

    [[nodiscard]] std::size_t running() const;

private:
    struct state;
    std::shared_ptr<state> state_;  // shared with the tasks under way
};

}  // namespace selat::net
