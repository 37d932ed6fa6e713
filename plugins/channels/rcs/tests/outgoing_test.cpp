#include "rcs_under_test.hpp"

using namespace rcs_test;

namespace {

struct outgoing_case {
    std::string content;
    std::string message;
};

}  // namespace

TEST_CASE("content goes out as RCS's messages") {
    const auto each = GENERATE(values<outgoing_case>({
        {R"({"text":"Hello"})", R"({"text":"Hello"})"},
        {R"({"text":"Which?","choices":[{"title":"Red","payload":"r"},
             {"title":"Shop","url":"https://x.example"}]})",
         R"({"text":"Which?","suggestions":[{"reply":{"text":"Red","postbackData":"r"}},
             {"action":{"text":"Shop","postbackData":"Shop",
                        "openUrlAction":{"url":"https://x.example"}}}]})"},
        {R"({"attachments":[{"kind":"video","url":"https://x.example/a.mp4"}]})",
         R"({"contentInfo":{"fileUrl":"https://x.example/a.mp4","forceRefresh":false}})"},
        {R"({"attachments":[{"kind":"file","url":"https://x.example/a","mime":"application/pdf"}]})",
         R"({"contentInfo":{"fileUrl":"https://x.example/a","forceRefresh":false}})"},
        {R"({"attachments":[{"kind":"file","url":"https://x.example/a.doc","name":"A"}]})",
         R"({"text":"A\nhttps://x.example/a.doc","suggestions":[{"action":{"text":"A",
             "postbackData":"https://x.example/a.doc",
             "openUrlAction":{"url":"https://x.example/a.doc"}}}]})"},
        {R"({"location":{"latitude":3.5,"longitude":101.5,"name":"Shop","address":"Jalan 1"}})",
         R"({"text":"Shop\nJalan 1","suggestions":[{"action":{"text":"Map","postbackData":"map",
             "viewLocationAction":{"latLong":{"latitude":3.5,"longitude":101.5},
                                   "label":"Shop"}}}]})"},
        {R"({"cards":[{"title":"Shoe","text":"Red"}]})",
         R"({"richCard":{"standaloneCard":{"cardOrientation":"VERTICAL",
             "cardContent":{"title":"Shoe","description":"Red"}}}})"},
    }));
    INFO(each.content);
    drive::channel rcs(given());
    begin(rcs);
    const auto out = rcs.send(to_ana(json::parse(each.content)));
    INFO(out.error);
    REQUIRE(out.calls.size() == 1);
    CHECK(body_of(out.calls[0]) == json{{"contentMessage", json::parse(each.message)}});
}

TEST_CASE("a send has the id, the phone and the agent in its URL, and may be repeated") {
    drive::channel rcs(given());
    begin(rcs);
    const auto out = rcs.send(to_ana({{"text", "hi"}}));
    const auto& call = out.calls.at(0);
    CHECK(call.url == api + "/phones/+15550100/agentMessages?messageId=" + key + "&agentId=a1");
    CHECK(drive::find(call.headers, "authorization") == "Bearer {{secret:access_token}}");
    CHECK(call.repeatable);
    const auto end = rcs.serial_reply(drive::answer_to(call, 200, "{}"));
    CHECK(end.sents.at(0).provider_ids == std::vector<std::string>{key});
}

TEST_CASE("without an agent of one's own the one that was written to answers") {
    drive::channel rcs(given({{"agent_id", ""}}));
    begin(rcs);
    auto message = to_ana({{"text", "hi"}});
    message.address_context = "a2";
    CHECK(rcs.send(message).calls.at(0).url.ends_with("&agentId=a2"));
    message.address_context.clear();
    CHECK(rcs.send(message).calls.at(0).url.ends_with("?messageId=" + key));
}

TEST_CASE("typing, read marks and revocations are calls of their own") {
    drive::channel rcs(given());
    begin(rcs);
    auto typing = to_ana({{"on", true}});
    typing.purpose = SELAT_OUT_TYPING;
    const auto shown = rcs.send(typing).calls.at(0);
    CHECK(shown.url.starts_with(api + "/phones/+15550100/agentEvents?eventId="));
    CHECK(body_of(shown) == json{{"eventType", "IS_TYPING"}});
    typing.content = R"({"on":false})";
    CHECK(rcs.send(typing).sents.size() == 1);

    auto about = to_ana({});
    about.target_provider_id = "m1";
    about.purpose = SELAT_OUT_READ;
    CHECK(body_of(rcs.send(about).calls.at(0)) == json{{"eventType", "READ"}, {"messageId", "m1"}});
    about.purpose = SELAT_OUT_DELETE;
    const auto revoked = rcs.send(about).calls.at(0);
    CHECK(revoked.method == "DELETE");
    CHECK(revoked.url == api + "/phones/+15550100/agentMessages/m1?agentId=a1");
    CHECK(revoked.body.empty());
    CHECK(rcs.serial_reply(drive::answer_to(revoked, 200, "{}")).sents.size() == 1);
    about.purpose = SELAT_OUT_EDIT;
    CHECK(rcs.send(about).faileds.at(0).code == selat::code::unsupported);
}

TEST_CASE("what a phone can show is known of the customer, where it can show anything") {
    drive::channel rcs(given());
    begin(rcs);
    auto look = to_ana({});
    look.purpose = SELAT_OUT_PROFILE;
    const auto asked = rcs.send(look).calls.at(0);
    CHECK(asked.method == "GET");
    CHECK(asked.url.starts_with(api + "/phones/+15550100/capabilities?requestId="));
    const auto found = rcs.serial_reply(
        drive::answer_to(asked, 200, R"({"features":["RICHCARD_STANDALONE","ACTION_DIAL"]})"));
    CHECK(json::parse(found.addresses.at(0).attributes) ==
          json{{"rcs_features", "RICHCARD_STANDALONE ACTION_DIAL"}});
    CHECK(found.sents.size() == 1);
    const auto none = rcs.serial_reply(drive::answer_to(asked, 404, "{}"));
    CHECK(none.addresses.empty());
    CHECK(none.sents.size() == 1);
}

TEST_CASE("a phone without RCS is not found, and what is no number is wrong") {
    drive::channel rcs(given());
    begin(rcs);
    const auto out = rcs.send(to_ana({{"text", "hi"}}));
    const auto end = rcs.serial_reply(
        drive::answer_to(out.calls.at(0), 404, R"({"error":{"code":404,"status":"NOT_FOUND"}})"));
    CHECK(end.faileds.at(0).code == selat::code::not_found);
    for (const auto* to : {"", "+", "15550100", "ana", "+1555/../x", "+12345678901234567"}) {
        INFO(to);
        auto message = to_ana({{"text", "hi"}});
        message.to = to;
        const auto wrong = rcs.send(message);
        CHECK(wrong.calls.empty());
        CHECK(wrong.faileds.at(0).code == selat::code::invalid);
    }
}
