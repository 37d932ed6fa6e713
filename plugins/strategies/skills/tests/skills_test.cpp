#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <selat/plugin.hpp>

#include <catch2/catch.hpp>

namespace {

struct person {
    std::string id;
    std::vector<std::pair<std::string, double>> skills;  // sorted
    std::vector<std::string> languages;                  // sorted
};

struct wish {
    std::vector<std::pair<std::string, double>> skills;  // sorted
    std::string language;
    std::string last_agent;
};

std::vector<selat_skill> views(const std::vector<std::pair<std::string, double>>& skills) {
    std::vector<selat_skill> out;
    for (const auto& [name, level] : skills) {
        out.push_back({selat::str(name), level});
    }
    return out;
}

// The plugin as a host sees it: through its table.
class driven {
public:
    driven() {
        selat_setup setup{};
        setup.size = sizeof setup;
        setup.options = selat::str("{}");
        REQUIRE(table.create(&setup, &self_, nullptr) == SELAT_OK);
    }
    ~driven() { table.destroy(self_); }
    driven(const driven&) = delete;
    driven& operator=(const driven&) = delete;

    // Who is asked first.
    std::string best(const wish& wish, const std::vector<person>& people) const {
        const auto scores = score(wish, people);
        const auto at = std::ranges::max_element(scores) - scores.begin();
        return people[static_cast<std::size_t>(at)].id;
    }

    std::vector<double> score(const wish& wish, const std::vector<person>& people) const {
        selat_rank_request request{};
        request.size = sizeof request;
        const auto wanted = views(wish.skills);
        request.skills = wanted.data();
        request.skill_count = wanted.size();
        request.language = selat::str(wish.language);
        request.last_agent = selat::str(wish.last_agent);
        std::vector<selat_candidate> candidates(people.size());
        std::vector<std::vector<selat_skill>> skills(people.size());
        std::vector<std::vector<selat_str>> languages(people.size());
        std::vector<const selat_candidate*> pointers;
        for (std::size_t i = 0; i < people.size(); ++i) {
            skills[i] = views(people[i].skills);
            for (const auto& each : people[i].languages) {
                languages[i].push_back(selat::str(each));
            }
            candidates[i].size = sizeof(selat_candidate);
            candidates[i].id = selat::str(people[i].id);
            candidates[i].skills = skills[i].data();
            candidates[i].skill_count = skills[i].size();
            candidates[i].languages = languages[i].data();
            candidates[i].language_count = languages[i].size();
            pointers.push_back(&candidates[i]);
        }
        std::vector<double> scores(people.size(), -1);
        REQUIRE(table.score(self_, &request, pointers.data(), pointers.size(), scores.data(),
                            nullptr) == SELAT_OK);
        return scores;
    }

    const selat_strategy_v1& table = *static_cast<const selat_strategy_v1*>(
        selat_module_v1()->table(selat::str(SELAT_STRATEGY_ID)));
    [[nodiscard]] void* self() const { return self_; }

private:
    void* self_ = nullptr;
};

}  // namespace

TEST_CASE("the agent with more of the wanted skills is asked first, whatever the levels") {
    const driven strategy;
    const wish wish{.skills = {{"billing", 1}, {"cards", 1}}, .language = "", .last_agent = ""};
    CHECK(strategy.best(wish, {{"expert", {{"billing", 1000}}, {}},
                               {"both", {{"billing", 1}, {"cards", 1}}, {}},
                               {"neither", {{"aaa", 9}, {"zzz", 9}}, {}}}) == "both");
}

TEST_CASE("a wanted language counts like a skill") {
    const driven strategy;
    const wish wish{.skills = {{"billing", 1}}, .language = "ms", .last_agent = ""};
    CHECK(strategy.best(wish, {{"silent", {{"billing", 5}}, {"en"}},
                               {"fluent", {{"billing", 1}}, {"en", "ms"}}}) == "fluent");
}

TEST_CASE("among agents with the same skills the higher level is asked first") {
    const driven strategy;
    const wish wish{.skills = {{"cards", 1}}, .language = "", .last_agent = "junior"};
    CHECK(strategy.best(wish, {{"junior", {{"cards", 2}}, {}}, {"senior", {{"cards", 3}}, {}}}) ==
          "senior");
}

TEST_CASE("a skill below the wanted level is worth less than one at it and more than none") {
    const driven strategy;
    const wish wish{.skills = {{"cards", 4}}, .language = "", .last_agent = ""};
    const auto scores = strategy.score(
        wish, {{"fits", {{"cards", 4}}, {}}, {"low", {{"cards", 3}}, {}}, {"none", {}, {}}});
    CHECK(scores[0] > scores[1]);
    CHECK(scores[1] > scores[2]);
}

TEST_CASE("equal agents are told apart by who served the customer last") {
    const driven strategy;
    const wish wish{.skills = {{"cards", 1}}, .language = "", .last_agent = "second"};
    const std::vector<person> people{{"first", {{"cards", 2}}, {}}, {"second", {{"cards", 2}}, {}}};
    CHECK(strategy.best(wish, people) == "second");
    const auto scores = strategy.score({wish.skills, "", ""}, people);
    CHECK(scores[0] == scores[1]);
}

TEST_CASE("a task without wishes leaves the order to the longest idle") {
    const driven strategy;
    const auto scores = strategy.score({}, {{"a", {{"x", 9}}, {"ms"}}, {"b", {}, {}}});
    CHECK(scores[0] == scores[1]);
}

TEST_CASE("without a task there is a refusal and not a crash") {
    const driven strategy;
    selat_error error{};
    error.size = sizeof error;
    CHECK(strategy.table.score(strategy.self(), nullptr, nullptr, 0, nullptr, &error) ==
          SELAT_INVALID);
    CHECK(std::string{error.text} != "");
}
