#pragma once
// Content → the request that sends it, by the recipe's template.

#include "template.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

// What a send is made of.
struct letter {
    std::string_view to;
    std::string_view content;
    std::string_view id;   // ours, "IM…"
    std::string_view key;  // the same at every try
    std::string_view author;
    std::string_view callback;  // URL of the webhook
    std::int64_t now_ms = 0;
};

struct prepared {
    std::string method;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool repeatable = false;
};

class request_maker {
public:
    request_maker() = default;
    // `api`: what URLs that begin with / are below.
    request_maker(const json& from, const place& at, const settings& settings, std::string api);

    // One request, or two where a text and the links of its files are too long for one. Throws
    // selat::refusal for what the provider cannot carry.
    [[nodiscard]] std::vector<prepared> make(const letter& letter) const;

private:
    enum class body_as { none, json, form, xml };
    struct request {
        std::string method;
        text_template url;
        text_template user, password;
        std::vector<std::pair<std::string, text_template>> query, headers, form;
        body_as as = body_as::none;
        json_template json_body;
        text_template xml_body;
        bool repeatable = false;
    };
    // What one request says.
    struct parts {
        std::string text;
        json media = json::array();  // URLs
        json first = json::object();
    };
    static request read(const rule& from, const settings& settings);
    static std::string pairs_of(const std::vector<std::pair<std::string, text_template>>& from,
                                const lookup& find);
    [[nodiscard]] bool is_media(const std::string& kind) const;
    [[nodiscard]] parts fit(std::string text, const json& files) const;
    [[nodiscard]] prepared write(const letter& letter, const parts& said) const;
    [[nodiscard]] std::string url_of(const request& by, const lookup& find) const;

    const settings* settings_ = nullptr;
    std::string api_;
    request text_;
    request media_;
    bool has_media_ = false;
    std::vector<std::string> media_kinds_;  // that the media request is for; none: all
    std::size_t media_max_ = 1;
    std::size_t caption_max_ = 0;
    std::size_t text_max_ = 0;
};

}  // namespace http
