#include "servers.hpp"

#include <charconv>
#include <utility>

namespace discord {
namespace {

constexpr std::string_view prefix = "missed-server:";
constexpr std::int64_t patience_ms = 60'000;

}  // namespace

servers::servers(const options& options, const selat::setup& setup) : options_(options) {
    for (const auto& each : setup.state.all()) {
        const auto key = selat::view(each.name);
        const auto kept = selat::view(each.value);
        if (std::int64_t since_ms = 0; key.starts_with(prefix)) {
            std::from_chars(kept.data(), kept.data() + kept.size(), since_ms);
            down_.emplace(key.substr(prefix.size()), since_ms);
        }
    }
}

void servers::session_began(const json& ready, bool missing, selat::actions out) {
    std::set<std::string> all;
    for (const auto& each : member(ready, "guilds")) {
        all.insert(text_of(each, "id"));
    }
    for (auto each = down_.begin(); each != down_.end();) {
        const auto id = (each++)->first;
        if (!all.contains(id)) {
            gone(id, out);
        }
    }
    awaited_.clear();
    if (!missing) {
        return;
    }
    // Which server a channel is of is not known before it has told.
    std::erase_if(all, [&](const auto& each) {
        return options_.channels.empty() && !options_.guilds.contains(each);
    });
    awaited_ = std::move(all);
    out.timer(timer, patience_ms);
}

std::int64_t servers::told(const std::string& id, std::int64_t since_ms, selat::actions out) {
    const bool was_awaited = awaited_.erase(id) > 0;
    const auto was_down = down_.extract(id);
    if (was_down.empty()) {
        return was_awaited ? since_ms : 0;
    }
    out.save_state(std::string(prefix) + id, {});
    return was_down.mapped();
}

void servers::gone(const std::string& id, selat::actions out) {
    awaited_.erase(id);
    if (down_.erase(id) > 0) {
        out.save_state(std::string(prefix) + id, {});
        out.log(SELAT_LOG_WARN, "missed_not_told",
                "server " + id + ": the bot is not in it any more");
    }
}

void servers::are_down(std::int64_t since_ms, selat::actions out) {
    for (const auto& each : awaited_) {
        if (down_.try_emplace(each, since_ms).second) {
            out.save_state(std::string(prefix) + each, std::to_string(since_ms));
            out.log(SELAT_LOG_WARN, "missed_server_down",
                    "server " + each + ": its channels are asked when it is back");
        }
    }
    awaited_.clear();
}

void servers::stop_waiting(selat::actions out) {
    awaited_.clear();
    out.cancel_timer(timer);
}

}  // namespace discord
