#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/exit_codes.hpp"
#include "host/cli/new_project.hpp"

namespace selat::cli {
namespace {

namespace fs = std::filesystem;

struct arguments {
    std::string name;
    std::string kind;
};

bool write(const fs::path& path, const std::string& text) {
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    std::ofstream file(path, std::ios::binary);
    file << text;
    return file.flush().good();
}

int begin(const arguments& given) {
    const auto files = new_project(given.name, given.kind);
    if (!files) {
        std::fprintf(stderr, "selat: no plugin can be called `%s`: %s\n", given.name.c_str(),
                     files.error().text.c_str());
        return usage;
    }
    const fs::path folder(given.name);
    std::error_code failed;
    if (!fs::create_directory(folder, failed)) {
        std::fprintf(stderr, "selat: %s %s\n", given.name.c_str(),
                     failed ? ("cannot be made: " + failed.message()).c_str()
                            : "is there already; nothing was written");
        return cannot_run;
    }
    for (const auto& each : *files) {
        if (!write(folder / each.path, each.text)) {
            std::fprintf(stderr, "selat: %s cannot be written\n", (folder / each.path).c_str());
            fs::remove_all(folder, failed);
            return cannot_run;
        }
        std::printf("%s\n", (folder / each.path).c_str());
    }
    std::printf("\ncd %s\n"
                "cmake -B build    # -DCMAKE_PREFIX_PATH=… where Selat is not below /usr/local\n"
                "cmake --build build\n"
                "ctest --test-dir build --output-on-failure\n",
                given.name.c_str());
    return fine;
}

}  // namespace

void add_plugin_new(CLI::App& plugin, int& exit) {
    auto* command = plugin.add_subcommand(
        "new", "A new plugin project in the folder NAME, which builds, passes its tests and loads");
    auto given = std::make_shared<arguments>();
    command->add_option("NAME", given->name, "The plugin's name, and the new folder's")->required();
    command->add_option("--kind", given->kind, "channel, strategy, flow or bot")
        ->required()
        ->check(CLI::IsMember({"channel", "strategy", "flow", "bot"}));
    command->callback([given, &exit] { exit = begin(*given); });
}

}  // namespace selat::cli
