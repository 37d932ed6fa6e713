#pragma once
// The API's document, and values held against its schemas.

#include "schema_check.hpp"

#include <string>
#include <vector>

#include "host/api/openapi.hpp"

#include <nlohmann/json.hpp>

namespace selat::api::test {

using json = nlohmann::json;
using strings = std::vector<std::string>;

inline const json& document() {
    static const json parsed = json::parse(openapi_document());
    return parsed;
}

// What is wrong with a written value by the schema of that name.
inline strings faults_of(const std::string& schema, const std::string& written) {
    return schema_check(document())
        .faults(document().at("components").at("schemas").at(schema), json::parse(written));
}

}  // namespace selat::api::test
