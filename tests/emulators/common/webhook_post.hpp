#pragma once
// One POST of a webhook, well or as a fault wants it.

#include "tests/emulators/common/faults.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <httplib.h>

namespace emulators {

struct webhook_post {
    std::string origin;  // http://host:port
    std::string path;    // with its query
    httplib::Headers headers;
    std::string body;
    std::string content_type;
    std::chrono::milliseconds connect{2'000};
    std::chrono::milliseconds read{2'000};
};

struct url_parts {
    std::string origin;  // http://host:port
    std::string path;    // with its query
};
url_parts parts_of(const std::string& url);

// Persistent connections to the servers that webhooks go to. For one thread.
class webhook_poster {
public:
    // None when a fault cut it: delay, drop_before (half of it is sent) or drop_after (nobody waits
    // for the answer).
    std::optional<httplib::Result> send(const webhook_post& post,
                                        const std::optional<fault>& struck);

private:
    httplib::Client& client_for(const std::string& origin);

    std::map<std::string, std::unique_ptr<httplib::Client>> clients_;
};

}  // namespace emulators
