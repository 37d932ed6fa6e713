#pragma once
// What the Graph API refuses with.

#include <string>

#include <httplib.h>

namespace emulators::meta {

struct graph_error {
    int code = 100;
    int subcode = 0;
    std::string message;
    std::string details;  // error_data, as WhatsApp has it; may be empty
    int status = 0;       // 0: the code's usual one
};

// Answers with the error's envelope: code, subcode, trace id.
void refuse(httplib::Response& response, const graph_error& error);

// The headers that tell how much of the limits is used. Every answer has them.
void show_use(httplib::Response& response, const std::string& business, int percent);

}  // namespace emulators::meta
