// Beside the demo's own table in tests/unit/faq: languages without stop words, and the corners.

#include "matcher.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using faq::matcher;
using faq::words_of;
using nlohmann::json;

namespace {

const auto book = faq::read_book(json::parse(R"([
    {"language":"en","fallback":"Sorry, what?","questions":[
        {"ask":["opening hours","when are you open"],"answer":"From 9"},
        {"ask":["order status","where is my order"],"answer":"On its way"},
        {"ask":["gift card","can I buy a gift card"],"answer":"Yes"},
        {"ask":["who are you"],"answer":"A bot"}]},
    {"language":"zh","fallback":"对不起，我不明白","questions":[
        {"ask":["营业时间","你们几点开门"],"answer":"早上九点"},
        {"ask":["退款","怎么退货"],"answer":"十四天内"}]},
    {"language":"ta","fallback":"மன்னிக்கவும்","questions":[
        {"ask":["திறக்கும் நேரம்","எப்போது திறப்பீர்கள்"],"answer":"காலை 9"},
        {"ask":["பணத்தைத் திரும்பப் பெறுதல்"],"answer":"14 நாட்கள்"}]},
    {"language":"ar","questions":[
        {"ask":["ساعات العمل","متى تفتحون"],"answer":"9"},
        {"ask":["سياسة الاسترجاع"],"answer":"14"}]},
    {"language":"th","questions":[
        {"ask":["เวลาเปิดทำการ","เปิดกี่โมง"],"answer":"9"},
        {"ask":["คืนสินค้า"],"answer":"14"}]}])"));

// "section/question", or "none".
std::string asked(std::string_view text, std::size_t preferred = 0) {
    static const matcher matcher(book);
    const auto found = matcher.find(words_of(text), preferred);
    return found ? book[found->section].language + "/" + std::to_string(found->question) : "none";
}

}  // namespace

TEST_CASE("a question is found in any language and writing") {
    const std::pair<const char*, const char*> rows[] = {
        {"营业时间？", "zh/0"},       {"请问你们几点开门", "zh/0"},
        {"我想退款", "zh/1"},         {"怎么退货呢", "zh/1"},
        {"天气怎么样", "none"},       {"திறக்கும் நேரம் என்ன", "ta/0"},
        {"எப்போது திறப்பீர்கள்?", "ta/0"}, {"பணத்தை திரும்ப பெறுதல்", "ta/1"},
        {"متى تَفْتَحون؟", "ar/0"},      {"ما هي سياسة الاسترجاع", "ar/1"},
        {"ร้านเปิดกี่โมงครับ", "th/0"},    {"อยากคืนสินค้า", "th/1"},
    };
    for (const auto& [text, question] : rows) {
        INFO(text);
        CHECK(asked(text) == question);
    }
}

TEST_CASE("words that any sentence has do not answer it") {
    for (const auto* text :
         {"where is it", "can I", "when is my", "are you there", "you", "can I buy a dog", ""}) {
        INFO(text);
        CHECK(asked(text) == "none");
    }
    CHECK(asked("who are you") == "en/3");
    CHECK(asked("hey, who are you?") == "en/3");
}

TEST_CASE("typing errors and other forms of a word are understood") {
    CHECK(asked("oppening hour") == "en/0");
    CHECK(asked("where is my ordre") == "en/1");
    CHECK(asked("gift cards") == "en/2");
}

TEST_CASE("what is put word for word is found as such") {
    const matcher matcher(book);
    CHECK(matcher.find(words_of("Gift card!"), 0)->word_for_word);
    CHECK_FALSE(matcher.find(words_of("a gift card"), 0)->word_for_word);
}

TEST_CASE("a question that two languages have is answered in the preferred one") {
    const auto twins = faq::read_book(json::parse(R"([
        {"language":"ms","questions":[{"ask":"refund","answer":"ms"}]},
        {"language":"en","questions":[{"ask":"refund","answer":"en"}]}])"));
    const matcher matcher(twins);
    CHECK(matcher.find(words_of("refund"), 0)->section == 0);
    CHECK(matcher.find(words_of("refund"), 1)->section == 1);
    CHECK(matcher.find(words_of("refund please"), 1)->section == 1);
}

TEST_CASE("the language of what is not understood is told by its words") {
    const matcher matcher(book);
    CHECK(matcher.language_of(words_of("你们有停车场吗"), 0) == 1);
    CHECK(matcher.language_of(words_of("do you have parking"), 1) == 0);
    CHECK(matcher.language_of(words_of("xyzzy"), 3) == 3);
    CHECK(matcher.language_of({}, 2) == 2);
}

TEST_CASE("a message of any length is matched by its beginning") {
    std::string text = "where is my order";
    for (int i = 0; i < 5'000; ++i) {
        text += " word" + std::to_string(i);
    }
    CHECK_NOTHROW(asked(text));
    CHECK(asked("hello, I bought three shirts and two hats from your shop last Monday and now I "
                "would like to know where is my order because nobody wrote to me") == "en/1");
}

TEST_CASE("a phrase is said when its words stand in a row") {
    const auto says = [](std::string_view message, std::string_view phrase) {
        return faq::says(words_of(message), words_of(phrase));
    };
    CHECK(says("I want a LIVE agent now", "live agent"));
    CHECK(says("live agnet", "live agent"));
    CHECK(says("saya nak ejen langsung!", "ejen langsung"));
    CHECK(says("请转人工客服", "人工客服"));
    CHECK_FALSE(says("agent, live", "live agent"));
    CHECK_FALSE(says("live and agent", "live agent"));
    CHECK_FALSE(says("live", "live agent"));
    CHECK_FALSE(says("", "live agent"));
    CHECK_FALSE(says("live agent", ""));
}
