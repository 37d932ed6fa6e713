#pragma once
// What is said in a channel while it is asked for what was missed there: it waits, in order, so
// that it does not overtake that.

#include "json_read.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace discord {

class held {
public:
    struct event {
        std::string type;
        json about;
        std::string key;
    };

    void begin(const std::string& channel) { channels_.try_emplace(channel); }
    [[nodiscard]] bool waits(std::string_view channel) const { return channels_.contains(channel); }
    [[nodiscard]] std::size_t count(std::string_view channel) const;
    /// Whether one more is too many.
    [[nodiscard]] bool is_full(std::string_view channel) const;
    void add(const std::string& channel, event what);
    /// What has waited there, oldest first. Nothing waits there from here on.
    std::vector<event> end(const std::string& channel);
    /// The same of all channels.
    std::vector<event> end_all();
    /// Of the channels where nothing waits none does from here on.
    void end_empty();

private:
    std::map<std::string, std::vector<event>, std::less<>> channels_;
    std::size_t count_ = 0;
};

}  // namespace discord
