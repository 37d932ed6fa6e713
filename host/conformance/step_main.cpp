#include <cstring>
#include <fstream>
#include <iterator>

#include "host/conformance/kit.hpp"
#include "host/conformance/lent.hpp"
#include "host/conformance/steps.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/shared_object.hpp"
#include "host/plugins/variants.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace selat::conformance {
namespace {

std::string read_input() {
    std::ifstream in("/dev/stdin", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

result<bench> set_up(const std::string& path, int answer) {
    const auto input = nlohmann::json::parse(read_input(), nullptr, false);
    const auto file = plugins::read_plugin_file(path);
    if (!file || !input.is_object()) {
        return fail(code::invalid, "the step was not told what to do");
    }
    auto manifest = plugins::read_note(*file).and_then(
        [](const std::string& text) { return plugins::read_manifest(text); });
    if (!manifest) {
        return tl::unexpected(manifest.error());
    }
    const auto raw = plugins::load_module(path);
    if (!raw) {
        return tl::unexpected(raw.error());
    }
    auto module = plugins::agree(
        *raw, plugins::fitted(std::make_shared<const plugins::manifest>(std::move(*manifest)),
                              input["options"]));
    if (!module) {
        return tl::unexpected(module.error());
    }
    bench out{std::move(*module), input["options"], {}, answer};
    out.definition = {input["definition"].get<std::string>(),
                      {},
                      input["bindings"],
                      input["workflows"].get<std::vector<std::string>>(),
                      input["bots"].get<std::vector<std::string>>(),
                      input["flows"].get<std::vector<std::string>>()};
    return out;
}

result<std::string> take_step(const char* path, std::string_view name, int answer) {
    for (const auto& each : child_steps()) {
        if (name == each.name) {
            const auto bench = set_up(path, answer);
            return bench ? each.run(*bench) : tl::unexpected(bench.error());
        }
    }
    return fail(code::invalid, "there is no such step");
}

}  // namespace

int step_main(int argc, char** argv) {
    if (argc != 4) {
        return 2;
    }
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    // The plugin's own output must not be taken for ours.
    const int answer = ::fcntl(1, F_DUPFD_CLOEXEC, 10);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, 1);
    ::close(nowhere);
    lent::tell_on(answer);
    say(answer, "at", "opening it");
    const auto done = take_step(argv[2], argv[3], answer);
    say(answer,
        done                                   ? "ok"
        : done.error().code == code::not_found ? "none"
                                               : "wrong",
        done ? *done : done.error().text);
    // Static destructors of a plugin are nobody's business.
    ::_exit(0);
}

}  // namespace selat::conformance
