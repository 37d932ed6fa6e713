#include <stdexcept>
#include <thread>
#include <vector>

#include "host/telemetry/metrics.hpp"

#include <catch2/catch.hpp>

using namespace selat::telemetry;

TEST_CASE("counters, gauges and histograms are rendered as Prometheus reads them") {
    metrics all;
    all.counter("selat_messages", "Messages taken in", {{"channel", "line"}, {"code", "ok"}})
        .add(3);
    all.counter("selat_messages_total", "ignored", {{"channel", "sms"}, {"code", "ok"}}).add();
    all.gauge("selat_waiting", "Tasks waiting").set(-2);
    auto& took = all.histogram("selat_took_seconds", "Time taken", {0.1, 1}, {{"step", "send"}});
    took.observe(0.05);
    took.observe(0.1);
    took.observe(0.5);
    took.observe(20);
    CHECK(all.render() == "# HELP selat_messages_total Messages taken in\n"
                          "# TYPE selat_messages_total counter\n"
                          "selat_messages_total{channel=\"line\",code=\"ok\"} 3\n"
                          "selat_messages_total{channel=\"sms\",code=\"ok\"} 1\n"
                          "# HELP selat_took_seconds Time taken\n"
                          "# TYPE selat_took_seconds histogram\n"
                          "selat_took_seconds_bucket{step=\"send\",le=\"0.1\"} 2\n"
                          "selat_took_seconds_bucket{step=\"send\",le=\"1\"} 3\n"
                          "selat_took_seconds_bucket{step=\"send\",le=\"+Inf\"} 4\n"
                          "selat_took_seconds_sum{step=\"send\"} 20.65\n"
                          "selat_took_seconds_count{step=\"send\"} 4\n"
                          "# HELP selat_waiting Tasks waiting\n"
                          "# TYPE selat_waiting gauge\n"
                          "selat_waiting -2\n");
}

TEST_CASE("help and labels are escaped") {
    metrics all;
    all.gauge("g", "a \\ and\na \"line\"", {{"l", "\\ \"\n"}}).set(1);
    CHECK(all.render() ==
          "# HELP g a \\\\ and\\na \"line\"\n# TYPE g gauge\ng{l=\"\\\\ \\\"\\n\"} 1\n");
}

TEST_CASE("the same name and labels are the same handle") {
    metrics all;
    CHECK(&all.counter("a", "", {{"x", "1"}}) == &all.counter("a_total", "", {{"x", "1"}}));
    CHECK(&all.counter("a", "", {{"x", "1"}}) != &all.counter("a", "", {{"x", "2"}}));
}

TEST_CASE("labels cannot grow without end") {
    metrics all(3);
    for (int index = 0; index < 10; ++index) {
        all.counter("c", "", {{"who", std::to_string(index)}}).add();
    }
    CHECK(all.render() == "# HELP c_total \n# TYPE c_total counter\n"
                          "c_total{who=\"0\"} 1\nc_total{who=\"1\"} 1\nc_total{who=\"2\"} 1\n"
                          "c_total{who=\"other\"} 7\n");
}

TEST_CASE("a value is asked for while its registration lives") {
    metrics all;
    {
        const auto open = all.ask("open", "Connections", {{"at", "a"}}, [] { return 1.5; });
        const auto total = all.ask_total("accepted", "Accepted", {}, [] { return 7.0; });
        CHECK(all.render() == "# HELP accepted_total Accepted\n# TYPE accepted_total counter\n"
                              "accepted_total 7\n"
                              "# HELP open Connections\n# TYPE open gauge\nopen{at=\"a\"} 1.5\n");
        CHECK_THROWS_AS((void)all.ask("open", "", {{"at", "a"}}, [] { return 0.0; }),
                        std::invalid_argument);
        CHECK_THROWS_AS(all.gauge("open", "", {{"at", "a"}}), std::invalid_argument);
    }
    CHECK(all.render().empty());
}

TEST_CASE("what no metric can be called is a programmer's fault") {
    metrics all;
    CHECK_THROWS_AS(all.gauge("1st", ""), std::invalid_argument);
    CHECK_THROWS_AS(all.gauge("a-b", ""), std::invalid_argument);
    CHECK_THROWS_AS(all.gauge("a", "", {{"b-c", "x"}}), std::invalid_argument);
    CHECK_THROWS_AS(all.gauge("a", "", {{"le", "x"}}), std::invalid_argument);
    all.gauge("kind", "");
    CHECK_THROWS_AS(all.histogram("kind", "", {1}), std::invalid_argument);
    CHECK_THROWS_AS(all.histogram("bounds", "", {2, 1}), std::invalid_argument);
}

TEST_CASE("threads count side by side and nothing is lost") {
    metrics all;
    auto& counted = all.counter("c", "");
    auto& spread = all.histogram("h", "", latency_bounds());
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int index = 0; index < 10'000; ++index) {
                counted.add();
                spread.observe(0.25);
            }
        });
    }
    while (counted.value() < 40'000) {
        CHECK_FALSE(all.render().empty());
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(counted.value() == 40'000);
    CHECK(spread.sum() == 10'000.0);
}
