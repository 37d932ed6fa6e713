#pragma once
// From tokens to a compiled expression; inner to expression.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/routing/expression.hpp"

namespace selat::routing {

class expression_parser {
public:
    expression_parser(std::vector<token> tokens, place where)
        : tokens_(std::move(tokens)), where_(where) {}

    // Each reads all of the tokens.
    tl::expected<expression, expression_fault> whole(std::string_view text);
    tl::expected<ordering, expression_fault> order(std::string_view text);
    tl::expected<routing::path, expression_fault> task_path();

private:
    using index = std::optional<std::uint32_t>;

    index level(bool outer);
    index negation();
    index primary();
    index comparison();
    std::optional<expression::comparison> comparison_operator();
    index term();
    index list();
    std::optional<routing::path> path();
    bool steps(routing::path& out);
    bool bracket(routing::path& out);
    void resolve(routing::path& out, std::size_t offset);
    void resolve_worker(routing::path& out);
    void warn(std::size_t offset, std::string text);

    std::uint32_t add(expression::node node);
    std::uint32_t add(expression::term term);
    [[nodiscard]] const token& now() const { return tokens_[at_]; }
    [[nodiscard]] bool at_keyword(std::string_view word) const { return is_keyword(now(), word); }
    bool take(token_kind kind);
    bool take(std::string_view keyword);
    std::nullopt_t wrong(std::string text);
    tl::unexpected<expression_fault> fault() { return tl::unexpected(std::move(*fault_)); }

    std::vector<token> tokens_;
    place where_;
    std::size_t at_ = 0;
    std::uint32_t depth_ = 0;
    expression out_;
    std::optional<expression_fault> fault_;
};

}  // namespace selat::routing
