#include "telegram_under_test.hpp"

using namespace telegram_test;

TEST_CASE("a text arrives with who said it, when, and how it is known again") {
    drive::channel telegram(given());
    const auto got = update(telegram, {{"message", message({{"text", "hello 你好 👋"}})}});
    CHECK(got.http_status() == 200);
    CHECK(content_of(got) == json{{"text", "hello 你好 👋"}});
    const auto& inbound = got.inbounds[0];
    CHECK(inbound.provider_id == "700000001/5001:11");
    CHECK(inbound.message_id == "5001:11");
    CHECK(inbound.from == "5001");
    CHECK(inbound.author.empty());
    CHECK(inbound.author_name == "Ana Lim");
    CHECK(inbound.locale == "en");
    CHECK(inbound.at_ms == 1704164645000);
    CHECK(inbound.verified);
    CHECK_FALSE(inbound.no_reply);
    CHECK(got.calls.empty());
}

TEST_CASE("ids beyond 32 bits stay what they are") {
    drive::channel telegram(given());
    const auto got = update(
        telegram,
        {{"message",
          message({{"text", "x"}, {"chat", {{"id", 4503599627370495}, {"type", "private"}}}})}},
        4503599627370495);
    CHECK(got.inbounds.at(0).from == "4503599627370495");
}

TEST_CASE("a link behind words is written out, counted in UTF-16") {
    drive::channel telegram(given());
    const auto got = update(
        telegram,
        {{"message",
          message({{"text", "👋👋 see this, and https://b.example"},
                   {"entities",
                    {{{"type", "text_link"},
                      {"offset", 5},
                      {"length", 8},
                      {"url", "https://a.example"}},
                     {{"type", "url"}, {"offset", 19}, {"length", 17}},
                     {{"type", "text_link"}, {"offset", 900}, {"length", -1}, {"url", "x"}}}}})}});
    CHECK(content_of(got)["text"] == "👋👋 see this (https://a.example), and https://b.example");
}

TEST_CASE("in a group the group is the address and its member the author") {
    drive::channel telegram(given());
    const auto got = update(telegram, {{"message", in_group({{"text", "hello"}})}});
    const auto& inbound = got.inbounds.at(0);
    CHECK(inbound.from == "-1001234567890");
    CHECK(inbound.author == "5001");
    CHECK(inbound.message_id == "-1001234567890:11");
    CHECK_FALSE(inbound.verified);
}

TEST_CASE("a topic of a group is a conversation of its own") {
    drive::channel telegram(given());
    const auto got = update(
        telegram,
        {{"message",
          in_group({{"text", "hello"},
                    {"is_topic_message", true},
                    {"message_thread_id", 77},
                    {"reply_to_message",
                     {{"message_id", 77}, {"forum_topic_created", {{"name", "Bills"}}}}}})}});
    CHECK(got.inbounds.at(0).from == "-1001234567890/77");
    CHECK(got.inbounds[0].reply_to.empty());
}

TEST_CASE("what a message answers is named") {
    drive::channel telegram(given());
    const auto got = update(
        telegram,
        {{"message", message({{"text", "yes"}, {"reply_to_message", message({{"text", "?"}})}})}});
    CHECK(got.inbounds.at(0).reply_to == "5001:11");
}

TEST_CASE("other kinds of content have their parts") {
    drive::channel telegram(given());
    struct row {
        json said;
        json content;
    };
    const auto row = GENERATE(values<struct row>(
        {{{{"location", {{"latitude", 3.139}, {"longitude", 101.6869}}}},
          {{"location", {{"latitude", 3.139}, {"longitude", 101.6869}}}}},
         {{{"location", {{"latitude", 3.1}, {"longitude", 101.6}}},
           {"venue",
            {{"location", {{"latitude", 3.1}, {"longitude", 101.6}}},
             {"title", "Shop"},
             {"address", "Jalan 1"}}}},
          {{"location",
            {{"latitude", 3.1}, {"longitude", 101.6}, {"name", "Shop"}, {"address", "Jalan 1"}}}}},
         {{{"contact",
            {{"phone_number", "+60123456789"}, {"first_name", "Bo"}, {"last_name", "Tan"}}}},
          {{"contacts", {{{"name", "Bo Tan"}, {"phones", {"+60123456789"}}}}}}},
         {{{"web_app_data", {{"data", "d"}, {"button_text", "Order"}}}},
          {{"selected", {{"title", "Order"}, {"payload", "d"}}}}},
         {{{"dice", {{"emoji", "🎲"}, {"value", 4}}}},
          {{"text", "🎲 4"}, {"unsupported", {{"kind", "dice"}}}}},
         {{{"poll", {{"question", "Tea?"}, {"options", {{{"text", "Yes"}}, {{"text", "No"}}}}}}},
          {{"text", "Tea?\n- Yes\n- No"}, {"unsupported", {{"kind", "poll"}}}}},
         {{{"brand_new", {{"a", 1}}}}, {{"unsupported", {{"kind", "brand_new"}}}}},
         {{{"story", {{"id", 1}}}}, {{"unsupported", {{"kind", "story"}}}}},
         {json::object(), {{"unsupported", {{"kind", "message"}}}}}}));
    CAPTURE(row.said.dump());
    CHECK(content_of(update(telegram, {{"message", message(row.said)}})) == row.content);
}

TEST_CASE("what Telegram adds to a known message later is no content of it") {
    drive::channel telegram(given());
    const auto said = GENERATE(
        json{{"text", "hi"}}, json{{"location", {{"latitude", 3.1}, {"longitude", 101.6}}}},
        json{{"text", "hi"}, {"poll", {{"question", "Tea?"}, {"options", json::array()}}}});
    auto more = said;
    more["sender_mood"] = {{"kind", "calm"}};
    CHECK(content_of(update(telegram, {{"message", message(more)}})) ==
          content_of(update(telegram, {{"message", message(said)}})));
    const auto got = content_of(
        update(telegram, {{"message", message({{"caption", "look"}, {"hologram", {{"a", 1}}}})}}));
    CHECK(got == json{{"text", "look"}, {"unsupported", {{"kind", "hologram"}}}});
}

TEST_CASE("half a character does not cost a message") {
    drive::channel telegram(given());
    auto body = message({{"text", "cut?"}}).dump();
    body.replace(body.find("cut?"), 4, "cut\\ud83d");
    const auto got = post(telegram, R"({"update_id":1,"message":)" + body + "}");
    CHECK(got.http_status() == 200);
    CHECK(content_of(got) == json{{"text", "cut\xEF\xBF\xBD"}});
}

TEST_CASE("notices of Telegram's are kept, and nothing answers them") {
    drive::channel telegram(given());
    const auto joined = update(
        telegram,
        {{"message", in_group({{"new_chat_members", {{{"id", 9}, {"first_name", "Eve"}}}}})}});
    CHECK(content_of(joined) == json{{"unsupported", {{"kind", "new_chat_members"}}}});
    CHECK(joined.inbounds[0].no_reply);
    const auto story = update(telegram, {{"message", message({{"story", {{"id", 1}}}})}});
    CHECK_FALSE(story.inbounds.at(0).no_reply);
}

TEST_CASE("a card with one's own number proves the number") {
    drive::channel telegram(given());
    const json card = {{"phone_number", "+60123456789"}, {"first_name", "Ana"}, {"user_id", 5001}};
    const auto got = update(telegram, {{"message", message({{"contact", card}})}});
    CHECK(json::parse(got.addresses.at(0).attributes) == json{{"telegram_phone", "+60123456789"}});
    auto other = card;
    other["user_id"] = 6;
    CHECK(update(telegram, {{"message", message({{"contact", other}})}}).addresses.empty());
}

TEST_CASE("the payload of a deep link is an attribute of the customer") {
    drive::channel telegram(given());
    const auto got = update(telegram, {{"message", message({{"text", "/start ad-7"}})}});
    CHECK(content_of(got)["text"] == "/start ad-7");
    CHECK(json::parse(got.addresses.at(0).attributes) == json{{"telegram_start", "ad-7"}});
    CHECK(update(telegram, {{"message", message({{"text", "/start"}})}}).addresses.empty());
}

TEST_CASE("an edit changes the message, also its caption") {
    drive::channel telegram(given());
    const auto got = update(
        telegram, {{"edited_message", message({{"text", "better"}, {"edit_date", 1704164700}})}});
    REQUIRE(got.amends.size() == 1);
    CHECK_FALSE(got.amends[0].deleted);
    CHECK(got.amends[0].message_id == "5001:11");
    CHECK(got.amends[0].from == "5001");
    CHECK(json::parse(got.amends[0].content) == json{{"text", "better"}});
    CHECK(got.amends[0].at_ms == 1704164700000);
    const auto caption = update(
        telegram,
        {{"edited_message",
          message({{"caption", "better"}, {"photo", {{{"file_id", "AgAC"}, {"width", 9}}}}})}});
    CHECK(json::parse(caption.amends.at(0).content)["text"] == "better");
    CHECK(json::parse(caption.amends[0].content)["attachments"][0]["kind"] == "image");
    REQUIRE(caption.fetches.size() == 1);  // the host does not fetch what it has
    CHECK(caption.fetches[0].provider_id == caption.amends[0].provider_id);
}

TEST_CASE("reactions are told as what changed") {
    drive::channel telegram(given());
    json reacted =
        message({{"user", {{"id", 5001}, {"first_name", "Ana"}}},
                 {"old_reaction",
                  {{{"type", "emoji"}, {"emoji", "👍"}}, {{"type", "emoji"}, {"emoji", "🎉"}}}},
                 {"new_reaction",
                  {{{"type", "emoji"}, {"emoji", "🎉"}},
                   {{"type", "custom_emoji"}, {"custom_emoji_id", "77"}},
                   {{"type", "paid"}}}}});
    const auto got = update(telegram, {{"message_reaction", reacted}});
    REQUIRE(got.inbounds.size() == 3);
    CHECK(json::parse(got.inbounds[0].content) ==
          json{{"reaction", {{"emoji", "👍"}, {"to", "5001:11"}, {"removed", true}}}});
    CHECK(json::parse(got.inbounds[1].content) ==
          json{{"reaction", {{"emoji", ":77:"}, {"to", "5001:11"}}}});
    CHECK(json::parse(got.inbounds[2].content)["reaction"]["emoji"] == "⭐");
    CHECK(got.inbounds[0].provider_id != got.inbounds[1].provider_id);
    CHECK(got.inbounds[0].no_reply);
    reacted["new_reaction"] = reacted["old_reaction"];
    const auto same = update(telegram, {{"message_reaction", reacted}});
    CHECK(same.http_status() == 200);
    CHECK(same.inbounds.empty());
}

TEST_CASE("who blocks the bot cannot be written to, until they undo it") {
    drive::channel telegram(given());
    const auto told = [&](const json& chat, const json& now) {
        const auto got = update(telegram, {{"my_chat_member",
                                            {{"chat", chat},
                                             {"from", {{"id", 5001}}},
                                             {"date", 1704164645},
                                             {"old_chat_member", {{"status", "member"}}},
                                             {"new_chat_member", now}}}});
        CHECK(got.http_status() == 200);
        return got.addresses.at(0);
    };
    const json ana = {{"id", 5001}, {"type", "private"}, {"first_name", "Ana"}};
    const json group = {{"id", -100}, {"type", "supergroup"}, {"title", "Team"}};
    CHECK(told(ana, {{"status", "kicked"}}).reach == SELAT_REACH_BLOCKED);
    CHECK(told(ana, {{"status", "kicked"}}).at_ms == 1704164645000);
    CHECK(told(ana, {{"status", "member"}}).reach == SELAT_REACH_OPEN);
    CHECK(told(group, {{"status", "left"}}).reach == SELAT_REACH_BLOCKED);
    CHECK(told(group, {{"status", "administrator"}}).reach == SELAT_REACH_OPEN);
    CHECK(told(group, {{"status", "member"}}).name == "Team");
    const json quiet = {
        {"status", "restricted"}, {"is_member", true}, {"can_send_messages", false}};
    CHECK(told(group, quiet).reach == SELAT_REACH_BLOCKED);
}

TEST_CASE("a business account's customers are told apart from what its owner says") {
    drive::channel telegram(given());
    const auto said = [&](const json& from) {
        return update(
            telegram,
            {{"business_message",
              message({{"text", "hello"}, {"business_connection_id", "bc1"}, {"from", from}})}});
    };
    const auto customer = said({{"id", 5001}, {"first_name", "Ana"}});
    CHECK_FALSE(customer.inbounds.at(0).echo);
    CHECK(customer.inbounds[0].message_id == "5001:11@bc1");
    CHECK(json::parse(customer.inbounds[0].address_context)["business"] == "bc1");
    const auto owner = said({{"id", 9}, {"first_name", "Shop"}});
    CHECK(owner.inbounds.at(0).echo);
    CHECK(owner.inbounds[0].from == "5001");
    const auto gone = update(telegram, {{"deleted_business_messages",
                                         {{"business_connection_id", "bc1"},
                                          {"chat", {{"id", 5001}, {"type", "private"}}},
                                          {"message_ids", {11, 12}}}}});
    REQUIRE(gone.amends.size() == 2);
    CHECK(gone.amends[1].deleted);
    CHECK(gone.amends[1].message_id == "5001:12@bc1");
    CHECK(gone.amends[0].provider_id != gone.amends[1].provider_id);
    const auto edited =
        update(telegram, {{"edited_business_message",
                           message({{"text", "hi"}, {"business_connection_id", "bc1"}})}});
    CHECK(edited.amends.at(0).message_id == "5001:11@bc1");
}

TEST_CASE("after a business chat the bot's own chat is written to where the customer wrote last") {
    drive::channel telegram(given());
    const auto got = update(telegram, {{"message", message({{"text", "hello"}})}});
    CHECK(got.inbounds.at(0).address_context == "{}");
}

TEST_CASE("a group that moved is one with its new id, and is written to there") {
    drive::channel telegram(given());
    const auto old =
        update(telegram, {{"message", message({{"chat", {{"id", -5}, {"type", "group"}}},
                                               {"migrate_to_chat_id", -1005}})}});
    REQUIRE(old.addresses.size() == 2);
    CHECK(old.addresses[0].address == "-5");
    CHECK(old.addresses[1].address == "-1005");
    CHECK(old.addresses[0].identity == old.addresses[1].identity);
    CHECK(old.inbounds.at(0).no_reply);
    const auto fresh =
        update(telegram, {{"message", message({{"chat", {{"id", -1005}, {"type", "supergroup"}}},
                                               {"migrate_from_chat_id", -5}})}});
    CHECK(fresh.addresses.at(0).identity == old.addresses[0].identity);
    const auto sent = telegram.send({.to = "-5",
                                     .content = R"({"text":"x"})",
                                     .address_context = old.addresses[0].address_context});
    CHECK(called(telegram, sent)["chat_id"] == -1005);
}

TEST_CASE("posts of a channel and bots in groups are kept, and nothing answers them") {
    drive::channel telegram(given());
    const json channel = {{"id", -1009}, {"type", "channel"}, {"title", "News"}};
    const auto posted = update(telegram, {{"channel_post",
                                           {{"message_id", 3},
                                            {"date", 1},
                                            {"chat", channel},
                                            {"sender_chat", channel},
                                            {"text", "x"}}}});
    CHECK(posted.inbounds.at(0).no_reply);
    CHECK(posted.inbounds[0].author_name == "News");
    const auto bot =
        update(telegram,
               {{"message", in_group({{"text", "x"}, {"from", {{"id", 8}, {"is_bot", true}}}})}});
    CHECK(bot.inbounds.at(0).no_reply);
}

TEST_CASE("what else somebody does is kept by its name") {
    drive::channel telegram(given());
    const json ana = {{"id", 5001}, {"first_name", "Ana"}};
    const auto name = GENERATE(as<std::string>{}, "shipping_query", "pre_checkout_query",
                               "purchased_paid_media", "chosen_inline_result", "something_new");
    const auto got = update(telegram, {{name, {{"id", "1"}, {"from", ana}}}});
    CHECK(content_of(got) == json{{"unsupported", {{"kind", name}}}});
    CHECK(got.inbounds[0].from == "5001");
    CHECK(got.inbounds[0].no_reply);
}

TEST_CASE("a vote and a wish to join come from who they are of") {
    drive::channel telegram(given());
    const auto vote = update(
        telegram,
        {{"poll_answer", {{"poll_id", "1"}, {"user", {{"id", 5001}}}, {"option_ids", {0}}}}});
    CHECK(vote.inbounds.at(0).from == "5001");
    const auto join = update(telegram, {{"chat_join_request",
                                         {{"chat", {{"id", -100}, {"type", "supergroup"}}},
                                          {"from", {{"id", 5001}}},
                                          {"user_chat_id", 5001},
                                          {"date", 1704164645}}}});
    CHECK(join.inbounds.at(0).from == "5001");
    CHECK(join.inbounds[0].author.empty());
}

TEST_CASE("what no customer says is answered 200 and noted") {
    drive::channel telegram(given());
    const auto name = GENERATE(as<std::string>{}, "inline_query", "message_reaction_count", "poll",
                               "chat_member", "chat_boost", "removed_chat_boost", "managed_bot");
    const auto got = update(telegram, {{name, {{"id", "1"}, {"from", {{"id", 5001}}}}}});
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.empty());
    CHECK(drive::find(got.logs.at(0).pairs, "type") == name);
}

TEST_CASE("what is not shaped as Telegram shapes it never fails") {
    drive::channel telegram(given());
    const auto body = GENERATE(
        as<std::string>{}, R"({"update_id":1})", R"({"update_id":1,"message":7})",
        R"({"update_id":1,"message":{}})",
        R"({"update_id":1,"message":{"chat":{"id":"x"},"message_id":1}})",
        R"({"update_id":1,"message":{"chat":{"id":1},"message_id":1,"photo":{},"entities":7}})",
        R"({"update_id":1,"message":{"chat":{"id":1},"message_id":1,"photo":[7],"text":7}})",
        R"({"update_id":1,"callback_query":{"id":"1"}})",
        R"({"update_id":1,"message":{"chat":{"id":1},"message_id":1,"web_app_data":{}}})",
        R"({"update_id":1,"message":{"chat":{"id":1},"message_id":1,"web_app_data":{"data":"d"}}})",
        R"({"update_id":1,"message_reaction":{}})",
        R"({"update_id":1,"deleted_business_messages":{"message_ids":["a"]}})",
        R"({"update_id":1,"my_chat_member":{"chat":{"id":1}}})",
        R"({"update_id":1,"message":{"chat":{"id":1},"message_id":1,"from":{"language_code":")" +
            std::string(3'000, 'x') + R"("}}})");
    CAPTURE(body);
    const auto got = post(telegram, body);
    CHECK(got.http_status() == 200);
    CHECK(got.refused.empty());
}
