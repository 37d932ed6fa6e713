#include "tests/unit/faq/demo_file.hpp"

#include <vector>

#include "host/config/files.hpp"
#include "host/config/option_values.hpp"
#include "host/config/read_yaml.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

std::string demo_file() {
    std::vector<selat::config::fault> faults;
    const auto text = selat::config::read_file(SELAT_DEMO_FAQ);
    REQUIRE(text);
    const auto tree = selat::config::read_yaml(*text, SELAT_DEMO_FAQ, faults);
    REQUIRE(tree);
    REQUIRE(faults.empty());
    return selat::config::to_json(*tree, nullptr).dump();
}
