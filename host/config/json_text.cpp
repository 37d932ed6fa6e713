#include "host/config/json_text.hpp"

#include <algorithm>
#include <charconv>

#include "host/config/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;
constexpr std::size_t deepest = 200;

// Where a text stops being JSON, and why. Builds nothing.
class checker final : public nlohmann::json_sax<json> {
public:
    std::size_t offset = 0;
    std::string why;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(std::int64_t) override { return true; }
    bool number_unsigned(std::uint64_t) override { return true; }
    bool number_float(double, const std::string&) override { return true; }
    bool string(std::string&) override { return true; }
    bool binary(json::binary_t&) override { return true; }
    bool start_object(std::size_t) override { return deeper(); }
    bool key(std::string&) override { return true; }
    bool end_object() override { return shallower(); }
    bool start_array(std::size_t) override { return deeper(); }
    bool end_array() override { return shallower(); }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& error) override {
        offset = position == 0 ? 0 : position - 1;
        why = error.what();
        // "[…] parse error at line 1, column 5: what is wrong": the place is ours to tell.
        if (const auto colon = why.find(": "); colon != std::string::npos) {
            why.erase(0, colon + 2);
        }
        return false;
    }

private:
    bool deeper() {
        if (++depth_ > deepest) {
            why = fmt::format("nested more than {} deep", deepest);
            return false;
        }
        return true;
    }
    bool shallower() {
        --depth_;
        return true;
    }

    std::size_t depth_ = 0;
};

// Walks sound JSON text value by value, counting nothing but bytes.
class walker {
public:
    explicit walker(std::string_view text) : text_(text) { space(); }

    [[nodiscard]] std::size_t offset() const { return at_; }
    [[nodiscard]] bool at(char letter) const { return at_ < text_.size() && text_[at_] == letter; }

    void take() {
        ++at_;
        space();
    }

    // The raw text between the quotes; escapes stay as they are.
    std::string_view string() {
        const auto begin = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') {
            at_ += text_[at_] == '\\' ? 2 : 1;
        }
        const auto end = std::min(at_, text_.size());
        at_ = std::min(end + 1, text_.size());
        space();
        return text_.substr(begin, end - begin);
    }

    void skip() {
        std::size_t depth = 0;
        while (at_ < text_.size()) {
            if (at('"')) {
                string();
            } else if (at('{') || at('[')) {
                ++depth;
                take();
                continue;
            } else if (at('}') || at(']')) {
                if (depth == 0) {
                    return;
                }
                --depth;
                take();
            } else if (at(',') || at(':')) {
                if (depth == 0) {
                    return;
                }
                take();
                continue;
            } else {
                at_ = std::min(text_.find_first_of(",:[]{}\" \t\r\n", at_), text_.size());
                space();
            }
            if (depth == 0) {
                return;
            }
        }
    }

private:
    void space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                      text_[at_] == '\r' || text_[at_] == '\n')) {
            ++at_;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string unescape_json(std::string_view raw) {
    if (raw.find('\\') == std::string_view::npos) {
        return std::string(raw);
    }
    const auto value = json::parse('"' + std::string(raw) + '"', nullptr, false);
    return value.is_string() ? value.get<std::string>() : std::string(raw);
}

// Moves to the element's value; false: there is none.
bool into_array(walker& walk, std::string_view token) {
    std::size_t index = 0;
    const auto* end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, index);
    if (error != std::errc{} || stop != end) {
        return false;
    }
    walk.take();
    for (std::size_t i = 0; !walk.at(']'); ++i) {
        if (i == index) {
            return true;
        }
        walk.skip();
        if (!walk.at(',')) {
            return false;
        }
        walk.take();
    }
    return false;
}

// Moves to the member's value and tells where its key stands; npos: there is none.
std::size_t into_object(walker& walk, std::string_view token) {
    walk.take();
    while (walk.at('"')) {
        const auto key_at = walk.offset();
        const auto key = unescape_json(walk.string());
        if (!walk.at(':')) {
            return std::string_view::npos;
        }
        walk.take();
        if (key == token) {
            return key_at;
        }
        walk.skip();
        if (!walk.at(',')) {
            return std::string_view::npos;
        }
        walk.take();
    }
    return std::string_view::npos;
}

}  // namespace

std::vector<std::string> pointer_tokens(std::string_view pointer) {
    std::vector<std::string> tokens;
    while (!pointer.empty() && pointer.front() == '/') {
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        std::string token;
        for (std::size_t i = 0; i < end; ++i) {
            if (pointer[i] == '~' && i + 1 < end &&
                (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
                token += pointer[++i] == '0' ? '~' : '/';
            } else {
                token += pointer[i];
            }
        }
        tokens.push_back(std::move(token));
        pointer.remove_prefix(end);
    }
    return tokens;
}

place place_of(std::string_view text, std::string_view pointer, std::string_view file) {
    walker walk(text);
    std::size_t offset = walk.offset();
    for (const auto& token : pointer_tokens(pointer)) {
        if (walk.at('{')) {
            offset = into_object(walk, token);
        } else if (walk.at('[') && into_array(walk, token)) {
            offset = walk.offset();
        } else {
            offset = std::string_view::npos;
        }
        if (offset == std::string_view::npos) {
            return {std::string(file), 1, 1};
        }
    }
    return place_at(text, offset, file);
}

std::optional<json> read_json(std::string_view text, const std::string& file,
                              std::vector<fault>& faults) {
    checker check;
    if (!json::sax_parse(text, &check)) {
        faults.push_back({place_at(text, check.offset, file), "not valid JSON: " + check.why});
        return std::nullopt;
    }
    return json::parse(text, nullptr, false);
}

}  // namespace selat::config
