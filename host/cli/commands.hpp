#pragma once
// One function per command: adds it to the program. When the command is picked, `exit` becomes what
// the program ends with; it must outlive the parsing.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace selat::cli {

void add_run(CLI::App& program, int& exit);
void add_check(CLI::App& program, int& exit);
void add_preview(CLI::App& program, int& exit);
void add_plugin_list(CLI::App& plugin, int& exit);
void add_plugin_inspect(CLI::App& plugin, int& exit);
void add_plugin_check(CLI::App& plugin, int& exit);
void add_plugin_new(CLI::App& plugin, int& exit);
void add_schema(CLI::App& program, int& exit);
void add_status(CLI::App& program, int& exit);
void add_reload(CLI::App& program, int& exit);
void add_version(CLI::App& program, int& exit);

// -c FILE, required for commands that do nothing without it.
enum class need : bool { optional, required };
void add_config_option(CLI::App& command, std::string& file, need need);

}  // namespace selat::cli
