#include "likeness.hpp"

#include <utility>

#include <catch2/catch.hpp>

using faq::is_typed_as;
using faq::likeness;

TEST_CASE("words with one root are alike, others are not") {
    const std::pair<std::u32string_view, std::u32string_view> alike[] = {
        {U"return", U"returns"},        {U"deliver", U"delivery"},
        {U"returned", U"returning"},    {U"open", U"opening"},
        {U"close", U"closing"},         {U"hantar", U"penghantaran"},
        {U"pulangkan", U"memulangkan"}, {U"menghantar", U"penghantaran"},
        {U"buka", U"dibuka"},           {U"tutup", U"ditutup"},
        {U"delivery", U"delivrey"},     {U"delivery", U"dellivery"},
        {U"refund", U"refnud"},         {U"pulangan", U"pulangkan"},
    };
    for (const auto& [a, b] : alike) {
        INFO(std::string(a.begin(), a.end()) << " and " << std::string(b.begin(), b.end()));
        CHECK(likeness(a, b) >= 0.7);
        CHECK(likeness(a, b) < 1);
        CHECK(likeness(a, b) == likeness(b, a));
    }
    const std::pair<std::u32string_view, std::u32string_view> apart[] = {
        {U"ship", U"shop"},      {U"bila", U"buka"},   {U"location", U"vacation"},
        {U"rate", U"corporate"}, {U"hours", U"house"}, {U"order", U"orange"},
        {U"mana", U"macam"},     {U"营业", U"营地"},   {U"", U"open"},
        {U"a", U"an"},           {U"pen", U"open"},
    };
    for (const auto& [a, b] : apart) {
        INFO(std::string(a.begin(), a.end()) << " and " << std::string(b.begin(), b.end()));
        CHECK(likeness(a, b) == 0);
    }
}

TEST_CASE("the same word is wholly alike, however short or long") {
    CHECK(likeness(U"a", U"a") == 1);
    const std::u32string very_long(500, U'x');
    CHECK(likeness(very_long, very_long) == 1);
    CHECK(likeness(very_long, very_long + U"y") == 0);
}

TEST_CASE("a word for a person may be mistyped, but means no other word") {
    CHECK(is_typed_as(U"agent", U"agent"));
    CHECK(is_typed_as(U"agents", U"agent"));
    CHECK(is_typed_as(U"agnet", U"agent"));
    CHECK(is_typed_as(U"ahent", U"agent"));
    CHECK_FALSE(is_typed_as(U"personal", U"person"));
    CHECK_FALSE(is_typed_as(U"orange", U"orang"));
    CHECK_FALSE(is_typed_as(U"barang", U"orang"));
    CHECK_FALSE(is_typed_as(U"ejek", U"ejen"));
    CHECK_FALSE(is_typed_as(U"", U"ejen"));
}
