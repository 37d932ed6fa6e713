#pragma once
// A call's body: JSON, or a form of it with files beside it.

#include "tests/emulators/discord/check.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <httplib.h>

namespace emulators::discord {

struct uploaded {
    std::string name, description, content_type, bytes;
};

struct upload_rules {
    std::int64_t file_limit = 0;  // bytes of one file
    bool files = false;           // whether the call takes any
    bool edits = false;           // what is named may be there already
};

// What is wrong with the body, else what it holds; an absent body is null.
fault_found read_upload(const httplib::Request& request, const upload_rules& rules, json& body,
                        std::vector<uploaded>& files);

// The id of an attachment that a message names: of a file that comes with it a number.
std::string id_in(const json& attachment);

}  // namespace emulators::discord
