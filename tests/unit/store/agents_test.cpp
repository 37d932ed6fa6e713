// What agents see, and their sessions, on both stores.

#include "both_support.hpp"

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

TEST_CASE("an agent sees the conversations of accepted and wrapping reservations") {
    given given(kinds());
    std::vector<model::id> visible;
    changes changes;
    for (int status = 0; status <= 7; ++status) {
        const auto conversation = given.begin("U" + std::to_string(status));
        auto one = given.make.reservation(given.make.task(conversation, "q"), "aminah");
        one.status = static_cast<model::reservation_status>(status);
        if (one.status == model::reservation_status::accepted ||
            one.status == model::reservation_status::wrapping) {
            visible.push_back(conversation.id);
        }
        changes.reservations.push_back(one);
    }
    REQUIRE(commit(*given.store, std::move(changes)));
    CHECK(ask(*given.store,
              [](reader& reader) { return reader.visible_conversations("aminah"); }) == visible);
    const auto live = ask(*given.store, [](reader& reader) { return reader.live_reservations(); });
    REQUIRE(live);
    CHECK(live->size() == 3);
}

TEST_CASE("sessions end with their agent, and what is past is tidied away") {
    given here(kinds());
    const auto at = [](std::int64_t seconds) { return model::from_ms(seconds * 1'000); };
    changes first;
    first.sessions = {{"a", "aminah", at(100)},
                      {"b", "badrul", at(100)},
                      {"c", "badrul", at(5)},
                      {"d", "chong", at(5)}};
    first.answers = {{"old", "{}", at(1)}, {"new", "{}", at(50)}};
    commit(*here.store, std::move(first));
    changes second;
    second.logged_out = {"badrul"};
    second.tidying = {at(10), at(20)};
    CHECK_FALSE(second.empty());
    commit(*here.store, std::move(second));
    const auto left = [&](const std::string& hash) {
        return ask(*here.store, [&](reader& from) { return from.session(hash)->has_value(); });
    };
    CHECK(left("a"));
    CHECK_FALSE(left("b"));
    CHECK_FALSE(left("c"));
    CHECK_FALSE(left("d"));
    const auto kept = [&](const std::string& key) {
        return ask(*here.store, [&](reader& from) { return from.answer(key)->has_value(); });
    };
    CHECK_FALSE(kept("old"));
    CHECK(kept("new"));
}
