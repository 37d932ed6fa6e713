#include "chat.hpp"

#include <catch2/catch.hpp>

using nlohmann::json;

namespace {

json message(const char* id, const char* direction, const char* content) {
    return {{"id", id}, {"direction", direction}, {"content", json::parse(content)}};
}

json dialogue(const json& history, const json& newest) {
    return openai::dialogue_of(history.dump(), newest.dump());
}

}  // namespace

TEST_CASE("the dialogue has who said what, and the newest once") {
    const auto newest = message("IM3", "inbound", R"({"text":"and now?"})");
    const json history = {message("IM1", "inbound", R"({"text":"hello"})"),
                          message("IM2", "outbound", R"({"subject":"Order","text":"hi"})")};
    const auto wanted = json::parse(R"([{"role":"user","content":"hello"},
                                        {"role":"assistant","content":"Order\nhi"},
                                        {"role":"user","content":"and now?"}])");
    CHECK(dialogue(history, newest) == wanted);
    auto whole = history;
    whole.push_back(newest);
    CHECK(dialogue(whole, newest) == wanted);
}

TEST_CASE("what has no words is named") {
    const std::pair<const char*, const char*> rows[] = {
        {R"({"selected":{"title":"Teh","payload":"teh"}})", "Teh"},
        {R"({"selected":{"payload":"teh"}})", "teh"},
        {R"({"text":"Teh","selected":{"title":"Teh","payload":"teh"}})", "Teh"},
        {R"({"text":"Which?","choices":[{"title":"Kopi"},{"title":"Teh"}]})",
         "Which?\n- Kopi\n- Teh"},
        {R"({"attachments":[{"kind":"image","name":"a.png"},{"kind":"file"}]})",
         "[image a.png]\n[file]"},
        {R"({"location":{"latitude":3.5,"longitude":101}})", "[location 3.5, 101]"},
        {R"({"unsupported":{"kind":"poll"}})", "[unsupported]"},
    };
    for (const auto& [content, words] : rows) {
        INFO(content);
        CHECK(dialogue(json::array(), message("IM1", "inbound", content))[0]["content"] == words);
    }
    CHECK(dialogue(json::array(), message("IM1", "inbound", "{}")).empty());
    CHECK(openai::dialogue_of("", "").empty());
    CHECK(openai::dialogue_of("nonsense", "[1").empty());
}

TEST_CASE("a completion is read with what it says and calls") {
    const auto said = openai::read_completion(
        R"({"choices":[{"message":{"role":"assistant","content":"hi","refusal":null}}]})");
    REQUIRE(said);
    CHECK(said->text == "hi");
    CHECK(said->calls.empty());
    CHECK(said->message == json::parse(R"({"role":"assistant","content":"hi"})"));

    const auto parts = openai::read_completion(
        R"({"choices":[{"message":{"content":[{"type":"text","text":"h"},{"text":"i"}]}}]})");
    REQUIRE(parts);
    CHECK(parts->text == "hi");

    const auto calls = openai::read_completion(
        R"({"choices":[{"message":{"content":null,"tool_calls":[
            {"id":"c1","type":"function","function":{"name":"find","arguments":"{}"}}]}}]})");
    REQUIRE(calls);
    CHECK(calls->text.empty());
    REQUIRE(calls->calls.size() == 1);
    CHECK(calls->message["tool_calls"] == calls->calls);
}

TEST_CASE("what is no completion is none") {
    for (const auto* body :
         {"", "nonsense", "[]", "{}", R"({"choices":[]})", R"({"choices":[7]})",
          R"({"choices":[{"message":"hi"}]})",
          R"({"choices":[{"message":{"tool_calls":[{"id":"c1"}]}}]})",
          R"({"choices":[{"message":{"tool_calls":[{"function":{"name":"find"}}]}}]})"}) {
        INFO(body);
        CHECK_FALSE(openai::read_completion(body));
    }
    CHECK_FALSE(openai::read_completion(std::string(1'000'000, '[')));
}

TEST_CASE("an error's code is taken when it is a plain word") {
    CHECK(openai::error_code_of(R"({"error":{"code":"context_length_exceeded"}})") ==
          "context_length_exceeded");
    CHECK(openai::error_code_of(R"({"error":{"code":null,"type":"server_error"}})") ==
          "server_error");
    CHECK(openai::error_code_of(R"({"error":{"code":"two words"}})").empty());
    CHECK(openai::error_code_of("<html>").empty());
}
