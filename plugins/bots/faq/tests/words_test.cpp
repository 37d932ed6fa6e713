#include "words.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using faq::capitalized;
using faq::primary_language;
using faq::word;
using faq::words_of;

TEST_CASE("words are told apart in any writing, without case, accents, width and punctuation") {
    const std::pair<std::string_view, std::vector<word>> rows[] = {
        {"", {}},
        {" …!? 👍 ", {}},
        {"Hello, World!", {U"hello", U"world"}},
        {"opening-hours?", {U"opening", U"hours"}},
        {"Où est l’hôtel Émile", {U"ou", U"est", U"l", U"hotel", U"emile"}},
        {"cafe\u0301 CAFÉ", {U"cafe", U"cafe"}},
        {"where's it", {U"where", U"s", U"it"}},
        {"Straße STRASSE", {U"strasse", U"strasse"}},
        {"ＯＰＥＮ　１２", {U"open", U"12"}},
        {"Ελλάδα ΕΛΛΆΔΑ", {U"ελλαδα", U"ελλαδα"}},
        {"营业时间是几点？", {U"营业", U"时间", U"是", U"几点"}},
        {"เปิดกี่โมง", {U"เปิด", U"กี่", U"โมง"}},
        {"खुलने का समय", {U"खुलने", U"का", U"समय"}},
        {"مَتى تَفتَحون؟", {U"متى", U"تفتحون"}},
        {"order 12345", {U"order", U"12345"}},
    };
    for (const auto& [text, words] : rows) {
        INFO(text);
        CHECK(words_of(text) == words);
    }
}

TEST_CASE("bytes that are no UTF-8 part words and do no harm") {
    CHECK(words_of("ab\xFF"
                   "cd \xE4\xBD") == std::vector<word>{U"ab", U"cd"});
}

TEST_CASE("a title begins with a capital letter and is else as written") {
    CHECK(capitalized("waktu operasi LRT") == "Waktu operasi LRT");
    CHECK(capitalized("élan") == "Élan");
    CHECK(capitalized("营业时间") == "营业时间");
    CHECK(capitalized("").empty());
}

TEST_CASE("the language is told apart from its region") {
    CHECK(primary_language("ms-MY") == "ms");
    CHECK(primary_language("ZH_Hans") == "zh");
    CHECK(primary_language("").empty());
}
