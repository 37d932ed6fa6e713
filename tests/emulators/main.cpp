// selat-emulators: stands in for the providers, for tests and for trying things by hand.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/everybody.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <string_view>
#include <thread>

#include <CLI/CLI.hpp>
#include <pthread.h>

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// A text that begins so is that file's, which is beside the configuration.
void read_files(nlohmann::json& value, const std::filesystem::path& folder) {
    constexpr std::string_view begins = "file:";
    if (value.is_structured()) {
        for (auto& each : value) {
            read_files(each, folder);
        }
    } else if (value.is_string() && value.get_ref<std::string&>().starts_with(begins)) {
        value = text_of(folder / value.get_ref<std::string&>().substr(begins.size()));
    }
}

nlohmann::json read(const std::string& file) {
    auto out = nlohmann::json::parse(text_of(file), nullptr, false);
    read_files(out, std::filesystem::path(file).parent_path());
    return out;
}

// What each begins with stands below its name. What is wrong, or empty.
std::string begin(const std::vector<std::unique_ptr<emulators::provider>>& providers,
                  const nlohmann::json& config) {
    if (!config.is_object()) {
        return "it is not a JSON object";
    }
    for (const auto& each : providers) {
        const auto given = config.find(each->name());
        if (given == config.end()) {
            continue;
        }
        if (!given->is_object()) {
            return std::string(each->name()) + " is not a JSON object";
        }
        if (auto wrong = each->begin(*given); !wrong.empty()) {
            return std::string(each->name()) + ": " + wrong;
        }
    }
    return {};
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
    auto providers = emulators::everybody(senders);
    const auto config = file.empty() ? nlohmann::json::object() : read(file);
    if (const auto wrong = begin(providers, config); !wrong.empty()) {
        std::cerr << file << ": error: " << wrong << "\n";
        return 1;
    }
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
