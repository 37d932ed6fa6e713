#pragma once
// Reads members of one object of a manifest and remembers the first thing that is wrong.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::plugins {

constexpr std::uint64_t most32 = 0xFFFF'FFFF;

class manifest_reader {
public:
    using json = nlohmann::json;

    manifest_reader(const json& object, std::string at, std::string& wrong)
        : object_(object), at_(std::move(at)), wrong_(wrong) {}

    void text(const char* name, std::string& out, bool required = false) {
        const auto* value = find(name, required);
        if (value == nullptr) {
            return;
        }
        if (!value->is_string() || (required && value->get_ref<const std::string&>().empty())) {
            return refuse(name, "must be a text");
        }
        out = value->get<std::string>();
    }
    void flag(const char* name, bool& out) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_boolean()) {
            return refuse(name, "must be true or false");
        }
        out = value->get<bool>();
    }
    template <class Number>
    void whole(const char* name, Number& out, std::uint64_t most) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_number_unsigned() || value->get<std::uint64_t>() > most) {
            return refuse(name, fmt::format("must be a whole number up to {}", most));
        }
        out = static_cast<Number>(value->get<std::uint64_t>());
    }
    void number(const char* name, double& out) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_number() || value->get<double>() < 0) {
            return refuse(name, "must be a number, 0 or more");
        }
        out = value->get<double>();
    }
    void texts(const char* name, std::vector<std::string>& out) {
        const auto* value = find(name);
        if (value == nullptr) {
            return;
        }
        const bool good =
            value->is_array() && std::all_of(value->begin(), value->end(), [](const auto& each) {
                return each.is_string() && !each.template get_ref<const std::string&>().empty();
            });
        if (!good) {
            return refuse(name, "must be an array of texts");
        }
        out = value->get<std::vector<std::string>>();
    }
    // The member object, or null when it is absent.
    const json* object(const char* name) {
        const auto* value = find(name);
        if (value != nullptr && !value->is_object()) {
            refuse(name, "must be an object");
            return nullptr;
        }
        return value;
    }
    void refuse(std::string_view name, std::string_view what) {
        if (wrong_.empty()) {
            wrong_ = fmt::format("{}{} {}", at_, name, what);
        }
    }

private:
    const json* find(const char* name, bool required = false) {
        const auto found = object_.find(name);
        if (found != object_.end()) {
            return &*found;
        }
        if (required) {
            refuse(name, "is required");
        }
        return nullptr;
    }

    const json& object_;
    std::string at_;
    std::string& wrong_;
};

}  // namespace selat::plugins
