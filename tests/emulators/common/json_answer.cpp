#include "tests/emulators/common/json_answer.hpp"

#include "tests/emulators/common/base64.hpp"

#include <charconv>

namespace emulators {

void answer(httplib::Response& response, int status, const json& body) {
    response.status = status;
    response.set_content(body.dump(-1, ' ', false, json::error_handler_t::replace),
                         "application/json");
}

json read_object(const httplib::Request& request, httplib::Response& response) {
    auto body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
        answer(response, 400, {{"error", "the body must be a JSON object"}});
        return json(json::value_t::discarded);
    }
    return body;
}

const json& member(const json& object, const char* name) {
    static const json null;
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() ? *it : null;
}

std::string text_in(const json& object, const char* name, std::string_view otherwise) {
    const auto& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string(otherwise);
}

std::int64_t number_in(const json& object, const char* name, std::int64_t otherwise) {
    const auto& value = member(object, name);
    return value.is_number() ? value.get<std::int64_t>() : otherwise;
}

bool flag_in(const json& object, const char* name, bool otherwise) {
    const auto& value = member(object, name);
    return value.is_boolean() ? value.get<bool>() : otherwise;
}

std::string content_in(const json& description, std::string_view otherwise) {
    const auto coded = text_in(description, "content_base64");
    return coded.empty() ? text_in(description, "content", otherwise) : from_base64(coded);
}

std::int64_t number_parameter(const httplib::Request& request, const char* name,
                              std::int64_t otherwise) {
    const auto text = request.get_param_value(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && !text.empty() ? value : otherwise;
}

}  // namespace emulators
