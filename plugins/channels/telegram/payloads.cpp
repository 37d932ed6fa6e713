#include "payloads.hpp"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

namespace telegram {
namespace {

constexpr std::size_t data_max = 64;  // bytes
constexpr std::size_t most_kept = 4'096;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::string_view key_prefix = "payload:";
// Begins names, so a payload that begins like one is kept as well.
constexpr char mark = '~';

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

}  // namespace

kept_payloads::kept_payloads(const selat::pairs& state) {
    for (const auto& each : state.all()) {
        const auto key = selat::view(each.name);
        const auto value = selat::view(each.value);
        const auto space = value.find(' ');
        if (!key.starts_with(key_prefix) || space == std::string_view::npos) {
            continue;
        }
        entry kept{std::string(value.substr(space + 1)), 0};
        std::from_chars(value.data(), value.data() + space, kept.used_ms);
        entries_.insert_or_assign(std::string(key.substr(key_prefix.size())), std::move(kept));
    }
}

std::string kept_payloads::name_for(std::string_view payload, const selat::crypto& crypto,
                                    std::int64_t now_ms, selat::actions out) {
    if (payload.size() <= data_max && !payload.starts_with(mark)) {
        return std::string(payload);
    }
    const auto digest = crypto.sha256(payload);
    const std::string name =
        mark + hex({reinterpret_cast<const char*>(digest.data()), digest.size() / 2});
    const std::unique_lock lock(mutex_);
    const auto known = entries_.find(name);
    if (known != entries_.end() && now_ms - known->second.used_ms < day_ms) {
        return name;
    }
    if (known == entries_.end()) {
        make_room(out);
    }
    entries_.insert_or_assign(name, entry{std::string(payload), now_ms});
    out.save_state(std::string(key_prefix) + name,
                   std::to_string(now_ms) + " " + std::string(payload));
    return name;
}

// Forgets what was not used for longest.
void kept_payloads::make_room(selat::actions out) {
    if (entries_.size() < most_kept) {
        return;
    }
    const auto oldest =
        std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
            return a.second.used_ms < b.second.used_ms;
        });
    out.save_state(std::string(key_prefix) + oldest->first, {});
    entries_.erase(oldest);
}

std::string kept_payloads::find(std::string_view data) const {
    if (data.starts_with(mark)) {
        const std::shared_lock lock(mutex_);
        if (const auto known = entries_.find(data); known != entries_.end()) {
            return known->second.payload;
        }
    }
    return std::string(data);
}

}  // namespace telegram
