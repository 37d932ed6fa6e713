#pragma once
// Parts of content that all of Meta's channels make, and the webhook's document they are made from.

#include "json_read.hpp"

#include <string>
#include <string_view>

namespace meta {

// The document of a webhook; mended where Meta cut a character in two. Discarded when it is no
// object or has no array "entry".
json read_webhook(std::string_view body);

// How many things it tells at most, for who must make room.
std::size_t count_updates(const json& webhook);

json unsupported(std::string_view kind);
json selected(std::string_view title, std::string_view payload);
// A place where latitude and longitude are on the globe; else unsupported.
json location(const json& from, const char* latitude, const char* longitude);
// Something shared: a title, and a link where it has one.
json link_card(std::string_view title, std::string_view url, std::string_view image = {});
json reaction(std::string_view emoji, std::string_view to, bool removed);

// Members of `from` that say something, under "PREFIX_NAME", as a customer's attributes.
class attributes {
public:
    explicit attributes(std::string_view prefix) : prefix_(prefix) {}
    attributes& add(std::string_view name, const json& value);
    // The object, or nothing when it is empty.
    [[nodiscard]] std::string end() const { return all_.empty() ? std::string() : written(all_); }

private:
    std::string prefix_;
    json all_ = json::object();
};

}  // namespace meta
