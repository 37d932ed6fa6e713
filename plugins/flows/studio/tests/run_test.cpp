#include "dry_run.hpp"

#include <catch2/catch.hpp>

namespace {

using studio::testing::dry_run;
using studio::testing::given_flow;
using studio::testing::json;
using list = std::vector<std::string>;

// A flow whose trigger leads to the first of the states.
given_flow flow_of(json states, std::string bindings = "{}", std::string workflows = "[]",
                   std::string bots = "[]", std::string flows = "[]") {
    json trigger = json::parse(R"({"name":"Trigger","type":"trigger","properties":{},
        "transitions":[{"event":"incomingMessage","next":""}]})");
    trigger["transitions"][0]["next"] = states[0]["name"];
    states.insert(states.begin(), trigger);
    const json flow = {{"initial_state", "Trigger"}, {"states", states}};
    return {flow.dump(), std::move(bindings), std::move(workflows), std::move(bots),
            std::move(flows)};
}

const char* ask = R"([{"name":"ask","type":"send-and-wait-for-reply",
    "properties":{"body":"Name?","timeout":"60","from":"Bot"},
    "transitions":[{"event":"incomingMessage","next":"hello"},{"event":"timeout","next":"late"},
                   {"event":"deliveryFailure","next":"lost"}]},
    {"name":"hello","type":"send-message","properties":{"body":"Hi {{widgets.ask.inbound.Body}}"},"transitions":[]},
    {"name":"late","type":"send-message","properties":{"body":"Too late"},"transitions":[]},
    {"name":"lost","type":"set-variables","properties":{"variables":[{"key":"s","value":"{{widgets.ask.outbound.Status}}"}]}}])";

}  // namespace

TEST_CASE("a reply is waited for and used") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("hey");
    CHECK(run.status() == "waiting");
    CHECK(run.last().flow_states[0].takes_messages);
    REQUIRE(run.last().says.size() == 1);
    CHECK(run.last().says[0].author_name == "Bot");
    CHECK(run.last().says[0].to.empty());
    REQUIRE(run.last().timers.size() == 1);
    CHECK(run.last().timers[0].after_ms == 60'000);
    run.message("Siti");
    CHECK(run.last().timers.at(0).after_ms < 0);
    CHECK(run.said() == list{"Name?", "Hi Siti"});
    CHECK(run.status() == "ended");
}

TEST_CASE("a timer that is late changes nothing") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("hey");
    const auto name = run.name();
    const auto before = run.state();
    run.timer_named("ask#0");
    CHECK(run.state() == before);
    CHECK(run.last().flow_states[0].takes_messages);
    run.timer_named(name);
    CHECK(run.said() == list{"Name?", "Too late"});
}

TEST_CASE("a message that was not delivered fires deliveryFailure") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("hey");
    run.send_failed();
    CHECK(run.steps().back() == "lost next -");
    CHECK(json::parse(run.last().flow_states[0].result) == json{{"s", "undelivered"}});
}

TEST_CASE("a trigger without a way on ends at once") {
    dry_run run({R"({"initial_state":"T","states":[{"name":"T","type":"trigger",
        "transitions":[{"event":"incomingMessage"},{"event":"incomingCall","next":"T"}]}]})"});
    run.start("hey");
    CHECK(run.status() == "ended");
}

TEST_CASE("the trigger's event is the one that fits") {
    const given_flow both{
        R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[
        {"event":"incomingMessage","next":"m"},{"event":"incomingConversationMessage","next":"c"},
        {"event":"incomingParent","next":"p"}]},
        {"name":"m","type":"set-variables"},{"name":"c","type":"set-variables"},{"name":"p","type":"set-variables"}]})"};
    dry_run chat(both);
    chat.start("x");
    CHECK(chat.steps()[0] == "T incomingConversationMessage c");
    dry_run sms(both);
    sms.channel_kind = "sms";
    sms.start("x");
    CHECK(sms.steps()[0] == "T incomingMessage m");
    dry_run child(both);
    child.parameters = R"({"a":1})";
    child.parent = R"({"flow":"main","execution":"FN0"})";
    child.start("x");
    CHECK(child.steps()[0] == "T incomingParent p");
}

TEST_CASE("variables keep their kinds and see one another") {
    dry_run run(
        flow_of(json::parse(R"([{"name":"set","type":"set-variables","properties":{"variables":[
        {"key":"b","value":"{{flow.variables.a}}!","index":"1"},{"key":"a","value":"one","index":"0"},
        {"key":"j","value":"{\"x\":[1]}","parse_as_json":true},{"key":"n","value":" 7 ","type":"number"},
        {"key":"bad","value":"{oops","parse_as_json":"true"},{"key":"later","value":"{{widgets.set.a}}{{flow.variables.j.x[0]}}"}]},
        "transitions":[]}])")));
    run.start("x");
    CHECK(
        json::parse(run.last().flow_states[0].result) ==
        json::parse(R"({"a":"one","b":"one!","j":{"x":[1]},"n":7,"bad":"{oops","later":"one1"})"));
}

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

TEST_CASE("people get the conversation with its attributes") {
    json states = json::parse(
        R"([{"name":"flex","type":"send-to-flex","properties":{"workflow":"WW1","channel":"TC1",
        "attributes":"{\"name\":{{trigger.message.Body | to_json}},\"skills\":[\"a\"]}","priority":"5","timeout":"60"},
        "transitions":[{"event":"callComplete","next":"done"},{"event":"failedToEnqueue","next":"no"}]},
        {"name":"done","type":"send-message","properties":{"body":"{{widgets.flex.sid}}"}},
        {"name":"no","type":"send-message","properties":{"body":"no"}}])");
    const auto given = flow_of(states, R"({"WW1":"main"})", R"(["main"])");
    dry_run run(given);
    run.start("A \"B\"");
    REQUIRE(run.tasks().size() == 1);
    CHECK(run.tasks()[0].workflow == "main");
    CHECK(json::parse(run.tasks()[0].attributes) ==
          json::parse(R"({"name":"A \"B\"","skills":["a"]})"));
    CHECK(run.tasks()[0].priority == 5);
    CHECK(run.tasks()[0].timeout_ms == 60'000);
    CHECK(run.tasks()[0].task_channel.empty());
    CHECK(run.said() == list{"WT1"});
    dry_run refused(given);
    refused.tasks_succeed = false;
    refused.start("x");
    CHECK(refused.said() == list{"no"});
    dry_run unbound(flow_of(states));
    unbound.start("x");
    CHECK(unbound.said() == list{"no"});
    states[0]["properties"]["attributes"] = "{not json}";
    dry_run broken(flow_of(states, R"({"WW1":"main"})", R"(["main"])"));
    broken.start("x");
    CHECK(broken.said() == list{"no"});
    CHECK(broken.tasks().empty());
}

TEST_CASE("a bot has the conversation until it ends, hands off, fails or hears nothing") {
    const auto given = flow_of(json::parse(R"([{"name":"bot","type":"connect-virtual-agent-v2",
        "properties":{"connector_name":"helper","timeout":30,"parameters":[{"key":"lang","value":"ms"}]},
        "transitions":[{"event":"completed","next":"c"},{"event":"live-agent-handoff","next":"h"},
                       {"event":"failed","next":"f"},{"event":"timeout","next":"t"}]},
        {"name":"c","type":"send-message","properties":{"body":"c {{widgets.bot.VirtualAgentStatus}}"}},
        {"name":"h","type":"send-message","properties":{"body":"h {{widgets.bot.inbound.Body}}"}},
        {"name":"f","type":"send-message","properties":{"body":"f"}},{"name":"t","type":"send-message","properties":{"body":"t"}}])"),
                               R"({"helper":"faq"})", "[]", R"(["faq"])");
    const auto after = [&](const json& result, selat::code code) {
        dry_run run(given);
        run.start("x");
        CHECK(run.last().ask_bots.at(0).bot == "faq");
        CHECK(run.last().ask_bots.at(0).parameters == R"({"lang":"ms"})");
        CHECK(run.last().ask_bots.at(0).timeout_ms == 30'000);
        run.bot(result, code, "please");
        return run.said().at(0);
    };
    CHECK(after({{"handoff", false}}, selat::code::ok) == "c completed");
    CHECK(after({{"handoff", true}}, selat::code::ok) == "h please");
    CHECK(after({{"handoff", false}}, selat::code::internal) == "f");
    CHECK(after({{"handoff", false}}, selat::code::timeout) == "t");
}

TEST_CASE("a subflow gets parameters and gives variables back") {
    const auto given =
        flow_of(json::parse(R"([{"name":"sub","type":"run-subflow","properties":{"flow_sid":"FW1",
        "flow_revision":"LatestPublished","parameters":[{"key":"t","value":"1","type":"string"},{"key":"j","value":"[1]","type":"array"}]},
        "transitions":[{"event":"completed","next":"c"},{"event":"failed","next":"f"}]},
        {"name":"c","type":"send-message","properties":{"body":"{{widgets.sub.answer}}"}},
        {"name":"f","type":"send-message","properties":{"body":"f"}}])"),
                R"({"FW1":"other"})", "[]", "[]", R"(["other"])");
    dry_run run(given);
    run.start("x");
    CHECK(run.last().subflows.at(0).flow == "other");
    CHECK(json::parse(run.last().subflows.at(0).parameters) == json::parse(R"({"t":"1","j":[1]})"));
    run.subflow({{"answer", "42"}});
    CHECK(run.said() == list{"42"});
    dry_run broken(given);
    broken.start("x");
    broken.subflow(json::object(), selat::code::internal);
    CHECK(broken.said() == list{"f"});
}

TEST_CASE("inside a subflow the parent's parameters are known") {
    dry_run run(
        {R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingParent","next":"s"}]},
        {"name":"s","type":"send-message","properties":{"body":"{{trigger.parent.parameters.a}} {{trigger.parent.flow_sid}}"}}]})"});
    run.parameters = R"({"a":[1,2]})";
    run.parent = R"({"flow":"main","execution":"FN0"})";
    run.start("x");
    CHECK(run.said() == list{"12 main"});
}

TEST_CASE("widgets that cannot run here take their failure event or end, with a warning") {
    dry_run gather(
        flow_of(json::parse(R"([{"name":"g","type":"gather-input-on-call","properties":{"say":"x"},
        "transitions":[{"event":"keypress","next":"g"}]}])")));
    gather.start("x");
    CHECK(gather.status() == "ended");
    CHECK(gather.last().logs.size() == 1);
    dry_run redirect(
        flow_of(json::parse(R"([{"name":"r","type":"add-twiml-redirect","properties":{"url":"x"},
        "transitions":[{"event":"fail","next":"s"}]},{"name":"s","type":"send-message","properties":{"body":"b"}}])")));
    redirect.start("x");
    CHECK(redirect.said() == list{"b"});
}

TEST_CASE("a template that fails ends the widget by its failure event, or the execution") {
    dry_run has(flow_of(json::parse(
        R"([{"name":"s","type":"send-message","properties":{"body":"{{ 1 | divided_by: 0 }}"},
        "transitions":[{"event":"failed","next":"f"}]},{"name":"f","type":"send-message","properties":{"body":"f"}}])")));
    has.start("x");
    CHECK(has.said() == list{"f"});
    dry_run none(
        flow_of(json::parse(R"([{"name":"s","type":"set-variables","properties":{"variables":[
        {"key":"a","value":"{{ 1 | divided_by: 0 }}"}]}}])")));
    none.start("x");
    CHECK(none.status() == "failed: 's': Liquid: divided by 0");
}

TEST_CASE("an execution that does not come to rest is stopped") {
    dry_run itself(flow_of(json::parse(
        R"([{"name":"s","type":"set-variables","transitions":[{"event":"next","next":"s"}]}])")));
    itself.start("x");
    CHECK(itself.status() == "failed: 's' came 10 times in a row");
    CHECK(itself.steps().size() == 10);
    dry_run two(flow_of(json::parse(
        R"([{"name":"a","type":"set-variables","transitions":[{"event":"next","next":"b"}]},
        {"name":"b","type":"set-variables","transitions":[{"event":"next","next":"a"}]}])")));
    two.start("x");
    CHECK(two.status() == "failed: more than 1000 steps");
    CHECK(two.steps().size() == 1'000);
}

TEST_CASE("repeats are counted across waits") {
    dry_run run(flow_of(json::parse(
        R"([{"name":"ask","type":"send-and-wait-for-reply","properties":{"body":"again?","timeout":"3600"},
        "transitions":[{"event":"incomingMessage","next":"ask"}]}])")));
    run.start("x");
    for (int i = 0; i < 8; ++i) {
        run.message("y");
        REQUIRE(run.status() == "waiting");
    }
    run.message("y");
    CHECK(run.status() == "failed: 'ask' came 10 times in a row");
}

TEST_CASE("a state that is not ours is refused, and a widget that is gone fails") {
    dry_run run(flow_of(json::parse(ask)));
    run.start("x");
    run.restore("no json");
    CHECK_THROWS_AS(run.message("x"), selat::refusal);
    run.restore(R"({"at":"gone","n":1,"for":"x#1","m":1})");
    run.message("x");
    CHECK(run.status() == "failed: the flow has no widget 'gone' any more");
}

TEST_CASE("a message that the host will not send is failed at once, and the flow goes that way") {
    const auto given = flow_of(json::parse(R"([{"name":"say","type":"send-message",
        "properties":{"body":"hello"},
        "transitions":[{"event":"sent","next":"sent"},{"event":"failed","next":"task"}]},
        {"name":"sent","type":"send-message","properties":{"body":"sent"},"transitions":[]},
        {"name":"task","type":"set-variables","properties":{"variables":[
         {"key":"why","value":"{{widgets.say.outbound.Status}} {{widgets.say.outbound.ErrorCode}}"}]}}])"));
    dry_run run(given);
    run.blocked = true;
    run.start("x");
    CHECK(run.steps() == list{"Trigger incomingMessage say", "say failed task", "task next -"});
    CHECK(json::parse(run.last().flow_states[0].result) == json{{"why", "failed 21610"}});
    CHECK(run.said() == list{"hello"});  // the host keeps it as one that failed
    dry_run open(given);
    open.start("x");
    CHECK(open.said() == list{"hello", "sent"});
}

TEST_CASE("a delivery that fails later does not disturb where the flow stands") {
    json states = json::parse(ask);
    states.insert(states.begin(),
                  json::parse(R"({"name":"say","type":"send-message","properties":{"body":"hello"},
                   "transitions":[{"event":"sent","next":"ask"},{"event":"failed","next":"late"}]})"));
    dry_run run(flow_of(states));
    run.start("x");
    const auto before = run.state();
    run.send_failed_of(run.last().says.at(0).tag);
    CHECK(run.state() == before);
    run.message("Siti");
    CHECK(run.said().back() == "Hi Siti");
}

TEST_CASE("an execution goes on by the definition that it began with") {
    const auto before = flow_of(json::parse(ask));
    auto states = json::parse(ask);
    states[0]["name"] = "other";
    states[1]["properties"]["body"] = "Changed";
    auto after = flow_of(states);
    dry_run begun(before);
    begun.start("x");
    after.earlier = {before.definition, "no definition"};
    dry_run run(after);
    run.resume_from(begun.state(), begun.name());
    run.message("Siti");
    CHECK(run.said() == list{"Hi Siti"});
    run.start("x");
    run.message("Siti");
    CHECK(run.said() == list{"Hi Siti", "Name?", "Changed"});
}

TEST_CASE("an execution that is 30 days old has ended") {
    const std::int64_t day = 24 * 3600 * 1000;
    dry_run run(flow_of(json::parse(ask)));
    run.start("x");
    const auto old = run.name();
    run.now_ms += 30 * day;
    run.timer_named("ask#0");
    CHECK(run.status() == "waiting");
    run.now_ms += 1;
    const auto state = run.state();
    run.timer_named(old);
    CHECK(run.status() == "ended");
    run.restore(state);
    run.message("hello again");
    CHECK(run.status() == "waiting");
    CHECK(run.said() == list{"Name?", "Name?"});
    CHECK(run.name() != old);
}

TEST_CASE("a flow that nobody wrote to begins by its request") {
    dry_run run({R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[
        {"event":"incomingMessage","next":"m"},{"event":"incomingRequest","next":"r"}]},
        {"name":"m","type":"set-variables"},
        {"name":"r","type":"send-message","properties":{"body":"{{trigger.request.from}} {{trigger.request.to}}"}}]})"});
    run.start_by_request();
    CHECK(run.said() == list{"CH1 visitor-1"});
}

TEST_CASE("a call has its names, and a subflow its data") {
    dry_run call(flow_of(json::parse(
        R"([{"name":"s","type":"send-message","properties":{"body":"{{trigger.call.From}} {{trigger.call.CallSid}}"}}])")));
    call.channel_kind = "voice";
    call.start("x");
    CHECK(call.said() == list{"visitor-1 CH1"});
    dry_run sub(
        {R"({"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingParent","next":"s"}]},
        {"name":"s","type":"send-message","properties":{"body":"{{flow.data.a}}"}}]})"});
    sub.parameters = R"({"a":7})";
    sub.start("x");
    CHECK(sub.said() == list{"7"});
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

TEST_CASE("a task's attributes have 1024 characters at most") {
    const auto says = [](std::size_t characters) {
        std::string value;
        while (value.size() / 2 + 8 < characters) {
            value += "é";
        }
        const json states = {
            {{"name", "flex"},
             {"type", "send-to-flex"},
             {"properties",
              {{"workflow", ""}, {"channel", "chat"}, {"attributes", "{\"a\":\"" + value + "\"}"}}},
             {"transitions", {{{"event", "failedToEnqueue"}, {"next", "no"}}}}},
            {{"name", "no"}, {"type", "send-message"}, {"properties", {{"body", "no"}}}}};
        dry_run run(flow_of(states));
        run.start("x");
        return run.said();
    };
    CHECK(says(1'024).empty());
    CHECK(says(1'025) == list{"no"});
}
