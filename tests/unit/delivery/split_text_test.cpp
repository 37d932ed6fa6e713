#include "tests/unit/delivery/texts.hpp"

#include <ctime>
#include <string>
#include <vector>

#include "host/delivery/split_text.hpp"

#include <catch2/catch.hpp>

using selat::delivery::cut_text;
using selat::delivery::length;
using selat::delivery::split_text;
using selat::model::text_limits;
using selat::model::text_unit;

namespace {

using parts = std::vector<std::string>;

parts split(std::string_view text, std::uint32_t max, text_unit unit = text_unit::code_point) {
    return split_text(text, {max, unit});
}

// Of the processor's time, so that it does not matter what else runs.
double seconds_to_split(std::size_t words, std::string_view word) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) {
        text += word;
    }
    const auto begun = std::clock();
    CHECK(split(text, 20).size() > words * word.size() / 25);
    return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("text is counted in the channel's unit") {
    struct row {
        const char* text;
        std::size_t code_points, utf16, bytes, septets;
    };
    const row rows[] = {
        {"", 0, 0, 0, 0},
        {"abc", 3, 3, 3, 3},
        {"é", 1, 1, 2, 1},
        {"€[]", 3, 3, 5, 6},      // an escape each
        {"a`b", 3, 3, 3, 6},      // no backtick in GSM 7-bit: 3 × 16 bits are 6 septets
        {"你好", 2, 2, 6, 4},     // the same for Chinese
        {"👍", 1, 2, 4, 4},       // and for two units of an emoji
        {"e\u0301", 2, 2, 3, 4},  // combining accents are not in it either
        {"line\r\nbreak", 11, 11, 11, 11},
    };
    for (const auto& each : rows) {
        INFO(each.text);
        CHECK(length(each.text, text_unit::code_point) == each.code_points);
        CHECK(length(each.text, text_unit::utf16) == each.utf16);
        CHECK(length(each.text, text_unit::byte) == each.bytes);
        CHECK(length(each.text, text_unit::gsm7) == each.septets);
    }
}

TEST_CASE("70 UCS-2 units fill an SMS of 160 septets, 71 do not") {
    std::string text;
    for (int i = 0; i < 70; ++i) {
        text += "你";
    }
    CHECK(length(text, text_unit::gsm7) == 160);
    CHECK(length(text + "a", text_unit::gsm7) > 160);
}

TEST_CASE("bytes that are no UTF-8 are counted and split without harm") {
    const std::string broken = "ab\xFF\xC3 cd\xE4\xBD";
    CHECK(length(broken, text_unit::byte) == broken.size());
    CHECK(length(broken, text_unit::code_point) > 0);
    for (std::uint32_t max = 1; max < 12; ++max) {
        std::string joined;
        for (const auto& each : split(broken, max)) {
            joined += each;
        }
        CHECK(texts::without_spaces(joined) == texts::without_spaces(broken));
    }
}

TEST_CASE("text that fits stays as it is, spaces included") {
    CHECK(split("  hello \n", 9) == parts{"  hello \n"});
    CHECK(split("", 5).empty());
    CHECK(split("abc", 0).empty());
}

TEST_CASE("long text is cut where a reader would") {
    struct row {
        const char* why;
        std::string_view text;
        std::uint32_t max;
        parts expected;
    };
    const row rows[] = {
        {"words", "aa bb cc dd", 6, {"aa bb", "cc dd"}},
        {"words, when a space is the first that does not fit",
         "aa aaaa bbbb",
         7,
         {"aa aaaa", "bbbb"}},
        {"a sentence before a word",
         "It is so. Is it not so at all?",
         16,
         {"It is so.", "Is it not so at", "all?"}},
        {"a word, when the sentence ends too early",
         "Hi. Is it not so at all, dear?",
         20,
         {"Hi. Is it not so at", "all, dear?"}},
        {"a sentence, when the line ends too early",
         "It is so.\nIs it? Not at all",
         20,
         {"It is so.\nIs it?", "Not at all"}},
        {"a line before a sentence",
         "All is so.\nIs it? Not at all",
         17,
         {"All is so.", "Is it? Not at all"}},
        {"a paragraph before a line",
         "One two\nthree\n\nfour\nfive six",
         22,
         {"One two\nthree", "four\nfive six"}},
        {"a paragraph of a mail",
         "One two three\r\n\r\nfour\r\nfive six",
         24,
         {"One two three", "four\r\nfive six"}},
        {"inside a word that is too long", "abcdefghij", 4, {"abcd", "efgh", "ij"}},
        {"a link is kept whole",
         "See https://example.com/a/b?c=d-e-f now",
         36,
         {"See https://example.com/a/b?c=d-e-f", "now"}},
        {"a link moves on rather than being cut",
         "Look here https://example.com/a/b",
         25,
         {"Look here", "https://example.com/a/b"}},
        {"Thai words, from the dictionary", "สวัสดีครับยินดีต้อนรับ", 12, {"สวัสดีครับ", "ยินดีต้อนรับ"}},
        {"Chinese sentences",
         "我们每天营业。请问您需要什么帮助呢？谢谢",
         12,
         {"我们每天营业。", "请问您需要什么帮助呢？", "谢谢"}},
        {"Arabic sentences",
         "هل أنت بخير؟ نعم أنا بخير جدا",
         20,
         {"هل أنت بخير؟", "نعم أنا بخير جدا"}},
        {"a list's number stays with its item",
         "Choose now:\n1. Red or blue",
         14,
         {"Choose now:", "1. Red or blue"}},
        {"a list's number stays with a long item",
         "1. Redbluegreen yellow",
         14,
         {"1. Redbluegree", "n yellow"}},
    };
    for (const auto& each : rows) {
        INFO(each.why);
        CHECK(split(each.text, each.max) == each.expected);
    }
}

TEST_CASE("a number where a part begins is a list's only where a line begins") {
    CHECK(split("aaaaaaaa 12. Bbbb cccc", 9) == parts{"aaaaaaaa", "12. Bbbb", "cccc"});
    CHECK(split("aaaaaaaa 12. Bbbbbb cccc", 9) == parts{"aaaaaaaa", "12.", "Bbbbbb", "cccc"});
    CHECK(split("aaaaaaaa\n12. Bbbbbb cccc", 9) == parts{"aaaaaaaa", "12. Bbbbb", "b cccc"});
}

TEST_CASE("four times the text takes four times as long to cut, not sixteen times") {
    for (const std::string_view word : {"lorem ipsum ", "Is it? 12. No. ", "abcdefghijkl"}) {
        INFO(word);
        const auto once = seconds_to_split(8'000, word);
        CHECK(seconds_to_split(32'000, word) < 8 * once + 0.2);
    }
}

TEST_CASE("white space alone, longer than the limit, is nothing to send") {
    CHECK(split("          ", 3).empty());
    CHECK(split("a          ", 3) == parts{"a"});
}

TEST_CASE("a grapheme is never cut") {
    const std::string_view whole[] = {
        "👨‍👩‍👧‍👦",        // a family, joined
        "🇲🇾",                               // a flag of two letters
        "👍🏽",                             // a skin tone
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",     // a flag of tags
        "e\u0301",                          // a combining accent
        "กำ",                               // Thai with its vowel
        "ที่",                                // and with a tone above
        "नि",                               // Hindi with its vowel
        "கொ",                               // Tamil
        "각",                               // Hangul of three jamo
        "\r\n",                             // a line's end
        "z\u0351\u036B\u0343\u0329\u0332",  // zalgo
        "1\uFE0F\u20E3",                    // a keycap
    };
    for (const auto each : whole) {
        INFO(each);
        const auto size = length(each, text_unit::code_point);
        const auto text = "a" + std::string(each) + "b";
        for (auto max = static_cast<std::uint32_t>(size); max < size + 3; ++max) {
            for (const auto& part : split(text, max)) {
                const bool holds = part.find(each) != part.npos;
                CHECK((holds || part.find_first_not_of("ab") == part.npos));
            }
        }
    }
}

TEST_CASE("a grapheme longer than the limit is cut between code points, as the last resort") {
    std::string zalgo = "z";
    for (int i = 0; i < 30; ++i) {
        zalgo += "\u0336";
    }
    const auto cut = split(zalgo + "!", 10);
    std::string joined;
    for (const auto& each : cut) {
        CHECK(length(each, text_unit::code_point) <= 10);
        joined += each;
    }
    CHECK(joined == zalgo + "!");
    CHECK(split("你好", 2, text_unit::byte) == parts{"你", "好"});
}

TEST_CASE("an SMS is cut at 160 septets, or at 70 characters once it leaves the alphabet") {
    const std::string plain(170, 'x');
    CHECK(split(plain, 160, text_unit::gsm7).at(0).size() == 160);
    const std::string wide = "ż" + std::string(169, 'x');
    CHECK(length(split(wide, 160, text_unit::gsm7).at(0), text_unit::utf16) == 70);
    CHECK(split(wide, 160, text_unit::gsm7).size() == 2);  // the rest is in the alphabet again
}

TEST_CASE("parts fit, keep graphemes whole and join to the text but for spaces") {
    texts::source random(20240229);
    for (int round = 0; round < 3000; ++round) {
        const auto text = random.text(60);
        const auto unit = random.unit();
        const auto max =
            static_cast<std::uint32_t>(texts::longest_grapheme(text, unit) + random.below(30));
        INFO(text);
        INFO("at most " << max << " in unit " << static_cast<int>(unit));
        std::string joined;
        for (const auto& part : split(text, max, unit)) {
            REQUIRE(length(part, unit) <= max);
            REQUIRE(texts::is_run_of_graphemes(part, text));
            joined += part;
        }
        REQUIRE(texts::without_spaces(joined) == texts::without_spaces(text));
    }
}

TEST_CASE("text is cut short behind whole graphemes, with dots") {
    CHECK(cut_text("hello", 5, text_unit::code_point) == "hello");
    CHECK(cut_text("hello you", 7, text_unit::code_point) == "hello…");
    CHECK(cut_text("hello you", 8, text_unit::code_point) == "hello y…");
    CHECK(cut_text("ab👨‍👩‍👧‍👦cd", 6, text_unit::code_point) == "ab…");
    CHECK(cut_text("hello you", 8, text_unit::gsm7) == "hello...");
    CHECK(cut_text("hello you", 8, text_unit::byte) == "hello…");
    CHECK(cut_text("hello", 2, text_unit::byte) == "he");
    CHECK(cut_text("hello", 0, text_unit::code_point).empty());
}

TEST_CASE("what is cut short fits and begins as the text does") {
    texts::source random(7);
    for (int round = 0; round < 2000; ++round) {
        const auto text = random.text(20);
        const auto unit = random.unit();
        const auto max = random.below(25);
        INFO(text);
        auto cut = cut_text(text, max, unit);
        REQUIRE(length(cut, unit) <= max);
        for (const std::string_view dots : {"…", "..."}) {
            if (!text.ends_with(dots) && cut.ends_with(dots)) {
                cut.resize(cut.size() - dots.size());
            }
        }
        REQUIRE(text.starts_with(cut));
    }
}
