// Under load the gateway is killed at random moments and started again. When all is quiet, nothing
// is lost, nothing is there twice, and nobody waits for anything.

#include "tests/integration/kill/aftermath.hpp"
#include "tests/integration/kill/crowd.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

#ifdef SELAT_TEST_SLOW
constexpr std::uint64_t usual_rounds = 8;
constexpr std::chrono::milliseconds line_every{100};
constexpr std::chrono::milliseconds longest_life{1500};
#else
constexpr std::uint64_t usual_rounds = 100;
constexpr std::chrono::milliseconds line_every{15};
constexpr std::chrono::milliseconds longest_life{400};
#endif
constexpr std::chrono::milliseconds web_every = line_every * 10;
constexpr std::chrono::milliseconds agents_every{40};
constexpr int line_users = 40;
constexpr int visitors = 4;

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* given = std::getenv(variable);
    return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

void check(const char* what, const faults& found) {
    constexpr std::size_t shown = 10;
    INFO(what << ": " << found.size());
    CHECK(faults(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(
                                                    std::min(found.size(), shown))) == faults{});
}

// Whether nothing is under way any more.
bool is_quiet(const gateway& host) {
    for (const auto* each : {"pending", "reserved", "assigned", "wrapping"}) {
        const auto tasks = host.ops().get(std::string("/api/v1/tasks?limit=1&status=") + each);
        if (!tasks.well() || !tasks.body["items"].empty()) {
            return false;
        }
    }
    const auto outbound = host.ops().all("/api/v1/messages?direction=outbound");
    return outbound.is_array() && std::ranges::none_of(outbound, [](const json& each) {
               return each["status"] == "queued";
           });
}

// Whether the visitor has seen what was said last.
bool is_up_to_date(const gateway& host, const visitor& who) {
    std::string last;
    for (const auto& each : host.ops().all("/api/v1/messages?channel=web")) {
        last = each["address"] == who.address() ? each["id"].get<std::string>() : last;
    }
    const auto seen = who.thread();
    return (seen.empty() ? "" : seen.back().value("id", "")) == last;
}

// Every message once, by the stream that was read over all kills.
faults check_stream(const stream& events, const remains& all) {
    std::map<std::string, int> told;
    for (const auto& each : events.events()) {
        if (each["type"] == "message.created") {
            ++told[each["data"]["id"]];
        }
    }
    faults out;
    for (const auto& each : all.messages) {
        if (told[each.id.text()] != 1) {
            out.push_back(each.id.text() + " was told " + std::to_string(told[each.id.text()]) +
                          " times");
        }
    }
    return out;
}

// Every visitor has seen its thread, all of it, as it is stored.
faults check_visitors(const web_crowd& web, const remains& all) {
    faults out;
    for (const auto& each : web.visitors()) {
        for (const auto& fault : each->faults()) {
            out.push_back(each->address() + ": " + fault);
        }
        std::vector<std::string> stored;
        for (const auto& message : all.messages) {
            if (message.address == each->address()) {
                stored.push_back(message.id.text());
            }
        }
        std::vector<std::string> seen;
        for (const auto& message : each->thread()) {
            seen.push_back(message.value("id", ""));
        }
        if (seen != stored) {
            out.push_back(each->address() + " saw " + std::to_string(seen.size()) + " of " +
                          std::to_string(stored.size()) + " messages, or others");
        }
    }
    return out;
}

// Every answer that an agent was told is taken is stored once.
faults check_answers(const std::vector<std::unique_ptr<busy_agent>>& agents, const remains& all) {
    std::map<std::string, int> stored;
    for (const auto& each : all.messages) {
        ++stored[json::parse(each.content, nullptr, false).value("text", "")];
    }
    faults out;
    for (const auto& each : agents) {
        for (const auto& answer : each->answers()) {
            if (stored[answer] != 1) {
                out.push_back(answer + " is stored " + std::to_string(stored[answer]) + " times");
            }
        }
    }
    return out;
}

}  // namespace

TEST_CASE("however often it is killed, the gateway loses nothing and repeats nothing") {
    const auto rounds = number_in("SELAT_KILL_ROUNDS", usual_rounds);
    const auto seed = number_in("SELAT_KILL_SEED", std::random_device{}());
    std::printf("kill test: SELAT_KILL_SEED=%llu SELAT_KILL_ROUNDS=%llu\n",
                static_cast<unsigned long long>(seed), static_cast<unsigned long long>(rounds));
    std::mt19937_64 random(seed);

    const emulators providers;
    configuration wish;
    wish.line_api = providers.line_api();
    gateway host(wish);
    providers.connect(
        "line-my", host.url(),
        {{"redelivery", {{"count", 100'000}, {"interval_ms", 100}, {"timeout_ms", 2000}}}});
    stream events(host.ops());
    line_crowd line(providers, line_users, random());
    web_crowd web(host, visitors, random());
    std::vector<std::unique_ptr<busy_agent>> agents;
    for (const auto* each : people) {
        agents.push_back(std::make_unique<busy_agent>(host, each, random()));
    }
    line.start(line_every);
    web.start(web_every);
    for (const auto& each : agents) {
        each->start(agents_every);
    }

    std::uniform_int_distribution<std::int64_t> life(0, longest_life.count());
    for (std::uint64_t round = 0; round < rounds; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(life(random)));
        REQUIRE(host.process().running());
        host.restart();
    }

    line.stop();
    web.stop();
    const auto totals = providers.look("webhooks?limit=0&wait_idle_ms=60000")["totals"];
    CHECK(totals["pending"] == 0);
    CHECK(totals["given_up"] == 0);
    for (const auto& each : web.visitors()) {
        CHECK(each->heard());
    }
    CHECK(eventually([&] { return is_quiet(host); }));
    for (const auto& each : web.visitors()) {
        CHECK(eventually([&] { return is_up_to_date(host, *each); }));
    }
    for (const auto& each : agents) {
        each->stop();
    }
    const auto taken = providers.look("sent?limit=100000")["items"];
    const auto last = host.ops().get("/api/v1/messages?limit=1&order=desc").body["items"];
    REQUIRE(last.size() == 1);
    CHECK(events.saw([&](const json& each) {
        return each["type"] == "message.created" && each["data"]["id"] == last[0]["id"];
    }));
    CHECK(host.stop().exit == 0);

    const auto all = read_remains(host.folder().path() + "/data/selat.db");
    std::printf("kill test: %zu messages, %zu of them of LINE's users, %zu uncertain\n",
                all.messages.size(), line.said().size(), uncertain(all));
    check("order", check_order(all));
    check("inbound", check_inbound(all, line.said()));
    check("outbound", check_outbound(all, taken));
    check("what is left", check_rest(all));
    check("stream", check_stream(events, all));
    check("visitors", check_visitors(web, all));
    check("answers", check_answers(agents, all));
}
