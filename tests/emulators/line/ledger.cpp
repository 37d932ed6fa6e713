#include "tests/emulators/line/ledger.hpp"

#include "tests/emulators/common/json_answer.hpp"

namespace emulators::line {
namespace {

bool is_activity(const accepted_message& message) {
    return message.by == "loading" || message.by == "mark_as_read";
}

bool matches(const accepted_message& message, const ledger_query& query) {
    return is_activity(message) == query.activity &&
           (query.channel.empty() || message.channel == query.channel) &&
           (query.user.empty() || message.to == query.user);
}

json to_json(const accepted_message& message) {
    return {{"n", message.number},
            {"channel", message.channel},
            {"to", message.to},
            {"by", message.by},
            {"id", message.id},
            {"quoteToken", message.quote_token},
            {"requestId", message.request_id},
            {"retryKey", message.retry_key},
            {"replyToken", message.reply_token},
            {"headers", json::parse(message.headers, nullptr, false)},
            {"message", json::parse(message.message, nullptr, false)},
            {"delivered", message.delivered},
            {"at", message.at_ms}};
}

}  // namespace

void ledger::add(std::vector<accepted_message> messages) {
    {
        const std::lock_guard lock(mutex_);
        for (auto& each : messages) {
            each.number = messages_.size() + 1;
            counted_ += is_activity(each) ? 0 : 1;
            messages_.push_back(std::move(each));
        }
    }
    more_.notify_all();
}

json ledger::find(const ledger_query& query) const {
    json items = json::array();
    auto after = query.after;
    std::unique_lock lock(mutex_);
    const auto look = [&] {
        for (; after < messages_.size() && items.size() < query.limit; ++after) {
            const auto& each = messages_[static_cast<std::size_t>(after)];
            if (matches(each, query)) {
                items.push_back(to_json(each));
            }
        }
        return !items.empty();
    };
    if (!look() && query.wait.count() > 0) {
        more_.wait_for(lock, query.wait, look);
    }
    return {{"items", std::move(items)}, {"next", after}, {"total", counted_}};
}

void ledger::clear() {
    const std::lock_guard lock(mutex_);
    messages_.clear();
    counted_ = 0;
}

}  // namespace emulators::line
