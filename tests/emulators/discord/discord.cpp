#include "tests/emulators/discord/discord.hpp"

#include "tests/emulators/common/phone.hpp"

namespace emulators::discord {

discord_provider::discord_provider(std::string_view name, std::string_view title)
    : title_(title), socket_(gateway_) {
    const std::lock_guard lock(state_.mutex);
    state_.provider = name;
    state_.gateway_port = socket_.port();
}

discord_provider::~discord_provider() {
    control_.end_loads();
    socket_.stop();
    state_.connections.clear();
    state_.sessions.clear();
}

std::string discord_provider::begin(const nlohmann::json& given) {
    const auto bot = given.find("bot");
    return bot == given.end() ? std::string() : configure(*bot);
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
    bool posts = false;
    {
        const std::lock_guard lock(state_.mutex);
        if (!state_.set_up) {
            return nlohmann::json::array();
        }
        posts = !state_.world.bot.interactions_url.empty();
    }
    auto troubles = troubles_of_calls(posts ? "create follow answer" : "create");
    troubles.push_back(
        {{"word", "repeat"},
         {"fault",
          {{"endpoint", posts ? "interaction" : "event"}, {"kind", "repeat"}, {"count", 1}}}});
    return nlohmann::json::array({as_json({.title = std::string(title_),
                                           .colour = "#5865f2",
                                           .people = {"Hana", "Farid", "Wei Jie"},
                                           .troubles = std::move(troubles)})});
}

}  // namespace emulators::discord
