// The definitions that flows had before.

#include "support.hpp"

#include "host/gateway/kept_values.hpp"

namespace selat::gateway::test::kept_values_test {
namespace {

using texts = std::vector<std::string>;

constexpr std::int64_t day = std::int64_t{24} * 3600 * 1000;

texts earlier(store::store& store, const std::string& current, std::int64_t at_ms) {
    const auto out = earlier_definitions(store, "front", current, model::from_ms(at_ms));
    REQUIRE(out);
    return *out;
}

}  // namespace

TEST_CASE("a flow's definitions are kept for the executions that stand in them") {
    const auto store = store::open_memory();
    CHECK(earlier(*store, "first", day).empty());
    CHECK(earlier(*store, "first", 2 * day).empty());
    CHECK(earlier(*store, "second text", 60 * day) == texts{"first"});
    CHECK(earlier(*store, "second text", 60 * day) == texts{"first"});
    CHECK(earlier(*store, "first", 61 * day) == texts{"second text"});
    CHECK(earlier_definitions(*store, "other", "x", model::from_ms(61 * day))->empty());
}

TEST_CASE("a definition that was replaced longer ago than executions live is forgotten") {
    const auto store = store::open_memory();
    earlier(*store, "first", day);
    earlier(*store, "second", 60 * day);
    CHECK(earlier(*store, "third", 91 * day).size() == 2);
    CHECK(earlier(*store, "third", 91 * day + 1) == texts{"second"});
    CHECK(earlier(*store, "third", 200 * day).empty());
}

TEST_CASE("a definition comes back as the current one, and is kept from then on") {
    const auto store = store::open_memory();
    earlier(*store, "first", day);
    earlier(*store, "second", 2 * day);
    earlier(*store, "first", 3 * day);
    CHECK(earlier(*store, "second", 100 * day) == texts{"first"});
}

}  // namespace selat::gateway::test::kept_values_test
