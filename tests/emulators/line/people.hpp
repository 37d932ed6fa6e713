#pragma once
// The users and groups that LINE knows, as far as the bot may see them.

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace emulators::line {

struct person {
    std::string id;
    std::string name;
    std::string picture;
    std::string language = "en";
    std::string status;
    bool blocked = false;  // sends are taken and reach nobody; the profile is gone
    bool hidden = false;   // the profile is not to be had
};

// [any-thread] Groups and rooms are here too, with their name.
class people {
public:
    void put(person person);
    // Makes one up when the id is new.
    void meet(const std::string& id, std::string_view name);
    void block(const std::string& id, bool blocked);
    [[nodiscard]] std::optional<person> find(std::string_view id) const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::map<std::string, person, std::less<>> people_;
};

}  // namespace emulators::line
