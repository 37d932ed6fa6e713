#pragma once
// Names, addresses and ids as they stand in paths and documents.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace google {

// What stands behind the last slash: "conversations/C/messages/M" is M.
std::string_view last_of(std::string_view name);

// As a segment of a path, or a value in a query; a number's "+" stays in a path.
std::string in_path(std::string_view text);
std::string in_query(std::string_view text);

// https or http, and nothing in it that the host would fill in.
bool is_web_url(std::string_view url);
// The host of such a URL, as it stands there; empty when it is none.
std::string_view host_of(std::string_view url);

// A version 4 UUID of random bytes.
std::string uuid(std::span<const std::uint8_t, 16> random);
// Another id, always the same one for the same `id`.
std::string beside(std::string_view id);

}  // namespace google
