#include "tests/integration/support/gateway.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace selat::testing {
namespace {

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

gateway::gateway(testing::configuration configuration) : configuration_(std::move(configuration)) {
    folder_.write("main.json", content(SELAT_WORKFLOW));
    configure(configuration_);
    start();
    configuration_.port = std::stoi(url_.substr(url_.rfind(':') + 1));
    configure(configuration_);
}

void gateway::configure(testing::configuration configuration) {
    configuration.port = configuration_.port;
    configuration_ = std::move(configuration);
    configure(configuration_.text());
}

// Another process may hold the port for a moment after ours has gone.
void gateway::start() {
    const std::string before = "selat: ready on ";
    const bool begun = eventually([&] {
        process_ = std::make_unique<child>(
            std::vector<std::string>{"run", "-c", folder_.path() + "/selat.yaml"});
        const auto ready = process_->line();
        if (ready.starts_with(before)) {
            url_ = ready.substr(before.size());
        }
        return ready.starts_with(before) || configuration_.port == 0;
    });
    if (!begun || url_.empty()) {
        throw std::runtime_error("the gateway does not start:\n" + process_->err());
    }
}

void gateway::kill() {
    process_->signal(SIGKILL);
    process_->wait();
}

ended gateway::stop() {
    process_->signal(SIGTERM);
    return process_->wait();
}

json gateway::messages(const std::string& direction) const {
    return ops().all("/api/v1/messages?direction=" + direction);
}

json gateway::message(const json& id, const std::string& status) const {
    const auto path = "/api/v1/messages/" + id.get<std::string>();
    json found;
    const bool became = eventually([&] {
        found = ops().get(path).body;
        return found.is_object() && found.value("status", "") == status;
    });
    return became ? found : json();
}

std::vector<json> gateway::logged(const std::string& event) const {
    std::vector<json> out;
    std::istringstream lines(process_->err());
    for (std::string line; std::getline(lines, line);) {
        auto parsed = json::parse(line, nullptr, false);
        if (parsed.is_object() && parsed.value("event", "") == event) {
            out.push_back(std::move(parsed));
        }
    }
    return out;
}

double gateway::metric(const std::string& name, const std::string& label) const {
    double sum = 0;
    std::istringstream lines(api(url_, {}).get("/metrics").text);
    for (std::string line; std::getline(lines, line);) {
        const bool named = line.starts_with(name + " ") || line.starts_with(name + "{");
        if (named && line.find(label) != std::string::npos) {
            sum += std::stod(line.substr(line.rfind(' ')));
        }
    }
    return sum;
}

}  // namespace selat::testing
