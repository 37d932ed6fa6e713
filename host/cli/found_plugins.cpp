#include "host/cli/found_plugins.hpp"

#include "host/config/files.hpp"
#include "host/config/read.hpp"
#include "host/gateway/catalog_knowledge.hpp"

namespace selat::cli {

plugins::catalog find_plugins(const std::string& config_file) {
    if (config_file.empty()) {
        config::plugins defaults;
        defaults.paths = config::default_plugin_folders();
        return gateway::open_catalog(defaults, {});
    }
    const auto outline = config::read_outline(config_file, config::process_environment());
    return gateway::open_catalog(outline.plugins, outline.store);
}

}  // namespace selat::cli
