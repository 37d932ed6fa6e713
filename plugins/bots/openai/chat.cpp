#include "chat.hpp"

#include "plugins/shared/json_read/json_read.hpp"

#include <algorithm>

namespace openai {
namespace {

using json_read::list_of;
using json_read::member;
using json_read::text_of;

constexpr int deepest = 32;
constexpr std::size_t longest_code = 64;

// JSON is read recursively: what nests without end must not get that far.
bool nests_little(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char each = text[i];
        if (quoted) {
            i += each == '\\' ? 1 : 0;
            quoted = each != '"';
        } else if (each == '"') {
            quoted = true;
        } else if (each == '{' || each == '[') {
            if (++depth > deepest) {
                return false;
            }
        } else if (each == '}' || each == ']') {
            --depth;
        }
    }
    return true;
}

void add_line(std::string& to, const std::string& line) {
    if (!line.empty()) {
        to += (to.empty() ? "" : "\n") + line;
    }
}

// What has no words is named, so that the model knows of it.
std::string words_of(const json& content) {
    std::string out;
    add_line(out, text_of(content, "subject"));
    add_line(out, text_of(content, "text"));
    const auto& selected = member(content, "selected");
    if (out.empty() && selected.is_object()) {
        const auto title = text_of(selected, "title");
        add_line(out, title.empty() ? text_of(selected, "payload") : title);
    }
    for (const auto& each : list_of(content, "choices")) {
        add_line(out, "- " + text_of(each, "title"));
    }
    for (const auto& each : list_of(content, "attachments")) {
        const auto name = text_of(each, "name");
        add_line(out, "[" + text_of(each, "kind") + (name.empty() ? "" : " " + name) + "]");
    }
    if (const auto& place = member(content, "location"); place.is_object()) {
        add_line(out, "[location " + written(member(place, "latitude")) + ", " +
                          written(member(place, "longitude")) + "]");
    }
    if (out.empty() && content.is_object() && !content.empty()) {
        out = "[" + content.begin().key() + "]";
    }
    return out;
}

void add_message(json& to, const json& message) {
    const bool customers = text_of(message, "direction") != "outbound";
    auto words = words_of(member(message, "content"));
    if (!words.empty()) {
        to.push_back({{"role", customers ? "user" : "assistant"}, {"content", std::move(words)}});
    }
}

// A text, or a list of parts.
std::string text_in(const json& content) {
    if (content.is_string()) {
        return content.get<std::string>();
    }
    std::string out;
    if (content.is_array()) {
        for (const auto& each : content) {
            out += text_of(each, "text");
        }
    }
    return out;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace

json read(std::string_view text) {
    auto out = nests_little(text) ? json::parse(text, nullptr, false) : json();
    return out.is_discarded() ? json() : out;
}

std::string written(const json& value) { return json_read::written(value); }

json dialogue_of(std::string_view history, std::string_view message) {
    json out = json::array();
    const auto newest = read(message);
    bool shown = false;
    const auto before = read(history);
    if (before.is_array()) {
        for (const auto& each : before) {
            add_message(out, each);
            shown = shown || (each.is_object() && text_of(each, "id") == text_of(newest, "id"));
        }
    }
    if (!shown) {
        add_message(out, newest);
    }
    return out;
}

std::optional<completion> read_completion(std::string_view body) {
    const auto document = read(body);
    const auto& choices = list_of(document, "choices");
    const auto& message = choices.empty() ? json() : member(choices[0], "message");
    if (!message.is_object()) {
        return std::nullopt;
    }
    completion out;
    out.text = text_in(member(message, "content"));
    out.text = is_blank(out.text) ? std::string() : out.text;
    for (const auto& each : list_of(message, "tool_calls")) {
        if (text_of(each, "id").empty() || text_of(member(each, "function"), "name").empty()) {
            return std::nullopt;
        }
        out.calls.push_back(each);
    }
    out.message = {{"role", "assistant"}, {"content", out.text}};
    if (!out.calls.empty()) {
        out.message["tool_calls"] = out.calls;
    }
    return out;
}

std::string error_code_of(std::string_view body) {
    const auto document = read(body);
    const auto& error = member(document, "error");
    auto code = text_of(error, "code");
    code = code.empty() ? text_of(error, "type") : code;
    const bool plain = std::all_of(code.begin(), code.end(), [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               (each >= '0' && each <= '9') || each == '_' || each == '-' || each == '.';
    });
    return plain && code.size() <= longest_code ? code : std::string();
}

}  // namespace openai
