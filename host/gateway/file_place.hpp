#pragma once
// Where a provider keeps a file, for those that say it only when they are asked.

#include <string>
#include <string_view>

namespace selat::gateway {

// Whether one may go to `to` because the answer of `from` says so: never from https to http, and not
// with a brace in it, which would let another server name our secrets.
bool may_lead(std::string_view from, std::string_view to);

// The URL that the JSON answer of `asked` leads to by the text at the JSON pointer: that text itself,
// or where {{found}} of `pattern` stands for it. Empty: it leads nowhere.
std::string file_place(const std::string& asked, const std::string& answer,
                       const std::string& pointer, std::string pattern);

}  // namespace selat::gateway
