#include "tests/integration/carried/demo.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace selat::testing {
namespace {

// Where config/demo.yaml and config/demo-emulators.json have things.
constexpr auto demo_gateway = "127.0.0.1:8080";
constexpr auto demo_providers = "127.0.0.1:8090";

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void replace(std::string& text, const std::string& what, const std::string& with) {
    auto at = text.find(what);
    if (at == std::string::npos) {
        throw std::runtime_error("the demo's configuration has no " + what);
    }
    for (; at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

std::string served_at(child& process, const std::string& name) {
    const auto before = name + ": ready on ";
    const auto ready = process.line();
    if (!ready.starts_with(before)) {
        throw std::runtime_error(name + " does not start: " + process.err());
    }
    return ready.substr(before.size());
}

std::string without_scheme(const std::string& url) { return url.substr(url.find("://") + 3); }

// As the demo has them, but for ports, and for what would only make a test slow.
json providers_of(const std::string& text) {
    auto out = json::parse(text);
    out.erase("shop");
    out.erase("playground");
    out["smsc"]["port"] = 0;
    out["email"]["imap_port"] = 0;
    out["email"]["smtp_port"] = 0;
    out["voice"]["accounts"][0]["step_ms"] = 2;
    out["discord"]["bot"]["login_gap_ms"] = 0;
    out["telegram"]["bot"]["speed"] = 20;
    out["whatsapp"]["numbers"][0]["templates"] =
        json::array({{{"name", "order"}, {"parameters", 1}}});
    return out;
}

}  // namespace

demo::demo(std::string public_url) {
    std::filesystem::copy(SELAT_CONFIGURATIONS, files_.path() + "/config",
                          std::filesystem::copy_options::recursive);
    child key(SELAT_CONFIGURATIONS "/../scripts/demo_key.sh", {files_.path() + "/data/demo"});
    if (const auto made = key.wait(); made.exit != 0) {
        throw std::runtime_error("there is no key for Google's channels: " + made.err);
    }
    start_providers();
    start_gateway(public_url);
    lead_webhooks_here();
    if (!eventually([this] { return all_connected(); })) {
        throw std::runtime_error("not every channel is connected: " + host_->err());
    }
}

void demo::start_providers() {
    given_ = providers_of(text_of(files_.path() + "/config/demo-emulators.json"));
    for (const auto* each : {"google-business-messages", "rcs"}) {
        given_[each]["agents"][0]["public_key"] =
            text_of(files_.path() + "/data/demo/google-public-key.pem");
    }
    const auto file = files_.write("emulators.json", given_.dump());
    providers_ = std::make_unique<child>(SELAT_EMULATORS,
                                         std::vector<std::string>{"--port", "0", "--config", file});
    providers_url_ = served_at(*providers_, "selat-emulators");
}

void demo::start_gateway(const std::string& public_url) {
    const auto port_of = [this](const char* control, const char* name) {
        return providers().get(std::string("/_control/") + control).body[name].dump();
    };
    auto text = text_of(files_.path() + "/config/demo.yaml");
    const auto listen = std::string("listen: ") + demo_gateway;
    replace(text, listen,
            "listen: 127.0.0.1:0" + (public_url.empty() ? "" : "\n  public_url: " + public_url));
    replace(text, demo_providers, without_scheme(providers_url_));
    replace(text, "port: 8143", "port: " + port_of("email/mailboxes", "imap"));
    replace(text, "port: 8587", "port: " + port_of("email/mailboxes", "smtp"));
    replace(text, "      system_id: demo\n",
            "      system_id: demo\n      port: " + port_of("smsc/accounts", "port") + "\n");
    replace(text, "    flow: front-door\n", "");
    replace(text, "  default: front-door\n", "");
    text += "plugins: { paths: [" SELAT_PLUGINS "] }\n";
    const auto file = files_.write("config/demo.yaml", text);
    host_ = std::make_unique<child>(std::vector<std::string>{"run", "-c", file});
    url_ = served_at(*host_, "selat");
}

// The providers began before the gateway had a port.
void demo::lead_webhooks_here() const {
    const auto here = [this](json url) {
        auto out = url.get<std::string>();
        replace(out, demo_gateway, without_scheme(url_));
        return out;
    };
    auto commanded = given_["discord-interactions"]["bot"];
    commanded["interactions_url"] = here(commanded["interactions_url"]);
    providers().post("/_control/discord-interactions/bot", commanded);
    for (const auto& [provider, lists] : given_.items()) {
        for (const auto& [list, items] : lists.items()) {
            if (!items.is_array()) {
                continue;
            }
            for (auto item : items) {
                if (!item.contains("webhook_url")) {
                    continue;
                }
                for (const auto* key : {"webhook_url", "status_url"}) {
                    if (item.contains(key)) {
                        item[key] = here(item[key]);
                    }
                }
                providers().post("/_control/" + provider + "/" + list, item);
            }
        }
    }
}

// What begins by the gateway: Discord's and the SMSC's connections, Telegram's webhook.
bool demo::all_connected() const {
    const auto look = [this](const char* control) {
        return providers().get(std::string("/_control/") + control).body;
    };
    return look("discord/connection").dump().find("identify") != std::string::npos &&
           !look("discord-interactions/commands")["items"].empty() &&
           !look("smsc/connection?kind=bind")["items"].empty() &&
           look("telegram/webhooks")["info"]["url"] != "";
}

}  // namespace selat::testing
