// selat-emulators: stands in for the providers, for tests and for trying things by hand.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/discord/discord.hpp"
#include "tests/emulators/line/line.hpp"
#include "tests/emulators/shop/shop.hpp"
#include "tests/emulators/sms/sms.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include <CLI/CLI.hpp>
#include <pthread.h>

namespace {

nlohmann::json read(const std::string& file) {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream, nullptr, false);
}

// What to begin with: {"line":{"channels":[{…}]},"sms":{"accounts":[{…}]},"discord":{"bot":{…}},
// "shop":{"widget":URL},"playground":{…}}. What is wrong, or empty.
std::string configure(emulators::line::line_provider& line, emulators::sms::sms_provider& sms,
                      emulators::discord::discord_provider& discord, emulators::shop::website& shop,
                      const nlohmann::json& config) {
    if (!config.is_object()) {
        return "it is not a JSON object";
    }
    for (const auto& each : emulators::member(emulators::member(config, "line"), "channels")) {
        if (auto wrong = line.add_channel(each); !wrong.empty()) {
            return wrong;
        }
    }
    for (const auto& each : emulators::member(emulators::member(config, "sms"), "accounts")) {
        if (auto wrong = sms.add_account(each); !wrong.empty()) {
            return wrong;
        }
    }
    const auto& bot = emulators::member(emulators::member(config, "discord"), "bot");
    if (bot.is_object()) {
        if (auto wrong = discord.configure(bot); !wrong.empty()) {
            return wrong;
        }
    }
    const auto& website = emulators::member(config, "shop");
    return website.is_object() ? shop.configure(website) : std::string();
}

sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

}  // namespace

int main(int argc, char** argv) {
    emulators::server_options options;
    std::size_t senders = 64;
    std::string file;
    CLI::App app{"The providers' side of Selat's channels, as strict as they are"};
    app.add_option("--address", options.address, "where to listen")->capture_default_str();
    app.add_option("--port", options.port, "0: any free port")->capture_default_str();
    app.add_option("--threads", options.threads, "connections served at a time")
        ->capture_default_str();
    app.add_option("--senders", senders, "webhooks under way at a time")->capture_default_str();
    app.add_option("--config", file, "JSON file with what to begin with")->check(CLI::ExistingFile);
    CLI11_PARSE(app, argc, argv);

    const auto signals = block_signals();
    auto line = std::make_unique<emulators::line::line_provider>(senders);
    auto sms = std::make_unique<emulators::sms::sms_provider>(senders);
    auto discord = std::make_unique<emulators::discord::discord_provider>();
    auto shop = std::make_unique<emulators::shop::website>();
    const auto config = file.empty() ? nlohmann::json::object() : read(file);
    if (const auto wrong = configure(*line, *sms, *discord, *shop, config); !wrong.empty()) {
        std::cerr << file << ": error: " << wrong << "\n";
        return 1;
    }
    std::vector<std::unique_ptr<emulators::provider>> providers;
    providers.push_back(std::move(line));
    providers.push_back(std::move(sms));
    providers.push_back(std::move(discord));
    providers.push_back(std::move(shop));
    if (const auto& playground = emulators::member(config, "playground"); playground.is_object()) {
        options.playground = playground;
    }
    emulators::server server(options, std::move(providers));
    if (server.port() <= 0) {
        std::cerr << "selat-emulators: cannot listen on " << options.address << ":" << options.port
                  << "\n";
        return 3;
    }
    std::thread serving([&] { server.run(); });
    std::cout << "selat-emulators: ready on http://" << options.address << ":" << server.port()
              << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
    // Browsers keep connections, and long polls wait on them; nothing here is worth their end.
    std::quick_exit(0);
}
