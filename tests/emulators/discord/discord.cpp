#include "tests/emulators/discord/discord.hpp"

#include "discord/phone_page.hpp"
#include "tests/emulators/common/phone_page.hpp"

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
    return state_.world.configure(bot);
}

bool discord_provider::serve(std::string_view path, const httplib::Request& request,
                             httplib::Response& response) {
    return serve_phone(name(), phone_page, path, request, response) ||
           api_.serve(path, request, response);
}

}  // namespace emulators::discord
