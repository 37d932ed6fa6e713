#include "tests/integration/support/child.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace selat::testing {
namespace {

constexpr std::chrono::milliseconds look_again{20};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& each : texts) {
        out.push_back(each.data());
    }
    out.push_back(nullptr);
    return out;
}

struct ends {
    int read = -1;
    int write = -1;
};

ends pipe() {
    int both[2] = {-1, -1};
    if (::pipe2(both, O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    return {both[0], both[1]};
}

// Takes what is there; false at the end.
bool take(int from, std::string& into) {
    char block[4096];
    const auto count = ::read(from, block, sizeof block);
    if (count > 0) {
        into.append(block, static_cast<std::size_t>(count));
    }
    return count > 0;
}

bool has_line_with(std::string_view text, const std::vector<std::string>& words) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        if (std::ranges::all_of(words, [&](const std::string& each) {
                return line.find(each) != std::string_view::npos;
            })) {
            return true;
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return false;
}

}  // namespace

scratch::scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "selat-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    path_ = name;
}

scratch::~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string scratch::write(const std::string& name, const std::string& text) const {
    const auto path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
}

child::child(std::vector<std::string> arguments, std::vector<std::string> variables)
    : child(SELAT_PROGRAM, std::move(arguments), std::move(variables)) {}

child::child(const std::string& program, std::vector<std::string> arguments,
             std::vector<std::string> variables) {
    arguments.insert(arguments.begin(), program);
    for (char** each = environ; *each != nullptr; ++each) {
        variables.emplace_back(*each);
    }
    const auto argv = pointers(arguments);
    const auto envp = pointers(variables);
    const auto out = pipe();
    const auto err = pipe();
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    pid_ = ::fork();
    if (pid_ == 0) {  // only what is safe after a fork
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::signal(SIGXFSZ, SIG_IGN);  // limit_files() makes writes fail, as a full disk does
        ::dup2(nothing, 0);
        ::dup2(out.write, 1);
        ::dup2(err.write, 2);
        ::execve(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    ::close(nothing);
    ::close(out.write);
    ::close(err.write);
    reader_ = std::thread([this, out, err] { read(out.read, err.read); });
    if (pid_ < 0) {
        reader_.join();
        throw std::runtime_error("the program cannot be started");
    }
}

child::~child() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    reader_.join();
    if (std::getenv("SELAT_TEST_LOG") != nullptr) {
        std::fputs(err_.c_str(), stderr);
    }
}

void child::read(int out, int err) {
    pollfd waiting[] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
    std::string* const into[] = {&out_, &err_};
    std::string fresh;
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
        ::poll(waiting, 2, -1);
        for (std::size_t i = 0; i < 2; ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0) {
                continue;
            }
            fresh.clear();
            if (!take(waiting[i].fd, fresh)) {
                ::close(waiting[i].fd);
                waiting[i].fd = -1;
            }
            const std::lock_guard lock(mutex_);
            into[i]->append(fresh);
            more_.notify_all();
        }
    }
    const std::lock_guard lock(mutex_);
    closed_ = true;
    more_.notify_all();
}

std::string child::line() {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, patience, [&] { return closed_ || out_.find('\n') != std::string::npos; });
    const auto end = out_.find('\n');
    if (end == std::string::npos) {
        return {};
    }
    auto out = out_.substr(0, end);
    out_.erase(0, end + 1);
    return out;
}

std::string child::err() const {
    const std::lock_guard lock(mutex_);
    return err_;
}

bool child::says(const std::vector<std::string>& words) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, patience, [&] { return closed_ || has_line_with(err_, words); }) &&
           has_line_with(err_, words);
}

void child::signal(int number) const { ::kill(pid_, number); }

void child::limit_files(long long bytes) const {
    rlimit limit{};
    ::prlimit(pid_, RLIMIT_FSIZE, nullptr, &limit);
    limit.rlim_cur = bytes < 0 ? limit.rlim_max : static_cast<rlim_t>(bytes);
    ::prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr);
}

bool child::running() {
    siginfo_t state{};
    return pid_ > 0 &&
           ::waitid(P_PID, static_cast<id_t>(pid_), &state, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           state.si_pid == 0;
}

ended child::wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    std::unique_lock lock(mutex_);
    more_.wait(lock, [&] { return closed_; });
    ended out;
    out.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    out.out = std::exchange(out_, {});
    out.err = err_;
    return out;
}

ended program(std::vector<std::string> arguments, std::vector<std::string> variables) {
    return child(std::move(arguments), std::move(variables)).wait();
}

bool eventually(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until) {
            return false;
        }
        std::this_thread::sleep_for(look_again);
    }
    return true;
}

}  // namespace selat::testing
