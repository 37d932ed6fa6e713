#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "host/plugins/module.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/probe.hpp"
#include "host/plugins/shared_object.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selat::plugins {
namespace {

// What a plugin must leave alone, for it belongs to the whole process.
struct surroundings_of_process {
    std::vector<void (*)(int)> signals;
    std::string locale;
    std::string folder;
    mode_t umask = 0;
    int rounding = 0;
    std::size_t threads = 0;
    std::size_t descriptors = 0;
};

std::size_t entries(const char* folder) {
    std::error_code ignored;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator each(folder, ignored), end; each != end;
         each.increment(ignored)) {
        ++count;
    }
    return count;
}

surroundings_of_process look() {
    surroundings_of_process out;
    for (int number = 1; number < 32; ++number) {
        struct sigaction action{};
        ::sigaction(number, nullptr, &action);
        out.signals.push_back(action.sa_handler);
    }
    out.locale = std::setlocale(LC_ALL, nullptr);
    std::error_code ignored;
    out.folder = std::filesystem::current_path(ignored).string();
    out.umask = ::umask(0);
    ::umask(out.umask);
    out.rounding = std::fegetround();
    out.threads = entries("/proc/self/task");
    out.descriptors = entries("/proc/self/fd");
    return out;
}

std::string difference(const surroundings_of_process& before,
                       const surroundings_of_process& after) {
    const std::pair<bool, const char*> changes[] = {
        {before.signals != after.signals, "signal handlers"},
        {before.locale != after.locale, "the locale"},
        {before.folder != after.folder, "the working directory"},
        {before.umask != after.umask, "the umask"},
        {before.rounding != after.rounding, "the rounding mode"},
        {before.threads != after.threads, "the number of threads"},
        {before.descriptors != after.descriptors, "the open files"}};
    for (const auto& [changed, what] : changes) {
        if (changed) {
            return std::string("opening it changes ") + what + " of the process";
        }
    }
    return {};
}

void limit(__rlimit_resource resource, rlim_t most) {
    const rlimit both{most, most};
    ::setrlimit(resource, &both);
}

std::string open_and_agree(const std::string& path) {
    auto file = read_plugin_file(path);
    if (!file) {
        return file.error().text;
    }
    const auto note = read_note(*file);
    if (!note) {
        return note.error().text;
    }
    auto manifest = read_manifest(*note);
    if (!manifest) {
        return manifest.error().text;
    }
    const auto before = look();
    const auto loaded = load_module(path);
    if (!loaded) {
        return loaded.error().text;
    }
    const auto agreed = agree(*loaded, std::make_shared<plugins::manifest>(std::move(*manifest)));
    if (!agreed) {
        return agreed.error().text;
    }
    return difference(before, look());
}

}  // namespace

int probe_main(int argc, char** argv) {
    if (argc != 3 || std::strcmp(argv[1], probe_argument) != 0) {
        return 2;
    }
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, 20);
    limit(RLIMIT_NOFILE, 64);
    // The plugin's own output must not be taken for our answer.
    const int answer = ::fcntl(1, F_DUPFD_CLOEXEC, 10);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, 1);
    const auto wrong = open_and_agree(argv[2]);
    const auto said = (wrong.empty() ? std::string("fit") : wrong) + "\n";
    const bool told =
        ::write(answer, said.data(), said.size()) == static_cast<ssize_t>(said.size());
    // Static destructors of a plugin are not the probe's business.
    ::_exit(told && wrong.empty() ? 0 : 1);
}

}  // namespace selat::plugins
