#include "tests/emulators/email/state.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/email/text.hpp"

#include <algorithm>
#include <thread>

namespace emulators::email {

account* state::account_of(std::string_view address) {
    const auto found = accounts.find(bare_address(address));
    return found == accounts.end() ? nullptr : &found->second;
}

account* state::account_of_user(std::string_view user, std::string_view password) {
    for (auto& [address, each] : accounts) {
        if (each.user == user && each.password == password) {
            return &each;
        }
    }
    return nullptr;
}

account* state::account_of_token(std::string_view user, std::string_view token) {
    auto* const found = account_of(tokens.address_of(token));
    return found != nullptr && found->user == user ? found : nullptr;
}

bool state::deliver(const std::string& address, std::string raw) {
    const std::lock_guard lock(mutex);
    auto* to = account_of(address);
    if (to == nullptr) {
        return false;
    }
    to->mails.push_back(
        {to->uid_next++, "Delivered-To: " + address + "\r\n" + std::move(raw), {}, now_ms()});
    if (watched != nullptr) {
        watched->note({.provider = "email", .kind = "event", .what = "mail to " + address});
    }
    return true;
}

void state::sent(json what) {
    {
        const std::lock_guard lock(sent_mutex_);
        what["repeated"] = std::any_of(sent_.begin(), sent_.end(), [&](const auto& each) {
            return each["id"] == what["id"] && each["to"] == what["to"];
        });
        what["n"] = sent_.size() + 1;
        what["at"] = now_ms();
        sent_.push_back(std::move(what));
    }
    more_.notify_all();
}

json state::find(const std::string& to, std::uint64_t after, std::size_t limit,
                 std::chrono::milliseconds wait) const {
    std::unique_lock lock(sent_mutex_);
    json items = json::array();
    auto next = after;
    const auto wanted = lower(to);
    const auto collect = [&] {
        for (; next < sent_.size() && items.size() < limit; ++next) {
            const auto& each = sent_[static_cast<std::size_t>(next)];
            if (wanted.empty() || lower(text_in(each, "to")) == wanted) {
                items.push_back(each);
            }
        }
        return !items.empty();
    };
    more_.wait_for(lock, wait, collect);
    return {{"items", std::move(items)}, {"next", next}};
}

json state::sent_number(std::uint64_t number) const {
    const std::lock_guard lock(sent_mutex_);
    return number == 0 || number > sent_.size() ? json()
                                                : sent_[static_cast<std::size_t>(number - 1)];
}

void state::forget() {
    {
        const std::lock_guard lock(sent_mutex_);
        sent_.clear();
    }
    const std::lock_guard lock(mutex);
    for (auto& [address, each] : accounts) {
        each.mails.clear();
    }
    people.clear();
    manners = {};
    tokens.clear();
    faults.clear();
}

std::optional<fault> state::strike(std::string_view endpoint) {
    auto out = faults.strike(endpoint);
    if (out) {
        std::this_thread::sleep_for(out->delay);
    }
    return out;
}

}  // namespace emulators::email
