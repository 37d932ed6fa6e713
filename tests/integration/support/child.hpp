#pragma once
// A real program as a child process, and a folder of the test's own.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace selat::testing {

// How long anything may take before a test gives up on it.
constexpr std::chrono::seconds patience{SELAT_TEST_PATIENCE};

class scratch {
public:
    scratch();
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch();

    // The path of the file that now holds `text`.
    std::string write(const std::string& name, const std::string& text) const;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

struct ended {
    int exit = -1;  // 128 + the signal, when one ended it
    std::string out;
    std::string err;
};

// A process started with, beside what we have, `variables` (NAME=VALUE). Ended for good when this
// goes, or the thread that made it. With SELAT_TEST_LOG set, what it said on stderr is shown then.
class child {
public:
    // The gateway's program.
    explicit child(std::vector<std::string> arguments, std::vector<std::string> variables = {});
    child(const std::string& program, std::vector<std::string> arguments,
          std::vector<std::string> variables = {});
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child();

    // The next line of stdout without its end; empty when it ended or nothing came in time.
    std::string line();
    // What stderr holds so far.
    [[nodiscard]] std::string err() const;
    // Whether a line with all `words` comes to stderr in time.
    bool says(const std::vector<std::string>& words);
    void signal(int number) const;
    // No file that it writes may grow beyond that many bytes from now on; -1: any may.
    void limit_files(long long bytes) const;
    [[nodiscard]] bool running();
    // Waits for the end; what line() returned is not in `out`.
    ended wait();

private:
    void read(int out, int err);

    pid_t pid_ = -1;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::string out_;
    std::string err_;
    bool closed_ = false;
    std::thread reader_;
};

// The gateway's program, from start to end.
ended program(std::vector<std::string> arguments, std::vector<std::string> variables = {});

// Whether `condition` holds in time: for what nothing tells of.
bool eventually(const std::function<bool()>& condition);

}  // namespace selat::testing
