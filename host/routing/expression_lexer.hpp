#pragma once
// Words of the expression language.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace selat::routing {

// What is wrong in an expression (or merely odd), and at which byte.
struct expression_fault {
    std::size_t offset = 0;
    std::string text;
};

enum class token_kind : std::uint8_t {
    end,
    name,
    text,
    number,
    open,
    close,
    open_bracket,
    close_bracket,
    comma,
    dot,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    has,  // >-
    in,   // <-
};

struct token {
    token_kind kind = token_kind::end;
    std::size_t offset = 0;
    std::string text;  // a name, or a string without its quotes
    double number = 0;
    bool integral = false;
};

// All tokens of `text`, an `end` last.
tl::expected<std::vector<token>, expression_fault> read_tokens(std::string_view text);

// Whether a name is this keyword (given in upper case), whatever its case.
bool is_keyword(const token& token, std::string_view keyword);

}  // namespace selat::routing
