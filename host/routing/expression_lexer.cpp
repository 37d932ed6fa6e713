#include "host/routing/expression_lexer.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "host/routing/choices.hpp"

namespace selat::routing {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

class lexer {
public:
    explicit lexer(std::string_view text) : text_(text) {}

    tl::expected<std::vector<token>, expression_fault> all() {
        while (!fault_) {
            while (at_ < text_.size() &&
                   std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) {
                ++at_;
            }
            tokens_.push_back({.kind = token_kind::end, .offset = at_});
            if (at_ == text_.size()) {
                return std::move(tokens_);
            }
            one(tokens_.back());
        }
        return tl::unexpected(std::move(*fault_));
    }

private:
    void one(token& out) {
        const char c = text_[at_];
        if (is_name_start(c)) {
            name(out);
        } else if (is_digit(c) || (c == '-' && is_digit(peek(1)))) {
            number(out);
        } else if (c == '\'' || c == '"') {
            quoted(out);
        } else {
            symbol(out);
        }
    }

    [[nodiscard]] char peek(std::size_t ahead) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    void wrong(std::size_t offset, std::string text) {
        fault_ = expression_fault{offset, std::move(text)};
    }

    void name(token& out) {
        const auto start = at_;
        while (is_name_part(peek(0))) {
            ++at_;
        }
        out.kind = token_kind::name;
        out.text = text_.substr(start, at_ - start);
        if (peek(0) == '-') {
            wrong(at_, "a name cannot hold a hyphen: rename the attribute, for instance with '_'");
        }
    }

    void number(token& out) {
        const auto* first = text_.data() + at_;
        const auto* last = text_.data() + text_.size();
        const auto [end, error] = std::from_chars(first, last, out.number);
        out.kind = token_kind::number;
        if (error != std::errc{}) {
            return wrong(at_, "this number is too large");
        }
        const std::string_view written{first, static_cast<std::size_t>(end - first)};
        out.integral = written.find_first_of(".eE") == std::string_view::npos;
        at_ += written.size();
        if (is_name_start(peek(0))) {
            wrong(at_, "a name cannot begin with a digit; text needs quotes");
        }
    }

    void quoted(token& out) {
        const auto start = at_;
        const char quote = text_[at_++];
        out.kind = token_kind::text;
        for (; at_ < text_.size(); ++at_) {
            if (choices::backslash_escapes && text_[at_] == '\\' && at_ + 1 < text_.size()) {
                out.text += text_[++at_];
            } else if (text_[at_] == quote) {
                ++at_;
                return;
            } else {
                out.text += text_[at_];
            }
        }
        wrong(start, "this string has no closing quote");
    }

    void symbol(token& out) {
        using entry = std::pair<std::string_view, token_kind>;
        static constexpr entry symbols[] = {
            {"==", token_kind::equal},        {"!=", token_kind::not_equal},
            {"<=", token_kind::less_equal},   {">=", token_kind::greater_equal},
            {">-", token_kind::has},          {"<-", token_kind::in},
            {"=", token_kind::equal},         {"<", token_kind::less},
            {">", token_kind::greater},       {"(", token_kind::open},
            {")", token_kind::close},         {"[", token_kind::open_bracket},
            {"]", token_kind::close_bracket}, {",", token_kind::comma},
            {".", token_kind::dot},
        };
        for (const auto& [written, kind] : symbols) {
            // x<-5 compares with a negative number.
            const bool negative = written.ends_with('-') && is_digit(peek(2));
            if (text_.substr(at_).starts_with(written) && !negative) {
                out.kind = kind;
                at_ += written.size();
                return;
            }
        }
        unknown();
    }

    void unknown() {
        const auto rest = text_.substr(at_);
        if (rest.starts_with("&&")) {
            return wrong(at_, "write AND instead of &&");
        }
        if (rest.starts_with("||")) {
            return wrong(at_, "write OR instead of ||");
        }
        if (rest.starts_with("!")) {
            return wrong(at_, "'!' stands only in !=, without a space; to negate write NOT");
        }
        const auto byte = static_cast<unsigned char>(text_[at_]);
        wrong(at_, byte < 0x20 || byte >= 0x7F
                       ? "this character has no meaning here; text needs straight quotes"
                       : std::string{"'"} + text_[at_] + "' has no meaning here");
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<token> tokens_;
    std::optional<expression_fault> fault_;
};

}  // namespace

tl::expected<std::vector<token>, expression_fault> read_tokens(std::string_view text) {
    return lexer(text).all();
}

bool is_keyword(const token& token, std::string_view keyword) {
    if (token.kind != token_kind::name || token.text.size() != keyword.size()) {
        return false;
    }
    for (std::size_t i = 0; i < keyword.size(); ++i) {
        const char c = token.text[i];
        if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != keyword[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace selat::routing
