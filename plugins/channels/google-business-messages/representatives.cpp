#include "representatives.hpp"

#include <algorithm>

namespace google_business_messages {
namespace {

constexpr std::string_view prefix = "joined:";

std::string key_of(std::string_view conversation) {
    return std::string(prefix) + std::string(conversation);
}

}  // namespace

representatives::representatives(const selat::pairs& state) {
    for (const auto& each : state.all()) {
        auto key = selat::view(each.name);
        if (key.starts_with(prefix)) {
            key.remove_prefix(prefix.size());
            // A value cannot be empty, as that would forget it: one letter stands before the name.
            const auto value = selat::view(each.value);
            names_.emplace(key, value.substr(std::min<std::size_t>(value.size(), 1)));
        }
    }
}

std::optional<std::string> representatives::joined(std::string_view conversation) const {
    const auto found = names_.find(conversation);
    return found == names_.end() ? std::nullopt : std::optional(found->second);
}

void representatives::join(std::string_view conversation, std::string_view name,
                           selat::actions out) {
    const auto key = key_of(conversation);
    if (key.size() <= SELAT_MAX_NAME) {
        names_.insert_or_assign(std::string(conversation), std::string(name));
        out.save_state(key, "=" + std::string(name));
    }
}

void representatives::leave(std::string_view conversation, selat::actions out) {
    if (const auto found = names_.find(conversation); found != names_.end()) {
        names_.erase(found);
        out.save_state(key_of(conversation), {});
    }
}

}  // namespace google_business_messages
