#include "connections.hpp"

#include "ids.hpp"

#include <algorithm>

namespace telegram {
namespace {

constexpr std::string_view key_prefix = "business:";
constexpr std::size_t most_kept = 1'000;

std::string key_of(std::string_view connection) {
    return std::string(key_prefix) + std::string(connection);
}

std::string name_of(const json& user) {
    auto out = text_of(user, "first_name");
    if (const auto last = text_of(user, "last_name"); !last.empty()) {
        out += " " + last;
    }
    return out;
}

}  // namespace

connections::connections(const selat::pairs& state) {
    for (const auto& each : state.all()) {
        const auto key = selat::view(each.name);
        if (!key.starts_with(key_prefix)) {
            continue;
        }
        const auto kept = parse(selat::view(each.value));
        known_.insert_or_assign(std::string(key.substr(key_prefix.size())),
                                entry{text_of(kept, "owner"), number_of(kept, "made"),
                                      flag_of(kept, "enabled"), flag_of(kept, "replies")});
    }
}

void connections::told(const json& connection, selat::actions out) const {
    const auto id = text_of(connection, "id");
    const auto& owner = member(connection, "user");
    const entry now{
        number_text(owner, "id"), number_of(connection, "date"), flag_of(connection, "is_enabled"),
        // Before Bot API 9 it stood beside the rights.
        flag_of(member(connection, "rights"), "can_reply") || flag_of(connection, "can_reply")};
    const auto name = name_of(owner);
    const std::string_view what =
        !now.enabled  ? "a business account was disconnected"
        : now.replies ? "a business account was connected"
                      : "a business account was connected without the right to reply";
    out.log(now.enabled && !now.replies ? SELAT_LOG_WARN : SELAT_LOG_INFO, "business-connection",
            what, {{"connection", id}, {"owner", name}});
    const std::lock_guard lock(mutex_);
    known_.insert_or_assign(id, now);
    changed_.insert(id);
}

// Of too many, those that ended longest ago go.
void connections::keep(selat::actions out) {
    const std::lock_guard lock(mutex_);
    for (const auto& id : changed_) {
        const auto& now = known_[id];
        out.save_state(key_of(id), written({{"owner", now.owner},
                                            {"made", now.made},
                                            {"enabled", now.enabled},
                                            {"replies", now.replies}}));
    }
    changed_.clear();
    while (known_.size() > most_kept) {
        const auto oldest =
            std::min_element(known_.begin(), known_.end(), [](const auto& one, const auto& other) {
                return std::pair(one.second.enabled, one.second.made) <
                       std::pair(other.second.enabled, other.second.made);
            });
        out.save_state(key_of(oldest->first), {});
        known_.erase(oldest);
    }
}

std::string connections::current(const std::string& connection) const {
    const std::lock_guard lock(mutex_);
    const auto asked = known_.find(connection);
    if (asked == known_.end()) {
        return connection;
    }
    const auto* through = &*asked;
    for (const auto& each : known_) {
        const bool newer = each.second.made > through->second.made || !through->second.enabled;
        if (each.second.owner == asked->second.owner && each.second.enabled && newer) {
            through = &each;
        }
    }
    return through->first;
}

std::string connections::first(const std::string& connection) const {
    const std::lock_guard lock(mutex_);
    const auto asked = known_.find(connection);
    if (asked == known_.end()) {
        return connection;
    }
    const auto* out = &*asked;
    for (const auto& each : known_) {
        if (each.second.owner == asked->second.owner && each.second.made < out->second.made) {
            out = &each;
        }
    }
    return out->first;
}

void connections::check(const std::string& connection) const {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(connection);
    if (found == known_.end()) {
        return;
    }
    if (!found->second.enabled) {
        throw selat::refusal{selat::code::wrong_state,
                             "the owner of the business account has disconnected the bot"};
    }
    if (!found->second.replies) {
        throw selat::refusal{selat::code::wrong_state,
                             "the owner of the business account does not let the bot reply"};
    }
}

}  // namespace telegram
