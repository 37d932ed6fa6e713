#include "tests/integration/support/emulators.hpp"

#include <chrono>
#include <stdexcept>

namespace selat::testing {
namespace {

std::string text_in(const json& sent) { return sent["message"].value("text", ""); }

}  // namespace

emulators::emulators()
    : process_(std::make_unique<child>(SELAT_EMULATORS, std::vector<std::string>{"--port", "0"})) {
    const std::string before = "selat-emulators: ready on ";
    const auto ready = process_->line();
    if (!ready.starts_with(before)) {
        throw std::runtime_error("the emulators do not start: " + process_->err());
    }
    url_ = ready.substr(before.size());
}

json emulators::tell(const std::string& what, const json& body) const {
    return api(url_, {}).post("/_control/line/" + what, body).body;
}

json emulators::look(const std::string& what) const {
    return api(url_, {}).get("/_control/line/" + what).body;
}

void emulators::connect(const std::string& channel, const std::string& gateway,
                        const json& more) const {
    json wish = {{"id", channel},
                 {"webhook_url", gateway + "/channels/" + channel},
                 {"channel_secret", line_secret},
                 {"access_token", line_token}};
    wish.update(more);
    tell("channels", wish);
}

json emulators::does(const std::string& user, json what) const {
    what["user"] = user;
    return tell("messages", what);
}

json emulators::sent_to(const std::string& user) const {
    return look("sent?limit=100000&user=" + user)["items"];
}

json emulators::message_to(const std::string& user, const std::string& words) const {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::uint64_t after = 0;
    while (std::chrono::steady_clock::now() < until) {
        const auto found =
            look("sent?wait_ms=500&user=" + user + "&after=" + std::to_string(after));
        if (!found.is_object()) {
            return nullptr;
        }
        for (const auto& each : found["items"]) {
            if (text_in(each).find(words) != std::string::npos) {
                return each;
            }
        }
        after = found["next"];
    }
    return nullptr;
}

}  // namespace selat::testing
