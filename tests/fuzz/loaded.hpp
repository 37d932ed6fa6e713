#pragma once
// A built plugin, driven as its tests drive it.

#include "host_side.hpp"
#include "plugins/shared/google/tests/service_account.hpp"

#include <string>

#include <selat/testing/drive.hpp>

#include <nlohmann/json.hpp>

namespace fuzz {

struct plugin {
    explicit plugin(const std::string& name) : name(name), loaded(load(name)) {
        given.options = loaded.options;
        given.secrets = loaded.secrets;
        given.secrets["service_account.private_key"] = google_test::private_key;
    }
    [[nodiscard]] const selat_module* module() const {
        return static_cast<const selat_module*>(loaded.module);
    }

    std::string name;
    fuzz::loaded loaded;
    selat::testing::given given;
};

// What any channel keeps to that has sockets which speak JSON.
inline void check(const selat::testing::outcome& out) {
    demand(out.code != selat::code::internal);
    for (const auto& each : out.writes) {
        demand(nlohmann::json::accept(each.data));
    }
    for (const auto& each : out.inbounds) {
        demand(is_content(each.content));
        demand(!each.from.empty() && each.from.size() <= SELAT_MAX_NAME);
    }
    for (const auto& each : out.addresses) {
        demand(!each.address.empty());
        demand(each.attributes.empty() || nlohmann::json::accept(each.attributes));
    }
}

}  // namespace fuzz
