#include "assets.hpp"

#include "encoding.hpp"
#include "headers.hpp"
#include "json_read.hpp"
#include "script.hpp"

#include <algorithm>

namespace webchat {
namespace {

constexpr selat::pair sniffing{"x-content-type-options", "nosniff"};
constexpr selat::pair anywhere{"access-control-allow-origin", "*"};
constexpr selat::pair embedded{"cross-origin-resource-policy", "cross-origin"};

}  // namespace

assets::assets(const selat::crypto& crypto) {
    for (const auto& [encoding, bytes] : {std::pair{std::string_view("br"), script_brotli()},
                                          {"gzip", script_gzip()},
                                          {"", webchat::script()}}) {
        scripts_.push_back({encoding, bytes, tag_of(crypto, bytes)});
    }
    const auto all = parse(webchat::texts());
    for (const auto& [language, words] : all.items()) {
        auto bytes = written(words);
        auto tag = tag_of(crypto, bytes);
        texts_.emplace(language, text{std::move(bytes), std::move(tag)});
    }
}

std::string assets::tag_of(const selat::crypto& crypto, std::string_view bytes) {
    const auto digest = crypto.sha256(bytes);
    return '"' + base64url(std::span(digest).first(15)) + '"';
}

std::vector<std::string> assets::languages() const {
    std::vector<std::string> out = {"en"};
    for (const auto& [language, words] : texts_) {
        out.push_back(language);
    }
    return out;
}

void assets::script(const selat::http_request& request, selat::actions out) const {
    const auto accepted = request.header("accept-encoding");
    const auto& chosen = *std::find_if(scripts_.begin(), scripts_.end(), [&](const asset& each) {
        return each.encoding.empty() || lists(accepted, each.encoding);
    });
    const bool known = lists(request.header("if-none-match"), chosen.tag);
    const auto body = known || request.method == "HEAD" ? std::string_view{} : chosen.bytes;
    const selat::pair type{"content-type", "text/javascript; charset=utf-8"};
    const selat::pair cached{"cache-control", "public, max-age=300"};
    const selat::pair vary{"vary", "Accept-Encoding"};
    const selat::pair tag{"etag", chosen.tag};
    if (chosen.encoding.empty()) {
        return out.respond(known ? 304 : 200, body,
                           {type, tag, cached, vary, sniffing, embedded, anywhere});
    }
    out.respond(known ? 304 : 200, body,
                {type,
                 tag,
                 cached,
                 vary,
                 sniffing,
                 embedded,
                 anywhere,
                 {"content-encoding", chosen.encoding}});
}

bool assets::texts(const selat::http_request& request, std::string_view language,
                   selat::actions out) const {
    const auto found = texts_.find(language);
    if (found == texts_.end()) {
        return false;
    }
    const auto& [bytes, tag] = found->second;
    const bool known = lists(request.header("if-none-match"), tag);
    const auto body = known || request.method == "HEAD" ? std::string_view{} : bytes;
    out.respond(known ? 304 : 200, body,
                {{"content-type", "application/json"},
                 {"etag", tag},
                 {"cache-control", "public, max-age=3600"},
                 sniffing,
                 embedded,
                 anywhere});
    return true;
}

}  // namespace webchat
