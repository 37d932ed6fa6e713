#pragma once
// Something that goes out, as one or several calls, and what is kept of it between them.

#include "json_read.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace google {

struct step {
    std::string what;  // "message", "joined" …
    std::string method = "POST";
    std::string path;  // below the API's base, with its query
    std::string body{};
    std::string id{};       // of the message that it makes
    std::string note{};     // for who is told that it was done
    bool optional = false;  // a refusal does not matter
};

struct steps {
    static steps read(std::string_view context);
    // As it travels in the context of a call.
    [[nodiscard]] std::string written() const;

    std::string to;
    std::vector<std::string> ids;  // of what went out
    std::vector<step> left;
    bool asks_token = false;  // the call under way is for a token, not the first that is left
    bool renewed = false;     // a token was asked for already because one was refused
    // What is left was too long to travel along, but for the first's name: to go on, the whole
    // has to begin anew.
    bool cut_off = false;
};

}  // namespace google
