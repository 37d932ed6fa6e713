#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/check.hpp"

#include <algorithm>

namespace emulators::line {
namespace {

std::string joined(const std::string& path, const char* name) {
    return path.empty() ? name : path + "." + name;
}

}  // namespace

std::size_t utf16_length(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        length += byte >= 0xf0 ? 2u : (byte & 0xc0) != 0x80 ? 1u : 0u;
    }
    return length;
}

void checker::fault(std::string path, std::string message) {
    faults_.push_back({std::move(message), std::move(path)});
}

void checker::one_of(const json& object, const char* name, const std::string& path,
                     const std::vector<std::string>& allowed, bool required) {
    const auto& value = member(object, name);
    if (value.is_null() && !required) {
        return;
    }
    if (!value.is_string() ||
        std::find(allowed.begin(), allowed.end(), value.get<std::string>()) == allowed.end()) {
        std::string list;
        for (const auto& each : allowed) {
            list += (list.empty() ? "" : ", ") + each;
        }
        fault(joined(path, name), "Must be one of the following values: [" + list + "]");
    }
}

void checker::text(const json& object, const char* name, const std::string& path, std::size_t max,
                   bool required) {
    const auto& value = member(object, name);
    if (value.is_null() && !required) {
        return;
    }
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
        return fault(joined(path, name), "May not be empty");
    }
    if (utf16_length(value.get_ref<const std::string&>()) > max) {
        fault(joined(path, name), "Length must be between 0 and " + std::to_string(max));
    }
}

void checker::https_url(const json& object, const char* name, const std::string& path,
                        bool required) {
    const auto before = faults_.size();
    text(object, name, path, 2000, required);
    const auto url = text_in(object, name);
    if (faults_.size() == before && !url.empty() && !url.starts_with("https://")) {
        fault(joined(path, name), "invalid uri scheme");
    }
}

void checker::number(const json& object, const char* name, const std::string& path, double least,
                     double most) {
    const auto& value = member(object, name);
    if (!value.is_number() || value.get<double>() < least || value.get<double>() > most) {
        fault(joined(path, name),
              value.is_number() ? "The value is out of range" : "Must be a number");
    }
}

const json& checker::list(const json& object, const char* name, const std::string& path,
                          std::size_t least, std::size_t most) {
    static const json none = json::array();
    const auto& value = member(object, name);
    if (!value.is_array()) {
        if (least > 0 || !value.is_null()) {
            fault(joined(path, name), "May not be empty");
        }
        return none;
    }
    if (value.size() < least || value.size() > most) {
        fault(joined(path, name),
              "Size must be between " + std::to_string(least) + " and " + std::to_string(most));
        return none;
    }
    return value;
}

}  // namespace emulators::line
