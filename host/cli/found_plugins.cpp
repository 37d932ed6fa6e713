#include "host/cli/found_plugins.hpp"

#include "host/config/files.hpp"
#include "host/gateway/catalog_knowledge.hpp"

namespace selat::cli {

result<config::outline> read_outline(const std::string& config_file) {
    auto outline = config::read_outline(config_file, config::process_environment());
    std::string faults;
    for (const auto& each : outline.unread) {
        faults += (faults.empty() ? "" : "\n") + config::to_string(each);
    }
    return faults.empty() ? result<config::outline>(std::move(outline))
                          : fail(code::config, std::move(faults));
}

result<plugins::catalog> find_plugins(const std::string& config_file) {
    if (config_file.empty()) {
        config::plugins defaults;
        defaults.paths = config::default_plugin_folders();
        return gateway::open_catalog(defaults, {});
    }
    return read_outline(config_file).map([](const config::outline& outline) {
        return gateway::open_catalog(outline.plugins, outline.store);
    });
}

}  // namespace selat::cli
