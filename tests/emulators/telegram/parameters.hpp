#pragma once
// The parameters of a call: from the query, a form, JSON or a multipart body, all the same after.

#include "tests/emulators/common/json_answer.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <httplib.h>

namespace emulators::telegram {

class parameters {
public:
    // Nothing when the body cannot be read.
    static std::optional<parameters> read(const httplib::Request& request);
    explicit parameters(json values) : values_(std::move(values)) {}

    [[nodiscard]] bool has(const char* name) const { return values_.contains(name); }
    [[nodiscard]] std::string text(const char* name) const;
    [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise = 0) const;
    [[nodiscard]] bool flag(const char* name) const;
    // An object or list; outside JSON it comes as text. Null when absent, discarded when wrong.
    [[nodiscard]] json part(const char* name) const;
    [[nodiscard]] const json& value(const char* name) const { return member(values_, name); }
    // An uploaded file by the name of its part.
    [[nodiscard]] const std::string* upload(const std::string& name) const;
    [[nodiscard]] const json& all() const { return values_; }

private:
    json values_;
    std::map<std::string, std::string> uploads_;
};

}  // namespace emulators::telegram
