#include "html.hpp"

#include "charset.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <climits>
#include <libxml/HTMLparser.h>

namespace email {
namespace {

constexpr std::array<std::string_view, 16> dropped = {
    "head", "script", "style",    "title",    "object", "iframe", "applet", "svg",
    "math", "select", "template", "noframes", "video",  "audio",  "canvas", "textarea"};
constexpr std::array<std::string_view, 38> allowed = {
    "a",   "b",    "strong",     "i",   "em",   "u",   "s",     "strike", "p",     "br",
    "div", "span", "blockquote", "pre", "code", "h1",  "h2",    "h3",     "h4",    "h5",
    "h6",  "ul",   "ol",         "li",  "dl",   "dt",  "dd",    "table",  "thead", "tbody",
    "tr",  "td",   "th",         "hr",  "sub",  "sup", "small", "center"};
constexpr std::array<std::string_view, 26> blocks = {
    "address", "article", "aside", "blockquote", "dd",  "div",     "dl",    "dt",     "footer",
    "form",    "h1",      "h2",    "h3",         "h4",  "h5",      "h6",    "header", "hr",
    "li",      "main",    "ol",    "p",          "pre", "section", "table", "ul"};
constexpr std::size_t deepest = 256;

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

// Blanks and control characters within a scheme are skipped by browsers: such a link is none.
bool leads_somewhere(std::string_view address) {
    constexpr std::array<std::string_view, 4> schemes = {"https://", "http://", "mailto:", "tel:"};
    return std::any_of(schemes.begin(), schemes.end(),
                       [&](auto each) { return starts_with_word(address, each); });
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() < 4 && text.find_first_not_of("0123456789") == text.npos;
}

// What mail programs put around what was written before. `rest`: everything behind it is, too.
enum class quotation { none, inside, rest };

quotation quotation_of(std::string_view name, const xmlChar** attributes) {
    const auto id = attribute(attributes, "id");
    const auto classes = attribute(attributes, "class");
    constexpr std::array<std::string_view, 4> rests = {"divRplyFwdMsg", "appendonsend",
                                                       "mail-editor-reference-message-container",
                                                       "selat-reply-above"};
    if (std::any_of(rests.begin(), rests.end(), [&](auto each) { return id.ends_with(each); })) {
        return quotation::rest;
    }
    constexpr std::array<std::string_view, 9> insides = {
        "gmail_quote",           "yahoo_quoted",     "moz-cite-prefix",
        "protonmail_quote",      "zmail_extra",      "tutanota_quote",
        "gmail_quote_container", "front-blockquote", "zohomail_quote"};
    if (std::any_of(insides.begin(), insides.end(),
                    [&](auto each) { return classes.find(each) != classes.npos; })) {
        return quotation::inside;
    }
    const bool cited = name == "blockquote" &&
                       (lower(attribute(attributes, "type")) == "cite" ||
                        id.starts_with("isReplyContent") || !attribute(attributes, "cite").empty());
    return cited ? quotation::inside : quotation::none;
}

class reading {
public:
    void open(std::string_view name, const xmlChar** attributes);
    void close(std::string_view name);
    void words(std::string_view text);
    read_html finish() &&;

private:
    struct element {
        std::string name;
        bool shown = false;   // it is in the safe HTML
        bool quotes = false;  // what was written before is inside
        bool hides = false;
        std::string link;
        std::size_t words_at = 0;
    };

    void show(std::string_view name, const xmlChar** attributes, element& made);
    void leave(const element& left);
    void new_line(std::size_t blank_lines);
    void say(std::string_view text);

    std::string safe_;
    std::string text_;
    std::vector<element> open_;
    std::string own_;                              // what is said outside of quotations
    std::size_t first_quote_ = std::string::npos;  // in text_
    std::size_t own_then_ = 0;                     // size of own_ at that time
    int hidden_ = 0;
    int quoting_ = 0;
    bool to_the_end_ = false;
    int preformatted_ = 0;
    bool space_ = false;
};

void reading::new_line(std::size_t blank_lines) {
    space_ = false;
    const auto last = text_.find_last_not_of('\n');
    if (text_.empty() || last == text_.npos) {
        return;
    }
    const auto present = text_.size() - last - 1;
    text_.append(std::max(present, blank_lines + 1) - present, '\n');
}

void reading::say(std::string_view text) {
    if (space_ && !text_.empty() && text_.back() != '\n') {
        text_ += ' ';
    }
    space_ = false;
    text_ += text;
    if (quoting_ == 0 && !to_the_end_) {
        own_ += text;
    }
}

void reading::show(std::string_view name, const xmlChar** attributes, element& made) {
    if (!holds(allowed, name) || open_.size() > deepest || hidden_ > 0) {
        return;
    }
    safe_ += '<';
    safe_ += name;
    if (name == "a" && leads_somewhere(made.link)) {
        safe_ += " href=\"" + as_html(made.link) + "\" rel=\"noopener noreferrer nofollow\"";
    }
    for (const std::string_view kept : {"colspan", "rowspan"}) {
        if (const auto value = attribute(attributes, kept); is_number(value)) {
            safe_ += ' ';
            safe_ += kept;
            safe_ += "=\"" + std::string(value) + "\"";
        }
    }
    if (const auto direction = lower(attribute(attributes, "dir"));
        direction == "rtl" || direction == "ltr") {
        safe_ += " dir=\"" + direction + "\"";
    }
    safe_ += '>';
    made.shown = name != "br" && name != "hr";
}

void reading::open(std::string_view name, const xmlChar** attributes) {
    element made;
    made.name = name;
    const auto style = lower(attribute(attributes, "style"));
    made.hides = holds(dropped, name) || style.find("display:none") != style.npos ||
                 style.find("display: none") != style.npos;
    hidden_ += made.hides ? 1 : 0;
    preformatted_ += name == "pre" ? 1 : 0;
    const auto quotes = quotation_of(name, attributes);
    if (quotes != quotation::none && first_quote_ == std::string::npos) {
        first_quote_ = text_.size();
        own_then_ = own_.size();
    }
    made.quotes = quotes == quotation::inside;
    quoting_ += made.quotes ? 1 : 0;
    to_the_end_ = to_the_end_ || quotes == quotation::rest;
    if (name == "a") {
        made.link = trimmed(attribute(attributes, "href"));
    }
    show(name, attributes, made);
    if (name == "br") {
        space_ = false;
        text_ += text_.empty() ? "" : "\n";
    } else if (holds(blocks, name) || name == "tr") {
        new_line(name == "p" ? 1 : 0);
    }
    space_ = space_ || name == "td" || name == "th";
    if (hidden_ == 0 && name == "li") {
        say("- ");
    } else if (hidden_ == 0 && name == "img") {
        const auto alt = trimmed(attribute(attributes, "alt"));
        say(alt);
        safe_ += as_html(alt);
    }
    made.words_at = text_.size();
    open_.push_back(std::move(made));
}

void reading::leave(const element& left) {
    hidden_ -= left.hides ? 1 : 0;
    preformatted_ -= left.name == "pre" ? 1 : 0;
    if (hidden_ == 0 && leads_somewhere(left.link) && !starts_with_word(left.link, "tel:")) {
        auto address = std::string_view(left.link);
        if (starts_with_word(address, "mailto:")) {
            address.remove_prefix(7);
        }
        if (text_.find(address, left.words_at) == text_.npos) {
            say(text_.size() == left.words_at ? std::string(address)
                                              : " (" + std::string(address) + ")");
        }
    }
    if (holds(blocks, left.name)) {
        new_line(left.name == "p" ? 1 : 0);
    }
    quoting_ -= left.quotes ? 1 : 0;
    if (left.shown) {
        safe_ += "</" + left.name + ">";
    }
}

void reading::close(std::string_view name) {
    const auto found = std::find_if(open_.rbegin(), open_.rend(),
                                    [&](const auto& each) { return each.name == name; });
    if (found == open_.rend()) {
        return;
    }
    for (bool last = false; !last;) {
        last = open_.back().name == name;
        const auto left = std::move(open_.back());
        open_.pop_back();
        leave(left);
    }
}

void reading::words(std::string_view text) {
    if (hidden_ > 0) {
        return;
    }
    safe_ += as_html(text);
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

read_html reading::finish() && {
    while (!open_.empty()) {
        const auto left = std::move(open_.back());
        open_.pop_back();
        leave(left);
    }
    read_html out;
    out.text = tidy(trimmed(text_));
    out.visible = out.text;
    if (first_quote_ != std::string::npos) {
        const auto before = trimmed(std::string_view(text_).substr(0, first_quote_));
        const auto quoted = trimmed(std::string_view(text_).substr(first_quote_));
        const bool mixed = !trimmed(std::string_view(own_).substr(own_then_)).empty();
        const bool forwarded = contains_word(quoted.substr(0, 200), "forwarded message");
        if (!before.empty() && !mixed && !forwarded) {
            out.visible = tidy(before);
        }
    }
    out.safe = std::string(trimmed(safe_));
    return out;
}

void on_open(void* reader, const xmlChar* name, const xmlChar** attributes) {
    static_cast<reading*>(reader)->open(view(name), attributes);
}

void on_close(void* reader, const xmlChar* name) {
    static_cast<reading*>(reader)->close(view(name));
}

void on_words(void* reader, const xmlChar* text, int size) {
    static_cast<reading*>(reader)->words(
        {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}

}  // namespace

read_html read_page(std::string_view html) {
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
    html = html.substr(0, INT_MAX / 2);
    htmlParseChunk(parser.get(), html.data(), static_cast<int>(html.size()), 1);
    return std::move(reading).finish();
}

std::string as_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char each : text) {
        switch (each) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += each;
        }
    }
    return out;
}

}  // namespace email
