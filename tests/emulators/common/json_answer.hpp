#pragma once
// Answers in JSON, as every provider here gives them.

#include <string>
#include <string_view>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators {

using json = nlohmann::json;

void answer(httplib::Response& response, int status, const json& body);

// The body as a JSON object; `discarded` when it is none (400 was answered).
json read_object(const httplib::Request& request, httplib::Response& response);

// Members of objects from outside, tolerant of what is absent or of another type.
std::string text_in(const json& object, const char* name, std::string_view otherwise = {});
std::int64_t number_in(const json& object, const char* name, std::int64_t otherwise = 0);
bool flag_in(const json& object, const char* name, bool otherwise = false);
// The bytes that a description has as text in "content", or in "content_base64".
std::string content_in(const json& description, std::string_view otherwise = {});
// Null when absent.
const json& member(const json& object, const char* name);

// A query parameter as a number.
std::int64_t number_parameter(const httplib::Request& request, const char* name,
                              std::int64_t otherwise);

}  // namespace emulators
