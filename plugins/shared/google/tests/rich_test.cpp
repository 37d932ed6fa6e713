#include "../rich.hpp"

#include <selat/plugin.hpp>

#include <catch2/catch.hpp>

namespace {

using google::json;

constexpr google::dialect plain = {.suggestions_max = 11, .card_orientation = true};
constexpr google::dialect strict = {.suggestions_max = 13, .https_alone = true, .alt_texts = true};

bool is_refused(const json& choices, std::size_t most = 13) {
    try {
        google::suggestions(choices, most);
        return false;
    } catch (const selat::refusal& why) {
        return why.code == selat::code::invalid;
    }
}

}  // namespace

TEST_CASE("choices become replies, links and calls") {
    const auto got = google::suggestions(json::parse(R"([
        {"title":"Red","payload":"opt=red"}, {"title":"Blue"},
        {"title":"A title of more than twenty-five characters","payload":"x"},
        {"title":"Shop","url":"https://x.example"}, {"title":"Call","url":"tel:+1 (555) 01-00"}])"),
                                         13);
    CHECK(got == json::parse(R"([
        {"reply":{"text":"Red","postbackData":"opt=red"}},
        {"reply":{"text":"Blue","postbackData":"Blue"}},
        {"reply":{"text":"A title of more than twe…","postbackData":"x"}},
        {"action":{"text":"Shop","postbackData":"Shop","openUrlAction":{"url":"https://x.example"}}},
        {"action":{"text":"Call","postbackData":"Call","dialAction":{"phoneNumber":"+15550100"}}}])"));
}

TEST_CASE("what is no suggestion is refused") {
    CHECK(is_refused(json::array({{{"title", "a"}, {"url", "javascript:x"}}})));
    CHECK(is_refused(json::array({{{"title", "a"}, {"url", "https://{{secret:x}}"}}})));
    CHECK(is_refused(json::array({{{"title", "a"}, {"url", "tel:999"}}})));
    CHECK(is_refused(json::array({{{"title", "a"}, {"payload", std::string(2049, 'x')}}})));
    CHECK(is_refused(json::array({{{"title", "a"}}, {{"title", "b"}}}), 1));
}

TEST_CASE("one card stands alone, more make a carousel") {
    const auto card = json::parse(R"({"title":"Shoe","text":"Red","image":"https://x.example/s.png",
                                      "choices":[{"title":"Buy","payload":"b"}]})");
    const auto one = google::rich_card(json::array({card}), plain);
    CHECK(one == json::parse(R"({"standaloneCard":{"cardOrientation":"VERTICAL","cardContent":{
        "title":"Shoe","description":"Red","media":{"height":"MEDIUM",
          "contentInfo":{"fileUrl":"https://x.example/s.png","forceRefresh":false}},
        "suggestions":[{"reply":{"text":"Buy","postbackData":"b"}}]}}})"));
    const auto two = google::rich_card(json::array({card, card}), strict);
    CHECK(two["carouselCard"]["cardWidth"] == "MEDIUM");
    CHECK(two["carouselCard"]["cardContents"].size() == 2);
    CHECK(two["carouselCard"]["cardContents"][0]["media"]["contentInfo"]["altText"] == "Shoe");
}

TEST_CASE("a picture that Google cannot fetch is a link among the card's words") {
    const auto got = google::rich_card(
        json::parse(R"([{"title":"Shoe","text":"Red","image":"http://x.example/s.png"}])"), strict);
    const auto& content = got["standaloneCard"]["cardContent"];
    CHECK_FALSE(content.contains("media"));
    CHECK(content["description"] == "Red\nhttp://x.example/s.png");
}

TEST_CASE("a card of buttons alone has their titles on it, and an empty one is refused") {
    const auto got =
        google::rich_card(json::parse(R"([{"choices":[{"title":"A"},{"title":"B"}]}])"), plain);
    CHECK(got["standaloneCard"]["cardContent"]["title"] == "A / B");
    CHECK_THROWS_AS(google::rich_card(json::parse("[{}]"), plain), selat::refusal);
}

TEST_CASE("a file that is not carried is its name, its link and a chip") {
    CHECK(google::linked_file(
              {{"kind", "file"}, {"url", "https://x.example/bill.docx"}, {"name", "Bill"}}) ==
          json::parse(R"({"text":"Bill\nhttps://x.example/bill.docx","suggestions":[
              {"action":{"text":"Bill","postbackData":"https://x.example/bill.docx",
                         "openUrlAction":{"url":"https://x.example/bill.docx"}}}]})"));
    CHECK_THROWS_AS(google::linked_file({{"url", "/api/v1/media/ME1"}}), selat::refusal);
}
