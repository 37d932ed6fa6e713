#include "host/plugins/process_state.hpp"

#include <cfenv>
#include <clocale>
#include <csignal>
#include <filesystem>
#include <utility>

#include <sys/stat.h>

namespace selat::plugins {
namespace {

std::size_t entries(const char* folder) {
    std::error_code ignored;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator each(folder, ignored), end; each != end;
         each.increment(ignored)) {
        ++count;
    }
    return count;
}

}  // namespace

process_state look_at_process() {
    process_state out;
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

std::string difference(const process_state& before, const process_state& after) {
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
            return what;
        }
    }
    return {};
}

}  // namespace selat::plugins
