#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>
#include <utility>

namespace selat::testing {

channel_centre::channel_centre(std::string provider, std::string channel,
                               const configuring& configured, std::unique_ptr<emulators> with)
    : provider_(std::move(provider)), channel_(std::move(channel)), side(std::move(with)),
      host(configured(*side)) {}

json channel_centre::tell(const std::string& what, const json& body) const {
    return api(side->url(), {}).post("/_control/" + provider_ + "/" + what, body).body;
}

json channel_centre::look(const std::string& what) const {
    return api(side->url(), {}).get("/_control/" + provider_ + "/" + what).body;
}

void channel_centre::strike(const std::string& endpoint, const std::string& kind, json more) const {
    more.update({{"endpoint", endpoint}, {"kind", kind}, {"count", more.value("count", 1)}});
    tell("faults", more);
}

json channel_centre::first_of(const std::string& list, const std::string& words,
                              const std::string& member) const {
    json found;
    eventually([&] {
        const auto items = look(list)["items"];
        for (const auto& each : items) {
            if (each[member].dump().find(words) != std::string::npos) {
                found = each;
                return true;
            }
        }
        return false;
    });
    return found;
}

answer channel_centre::write(const json& to, const json& content) const {
    return host.ops().post("/api/v1/messages",
                           {{"channel", channel_}, {"to", to}, {"content", content}});
}

bool channel_centre::went_out(const std::string& words) const {
    return eventually([&] {
        const auto all = outbound();
        return std::ranges::any_of(all, [&](const json& each) {
            return each["status"] == "sent" &&
                   each["content"].value("text", "").find(words) != std::string::npos;
        });
    });
}

json channel_centre::shown() const {
    const auto all = host.ops().get("/api/v1/channels").body;
    for (const auto& each : all) {
        if (each["id"] == channel_) {
            return each;
        }
    }
    return json::object();
}

}  // namespace selat::testing
