// What every kind is tried with.

#include <atomic>
#include <functional>
#include <thread>

#include "host/conformance/events.hpp"
#include "host/conformance/made_up.hpp"
#include "host/conformance/score.hpp"
#include "host/conformance/steps.hpp"
#include "host/conformance/trial.hpp"

#include <fmt/format.h>

namespace selat::conformance {
namespace {

constexpr int one_after_the_other = 200;
constexpr int at_once = 16;
constexpr int threads = 8;
constexpr int calls_each = 20;

result<void> make(const bench& bench, driven& instance, shape shape = shape::ordinary) {
    bench.at("create");
    const auto made = instance.create(shape);
    if (made) {
        return {};
    }
    const auto* hint = made.error().code == code::internal
                           ? ""
                           : "; where it has to be given real ones, name a configuration with -c";
    return fail(made.error().code,
                fmt::format("create refuses what its schema takes: {}{}", made.error().text, hint));
}

using calls = std::vector<std::pair<const char*, std::function<said()>>>;

// [parallel] calls of one instance, each with what it comes to by itself.
result<std::string> side_by_side(const bench& bench, const calls& all) {
    for (const auto& [what, call] : all) {
        const auto doing = fmt::format("{} on {} threads", what, threads);
        bench.at(doing);
        const auto alone = summary(call());
        std::atomic<int> others = 0;
        std::vector<std::thread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&] {
                for (int n = 0; n < calls_each; ++n) {
                    bench.at(doing);
                    others += summary(call()) == alone ? 0 : 1;
                }
            });
        }
        for (auto& each : running) {
            each.join();
        }
        if (others != 0) {
            return fail(code::invalid,
                        fmt::format("{} calls of {} came to something else than alone",
                                    others.load(), what));
        }
    }
    return fmt::format("{} threads", threads);
}

calls parallel_calls(const bench& bench, const driven& instance) {
    calls out;
    const auto add = [&](const char* what, std::function<said()> call) {
        out.emplace_back(what, std::move(call));
    };
    switch (bench.manifest().kind) {
    case plugins::kind::channel: {
        const auto& table = bench.table<selat_channel_v1>();
        if (!bench.manifest().webhook_methods.empty()) {
            add("on_http", [&] {
                return instance.call({.kind = plugins::call_kind::http, .function = "on_http"},
                                     table.on_http, request(R"({"text":"hi"})"));
            });
        }
        if (table.extension(text(SELAT_SERIAL_SEND_ID)) == nullptr) {
            add("on_send", [&] {
                return instance.call({.kind = plugins::call_kind::send, .function = "on_send"},
                                     table.on_send, outgoing(1, R"({"text":"hi"})"));
            });
        }
        break;
    }
    case plugins::kind::flow:
        add("on_event", [&] {
            const auto message = message_json(R"({"text":"hello"})");
            auto event = flow_event(SELAT_FLOW_START);
            event.message = text(message);
            return instance.call({.kind = plugins::call_kind::flow, .function = "on_event"},
                                 bench.table<selat_flow_v1>().on_event, event);
        });
        break;
    case plugins::kind::bot:
        add("on_event", [&] {
            const auto message = message_json(R"({"text":"hello"})");
            return instance.call({.kind = plugins::call_kind::bot, .function = "on_event"},
                                 bench.table<selat_bot_v1>().on_event, bot_event(1, message));
        });
        break;
    case plugins::kind::strategy: add("score", [&] { return score_some(bench, instance); }); break;
    }
    return out;
}

}  // namespace

result<std::string> try_create(const bench& bench) {
    const auto before = plugins::look_at_process();
    for (int i = 0; i < one_after_the_other; ++i) {
        driven instance(bench);
        if (const auto made = make(bench, instance); !made) {
            return tl::unexpected(made.error());
        }
    }
    {
        std::vector<std::unique_ptr<driven>> together;
        for (int i = 0; i < at_once; ++i) {
            together.push_back(std::make_unique<driven>(bench));
            if (const auto made = make(bench, *together.back(), shape::longer); !made) {
                return tl::unexpected(made.error());
            }
        }
    }
    const auto changed = left_behind(before);
    if (!changed.empty()) {
        return fail(code::invalid, changed);
    }
    return fmt::format("{} times, {} at once", one_after_the_other, at_once);
}

result<std::string> try_options(const bench& bench) {
    const auto wrong = wrong_options(bench.manifest().options, bench.options);
    if (wrong.empty()) {
        return fail(code::not_found, "there are none");
    }
    for (const auto& each : wrong) {
        bench.at("create with " + each.what);
        driven instance(bench, each.options);
        const auto made = instance.create();
        if (!made && made.error().text.starts_with("an exception leaves it")) {
            return fail(code::invalid, fmt::format("with {}: {}", each.what, made.error().text));
        }
    }
    return fmt::format("{} of them", wrong.size());
}

result<std::string> try_threads(const bench& bench) {
    const auto before = plugins::look_at_process();
    {
        driven instance(bench);
        if (const auto made = make(bench, instance); !made) {
            return tl::unexpected(made.error());
        }
        if (!bench.manifest().threads && plugins::look_at_process().threads != before.threads) {
            return fail(code::invalid,
                        "it starts threads, which its manifest does not say (\"threads\": true)");
        }
        const auto done = side_by_side(bench, parallel_calls(bench, instance));
        if (!done) {
            return done;
        }
    }
    const auto changed = left_behind(before);
    if (!changed.empty()) {
        return fail(code::invalid, changed);
    }
    return fmt::format("{} threads, {} calls each", threads, calls_each);
}

}  // namespace selat::conformance
