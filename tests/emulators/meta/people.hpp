#pragma once
// The customers: what is special about somebody, and when they last did something.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace emulators::meta {

struct person {
    std::string id;  // digits
    std::string name;
    std::string picture;
    std::string user_id;   // WhatsApp's, for who hides the number
    std::string known_as;  // WhatsApp knows the number under this one
    int refused = 0;       // every send is refused with this error
    int refused_subcode = 0;
    int failed = 0;             // sends are taken, and fail with it
    bool silent = false;        // nothing is told of what becomes of sends
    bool reads = false;         // reads what is delivered
    bool other_app = false;     // another app has the conversation
    std::int64_t wrote_ms = 0;  // 0: never
};

// [any-thread]
class people {
public:
    // By digits, or any name: the same name is the same person.
    person somebody(std::string_view name);
    void put(const nlohmann::json& description);
    void wrote(const std::string& id, std::int64_t at_ms);
    void taken(const std::string& id);  // by us
    [[nodiscard]] person find(std::string_view id) const;
    void clear();

private:
    person& made(std::string_view name);

    mutable std::mutex mutex_;
    std::map<std::string, person, std::less<>> people_;
};

// Digits of a name; digits stay as they are, without a plus.
std::string id_of_person(std::string_view name);

}  // namespace emulators::meta
