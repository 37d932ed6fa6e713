// What people do at Discord, as the host is told of it.
#include "discord_under_test.hpp"

#include <algorithm>

using namespace discord_test;

namespace {

json content_of(const drive::outcome& outcome) {
    return outcome.inbounds.empty() ? json() : json::parse(outcome.inbounds[0].content);
}

const std::string id = "1200000000000000001";

}  // namespace

TEST_CASE("a direct message comes from its author, whose name and picture come first") {
    connected t;
    const auto told = t.tell("MESSAGE_CREATE", message(id, "hello"));
    REQUIRE(told.inbounds.size() == 1);
    const auto& inbound = told.inbounds[0];
    CHECK(inbound.provider_id == id);
    CHECK(inbound.from == ana);
    CHECK(inbound.author.empty());
    CHECK(inbound.author_name == "Ana");
    CHECK(inbound.verified);
    CHECK(inbound.address_context == direct);
    CHECK(inbound.at_ms == 1'706'172'694'921);
    CHECK(content_of(told) == json{{"text", "hello"}});
    CHECK(told.addresses.at(0).name == "Ana");
    CHECK(told.order.front() == SELAT_ACTION_ADDRESS);
    CHECK(t.tell("MESSAGE_CREATE", message("1200000000000000002", "again")).addresses.empty());
}

TEST_CASE("only what people say in the places listened to is taken") {
    connected t({{"channels", {hall}}});
    CHECK(t.tell("MESSAGE_CREATE", in_the_hall(id, "hello")).inbounds.at(0).from ==
          hall + "/" + ana);
    struct row {
        const char* what;
        json change;
    };
    const std::vector<row> rows = {
        {"a bot", {{"author", {{"id", "5"}, {"username", "b"}, {"bot", true}}}}},
        {"ourselves", {{"author", {{"id", bot}, {"username", "b"}}}}},
        {"a webhook", {{"webhook_id", "77"}}},
        {"Discord itself", {{"author", {{"id", "6"}, {"username", "d"}, {"system", true}}}}},
        {"a notice of somebody who joined", {{"type", 7}}},
        {"another channel", {{"channel_id", "42"}, {"guild_id", guild}}}};
    for (const auto& [what, change] : rows) {
        CAPTURE(what);
        CHECK(t.tell("MESSAGE_CREATE", message(id, "x", change)).inbounds.empty());
    }
    connected deaf({{"direct_messages", false}});
    CHECK(deaf.tell("MESSAGE_CREATE", message(id, "x")).inbounds.empty());
    CHECK(deaf.tell("MESSAGE_CREATE", in_the_hall(id, "x")).inbounds.empty());
}

TEST_CASE("in a server the nickname is shown, and the newest message is what an answer refers to") {
    connected t({{"guilds", {guild}}});
    const auto told = t.tell("MESSAGE_CREATE", in_the_hall(id, "hello"));
    CHECK(told.inbounds.at(0).author_name == "Ana of sales");
    CHECK(told.inbounds[0].address_context == id);
}

TEST_CASE(
    "a thread below a channel listened to is one conversation of many, also after a restart") {
    const std::string thread = "1170000000000000001";
    connected t({{"channels", {hall}}});
    const auto made = t.tell(
        "THREAD_CREATE", {{"id", thread}, {"type", 11}, {"guild_id", guild}, {"parent_id", hall}});
    CHECK(made.states.at(0).key == "thread:" + thread);
    const json within = {{"channel_id", thread}, {"channel_type", 11}};
    auto said = in_the_hall(id, "hello");
    said.update(within);
    const auto told = t.tell("MESSAGE_CREATE", said);
    CHECK(told.inbounds.at(0).from == "thread:" + thread);
    CHECK(told.inbounds[0].author == ana);
    CHECK_FALSE(told.inbounds[0].verified);

    drive::channel again(
        given({{"channels", {hall}}},
              {{"thread:" + thread, hall},
               {"session", R"({"id":"5e55","url":"wss://x","bot":"9","seq":1})"}}));
    const auto name = again.timer(SELAT_TIMER_START).connects.at(0).connection;
    CHECK(frame(again, name, 0, said, 2, "MESSAGE_CREATE").inbounds.at(0).from ==
          "thread:" + thread);
}

TEST_CASE("attachments are fetched, since their addresses expire") {
    connected t;
    const std::string url = "https://cdn.discordapp.com/attachments/1/2/cat.png?ex=66&is=65&hm=ab";
    const auto told = t.tell("MESSAGE_CREATE",
                             message(id, "look",
                                     {{"attachments",
                                       {{{"id", "2"},
                                         {"filename", "cat.png"},
                                         {"content_type", "image/png"},
                                         {"size", 12},
                                         {"url", url}},
                                        {{"id", "3"}, {"filename", "VOICE.OGG"}, {"url", url}}}}}));
    CHECK(content_of(told) == json::parse(R"({"text":"look","attachments":[
              {"kind":"image","provider_id":"2","name":"cat.png","mime":"image/png","size":12},
              {"kind":"audio","provider_id":"3","name":"VOICE.OGG"}]})"));
    REQUIRE(told.fetches.size() == 2);
    CHECK(told.fetches[0].url == url);
    CHECK(told.fetches[0].provider_id == id);
    CHECK(told.fetches[1].attachment == 1);
}

TEST_CASE("markup is shown as people read it") {
    connected t;
    const auto told = t.tell(
        "MESSAGE_CREATE",
        message(
            id,
            "<@1000000000000000005> see <#12> <:wave:34> <a:hop:35> <t:1704164645:R> "
            "</order:9> 1 < 2 > 0 <@x>",
            {{"mentions",
              {{{"id", "1000000000000000005"}, {"username", "ben"}, {"global_name", "Ben"}}}}}));
    CHECK(content_of(told)["text"] ==
          "@Ben see #channel :wave: :hop: 2024-01-02 03:04 UTC /order 1 < 2 > 0 <@x>");
}

TEST_CASE("stickers, polls, forwards and what is empty are not dropped") {
    connected t;
    CHECK(content_of(t.tell(
              "MESSAGE_CREATE",
              message(
                  "1", "",
                  {{"sticker_items",
                    {{{"id", "7"}, {"name", "Wave"}, {"format_type", 1}}}}})))["attachments"][0] ==
          json{{"kind", "sticker"},
               {"name", "Wave"},
               {"url", "https://cdn.discordapp.com/stickers/7.png"}});
    CHECK(content_of(
              t.tell("MESSAGE_CREATE",
                     message("2", "",
                             {{"poll",
                               {{"question", {{"text", "Tea?"}}},
                                {"answers", {{{"poll_media", {{"text", "Yes"}}}}}}}}})))["text"] ==
          "Tea?\n- Yes");
    const auto forward = t.tell(
        "MESSAGE_CREATE",
        message("3", "",
                {{"message_reference", {{"type", 1}, {"message_id", "8"}, {"channel_id", "9"}}},
                 {"message_snapshots", {{{"message", {{"content", "as they said"}}}}}}}));
    CHECK(content_of(forward)["text"] == "as they said");
    CHECK(forward.inbounds[0].reply_to.empty());
    CHECK(content_of(t.tell("MESSAGE_CREATE", message("4", ""))) ==
          json{{"unsupported", {{"kind", "message"}}}});
}

TEST_CASE("a reply names what it answers") {
    connected t;
    const auto told =
        t.tell("MESSAGE_CREATE",
               message(id, "yes", {{"type", 19}, {"message_reference", {{"message_id", "88"}}}}));
    CHECK(told.inbounds.at(0).reply_to == "88");
}

TEST_CASE("an edit is one when Discord says when it was made; a link that was looked at is none") {
    connected t;
    CHECK(t.tell("MESSAGE_UPDATE", message(id, "hello")).amends.empty());
    const std::string when = "2024-01-02T03:05:00.000000+00:00";
    const auto told = t.tell("MESSAGE_UPDATE", message(id, "hello!", {{"edited_timestamp", when}}));
    REQUIRE(told.amends.size() == 1);
    CHECK(told.amends[0].provider_id == "edit:" + id + ":" + when);
    CHECK(told.amends[0].message_id == id);
    CHECK(told.amends[0].from == ana);
    CHECK(json::parse(told.amends[0].content) == json{{"text", "hello!"}});
    const auto file =
        t.tell("MESSAGE_UPDATE",
               message(id, "hello!",
                       {{"edited_timestamp", when},
                        {"attachments",
                         {{{"id", "7"},
                           {"filename", "a.png"},
                           {"content_type", "image/png"},
                           {"url", "https://cdn.discordapp.com/attachments/1/7/a.png"}}}}}));
    REQUIRE(file.fetches.size() == 1);
    CHECK(file.fetches[0].provider_id == file.amends.at(0).provider_id);
    CHECK(file.fetches[0].url == "https://cdn.discordapp.com/attachments/1/7/a.png");
}

TEST_CASE("messages are taken back one by one or in bulk") {
    connected t;
    t.tell("MESSAGE_CREATE", message(id, "hello"));
    const auto one = t.tell("MESSAGE_DELETE", {{"id", id}, {"channel_id", direct}});
    CHECK(one.amends.at(0).deleted);
    CHECK(one.amends[0].from == ana);
    const auto more = t.tell("MESSAGE_DELETE_BULK", {{"ids", {"5", "6"}}, {"channel_id", direct}});
    CHECK(more.amends.size() == 2);
}

TEST_CASE("what is taken back where nobody listens is not told") {
    connected t({{"channels", {hall}}, {"direct_messages", false}});
    for (const auto& where : {json{{"channel_id", "1160000000000000002"}, {"guild_id", guild}},
                              json{{"channel_id", direct}}}) {
        auto one = where;
        one["id"] = id;
        CHECK(t.tell("MESSAGE_DELETE", one).amends.empty());
        auto more = where;
        more["ids"] = {"5", "6"};
        CHECK(t.tell("MESSAGE_DELETE_BULK", more).amends.empty());
    }
    const auto here =
        t.tell("MESSAGE_DELETE", {{"id", id}, {"channel_id", hall}, {"guild_id", guild}});
    CHECK(here.amends.size() == 1);
}

TEST_CASE("reactions to our messages are told, with what makes each a delivery of its own") {
    connected t({{"guilds", {guild}}});
    json reaction = {{"user_id", ana},           {"channel_id", hall},
                     {"guild_id", guild},        {"message_id", id},
                     {"message_author_id", bot}, {"emoji", {{"id", nullptr}, {"name", "👍"}}}};
    const auto added = t.tell("MESSAGE_REACTION_ADD", reaction);
    CHECK(content_of(added) == json{{"reaction", {{"emoji", "👍"}, {"to", id}}}});
    CHECK(added.inbounds.at(0).no_reply);
    CHECK(added.inbounds[0].provider_id == "5e55:2");
    reaction["message_author_id"] = "123";
    CHECK(t.tell("MESSAGE_REACTION_ADD", reaction).inbounds.empty());
}

TEST_CASE("reactions to what customers wrote are none to us, even when Discord names no author") {
    connected t({{"guilds", {guild}}});
    t.tell("MESSAGE_CREATE", in_the_hall(id, "hello"));
    const json reaction = {{"user_id", "1000000000000000002"},
                           {"channel_id", hall},
                           {"guild_id", guild},
                           {"message_id", id},
                           {"emoji", {{"id", nullptr}, {"name", "👍"}}}};
    CHECK(t.tell("MESSAGE_REACTION_REMOVE", reaction).inbounds.empty());
}

TEST_CASE("typing is passed on") {
    connected t;
    const auto told =
        t.tell("TYPING_START", {{"channel_id", direct}, {"user_id", ana}, {"timestamp", 1}});
    CHECK(told.typings.at(0).from == ana);
    CHECK(told.typings[0].ttl_ms == 10'000);
}

TEST_CASE("a click is answered at once, and arrives as the choice that was made") {
    connected t;
    const auto told =
        t.tell("INTERACTION_CREATE",
               {{"id", id},
                {"type", 3},
                {"token", "aW50"},
                {"channel_id", direct},
                {"user", {{"id", ana}, {"username", "ana"}}},
                {"data", {{"component_type", 2}, {"custom_id", "1:order:7"}}},
                {"message",
                 {{"id", "55"},
                  {"components",
                   {{{"type", 1},
                     {"components",
                      {{{"type", 2}, {"label", "My order"}, {"custom_id", "1:order:7"}}}}}}}}}});
    CHECK(content_of(told) == json{{"selected", {{"title", "My order"}, {"payload", "order:7"}}}});
    CHECK(told.inbounds.at(0).reply_to == "55");
    CHECK(told.calls.at(0).url ==
          "https://discord.com/api/v10/interactions/" + id + "/aW50/callback");
    CHECK(told.calls[0].body == R"({"type":6})");
}

TEST_CASE("who has a nickname on a server keeps it when a message comes without, as over REST") {
    const json options = {{"channels", {hall}}};
    const auto without = [](const std::string& message) {
        auto out = in_the_hall(message, "again");
        out.erase("member");
        return out;
    };
    connected before(options);
    const auto told = before.tell("MESSAGE_CREATE", in_the_hall(id, "hello"));
    const auto kept = std::find_if(told.states.begin(), told.states.end(), [](const auto& each) {
        return each.key == "nick:" + hall + "/" + ana;
    });
    REQUIRE(kept != told.states.end());
    CHECK(kept->value.find("Ana") == std::string::npos);  // a name is the host's to keep, and erase
    const auto again = before.tell("MESSAGE_CREATE", without("1200000000000000002"));
    CHECK(again.addresses.empty());
    CHECK(again.inbounds.at(0).author_name == "Ana of sales");

    connected after(options, {{kept->key, kept->value}});
    const auto first = after.tell("MESSAGE_CREATE", without("1200000000000000003"));
    CHECK(first.addresses.at(0).name.empty());  // stays what it is
    CHECK(first.inbounds.at(0).author_name.empty());
    const auto gave_up = after.tell(
        "MESSAGE_CREATE", in_the_hall("1200000000000000004", "me", {{"member", json::object()}}));
    CHECK(gave_up.addresses.at(0).name == "Ana");
    CHECK(after.tell("MESSAGE_CREATE", without("1200000000000000005")).inbounds.at(0).author_name ==
          "Ana");
}

TEST_CASE("who has a nickname is named in a thread's messages, by the account when it is unknown") {
    const json options = {{"guilds", {guild}}};
    const json thread = {{"channel_type", 11}};
    auto without = in_the_hall("1200000000000000002", "again", thread);
    without.erase("member");
    connected before(options);
    const auto told = before.tell("MESSAGE_CREATE", in_the_hall(id, "hello", thread));
    CHECK(told.inbounds.at(0).author_name == "Ana of sales");
    CHECK(before.tell("MESSAGE_CREATE", without).inbounds.at(0).author_name == "Ana of sales");
    connected after(options, {{"nick:thread:" + hall + "/" + ana, "1"}});
    CHECK(after.tell("MESSAGE_CREATE", without).inbounds.at(0).author_name == "Ana");
}
