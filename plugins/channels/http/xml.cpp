#include "xml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace http {
namespace {

using json = nlohmann::json;

constexpr int deepest = 64;

void append_code_point(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    } else {
        out += static_cast<char>(0xf0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 63));
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    }
}

class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    json document() {
        json out = json::object();
        skip_misc();
        if (!element(out, 0)) {
            return json(json::value_t::discarded);
        }
        skip_misc();
        return rest_.empty() ? out : json(json::value_t::discarded);
    }

private:
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) {
            return false;
        }
        rest_.remove_prefix(word.size());
        return true;
    }
    void skip_space() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    }
    bool skip_past(std::string_view end) {
        const auto at = rest_.find(end);
        if (at == std::string_view::npos) {
            return false;
        }
        rest_.remove_prefix(at + end.size());
        return true;
    }
    // Comments, declarations and space.
    void skip_misc() {
        for (skip_space(); rest_.starts_with("<?") || rest_.starts_with("<!--"); skip_space()) {
            if (!skip_past(rest_.starts_with("<?") ? "?>" : "-->")) {
                return;
            }
        }
    }
    std::string_view name() {
        const auto end = std::min(rest_.find_first_of(" \t\r\n/>=<"), rest_.size());
        const auto out = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return out;
    }

    static std::optional<std::string> decoded(std::string_view text) {
        std::string out;
        while (!text.empty()) {
            const auto at = text.find('&');
            out += text.substr(0, at);
            if (at == std::string_view::npos) {
                return out;
            }
            const auto end = text.find(';', at);
            if (end == std::string_view::npos) {
                return std::nullopt;
            }
            const auto entity = text.substr(at + 1, end - at - 1);
            text.remove_prefix(end + 1);
            if (entity == "amp") {
                out += '&';
            } else if (entity == "lt") {
                out += '<';
            } else if (entity == "gt") {
                out += '>';
            } else if (entity == "quot") {
                out += '"';
            } else if (entity == "apos") {
                out += '\'';
            } else if (!number_entity(entity, out)) {
                return std::nullopt;
            }
        }
        return out;
    }

    static bool number_entity(std::string_view entity, std::string& out) {
        if (!entity.starts_with('#')) {
            return false;
        }
        entity.remove_prefix(1);
        const bool sixteen = entity.starts_with('x');
        entity.remove_prefix(sixteen ? 1 : 0);
        std::uint32_t code = 0;
        const auto [end, error] =
            std::from_chars(entity.data(), entity.data() + entity.size(), code, sixteen ? 16 : 10);
        const bool fine = error == std::errc{} && end == entity.data() + entity.size() &&
                          code != 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
        if (fine) {
            append_code_point(out, code);
        }
        return fine;
    }

    bool attributes(json& into) {
        for (skip_space(); !rest_.empty() && rest_[0] != '>' && rest_[0] != '/'; skip_space()) {
            const auto key = name();
            skip_space();
            if (key.empty() || !take("=")) {
                return false;
            }
            skip_space();
            const char quote = rest_.empty() ? ' ' : rest_[0];
            const auto end =
                quote == '"' || quote == '\'' ? rest_.find(quote, 1) : std::string_view::npos;
            if (end == std::string_view::npos) {
                return false;
            }
            auto value = decoded(rest_.substr(1, end - 1));
            rest_.remove_prefix(end + 1);
            if (!value) {
                return false;
            }
            into["@" + std::string(key)] = *std::move(value);
        }
        return !rest_.empty();
    }

    // One element, added to its parent by its name without a prefix.
    bool element(json& parent, int depth) {
        if (depth > deepest || !take("<")) {
            return false;
        }
        const auto whole = name();
        const auto key = std::string(whole.substr(whole.rfind(':') + 1));
        json inside = json::object();
        if (key.empty() || key[0] == '!' || !attributes(inside)) {
            return false;
        }
        std::string words;
        if (!take("/>") && !(take(">") && content(inside, words, whole, depth))) {
            return false;
        }
        json value = inside.empty() ? json(words) : std::move(inside);
        if (value.is_object() && words.find_first_not_of(" \t\r\n") != std::string::npos) {
            value["#text"] = words;
        }
        auto& slot = parent[key];
        if (slot.is_null()) {
            slot = std::move(value);
        } else {
            if (!slot.is_array()) {
                slot = json::array({std::move(slot)});
            }
            slot.push_back(std::move(value));
        }
        return true;
    }

    bool content(json& inside, std::string& words, std::string_view whole, int depth) {
        while (!rest_.empty()) {
            if (take("</")) {
                const bool same = name() == whole;
                skip_space();
                return same && take(">");
            }
            if (take("<![CDATA[")) {
                const auto end = rest_.find("]]>");
                words += rest_.substr(0, end);
                if (!skip_past("]]>")) {
                    return false;
                }
            } else if (rest_.starts_with("<!--") || rest_.starts_with("<?")) {
                if (!skip_past(rest_.starts_with("<?") ? "?>" : "-->")) {
                    return false;
                }
            } else if (rest_[0] == '<') {
                if (!element(inside, depth + 1)) {
                    return false;
                }
            } else {
                const auto end = std::min(rest_.find('<'), rest_.size());
                const auto text = decoded(rest_.substr(0, end));
                rest_.remove_prefix(end);
                if (!text) {
                    return false;
                }
                words += *text;
            }
        }
        return false;
    }

    std::string_view rest_;
};

}  // namespace

json read_xml(std::string_view text) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    text.remove_prefix(text.starts_with(mark) ? mark.size() : 0);
    return reader(text).document();
}

}  // namespace http
