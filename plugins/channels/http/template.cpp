#include "template.hpp"

#include "encodings.hpp"
#include "path.hpp"
#include "plugins/shared/forms/forms.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace http {
namespace {

constexpr std::size_t template_max = 16 * 1024;
constexpr std::size_t deepest = 16;
constexpr auto filters_known =
    std::to_array<std::string_view>({"plus", "digits", "lower", "upper", "sha256", "base64"});

bool is_known(std::string_view name, const names& known) {
    return std::any_of(known.begin(), known.end(), [&](std::string_view each) {
        return each.ends_with('*') ? name.starts_with(each.substr(0, each.size() - 1))
                                   : each == name;
    });
}

template <class Change>
std::string changed(std::string text, Change change) {
    std::transform(text.begin(), text.end(), text.begin(), change);
    return text;
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A number with its country code: short codes and names are written as they are.
bool is_whole_number(std::string_view text) {
    constexpr std::size_t shortest = 7;
    return text.size() >= shortest &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string filtered_by(std::string text, const std::string& filter, const selat::crypto* crypto) {
    if (filter == "plus") {
        return is_whole_number(text) ? "+" + text : text;
    }
    if (filter == "digits") {
        std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
        return text;
    }
    if (filter == "lower") {
        return changed(text, [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    }
    if (filter == "upper") {
        return changed(text, [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    }
    if (filter == "base64") {
        return selat::base64(bytes_of(text));
    }
    const auto digest = crypto->sha256(text);
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// A line of a header, without what would end it or name a secret.
std::string in_header(std::string text) {
    std::erase_if(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '{' || c == '}';
    });
    return text;
}

std::string escaped(std::string text, writing how) {
    switch (how) {
    case writing::plain: return text;
    case writing::url:
    case writing::form: return forms::encode(text);
    case writing::xml: return xml_escaped(text);
    case writing::header: return in_header(std::move(text));
    }
    return text;
}

// What stands between the quotes of a JSON text.
std::string in_json(std::string_view text) {
    const auto quoted = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    std::string out;
    for (const char c : std::string_view(quoted).substr(1, quoted.size() - 2)) {
        out += c == '{' ? std::string("\\u007b") : std::string(1, c);
    }
    return out;
}

void write_value(const json& value, std::string& out) {
    const char* separator = "";
    if (value.is_string()) {
        out += '"' + in_json(value.get_ref<const std::string&>()) + '"';
    } else if (value.is_array()) {
        out += '[';
        for (const auto& each : value) {
            out += std::exchange(separator, ",");
            write_value(each, out);
        }
        out += ']';
    } else if (value.is_object()) {
        out += '{';
        for (const auto& [name, each] : value.items()) {
            out += std::exchange(separator, ",") + ('"' + in_json(name) + "\":");
            write_value(each, out);
        }
        out += '}';
    } else {
        out += value.dump();
    }
}

}  // namespace

const json& settings::value_of(std::string_view name) const {
    static const json null;
    constexpr std::string_view of_values = "values.";
    const auto found =
        name.starts_with(of_values) ? values.find(name.substr(of_values.size())) : values.end();
    return found == values.end() ? null : found->second;
}

std::string filtered(std::string text, const std::vector<std::string>& filters,
                     const selat::crypto* crypto) {
    for (const auto& each : filters) {
        text = filtered_by(std::move(text), each, crypto);
    }
    return text;
}

void check_filter(std::string_view filter, const place& at) {
    if (std::find(filters_known.begin(), filters_known.end(), filter) == filters_known.end()) {
        at.fault("there is no filter " + std::string(filter) +
                 "; known are plus, digits, lower, upper, sha256, base64");
    }
}

text_template::text_template(std::string_view text, const names& known, const settings& settings,
                             const place& at)
    : crypto_(settings.crypto) {
    if (text.size() > template_max) {
        at.fault("the text is too long");
    }
    std::string words;
    const auto keep = [&] {
        if (!words.empty()) {
            pieces_.push_back({kind::words, std::exchange(words, {}), {}});
        }
    };
    while (!text.empty()) {
        const auto open = text.find_first_of("{}");
        words += text.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        if (open + 1 < text.size() && text[open + 1] == text[open]) {  // "{{" is a brace
            words += text[open];
            text.remove_prefix(open + 2);
            continue;
        }
        const auto end = text.find('}', open);
        if (text[open] == '}' || end == std::string_view::npos) {
            at.fault("a brace has no other half; write {{ or }} for one in the text");
        }
        keep();
        read_hole(text.substr(open + 1, end - open - 1), known, settings, at);
        text.remove_prefix(end + 1);
    }
    keep();
}

void text_template::read_hole(std::string_view hole, const names& known, const settings& settings,
                              const place& at) {
    piece out;
    const auto name = hole.substr(0, hole.find('|'));
    hole.remove_prefix(std::min(name.size() + 1, hole.size()));
    while (!hole.empty()) {
        const auto filter = hole.substr(0, hole.find('|'));
        check_filter(filter, at);
        out.filters.emplace_back(filter);
        hole.remove_prefix(std::min(filter.size() + 1, hole.size()));
    }
    constexpr std::string_view of_secrets = "secret.";
    constexpr std::string_view of_values = "values.";
    if (name.starts_with(of_secrets)) {
        const auto secret = settings.secrets.find(name.substr(of_secrets.size()));
        if (secret == settings.secrets.end()) {
            at.fault("the option secrets has no " + std::string(name.substr(of_secrets.size())));
        }
        if (!out.filters.empty()) {
            at.fault("a secret cannot be changed");
        }
        out.what = kind::secret;
        out.text = secret->second;
        secret_ = true;
    } else if (name.starts_with(of_values)) {
        const auto value = settings.values.find(name.substr(of_values.size()));
        if (value == settings.values.end()) {
            at.fault("the option values has no " + std::string(name.substr(of_values.size())));
        }
        out.what = kind::hole;
        out.text = name;
    } else if (is_known(name, known)) {
        out.what = kind::hole;
        out.text = name;
    } else {
        std::string words;
        for (const auto each : known) {
            words += std::string(each) + ", ";
        }
        at.fault("nothing is called " + std::string(name) + "; known are " + words +
                 "values.NAME and secret.NAME");
    }
    pieces_.push_back(std::move(out));
}

std::string text_template::fill_hole(const piece& from, const lookup& find) const {
    return filtered(as_text(find(from.text)), from.filters, crypto_);
}

std::string text_template::fill(writing how, const lookup& find) const {
    std::string out;
    for (const auto& each : pieces_) {
        if (each.what == kind::hole) {
            out += escaped(fill_hole(each, find), how);
        } else if (each.what == kind::words && how == writing::form) {
            out += forms::encode(each.text);
        } else {
            out += each.text;
        }
    }
    return out;
}

json text_template::value(const lookup& find) const {
    if (pieces_.size() == 1 && pieces_[0].what == kind::hole && pieces_[0].filters.empty()) {
        return find(pieces_[0].text);
    }
    return fill(writing::plain, find);
}

bool text_template::is_void(const lookup& find) const {
    bool holes = false;
    for (const auto& each : pieces_) {
        if (each.what == kind::secret) {
            return false;
        }
        if (each.what == kind::hole) {
            holes = true;
            const auto& value = find(each.text);
            if (!value.empty() && value != json("")) {
                return false;
            }
        }
    }
    return holes;
}

json_template::json_template(const json& from, const names& known, const settings& settings,
                             const place& at)
    : root_(read(from, known, settings, at, 0)) {}

json_template::node json_template::read(const json& from, const names& known,
                                        const settings& settings, const place& at, int depth) {
    if (depth > static_cast<int>(deepest)) {
        at.fault("the template is too deep");
    }
    node out;
    if (from.is_string()) {
        out.shape = 't';
        out.text = text_template(from.get_ref<const std::string&>(), known, settings, at);
    } else if (from.is_object()) {
        out.shape = 'o';
        for (const auto& [name, each] : from.items()) {
            out.keys.push_back(name);
            out.below.push_back(read(each, known, settings, at.below(name), depth + 1));
        }
    } else if (from.is_array()) {
        out.shape = 'a';
        for (std::size_t n = 0; n < from.size(); ++n) {
            out.below.push_back(read(from[n], known, settings, at.item(n), depth + 1));
        }
    } else {
        out.fixed = from;
    }
    return out;
}

void json_template::write(const node& from, const lookup& find, std::string& out) {
    if (from.shape == 't') {
        return from.text.write_json(find, out);
    }
    if (from.shape == 'f') {
        return write_value(from.fixed, out);
    }
    const bool mapping = from.shape == 'o';
    const char* separator = "";
    out += mapping ? '{' : '[';
    for (std::size_t n = 0; n < from.below.size(); ++n) {
        const auto& each = from.below[n];
        if (each.shape == 't' && each.text.is_void(find)) {
            continue;
        }
        out += std::exchange(separator, ",");
        if (mapping) {
            out += '"' + in_json(from.keys[n]) + "\":";
        }
        write(each, find, out);
    }
    out += mapping ? '}' : ']';
}

// Secrets stand as handles between the quotes; everything else is written as JSON writes it.
void text_template::write_json(const lookup& find, std::string& out) const {
    if (!secret_) {
        return write_value(value(find), out);
    }
    out += '"';
    for (const auto& each : pieces_) {
        out += each.what == kind::secret  ? each.text
               : each.what == kind::words ? in_json(each.text)
                                          : in_json(fill_hole(each, find));
    }
    out += '"';
}

std::string json_template::fill(const lookup& find) const {
    std::string out;
    write(root_, find, out);
    return out;
}

}  // namespace http
