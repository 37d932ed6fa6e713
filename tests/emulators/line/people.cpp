#include "tests/emulators/line/people.hpp"

namespace emulators::line {

void people::put(person person) {
    const std::lock_guard lock(mutex_);
    people_[person.id] = std::move(person);
}

void people::meet(const std::string& id, std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (!people_.contains(id)) {
        people_[id] = {.id = id, .name = std::string(name)};
    }
}

void people::block(const std::string& id, bool blocked) {
    const std::lock_guard lock(mutex_);
    people_[id].id = id;
    people_[id].blocked = blocked;
}

std::optional<person> people::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto it = people_.find(id);
    return it == people_.end() ? std::nullopt : std::optional(it->second);
}

void people::clear() {
    const std::lock_guard lock(mutex_);
    people_.clear();
}

}  // namespace emulators::line
