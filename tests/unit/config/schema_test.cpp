#include "support.hpp"

#include "host/config/schema.hpp"

#include <catch2/catch.hpp>

using namespace selat::config;
using namespace selat::config::testing;
using json = nlohmann::json;

namespace {

void check_described(const json& schema, const std::string& at) {
    if (!schema.contains("properties")) {
        return;
    }
    for (const auto& [key, each] : schema["properties"].items()) {
        INFO(at << "/" << key);
        CHECK((each.contains("description") || key == "examples"));
        check_described(each, at + "/" + key);
        if (each.contains("items")) {
            check_described(each["items"], at + "/" + key + "/items");
        }
    }
}

}  // namespace

TEST_CASE("every key of the schema is described and no other is allowed") {
    const auto all = schema(some_plugins());
    CHECK(all["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    CHECK(all["additionalProperties"] == false);
    CHECK(all["required"] == json::array({"version"}));
    check_described(all, "");
}

TEST_CASE("the schema's defaults are the reader's own") {
    const auto all = schema(some_plugins());
    const auto& properties = all["properties"];
    CHECK(properties["server"]["properties"]["listen"]["default"] == "127.0.0.1:8080");
    CHECK(properties["media"]["properties"]["max_size"]["default"] == "25MiB");
    CHECK(properties["routing"]["properties"]["reservation_timeout"]["default"] == "2m");
    CHECK(properties["conversations"]["properties"]["join_channels"]["default"] == true);
    CHECK(properties["agents"]["items"]["properties"]["role"]["enum"] ==
          json::array({"agent", "supervisor", "admin"}));
}

TEST_CASE("options follow the plugin that stands beside them") {
    const auto all = schema(some_plugins());
    const auto& cases = all["properties"]["channels"]["items"]["allOf"];
    REQUIRE(cases.size() == 2);
    CHECK(cases[0]["if"]["properties"]["plugin"]["const"] == "line");
    const auto& options = cases[0]["then"]["properties"]["options"]["properties"];
    CHECK(options.contains("channel_secret"));
    CHECK(options.contains("api_base"));
    CHECK(all["properties"]["bots"]["items"]["allOf"][0]["if"]["properties"]["plugin"]["const"] ==
          "faq");
}
