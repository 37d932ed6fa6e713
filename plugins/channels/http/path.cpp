#include "path.hpp"

#include "template.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace http {
namespace {

constexpr std::size_t steps_max = 32;
constexpr std::size_t alternatives_max = 16;

const json& nothing() {
    static const json null;
    return null;
}

}  // namespace

path::path(std::string_view text, const place& at) {
    static constexpr std::pair<std::string_view, start> starts[] = {{"@query", start::query},
                                                                    {"@header", start::header},
                                                                    {"@text", start::text},
                                                                    {"$", start::body}};
    for (const auto& [word, from] : starts) {
        if (text.starts_with(word)) {
            from_ = from;
            text.remove_prefix(word.size());
            if (!text.empty() && text[0] != '.' && text[0] != '[') {
                at.fault("after " + std::string(word) + " comes . or [");
            }
            break;
        }
    }
    if (text.starts_with('@')) {
        at.fault("a path begins with a name, $, @query, @header or @text");
    }
    if (text != ".") {  // the item itself
        read(text, at);
    }
    if (steps_.size() > steps_max) {
        at.fault("the path is too long");
    }
}

void path::read(std::string_view rest, const place& at) {
    while (!rest.empty()) {
        if (rest[0] == '.') {
            rest.remove_prefix(1);
        }
        if (rest.empty()) {
            at.fault("the path ends with a dot");
        }
        if (rest[0] != '[') {
            const auto end = std::min(rest.find_first_of(".["), rest.size());
            if (end == 0) {
                at.fault("the path has two dots");
            }
            steps_.emplace_back(std::string(rest.substr(0, end)));
            rest.remove_prefix(end);
            continue;
        }
        const auto end = rest.find(']');
        if (end == std::string_view::npos) {
            at.fault("the path lacks a ]");
        }
        const auto inner = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
        if (inner == "*") {
            steps_.emplace_back(every{});
        } else if (inner.size() > 2 && inner.front() == '\'' && inner.back() == '\'') {
            steps_.emplace_back(std::string(inner.substr(1, inner.size() - 2)));
        } else {
            std::int64_t index = 0;
            const auto [last, error] =
                std::from_chars(inner.data(), inner.data() + inner.size(), index);
            if (error != std::errc{} || last != inner.data() + inner.size()) {
                at.fault("in [ ] stands a number, * or 'a name'");
            }
            steps_.emplace_back(index);
        }
    }
}

const json& path::begin(const view& in) const {
    const auto part = [&](const char* name) -> const json& {
        const auto found = in.all.find(name);
        return found == in.all.end() ? nothing() : *found;
    };
    switch (from_) {
    case start::item: return in.item;
    case start::body: return part("body");
    case start::query: return part("query");
    case start::header: return part("header");
    case start::text: return part("text");
    }
    return nothing();
}

const json& path::follow(const json& from, const step& step) {
    if (const auto* name = std::get_if<std::string>(&step)) {
        const auto found = from.is_object() ? from.find(*name) : from.end();
        return from.is_object() && found != from.end() ? *found : nothing();
    }
    if (const auto* index = std::get_if<std::int64_t>(&step)) {
        const auto size = static_cast<std::int64_t>(from.size());
        const auto at = *index < 0 ? size + *index : *index;
        if (!from.is_array()) {  // XML has no lists of one
            return at == 0 || *index == -1 ? from : nothing();
        }
        return at >= 0 && at < size ? from[static_cast<std::size_t>(at)] : nothing();
    }
    return from;
}

const json& path::find(const view& in) const {
    const auto* at = &begin(in);
    for (const auto& each : steps_) {
        at = std::holds_alternative<every>(each) ? &follow(*at, std::int64_t{0})
                                                 : &follow(*at, each);
    }
    return *at;
}

std::vector<const json*> path::all(const view& in) const {
    std::vector<const json*> out = {&begin(in)};
    for (const auto& each : steps_) {
        std::vector<const json*> next;
        for (const auto* at : out) {
            if (std::holds_alternative<every>(each) && at->is_array()) {
                for (const auto& element : *at) {
                    next.push_back(&element);
                }
            } else if (const auto& found = follow(*at, each); !found.is_null()) {
                next.push_back(&found);
            }
        }
        out = std::move(next);
    }
    std::erase_if(out, [](const json* each) { return each->is_null(); });
    return out;
}

std::string as_text(const json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    return value.is_number() || value.is_boolean() ? value.dump() : std::string();
}

std::string in_characters(std::string text) {
    const bool ascii = std::all_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii ? text
                 : json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace))
                       .get<std::string>();
}

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> as_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

field::field(const json& from, const place& at, const selat::crypto* crypto) : crypto_(crypto) {
    if (from.is_null()) {
        return;
    }
    for (const auto& each : rules_in(from, at)) {
        if (!each.from.is_string() || each.from.get_ref<const std::string&>().empty()) {
            each.at.fault("has to be a path");
        }
        std::string_view rest = each.from.get_ref<const std::string&>();
        const auto where = rest.substr(0, rest.find('|'));
        alternative next{path(where, each.at), {}};
        rest.remove_prefix(std::min(where.size() + 1, rest.size()));
        while (!rest.empty()) {
            const auto filter = rest.substr(0, rest.find('|'));
            check_filter(filter, each.at);
            next.filters.emplace_back(filter);
            rest.remove_prefix(std::min(filter.size() + 1, rest.size()));
        }
        all_.push_back(std::move(next));
    }
    if (all_.size() > alternatives_max) {
        at.fault("there are too many alternatives");
    }
}

std::string field::text(const view& in) const {
    for (const auto& each : all_) {
        if (const auto& found = each.where.find(in); !found.is_null() && found != json("")) {
            return filtered(as_text(found), each.filters, crypto_);
        }
    }
    return {};
}

}  // namespace http
