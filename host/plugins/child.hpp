#pragma once
// A program run for what may go wrong: what crashes, hangs or upsets the process there cannot hurt
// this one. Only its words come back.

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.hpp"

#include <sys/types.h>

namespace selat::plugins {

class child {
public:
    using clock = std::chrono::steady_clock;

    // Runs `program` (empty: this program itself) with no environment, for that may hold secrets,
    // and with none of our files but `input`, which it reads (-1: nothing). Safe while other
    // threads run. [any-thread]
    static result<child> start(const std::string& program, std::vector<std::string> arguments,
                               int input = -1);

    child(child&& other) noexcept
        : pid_(std::exchange(other.pid_, -1)), output_(std::exchange(other.output_, -1)) {}
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    child& operator=(child&&) = delete;
    ~child();

    // Appends what it says next. `end`: it says no more; `nothing`: time is up.
    enum class heard { something, end, nothing };
    heard listen(clock::time_point until, std::string& said) const;

    // Its wait status, once it has ended.
    int wait();
    void kill() const;

private:
    child(pid_t pid, int output) : pid_(pid), output_(output) {}

    pid_t pid_;
    int output_;
};

// "SIGSEGV"
std::string name_of_signal(int number);

}  // namespace selat::plugins
