#include "parse_expression.hpp"

#include <charconv>

namespace studio::liquid {
namespace {

constexpr int max_depth = 16;
constexpr std::size_t max_terms = 100;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes beyond ASCII belong to names, and so does the no-break space that editors leave behind.
bool is_name(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

expression literal(json value) {
    expression out;
    out.literal = std::move(value);
    return out;
}

expression word(value::word which) {
    expression out;
    out.what = expression::kind::word;
    out.word = which;
    return out;
}

}  // namespace

void expression_reader::fail(std::string_view text) {
    if (error_.empty()) {
        error_ = text;
        at_ = text_.size();
    }
}

void expression_reader::skip_blanks() {
    while (at_ < text_.size() && is_space(text_[at_])) {
        ++at_;
    }
}

bool expression_reader::enter() {
    if (++depth_ > max_depth) {
        fail("brackets nest too deep");
        return false;
    }
    return true;
}

bool expression_reader::at_end() {
    skip_blanks();
    return at_ >= text_.size();
}

void expression_reader::finish() {
    if (!at_end()) {
        fail("unexpected '" + std::string(text_.substr(at_, 20)) + "'");
    }
}

bool expression_reader::take(std::string_view sign) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(sign)) {
        return false;
    }
    at_ += sign.size();
    return true;
}

bool expression_reader::take_word(std::string_view wanted) {
    const std::size_t before = at_;
    if (read_name() == wanted) {
        return true;
    }
    at_ = before;
    return false;
}

std::string_view expression_reader::read_name() {
    skip_blanks();
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name(text_[at_])) {
        ++at_;
    }
    const std::size_t end = at_;
    if (end > start && at_ < text_.size() && text_[at_] == '?') {
        ++at_;
    }
    return text_.substr(start, at_ - start);
}

expression expression_reader::read_value() {
    skip_blanks();
    if (at_ >= text_.size()) {
        fail("a value is missing");
        return {};
    }
    const char c = text_[at_];
    if (c == '"' || c == '\'') {
        return read_quoted(c);
    }
    if (c == '(') {
        return read_range();
    }
    const bool negative = c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
    if (is_digit(c) || negative) {
        return read_number();
    }
    return read_lookup();
}

expression expression_reader::read_quoted(char quote) {
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) {
        fail("a text is not closed");
        return {};
    }
    auto out = literal(std::string(text_.substr(at_ + 1, end - at_ - 1)));
    at_ = end + 1;
    return out;
}

expression expression_reader::read_number() {
    const std::size_t start = at_;
    at_ += text_[at_] == '-' ? 1u : 0u;
    while (at_ < text_.size() && is_digit(text_[at_])) {
        ++at_;
    }
    const bool fraction = at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1]);
    if (fraction) {
        ++at_;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            ++at_;
        }
    }
    if (at_ < text_.size() && is_name(text_[at_])) {
        at_ = start;
        return read_lookup();
    }
    const auto read = to_number(json(std::string(text_.substr(start, at_ - start))));
    return literal(read.value_or(json(0)));
}

expression expression_reader::read_range() {
    ++at_;
    if (!enter()) {
        return {};
    }
    expression out;
    out.what = expression::kind::range;
    out.first = std::make_unique<expression>(read_value());
    if (!take("..")) {
        fail("a range needs '..'");
    }
    out.last = std::make_unique<expression>(read_value());
    if (!take(")")) {
        fail("a range is not closed");
    }
    --depth_;
    return out;
}

expression expression_reader::read_lookup() {
    const auto name = read_name();
    if (name.empty()) {
        fail("a name or value is missing before '" + std::string(text_.substr(at_, 20)) + "'");
        return {};
    }
    expression out;
    out.what = expression::kind::lookup;
    out.name = name;
    read_path(out.path);
    if (!out.path.empty()) {
        return out;
    }
    if (name == "nil" || name == "null") {
        return literal(nullptr);
    }
    if (name == "true" || name == "false") {
        return literal(name == "true");
    }
    if (name == "empty" || name == "blank") {
        return word(name == "empty" ? value::word::empty : value::word::blank);
    }
    return out;
}

void expression_reader::read_path(std::vector<segment>& path) {
    while (read_segment(path)) {
        if (path.size() > max_terms) {
            fail("a name has too many parts");
        }
    }
}

bool expression_reader::read_segment(std::vector<segment>& path) {
    const std::size_t before = at_;
    skip_blanks();
    const auto rest = text_.substr(at_);
    if (rest.starts_with('.') && !rest.starts_with("..")) {
        ++at_;
        const auto key = read_name();
        if (key.empty()) {
            fail("a name is missing after '.'");
        }
        path.push_back({std::string(key), nullptr});
        return error_.empty();
    }
    if (rest.starts_with('[')) {
        ++at_;
        if (!enter()) {
            return false;
        }
        path.push_back({{}, std::make_unique<expression>(read_value())});
        if (!take("]")) {
            fail("a '[' is not closed");
        }
        --depth_;
        return error_.empty();
    }
    at_ = before;
    return false;
}

filtered expression_reader::read_filtered() {
    filtered out;
    out.base = read_value();
    while (take("|")) {
        out.filters.push_back(read_filter());
        if (out.filters.size() > max_terms) {
            fail("too many filters");
        }
    }
    finish();
    return out;
}

filter_call expression_reader::read_filter() {
    filter_call call;
    const auto name = read_name();
    call.apply = find_filter(name);
    if (call.apply == nullptr) {
        fail("there is no filter '" + std::string(name) + "'");
        return call;
    }
    if (take(":")) {
        do {
            read_argument(call);
        } while (take(",") && call.positional.size() + call.named.size() < max_terms);
    }
    return call;
}

void expression_reader::read_argument(filter_call& call) {
    const std::size_t before = at_;
    const auto name = read_name();
    if (!name.empty() && take(":")) {
        call.named.emplace_back(name, read_value());
        return;
    }
    at_ = error_.empty() ? before : at_;
    call.positional.push_back(read_value());
}

condition::comparison expression_reader::read_comparison() {
    using how = condition::comparison;
    // Longer signs first.
    constexpr std::pair<std::string_view, how> signs[] = {
        {"==", how::equal},    {"!=", how::not_equal}, {"<>", how::not_equal}, {"<=", how::at_most},
        {">=", how::at_least}, {"<", how::less},       {">", how::greater},
    };
    for (const auto& [sign, meaning] : signs) {
        if (take(sign)) {
            return meaning;
        }
    }
    return take_word("contains") ? how::contains : how::truth;
}

std::vector<condition> expression_reader::read_condition() {
    std::vector<condition> terms;
    for (;;) {
        condition term;
        term.left = read_value();
        term.how = read_comparison();
        if (term.how != condition::comparison::truth) {
            term.right = read_value();
        }
        if (take_word("and")) {
            term.joined = condition::join::both;
        } else if (take_word("or")) {
            term.joined = condition::join::either;
        }
        const bool more = term.joined != condition::join::none;
        terms.push_back(std::move(term));
        if (!more || !error_.empty()) {
            break;
        }
        if (terms.size() > max_terms) {
            fail("a condition has too many terms");
        }
    }
    finish();
    return terms;
}

}  // namespace studio::liquid
