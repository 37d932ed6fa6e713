#include "dry_run.hpp"
#include "legacy.hpp"

#include <catch2/catch.hpp>

namespace {

using studio::testing::given_flow;
using studio::testing::json;

json flow_with(const json& state) {
    json flow = json::parse(
        R"({"description":"d","initial_state":"Trigger","flags":{"allow_concurrent_calls":true},
        "states":[{"name":"Trigger","type":"trigger","properties":{"offset":{"x":0,"y":0}},
                   "transitions":[{"event":"incomingMessage","next":"it"}]}]})");
    flow["states"].push_back(state);
    return flow;
}

std::vector<std::string> places_of(const given_flow& given) {
    std::vector<std::string> out;
    for (const auto& each : studio::testing::faults_of(given)) {
        out.push_back((each.error ? "E " : "W ") + each.pointer);
    }
    return out;
}

std::vector<std::string> places_of(const json& state) {
    return places_of(given_flow{flow_with(state).dump()});
}

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("what is wrong is told with its place") {
    CHECK(places_of(given_flow{"nonsense"}) == list{"E "});
    CHECK(places_of(given_flow{"[]"}) == list{"E "});
    CHECK(places_of(given_flow{"{}"}) == list{"E /states"});
    CHECK(places_of(given_flow{R"({"states":[{"name":"a","type":"trigger"}]})"}) ==
          list{"E /initial_state"});
    CHECK(places_of(
              given_flow{R"({"initial_state":"b","states":[{"name":"a","type":"trigger"}]})"}) ==
          list{"E /initial_state"});
    CHECK(places_of(json{{"name", "it"}, {"type", "http-request"}}) == list{"E /states/1/type"});
    CHECK(places_of(json{{"name", "it"}, {"type", "hangup"}}) == list{"E /states/1/type"});
    CHECK(places_of(json{{"type", "set-variables"}}) ==
          list{"E /states/1/name", "E /states/0/transitions/0/next"});
    CHECK(places_of(json{{"name", "Trigger"}, {"type", "trigger"}}) ==
          list{"E /states/1/name", "E /states/0/transitions/0/next"});
    CHECK(
        places_of(json::parse(
            R"({"name":"it","type":"set-variables","transitions":[{"event":"done","next":"it"}]})")) ==
        list{"E /states/1/transitions/0/event"});
    CHECK(
        places_of(json::parse(
            R"({"name":"it","type":"set-variables","transitions":[{"event":"next","next":"nowhere"}]})")) ==
        list{"E /states/1/transitions/0/next"});
    CHECK(
        places_of(json::parse(
            R"({"name":"it","type":"send-and-wait-for-reply","properties":{"body":"b","timeout":"soon"}})")) ==
        list{"E /states/1/properties/timeout"});
    CHECK(places_of(
              json::parse(R"({"name":"it","type":"send-message","properties":{"body":"{{ x"}})")) ==
          list{"E /states/1/properties/body"});
    CHECK(places_of(json::parse(
              R"({"name":"it","type":"split-based-on","transitions":[{"event":"noMatch"},
              {"event":"match","next":"it","conditions":[{"type":"between","arguments":["a"],"value":"b"}]}]})")) ==
          list{"E /states/1/transitions/1/conditions/0/type"});
    CHECK(places_of(json::parse(R"({"name":"it","type":"split-based-on","transitions":[
              {"event":"match","conditions":[{"type":"regex","arguments":["a"],"value":"("}]}]})")) ==
          list{"W /states/1/transitions/0/conditions/0/value"});
    CHECK(
        places_of(json::parse(
            R"({"name":"it","type":"make-http-request","properties":{"method":"PUT","url":"https://a.example/"}})")) ==
        list{"E /states/1/properties/method"});
}

TEST_CASE("what is not bound is a warning, and bound is silent") {
    const auto flex = flow_with(json::parse(
        R"({"name":"it","type":"send-to-flex","properties":{"workflow":"WW1","channel":"TC1"}})"));
    CHECK(places_of(given_flow{flex.dump()}) == list{"W /states/1/properties/workflow"});
    CHECK(places_of(given_flow{flex.dump(), R"({"WW1":"main"})", R"(["main"])"}).empty());
    CHECK(places_of(given_flow{flex.dump(), R"({"WW1":"gone"})", R"(["main"])"}).size() == 1);
    CHECK(places_of(given_flow{flex.dump(), "{}", R"(["WW1"])"}).empty());

    const auto call = flow_with(json::parse(
        R"({"name":"it","type":"run-function","properties":{"url":"https://x-1.twil.io/a"}})"));
    CHECK(places_of(given_flow{call.dump()}) == list{"W /states/1/properties/url"});
    CHECK(places_of(given_flow{call.dump(), R"({"https://x-1.twil.io/":"http://127.0.0.1:1/"})"})
              .empty());

    const auto bot = flow_with(json::parse(
        R"({"name":"it","type":"connect-virtual-agent-v2","properties":{"connector_name":"helper"}})"));
    CHECK(places_of(given_flow{bot.dump()}) == list{"W /states/1/properties/connector_name"});
    CHECK(places_of(given_flow{bot.dump(), R"({"helper":"faq"})", "[]", R"(["faq"])"}).empty());

    const auto sub = flow_with(json::parse(
        R"({"name":"it","type":"run-subflow","properties":{"flow_sid":"FW1","flow_revision":"LatestPublished"}})"));
    CHECK(places_of(given_flow{sub.dump()}) == list{"W /states/1/properties/flow_sid"});
    CHECK(places_of(given_flow{sub.dump(), R"({"FW1":"other"})", "[]", "[]", R"(["other"])"})
              .empty());
}

TEST_CASE("what exports hold beside the rules is taken") {
    CHECK(places_of(
              json::parse(R"({"name":"it","type":"send-and-wait-for-reply","sid":"FF1","custom":1,
        "properties":{"body":12,"from":null,"timeout":3600,"offset":{"x":1}},
        "transitions":[{"event":"incomingMessage","uuid":"u"},{"event":"timeout","next":null},
                       {"event":"deliveryFailure","next":""}]})"))
              .empty());
}

TEST_CASE("a longer prefix binds before a shorter one") {
    const given_flow given{
        "{}", R"({"https://a.example/":"http://one/","https://a.example/b/":"http://two/"})"};
    const studio::bindings names(studio::testing::setup_of(given));
    CHECK(names.url("https://a.example/x") == "http://one/x");
    CHECK(names.url("https://a.example/b/x") == "http://two/x");
    CHECK(names.url("https://other.example/") == "https://other.example/");
    CHECK_FALSE(names.url("https://Foo-9.TWIL.io:443/x"));
    CHECK_FALSE(names.url("file:///etc/passwd"));
    CHECK_FALSE(names.url(""));
}

TEST_CASE("a legacy export keeps what it holds and where") {
    const json old = json::parse(R"({"description":"old","unknown":[1],"states":[
        {"name":"Start","type":"InitialState","sid":"FF0","properties":{"flow_url":"u"},
         "transitions":[{"event":"incomingMessage","next":"FF1","conditions":[],"uuid":"a"},
                        {"event":"incomingCall","next":null,"conditions":[]}]},
        {"name":"Ask","type":"MessagePrompt","sid":"FF1","properties":{"body":"Q?","timeout":60,"save_response_as":"x"},
         "transitions":[{"event":"incomingMessage","next":"FF1","conditions":[]}]}]})");
    REQUIRE(studio::is_legacy(old));
    const json now = studio::from_legacy(old);
    CHECK(now["initial_state"] == "Start");
    CHECK(now["unknown"] == old["unknown"]);
    CHECK(now["states"][1]["type"] == "send-and-wait-for-reply");
    CHECK(now["states"][0]["transitions"][0]["next"] == "Ask");
    CHECK(now["states"][1]["properties"] == old["states"][1]["properties"]);
    CHECK(places_of(given_flow{old.dump()}).empty());
    CHECK_FALSE(studio::is_legacy(now));
}
