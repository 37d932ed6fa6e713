#include "acknowledgements.hpp"

#include <charconv>
#include <limits>

namespace smpp {
namespace {

constexpr std::int64_t remembered_ms = 60 * 60'000;
constexpr std::int64_t impatience_ms = 5'000;  // no SMSC gives up an answer before
constexpr std::size_t most_unheard = 10'000;
constexpr std::int64_t on_its_way_ms = 2'000;  // an answer between two machines, at most
// An SMSC begins with what is left. Later the same words are more likely said anew.
constexpr std::int64_t redelivery_ms = 30'000;

// All of it but the number it came under.
std::string identity_of(pdu pdu) {
    pdu.sequence = 0;
    pdu.status = status::ok;
    return write(pdu);
}

}  // namespace

acknowledgements::standing acknowledgements::begin(const pdu& pdu, std::int64_t now_ms) {
    const waiting one{link_.connection(), pdu.id, pdu.sequence};
    auto identity = identity_of(pdu);
    if (is_repeated(identity, now_ms)) {
        answer(one, true);
        remember_given(std::move(identity), now_ms);
        return standing::repeated;
    }
    const auto known = numbers_.find(identity);
    if (known != numbers_.end()) {
        auto& delivery = under_way_.at(known->second);
        // The same words twice in one go are two messages; told anew after a loss, or because no
        // answer came for long, they are one.
        if (delivery.answers.back().connection != link_.connection() ||
            delivery.began_ms + impatience_ms <= now_ms) {
            delivery.answers.push_back(one);
            return standing::under_way;
        }
    }
    ++last_;
    numbers_[identity] = last_;
    under_way_.emplace(last_, delivery{std::move(identity), now_ms, {one}});
    return standing::fresh;
}

bool acknowledgements::is_repeated(const std::string& identity, std::int64_t now_ms) {
    while (!unheard_in_order_.empty() &&
           (unheard_in_order_.size() > most_unheard ||
            unheard_in_order_.front().first + remembered_ms <= now_ms)) {
        unheard_.erase(unheard_in_order_.front().second);
        unheard_in_order_.pop_front();
    }
    if (unheard_.erase(identity) > 0) {
        return true;
    }
    if (doubtful_until_ms_ <= now_ms) {
        doubtful_.clear();
    }
    const auto doubtful = doubtful_.find(identity);
    if (doubtful == doubtful_.end()) {
        return false;
    }
    doubtful_.erase(doubtful);
    return true;
}

void acknowledgements::end(std::string_view tag, bool stored, std::int64_t now_ms) {
    std::uint64_t number = 0;
    if (tag.starts_with('d')) {
        std::from_chars(tag.data() + 1, tag.data() + tag.size(), number);
    }
    const auto it = under_way_.find(number);
    if (it == under_way_.end()) {
        return;
    }
    auto delivery = std::move(it->second);
    under_way_.erase(it);
    if (const auto known = numbers_.find(delivery.identity);
        known != numbers_.end() && known->second == number) {
        numbers_.erase(known);
    }
    bool heard = false;
    for (const auto& each : delivery.answers) {
        heard = heard || each.connection == link_.connection();
        answer(each, stored);
    }
    if (stored && !heard) {
        unheard_[delivery.identity] = now_ms;
        unheard_in_order_.emplace_back(now_ms, std::move(delivery.identity));
    } else if (stored) {
        remember_given(std::move(delivery.identity), now_ms);
    }
}

void acknowledgements::remember_given(std::string identity, std::int64_t now_ms) {
    given_.emplace_back(now_ms, std::move(identity));
    while (given_.size() > most_unheard || given_.front().first + on_its_way_ms < now_ms) {
        given_.pop_front();
    }
}

// What is silent for long before it is found lost took the last answers with it, however old.
void acknowledgements::connection_lost() {
    const auto heard_ms = link_.heard_ms();
    std::erase_if(doubtful_,
                  [&](const auto& each) { return each.second + remembered_ms <= heard_ms; });
    for (auto& [given_ms, identity] : std::exchange(given_, {})) {
        if (given_ms + on_its_way_ms >= heard_ms) {
            doubtful_.emplace(std::move(identity), given_ms);
        }
    }
    doubtful_until_ms_ = std::numeric_limits<std::int64_t>::max();
}

void acknowledgements::bound(std::int64_t now_ms) { doubtful_until_ms_ = now_ms + redelivery_ms; }

// What could not be stored the SMSC is to deliver again.
void acknowledgements::answer(const waiting& one, bool stored) const {
    if (link_.is_bound() && one.connection == link_.connection()) {
        link_.answer(one.id, one.sequence, stored ? status::ok : status::queue_full);
    }
}

}  // namespace smpp
