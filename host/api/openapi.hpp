#pragma once
// What GET /api/v1/openapi.json says: openapi.json of this folder, kept in step by hand. A test
// checks it against the routes and against what the calls answer.

#include <string_view>

namespace selat::api {

std::string_view openapi_document();

}  // namespace selat::api
