#include <algorithm>
#include <string>
#include <vector>

#include <selat/plugin.hpp>

#include <catch2/catch.hpp>

namespace {

// The plugin as a host sees it: through its table.
class driven {
public:
    driven() {
        selat_setup setup{};
        setup.size = sizeof setup;
        setup.options = selat::str("{}");
        REQUIRE(table_.create(&setup, &self_, nullptr) == SELAT_OK);
    }
    ~driven() { table_.destroy(self_); }
    driven(const driven&) = delete;
    driven& operator=(const driven&) = delete;

    std::vector<double> score(const std::vector<std::int64_t>& idle_since) const {
        std::vector<selat_candidate> candidates(idle_since.size());
        std::vector<const selat_candidate*> pointers;
        for (std::size_t i = 0; i < idle_since.size(); ++i) {
            candidates[i].size = sizeof(selat_candidate);
            candidates[i].idle_since_ms = idle_since[i];
            pointers.push_back(&candidates[i]);
        }
        std::vector<double> scores(idle_since.size(), -1);
        REQUIRE(table_.score(self_, nullptr, pointers.data(), pointers.size(), scores.data(),
                             nullptr) == SELAT_OK);
        return scores;
    }

private:
    const selat_strategy_v1& table_ = *static_cast<const selat_strategy_v1*>(
        selat_module_v1()->table(selat::str(SELAT_STRATEGY_ID)));
    void* self_ = nullptr;
};

}  // namespace

TEST_CASE("the longer an agent has waited, the greater its score") {
    const driven strategy;
    const auto scores =
        strategy.score({1'790'000'000'000, 1'790'000'000'001, 1'700'000'000'000, 5});
    CHECK(scores[0] > scores[1]);
    CHECK(scores[2] > scores[0]);
    CHECK(scores[3] > scores[2]);
}

TEST_CASE("an agent who was never offered a task comes first") {
    const driven strategy;
    const auto scores = strategy.score({1, 0, 2});
    CHECK(std::ranges::max_element(scores) - scores.begin() == 1);
}

TEST_CASE("no candidates are no error") {
    const driven strategy;
    CHECK(strategy.score({}).empty());
}

TEST_CASE("the module offers the strategy table and nothing else") {
    const auto* module = selat_module_v1();
    CHECK(module->abi_major == SELAT_ABI_MAJOR);
    CHECK(module->table(selat::str(SELAT_CHANNEL_ID)) == nullptr);
    CHECK(module->table(selat::str("selat.strategy/10")) == nullptr);
}
