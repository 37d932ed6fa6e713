#include "send.hpp"

#include "path.hpp"

#include <algorithm>
#include <span>

namespace http {
namespace {

const names& letter_names() {
    static const names all = {"to",        "text",       "id",         "key",
                              "author",    "callback",   "now",        "media",
                              "media_url", "media_mime", "media_kind", "media_name"};
    return all;
}

bool is_public(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

std::vector<std::pair<std::string, text_template>> read_pairs(const json& from, const place& at,
                                                              const settings& settings) {
    std::vector<std::pair<std::string, text_template>> out;
    if (from.is_null()) {
        return out;
    }
    if (!from.is_object()) {
        at.fault("has to be a mapping of names to texts");
    }
    for (const auto& [name, value] : from.items()) {
        for (const auto& each : rules_in(value, at.below(name))) {
            const auto text = each.from.is_string() ? each.from.get<std::string>()
                              : each.from.is_structured() || each.from.is_null() ? std::string()
                                                                                 : each.from.dump();
            if (text.empty()) {
                each.at.fault("has to be a text");
            }
            out.emplace_back(name, text_template(text, letter_names(), settings, each.at));
        }
    }
    return out;
}

std::vector<std::string> read_kinds(const json& from, const place& at) {
    std::vector<std::string> out;
    for (const auto& each : rules_in(from, at)) {
        const auto kind = each.from.is_string() ? each.from.get<std::string>() : std::string();
        if (kind != "image" && kind != "audio" && kind != "video" && kind != "file" &&
            kind != "sticker") {
            each.at.fault("has to be image, audio, video, file or sticker");
        }
        out.push_back(kind);
    }
    return out;
}

std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

}  // namespace

request_maker::request_maker(const json& from, const place& at, const settings& settings,
                             std::string api)
    : settings_(&settings), api_(std::move(api)) {
    const mapping all(from, at,
                      {"text", "media", "media_max", "media_kinds", "caption_max", "text_max"});
    if (!all.has("text")) {
        at.fault("needs text: the request that sends a text");
    }
    text_ = read({all.get("text"), all.below("text")}, settings);
    has_media_ = all.has("media");
    for (const auto* which : {"text", "media"}) {
        const auto url = text_in(all.get(which), "url");
        if (url.starts_with('/') && api_.empty()) {
            all.below(which).below("url").fault("needs api, or the option api_base, before it");
        }
    }
    if (has_media_) {
        media_ = read({all.get("media"), all.below("media")}, settings);
    }
    const auto media_max = all.number("media_max", 1);
    const auto text_max = all.number("text_max", 1600);
    if (media_max < 1 || media_max > 10 || text_max < 1 || text_max > 1600) {
        at.fault("media_max is from 1 to 10, text_max from 1 to 1600");
    }
    media_max_ = static_cast<std::size_t>(media_max);
    const auto caption_max = all.number("caption_max", text_max);
    if (caption_max < 0 || caption_max > text_max) {
        all.below("caption_max").fault("is from 0 to text_max");
    }
    caption_max_ = static_cast<std::size_t>(caption_max);
    media_kinds_ = read_kinds(all.get("media_kinds"), all.below("media_kinds"));
    text_max_ = static_cast<std::size_t>(text_max);
}

request_maker::request request_maker::read(const rule& from, const settings& settings) {
    const mapping all(
        from.from, from.at,
        {"method", "url", "query", "headers", "basic", "json", "form", "xml", "repeatable"});
    const auto text = [&](const mapping& where, const char* name) {
        return text_template(where.text(name), letter_names(), settings, where.below(name));
    };
    request out;
    out.url = text(all, "url");
    out.method = all.text("method", "POST");
    if (!out.url.given()) {
        from.at.fault("needs url");
    }
    if (out.method != "POST" && out.method != "GET" && out.method != "PUT" &&
        out.method != "PATCH") {
        all.below("method").fault("has to be POST, GET, PUT or PATCH");
    }
    out.query = read_pairs(all.get("query"), all.below("query"), settings);
    out.headers = read_pairs(all.get("headers"), all.below("headers"), settings);
    for (auto& [name, value] : out.headers) {
        name = filtered(name, {"lower"}, nullptr);
    }
    out.form = read_pairs(all.get("form"), all.below("form"), settings);
    out.repeatable = all.flag("repeatable");
    if (all.has("basic")) {
        const mapping basic(all.get("basic"), all.below("basic"), {"user", "password"});
        out.user = text(basic, "user");
        out.password = text(basic, "password");
        if (!out.user.given() || !out.password.given()) {
            basic.at().fault("needs user and password");
        }
    }
    const int bodies =
        (all.has("json") ? 1 : 0) + (all.has("form") ? 1 : 0) + (all.has("xml") ? 1 : 0);
    if (bodies > 1) {
        from.at.fault("has one of json, form and xml");
    }
    if (all.has("json")) {
        out.as = body_as::json;
        out.json_body = json_template(all.get("json"), letter_names(), settings, all.below("json"));
    } else if (all.has("form")) {
        out.as = body_as::form;
    } else if (all.has("xml")) {
        out.as = body_as::xml;
        out.xml_body = text(all, "xml");
    }
    return out;
}

std::string request_maker::pairs_of(const std::vector<std::pair<std::string, text_template>>& from,
                                    const lookup& find) {
    std::string out;
    for (const auto& [name, value] : from) {
        if (value.is_void(find)) {
            continue;
        }
        const auto put = [&](const std::string& text) {
            out += (out.empty() ? "" : "&") + name + "=" + text;
        };
        const auto list = value.has_secret() ? json() : value.value(find);
        if (list.is_array()) {  // a name may stand there several times
            for (const auto& each : list) {
                const lookup one = [&](std::string_view) -> const json& { return each; };
                put(value.fill(writing::form, one));
            }
        } else {
            put(value.fill(writing::form, find));
        }
    }
    return out;
}

std::string request_maker::url_of(const request& by, const lookup& find) const {
    auto url = by.url.fill(writing::url, find);
    if (url.starts_with('/')) {
        url = api_ + url;
    }
    if (by.user.given()) {
        const auto start = url.find("://");
        if (start != std::string::npos) {
            url.insert(start + 3, by.user.fill(writing::url, find) + ":" +
                                      by.password.fill(writing::url, find) + "@");
        }
    }
    if (const auto query = pairs_of(by.query, find); !query.empty()) {
        url += (url.find('?') == std::string::npos ? "?" : "&") + query;
    }
    return url;
}

bool request_maker::is_media(const std::string& kind) const {
    return has_media_ &&
           (media_kinds_.empty() ||
            std::find(media_kinds_.begin(), media_kinds_.end(), kind) != media_kinds_.end());
}

// Files go as such where the request for them has room, else as links behind the text.
request_maker::parts request_maker::fit(std::string text, const json& files) const {
    parts out;
    out.text = std::move(text);
    std::vector<std::string> links;  // of what is in media
    const auto write = [&](const std::string& link) {
        out.text += (out.text.empty() ? "" : "\n") + link;
    };
    for (const auto& each : files) {
        const auto url = text_in(each, "url");
        const auto name = text_in(each, "name");
        const auto link = name.empty() ? url : name + ": " + url;
        if (!is_media(text_in(each, "kind")) || out.media.size() == media_max_) {
            write(link);
            continue;
        }
        out.first = out.media.empty() ? each : out.first;
        out.media.push_back(url);
        links.push_back(link);
    }
    if (length_of(out.text) > caption_max_) {  // too long to stand below a file
        out.media = json::array();
        for (const auto& each : links) {
            write(each);
        }
    }
    return out;
}

std::vector<prepared> request_maker::make(const letter& letter) const {
    const auto content = json::parse(letter.content, nullptr, false);
    if (!content.is_object()) {
        throw selat::refusal{selat::code::invalid, "the content is not a JSON object"};
    }
    const auto text = text_in(content, "text");
    json files = json::array();
    const auto found = content.find("attachments");
    if (found != content.end() && found->is_array()) {
        for (const auto& each : *found) {
            if (!is_public(text_in(each, "url"))) {
                throw selat::refusal{selat::code::invalid,
                                     "an attachment needs a URL that everybody can fetch"};
            }
            files.push_back(each);
        }
    }
    const auto together = fit(text, files);
    if (length_of(together.text) <= text_max_ || text.empty() || files.empty()) {
        return {write(letter, together)};
    }
    auto after = letter;
    const auto key = std::string(letter.key) + "-2";
    after.key = key;
    return {write(letter, fit(text, json::array())), write(after, fit({}, files))};
}

prepared request_maker::write(const letter& letter, const parts& said) const {
    const auto& [text, media, first] = said;
    if (text.empty() && media.empty()) {
        throw selat::refusal{selat::code::unsupported,
                             "the channel carries no part of this content"};
    }
    if (length_of(text) > text_max_) {
        throw selat::refusal{selat::code::invalid, "the text is longer than the provider takes"};
    }
    const json holes = {{"to", letter.to},
                        {"text", text},
                        {"id", letter.id},
                        {"key", letter.key},
                        {"author", letter.author},
                        {"callback", letter.callback},
                        {"now", letter.now_ms / 1000},
                        {"media", media},
                        {"media_url", media.empty() ? json("") : media[0]},
                        {"media_mime", text_in(first, "mime")},
                        {"media_kind", text_in(first, "kind")},
                        {"media_name", text_in(first, "name")}};
    const lookup find = [&](std::string_view name) -> const json& {
        const auto part = holes.find(std::string(name));
        return part == holes.end() ? settings_->value_of(name) : *part;
    };
    const auto& by = media.empty() ? text_ : media_;
    prepared out;
    out.method = by.method;
    out.url = url_of(by, find);
    out.repeatable = by.repeatable;
    for (const auto& [name, value] : by.headers) {
        out.headers.emplace_back(name, value.fill(writing::header, find));
    }
    const auto typed = [&](const char* type) {
        const bool given =
            std::any_of(out.headers.begin(), out.headers.end(),
                        [](const auto& each) { return each.first == "content-type"; });
        if (!given) {
            out.headers.emplace_back("content-type", type);
        }
    };
    switch (by.as) {
    case body_as::none: break;
    case body_as::json:
        typed("application/json");
        out.body = by.json_body.fill(find);
        break;
    case body_as::form:
        typed("application/x-www-form-urlencoded");
        out.body = pairs_of(by.form, find);
        break;
    case body_as::xml:
        typed("text/xml; charset=utf-8");
        out.body = by.xml_body.fill(writing::xml, find);
        break;
    }
    return out;
}

}  // namespace http
