#pragma once
// How many calls this Discord takes, and the headers that say so. Its owner locks.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators::discord {

class rate_limits {
public:
    struct rule {
        std::string_view bucket;  // the opaque name it has in headers
        std::int64_t limit = 10;
        std::int64_t window_ms = 10'000;
    };

    // Counts a call. False: 429 was answered.
    bool take(const rule& rule, const std::string& place, std::int64_t global_limit,
              httplib::Response& response);
    // Answers 429, as throttled as a test wishes.
    static void refuse(httplib::Response& response, double seconds, bool global,
                       std::string_view scope);
    void clear() {
        windows_.clear();
        global_ = {};
    }

private:
    struct window {
        std::int64_t begun_ms = 0;
        std::int64_t used = 0;
    };
    std::map<std::string, window> windows_;
    window global_;
};

}  // namespace emulators::discord
