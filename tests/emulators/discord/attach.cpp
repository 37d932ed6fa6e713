// What becomes of the files that come with a message.
#include "tests/emulators/discord/api.hpp"

#include <algorithm>

namespace emulators::discord {

std::size_t api::files_after(const call& call, const json& message) {
    const auto& named = member(call.body, "attachments");
    const auto there = member(message, "attachments").size();
    return named.is_array() ? named.size() : there + call.files.size();
}

void api::attach(const call& call, json& message) {
    auto& all = message["attachments"];
    if (const auto& named = member(call.body, "attachments"); named.is_array()) {
        json left = json::array();
        for (const auto& each : all) {
            if (std::any_of(named.begin(), named.end(),
                            [&](const json& other) { return id_in(other) == id_in(each); })) {
                left.push_back(each);
            }
        }
        all = std::move(left);
    }
    const auto cdn =
        "http://" + call.request.get_header_value("Host") + "/" + std::string(state_.provider);
    for (const auto& each : call.files) {
        auto described = state_.world.attach(cdn, text_in(message, "channel_id"), each.name,
                                             {each.bytes, each.content_type});
        if (!each.description.empty()) {
            described["description"] = each.description;
        }
        all.push_back(std::move(described));
    }
}

}  // namespace emulators::discord
