#include <limits>
#include <thread>
#include <vector>

#include "host/telemetry/log.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace selat::telemetry;
using namespace std::chrono_literals;

namespace {

struct kept_lines {
    std::vector<std::string> lines;
    std::chrono::system_clock::time_point now{1'700'000'000'123ms};

    log_options options(log_format format = log_format::json) {
        log_options made;
        made.format = format;
        made.write = [this](std::string_view line) { lines.emplace_back(line); };
        made.now = [this] { return now; };
        return made;
    }
};

}  // namespace

TEST_CASE("a line is one JSON object with the event and its pairs") {
    kept_lines kept;
    {
        selat::telemetry::log log(kept.options());
        log(level::warning, "send.failed",
            {{"message", "IM1"},
             {"attempt", 3},
             {"bytes", std::size_t{7}},
             {"final", true},
             {"took", 1500us},
             {"ratio", std::numeric_limits<double>::infinity()}});
    }
    REQUIRE(kept.lines.size() == 1);
    const auto line = nlohmann::json::parse(kept.lines.front());
    CHECK(line == nlohmann::json{{"at", "2023-11-14T22:13:20.123Z"},
                                 {"level", "warning"},
                                 {"event", "send.failed"},
                                 {"message", "IM1"},
                                 {"attempt", 3},
                                 {"bytes", 7},
                                 {"final", true},
                                 {"took", 1.5},
                                 {"ratio", nullptr}});
}

TEST_CASE("whatever bytes a value has, the line stays one line of valid JSON") {
    const std::string value = GENERATE(values<std::string>({
        "plain",
        "",
        "\"quoted\" \\ back",
        "two\nlines\r\n",
        std::string("\0\x01\x1f\x7f", 4),
        "caf\xc3\xa9 \xf0\x9f\x98\x80",
        "\xff\xfe",
        "\xc3",
        "\xed\xa0\x80",
        "\xc0\x80",
        "\xf5\x80\x80\x80",
        "%s {} {0}",
    }));
    CAPTURE(value);
    kept_lines kept;
    {
        selat::telemetry::log log(kept.options());
        log(level::info, "test", {{"value", value}});
    }
    REQUIRE(kept.lines.size() == 1);
    CHECK(kept.lines.front().find('\n') == std::string::npos);
    const auto line = nlohmann::json::parse(kept.lines.front(), nullptr, false);
    REQUIRE_FALSE(line.is_discarded());
    const nlohmann::json same = value;
    const auto valid = same.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (valid.find("\xEF\xBF\xBD") == std::string::npos) {
        CHECK(line.at("value") == value);
    }
}

TEST_CASE("on a terminal a line is read by people") {
    kept_lines kept;
    {
        selat::telemetry::log log(kept.options(log_format::text));
        log(level::info, "server.ready", {{"port", 8080}, {"name", "two words"}, {"empty", ""}});
    }
    CHECK(kept.lines ==
          std::vector<std::string>{
              "22:13:20.123 info    server.ready port=8080 name=\"two words\" empty=\"\""});
}

TEST_CASE("lines below the least level are not written") {
    kept_lines kept;
    selat::telemetry::log log(kept.options());
    log(level::debug, "quiet");
    CHECK(kept.lines.empty());
    CHECK_FALSE(log.takes(level::debug));
    CHECK(log.takes(level::error));
}

TEST_CASE("secrets never show, by their text or by their name") {
    kept_lines kept;
    selat::telemetry::log log(kept.options());
    log.secrets().add("s3cr3t-token");
    log.secrets().add("s3cr3t-token-longer");
    log.secrets().add("abc");
    log(level::info, "call",
        {{"url", "https://x/?t=s3cr3t-token&u=s3cr3t-token-longer"},
         {"Authorization", "Bearer zzz"},
         {"api-key", "k"},
         {"text", "abc"}});
    const auto line = nlohmann::json::parse(kept.lines.at(0));
    CHECK(line.at("url") == "https://x/?t=[redacted]&u=[redacted]");
    CHECK(line.at("Authorization") == "[redacted]");
    CHECK(line.at("api-key") == "[redacted]");
    CHECK(line.at("text") == "abc");
}

TEST_CASE("an event that comes too often is bounded, and what was left out is told") {
    kept_lines kept;
    auto options = kept.options();
    options.per_second = 3;
    {
        selat::telemetry::log log(options);
        for (int index = 0; index < 10; ++index) {
            log(level::info, "often");
        }
        log(level::info, "seldom");
        CHECK(kept.lines.size() == 4);
        kept.now += 1s;
        log(level::info, "often");
        CHECK(nlohmann::json::parse(kept.lines.back()).at("left_out") == 7);
        for (int index = 0; index < 4; ++index) {
            log(level::warning, "often");
        }
    }
    const auto last = nlohmann::json::parse(kept.lines.back());
    CHECK(last.at("event") == "often");
    CHECK(last.at("left_out") == 2);
    CHECK(last.at("level") == "warning");
}

TEST_CASE("a trail's pairs stand in each of its lines") {
    kept_lines kept;
    selat::telemetry::log log(kept.options());
    const trail message(log, {{"message", std::string("IM1")}, {"channel", "line"}});
    message(level::info, "decided");
    message(level::info, "sent", {{"provider_id", "77"}});
    const auto line = nlohmann::json::parse(kept.lines.at(1));
    CHECK(line.at("message") == "IM1");
    CHECK(line.at("channel") == "line");
    CHECK(line.at("provider_id") == "77");
    CHECK(nlohmann::json::parse(kept.lines.at(0)).at("message") == "IM1");
}

TEST_CASE("many threads write whole lines") {
    kept_lines kept;
    auto options = kept.options();
    options.per_second = 0;
    options.now = nullptr;
    selat::telemetry::log log(options);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&log, thread] {
            for (int index = 0; index < 200; ++index) {
                log(level::info, "line", {{"thread", thread}, {"index", index}});
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(kept.lines.size() == 800);
    for (const auto& line : kept.lines) {
        REQUIRE_FALSE(nlohmann::json::parse(line, nullptr, false).is_discarded());
    }
}
