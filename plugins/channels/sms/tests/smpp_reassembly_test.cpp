// Parts in any order, twice, torn by a restart, or not at all.
#include "../smpp/reassembly.hpp"

#include <catch2/catch.hpp>

using namespace smpp;
using outcome = reassembly::outcome;

namespace {

arrived_part piece(int number, int total, const std::string& payload, std::uint16_t reference = 7,
                   std::int64_t at_ms = 1'000) {
    arrived_part out;
    out.from = "+60123456789";
    out.to = "12345";
    out.place = {place::by::udh, reference, static_cast<std::uint8_t>(total),
                 static_cast<std::uint8_t>(number)};
    out.payload = payload;
    out.at_ms = at_ms;
    return out;
}

std::string text_of(const reassembly::group& group) {
    std::string out;
    for (const auto& [number, each] : group.parts) {
        out += each.payload;
    }
    return out;
}

}  // namespace

TEST_CASE("parts in any order make the message, and another reference is another message") {
    reassembly all;
    CHECK(all.add(piece(3, 3, "c")) == outcome::held);
    CHECK(all.add(piece(1, 2, "x", 8)) == outcome::held);
    CHECK(all.add(piece(1, 3, "a")) == outcome::held);
    CHECK(all.add(piece(2, 3, "b")) == outcome::complete);
    CHECK(text_of(all.take()) == "abc");
    CHECK(all.add(piece(2, 2, "y", 8)) == outcome::complete);
    CHECK(text_of(all.take()) == "xy");
}

TEST_CASE("a part that comes again is known, before and after the message was whole") {
    reassembly all;
    CHECK(all.add(piece(1, 2, "a")) == outcome::held);
    CHECK(all.add(piece(1, 2, "a")) == outcome::known);
    CHECK(all.add(piece(2, 2, "b")) == outcome::complete);
    CHECK(text_of(all.take()) == "ab");
    CHECK(all.add(piece(2, 2, "b")) == outcome::known);
    CHECK(all.add(piece(1, 2, "a")) == outcome::known);
    CHECK(all.displaced().empty());
}

TEST_CASE("a reference that is used again gives up what it stood for before") {
    reassembly all;
    all.add(piece(1, 2, "old"));
    CHECK(all.add(piece(1, 2, "new")) == outcome::held);
    const auto given_up = all.displaced();
    REQUIRE(given_up.size() == 1);
    CHECK(text_of(given_up[0]) == "old");
    CHECK(all.add(piece(2, 2, "er")) == outcome::complete);
    CHECK(text_of(all.take()) == "newer");
}

TEST_CASE("what was whole is forgotten in time, and its reference is free") {
    reassembly all;
    all.add(piece(1, 2, "a"));
    all.add(piece(2, 2, "b", 7, 2'000));
    const auto whole = all.take();
    CHECK(all.forgotten(1'999 + reassembly::patience_ms).empty());
    CHECK(all.next_expiry_ms() == 2'000 + reassembly::patience_ms);
    const auto gone = all.forgotten(2'000 + reassembly::patience_ms);
    CHECK(gone == std::vector<std::string>{reassembly::kept_under(whole.parts.at(1)),
                                           reassembly::kept_under(whole.parts.at(2))});
    CHECK(all.next_expiry_ms() == 0);
    CHECK(all.add(piece(1, 2, "a", 7, 2'000 + reassembly::patience_ms)) == outcome::held);
}

TEST_CASE("what waits too long is given as far as it is here") {
    reassembly all;
    all.add(piece(1, 3, "a", 7, 1'000));
    all.add(piece(3, 3, "c", 7, 2'000));
    CHECK(all.next_expiry_ms() == 1'000 + reassembly::patience_ms);
    CHECK(all.expired(999 + reassembly::patience_ms).empty());
    const auto over = all.expired(1'000 + reassembly::patience_ms);
    REQUIRE(over.size() == 1);
    CHECK(text_of(over[0]) == "ac");
    CHECK(all.next_expiry_ms() == 0);
}

TEST_CASE("what was kept of a part reads as it was, whatever its bytes are") {
    auto one = piece(2, 3, std::string("a\n\0b\xff", 5), 0xFFFF, 1'700'000'000'000);
    one.place.how = place::by::sar;
    one.data_coding = 0xF5;
    one.fill = 6;
    const auto again = arrived_part::read(one.write());
    REQUIRE(again);
    CHECK(again->write() == one.write());
    CHECK(again->payload == one.payload);
    CHECK(reassembly::kept_under(*again) == reassembly::kept_under(one));
    for (const auto* wrong : {"", "1", "0\n1\n2\n3\n0\n0\n5\nf\nt\nx",
                              "9\n1\n2\n1\n0\n0\n5\nf\nt\nx", "0\n1\n2\n1\n0\n0\n-5\nf\nt\nx"}) {
        CHECK_FALSE(arrived_part::read(wrong));
    }
}

TEST_CASE("parts that were kept go on where they stood, and whole ones are known") {
    reassembly all;
    all.restore(piece(1, 2, "a"));
    all.restore(piece(1, 2, "x", 8));
    all.restore(piece(2, 2, "y", 8));
    CHECK(all.add(piece(2, 2, "y", 8)) == outcome::known);
    CHECK(all.expired(1'001).empty());
    CHECK(all.add(piece(2, 2, "b")) == outcome::complete);
    CHECK(text_of(all.take()) == "ab");
}
