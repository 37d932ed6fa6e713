#include "host/plugins/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace selat::plugins {

result<child> child::start(const std::string& program, std::vector<std::string> arguments,
                           int input) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return fail(code::unavailable, std::string("no pipe for a child: ") + std::strerror(errno));
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    if (input < 0) {
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    } else {
        posix_spawn_file_actions_adddup2(&files, input, 0);
    }
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
    std::vector<char*> raw{name.data()};
    for (auto& each : arguments) {
        raw.push_back(each.data());
    }
    raw.push_back(nullptr);
    char* const environment[] = {nullptr};
    pid_t pid = -1;
    const int error =
        ::posix_spawn(&pid, name.c_str(), &files, &attributes, raw.data(), environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return fail(code::unavailable, std::string("no child: ") + std::strerror(error));
    }
    return child(pid, ends[0]);
}

child::~child() {
    if (pid_ >= 0) {
        kill();
        wait();
    }
}

child::heard child::listen(clock::time_point until, std::string& said) const {
    std::array<char, 4096> buffer;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
        pollfd wait{output_, POLLIN, 0};
        const int ready = left <= 0 ? 0 : ::poll(&wait, 1, static_cast<int>(left));
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return heard::nothing;
        }
        const auto count = ::read(output_, buffer.data(), buffer.size());
        if (count == 0) {
            return heard::end;
        }
        if (count < 0) {
            return heard::nothing;
        }
        said.append(buffer.data(), static_cast<std::size_t>(count));
        return heard::something;
    }
}

void child::kill() const { ::kill(pid_, SIGKILL); }

int child::wait() {
    ::close(std::exchange(output_, -1));
    int status = 0;
    const auto pid = std::exchange(pid_, -1);
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

std::string name_of_signal(int number) {
    const char* name = ::sigabbrev_np(number);
    return std::string("SIG") + (name == nullptr ? "?" : name);
}

}  // namespace selat::plugins
