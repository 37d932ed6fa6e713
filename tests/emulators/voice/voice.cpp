#include "tests/emulators/voice/voice.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::voice {

std::string voice_provider::begin(const nlohmann::json& given) {
    for (const auto& each : member(given, "accounts")) {
        if (auto wrong = state_.accounts.put(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

nlohmann::json voice_provider::phones() const {
    auto out = nlohmann::json::array();
    for (const auto& account : state_.accounts.all()) {
        for (const auto& number : account->numbers) {
            out.push_back(as_json({.title = "Telephone",
                                   .colour = "#7a4fd0",
                                   .channel = number,
                                   .person = "number",
                                   .people = {"+60123456789", "+60138881234", "+60197772345"},
                                   .troubles = usual_troubles("create update", "callback")}));
        }
    }
    return out;
}

}  // namespace emulators::voice
