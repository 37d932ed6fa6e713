#pragma once
// Files behind links that end.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace emulators {

struct file {
    std::string type;
    std::string bytes;
    std::string name;
};

// {content | content_base64, content_type, name}
file read_file(const nlohmann::json& description, std::string_view usual_type);

// [any-thread]
class file_store {
public:
    // The last segment of its link.
    std::string add(file file, std::int64_t until_ms);
    // Nothing: there is none, or its link has ended.
    [[nodiscard]] std::optional<file> find(std::string_view link, std::int64_t now_ms) const;
    void clear();

private:
    struct kept {
        emulators::file file;
        std::int64_t until_ms;
    };
    mutable std::mutex mutex_;
    std::map<std::string, kept, std::less<>> files_;
};

}  // namespace emulators
