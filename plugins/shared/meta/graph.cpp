#include "graph.hpp"

#include "json_read.hpp"

#include <algorithm>

namespace meta {

std::string option(const json& options, const char* name, std::string_view otherwise) {
    const auto& value = member(options, name);
    return value.is_string() ? value.get<std::string>() : std::string(otherwise);
}

graph graph::read(const json& options, std::string_view host) {
    const auto token = option(options, "access_token");
    if (token.empty()) {
        throw selat::refusal{selat::code::config, "access_token is needed"};
    }
    graph out;
    out.base = option(options, "api_base", host);
    while (out.base.ends_with('/')) {
        out.base.pop_back();
    }
    if (const auto version = option(options, "api_version", "v25.0"); !version.empty()) {
        out.base += "/" + version;
    }
    out.authorization = "Bearer " + token;
    return out;
}

void graph::get(std::uint64_t op, const std::string& path, std::string_view context,
                selat::actions out) const {
    const selat::pair headers[] = {{"authorization", authorization}};
    out.call({.op = op,
              .method = "GET",
              .url = base + path,
              .headers = headers,
              .context = context,
              .repeatable = true});
}

void graph::post(std::uint64_t op, const std::string& path, std::string_view body,
                 std::string_view context, bool repeatable, selat::actions out) const {
    const selat::pair headers[] = {{"authorization", authorization},
                                   {"content-type", "application/json"}};
    out.call({.op = op,
              .url = base + path,
              .headers = headers,
              .body = body,
              .context = context,
              .repeatable = repeatable});
}

bool is_path_id(std::string_view id) {
    return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    });
}

bool is_web_url(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) &&
           std::all_of(url.begin(), url.end(),
                       [](char c) { return c > ' ' && c != '{' && c != '}' && c != '\x7f'; });
}

}  // namespace meta
