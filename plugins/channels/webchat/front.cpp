#include "front.hpp"

#include "encoding.hpp"
#include "headers.hpp"
#include "json_read.hpp"
#include "limits.hpp"

namespace webchat {
namespace {

constexpr std::string_view subprotocol = "gwchat.v1";
constexpr std::string_view texts_path = "/texts/";
constexpr std::string_view json_type = "application/json";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char each : text) {
        switch (each) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += each;
        }
    }
    return out;
}

std::string_view path_of(std::string_view url) {
    const auto host = url.find("://");
    const auto path = host == url.npos ? url.npos : url.find('/', host + 3);
    return path == url.npos ? std::string_view{} : url.substr(path);
}

std::string socket_url(std::string_view public_url) {
    return public_url.starts_with("http") ? "ws" + std::string(public_url.substr(4)) + "/socket"
                                          : std::string();
}

// One of a text in several languages: the one for the tag, English, or any.
std::string text_for(const json& text, const std::string& tag) {
    if (!text.is_object()) {
        return text.is_string() ? text.get<std::string>() : std::string();
    }
    for (const auto& each : {tag, tag.substr(0, tag.find('-')), std::string("en")}) {
        if (const auto found = text_of(text, each.c_str()); !found.empty()) {
            return found;
        }
    }
    return text.empty() ? std::string() : text.begin()->get<std::string>();
}

std::string config_of(const options& options, const std::vector<std::string>& languages) {
    const bool taken = options.files.most_bytes > 0;
    const json files = {{"max_bytes", options.files.most_bytes},
                        {"max_count", max_files_at_once},
                        {"types", options.files.types}};
    return written({{"key", options.instance},
                    {"title", options.title},
                    {"greeting", options.greeting},
                    {"default_locale", options.locale},
                    {"locales", languages},
                    {"limits", {{"text", max_text}, {"frame", max_frame}}},
                    {"features", {{"files", taken}, {"typing", true}, {"receipts", true}}},
                    {"files", taken ? files : json()},
                    {"identity", !options.identity_secrets.empty()},
                    {"color", options.color},
                    {"prechat", options.prechat.told()},
                    {"verify", !options.verify_phone.empty()},
                    {"ws_url", socket_url(options.public_url)},
                    {"protocol", {1}}});
}

std::string preview_of(const options& options) {
    const auto language = escaped(options.locale.empty() ? "en" : options.locale);
    const auto own = text_for(options.title, options.locale);
    const auto title = escaped(own.empty() ? options.instance : own);
    const auto source = escaped(path_of(options.public_url)) + "/widget.js";
    return "<!doctype html>\n<html lang=\"" + language +
           "\">\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           title + "</title>\n<h1>" + title + "</h1>\n<script src=\"" + source +
           "\" data-open async></script>\n</html>\n";
}

// For a request that is welcome; what has no origin needs no leave.
selat::pair allowed_origin(const selat::http_request& request) {
    const auto origin = request.header("origin");
    return {origin.empty() ? "x-robots-tag" : "access-control-allow-origin",
            origin.empty() ? "noindex" : origin};
}

}  // namespace

front::front(const selat::setup& setup, options options)
    : options_(std::move(options)), crypto_(setup.crypto), sessions_(setup.crypto),
      identities_(options_.identity_secrets, options_.instance, setup.crypto),
      assets_(setup.crypto), config_(config_of(options_, assets_.languages())),
      config_tag_(assets::tag_of(crypto_, config_)), preview_(preview_of(options_)) {}

void front::answer(const selat::http_request& request, selat::actions out) const {
    const auto path = request.path;
    const bool posted = path == "/session" || path == "/files";
    const bool called = posted || path == "/config";
    const bool shown = path.empty() || path == "/widget.js" || path == "/socket";
    if (!called && !shown && !path.starts_with(texts_path)) {
        return refuse(request, out, 404, "not_found", "there is nothing here");
    }
    if (called && request.method == "OPTIONS") {
        return preflight(request, out);
    }
    const bool get = request.method == "GET" || request.method == "HEAD";
    if (posted ? request.method != "POST" : !get) {
        return refuse(request, out, 405, "method_not_allowed", "not with this method");
    }
    if (called) {
        return path == "/session" ? new_session(request, out)
               : path == "/files" ? file(request, out)
                                  : config(request, out);
    }
    if (path == "/socket") {
        return socket(request, out);
    }
    if (shown) {
        return path.empty() ? preview(request, out) : assets_.script(request, out);
    }
    if (!assets_.texts(request, path.substr(texts_path.size()), out)) {
        refuse(request, out, 404, "not_found", "there is no such language");
    }
}

void front::config(const selat::http_request& request, selat::actions out) const {
    if (!welcome(request)) {
        return refuse(request, out, 403, "origin_denied", "this website may not show the chat");
    }
    const bool known = lists(request.header("if-none-match"), config_tag_);
    const auto body =
        known || request.method == "HEAD" ? std::string_view{} : std::string_view(config_);
    out.respond(known ? 304 : 200, body,
                {{"etag", config_tag_},
                 {"cache-control", "private, max-age=60"},
                 {"content-type", json_type},
                 {"x-content-type-options", "nosniff"},
                 {"vary", "Origin"},
                 allowed_origin(request)});
}

void front::preview(const selat::http_request& request, selat::actions out) const {
    out.respond(200, request.method == "HEAD" ? std::string_view{} : std::string_view(preview_),
                {{"content-type", "text/html; charset=utf-8"},
                 {"cache-control", "no-cache"},
                 {"x-content-type-options", "nosniff"},
                 {"content-security-policy",
                  "default-src 'none'; script-src 'self'; connect-src 'self' ws: wss:; "
                  "img-src * data:; media-src *; base-uri 'none'; form-action 'none'"}});
}

void front::socket(const selat::http_request& request, selat::actions out) const {
    if (!welcome(request)) {
        return refuse(request, out, 403, "origin_denied", "this website may not show the chat");
    }
    if (!request.upgrade) {
        return refuse(request, out, 426, "upgrade_required", "this is a WebSocket");
    }
    const auto name = base64url(request.random.first(11));
    const bool offered = lists(request.header("sec-websocket-protocol"), subprotocol);
    out.accept(name, offered ? subprotocol : std::string_view{}, max_frame, idle_ms);
}

void front::preflight(const selat::http_request& request, selat::actions out) const {
    const auto origin = request.header("origin");
    if (!options_.origins.allow(origin)) {
        return refuse(request, out, 403, "origin_denied", "this website may not show the chat");
    }
    out.respond(
        204, {},
        {{"access-control-allow-origin", origin},
         {"access-control-allow-methods", "GET, POST"},
         {"access-control-allow-headers", "content-type, authorization, x-client-id, x-file-name"},
         {"access-control-max-age", "600"},
         {"vary", "Origin"}});
}

bool front::welcome(const selat::http_request& request) const {
    return !request.headers.has("origin") || options_.origins.allow(request.header("origin"));
}

void front::reply(const selat::http_request& request, selat::actions out, std::uint32_t status,
                  const json& body) const {
    const auto origin = request.header("origin");
    const auto text = written(body);
    if (options_.origins.allow(origin)) {
        return out.respond(status, text,
                           {{"content-type", json_type},
                            {"cache-control", "no-store"},
                            {"x-content-type-options", "nosniff"},
                            {"vary", "Origin"},
                            {"access-control-allow-origin", origin}});
    }
    out.respond(status, text,
                {{"content-type", json_type},
                 {"cache-control", "no-store"},
                 {"x-content-type-options", "nosniff"},
                 {"vary", "Origin"}});
}

void front::refuse(const selat::http_request& request, selat::actions out, std::uint32_t status,
                   std::string_view code, std::string_view message) const {
    reply(request, out, status, {{"error", {{"code", code}, {"message", message}}}});
}

void front::hold_off(const selat::http_request& request, selat::actions out, std::string_view why,
                     std::int64_t wait_s) const {
    const auto body =
        written({{"error", {{"code", "rate_limited"}, {"message", why}, {"retry_after", wait_s}}}});
    const auto wait = std::to_string(wait_s);
    out.respond(429, body,
                {{"content-type", json_type},
                 {"cache-control", "no-store"},
                 {"x-content-type-options", "nosniff"},
                 {"retry-after", wait},
                 {"vary", "Origin"},
                 allowed_origin(request)});
}

}  // namespace webchat
