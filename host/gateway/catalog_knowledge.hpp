#pragma once
// The plugins found, as the configuration's reader asks about them.

#include "host/config/config.hpp"
#include "host/config/known_plugins.hpp"
#include "host/plugins/catalog.hpp"

namespace selat::gateway {

class catalog_knowledge : public config::known_plugins {
public:
    // `catalog` outlives this.
    explicit catalog_knowledge(const plugins::catalog& catalog) : catalog_(catalog) {}

    [[nodiscard]] std::vector<std::string> names() const override;
    [[nodiscard]] std::string kind(std::string_view name) const override;
    [[nodiscard]] std::string unfit(std::string_view name) const override;
    [[nodiscard]] const nlohmann::json* options_schema(std::string_view name) const override;
    [[nodiscard]] std::vector<option_fault> check(const nlohmann::json& schema,
                                                  const nlohmann::json& options) const override;

private:
    const plugins::catalog& catalog_;
};

// A catalog over the configuration's plugin folders; loaded copies lie beside the store.
plugins::catalog open_catalog(const config::plugins& plugins, const config::store& store);

}  // namespace selat::gateway
