#pragma once
// application/x-www-form-urlencoded, both ways. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace sms {

struct field {
    std::string name;
    std::string value;
};

// Fields as they came, decoded: blank values, repeats and all.
class form {
public:
    static form read(std::string_view text);

    // The first value under `name`, or empty.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] const std::vector<field>& all() const { return fields_; }

private:
    std::vector<field> fields_;
};

// Percent-encodes everything but letters, digits and what else `plain` names.
std::string encode(std::string_view text, std::string_view plain = "-._~");

// A form under construction. Fields appear in the order they are added.
class form_text {
public:
    // Nothing when the value is empty.
    form_text& add(std::string_view name, std::string_view value);
    [[nodiscard]] std::string end() { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace sms
