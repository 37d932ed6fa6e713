#pragma once
// A catalog over one folder of built plugins, with a cache of its own.

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "host/conformance/events.hpp"
#include "host/plugins/catalog.hpp"

#include <catch2/catch.hpp>

namespace selat::conformance {

// An empty folder that goes with its owner.
class scratch {
public:
    scratch() {
        std::string name = (std::filesystem::temp_directory_path() / "selat-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct told {
    std::string instance;
    std::string event;
    std::string text;
};

class stage {
public:
    explicit stage(const std::string& folder, const plugins::trust& trust = {})
        : catalog({folder}, (cache.path() / "cache").string(), trust, SELAT_TEST_PROBE) {
        catalog.on_report([this](std::string_view instance, const model::action::log& line) {
            const std::lock_guard lock(mutex_);
            told_.push_back({std::string(instance), line.event, line.text});
        });
    }

    [[nodiscard]] std::vector<told> reports() {
        const std::lock_guard lock(mutex_);
        return told_;
    }
    // Whether a report with this event has the words in it.
    [[nodiscard]] bool reported(std::string_view event, std::string_view words) {
        for (const auto& each : reports()) {
            if (each.event == event && each.text.find(words) != std::string::npos) {
                return true;
            }
        }
        return false;
    }
    result<std::unique_ptr<plugins::channel>>
    channel(const std::string& plugin, nlohmann::json options = nlohmann::json::object()) {
        plugins::instance_setup setup;
        setup.id = "here";
        setup.plugin = plugin;
        setup.options = std::move(options);
        return catalog.make_channel(setup);
    }

    scratch cache;

private:
    std::mutex mutex_;
    std::vector<told> told_;

public:
    plugins::catalog catalog;
};

inline std::string bad(const std::string& name) {
    return std::string(SELAT_CONFORMANCE_FOLDER) + "/bad/" + name;
}

}  // namespace selat::conformance
