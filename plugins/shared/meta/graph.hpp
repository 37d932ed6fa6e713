#pragma once
// The Graph API as a channel calls it.

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace meta {

struct graph {
    // Of `api_base`, else `host`, with `api_version`; throws a refusal without an access_token.
    static graph read(const nlohmann::json& options, std::string_view host);

    void get(std::uint64_t op, const std::string& path, std::string_view context,
             selat::actions out) const;
    // `repeatable`: it changes nothing to do it twice.
    void post(std::uint64_t op, const std::string& path, std::string_view body,
              std::string_view context, bool repeatable, selat::actions out) const;

    std::string base;           // without a slash at its end
    std::string authorization;  // holds a handle
};

std::string option(const nlohmann::json& options, const char* name,
                   std::string_view otherwise = {});

// Ids go into paths of URLs.
bool is_path_id(std::string_view id);
// http or https, and nothing in it that the host would fill in.
bool is_web_url(std::string_view url);

}  // namespace meta
