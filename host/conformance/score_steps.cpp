#include <cmath>
#include <limits>

#include "host/conformance/events.hpp"
#include "host/conformance/score.hpp"
#include "host/conformance/steps.hpp"
#include "host/conformance/trial.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace selat::conformance {
namespace {

constexpr std::size_t many = 500;

// What the plugin must overwrite: no score is no number.
constexpr double unscored = std::numeric_limits<double>::quiet_NaN();

selat_rank_request task(bool strange, const std::vector<selat_skill>& skills) {
    selat_rank_request out{};
    out.size = sizeof out;
    out.now_ms = 1'700'000'000'000;
    out.seed = 42;
    out.task = text("WT00000000000000000000000000000001");
    out.queue = text("support");
    out.task_channel = text("chat");
    out.customer = text("CU00000000000000000000000000000001");
    out.attributes = text("{}");
    if (strange) {
        out.priority = std::numeric_limits<std::int64_t>::min();
        out.age_ms = std::numeric_limits<std::int64_t>::max();
    } else {
        out.priority = 1;
        out.age_ms = 1'000;
        out.language = text("en");
        out.last_agent = text("agent-1");
        out.skills = skills.data();
        out.skill_count = skills.size();
    }
    return out;
}

const selat_rank_request* lend_task(lent& memory, bool strange, std::size_t extra) {
    std::vector<selat_skill> skills = {{text("billing"), 1}, {text("cards"), 3}};
    for (auto& each : skills) {
        memory.take(each.name);
    }
    auto out = task(strange, skills);
    out.skills = out.skill_count == 0 ? nullptr : memory.array(skills);
    memory.take(out.task, out.queue, out.task_channel, out.language, out.customer, out.last_agent,
                out.attributes);
    out.size += static_cast<std::uint32_t>(extra);
    return memory.record(out, extra);
}

const selat_candidate* lend_candidate(lent& memory, const candidate& from, std::size_t extra) {
    selat_candidate out{};
    out.size = static_cast<std::uint32_t>(sizeof out + extra);
    out.assigned = from.assigned;
    out.capacity = from.capacity;
    out.total_assigned = from.total_assigned;
    out.id = text(from.id);
    out.idle_since_ms = from.idle_since_ms;
    out.attributes = text(from.attributes);
    std::vector<selat_skill> skills;
    for (const auto& [name, level] : from.skills) {
        skills.push_back({text(name), level});
        memory.take(skills.back().name);
    }
    std::vector<selat_str> languages;
    for (const auto& each : from.languages) {
        languages.push_back(text(each));
        memory.take(languages.back());
    }
    out.skills = memory.array(skills);
    out.skill_count = skills.size();
    out.languages = memory.array(languages);
    out.language_count = languages.size();
    memory.take(out.id, out.attributes);
    return memory.record(out, extra);
}

// Scores that are not there, or are no numbers.
void judge(trial& tries, const std::string& with, const scored& result) {
    for (std::size_t i = 0; i < result.scores.size() && result.call.out.code == code::ok; ++i) {
        if (std::isnan(result.scores[i])) {
            return tries.refuse(fmt::format(
                "with {}: candidate {} gets no score, or one that is no number", with, i + 1));
        }
    }
}

}  // namespace

std::vector<candidate> some_candidates(std::size_t count) {
    std::vector<candidate> out;
    for (std::size_t i = 0; i < count; ++i) {
        candidate each;
        each.id = fmt::format("agent-{}", i + 1);
        each.assigned = static_cast<std::uint32_t>(i % 3);
        each.total_assigned = each.assigned;
        each.idle_since_ms = 1'700'000'000'000 - static_cast<std::int64_t>(i) * 1'000;
        if (i % 2 == 0) {
            each.skills = {{"billing", 1}, {"cards", 4}};
            each.languages = {"en", "ms"};
            each.attributes = R"({"skills":["billing"],"languages":["en","ms"]})";
        }
        if (i % 5 == 4) {
            each.idle_since_ms = 0;
            each.capacity = 0;
            each.skills = {{"", 0}, {"billing", -1}, {"cards", 1e300}};
            each.attributes = R"({"skills":7,"languages":{},"routing":null})";
        }
        out.push_back(std::move(each));
    }
    return out;
}

scored score(const bench& bench, const driven& instance, const std::vector<candidate>& candidates,
             bool strange_task, shape shape) {
    lent memory;
    const std::size_t extra = shape == shape::longer ? 64 : 0;
    const auto* wanted =
        bench.manifest().per_task ? lend_task(memory, strange_task, extra) : nullptr;
    std::vector<const selat_candidate*> pointers;
    pointers.reserve(candidates.size());
    for (const auto& each : candidates) {
        pointers.push_back(lend_candidate(memory, each, extra));
    }
    const auto* list = memory.array(pointers);
    scored out{{}, std::vector<double>(candidates.size(), unscored)};
    out.call = instance.run(memory, {.kind = plugins::call_kind::score, .function = "score"},
                            [&](const selat_actions*, selat_error* error) {
                                return bench.table<selat_strategy_v1>().score(
                                    instance.self(), wanted, list, pointers.size(),
                                    out.scores.data(), error);
                            });
    return out;
}

said score_some(const bench& bench, const driven& instance) {
    auto out = score(bench, instance, some_candidates(10));
    out.call.out.text += fmt::format("{}", fmt::join(out.scores, " "));
    return out.call;
}

result<std::string> try_score(const bench& bench) {
    trial tries(bench, "score");
    const auto attempt = [&](const std::string& with, const std::vector<candidate>& candidates,
                             bool strange_task = false, shape shape = shape::ordinary) {
        scored out;
        tries.attempt(with, comes::yes, [&] {
            out = score(bench, tries.instance(), candidates, strange_task, shape);
            return out.call;
        });
        judge(tries, with, out);
        return out.scores;
    };
    const auto some = some_candidates(10);
    const auto scores = attempt("ten candidates", some);
    attempt("nobody to choose from", {});
    attempt("a task without anything said of it", some, true);
    attempt("five hundred candidates", some_candidates(many));
    if (attempt("records of a later gateway", some, false, shape::longer) != scores) {
        tries.refuse("with longer records, as a later gateway's are, it scores otherwise");
    }
    tries.fresh();
    if (tries.going_on() && attempt("ten candidates, again", some) != scores) {
        tries.refuse("another instance scores the same candidates otherwise");
    }
    for (std::size_t i = 0; i < some.size() && tries.going_on() && !bench.manifest().per_task;
         ++i) {
        const auto alone = attempt("one candidate alone", {some[i]});
        if (tries.going_on() && alone.at(0) != scores.at(i)) {
            tries.refuse("a candidate's score depends on who else is there, which \"per_task\": "
                         "false denies");
        }
    }
    return tries.end();
}

}  // namespace selat::conformance
