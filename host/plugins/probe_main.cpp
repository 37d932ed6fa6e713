#include <cstring>
#include <string>

#include "host/plugins/module.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/probe.hpp"
#include "host/plugins/process_state.hpp"
#include "host/plugins/shared_object.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace selat::plugins {
namespace {

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
    const auto before = look_at_process();
    const auto loaded = load_module(path);
    if (!loaded) {
        return loaded.error().text;
    }
    const auto agreed = agree(*loaded, std::make_shared<plugins::manifest>(std::move(*manifest)));
    if (!agreed) {
        return agreed.error().text;
    }
    const auto changed = difference(before, look_at_process());
    return changed.empty() ? changed : "opening it changes " + changed + " of the process";
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
