#include "tests/emulators/line/reply_tokens.hpp"

namespace emulators::line {
namespace {

constexpr std::size_t kept_max = 1'000'000;

}  // namespace

void reply_tokens::issue(const std::string& token, const std::string& channel,
                         const std::string& chat, clock::time_point until) {
    const std::lock_guard lock(mutex_);
    tokens_[token] = {channel, chat, until};
    oldest_.push_back(token);
    if (oldest_.size() > kept_max) {
        tokens_.erase(oldest_.front());
        oldest_.pop_front();
    }
}

std::optional<std::string> reply_tokens::redeem(const std::string& token, std::string_view channel,
                                                clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const auto it = tokens_.find(token);
    if (it == tokens_.end() || it->second.channel != channel) {
        return std::nullopt;
    }
    const auto found = std::move(it->second);
    tokens_.erase(it);
    return now < found.until ? std::optional(found.chat) : std::nullopt;
}

void reply_tokens::clear() {
    const std::lock_guard lock(mutex_);
    tokens_.clear();
    oldest_.clear();
}

}  // namespace emulators::line
