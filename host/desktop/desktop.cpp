#include "host/desktop/desktop.hpp"

#include <algorithm>
#include <string>

namespace selat::desktop {
namespace {

constexpr std::string_view root = "/desktop/";

// Nothing but our own files runs, styles or is loaded, nobody frames the page, and text never
// becomes script even by mistake.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view cut(std::string_view& list) {
    const auto end = list.find(',');
    const auto item = trimmed(list.substr(0, end));
    list = end == list.npos ? std::string_view{} : list.substr(end + 1);
    return item;
}

bool takes_gzip(std::string_view accepted) {
    while (!accepted.empty()) {
        const auto item = cut(accepted);
        if (trimmed(item.substr(0, item.find(';'))) != "gzip") {
            continue;
        }
        const auto weight = item.find("q=");
        return weight == item.npos ||
               item.find_first_of("123456789", weight) != item.npos;  // q=0 refuses
    }
    return false;
}

bool has_already(std::string_view tags, std::string_view tag) {
    while (!tags.empty()) {
        auto item = cut(tags);
        if (item.starts_with("W/")) {
            item.remove_prefix(2);
        }
        if (item == "*" || item == tag) {
            return true;
        }
    }
    return false;
}

net::response plain(std::uint32_t status, std::string text) {
    net::response out;
    out.status = status;
    out.content_type = "text/plain; charset=utf-8";
    out.body = std::move(text);
    out.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
    return out;
}

net::response moved() {
    auto out = plain(308, "The desktop is at /desktop/.\n");
    out.headers.emplace_back("Location", root);
    return out;
}

void add_security(net::response& out) {
    for (const auto& [name, value] : {
             std::pair{"Content-Security-Policy", policy},
             {"X-Content-Type-Options", "nosniff"},
             {"X-Frame-Options", "DENY"},
             {"Referrer-Policy", "same-origin"},
             {"Cross-Origin-Opener-Policy", "same-origin"},
             {"Cross-Origin-Resource-Policy", "same-origin"},
             {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
         }) {
        out.headers.emplace_back(name, value);
    }
}

}  // namespace

bool serves(std::string_view path) { return path.starts_with(root) || path == "/desktop"; }

net::response answer(const net::request& request, std::span<const file> files) {
    if (request.method != "GET" && request.method != "HEAD") {
        auto out = plain(405, "Only GET and HEAD are served here.\n");
        out.headers.emplace_back("Allow", "GET, HEAD");
        return out;
    }
    if (!request.path.starts_with(root)) {
        return moved();
    }
    const auto name = request.path.substr(root.size());
    const auto found = std::ranges::find(files, name.empty() ? "index.html" : name, &file::path);
    if (found == files.end()) {
        return plain(404, "There is nothing here.\n");
    }
    const bool packed = !found->packed.empty() && takes_gzip(request.get("accept-encoding"));
    // Other bytes, another tag.
    const auto tag = '"' + std::string(found->tag) + (packed ? "-gz\"" : "\"");
    net::response out;
    out.headers = {
        {"ETag", tag},
        {"Cache-Control", found->immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (!found->packed.empty()) {
        out.headers.emplace_back("Vary", "Accept-Encoding");
    }
    add_security(out);
    if (has_already(request.get("if-none-match"), tag)) {
        out.status = 304;
        out.content_type.clear();
        return out;
    }
    if (packed) {
        out.headers.emplace_back("Content-Encoding", "gzip");
    }
    out.content_type = found->content_type;
    out.body = packed ? found->packed : found->bytes;
    return out;
}

}  // namespace selat::desktop
