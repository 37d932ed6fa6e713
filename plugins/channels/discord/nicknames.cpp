#include "nicknames.hpp"

#include "places.hpp"

#include <cstddef>
#include <string_view>

namespace discord {
namespace {

constexpr std::string_view prefix = "nick:";
constexpr std::size_t most = 10'000;

}  // namespace

nicknames::nicknames(const selat::setup& setup) {
    for (const auto& each : setup.state.all()) {
        const auto key = selat::view(each.name);
        if (key.starts_with(prefix)) {
            known_.emplace(key.substr(prefix.size()), std::string());
        }
    }
}

std::string nicknames::name_in(const std::string& whose, const json& event, const json& user,
                               selat::actions out) {
    const auto& told = member(event, "member");
    if (told.is_object()) {
        learn(whose, text_of(told, "nick"), out);
        return name_of(user, told);
    }
    const auto found = known_.find(whose);
    return found == known_.end() ? name_of(user, {}) : found->second;
}

void nicknames::learn(const std::string& whose, const std::string& nickname, selat::actions out) {
    const auto found = known_.find(whose);
    if (found != known_.end() && nickname.empty()) {
        known_.erase(found);
        out.save_state(std::string(prefix) + whose, {});
    } else if (found != known_.end()) {
        found->second = nickname;
    } else if (!nickname.empty()) {
        if (known_.size() >= most) {  // one has to go
            out.save_state(std::string(prefix) + known_.begin()->first, {});
            known_.erase(known_.begin());
        }
        known_.emplace(whose, nickname);
        out.save_state(std::string(prefix) + whose, "1");
    }
}

}  // namespace discord
