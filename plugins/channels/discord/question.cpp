#include "question.hpp"

#include "json_read.hpp"

#include <algorithm>

namespace discord {

std::string question::context() const {
    return std::string(asking) + "\n" +
           written({{"channel", channel},
                    {"guild", guild},
                    {"type", channel_type},
                    {"after", after},
                    {"pages", pages},
                    {"tries", tries},
                    {"session", session}});
}

question question::read(std::string_view context) {
    const auto values = parse(context.substr(std::min(asking.size() + 1, context.size())));
    return {.channel = text_of(values, "channel"),
            .guild = text_of(values, "guild"),
            .channel_type = number_of(values, "type"),
            .after = text_of(values, "after"),
            .pages = static_cast<std::uint32_t>(number_of(values, "pages")),
            .tries = static_cast<std::uint32_t>(number_of(values, "tries")),
            .session = static_cast<std::uint32_t>(number_of(values, "session"))};
}

}  // namespace discord
