#pragma once
// A catalog over one folder of built plugins, with a cache of its own.

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

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

inline selat_str text(std::string_view given) {
    return {given.empty() ? nullptr : given.data(), given.size()};
}

// A request with this body; the body must outlive it.
inline selat_http_request request(std::string_view body) {
    selat_http_request out{};
    out.event = {sizeof out, SELAT_EVENT_HTTP_REQUEST, 1'700'000'000'000, {}};
    out.method = text("POST");
    out.body = text(body);
    return out;
}

inline selat_outgoing outgoing(std::uint64_t op, std::string_view content) {
    selat_outgoing out{};
    out.event = {sizeof out, SELAT_EVENT_OUTGOING, 1'700'000'000'000, {}};
    out.op = op;
    out.to = text("ann");
    out.content = text(content);
    out.idempotency_key = text("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    return out;
}

}  // namespace selat::conformance
