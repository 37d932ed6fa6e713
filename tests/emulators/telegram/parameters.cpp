#include "tests/emulators/telegram/parameters.hpp"

#include <charconv>

namespace emulators::telegram {

std::optional<parameters> parameters::read(const httplib::Request& request) {
    parameters out{json::object()};
    for (const auto& [name, value] : request.params) {
        out.values_[name] = value;
    }
    for (const auto& [name, part] : request.files) {
        if (part.filename.empty()) {
            out.values_[name] = part.content;
        } else {
            out.values_[name] = "attach://" + name;
            out.uploads_[name] = part.content;
        }
    }
    const auto type = request.get_header_value("Content-Type");
    if (type.starts_with("application/json") && !request.body.empty()) {
        const auto body = json::parse(request.body, nullptr, false);
        if (!body.is_object()) {
            return std::nullopt;
        }
        out.values_.update(body);
    }
    return out;
}

std::string parameters::text(const char* name) const {
    const auto& given = value(name);
    return given.is_string() ? given.get<std::string>() : given.is_number() ? given.dump() : "";
}

std::int64_t parameters::number(const char* name, std::int64_t otherwise) const {
    const auto& given = value(name);
    if (given.is_number_integer()) {
        return given.get<std::int64_t>();
    }
    const auto word = text(name);
    std::int64_t out = otherwise;
    std::from_chars(word.data(), word.data() + word.size(), out);
    return out;
}

bool parameters::flag(const char* name) const {
    return value(name) == json(true) || text(name) == "true" || text(name) == "1";
}

json parameters::part(const char* name) const {
    const auto& given = value(name);
    if (!given.is_string()) {
        return given;
    }
    const auto& word = given.get_ref<const std::string&>();
    return word.empty() ? json() : json::parse(word, nullptr, false);
}

const std::string* parameters::upload(const std::string& name) const {
    const auto known = uploads_.find(name);
    return known == uploads_.end() ? nullptr : &known->second;
}

}  // namespace emulators::telegram
