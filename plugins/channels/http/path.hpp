#pragma once
// Where in a document something is: "messages[0].from", "$.sender.id", "@query.msisdn".

#include "fault.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace http {

// What paths look into: a request or an answer, and the part of its body that is being read.
struct view {
    const json& all;   // {"body", "query", "header", "text"}
    const json& item;  // what a path begins at
};

class path {
public:
    path() = default;
    path(std::string_view text, const place& at);

    // Null when there is nothing.
    [[nodiscard]] const json& find(const view& in) const;
    // All that it leads to: each element where it ends in [*], else one or none.
    [[nodiscard]] std::vector<const json*> all(const view& in) const;

private:
    enum class start { item, body, query, header, text };
    struct every {};
    using step = std::variant<std::string, std::int64_t, every>;

    void read(std::string_view rest, const place& at);
    [[nodiscard]] const json& begin(const view& in) const;
    static const json& follow(const json& from, const step& step);

    start from_ = start::item;
    std::vector<step> steps_;
};

// A value as text: numbers and flags as they are written, anything else empty.
std::string as_text(const json& value);
// As it is, with U+FFFD for bytes that are no UTF-8, as forms may have.
std::string in_characters(std::string text);
// The member of an object that is a text; empty when there is none.
std::string text_in(const json& object, const char* name);
// The number that the whole text is; none for what has no end or is no number.
std::optional<double> as_number(std::string_view text);

// The first of several paths that leads to something, changed by filters: "msisdn|plus".
class field {
public:
    field() = default;
    // A text or a list of texts.
    field(const json& from, const place& at, const selat::crypto* crypto);

    [[nodiscard]] bool given() const { return !all_.empty(); }
    [[nodiscard]] std::string text(const view& in) const;

private:
    struct alternative {
        path where;
        std::vector<std::string> filters;
    };

    std::vector<alternative> all_;
    const selat::crypto* crypto_ = nullptr;
};

}  // namespace http
