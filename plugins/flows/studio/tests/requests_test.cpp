// What a flow asks of the world outside: HTTP requests and functions.

#include "run_support.hpp"

#include <catch2/catch.hpp>

using namespace studio::testing;

TEST_CASE("an HTTP request is sent as written and its answer parsed") {
    const auto given =
        flow_of(json::parse(R"([{"name":"get","type":"make-http-request","properties":{
        "method":"POST","url":"https://api.example/x?y=1","content_type":"application/json;charset=utf-8",
        "body":"{\"who\": \"{{trigger.message.Body}}\" }"},
        "transitions":[{"event":"success","next":"say"},{"event":"failed","next":"sorry"}]},
        {"name":"say","type":"send-message","properties":{"body":"{{widgets.get.parsed.list[1]}} {{widgets.get.status_code}}"}},
        {"name":"sorry","type":"send-message","properties":{"body":"sorry {{widgets.get.status_code}}{{widgets.get.body}}"}}])"));
    dry_run run(given);
    run.start("me");
    REQUIRE(run.last().calls.size() == 1);
    const auto& call = run.last().calls[0];
    CHECK(call.method == "POST");
    CHECK(call.url == "https://api.example/x?y=1");
    CHECK(call.body == R"({"who": "me" })");
    CHECK(selat::testing::find(call.headers, "content-type") == "application/json;charset=utf-8");
    CHECK(call.timeout_ms == 10'000);
    CHECK_FALSE(call.repeatable);
    CHECK_FALSE(run.last().flow_states[0].takes_messages);
    run.answer(200, "application/json; charset=utf-8", R"({"list":["a","b"]})");
    CHECK(run.said() == list{"b 200"});

    dry_run refused(given);
    refused.start("me");
    refused.answer(404, "text/plain", "gone");
    CHECK(refused.said() == list{"sorry 404gone"});
    dry_run silent(given);
    silent.start("me");
    silent.no_answer();
    CHECK(silent.said() == list{"sorry "});
    dry_run large(given);
    large.start("me");
    large.answer(200, "application/json", "\"" + std::string(70'000, 'x') + "\"");
    CHECK(large.said() == list{"sorry "});
}

TEST_CASE("parameters go into the query of a GET and the body of a POST") {
    json states =
        json::parse(R"([{"name":"get","type":"make-http-request","properties":{"method":"GET",
        "url":"https://api.example/x","parameters":[{"key":"a b","value":"{{trigger.message.Body}}&"}]},"transitions":[]}])");
    dry_run get(flow_of(states));
    get.start("ü");
    CHECK(get.last().calls.at(0).url == "https://api.example/x?a%20b=%C3%BC%26");
    CHECK(get.last().calls.at(0).repeatable);
    states[0]["properties"]["method"] = "POST";
    dry_run post(flow_of(states));
    post.start("ü");
    CHECK(post.last().calls.at(0).body == "a%20b=%C3%BC%26");
}

TEST_CASE("what a customer writes never asks the host for a secret") {
    const auto states = json::parse(R"([{"name":"get","type":"make-http-request","properties":{
        "method":"POST","url":"https://api.example/{{trigger.message.Body}}?q={{trigger.message.Body}}",
        "content_type":"text/{{trigger.message.Body}}","body":"{{trigger.message.Body}}",
        "parameters":[]},"transitions":[]}])");
    const std::string asked = "{{secret:instance}}\r\nx: y";
    dry_run run(flow_of(states));
    run.start(asked);
    REQUIRE(run.last().calls.size() == 1);
    const auto& call = run.last().calls[0];
    CHECK(call.url == "https://api.example/%7B%7Bsecret:instance%7D%7D%0D%0Ax: y"
                      "?q=%7B%7Bsecret:instance%7D%7D%0D%0Ax: y");
    CHECK(selat::testing::find(call.headers, "content-type") == "text/secret:instancex: y");
    CHECK(call.body == asked);
    CHECK_FALSE(call.secret_body);
    dry_run function(flow_of(json::parse(R"([{"name":"fn","type":"run-function","properties":{
        "url":"https://api.example/{{trigger.message.Body}}",
        "parameters":[{"key":"k","value":"{{trigger.message.Body}}"}]},"transitions":[]}])")));
    function.start("{{secret:instance}}");
    CHECK(function.last().calls.at(0).url == "https://api.example/%7B%7Bsecret:instance%7D%7D");
    CHECK(function.last().calls.at(0).body == "k=%7B%7Bsecret%3Ainstance%7D%7D");
    CHECK_FALSE(function.last().calls.at(0).secret_body);
}

TEST_CASE("a URL that grows without bound fails the widget") {
    dry_run run(flow_of(json::parse(R"([{"name":"get","type":"make-http-request","properties":{
        "method":"GET","url":"https://api.example/","parameters":[{"key":"k","value":"{{trigger.message.Body}}"}]},
        "transitions":[{"event":"failed","next":"no"}]},
        {"name":"no","type":"send-message","properties":{"body":"no"}}])")));
    std::string text;
    for (int i = 0; i < 1'600; ++i) {
        text += "🙂";  // 12 characters each when it is encoded
    }
    run.start(text);
    CHECK(run.last().calls.empty());
    CHECK(run.said() == list{"no"});
}

TEST_CASE("a GET carries the content type that was written, a POST one in any case") {
    json states = json::parse(R"([{"name":"get","type":"make-http-request","properties":{
        "method":"GET","url":"https://api.example/x","content_type":"application/json"},"transitions":[]}])");
    const auto type = [&] {
        dry_run run(flow_of(states));
        run.start("x");
        return selat::testing::find(run.last().calls.at(0).headers, "content-type");
    };
    CHECK(type() == "application/json");
    states[0]["properties"].erase("content_type");
    CHECK(type().empty());
    states[0]["properties"]["method"] = "POST";
    CHECK(type() == "application/x-www-form-urlencoded;charset=utf-8");
}

TEST_CASE("what a widget put out in an earlier turn is gone when it comes to nothing") {
    dry_run run(flow_of(json::parse(R"([
        {"name":"get","type":"make-http-request","properties":{"method":"GET",
         "url":"https://api.example/{{widgets.get.parsed.next}}"},
         "transitions":[{"event":"success","next":"ask"},{"event":"failed","next":"tell"}]},
        {"name":"ask","type":"send-and-wait-for-reply","properties":{"body":"more?","timeout":"3600"},
         "transitions":[{"event":"incomingMessage","next":"get"}]},
        {"name":"tell","type":"send-message","properties":{"body":"[{{widgets.get.body}}{{widgets.get.status_code}}]"}}])")));
    run.start("x");
    run.answer(200, "application/json", R"({"next":"page-2"})");
    run.message("yes");
    CHECK(run.last().calls.at(0).url == "https://api.example/page-2");
    CHECK(run.state().find("page-2") == std::string::npos);
    run.no_answer();
    CHECK(run.said().back() == "[]");
}

TEST_CASE("a function runs where its URL is bound, else it fails") {
    const json states = json::parse(
        R"([{"name":"fn","type":"run-function","properties":{"url":"https://x-1.twil.io/f",
        "service_sid":"ZS1","parameters":[{"key":"k","value":"v"}]},
        "transitions":[{"event":"success","next":"ok"},{"event":"fail","next":"no"}]},
        {"name":"ok","type":"send-message","properties":{"body":"{{widgets.fn.parsed.v}}"}},
        {"name":"no","type":"send-message","properties":{"body":"no"}}])");
    dry_run bound(flow_of(states, R"({"https://x-1.twil.io/":"http://127.0.0.1:7000/"})"));
    bound.start("x");
    CHECK(bound.last().calls.at(0).url == "http://127.0.0.1:7000/f");
    CHECK(bound.last().calls.at(0).body == "k=v");
    bound.answer(302, "application/problem+json", R"({"v":5})");
    CHECK(bound.said() == list{"5"});
    dry_run unbound(flow_of(states));
    unbound.start("x");
    CHECK(unbound.said() == list{"no"});
    CHECK(unbound.last().logs.size() == 1);
}
