#include "dry_run.hpp"

#include <catch2/catch.hpp>

namespace {

using studio::testing::dry_run;
using studio::testing::given_flow;
using studio::testing::json;

// Starts a flow that says `body` about `content`.
std::string says(const std::string& body, const json& content,
                 const std::string& attributes = "{}") {
    const json flow = {
        {"initial_state", "T"},
        {"states",
         {{{"name", "T"},
           {"type", "trigger"},
           {"transitions", {{{"event", "incomingMessage"}, {"next", "s"}}}}},
          {{"name", "s"}, {"type", "send-message"}, {"properties", {{"body", body}}}}}}};
    dry_run run(given_flow{flow.dump()});
    run.attributes = attributes;
    run.content(content);
    return run.said().empty() ? "" : run.said()[0];
}

json sent(const json& properties, const std::string& bindings = "{}") {
    const json flow = {{"initial_state", "T"},
                       {"states",
                        {{{"name", "T"},
                          {"type", "trigger"},
                          {"transitions", {{{"event", "incomingMessage"}, {"next", "s"}}}}},
                         {{"name", "s"}, {"type", "send-message"}, {"properties", properties}}}}};
    dry_run run(given_flow{flow.dump(), bindings});
    run.start("hi");
    return run.last().says.empty() ? json() : json::parse(run.last().says[0].content);
}

}  // namespace

TEST_CASE("a message has Studio's names in both contexts") {
    for (const std::string root : {"trigger.message.", "trigger.conversation."}) {
        const auto value = [&](const char* name, const json& content) {
            return says("{{" + root + name + "}}.", content, R"({"vip":{"level":2}})");
        };
        const json text = {{"text", "Hello"}};
        CHECK(value("Body", text) == "Hello.");
        CHECK(value("From", text) == "visitor-1.");
        CHECK(value("Author", text) == "visitor-1.");
        CHECK(value("To", text) == "CH1.");
        CHECK(value("MessageSid", text) == "IM1.");
        CHECK(value("ConversationSid", text) == "CH1.");
        CHECK(value("ChannelSid", text) == "CH1.");
        CHECK(value("InstanceSid", text) == "web.");
        CHECK(value("Source", text) == "WEBCHAT.");
        CHECK(value("NumMedia", text) == "0.");
        CHECK(value("ChannelAttributes.vip.level", text) == "2.");
        CHECK(value("DateCreated", text) == "2026-03-05T08:40:00.000Z.");
    }
    CHECK(
        says("{{flow.channel.address}} {{contact.channel.address}} {{flow.sid}} {{flow.flow_sid}}",
             {{"text", "x"}}) == "CH1 visitor-1 FN1 front-door");
}

TEST_CASE("a choice gives its title as Body and its payload") {
    CHECK(says("{{trigger.message.Body}}|{{trigger.message.ButtonPayload}}",
               {{"selected", {{"title", "Ya"}, {"payload", "YES"}}}}) == "Ya|YES");
    CHECK(says("{{trigger.message.Body}}|{{trigger.message.ButtonPayload}}",
               {{"selected", {{"title", "Ya"}}}}) == "Ya|Ya");
}

TEST_CASE("attachments and places have their names") {
    CHECK(says("{{trigger.message.NumMedia}} {{trigger.message.MediaUrl1}} "
               "{{trigger.message.MediaContentType0}}",
               {{"attachments",
                 {{{"kind", "image"}, {"url", "https://a/1"}, {"mime", "image/png"}},
                  {{"kind", "file"}, {"url", "https://a/2"}}}}}) == "2 https://a/2 image/png");
    CHECK(says("{{trigger.message.NumMedia}} {{trigger.message.MediaUrl0}}|"
               "{{trigger.message.MediaUrl1}}",
               {{"attachments",
                 {{{"kind", "image"}}, {{"kind", "file"}, {"url", "https://a/2"}}}}}) ==
          "2 |https://a/2");
    CHECK(says("{{trigger.message.Latitude}},{{trigger.message.Longitude}}",
               {{"location", {{"latitude", 3.5}, {"longitude", 101}}}}) == "3.5,101");
}

TEST_CASE("a long Body is cut at characters") {
    std::string text;
    for (int i = 0; i < 2'000; ++i) {
        text += "é";
    }
    CHECK(says("{{trigger.message.Body.size}}", {{"text", text}}) == "1600");
}

TEST_CASE("what a customer writes is never rendered") {
    CHECK(says("{{trigger.message.Body}}", {{"text", "{{flow.sid}}{% if %}"}}) ==
          "{{flow.sid}}{% if %}");
}

TEST_CASE("a message is sent with everything it may hold") {
    CHECK(sent({{"body", "a"}}) == json{{"text", "a"}});
    CHECK(sent({{"body", 5}}) == json{{"text", "5"}});
    CHECK(
        sent({{"body", ""}, {"media_url", "https://a/x.PNG?y"}}) ==
        json::parse(
            R"({"attachments":[{"kind":"image","mime":"image/png","url":"https://a/x.PNG?y"}]})"));
    CHECK(sent({{"body", "pick"},
                {"attributes", R"({"choices":[{"title":"{{trigger.message.Body}}"}]})"}}) ==
          json::parse(R"({"text":"pick","choices":[{"title":"hi"}]})"));
    CHECK(sent({{"body", "x"}, {"attributes", {{"content", {{"location", {{"latitude", 1}}}}}}}}) ==
          json::parse(R"({"text":"x","location":{"latitude":1}})"));
    CHECK(sent({{"message_type", "content_template"},
                {"content_sid", "HX1"},
                {"content_variables",
                 {{{"key", "{{1}}"}, {"value", "A"}}, {{"key", "2"}, {"value", "B"}}}}},
               R"({"HX1":"order_ready/ms"})") ==
          json::parse(
              R"({"template":{"name":"order_ready","language":"ms","parameters":["A","B"]}})"));
    CHECK(sent({{"body", "{{unknown}}"}}).is_null());
}

TEST_CASE("another address is named, the customer's own is not") {
    const auto to = [](const std::string& address) {
        const json flow = {
            {"initial_state", "T"},
            {"states",
             {{{"name", "T"},
               {"type", "trigger"},
               {"transitions", {{{"event", "incomingMessage"}, {"next", "s"}}}}},
              {{"name", "s"},
               {"type", "send-message"},
               {"properties",
                {{"body", "b"}, {"to", address}, {"from", "{{flow.channel.address}}"}}}}}}};
        dry_run run(given_flow{flow.dump()});
        run.start("x");
        CHECK(run.last().says.at(0).author_name.empty());
        return run.last().says.at(0).to;
    };
    CHECK(to("{{contact.channel.address}}").empty());
    CHECK(to("{{trigger.message.From}}").empty());
    CHECK(to("+60123").size() == 6);
}
