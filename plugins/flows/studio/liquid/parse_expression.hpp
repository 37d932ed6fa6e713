#pragma once
// From the text inside {{ }} and tags to expressions.

#include "expression.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace studio::liquid {

/// Reads one tag's text piece by piece. The first thing that is wrong is kept in `error`; from then
/// on everything reads as empty.
class expression_reader {
public:
    explicit expression_reader(std::string_view text) : text_(text) {}

    /// A value without filters.
    expression read_value();
    /// A value and its filters, up to the end of the text.
    filtered read_filtered();
    /// Terms joined by `and` and `or`, up to the end of the text.
    std::vector<condition> read_condition();

    /// Takes the word or sign when it comes next.
    bool take(std::string_view sign);
    bool take_word(std::string_view word);
    /// A name: letters, digits, `_`, `-`. Empty when none comes next.
    std::string_view read_name();
    [[nodiscard]] bool at_end();
    /// An error unless nothing is left.
    void finish();

    void fail(std::string_view text);
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    void skip_blanks();
    bool enter();
    expression read_quoted(char quote);
    expression read_number();
    expression read_range();
    expression read_lookup();
    void read_path(std::vector<segment>& path);
    bool read_segment(std::vector<segment>& path);
    filter_call read_filter();
    void read_argument(filter_call& call);
    condition::comparison read_comparison();

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::string error_;
};

}  // namespace studio::liquid
