// Ids are opaque, sortable and never repeat.

#include <algorithm>
#include <set>
#include <unordered_set>

#include "host/model/ids.hpp"

#include <catch2/catch.hpp>

using namespace selat::model;
using namespace std::chrono_literals;

namespace {

constexpr selat::model::time now = from_ms(1'700'000'000'123);

constexpr id_kind kinds[] = {id_kind::customer, id_kind::conversation, id_kind::message,
                             id_kind::task,     id_kind::reservation,  id_kind::media,
                             id_kind::event,    id_kind::execution,    id_kind::job,
                             id_kind::session};

}  // namespace

TEST_CASE("an id is its two letters and a UUIDv7 in hex") {
    id_source ids(1);
    struct {
        id_kind kind;
        const char* letters;
    } const cases[] = {{id_kind::customer, "CU"},    {id_kind::conversation, "CH"},
                       {id_kind::message, "IM"},     {id_kind::task, "WT"},
                       {id_kind::reservation, "WR"}, {id_kind::media, "ME"},
                       {id_kind::event, "EV"},       {id_kind::execution, "FN"},
                       {id_kind::job, "JB"},         {id_kind::session, "SE"}};
    for (const auto& each : cases) {
        const auto text = ids.make(each.kind, now, 0xAB).text();
        INFO(text);
        REQUIRE(text.size() == 34);
        CHECK(text.substr(0, 2) == each.letters);
        CHECK(text.substr(2, 12) == "018bcfe5687b");  // the milliseconds
        CHECK(text[14] == '7');
        CHECK(std::string("89ab").find(text[18]) != std::string::npos);
        CHECK(text.substr(32) == "ab");
    }
}

TEST_CASE("an id reads back as itself, of any kind or of one") {
    id_source ids(2);
    for (const auto kind : kinds) {
        const auto made = ids.make(kind, now, 7);
        CHECK(id::parse(made.text()) == made);
        CHECK(id::parse(made.text(), kind) == made);
        CHECK(made.kind() == kind);
        CHECK(made.partition() == 7);
        CHECK(made.created() == now);
        const auto other = kind == id_kind::task ? id_kind::customer : id_kind::task;
        CHECK_FALSE(id::parse(made.text(), other));
    }
}

TEST_CASE("what is not of the form is no id") {
    const std::string good = "IM018bcfe5687b70008000000000000000";
    REQUIRE(id::parse(good));
    const std::string wrong[] = {"",
                                 "IM",
                                 good.substr(0, 33),
                                 good + "0",
                                 "im" + good.substr(2),
                                 "XX" + good.substr(2),
                                 std::string(34, '\0'),
                                 "IM018BCFE5687B70008000000000000000",
                                 "IM018bcfe5687b7000800000000000000g",
                                 "IM018bcfe5687b7000800000000000000 ",
                                 "IM-18bcfe5687b70008000000000000000"};
    for (const auto& each : wrong) {
        INFO(each);
        CHECK_FALSE(id::parse(each));
    }
}

TEST_CASE("no id is false, has no text, and is like any other") {
    CHECK_FALSE(id{});
    CHECK(id{}.text().empty());
    CHECK(id{} == id{});
    CHECK(id{id_kind::message, {}});
}

TEST_CASE("ids of one source grow, as values and as texts, though the clock stands or steps back") {
    id_source ids(3);
    const selat::model::time times[] = {now, now, now + 1ms, now - 1h, now - 1h, now + 1s, now};
    id last;
    for (int round = 0; round < 2000; ++round) {
        const auto next = ids.make(id_kind::message, times[round % 7], 9);
        REQUIRE(next > last);
        REQUIRE(next.text() > last.text());
        last = next;
    }
}

TEST_CASE("more ids than a millisecond's counter holds borrow from the next one") {
    id_source ids(4);
    std::unordered_set<id> seen;
    for (int i = 0; i < 10'000; ++i) {
        REQUIRE(seen.insert(ids.make(id_kind::event, now, 0)).second);
    }
}

TEST_CASE("two sources do not make the same ids, one seed does") {
    id_source a(5);
    id_source same(5);
    id_source other(6);
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto made = a.make(id_kind::message, now, 0);
        CHECK(same.make(id_kind::message, now, 0) == made);
        REQUIRE(seen.insert(made.text()).second);
        REQUIRE(seen.insert(other.make(id_kind::message, now, 0).text()).second);
    }
}

TEST_CASE("values and texts sort alike, across kinds") {
    id_source ids(7);
    std::vector<id> all;
    for (int i = 0; i < 200; ++i) {
        all.push_back(
            ids.make(kinds[ids.random() % 10], now + std::chrono::milliseconds{i / 3}, 1));
    }
    std::sort(all.begin(), all.end());
    CHECK(std::is_sorted(all.begin(), all.end(),
                         [](const id& a, const id& b) { return a.text() < b.text(); }));
}

TEST_CASE("the partition of an address is fixed and spreads") {
    CHECK(partition_of("U1") == partition_of("U1"));
    CHECK(int{partition_of("U1")} == 212);
    std::set<std::uint8_t> seen;
    for (int i = 0; i < 2000; ++i) {
        seen.insert(partition_of("U" + std::to_string(i)));
    }
    CHECK(seen.size() > 250);
}
