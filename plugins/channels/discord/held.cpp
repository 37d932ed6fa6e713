#include "held.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace discord {
namespace {

constexpr std::size_t most = 2'000;
constexpr std::size_t most_in_a_channel = 200;

}  // namespace

std::size_t held::count(std::string_view channel) const {
    const auto found = channels_.find(channel);
    return found == channels_.end() ? 0 : found->second.size();
}

bool held::is_full(std::string_view channel) const {
    return count_ >= most || count(channel) >= most_in_a_channel;
}

void held::add(const std::string& channel, event what) {
    channels_[channel].push_back(std::move(what));
    ++count_;
}

std::vector<held::event> held::end(const std::string& channel) {
    auto found = channels_.extract(channel);
    if (found.empty()) {
        return {};
    }
    count_ -= found.mapped().size();
    return std::move(found.mapped());
}

std::vector<held::event> held::end_all() {
    std::vector<event> out;
    for (auto& [channel, events] : channels_) {
        std::move(events.begin(), events.end(), std::back_inserter(out));
    }
    channels_.clear();
    count_ = 0;
    return out;
}

void held::end_empty() {
    std::erase_if(channels_, [](const auto& each) { return each.second.empty(); });
}

}  // namespace discord
