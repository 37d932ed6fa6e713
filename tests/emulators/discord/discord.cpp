#include "tests/emulators/discord/discord.hpp"

#include "tests/emulators/common/phone.hpp"

namespace emulators::discord {

discord_provider::discord_provider() : socket_(gateway_) {
    const std::lock_guard lock(state_.mutex);
    state_.gateway_port = socket_.port();
}

discord_provider::~discord_provider() {
    control_.end_loads();
    socket_.stop();
    state_.connections.clear();
    state_.sessions.clear();
}

std::string discord_provider::configure(const nlohmann::json& bot) {
    const std::lock_guard lock(state_.mutex);
    state_.set_up = true;
    return state_.world.configure(bot);
}

bool discord_provider::serve(std::string_view path, const httplib::Request& request,
                             httplib::Response& response) {
    return api_.serve(path, request, response);
}

nlohmann::json discord_provider::phones() const {
    {
        const std::lock_guard lock(state_.mutex);
        if (!state_.set_up) {
            return nlohmann::json::array();
        }
    }
    auto troubles = troubles_of_calls("create");
    troubles.push_back(
        {{"word", "repeat"}, {"fault", {{"endpoint", "event"}, {"kind", "repeat"}, {"count", 1}}}});
    return nlohmann::json::array({as_json({.title = "Discord",
                                           .colour = "#5865f2",
                                           .people = {"Hana", "Farid", "Wei Jie"},
                                           .troubles = std::move(troubles)})});
}

}  // namespace emulators::discord
