#pragma once
// Mail as people's programs write it, and a look into what the gateway sends.

#include "tests/emulators/common/json_answer.hpp"

#include <string>
#include <string_view>

namespace emulators::email {

// What somebody writes, as their program sends it. `answered` is a mail of the gateway's, or null.
std::string write_letter(const json& deed, const json& answered, const std::string& to);
// A report that a mail could not be delivered, or was put off ("delayed"); RFC 3464.
std::string write_bounce(const json& about, const std::string& action, const std::string& status);
// That it was displayed; RFC 8098.
std::string write_receipt(const json& about);
// What a program answers while somebody is away.
std::string write_absence(const json& about);

// {"id","subject","text","html","headers","from","replyTo"}; of a mail that is none: "wrong".
json read_letter(const std::string& raw);

}  // namespace emulators::email
