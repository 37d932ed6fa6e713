#pragma once
// Bytes that people and businesses have handed in, and links to them that end.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace emulators::meta {

struct medium {
    std::string type;
    std::string bytes;
    std::string name;
};

// [any-thread]
class media_store {
public:
    std::string add(medium medium);
    [[nodiscard]] std::optional<medium> find(std::string_view id) const;
    bool remove(std::string_view id);
    // A name for the medium, good until then.
    std::string link_to(const std::string& id, std::int64_t until_ms);
    // The medium of a link; none when it has ended.
    [[nodiscard]] std::optional<medium> linked(std::string_view link, std::int64_t now_ms) const;
    void clear();

private:
    struct link {
        std::string id;
        std::int64_t until_ms = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::string, medium, std::less<>> media_;
    std::map<std::string, link, std::less<>> links_;
    std::uint64_t count_ = 0;
};

// {"content" or "content_base64", "content_type", "name"}
medium read_medium(const nlohmann::json& description, std::string_view usual_type);

}  // namespace emulators::meta
