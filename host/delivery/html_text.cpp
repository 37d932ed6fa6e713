#include "host/delivery/html_text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <libxml/HTMLparser.h>
#include <nlohmann/json.hpp>

namespace selat::delivery {
namespace {

constexpr std::array<std::string_view, 4> hidden = {"head", "script", "style", "title"};
constexpr std::array<std::string_view, 27> blocks = {
    "address", "article", "aside", "blockquote", "br", "dd",  "div",     "dl",    "dt",
    "footer",  "form",    "h1",    "h2",         "h3", "h4",  "h5",      "h6",    "header",
    "hr",      "li",      "main",  "ol",         "p",  "pre", "section", "table", "ul"};

template <std::size_t Size>
bool holds(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

std::string_view attribute(const xmlChar** attributes, std::string_view name) {
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
        if (view(attributes[0]) == name) {
            return view(attributes[1]);
        }
    }
    return {};
}

// Gathers the words while the parser walks through.
class reading {
public:
    void open(std::string_view name, const xmlChar** attributes);
    void close(std::string_view name);
    void words(std::string_view text);
    std::string finish() &&;

private:
    struct link {
        std::string address;
        std::size_t words_at;
    };

    void new_line(std::size_t blank_lines);
    void say(std::string_view text);

    std::string out_;
    std::vector<link> links_;
    int hidden_ = 0;
    int preformatted_ = 0;
    bool space_ = false;  // before the next word
};

void reading::new_line(std::size_t blank_lines) {
    space_ = false;
    if (out_.empty()) {
        return;
    }
    const auto last = out_.find_last_not_of('\n');
    const auto present = out_.size() - (last == out_.npos ? 0 : last + 1);
    out_.append(std::max(present, blank_lines + 1) - present, '\n');
}

void reading::say(std::string_view text) {
    if (space_ && !out_.empty() && out_.back() != '\n') {
        out_ += ' ';
    }
    space_ = false;
    out_ += text;
}

void reading::open(std::string_view name, const xmlChar** attributes) {
    hidden_ += holds(hidden, name) ? 1 : 0;
    preformatted_ += name == "pre" ? 1 : 0;
    if (name == "br") {
        space_ = false;
        out_ += out_.empty() ? "" : "\n";
    } else if (holds(blocks, name)) {
        new_line(name == "p" ? 1 : 0);
    }
    space_ = space_ || name == "td" || name == "th";
    if (name == "tr") {
        new_line(0);
    } else if (name == "li") {
        say("- ");
    } else if (name == "img") {
        const auto words = attribute(attributes, "alt");
        say(words.empty() ? attribute(attributes, "src") : words);
    } else if (name == "a") {
        links_.push_back({std::string(attribute(attributes, "href")), out_.size()});
    }
}

void reading::close(std::string_view name) {
    hidden_ -= holds(hidden, name) ? 1 : 0;
    preformatted_ -= name == "pre" ? 1 : 0;
    if (name == "a" && !links_.empty()) {
        const auto link = std::move(links_.back());
        links_.pop_back();
        const bool leads = link.address.find(':') != std::string::npos;
        const bool said = out_.find(link.address, link.words_at) != std::string::npos;
        if (leads && !said) {
            say(out_.size() == link.words_at ? link.address : " (" + link.address + ")");
        }
    } else if (name != "br" && name != "hr" && holds(blocks, name)) {
        new_line(name == "p" ? 1 : 0);
    }
}

void reading::words(std::string_view text) {
    if (hidden_ > 0) {
        return;
    }
    if (preformatted_ > 0) {
        return say(text);
    }
    constexpr std::string_view spaces = " \t\r\n\f";
    while (!text.empty()) {
        const auto word = text.find_first_not_of(spaces);
        space_ = space_ || word != 0;
        if (word == text.npos) {
            return;
        }
        text.remove_prefix(word);
        const auto end = std::min(text.find_first_of(spaces), text.size());
        say(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string reading::finish() && {
    out_.erase(out_.find_last_not_of(" \n") + 1);
    return std::move(out_);
}

void on_open(void* reader, const xmlChar* name, const xmlChar** attributes) {
    static_cast<reading*>(reader)->open(view(name), attributes);
}

void on_close(void* reader, const xmlChar* name) {
    static_cast<reading*>(reader)->close(view(name));
}

void on_words(void* reader, const xmlChar* text, int size) {
    static_cast<reading*>(reader)->words(view(text).substr(0, static_cast<std::size_t>(size)));
}

}  // namespace

std::string html_text(std::string_view html) {
    reading reading;
    htmlSAXHandler calls{};
    calls.startElement = on_open;
    calls.endElement = on_close;
    calls.characters = on_words;
    calls.ignorableWhitespace = on_words;
    const auto free = [](htmlParserCtxtPtr parser) { htmlFreeParserCtxt(parser); };
    const std::unique_ptr<htmlParserCtxt, decltype(free)> parser(
        htmlCreatePushParserCtxt(&calls, &reading, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
    if (!parser) {
        return {};
    }
    htmlCtxtUseOptions(parser.get(), HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                         HTML_PARSE_IGNORE_ENC);
    htmlParseChunk(parser.get(), html.data(), static_cast<int>(html.size()), 1);
    return std::move(reading).finish();
}

std::string text_html(std::string_view text) {
    std::string out;
    for (const char each : text) {
        switch (each) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\n': out += "<br>"; break;
        default: out += each;
        }
    }
    return out;
}

std::string with_text(std::string content) {
    if (content.find("\"html\"") == content.npos) {  // most have none
        return content;
    }
    auto read = nlohmann::json::parse(content, nullptr, false);
    const auto words = [&](const char* part) {
        const auto found = read.is_object() ? read.find(part) : read.end();
        return found != read.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string();
    };
    constexpr auto blank = " \t\r\n";
    if (read.is_discarded() || words("text").find_first_not_of(blank) != std::string::npos) {
        return content;
    }
    auto text = html_text(words("html"));
    if (text.find_first_not_of(blank) == text.npos) {
        return content;
    }
    read["text"] = std::move(text);
    return read.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace selat::delivery
