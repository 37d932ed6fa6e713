#include "tests/emulators/line/channels.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/ids.hpp"

namespace emulators::line {

std::string channel_list::put(const nlohmann::json& description) {
    channel next;
    next.id = text_in(description, "id");
    next.webhook_url = text_in(description, "webhook_url");
    next.secret = text_in(description, "channel_secret");
    next.access_token = text_in(description, "access_token");
    if (next.id.empty() || next.secret.empty() || next.access_token.empty()) {
        return "id, channel_secret and access_token are needed";
    }
    next.bot_user_id = chat_id('U', "bot of " + next.id);
    const auto& plan = member(description, "redelivery");
    next.redelivery = {static_cast<int>(number_in(plan, "count", 0)),
                       std::chrono::milliseconds(number_in(plan, "interval_ms", 1'000)),
                       std::chrono::milliseconds(number_in(plan, "timeout_ms", 2'000))};
    next.reply_token_life =
        std::chrono::milliseconds(number_in(description, "reply_token_life_ms", 60'000));
    if (member(description, "quota").is_number()) {
        next.quota = number_in(description, "quota");
    }
    keep(std::make_shared<const channel>(std::move(next)));
    return {};
}

void channel_list::keep(channel_ptr channel) {
    const std::lock_guard lock(mutex_);
    if (const auto old = by_id_.find(channel->id); old != by_id_.end()) {
        by_token_.erase(old->second->access_token);
    }
    by_token_[channel->access_token] = channel;
    by_id_[channel->id] = std::move(channel);
}

channel_ptr channel_list::by_id(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : it->second;
}

channel_ptr channel_list::by_token(std::string_view access_token) const {
    const std::lock_guard lock(mutex_);
    if (const auto it = by_token_.find(access_token); it != by_token_.end()) {
        return it->second;
    }
    const auto given = issued_.find(access_token);
    if (given == issued_.end() || given->second.until <= clock::now()) {
        return nullptr;
    }
    const auto it = by_id_.find(given->second.channel);
    return it == by_id_.end() ? nullptr : it->second;
}

void channel_list::issue(const channel& channel, const std::string& token,
                         std::chrono::seconds life, bool stateless) {
    const std::lock_guard lock(mutex_);
    issued_[token] = {channel.id, clock::now() + life, stateless};
}

void channel_list::revoke(const std::string& token) {
    const std::lock_guard lock(mutex_);
    const auto it = issued_.find(token);
    if (it != issued_.end() && !it->second.stateless) {
        issued_.erase(it);
    }
}

std::optional<std::chrono::seconds> channel_list::life_of(std::string_view token) const {
    const std::lock_guard lock(mutex_);
    const auto it = issued_.find(token);
    const auto now = clock::now();
    if (it == issued_.end() || it->second.until <= now) {
        return std::nullopt;
    }
    return std::chrono::ceil<std::chrono::seconds>(it->second.until - now);
}

std::vector<channel_ptr> channel_list::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<channel_ptr> out;
    for (const auto& [id, each] : by_id_) {
        out.push_back(each);
    }
    return out;
}

void channel_list::set_webhook_url(const std::string& id, const std::string& url) {
    if (const auto old = by_id(id)) {
        auto next = std::make_shared<channel>(*old);
        next->webhook_url = url;
        keep(std::move(next));
    }
}

bool channel_list::use_quota(const channel& channel, std::int64_t messages) {
    const std::lock_guard lock(mutex_);
    auto& used = used_[channel.id];
    if (channel.quota && used + messages > *channel.quota) {
        return false;
    }
    used += messages;
    return true;
}

std::int64_t channel_list::used(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto it = used_.find(id);
    return it == used_.end() ? 0 : it->second;
}

void channel_list::clear() {
    const std::lock_guard lock(mutex_);
    by_id_.clear();
    by_token_.clear();
    issued_.clear();
    used_.clear();
}

}  // namespace emulators::line
