#pragma once
// A built plugin, driven as its tests drive it.

#include "host_side.hpp"
#include "plugins/shared/google/tests/service_account.hpp"

#include <string>

#include <selat/testing/drive.hpp>

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

}  // namespace fuzz
