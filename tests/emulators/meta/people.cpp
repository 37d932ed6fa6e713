#include "tests/emulators/meta/people.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/name_number.hpp"

#include <algorithm>

namespace emulators::meta {

std::string id_of_person(std::string_view name) {
    if (name.starts_with('+')) {
        name.remove_prefix(1);
    }
    if (!name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos) {
        return std::string(name);
    }
    return "6" + std::to_string(10'000'000'000 + name_number(name) % 10'000'000'000);
}

person& people::made(std::string_view name) {
    const auto id = id_of_person(name);
    const auto [found, fresh] = people_.try_emplace(id);
    if (fresh) {
        found->second.id = id;
        found->second.name = name;
    }
    return found->second;
}

person people::somebody(std::string_view name) {
    const std::lock_guard lock(mutex_);
    return made(name);
}

void people::put(const json& description) {
    const std::lock_guard lock(mutex_);
    auto& who = made(text_in(description, "user"));
    who.name = text_in(description, "name", who.name);
    who.picture = text_in(description, "picture", who.picture);
    who.user_id = text_in(description, "user_id", who.user_id);
    who.known_as = text_in(description, "known_as", who.known_as);
    who.refused = static_cast<int>(number_in(description, "refused", who.refused));
    who.refused_subcode =
        static_cast<int>(number_in(description, "refused_subcode", who.refused_subcode));
    who.failed = static_cast<int>(number_in(description, "failed", who.failed));
    who.silent = flag_in(description, "silent", who.silent);
    who.reads = flag_in(description, "reads", who.reads);
    who.other_app = flag_in(description, "other_app", who.other_app);
}

void people::wrote(const std::string& id, std::int64_t at_ms) {
    const std::lock_guard lock(mutex_);
    auto& who = made(id);
    who.wrote_ms = std::max(who.wrote_ms, at_ms);
}

void people::taken(const std::string& id) {
    const std::lock_guard lock(mutex_);
    made(id).other_app = false;
}

person people::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(id);
    return found == people_.end() ? person{} : found->second;
}

void people::clear() {
    const std::lock_guard lock(mutex_);
    people_.clear();
}

}  // namespace emulators::meta
