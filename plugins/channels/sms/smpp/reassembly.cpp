#include "reassembly.hpp"

#include <algorithm>
#include <charconv>

namespace smpp {
namespace {

constexpr std::size_t most_told = 10'000;
constexpr char between = '\n';

std::string key_of(const arrived_part& part) {
    return part.from + between + part.to + between +
           std::to_string(static_cast<int>(part.place.how)) + between +
           std::to_string(part.place.reference) + between + std::to_string(part.place.total);
}

std::string kept_as(const std::string& key, std::uint8_t number) {
    return std::string(reassembly::kept_prefix) + key + between + std::to_string(number);
}

std::optional<std::int64_t> next_number(std::string_view& text) {
    const auto end = text.find(between);
    std::int64_t value = 0;
    const auto word = text.substr(0, end);
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (end == std::string_view::npos || error != std::errc{} ||
        rest != word.data() + word.size()) {
        return std::nullopt;
    }
    text.remove_prefix(end + 1);
    return value;
}

std::optional<std::string> next_line(std::string_view& text) {
    const auto end = text.find(between);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::string out(text.substr(0, end));
    text.remove_prefix(end + 1);
    return out;
}

}  // namespace

std::string arrived_part::write() const {
    std::string out;
    for (const auto number :
         {std::int64_t{static_cast<int>(place.how)}, std::int64_t{place.reference},
          std::int64_t{place.total}, std::int64_t{place.number}, std::int64_t{data_coding},
          std::int64_t{fill}, at_ms}) {
        out += std::to_string(number) + between;
    }
    return out + from + between + to + between + payload;
}

std::optional<arrived_part> arrived_part::read(std::string_view kept) {
    std::int64_t numbers[7] = {};
    constexpr std::int64_t most[7] = {2, 0xFFFF, 255, 255, 255, 7, INT64_MAX};
    for (std::size_t n = 0; n < 7; ++n) {
        const auto value = next_number(kept);
        if (!value || *value < 0 || *value > most[n]) {
            return std::nullopt;
        }
        numbers[n] = *value;
    }
    const auto from = next_line(kept);
    const auto to = next_line(kept);
    if (!from || !to || numbers[3] == 0 || numbers[3] > numbers[2]) {
        return std::nullopt;
    }
    arrived_part out;
    out.place = {static_cast<place::by>(numbers[0]), static_cast<std::uint16_t>(numbers[1]),
                 static_cast<std::uint8_t>(numbers[2]), static_cast<std::uint8_t>(numbers[3])};
    out.data_coding = static_cast<std::uint8_t>(numbers[4]);
    out.fill = static_cast<unsigned>(numbers[5]);
    out.at_ms = numbers[6];
    out.from = *from;
    out.to = *to;
    out.payload = kept;
    return out;
}

reassembly::outcome reassembly::add(arrived_part part) {
    forget_before(part.at_ms - patience_ms);
    auto key = key_of(part);
    if (was_told(key, part)) {
        return outcome::known;
    }
    forget(key);  // the reference is another message's now
    const auto number = part.place.number;
    const auto total = part.place.total;
    if (const auto held = groups_.find(key); held != groups_.end()) {
        const auto same = held->second.parts.find(number);
        if (same != held->second.parts.end() && same->second.payload == part.payload) {
            return outcome::known;
        }
        if (same != held->second.parts.end()) {
            displaced_.push_back(std::move(held->second));
            groups_.erase(held);
        }
    }
    auto& group = groups_[key];
    group.began_ms = group.parts.empty() ? part.at_ms : std::min(group.began_ms, part.at_ms);
    group.key = key;
    group.parts.emplace(number, std::move(part));
    if (group.parts.size() < total) {
        return outcome::held;
    }
    whole_ = std::move(key);
    return outcome::complete;
}

void reassembly::restore(arrived_part part) {
    auto key = key_of(part);
    const auto number = part.place.number;
    const auto total = part.place.total;
    auto& group = groups_[key];
    group.began_ms = group.parts.empty() ? part.at_ms : std::min(group.began_ms, part.at_ms);
    group.key = key;
    group.parts.emplace(number, std::move(part));
    if (group.parts.size() == total) {
        remember(groups_.extract(key).mapped());
    }
}

reassembly::group reassembly::take() {
    auto out = std::move(groups_.extract(whole_).mapped());
    remember(out);
    return out;
}

void reassembly::remember(const group& whole) {
    auto& now = told_[whole.key];
    for (const auto& [number, part] : whole.parts) {
        now.at_ms = std::max(now.at_ms, part.at_ms);
        now.payloads[number] = part.payload;
    }
    told_in_order_.emplace(now.at_ms, whole.key);
}

std::vector<reassembly::group> reassembly::expired(std::int64_t now_ms) {
    std::vector<group> out;
    for (auto it = groups_.begin(); it != groups_.end();) {
        if (it->second.began_ms + patience_ms <= now_ms) {
            out.push_back(std::move(it->second));
            it = groups_.erase(it);
        } else {
            ++it;
        }
    }
    return out;
}

std::vector<std::string> reassembly::forgotten(std::int64_t now_ms) {
    forget_before(now_ms - patience_ms);
    return std::exchange(forgotten_, {});
}

void reassembly::forget_before(std::int64_t at_ms) {
    while (!told_in_order_.empty() &&
           (told_in_order_.size() > most_told || told_in_order_.begin()->first <= at_ms)) {
        forget(std::string(told_in_order_.begin()->second));
    }
}

std::int64_t reassembly::next_expiry_ms() const {
    std::int64_t first = told_in_order_.empty() ? 0 : told_in_order_.begin()->first + patience_ms;
    for (const auto& [key, group] : groups_) {
        const auto due = group.began_ms + patience_ms;
        first = first == 0 ? due : std::min(first, due);
    }
    return first;
}

std::string reassembly::kept_under(const arrived_part& part) {
    return kept_as(key_of(part), part.place.number);
}

// An acknowledgement may have been lost: the SMSC then tells a part again of what is whole already.
bool reassembly::was_told(const std::string& key, const arrived_part& part) const {
    const auto told = told_.find(key);
    if (told == told_.end()) {
        return false;
    }
    const auto same = told->second.payloads.find(part.place.number);
    return same != told->second.payloads.end() && same->second == part.payload;
}

void reassembly::forget(const std::string& key) {
    const auto it = told_.find(key);
    if (it == told_.end()) {
        return;
    }
    for (const auto& [number, payload] : it->second.payloads) {
        forgotten_.push_back(kept_as(key, number));
    }
    told_in_order_.erase({it->second.at_ms, key});
    told_.erase(it);
}

}  // namespace smpp
