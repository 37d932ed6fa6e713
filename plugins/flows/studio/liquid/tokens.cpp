#include "tokens.hpp"

#include <algorithm>

namespace studio::liquid {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";
constexpr std::size_t max_tokens = 20'000;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

class cutter {
public:
    explicit cutter(std::string_view source) : source_(source) {}

    token_list run() {
        while (at_ < source_.size() && out_.error.empty()) {
            cut_next();
        }
        return std::move(out_);
    }

private:
    void fail(const std::string& text, std::size_t line) {
        out_.error = "line " + std::to_string(line) + ": " + text;
    }

    void add(token::kind what, std::string_view body, std::size_t line) {
        if (out_.tokens.size() >= max_tokens) {
            return fail("the template is too long", line);
        }
        if (!body.empty() || what == token::kind::output) {
            out_.tokens.push_back({what, body, line});
        }
    }

    void add_text(std::string_view text, bool trim_end) {
        if (trim_start_) {
            text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        }
        if (trim_end) {
            text = text.substr(0, text.find_last_not_of(blanks) + 1);
        }
        add(token::kind::text, text, line_);
    }

    void pass(std::size_t to) {
        line_ += static_cast<std::size_t>(
            std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                       source_.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
        at_ = to;
    }

    // Text up to the next {{ or {%, then that.
    void cut_next() {
        std::size_t start = source_.find('{', at_);
        while (start != std::string_view::npos && !opens(start)) {
            start = source_.find('{', start + 1);
        }
        if (start == std::string_view::npos) {
            add_text(source_.substr(at_), false);
            return pass(source_.size());
        }
        const bool dash = start + 2 < source_.size() && source_[start + 2] == '-';
        add_text(source_.substr(at_, start - at_), dash);
        pass(start);
        cut_markup(start + (dash ? 3 : 2));
    }

    [[nodiscard]] bool opens(std::size_t at) const {
        return at + 1 < source_.size() && (source_[at + 1] == '{' || source_[at + 1] == '%');
    }

    void cut_markup(std::size_t inside) {
        const std::size_t line = line_;
        const bool output = source_[at_ + 1] == '{';
        const std::size_t end = source_.find(output ? "}}" : "%}", inside);
        if (end == std::string_view::npos) {
            return fail(output ? "'{{' is not closed" : "'{%' is not closed", line);
        }
        const bool dash = end > inside && source_[end - 1] == '-';
        const auto body = trimmed(source_.substr(inside, end - inside - (dash ? 1 : 0)));
        trim_start_ = dash;
        pass(end + 2);
        if (output) {
            return add(token::kind::output, body, line);
        }
        const auto name = tag_name(body);
        if (name == "raw") {
            return cut_raw(line);
        }
        if (name == "comment" || name == "doc") {
            return skip_comment(name, line);
        }
        if (name == "liquid") {
            return cut_lines(tag_rest(body), line);
        }
        add(token::kind::tag, body, line);
    }

    // The next tag from `from` whose name is one of two; npos when there is none.
    struct closing {
        std::size_t start = std::string_view::npos;
        std::size_t end = 0;
        bool nested = false;
        bool dash_before = false;
        bool dash_after = false;
    };
    [[nodiscard]] closing find_tag(std::size_t from, std::string_view close,
                                   std::string_view open) const {
        for (auto start = source_.find("{%", from); start != std::string_view::npos;
             start = source_.find("{%", start + 2)) {
            const std::size_t end = source_.find("%}", start + 2);
            if (end == std::string_view::npos) {
                break;
            }
            auto body = source_.substr(start + 2, end - start - 2);
            const bool before = body.starts_with('-');
            const bool after = body.size() > 1 && body.ends_with('-');
            body = trimmed(
                body.substr(before ? 1 : 0, body.size() - (before ? 1 : 0) - (after ? 1 : 0)));
            const auto name = tag_name(body);
            if (name == close || (!open.empty() && name == open)) {
                return {start, end + 2, name != close, before, after};
            }
        }
        return {};
    }

    void cut_raw(std::size_t line) {
        const closing end = find_tag(at_, "endraw", {});
        if (end.start == std::string_view::npos) {
            return fail("'raw' is not closed", line);
        }
        add_text(source_.substr(at_, end.start - at_), end.dash_before);
        trim_start_ = end.dash_after;
        pass(end.end);
    }

    void skip_comment(std::string_view name, std::size_t line) {
        const std::string close = "end" + std::string(name);
        for (int depth = 1; depth > 0;) {
            const closing end = find_tag(at_, close, name);
            if (end.start == std::string_view::npos) {
                return fail("'" + std::string(name) + "' is not closed", line);
            }
            depth += end.nested ? 1 : -1;
            trim_start_ = end.dash_after;
            pass(end.end);
        }
    }

    // {% liquid %}: a tag a line.
    void cut_lines(std::string_view body, std::size_t line) {
        bool in_comment = false;
        for (; !body.empty() && out_.error.empty(); ++line) {
            const std::size_t end = std::min(body.find('\n'), body.size());
            const auto one = trimmed(body.substr(0, end));
            const auto name = tag_name(one);
            if (name == "comment" || name == "endcomment") {
                in_comment = name == "comment";
            } else if (!in_comment) {
                add(token::kind::tag, one, line);
            }
            body.remove_prefix(std::min(end + 1, body.size()));
        }
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    bool trim_start_ = false;
    token_list out_;
};

}  // namespace

token_list cut_tokens(std::string_view source) { return cutter(source).run(); }

std::string_view tag_name(std::string_view body) {
    if (body.starts_with('#')) {
        return "#";
    }
    std::size_t end = 0;
    while (end < body.size() && ((body[end] >= 'a' && body[end] <= 'z') || body[end] == '_')) {
        ++end;
    }
    return body.substr(0, end);
}

std::string_view tag_rest(std::string_view body) {
    return trimmed(body.substr(tag_name(body).size()));
}

}  // namespace studio::liquid
