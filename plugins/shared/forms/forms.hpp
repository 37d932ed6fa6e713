#pragma once
// application/x-www-form-urlencoded, both ways. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace forms {

struct field {
    std::string name;
    std::string value;
};

// Fields as they came, decoded: blank values, repeats and all.
class form {
public:
    // Those beyond `most` are left out.
    static form read(std::string_view text, std::size_t most = std::string_view::npos);

    // The first value under `name`, or empty.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] const std::vector<field>& all() const { return fields_; }

private:
    std::vector<field> fields_;
};

// Percent-encodes everything but letters, digits and what else `plain` names. For queries and paths
// as well.
std::string encode(std::string_view text, std::string_view plain = "-._~");

// Escapes as the bytes they stand for; what is no escape stands for itself.
std::string decode(std::string_view text);

// A form under construction. Fields appear in the order they are added.
class form_text {
public:
    // Nothing when the value is empty.
    form_text& add(std::string_view name, std::string_view value);
    [[nodiscard]] std::string end() { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace forms
