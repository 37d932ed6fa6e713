// What Discord posts, as the host is told of it and Discord is answered.
#include "interactions_under_test.hpp"

using namespace discord_test;

namespace {

json said_in(const drive::outcome& outcome) {
    return outcome.inbounds.empty() ? json() : json::parse(outcome.inbounds[0].content);
}

}  // namespace

TEST_CASE("a ping that Discord has signed is answered with a pong") {
    auto how = given({{"mode", "interactions"}, {"public_key", public_key}});
    how.now_ms = 1'704'164'645'000;
    drive::channel channel(how);
    // As recorded, so that it does not depend on how this test signs.
    const auto out = channel.http(
        {.headers = {{"x-signature-ed25519",
                      "926c987ac85f36741c0ffd8c91569c1a2682bd9265d38146642c582964056bfc"
                      "9043bf20b23de1e21dc1f2f423608e00f162160d8c9a1734f5e919ee24a0580c"},
                     {"x-signature-timestamp", "1704164645"}},
         .body = R"({"type":1})"});
    CHECK(out.http_status() == 200);
    CHECK(posted_to::answer_in(out) == json{{"type", 1}});
    CHECK(out.responds.at(0).headers == drive::header_list{{"content-type", "application/json"}});
}

TEST_CASE("an old ping is answered, as it tells nothing, and so are events of the application") {
    posted_to t;
    const auto status = [&](const json& body, std::int64_t ago_ms) {
        const auto out = t.channel.http(signed_request(body.dump(), t.channel.now_ms() - ago_ms));
        CHECK(out.inbounds.empty());
        return out.http_status();
    };
    CHECK(status({{"type", 1}}, 86'400'000) == 200);
    const json event = {{"type", "APPLICATION_AUTHORIZED"}, {"data", json::object()}};
    CHECK(status({{"version", 1}, {"application_id", application}, {"type", 0}}, 0) == 204);
    CHECK(status({{"version", 1}, {"application_id", application}, {"type", 1}, {"event", event}},
                 0) == 204);
}

TEST_CASE("half a character does not cost what was said, and an empty form is told as such") {
    posted_to t;
    auto body = interaction(2, chat("cut?")).dump();
    body.replace(body.find("cut?"), 4, "cut\\ud83d");
    const auto out = t.channel.http(signed_request(body, t.channel.now_ms()));
    CHECK(out.http_status() == 200);
    CHECK(said_in(out) == json{{"text", "cut\xEF\xBF\xBD"}});
    const json field = {{"type", 4}, {"custom_id", "name"}, {"value", ""}};
    const json row = {{"type", 1}, {"components", json::array({field})}};
    const auto empty =
        t.tell(interaction(5, {{"custom_id", "other"}, {"components", json::array({row})}}));
    CHECK(said_in(empty) == json{{"unsupported", {{"kind", "form"}}}});
}

TEST_CASE("what Discord has not signed, or long ago, is answered with 401 and tells nothing") {
    posted_to t;
    const auto good = signed_request(interaction(2, chat("hi")).dump(), t.channel.now_ms());
    CHECK(t.channel.http(good).inbounds.size() == 1);
    const auto refused = [&](const char* what, drive::request request) {
        CAPTURE(what);
        const auto out = t.channel.http(request);
        CHECK(out.http_status() == 401);
        CHECK(out.inbounds.empty());
        CHECK(out.responds.at(0).body.empty());
    };
    const auto with = [&](std::size_t header, const std::string& value) {
        auto request = good;
        request.headers[header].second = value;
        return request;
    };
    const auto signature = good.headers[1].second;
    const auto timestamp = good.headers[2].second;
    refused("no signature", with(1, ""));
    refused("letters", with(1, std::string(128, 'z')));
    refused("a byte less", with(1, signature.substr(2)));
    refused("half a byte more", with(1, signature + "0"));
    refused("of something else", with(1, std::string(128, '0')));
    refused("no time", with(2, ""));
    refused("another time", with(2, timestamp + "0"));
    auto other = good;
    other.body += " ";
    refused("another body", other);
    refused("six minutes ago", signed_request(good.body, t.channel.now_ms() - 360'000));
    refused("in six minutes", signed_request(good.body, t.channel.now_ms() + 360'000));
}

TEST_CASE("with the gateway nothing is taken by request, and interactions need the public key") {
    connected t;
    CHECK(t.channel.http(signed_request(R"({"type":1})", t.channel.now_ms())).http_status() == 404);
    try {
        const drive::channel without(given({{"mode", "interactions"}}));
        FAIL("it was made");
    } catch (const drive::refused& why) {
        CHECK(why.code == selat::code::config);
    }
    posted_to other;
    CHECK(other.channel.http({.method = "GET"}).http_status() == 405);
    CHECK(other.channel.http({.path = "/else"}).http_status() == 404);
}

TEST_CASE("a command's words are a message, and Discord shows that an answer is coming") {
    posted_to t;
    const auto out = t.tell(interaction(2, chat("where is <@5>'s parcel?")));
    REQUIRE(out.inbounds.size() == 1);
    const auto& inbound = out.inbounds[0];
    CHECK(said_in(out) == json{{"text", "where is @5's parcel?"}});
    CHECK(inbound.provider_id == used);
    CHECK(inbound.from == ana);
    CHECK(inbound.author_name == "Ana");
    CHECK(inbound.locale == "ms");
    CHECK(inbound.verified);
    CHECK(out.addresses.at(0).name == "Ana");
    CHECK(posted_to::answer_in(out) == json{{"type", 5}});
    CHECK(out.order.back() == SELAT_ACTION_RESPOND);
}

TEST_CASE("a locale that is longer than any is none, and never cut within a character") {
    posted_to t;
    auto one = interaction(2, chat("hi"));
    one["locale"] = std::string(63, 'm') + "é";
    const auto out = t.tell(one);
    CHECK(out.inbounds.at(0).locale.empty());
    CHECK(out.addresses.at(0).locale.empty());
}

TEST_CASE("files and mentions of a command come with it") {
    posted_to t;
    auto data = chat("look, <@5>");
    data["options"].push_back({{"type", 11}, {"name", "file"}, {"value", "88"}});
    data["resolved"] = {{"users", {{"5", {{"id", "5"}, {"username", "ben"}}}}},
                        {"attachments",
                         {{"88",
                           {{"id", "88"},
                            {"filename", "a.png"},
                            {"content_type", "image/png"},
                            {"size", 5},
                            {"url", "https://cdn.discordapp.com/a.png?ex=1"}}}}}};
    const auto out = t.tell(interaction(2, data));
    CHECK(said_in(out)["text"] == "look, @ben");
    CHECK(said_in(out)["attachments"][0]["kind"] == "image");
    CHECK(out.fetches.at(0).url == "https://cdn.discordapp.com/a.png?ex=1");
    CHECK(out.fetches[0].provider_id == used);
}

TEST_CASE("commands of others are told as they are typed, or with what they were used on") {
    posted_to t;
    const json typed = {
        {"name", "order"},
        {"type", 1},
        {"options",
         json::array(
             {{{"type", 1},
               {"name", "show"},
               {"options", json::array({{{"type", 4}, {"name", "number"}, {"value", 7}}})}}})}};
    CHECK(said_in(t.tell(interaction(2, typed))) == json{{"text", "/order show number:7"}});
    const json on_message = {
        {"name", "Ask about this"},
        {"type", 3},
        {"target_id", "66"},
        {"resolved", {{"messages", {{"66", {{"id", "66"}, {"content", "out of stock"}}}}}}}};
    CHECK(said_in(t.tell(interaction(2, on_message))) ==
          json{{"text", "Ask about this\nout of stock"}});
}

TEST_CASE("a command without words shows a form, whose words are a message") {
    posted_to t;
    const auto asked = t.tell(interaction(2, {{"name", "chat"}, {"type", 1}}));
    CHECK(asked.inbounds.empty());
    const auto form = posted_to::answer_in(asked);
    CHECK(form["type"] == 9);
    CHECK(form["data"]["title"] == "Write to us");
    CHECK(form["data"]["components"][0]["component"]["custom_id"] == "message");
    const json label = {
        {"type", 18},
        {"component", {{"type", 4}, {"custom_id", "message"}, {"value", "two\nlines"}}}};
    const auto sent =
        t.tell(interaction(5, {{"custom_id", "chat"}, {"components", json::array({label})}}));
    CHECK(said_in(sent) == json{{"text", "two\nlines"}});
    CHECK(posted_to::answer_in(sent) == json{{"type", 5}});
}

TEST_CASE("buttons and list entries are choices, and are taken in silence") {
    posted_to t;
    const json button = {{"type", 2}, {"label", "My order"}, {"custom_id", "1:order:7"}};
    const json list = {{"type", 3},
                       {"custom_id", "size"},
                       {"options", json::array({{{"label", "Large"}, {"value", "l"}}})}};
    const json message = {
        {"message",
         {{"id", "55"},
          {"components", json::array({{{"type", 1}, {"components", json::array({button})}},
                                      {{"type", 1}, {"components", json::array({list})}}})}}}};
    const auto clicked =
        t.tell(interaction(3, {{"component_type", 2}, {"custom_id", "1:order:7"}}, message));
    CHECK(said_in(clicked) == json{{"selected", {{"title", "My order"}, {"payload", "order:7"}}}});
    CHECK(clicked.inbounds.at(0).reply_to == "55");
    CHECK(posted_to::answer_in(clicked) == json{{"type", 6}});
    const auto chosen = t.tell(interaction(
        3, {{"component_type", 3}, {"custom_id", "size"}, {"values", json::array({"l"})}},
        message));
    CHECK(said_in(chosen) == json{{"selected", {{"title", "Large"}, {"payload", "l"}}}});
}

TEST_CASE("all that is chosen in a list is told, people and channels by their names") {
    posted_to t;
    const auto chosen = [&](int type, const json& values, const json& resolved) {
        const json sizes = json::array(
            {{{"label", "Large"}, {"value", "l"}}, {{"label", "Small"}, {"value", "s"}}});
        const json list = {{"type", type}, {"custom_id", "size"}, {"options", sizes}};
        const json message = {
            {"message",
             {{"id", "55"},
              {"components", json::array({{{"type", 1}, {"components", json::array({list})}}})}}}};
        return said_in(t.tell(interaction(3,
                                          {{"component_type", type},
                                           {"custom_id", "size"},
                                           {"values", values},
                                           {"resolved", resolved}},
                                          message)))["selected"];
    };
    CHECK(chosen(3, json::array({"l", "s"}), json::object()) ==
          json{{"title", "Large, Small"}, {"payload", "l,s"}});
    CHECK(chosen(5, json::array({"5", "6"}),
                 {{"users",
                   {{"5", {{"id", "5"}, {"username", "ben"}}},
                    {"6", {{"id", "6"}, {"username", "cho"}}}}},
                  {"members", {{"6", {{"nick", "Chong"}}}}}}) ==
          json{{"title", "@ben, @Chong"}, {"payload", "5,6"}});
    CHECK(chosen(6, json::array({"7"}), {{"roles", {{"7", {{"id", "7"}, {"name", "staff"}}}}}}) ==
          json{{"title", "@staff"}, {"payload", "7"}});
    CHECK(chosen(8, json::array({"8"}), {{"channels", {{"8", {{"id", "8"}, {"name", "help"}}}}}}) ==
          json{{"title", "#help"}, {"payload", "8"}});
}

TEST_CASE("a button that others made is told by its whole id, one without words by its emoji") {
    posted_to t;
    const json button = {{"type", 2}, {"emoji", {{"name", "🔥"}}}, {"custom_id", "qr:1"}};
    const json row = {{"type", 1}, {"components", json::array({button})}};
    const auto clicked =
        t.tell(interaction(3, {{"component_type", 2}, {"custom_id", "qr:1"}},
                           {{"message", {{"id", "55"}, {"components", json::array({row})}}}}));
    CHECK(said_in(clicked) == json{{"selected", {{"title", "🔥"}, {"payload", "qr:1"}}}});
    const auto odd = t.tell(interaction(3, {{"component_type", 2}, {"custom_id", "qr:1"}},
                                        {{"message", {{"id", std::string(3'000, 'x')}}}}));
    CHECK(odd.refused.empty());
    CHECK(odd.inbounds.at(0).reply_to.empty());
}

TEST_CASE("completion is asked for in vain, and what makes no sense is refused") {
    posted_to t;
    CHECK(posted_to::answer_in(t.tell(interaction(4, chat("wh")))) ==
          json::parse(R"({"type":8,"data":{"choices":[]}})"));
    CHECK(t.tell(json{{"type", 2}}).http_status() == 400);
    CHECK(t.tell(json{{"type", 99}}).http_status() == 400);
    CHECK(t.tell(json::array()).http_status() == 400);
    auto elsewhere = interaction(2, chat("hi"));
    elsewhere["token"] = "../../users/@me";
    CHECK(t.tell(elsewhere).http_status() == 400);
}

TEST_CASE(
    "in a server the person there writes, in a thread everybody, unless one alone is answered") {
    posted_to t;
    const auto hi = t.tell(interaction(2, chat("hi"), in_a_server()));
    CHECK(hi.inbounds.at(0).from == hall + "/" + ana);
    CHECK(hi.inbounds[0].author_name == "Ana of sales");
    const json thread = {{"channel_id", "117"},
                         {"channel", {{"id", "117"}, {"type", 11}, {"parent_id", hall}}}};
    const auto within = t.tell(interaction(2, chat("hi"), in_a_server(thread)));
    CHECK(within.inbounds.at(0).from == "thread:117");
    CHECK(within.inbounds[0].author == ana);
    CHECK_FALSE(within.inbounds[0].verified);

    posted_to alone({{"ephemeral", true}});
    const auto hidden = alone.tell(interaction(2, chat("hi"), in_a_server(thread)));
    CHECK(hidden.inbounds.at(0).from == "117/" + ana);
    CHECK(posted_to::answer_in(hidden) == json::parse(R"({"type":5,"data":{"flags":64}})"));
    CHECK(posted_to::answer_in(alone.tell(interaction(2, chat("hi")))) == json{{"type", 5}});
}

TEST_CASE("where the bot does not answer, it says so to who calls it") {
    posted_to t({{"guilds", json::array({"1"})}, {"channels", json::array({hall})}});
    CHECK(t.tell(interaction(2, chat("hi"), in_a_server())).inbounds.size() == 1);
    const auto out = t.tell(interaction(2, chat("hi"), in_a_server({{"channel_id", "118"}})));
    CHECK(out.inbounds.empty());
    CHECK(posted_to::answer_in(out)["data"]["content"] == "Nobody answers here.");
    CHECK(posted_to::answer_in(out)["data"]["flags"] == 64);
    posted_to deaf({{"direct_messages", false}});
    CHECK(deaf.tell(interaction(2, chat("hi"))).inbounds.empty());
}

TEST_CASE("words may acknowledge a command in place of the sign that the bot is thinking") {
    posted_to t({{"acknowledgement", "We answer here in a while."}});
    const auto answer = posted_to::answer_in(t.tell(interaction(2, chat("hi"))));
    CHECK(answer["type"] == 4);
    CHECK(answer["data"]["content"] == "We answer here in a while.");
}
