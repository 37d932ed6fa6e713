// Walking a list page by page, on both stores.

#include "both_support.hpp"

#include <algorithm>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

TEST_CASE("cursors walk a list once, both ways, while others write") {
    given given(kinds());
    const auto conversation = given.begin("U1");
    std::vector<std::uint64_t> written;
    for (std::uint64_t i = 1; i <= 7; ++i) {
        written.push_back(given.say(conversation, i).position);
    }
    for (const bool descending : {false, true}) {
        std::vector<std::uint64_t> seen;
        page page{3, "", descending};
        do {
            message_filter filter;
            filter.conversation = conversation.id;
            const auto found =
                ask(*given.store, [&](reader& reader) { return reader.messages(filter, page); });
            REQUIRE(found);
            for (const auto& message : found->items) {
                seen.push_back(message.position);
            }
            page.after = found->next;
            given.say(given.begin(page.after + "x"), 1);
        } while (!page.after.empty());
        if (descending) {
            std::reverse(seen.begin(), seen.end());
        }
        CHECK(seen == written);
    }
}

TEST_CASE("a cursor that no list gave is refused") {
    given given(kinds());
    const page page{10, "nonsense", false};
    const auto check = [&](auto list) {
        const auto found = ask(*given.store, list);
        REQUIRE_FALSE(found);
        CHECK(found.error().code == code::invalid);
    };
    check([&](reader& reader) { return reader.messages({}, page); });
    check([&](reader& reader) { return reader.conversations({}, page); });
    check([&](reader& reader) { return reader.customers({}, page); });
    check([&](reader& reader) { return reader.tasks({}, page); });
}
