#include "imap_reader.hpp"

#include "charset.hpp"

#include <algorithm>
#include <charconv>

namespace email {
namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr std::size_t longest_search = 8 * 1024 * 1024;  // it has a line as long as the mailbox

// The size of the literal that the line ends with; false: with none.
bool literal_at_end(std::string_view line, std::uint64_t& size) {
    if (!line.ends_with('}')) {
        return false;
    }
    const auto brace = line.rfind('{');
    if (brace == line.npos) {
        return false;
    }
    auto digits = line.substr(brace + 1, line.size() - brace - 2);
    if (digits.ends_with('+')) {
        digits.remove_suffix(1);
    }
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    return !digits.empty() && read.ec == std::errc() && read.ptr == digits.data() + digits.size();
}

// Goes through a FETCH response token by token.
class tokens_of {
public:
    explicit tokens_of(response& response) : response_(response), rest_(response.line) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }

    // An atom, string or literal; of a list only its parentheses, one by one.
    std::string next() {
        while (rest_.starts_with(' ')) {
            rest_.remove_prefix(1);
        }
        if (rest_.empty()) {
            return {};
        }
        if (rest_.front() == '(' || rest_.front() == ')') {
            return take(1);
        }
        if (rest_.front() == '"') {
            return string();
        }
        std::uint64_t size = 0;
        const auto end = rest_.find('}');
        const bool brace = rest_.front() == '{' || rest_.starts_with("~{");
        if (brace && end != rest_.npos && literal_at_end(rest_.substr(0, end + 1), size)) {
            rest_.remove_prefix(end + 1);
            return literal_ < response_.literals.size() ? std::move(response_.literals[literal_++])
                                                        : std::string();
        }
        return atom();
    }

private:
    std::string take(std::size_t size) {
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(std::min(size, rest_.size()));
        return out;
    }
    std::string string() {
        std::string out;
        std::size_t at = 1;
        for (; at < rest_.size() && rest_[at] != '"'; ++at) {
            at += rest_[at] == '\\' && at + 1 < rest_.size() ? 1 : 0;
            out += rest_[at];
        }
        rest_.remove_prefix(std::min(at + 1, rest_.size()));
        return out;
    }
    // BODY[HEADER.FIELDS (TO CC)]<0> is one.
    std::string atom() {
        std::size_t at = 0;
        bool section = false;
        for (; at < rest_.size(); ++at) {
            const char each = rest_[at];
            section = each == '[' || (section && each != ']');
            if (!section && (each == ' ' || each == '(' || each == ')')) {
                break;
            }
        }
        return take(std::max<std::size_t>(at, 1));
    }

    response& response_;
    std::string_view rest_;
    std::size_t literal_ = 0;
};

}  // namespace

bool imap_reader::feed(std::string_view bytes) {
    if (at_ > 0) {
        received_.erase(0, at_);
        at_ = 0;
    }
    received_ += bytes;
    return !broken_;
}

bool imap_reader::next(response& out) {
    while (!broken_) {
        if (in_literal_) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(missing_, received_.size() - at_));
            begun_.literals.back().append(received_, at_, size);
            at_ += size;
            missing_ -= size;
            if (missing_ > 0) {
                return false;
            }
            in_literal_ = false;
        }
        const auto end = received_.find('\n', at_);
        const auto most = begun_.line.empty() && received_.compare(at_, 8, "* SEARCH") == 0
                              ? longest_search
                              : longest_line;
        const auto size = (end == received_.npos ? received_.size() : end) - at_;
        if (begun_.line.size() + size > most) {
            broken_ = true;
            return false;
        }
        if (end == received_.npos) {
            return false;
        }
        auto line = std::string_view(received_).substr(at_, size);
        at_ = end + 1;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        begun_.line += line;
        std::uint64_t literal = 0;
        if (!literal_at_end(line, literal)) {
            out = std::move(begun_);
            begun_ = {};
            taken_ = 0;
            return true;
        }
        taken_ += literal;
        if (literal > largest_ || taken_ > largest_ + longest_line) {
            broken_ = true;
            return false;
        }
        begun_.literals.emplace_back();
        missing_ = literal;
        in_literal_ = true;
    }
    return false;
}

fetched read_fetch(response& response) {
    fetched out;
    tokens_of tokens(response);
    if (tokens.next() != "*") {
        return out;
    }
    tokens.next();
    if (!starts_with_word(tokens.next(), "FETCH") || tokens.next() != "(") {
        return out;
    }
    out.is_one = true;
    while (!tokens.done()) {
        const auto name = tokens.next();
        if (name == ")" || name.empty()) {
            break;
        }
        auto value = tokens.next();
        for (int depth = value == "(" ? 1 : 0; depth > 0 && !tokens.done();) {
            const auto inner = tokens.next();
            depth += inner == "(" ? 1 : inner == ")" ? -1 : 0;
        }
        if (starts_with_word(name, "UID")) {
            std::from_chars(value.data(), value.data() + value.size(), out.uid);
        } else if (starts_with_word(name, "BODY[]")) {
            out.has_body = value != "NIL";
            out.body = out.has_body ? std::move(value) : std::string();
        }
    }
    return out;
}

bool read_search(std::string_view line, std::vector<std::uint64_t>& out) {
    if (!starts_with_word(line, "* SEARCH")) {
        return false;
    }
    line.remove_prefix(8);
    const auto* at = line.data();
    const auto* const end = at + line.size();
    while (at != end) {
        std::uint64_t number = 0;
        const auto read = std::from_chars(at, end, number);
        if (read.ec == std::errc() && number > 0) {
            out.push_back(number);
        }
        at = read.ptr == at ? at + 1 : read.ptr;
    }
    return true;
}

std::uint64_t number_in_code(std::string_view line, std::string_view name) {
    const auto open = line.find('[');
    if (open == line.npos || !starts_with_word(line.substr(open + 1), name)) {
        return 0;
    }
    const auto digits = trimmed(line.substr(open + 1 + name.size()));
    std::uint64_t out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char each : text) {
        if (each == '"' || each == '\\') {
            out += '\\';
        }
        out += each;
    }
    return out + "\"";
}

}  // namespace email
