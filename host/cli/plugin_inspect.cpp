#include <cstdio>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/plugins/manifest.hpp"
#include "host/plugins/note.hpp"

#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

int inspect(const std::string& file) {
    const auto manifest =
        plugins::read_plugin_file(file)
            .and_then([](const std::string& bytes) { return plugins::read_note(bytes); })
            .and_then([](const std::string& text) { return plugins::read_manifest(text); });
    if (!manifest) {
        std::fprintf(stderr, "%s: error: %s\n", file.c_str(), manifest.error().text.c_str());
        return wrong;
    }
    std::puts(manifest->document.dump(2).c_str());
    return fine;
}

}  // namespace

void add_plugin_inspect(CLI::App& plugin, int& exit) {
    auto* command = plugin.add_subcommand("inspect", "A plugin's whole manifest as JSON");
    auto file = std::make_shared<std::string>();
    command->add_option("FILE", *file, "The plugin, a *.so")->required();
    command->callback([file, &exit] { exit = inspect(*file); });
}

}  // namespace selat::cli
