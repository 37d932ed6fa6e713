#pragma once
// What users sent as pictures, videos, recordings and files, by message id.

#include <map>
#include <mutex>
#include <string>

namespace emulators::line {

enum class content_state { ready, preparing, gone, unknown };

struct stored_content {
    content_state state = content_state::unknown;
    std::string type;  // MIME
    std::string bytes;
};

// [any-thread]
class content_store {
public:
    // The first `not_ready` requests are told to come again (202).
    void put(const std::string& message, std::string type, std::string bytes, int not_ready);
    void remove(const std::string& message);  // unsent: gone
    stored_content take(const std::string& message);
    void clear();

private:
    struct entry {
        std::string type;
        std::string bytes;
        int not_ready = 0;
        bool gone = false;
    };

    std::mutex mutex_;
    std::map<std::string, entry> entries_;
};

}  // namespace emulators::line
