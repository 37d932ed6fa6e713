#pragma once
// The customers: what is special about somebody, what they said, and what they were sent.

#include "tests/emulators/google/product.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace emulators::google {

struct person {
    std::string name;              // as given
    std::string address;           // conversation id, or number
    std::string agent;             // whom they wrote to last
    std::string refused;           // every send is refused with this status: "PERMISSION_DENIED"
    bool offline = false;          // nothing is delivered
    bool silent = false;           // and nothing is told of what becomes of sends
    bool reads = true;             // what is delivered
    bool no_rcs = false;           // a phone without it
    std::int64_t wrote_ms = 0;     // 0: never
    std::int64_t surveyed_ms = 0;  // 0: never
    std::set<std::string> said;    // ids of their messages
    std::set<std::string> taken;   // ids of messages, events and surveys of the agent
    std::set<std::string> delivered;
};

// [any-thread]
class people {
public:
    explicit people(const product& of) : of_(of) {}

    // By address, or any name: the same name is the same address.
    [[nodiscard]] std::string address_of(std::string_view name) const;
    person somebody(std::string_view name);
    void put(const nlohmann::json& description);
    // A copy; without an address when nobody has that one.
    [[nodiscard]] person find(std::string_view address) const;
    template <class Change>
    void change(std::string_view name, Change&& with) {
        const std::lock_guard lock(mutex_);
        with(made(name));
    }
    // False: an id was used there before.
    bool take(std::string_view address, const std::string& id);
    void clear();

private:
    person& made(std::string_view name);

    const product& of_;
    mutable std::mutex mutex_;
    std::map<std::string, person, std::less<>> people_;  // by address
};

}  // namespace emulators::google
