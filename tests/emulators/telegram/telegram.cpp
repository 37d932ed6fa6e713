#include "tests/emulators/telegram/telegram.hpp"

#include "tests/emulators/common/phone.hpp"

namespace emulators::telegram {

bool telegram_provider::serve(std::string_view path, const httplib::Request& request,
                              httplib::Response& response) {
    return api_.serve(path, request, response);
}

std::string telegram_provider::begin(const nlohmann::json& given) {
    const auto bot = given.find("bot");
    return bot == given.end() ? std::string() : control_.configure(*bot);
}

nlohmann::json telegram_provider::phones() const {
    {
        const std::lock_guard lock(state_.mutex);
        if (!state_.all.bot.set_up) {
            return nlohmann::json::array();
        }
    }
    constexpr auto sends = "sendMessage sendPhoto sendVideo sendDocument sendAudio sendVoice "
                           "sendAnimation sendSticker sendLocation sendVenue sendContact";
    return nlohmann::json::array({as_json({.title = "Telegram",
                                           .colour = "#3072a6",
                                           .people = {"Nurul", "Jason Lim", "Kavitha"},
                                           .troubles = usual_troubles(sends, "webhook")})});
}

}  // namespace emulators::telegram
