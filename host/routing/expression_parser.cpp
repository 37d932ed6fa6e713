#include "host/routing/expression_parser.hpp"

#include "host/routing/choices.hpp"

namespace selat::routing {

tl::expected<expression, expression_fault> expression::compile(std::string_view text, place where) {
    auto tokens = read_tokens(text);
    if (!tokens) {
        return tl::unexpected(std::move(tokens.error()));
    }
    return expression_parser(std::move(*tokens), where).whole(text);
}

tl::expected<ordering, expression_fault> compile_order(std::string_view text) {
    auto tokens = read_tokens(text);
    if (!tokens) {
        return tl::unexpected(std::move(tokens.error()));
    }
    return expression_parser(std::move(*tokens), place::target).order(text);
}

tl::expected<path, expression_fault> compile_task_path(std::string_view text) {
    auto tokens = read_tokens(text);
    if (!tokens) {
        return tl::unexpected(std::move(tokens.error()));
    }
    return expression_parser(std::move(*tokens), place::filter).task_path();
}

tl::expected<expression, expression_fault> expression_parser::whole(std::string_view text) {
    if (now().kind == token_kind::end) {
        return tl::unexpected(expression_fault{0, "the expression is empty"});
    }
    const auto root = level(true);
    if (root && now().kind != token_kind::end) {
        wrong(now().kind == token_kind::close ? "this ')' closes nothing"
                                              : "expected AND, OR or the end here");
    }
    if (fault_) {
        return fault();
    }
    out_.text_ = text;
    out_.root_ = *root;
    return std::move(out_);
}

tl::expected<ordering, expression_fault> expression_parser::order(std::string_view text) {
    ordering out{.text = std::string{text}, .clauses = {}};
    do {
        const auto offset = now().offset;
        auto read = path();
        if (!read) {
            return fault();
        }
        if (read->root != path::origin::worker && read->root != path::origin::built_in) {
            return tl::unexpected(expression_fault{
                offset, "agents are ordered by their own attributes: worker.NAME ASC or DESC"});
        }
        const bool descending = take("DESC");
        if (!descending) {
            take("ASC");
        }
        out.clauses.push_back({std::move(*read), descending});
    } while (take(token_kind::comma));
    if (now().kind != token_kind::end) {
        wrong("expected ASC, DESC, a comma or the end here");
        return fault();
    }
    return out;
}

tl::expected<path, expression_fault> expression_parser::task_path() {
    auto read = path();
    if (read && (now().kind != token_kind::end || read->root != path::origin::task)) {
        wrong("expected one path into the task's attributes, like task.agent_sid");
    }
    if (fault_) {
        return fault();
    }
    return std::move(*read);
}

expression_parser::index expression_parser::level(bool outer) {
    const bool any = outer == choices::and_binds_tighter_than_or;
    std::vector<std::uint32_t> parts;
    do {
        const auto part = outer ? level(false) : negation();
        if (!part) {
            return std::nullopt;
        }
        parts.push_back(*part);
    } while (take(any ? "OR" : "AND"));
    if (parts.size() == 1) {
        return parts.front();
    }
    const auto first = static_cast<std::uint32_t>(out_.links_.size());
    out_.links_.insert(out_.links_.end(), parts.begin(), parts.end());
    return add({.kind = any ? expression::node_kind::any : expression::node_kind::all,
                .first = first,
                .second = static_cast<std::uint32_t>(parts.size())});
}

expression_parser::index expression_parser::negation() {
    if (!at_keyword("NOT")) {
        return primary();
    }
    if (!choices::prefix_not) {
        return wrong("NOT stands only before IN");
    }
    if (++depth_ > choices::deepest_nesting) {
        return wrong("this is nested too deeply");
    }
    take("NOT");
    const auto inner = negation();
    --depth_;
    if (!inner) {
        return std::nullopt;
    }
    return add({.kind = expression::node_kind::negation, .first = *inner});
}

expression_parser::index expression_parser::primary() {
    if (now().kind != token_kind::open) {
        return comparison();
    }
    const auto opened = now().offset;
    if (++depth_ > choices::deepest_nesting) {
        return wrong("this is nested too deeply");
    }
    take(token_kind::open);
    const auto inner = level(true);
    --depth_;
    if (inner && !take(token_kind::close)) {
        return wrong("expected ')' for the '(' at byte " + std::to_string(opened));
    }
    return inner;
}

expression_parser::index expression_parser::comparison() {
    const auto left = term();
    if (!left) {
        return std::nullopt;
    }
    const auto op = comparison_operator();
    if (!op) {
        return fault_ ? index{} : add({.kind = expression::node_kind::truth, .first = *left});
    }
    const auto right = term();
    if (!right) {
        return std::nullopt;
    }
    return add(
        {.kind = expression::node_kind::comparison, .op = *op, .first = *left, .second = *right});
}

std::optional<expression::comparison> expression_parser::comparison_operator() {
    using op = expression::comparison;
    static constexpr std::pair<token_kind, op> symbols[] = {
        {token_kind::equal, op::equal},     {token_kind::not_equal, op::not_equal},
        {token_kind::less, op::less},       {token_kind::less_equal, op::less_equal},
        {token_kind::greater, op::greater}, {token_kind::greater_equal, op::greater_equal},
        {token_kind::has, op::has},         {token_kind::in, op::in},
    };
    for (const auto& [kind, meaning] : symbols) {
        if (take(kind)) {
            return meaning;
        }
    }
    static constexpr std::pair<std::string_view, op> words[] = {
        {"CONTAINS", op::contains}, {"HAS", op::has}, {"IN", op::in}};
    for (const auto& [word, meaning] : words) {
        if (take(word)) {
            return meaning;
        }
    }
    if (take("NOT")) {
        if (take("IN")) {
            return op::not_in;
        }
        return wrong("expected IN after NOT");
    }
    return std::nullopt;
}

expression_parser::index expression_parser::term() {
    expression::term made;
    const token& token = now();
    if (token.kind == token_kind::text) {
        made.constant.kind = attributes::kind::text;
        made.text_constant = token.text;
        ++at_;
    } else if (token.kind == token_kind::number) {
        made.constant.kind = attributes::kind::number;
        made.constant.number = token.number;
        made.constant.integral = token.integral;
        ++at_;
    } else if (token.kind == token_kind::open_bracket) {
        return list();
    } else if (at_keyword("TRUE") || at_keyword("FALSE")) {
        made.constant.kind = attributes::kind::boolean;
        made.constant.boolean = take("TRUE") || !take("FALSE");
    } else if (!take("NULL")) {
        auto read = path();
        if (!read) {
            return std::nullopt;
        }
        made.what = expression::term::kind::path;
        made.path = std::move(*read);
    }
    return add(std::move(made));
}

expression_parser::index expression_parser::list() {
    if (++depth_ > choices::deepest_nesting) {
        return wrong("this is nested too deeply");
    }
    const auto opened = now().offset;
    std::vector<std::uint32_t> elements;
    take(token_kind::open_bracket);
    if (now().kind != token_kind::close_bracket) {
        do {
            const auto element = term();
            if (!element) {
                return std::nullopt;
            }
            elements.push_back(*element);
        } while (take(token_kind::comma));
    }
    if (!take(token_kind::close_bracket)) {
        return wrong("expected ',' or ']' for the '[' at byte " + std::to_string(opened));
    }
    --depth_;
    expression::term made;
    made.what = expression::term::kind::list;
    made.first = static_cast<std::uint32_t>(out_.links_.size());
    made.count = static_cast<std::uint32_t>(elements.size());
    out_.links_.insert(out_.links_.end(), elements.begin(), elements.end());
    return add(std::move(made));
}

std::uint32_t expression_parser::add(expression::node node) {
    out_.nodes_.push_back(node);
    return static_cast<std::uint32_t>(out_.nodes_.size() - 1);
}

std::uint32_t expression_parser::add(expression::term term) {
    out_.terms_.push_back(std::move(term));
    return static_cast<std::uint32_t>(out_.terms_.size() - 1);
}

bool expression_parser::take(token_kind kind) {
    if (now().kind != kind || kind == token_kind::end) {
        return false;
    }
    ++at_;
    return true;
}

bool expression_parser::take(std::string_view keyword) {
    if (!at_keyword(keyword)) {
        return false;
    }
    ++at_;
    return true;
}

std::nullopt_t expression_parser::wrong(std::string text) {
    if (!fault_) {
        fault_ = expression_fault{now().offset, std::move(text)};
    }
    return std::nullopt;
}

}  // namespace selat::routing
