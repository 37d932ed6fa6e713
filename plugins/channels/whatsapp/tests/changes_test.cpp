// What changes a message or who it is from, and what our own app has written.

#include "whatsapp_under_test.hpp"

using namespace whatsapp_test;

TEST_CASE("an edit changes the message and a revoke takes it back") {
    drive::channel whatsapp(given());
    const auto edit = deliver(
        whatsapp,
        of_ann(message({{"type", "edit"},
                        {"id", "wamid.E"},
                        {"edit",
                         {{"original_message_id", "wamid.A"},
                          {"message", {{"type", "text"}, {"text", {{"body", "better"}}}}}}}})));
    REQUIRE(edit.amends.size() == 1);
    CHECK_FALSE(edit.amends[0].deleted);
    CHECK(edit.amends[0].message_id == "wamid.A");
    CHECK(edit.amends[0].provider_id == "wamid.E");
    CHECK(json::parse(edit.amends[0].content) == json{{"text", "better"}});
    const auto revoke = deliver(
        whatsapp,
        of_ann(message({{"type", "revoke"}, {"revoke", {{"original_message_id", "wamid.A"}}}})));
    REQUIRE(revoke.amends.size() == 1);
    CHECK(revoke.amends[0].deleted);
    CHECK(revoke.amends[0].message_id == "wamid.A");
    CHECK(revoke.amends[0].from == ann);
}

TEST_CASE("an edit or revoke that names no message costs itself alone") {
    drive::channel whatsapp(given());
    const auto type = GENERATE("edit", "revoke");
    const auto got = deliver(
        whatsapp,
        webhook(value_of({{"messages", json::array({message({{"type", type}}),
                                                    message({{"id", "wamid.B"},
                                                             {"type", "text"},
                                                             {"text", {{"body", "hi"}}}})})}})));
    CHECK(got.amends.empty());
    CHECK(one_of(got).provider_id == "wamid.B");
    CHECK(got.logs.size() == 1);
}

TEST_CASE("an edited caption leaves the file, and another file is fetched") {
    drive::channel whatsapp(given());
    const auto sent = one_of(deliver(
        whatsapp,
        of_ann(message({{"type", "image"},
                        {"image", {{"id", "71"}, {"sha256", "h4sh"}, {"caption", "tpyo"}}}}))));
    const auto edit =
        deliver(whatsapp,
                of_ann(message(
                    {{"type", "edit"},
                     {"id", "wamid.E"},
                     {"edit",
                      {{"original_message_id", "wamid.A"},
                       {"message",
                        {{"type", "image"},
                         {"image", {{"id", "72"}, {"sha256", "h4sh"}, {"caption", "typo"}}}}}}}})));
    REQUIRE(edit.amends.size() == 1);
    const auto content = json::parse(edit.amends[0].content);
    CHECK(content["text"] == "typo");
    CHECK(content["attachments"] == json::parse(sent.content)["attachments"]);
    REQUIRE(edit.fetches.size() == 1);
    CHECK(edit.fetches[0].provider_id == "wamid.E");
    CHECK(edit.fetches[0].url.ends_with("/72"));
}

TEST_CASE("an edit that repeats a file by its hash alone leaves it, and fetches nothing") {
    drive::channel whatsapp(given());
    const auto edited = [&](const json& image) {
        return deliver(whatsapp,
                       of_ann(message({{"type", "edit"},
                                       {"id", "wamid.E"},
                                       {"edit",
                                        {{"original_message_id", "wamid.A"},
                                         {"message", {{"type", "image"}, {"image", image}}}}}})));
    };
    const auto edit = edited({{"sha256", "h4sh"}, {"caption", "typo"}});
    const auto content = json::parse(edit.amends.at(0).content);
    CHECK(content["text"] == "typo");
    CHECK(content["attachments"].at(0)["provider_id"] == "h4sh");
    CHECK_FALSE(content.contains("unsupported"));
    CHECK(edit.fetches.empty());
    const auto unknown = json::parse(edited({{"caption", "typo"}}).amends.at(0).content);
    CHECK(unknown["unsupported"]["kind"] == "image");
}

TEST_CASE("a customer who takes another number stays the same customer") {
    drive::channel whatsapp(given());
    const auto type = GENERATE("user_changed_number", "customer_changed_number");
    const auto member = GENERATE("wa_id", "new_wa_id");
    const auto got = deliver(
        whatsapp,
        of_ann(message({{"type", "system"},
                        {"system", {{"type", type}, {"body", "x"}, {member, "60123456789"}}}})));
    CHECK(got.inbounds.empty());
    REQUIRE(got.addresses.size() == 2);
    CHECK(got.addresses[0].address == ann);
    CHECK(got.addresses[1].address == "+60123456789");
    CHECK(got.addresses[0].identity == got.addresses[1].identity);
    CHECK(json::parse(got.addresses[0].attributes) == json{{"whatsapp_moved_to", "+60123456789"}});
}

TEST_CASE("a message from the phone app is one of ours, to the customer") {
    drive::channel whatsapp(given());
    const auto got = deliver(
        whatsapp, webhook(value_of({{"message_echoes",
                                     json::array({{{"from", "15550001111"},
                                                   {"to", "15557770001"},
                                                   {"id", "wamid.P"},
                                                   {"timestamp", "1750000001"},
                                                   {"type", "text"},
                                                   {"context", {{"forwarded", true}}},
                                                   {"text", {{"body", "from my phone"}}}}})}}),
                          "smb_message_echoes"));
    const auto inbound = one_of(got);
    CHECK(got.addresses.empty());
    CHECK(inbound.echo);
    CHECK(inbound.from == ann);
    CHECK(inbound.address_context.empty());
    CHECK_FALSE(inbound.verified);
}
