#include "answer.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

// Empty, or what is wrong.
std::string fault_of(const std::string& body) {
    std::string wrong;
    const auto answer = webhook::read_answer(body, wrong);
    CHECK(answer.has_value() == wrong.empty());
    return wrong;
}

std::string fault_of_content(const std::string& content) {
    return fault_of(R"({"messages":[)" + content + "]}");
}

}  // namespace

TEST_CASE("all that an answer may hold is taken over") {
    std::string wrong;
    const auto answer = webhook::read_answer(
        R"({"messages":[{"text":"hé"},{"text":"b","choices":[{"title":"A"}]}],
            "handoff":true,"attributes":{"vip":true,"old":null},"more":1})",
        wrong);
    REQUIRE(answer);
    CHECK(json::parse(answer->messages) ==
          json::parse(R"([{"text":"hé"},{"text":"b","choices":[{"title":"A"}]}])"));
    CHECK(json::parse(answer->attributes) == json::parse(R"({"vip":true,"old":null})"));
    CHECK(answer->handoff);
}

TEST_CASE("an answer may leave everything out") {
    for (const auto* body : {"{}", R"({"messages":[],"handoff":false,"attributes":{}})",
                             R"({"messages":null,"handoff":null,"attributes":null})"}) {
        INFO(body);
        std::string wrong;
        const auto answer = webhook::read_answer(body, wrong);
        REQUIRE(answer);
        CHECK(answer->messages == "[]");
        CHECK_FALSE(answer->handoff);
    }
}

TEST_CASE("what is no answer is refused, with what is wrong") {
    const std::pair<std::string, std::string> rows[] = {
        {"", "the answer is no JSON object"},
        {"<html>", "the answer is no JSON object"},
        {R"({"messages":[)", "the answer is no JSON object"},
        {"[]", "the answer is no JSON object"},
        {"\"text\"", "the answer is no JSON object"},
        {"{\"messages\":[{\"text\":\"\xFF\"}]}", "the answer is no JSON object"},
        {R"({"messages":{}})", "`messages` is no list of at most 100 contents"},
        {R"({"messages":"hi"})", "`messages` is no list of at most 100 contents"},
        {R"({"handoff":"yes"})", "`handoff` is neither true nor false"},
        {R"({"handoff":1})", "`handoff` is neither true nor false"},
        {R"({"attributes":[]})", "`attributes` is no object"},
    };
    for (const auto& [body, wrong] : rows) {
        INFO(body);
        CHECK(fault_of(body) == wrong);
    }
    json many = json::array();
    for (int i = 0; i < 101; ++i) {
        many.push_back({{"text", "x"}});
    }
    CHECK(fault_of(json{{"messages", many}}.dump()) ==
          "`messages` is no list of at most 100 contents");
}

TEST_CASE("JSON that nests without end is refused before it is read") {
    CHECK(fault_of(std::string(1'000'000, '[')) == "the answer is no JSON object");
    std::string deep = R"({"attributes":)";
    for (int i = 0; i < 100'000; ++i) {
        deep += R"({"a":)";
    }
    CHECK(fault_of(deep) == "the answer is no JSON object");
    CHECK(fault_of_content(R"({"text":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \" [[["})")
              .empty());
}

TEST_CASE("every part of a content is taken") {
    for (const auto* content :
         {R"({"text":"a"})", R"({"html":"<b>a</b>","subject":"b","text":"c"})",
          R"({"attachments":[{"kind":"image","url":"u","mime":"m","name":"n","size":7}]})",
          R"({"location":{"latitude":1,"longitude":2.5,"name":"n","address":"a"}})",
          R"({"contacts":[{"name":"n","phones":["1"],"emails":[]}]})",
          R"({"choices":[{"title":"t","payload":"p","url":"u"},{"payload":"p"}]})",
          R"({"cards":[{"title":"t","text":"x","image":"i","choices":[{"title":"t"}]}]})",
          R"({"reaction":{"emoji":"👍","to":"m","removed":true}})",
          R"({"template":{"name":"n","language":"l","parameters":[1]}})",
          R"({"text":"a","location":null,"unknown":7})"}) {
        CHECK(fault_of_content(content) == "");
    }
}

TEST_CASE("what the gateway would take amiss is refused here") {
    for (const auto* content : {"\"text\"",
                                "null",
                                "7",
                                "[]",
                                "{}",
                                R"({"text":""})",
                                R"({"text":7})",
                                R"({"choices":[]})",
                                R"({"attachments":{}})",
                                R"({"attachments":[7]})",
                                R"({"attachments":[{"url":"u"}]})",
                                R"({"attachments":[{"kind":"poll"}]})",
                                R"({"attachments":[{"kind":"image","url":7}]})",
                                R"({"attachments":[{"kind":"image","size":-1}]})",
                                R"({"location":{"latitude":1}})",
                                R"({"location":{"latitude":"1","longitude":2}})",
                                R"({"location":[1,2]})",
                                R"({"contacts":[{"phones":"1"}]})",
                                R"({"contacts":[{"phones":[1]}]})",
                                R"({"choices":[{}]})",
                                R"({"choices":["A"]})",
                                R"({"choices":[{"title":""}]})",
                                R"({"cards":[{"choices":[{}]}]})",
                                R"({"cards":[{"title":1}]})",
                                R"({"reaction":{"removed":"no"}})",
                                R"({"template":{"language":"l"}})",
                                R"({"text":"a","selected":{"title":"b"}})",
                                R"({"call":{"state":"ringing"}})",
                                R"({"unsupported":{"kind":"poll"}})",
                                R"({"unknown":7})"}) {
        INFO(content);
        CHECK(fault_of_content(content) == "`messages` holds something that is no content");
    }
}
