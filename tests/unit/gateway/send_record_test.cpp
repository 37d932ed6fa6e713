#include "support.hpp"

#include "host/gateway/send_record.hpp"

namespace selat::gateway::test::send_record_test {

TEST_CASE("how long a call may take is what the channel's options say") {
    struct row {
        const char* what;
        nlohmann::json options;
        std::int64_t milliseconds;
    };
    const std::vector<row> table = {
        {"nothing said", nlohmann::json::object(), 10'000},
        {"a duration", {{"timeout", "30s"}}, 30'000},
        {"a short one", {{"timeout", "250ms"}}, 250},
        {"seconds", {{"timeout", 30}}, 30'000},
        {"parts of a second", {{"timeout", 0.5}}, 500},
    };
    for (const auto& each : table) {
        INFO(each.what);
        assembly parts;
        config::channel other;
        other.id = "web";
        other.options = {{"timeout", "1s"}};
        config::channel line;
        line.id = "line";
        line.options = each.options;
        parts.config.channels = {other, line};
        CHECK(usual_timeout(parts, "line") == model::duration{each.milliseconds});
    }
    CHECK(usual_timeout(assembly{}, "line") == model::duration{10'000});
}

}  // namespace selat::gateway::test::send_record_test
