#include "book.hpp"

#include <string>

#include <selat/plugin.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using faq::read_book;
using nlohmann::json;

namespace {

std::string refusal_of(const json& file) {
    try {
        read_book(file);
    } catch (const selat::refusal& refused) {
        CHECK(refused.code == selat::code::config);
        return refused.text;
    }
    return "fine";
}

json file_with(json question) { return {{"questions", json::array({std::move(question)})}}; }

}  // namespace

TEST_CASE("a file of several languages is read with all it says") {
    const auto book = read_book(json::parse(R"([
        {"language":"ms","greeting":"Hai","fallback":"Maaf",
         "questions":[{"ask":["waktu operasi","bila buka"],"answer":"Pukul 9","choices":["Lokasi"]},
                      {"ask":"lokasi","answer":["Di sini","Dekat LRT"]}],
         "handoff_words":["ejen","cakap dengan ejen"]},
        {"language":"en","questions":[{"ask":[24],"answer":true}]}])"));
    REQUIRE(book.size() == 2);
    const auto& malay = book[0];
    CHECK(malay.language == "ms");
    CHECK(malay.questions[0].ask == std::vector<std::string>{"waktu operasi", "bila buka"});
    CHECK(json::parse(malay.questions[0].answer) ==
          json::parse(R"([{"text":"Pukul 9","choices":[{"title":"Lokasi"}]}])"));
    CHECK(json::parse(malay.questions[1].answer) ==
          json::parse(R"([{"text":"Di sini"},{"text":"Dekat LRT"}])"));
    CHECK(malay.handoff_words == std::vector<std::string>{"ejen", "cakap dengan ejen"});
    CHECK(book[1].questions[0].ask == std::vector<std::string>{"24"});
    CHECK(json::parse(book[1].questions[0].answer) == json::parse(R"([{"text":"true"}])"));
    CHECK(book[1].greeting.empty());
    CHECK(book[1].fallback.empty());
}

TEST_CASE("the greeting offers the topics, and who is not understood is offered a person") {
    const auto book = read_book(json::parse(R"({"greeting":"Hi","fallback":"Sorry",
        "questions":[{"ask":["opening hours","when"],"answer":"9"},{"ask":"location","answer":"x"}],
        "handoff_words":["agent","talk to an agent"]})"));
    CHECK(json::parse(book[0].greeting) ==
          json::parse(
              R"([{"text":"Hi","choices":[{"title":"Opening hours"},{"title":"Location"}]}])"));
    CHECK(json::parse(book[0].fallback) ==
          json::parse(R"([{"text":"Sorry","choices":[{"title":"Talk to an agent"}]}])"));
}

TEST_CASE("the greeting's topics can be named, and are few where they are not") {
    auto file = file_with({{"ask", "a1"}, {"answer", "x"}});
    file["greeting"] = "Hi";
    file["choices"] = json::parse(R"(["Sale",{"title":"Shop","url":"https://shop.example"},
                                      {"title":"Tea","payload":"green tea"}])");
    CHECK(json::parse(read_book(file)[0].greeting)[0]["choices"] ==
          json::parse(R"([{"title":"Sale"},{"title":"Shop","url":"https://shop.example"},
                          {"title":"Tea","payload":"green tea"}])"));
    file.erase("choices");
    for (int i = 0; i < 40; ++i) {
        file["questions"].push_back({{"ask", "topic " + std::to_string(i)}, {"answer", "x"}});
    }
    CHECK(json::parse(read_book(file)[0].greeting)[0]["choices"].size() == 10);
}

TEST_CASE("a file that is none is refused with the place of what is wrong") {
    const std::pair<json, std::string> rows[] = {
        {nullptr, "the file must hold `questions`, or a list of languages with theirs"},
        {"text", "the file must hold `questions`, or a list of languages with theirs"},
        {json::array(), "the file must hold `questions`, or a list of languages with theirs"},
        {json::object(), "the file needs `questions`: a list of `ask` and `answer`"},
        {json::parse(R"([{"questions":[]}])"),
         "part 1 needs `questions`: a list of `ask` and `answer`"},
        {json::parse(R"([7])"), "part 1 must be a mapping"},
        {json::parse(R"({"question":[]})"), "the file has an unknown key `question`"},
        {file_with("x"), "the file, question 1 must be a mapping"},
        {file_with({{"answer", "x"}}), "the file, question 1 needs `ask`: what customers write"},
        {file_with({{"ask", "x"}}), "the file, question 1 needs `answer`"},
        {file_with({{"ask", "x"}, {"answer", json::array()}}),
         "the file, question 1: `answer` must say something"},
        {file_with({{"ask", "?!"}, {"answer", "x"}}),
         "the file, question 1: each of `ask` must be a text"},
        {file_with({{"ask", "x"}, {"answer", "y"}, {"anwser", "z"}}),
         "the file, question 1 has an unknown key `anwser`"},
        {file_with({{"ask", "x"}, {"answer", {{"text", "y"}}}}),
         "the file, question 1: `answer` must be a text"},
        {file_with({{"ask", "x"}, {"answer", "y"}, {"choices", {{{"payload", "z"}}}}}),
         "the file, question 1 has a choice without `title`"},
    };
    for (const auto& [file, text] : rows) {
        INFO(file);
        CHECK(refusal_of(file) == text);
    }
}
