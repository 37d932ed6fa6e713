#include <algorithm>

#include "host/delivery/outcome.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using delivery::back_off;
using delivery::blame;
using delivery::judge;
using delivery::next_step;
using delivery::retry_policy;
using model::duration;

namespace {

struct row {
    selat::code code;
    next_step next;
    delivery::blame blame;
    bool slow_instance;
    bool degrade_channel;
};

constexpr row table[] = {
    {code::unavailable, next_step::retry, blame::provider, false, false},
    {code::timeout, next_step::retry, blame::provider, false, false},
    {code::throttled, next_step::retry, blame::provider, true, false},
    {code::internal, next_step::retry, blame::provider, false, true},
    {code::uncertain, next_step::mark_uncertain, blame::provider, false, false},
    {code::denied, next_step::refresh_then_retry, blame::configuration, true, true},
    {code::config, next_step::final_failure, blame::configuration, false, true},
    {code::wrong_state, next_step::final_failure, blame::nobody, false, false},
    {code::invalid, next_step::final_failure, blame::nobody, false, false},
    {code::not_found, next_step::final_failure, blame::customer, false, false},
    {code::unsupported, next_step::final_failure, blame::nobody, false, false},
    {code::opted_out, next_step::final_failure, blame::customer, false, false},
    {code::outside_window, next_step::final_failure, blame::nobody, false, false},
    {code::quiet_hours, next_step::final_failure, blame::nobody, false, false},
    {code::cancelled, next_step::final_failure, blame::nobody, false, false},
};

}  // namespace

TEST_CASE("every code of a failed send has one line that says what comes next") {
    for (const auto& each : table) {
        INFO(name_of(each.code));
        const auto verdict = judge(each.code, false);
        CHECK(verdict.next == each.next);
        CHECK(verdict.blame == each.blame);
        CHECK(verdict.slow_instance == each.slow_instance);
        CHECK(verdict.degrade_channel == each.degrade_channel);
        CHECK(std::string_view(verdict.for_people).ends_with('.'));
    }
}

TEST_CASE("only an uncertain send depends on whether a repeat is safe") {
    for (const auto& each : table) {
        INFO(name_of(each.code));
        CHECK(judge(each.code, true).next ==
              (each.code == code::uncertain ? next_step::retry : each.next));
    }
}

TEST_CASE("the wait doubles with every try, up to the longest") {
    const retry_policy policy{.first = duration{1'000}, .longest = duration{10'000}};
    const std::pair<std::uint32_t, std::int64_t> waits[] = {
        {1, 1'000},  {2, 2'000},   {3, 4'000},   {4, 8'000},
        {5, 10'000}, {12, 10'000}, {99, 10'000}, {4'000'000'000, 10'000}};
    for (const auto& [attempt, wait] : waits) {
        INFO(attempt);
        CHECK(back_off(policy, attempt, 0, {}).count() == wait);
    }
}

TEST_CASE("chance takes up to half of the wait off, so that not all come back at once") {
    const retry_policy policy;
    for (const double random : {0.0, 0.25, 0.5, 0.999}) {
        for (std::uint32_t attempt = 1; attempt < 14; ++attempt) {
            const auto wait = back_off(policy, attempt, random, {});
            const auto whole = back_off(policy, attempt, 0, {});
            CHECK(wait <= whole);
            CHECK(wait.count() * 2 >= whole.count());
            CHECK(std::abs(static_cast<double>(wait.count()) -
                           static_cast<double>(whole.count()) * (1 - random / 2)) < 2);
        }
    }
}

TEST_CASE("what the provider asks for is waited, even beyond the longest") {
    const retry_policy policy{.first = duration{1'000}, .longest = duration{10'000}};
    CHECK(back_off(policy, 1, 0.5, duration{30'000}) == duration{30'000});
    CHECK(back_off(policy, 3, 0, duration{100}) == duration{4'000});
}
