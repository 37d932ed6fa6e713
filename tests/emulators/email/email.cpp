#include "tests/emulators/email/email.hpp"

#include "tests/emulators/common/phone.hpp"

namespace emulators::email {

bool email_provider::serve(std::string_view, const httplib::Request& request,
                           httplib::Response& response) {
    if (request.path != "/email/token") {
        return false;
    }
    const auto fault = state_.strike("token");
    if (fault && fault->kind == "fail") {
        answer(response, fault->status, {{"error", "temporarily_unavailable"}});
    } else {
        state_.tokens.serve(request, response);
    }
    return true;
}

nlohmann::json email_provider::phones() const {
    const std::lock_guard lock(state_.mutex);
    auto out = nlohmann::json::array();
    for (const auto& [address, each] : state_.accounts) {
        out.push_back(as_json({.title = "E-mail",
                               .colour = "#8a5a2b",
                               .channel = address,
                               .person = "email",
                               .people = {"nurul@example.com", "jason.lim@example.com"},
                               .troubles = troubles_of_calls("end")}));
    }
    return out;
}

}  // namespace emulators::email
