#include "tests/emulators/smsc/smsc.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/phone.hpp"

#include <exception>

namespace emulators::smsc {

smsc_provider::smsc_provider() { listen(0); }

smsc_provider::~smsc_provider() {
    control_.end_loads();
    socket_->stop();
    state_.later.clear();
    state_.sessions.clear();
}

void smsc_provider::listen(std::uint16_t port) {
    socket_ = std::make_unique<socket>(centre_, port);
    const std::lock_guard lock(state_.mutex);
    state_.port = socket_->port();
}

std::string smsc_provider::begin(const nlohmann::json& given) {
    if (const auto port = number_in(given, "port"); port > 0) {
        try {
            listen(static_cast<std::uint16_t>(port));
        } catch (const std::exception& failed) {
            return "port " + std::to_string(port) + ": " + failed.what();
        }
    }
    const std::lock_guard lock(state_.mutex);
    for (const auto& each : member(given, "accounts")) {
        if (auto wrong = state_.accounts.put(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

nlohmann::json smsc_provider::phones() const {
    auto troubles = troubles_of_calls("submit");
    troubles.push_back({{"word", "repeat"},
                        {"fault", {{"endpoint", "deliver"}, {"kind", "repeat"}, {"count", 1}}}});
    auto out = nlohmann::json::array();
    const std::lock_guard lock(state_.mutex);
    for (const auto& [name, account] : state_.accounts.all) {
        for (const auto& number : account.numbers) {
            out.push_back(as_json({.title = "SMS (SMPP)",
                                   .colour = "#3a4a8c",
                                   .channel = number,
                                   .person = "number",
                                   .people = {"+60123456789", "+60138881234", "+60197772345"},
                                   .troubles = troubles}));
        }
    }
    return out;
}

}  // namespace emulators::smsc
