#include "host/plugins/probe.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace selat::plugins {
namespace {

using clock = std::chrono::steady_clock;

// What the child says when all is well; anything else it says is the reason why not.
constexpr std::string_view all_well = "fit\n";

struct child {
    pid_t pid = -1;
    int output = -1;
};

result<child> start(const std::string& file, const std::string& program) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return fail(code::unavailable, std::string("no pipe for a probe: ") + std::strerror(errno));
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, ends[1], 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::string name = program.empty() ? "/proc/self/exe" : program;
    std::string argument = probe_argument;
    std::string path = file;
    char* const arguments[] = {name.data(), argument.data(), path.data(), nullptr};
    char* const environment[] = {nullptr};  // it may hold secrets
    child out;
    const int error =
        ::posix_spawn(&out.pid, name.c_str(), &files, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return fail(code::unavailable,
                    std::string("no child for a probe: ") + std::strerror(error));
    }
    out.output = ends[0];
    return out;
}

// Everything the child writes, until it closes its end or time is up.
bool listen(int output, clock::time_point until, std::string& said) {
    std::array<char, 4096> buffer;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
        pollfd wait{output, POLLIN, 0};
        const int ready = left <= 0 ? 0 : ::poll(&wait, 1, static_cast<int>(left));
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return false;
        }
        const auto count = ::read(output, buffer.data(), buffer.size());
        if (count <= 0) {
            return count == 0;
        }
        if (said.size() < 4096) {
            said.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }
}

int reap(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

result<void> probe(const std::string& file, const std::string& program,
                   std::chrono::milliseconds limit) {
    const auto started = start(file, program);
    if (!started) {
        return tl::unexpected(started.error());
    }
    std::string said;
    const bool in_time = listen(started->output, clock::now() + limit, said);
    if (!in_time) {
        ::kill(started->pid, SIGKILL);
    }
    ::close(started->output);
    const int status = reap(started->pid);
    if (!in_time) {
        return fail(code::timeout,
                    fmt::format("opening it does not end within {} s",
                                std::chrono::ceil<std::chrono::seconds>(limit).count()));
    }
    if (WIFSIGNALED(status)) {
        const char* signal = ::sigabbrev_np(WTERMSIG(status));
        return fail(code::internal, fmt::format("it crashes when it is opened (SIG{})",
                                                signal == nullptr ? "?" : signal));
    }
    if (said == all_well && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return {};
    }
    while (!said.empty() && said.back() == '\n') {
        said.pop_back();
    }
    return fail(code::internal, said.empty() ? "it ends the process when it is opened" : said);
}

}  // namespace selat::plugins
