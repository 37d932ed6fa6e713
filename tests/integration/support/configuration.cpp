#include "tests/integration/support/configuration.hpp"

#include "tests/integration/support/emulators.hpp"

namespace selat::testing {
namespace {

constexpr auto routing = R"(routing:
  strategy: longest-idle
  reservation_timeout: RESERVATION_TIMEOUT
  queues:
    - { id: malay, workers: "languages HAS 'ms'", strategy: skills }
    - { id: support, workers: "routing.skills HAS 'support'", strategy: skills }
    - { id: everyone, workers: "1==1" }
  workflows:
    - { id: main, definition: main.json }
  default_workflow: main
agents:
  - id: aminah
    name: Aminah
    email: aminah@example.com
    password: aminah-password
    role: supervisor
    attributes: { languages: [ms, en], routing: { skills: [support], levels: { support: 5 } } }
    capacity: { default: 3 }
  - id: dina
    name: Dina
    email: dina@example.com
    password: dina-password
    attributes: { languages: [ms, en], routing: { skills: [support], levels: { support: 2 } } }
    capacity: { default: 3 }
  - id: ben
    name: Ben
    email: ben@example.com
    password: ben-password
    attributes: { languages: [en, ta], phone: "+60199998888", routing: { skills: [support], levels: { support: 4 } } }
    capacity: { default: 3, voice: 1 }
  - id: chong
    name: Chong
    email: chong@example.com
    password: chong-password
    attributes: { languages: [zh, en], routing: { skills: [billing] } }
    capacity: { default: 3 }
api:
  tokens:
    - { name: ops, role: admin, token: ops-test-token }
)";

constexpr auto usual_flows = R"(bots:
  - { id: faq, plugin: faq, options: { file: CONFIGURATIONS/faq.yaml } }
flows:
  items:
    - id: front-door
      plugin: studio
      definition: CONFIGURATIONS/flows/front-door.json
      bindings: { WW00000000000000000000000000000000: main }
)";

std::string with(std::string text, const std::string& name, const std::string& value) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
        text.replace(at, name.size(), value);
        at += value.size();
    }
    return text;
}

}  // namespace

std::string configuration::text() const {
    const auto flow_line = flow.empty() ? std::string() : "    flow: " + flow + "\n";
    auto out = "version: 1\nserver: { listen: 127.0.0.1:" + std::to_string(port) +
               " }\nstore: { path: data/selat.db }\nmedia: { path: data/media }\nplugins:\n"
               "  paths:\n    - " SELAT_PLUGINS "\n";
    for (const auto& each : plugins) {
        out += "    - " + each + "\n";
    }
    out += "channels:\n";
    if (web) {
        out += "  - id: web\n    plugin: webchat\n" + flow_line;
    }
    if (!line_api.empty()) {
        out += "  - id: line-my\n    plugin: line\n" + flow_line +
               "    options: { channel_secret: " + line_secret + ", access_token: " + line_token +
               ", api_base: \"" + line_api + "\", data_api_base: \"" + line_api + "\" }\n";
    }
    out += channels.empty() && !web && line_api.empty() ? "  []\n" : channels;
    out += with(routing, "RESERVATION_TIMEOUT", reservation_timeout);
    if (!flows.empty()) {
        out += flows;
    } else if (!flow.empty()) {
        out += with(usual_flows, "CONFIGURATIONS", SELAT_CONFIGURATIONS);
    }
    return out + more;
}

}  // namespace selat::testing
