// The API's document in itself, and against the routes.

#include "openapi_support.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "host/api/routes.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

// Calls `visit` with every object in the document.
template <class Visit>
void each_object(const json& at, const Visit& visit) {
    if (at.is_object()) {
        visit(at);
    }
    if (at.is_structured()) {
        for (const auto& [name, value] : at.items()) {
            each_object(value, visit);
        }
    }
}

}  // namespace

TEST_CASE("every route is described, and nothing else") {
    std::set<std::string> routes;
    std::set<std::string> open;
    for (const auto& each : api::routes()) {
        routes.insert(std::string(each.method) + " " + std::string(each.path));
        if (each.who == api::access::anyone) {
            open.insert(std::string(each.method) + " " + std::string(each.path));
        }
    }
    std::set<std::string> described;
    std::set<std::string> described_open;
    for (const auto& [path, methods] : document().at("paths").items()) {
        for (auto [method, operation] : methods.items()) {
            std::string name = method;
            std::ranges::transform(name, name.begin(), [](unsigned char each) {
                return static_cast<char>(std::toupper(each));
            });
            described.insert(name + " " + path);
            if (operation.value("security", json(nullptr)) == json::array()) {
                described_open.insert(name + " " + path);
            }
        }
    }
    CHECK(described == routes);
    CHECK(described_open == open);
}

TEST_CASE("every reference in the document leads somewhere") {
    const schema_check check(document());
    int count = 0;
    each_object(document(), [&](const json& object) {
        if (object.contains("$ref")) {
            INFO(object.at("$ref"));
            CHECK_NOTHROW(check.resolved(object));
            ++count;
        }
    });
    CHECK(count > 300);
}

TEST_CASE("every schema's examples are what it says") {
    const schema_check check(document());
    int count = 0;
    each_object(document().at("components").at("schemas"), [&](const json& object) {
        if (!object.contains("examples") || !object.at("examples").is_array()) {
            return;
        }
        for (const auto& example : object.at("examples")) {
            CHECK(check.faults(object, example) == strings{});
            ++count;
        }
    });
    CHECK(count > 30);
}

TEST_CASE("every call has a name of its own, a summary, a known tag, and its path's parameters") {
    const schema_check check(document());
    std::set<std::string> tags;
    for (const auto& each : document().at("tags")) {
        tags.insert(each.at("name"));
    }
    std::set<std::string> names;
    for (const auto& [path, methods] : document().at("paths").items()) {
        for (const auto& [method, operation] : methods.items()) {
            CAPTURE(path, method);
            CHECK(names.insert(operation.at("operationId")).second);
            CHECK_FALSE(operation.at("summary").get<std::string>().empty());
            CHECK(tags.contains(operation.at("tags").at(0).get<std::string>()));
            CHECK(operation.at("responses").contains("default"));
            bool id = false;
            for (const auto& each : operation.value("parameters", json::array())) {
                const auto& parameter = check.resolved(each);
                id = id || (parameter.at("name") == "id" && parameter.at("in") == "path");
            }
            CHECK(id == (path.find("{id}") != std::string::npos));
        }
    }
}
