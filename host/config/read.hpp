#pragma once
// A configuration file → plain values, or every fault there is.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/config.hpp"
#include "host/config/fault.hpp"
#include "host/config/interpolate.hpp"
#include "host/config/known_plugins.hpp"

namespace selat::config {

struct read_result {
    std::optional<configuration> value;  // only when no fault is an error
    std::optional<configuration> wrong;  // else what could be read, for checks that go further
    std::vector<fault> faults;           // by file (this one first), line and column
};

// Reads `path` and every file it names. Blocks; start-up, checks and reloads only.
read_result read(const std::string& path, const environment& environment,
                 const known_plugins& plugins);

// The same of a text that is in memory; relative paths are relative to the folder of `path`.
read_result read_text(std::string_view text, const std::string& path,
                      const environment& environment, const known_plugins& plugins);

// What must be known before plugins are, with defaults where the file is wrong: read() tells that.
struct outline {
    config::server server;
    config::store store;
    config::plugins plugins;  // paths filled in
    std::vector<token> tokens;
    std::vector<fault> unread;  // why nothing of it could be read, when nothing could
};
outline read_outline(const std::string& path, const environment& environment);

}  // namespace selat::config
