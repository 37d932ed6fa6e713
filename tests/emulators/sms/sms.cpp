#include "tests/emulators/sms/sms.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::sms {

bool sms_provider::serve(std::string_view path, const httplib::Request& request,
                         httplib::Response& response) {
    return api_.serve(path, request, response);
}

std::string sms_provider::begin(const nlohmann::json& given) {
    for (const auto& each : member(given, "accounts")) {
        if (auto wrong = state_.accounts.put(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

nlohmann::json sms_provider::phones() const {
    const auto troubles = usual_troubles("create", "webhook");
    auto out = nlohmann::json::array();
    for (const auto& account : state_.accounts.all()) {
        for (const auto& number : account->numbers) {
            out.push_back(as_json({.title = "SMS",
                                   .colour = "#1664d9",
                                   .channel = number,
                                   .person = "number",
                                   .people = {"+60123456789", "+60138881234", "+60197772345"},
                                   .troubles = troubles}));
        }
    }
    return out;
}

}  // namespace emulators::sms
