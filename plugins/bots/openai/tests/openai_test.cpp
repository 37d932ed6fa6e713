#include <string>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace drive = selat::testing;
using nlohmann::json;

namespace {

constexpr auto options = R"({"api_base":"https://models.example/v1/","api_key":"{{secret:api_key}}",
    "model":"small","instructions":"You sell tea.","timeout":"20s","tools":[
    {"name":"find_order","description":"Finds an order","url":"https://shop.example/orders",
     "parameters":{"type":"object","properties":{"number":{"type":"string"}}}},
    {"name":"name_of_customer"}]})";

drive::bot_call a_message() {
    drive::bot_call call;
    call.op = 9;
    call.message = R"({"id":"IM2","direction":"inbound","content":{"text":"where is it?"}})";
    call.history = R"([{"id":"IM1","direction":"outbound","content":{"text":"hello"}},
        {"id":"IM2","direction":"inbound","content":{"text":"where is it?"}}])";
    return call;
}

drive::outcome reply_to(drive::bot& bot, const drive::reply& reply) {
    auto call = a_message();
    call.reply = &reply;
    return bot.event(call);
}

std::string says(const std::string& text) {
    return json{{"choices", json::array({{{"message", {{"content", text}}}}})}}.dump();
}

// A completion that calls tools: names and arguments.
std::string calls(const std::vector<std::pair<std::string, std::string>>& tools,
                  const json& text = nullptr) {
    json list = json::array();
    for (const auto& [name, arguments] : tools) {
        list.push_back({{"id", "c" + std::to_string(list.size() + 1)},
                        {"type", "function"},
                        {"function", {{"name", name}, {"arguments", arguments}}}});
    }
    const json message = {{"content", text}, {"tool_calls", list}};
    return json{{"choices", json::array({{{"message", message}}})}}.dump();
}

drive::outcome completed(drive::bot& bot, const drive::call& asked, const std::string& body) {
    return reply_to(bot, drive::answer_to(asked, 200, body));
}

}  // namespace

TEST_CASE("the model is asked with its instructions, the dialogue and the tools") {
    drive::bot bot({.options = options, .secrets = {{"api_key", "sk-1"}}});
    const auto out = bot.event(a_message());
    REQUIRE(out.ok());
    REQUIRE(out.calls.size() == 1);
    const auto& call = out.calls[0];
    CHECK(call.op == 9);
    CHECK(call.method == "POST");
    CHECK(call.url == "https://models.example/v1/chat/completions");
    CHECK(drive::find(call.headers, "authorization") == "Bearer {{secret:api_key}}");
    CHECK(drive::find(call.headers, "content-type") == "application/json");
    CHECK(call.timeout_ms == 20'000);
    CHECK(call.repeatable);
    CHECK_FALSE(call.secret_body);
    const auto body = json::parse(call.body);
    CHECK(body["model"] == "small");
    CHECK(body["messages"] == json::parse(R"([{"role":"system","content":"You sell tea."},
        {"role":"assistant","content":"hello"},{"role":"user","content":"where is it?"}])"));
    REQUIRE(body["tools"].size() == 3);
    CHECK(body["tools"][0] == json::parse(R"({"type":"function","function":{"name":"find_order",
        "description":"Finds an order",
        "parameters":{"type":"object","properties":{"number":{"type":"string"}}}}})"));
    CHECK(body["tools"][2]["function"]["name"] == "handoff");
}

TEST_CASE("without options the model is asked at OpenAI, and a person can be had") {
    drive::bot bot({.options = "{}"});
    const auto call = bot.event(a_message()).calls.at(0);
    CHECK(call.url == "https://api.openai.com/v1/chat/completions");
    CHECK(drive::find(call.headers, "authorization").empty());
    CHECK(call.timeout_ms == 60'000);
    const auto body = json::parse(call.body);
    CHECK(body["model"] == "gpt-4o-mini");
    CHECK(body["messages"][0]["role"] == "assistant");
    CHECK(body["tools"].size() == 1);
    drive::bot bare({.options = R"({"tools":[]})"});
    CHECK_FALSE(json::parse(bare.event(a_message()).calls.at(0).body).contains("tools"));
}

TEST_CASE("what the model says is said") {
    drive::bot bot({.options = options});
    const auto asked = bot.event(a_message()).calls.at(0);
    const auto said = completed(bot, asked, says("It is in Ipoh."));
    REQUIRE(said.ok());
    REQUIRE(said.answers.size() == 1);
    CHECK(said.answers[0].op == 9);
    CHECK(json::parse(said.answers[0].messages) == json::parse(R"([{"text":"It is in Ipoh."}])"));
    CHECK(said.answers[0].attributes.empty());
    CHECK_FALSE(said.answers[0].handoff);
}

TEST_CASE("a model that asks for a person gets one, after its words") {
    drive::bot bot({.options = options});
    const auto asked = bot.event(a_message()).calls.at(0);
    const auto said = completed(bot, asked, calls({{"handoff", "{}"}}, "One moment."));
    REQUIRE(said.answers.size() == 1);
    CHECK(said.answers[0].handoff);
    CHECK(json::parse(said.answers[0].messages) == json::parse(R"([{"text":"One moment."}])"));
    CHECK(json::parse(completed(bot, asked, calls({{"handoff", ""}})).answers.at(0).messages) ==
          json::array());
}

TEST_CASE("a tool is asked, and the model goes on with what it came to") {
    drive::bot bot({.options = options, .secrets = {{"api_key", "sk-1"}}});
    const auto asked = bot.event(a_message()).calls.at(0);
    const auto wish = completed(bot, asked,
                                calls({{"name_of_customer", R"({"name":"Siti"})"},
                                       {"find_order", R"({"number":"17"})"},
                                       {"fly", "{}"},
                                       {"find_order", "[1]"}}));
    REQUIRE(wish.answers.empty());
    REQUIRE(wish.calls.size() == 1);
    const auto& tool = wish.calls[0];
    CHECK(tool.url == "https://shop.example/orders");
    CHECK(json::parse(tool.body) == json::parse(R"({"number":"17"})"));
    CHECK(drive::find(tool.headers, "authorization").empty());
    CHECK_FALSE(tool.repeatable);

    const auto again = reply_to(bot, drive::answer_to(tool, 200, R"({"place":"Ipoh"})"));
    REQUIRE(again.calls.size() == 1);
    const auto& second = again.calls[0];
    CHECK(second.url == "https://models.example/v1/chat/completions");
    const auto messages = json::parse(second.body)["messages"];
    REQUIRE(messages.size() == 8);
    CHECK(messages[3]["tool_calls"].size() == 4);
    CHECK(messages[4] == json::parse(R"({"role":"tool","tool_call_id":"c1","content":"kept"})"));
    CHECK(messages[5]["content"] == R"({"place":"Ipoh"})");
    CHECK(messages[6]["content"] == "there is no such tool");
    CHECK(messages[7]["content"] == "the arguments are no JSON object");

    const auto said = completed(bot, second, says("In Ipoh, Siti."));
    REQUIRE(said.answers.size() == 1);
    CHECK(json::parse(said.answers[0].attributes) ==
          json::parse(R"({"name_of_customer":{"name":"Siti"}})"));
}

TEST_CASE("a tool that fails is told to the model, not to the customer") {
    drive::bot bot({.options = options});
    const auto asked = bot.event(a_message()).calls.at(0);
    const auto tool = completed(bot, asked, calls({{"find_order", "{}"}})).calls.at(0);
    for (const auto& reply : {drive::answer_to(tool, 500, "a stack trace"),
                              drive::no_answer_to(tool, selat::code::uncertain)}) {
        const auto again = reply_to(bot, reply);
        REQUIRE(again.calls.size() == 1);
        const auto messages = json::parse(again.calls[0].body)["messages"];
        CHECK(messages.back()["content"] == "this failed and cannot be told now");
    }
}

TEST_CASE("tools that say much are cut to what a call can keep, and calls beyond it fail") {
    drive::bot bot({.options = options});
    const auto asked = bot.event(a_message()).calls.at(0);
    const std::vector<std::pair<std::string, std::string>> six(6, {"find_order", "{}"});
    auto call = completed(bot, asked, calls(six)).calls.at(0);
    for (std::size_t made = 0; made < six.size(); ++made) {
        const auto out = reply_to(bot, drive::answer_to(call, 200, std::string(20'000, '"')));
        REQUIRE(out.calls.size() == 1);
        call = out.calls[0];
        CHECK(call.context.size() <= SELAT_MAX_TEXT);
    }
    const auto messages = json::parse(call.body)["messages"];
    REQUIRE(messages.size() == 10);
    CHECK(messages[4]["content"] == std::string(16'384, '"'));
    CHECK_FALSE(messages[9]["content"].get<std::string>().empty());

    const auto endless = json{{"number", std::string(70'000, '1')}}.dump();
    const auto failed = completed(bot, asked, calls({{"find_order", endless}}));
    CHECK(failed.calls.empty());
    CHECK(failed.faileds.at(0).code == selat::code::invalid);
}

TEST_CASE("a model that never stops calling fails in the end") {
    drive::bot bot({.options = options});
    auto asked = bot.event(a_message()).calls.at(0);
    int rounds = 1;
    for (; rounds < 20; ++rounds) {
        const auto out = completed(bot, asked, calls({{"name_of_customer", "{}"}}));
        if (out.calls.empty()) {
            REQUIRE(out.faileds.size() == 1);
            CHECK(out.faileds[0].code == selat::code::invalid);
            break;
        }
        asked = out.calls[0];
    }
    CHECK(rounds == 6);
}

TEST_CASE("what is no answer of a model is a failure") {
    drive::bot bot({.options = options});
    const auto asked = bot.event(a_message()).calls.at(0);
    const std::pair<std::uint32_t, selat::code> rows[] = {
        {302, selat::code::invalid},     {400, selat::code::invalid}, {401, selat::code::denied},
        {404, selat::code::not_found},   {408, selat::code::timeout}, {429, selat::code::throttled},
        {500, selat::code::unavailable}, {504, selat::code::timeout}};
    for (const auto& [status, code] : rows) {
        INFO(status);
        const auto out = reply_to(
            bot, drive::answer_to(asked, status,
                                  R"({"error":{"code":"no_luck","message":"key sk-1 is wrong"}})"));
        CHECK(out.answers.empty());
        REQUIRE(out.faileds.size() == 1);
        CHECK(out.faileds[0].code == code);
        CHECK(out.faileds[0].provider_code == "no_luck");
        CHECK(out.faileds[0].detail.find("sk-1") == std::string::npos);
    }
    for (const auto* body : {"", "<html>", "{}", R"({"choices":[{"message":{"content":" "}}]})"}) {
        INFO(body);
        CHECK(completed(bot, asked, body).faileds.at(0).code == selat::code::invalid);
    }
    const auto silence = reply_to(bot, drive::no_answer_to(asked, selat::code::unavailable));
    CHECK(silence.faileds.at(0).code == selat::code::unavailable);
}

TEST_CASE("options that make no sense are refused") {
    for (const auto* wrong :
         {R"({"timeout":"soon"})", R"({"timeout":"0s"})",
          R"({"tools":[{"name":"a"},{"name":"a","url":"https://x.example"}]})"}) {
        INFO(wrong);
        CHECK_THROWS_AS(drive::bot({.options = wrong}), drive::refused);
    }
}
