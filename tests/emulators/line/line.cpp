#include "tests/emulators/line/line.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/phone.hpp"

namespace emulators::line {

bool line_provider::serve(std::string_view path, const httplib::Request& request,
                          httplib::Response& response) {
    return api_.serve(path, request, response);
}

std::string line_provider::begin(const nlohmann::json& given) {
    for (const auto& each : member(given, "channels")) {
        if (auto wrong = state_.channels.put(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

nlohmann::json line_provider::phones() const {
    const auto troubles = usual_troubles("reply push", "webhook");
    auto out = nlohmann::json::array();
    for (const auto& each : state_.channels.all()) {
        out.push_back(as_json({.title = "LINE",
                               .colour = "#06c755",
                               .channel = each->id,
                               .people = {"Tan Mei Ling", "Hafiz Rahman", "Priya Nair"},
                               .troubles = troubles}));
    }
    return out;
}

}  // namespace emulators::line
