// Messages in and out, receipts, typing and reading.
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

// A live visitor with two tabs, "a" and "b".
struct two_tabs {
    two_tabs() {
        join(channel, "a", token);
        join(channel, "b", token);
    }
    drive::outcome stored(const drive::inbound& inbound, std::uint64_t seq,
                          bool duplicate = false) {
        return test::stored(channel, inbound, seq, duplicate);
    }
    drive::outcome send(std::uint64_t seq, const std::string& content = R"({"text":"hi"})",
                        const std::string& key = "k") {
        return channel.send({.op = 9,
                             .message = "IM" + std::to_string(seq),
                             .to = visitor,
                             .content = content,
                             .idempotency_key = key + std::to_string(seq),
                             .author_name = "Siti \"S\"",
                             .seq = seq});
    }

    drive::channel channel{instance()};
    std::string token = token_of(channel);
    std::string visitor = visitor_of(channel, token);
};

}  // namespace

TEST_CASE("a message is stored first, then acknowledged to its tab and shown in the others") {
    two_tabs t;
    const auto got = say(t.channel, "a", "c-1", "hé\n\"you\"");
    CHECK(got.writes.empty());
    REQUIRE(got.inbounds.size() == 1);
    const auto& inbound = got.inbounds[0];
    CHECK(inbound.provider_id == t.visitor + ":c-1");
    CHECK(inbound.from == t.visitor);
    CHECK(json::parse(inbound.content) == json({{"text", "hé\n\"you\""}}));

    const auto done = t.stored(inbound, 1);
    CHECK(frames_to(done, "a") == std::vector<json>{{{"type", "ack"},
                                                     {"rid", "r-c-1"},
                                                     {"cid", "c-1"},
                                                     {"seq", 1},
                                                     {"id", "IM1"},
                                                     {"ts", t.channel.now_ms()}}});
    const auto shown = frames_to(done, "b");
    REQUIRE(shown.size() == 1);
    CHECK(shown[0]["event"] == "message");
    CHECK(shown[0]["seq"] == 1);
    CHECK(shown[0]["cid"] == "c-1");
    CHECK(shown[0]["author"] == json({{"kind", "visitor"}}));
    CHECK(shown[0]["data"] == json({{"text", "hé\n\"you\""}}));
}

TEST_CASE("a repeated cid gets the first acknowledgement again and is shown no more") {
    two_tabs t;
    const auto first = say(t.channel, "a", "c-1");
    t.stored(first.inbounds.at(0), 1);
    const auto again = say(t.channel, "b", "c-1");
    CHECK(again.inbounds.at(0).provider_id == first.inbounds[0].provider_id);
    const auto done = t.stored(again.inbounds[0], 1, true);
    REQUIRE(done.writes.size() == 1);
    const auto ack = frames_to(done, "b").at(0);
    CHECK(ack["type"] == "ack");
    CHECK(ack["seq"] == 1);
}

TEST_CASE("a message that could not be stored is refused, to be sent again") {
    two_tabs t;
    const auto got = say(t.channel, "a", "c-1");
    const auto failed =
        t.channel.stored({.tag = got.inbounds.at(0).tag, .failure = selat::code::unavailable});
    REQUIRE(failed.writes.size() == 1);
    const auto nack = frames_to(failed, "a").at(0);
    CHECK(nack["type"] == "nack");
    CHECK(nack["cid"] == "c-1");
    CHECK(nack["code"] == "unavailable");
    CHECK(nack["retry_after"] == 2);
}

TEST_CASE("messages that cannot be taken are refused with the reason") {
    two_tabs t;
    const auto long_text = [](std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) {
            out += "é";
        }
        return out;
    };
    const std::pair<json, const char*> examples[] = {
        {{{"text", "x"}}, "validation"},
        {{{"cid", ""}, {"text", "x"}}, "validation"},
        {{{"cid", "a b"}, {"text", "x"}}, "validation"},
        {{{"cid", "a:b"}, {"text", "x"}}, "validation"},
        {{{"cid", std::string(65, 'a')}, {"text", "x"}}, "validation"},
        {{{"cid", 7}, {"text", "x"}}, "validation"},
        {{{"cid", "1"}}, "validation"},
        {{{"cid", "1"}, {"text", " \n\t"}}, "validation"},
        {{{"cid", "1"}, {"text", 7}}, "validation"},
        {{{"cid", "1"}, {"reply", json::object()}}, "validation"},
        {{{"cid", "1"}, {"text", long_text(4001)}}, "too_large"},
        {{{"cid", "1"}, {"text", "x"}, {"files", {"f"}}}, "unsupported"}};
    for (auto [frame, code] : examples) {
        frame["type"] = "msg.send";
        frame["rid"] = 5;
        INFO(frame.dump().substr(0, 100));
        const auto got = t.channel.data("a", frame.dump());
        CHECK(got.inbounds.empty());
        const auto nack = frames_to(got, "a").at(0);
        CHECK(nack["type"] == "nack");
        CHECK(nack["rid"] == 5);
        CHECK(nack["code"] == code);
    }
    const json longest = {{"type", "msg.send"}, {"cid", "1"}, {"text", long_text(4000)}};
    CHECK(t.channel.data("a", longest.dump()).inbounds.size() == 1);
}

TEST_CASE("a choice is told with its title and payload") {
    two_tabs t;
    const std::pair<json, json> examples[] = {
        {{{"title", "Yes"}, {"payload", "y"}}, {{"title", "Yes"}, {"payload", "y"}}},
        {{{"title", "Yes"}}, {{"title", "Yes"}, {"payload", "Yes"}}},
        {{{"block_id", "b"}, {"value", "v"}}, {{"title", "v"}, {"payload", "v"}}}};
    int number = 0;
    for (const auto& [reply, selected] : examples) {
        const json frame = {
            {"type", "msg.send"}, {"cid", std::to_string(++number)}, {"reply", reply}};
        const auto got = t.channel.data("a", frame.dump());
        CHECK(json::parse(got.inbounds.at(0).content) == json({{"selected", selected}}));
    }
}

TEST_CASE("the twenty-first message in ten seconds waits, in whatever tab and after reconnecting") {
    two_tabs t;
    for (int i = 0; i < 20; ++i) {
        CHECK(say(t.channel, i % 2 == 0 ? "a" : "b", "c" + std::to_string(i)).inbounds.size() == 1);
    }
    t.channel.advance(4000);
    const auto refused = say(t.channel, "a", "c20");
    CHECK(refused.inbounds.empty());
    const auto nack = frames_to(refused, "a").at(0);
    CHECK(nack["code"] == "rate_limited");
    CHECK(nack["retry_after"] == 6);

    t.channel.close("a");
    t.channel.close("b");
    join(t.channel, "c", t.token);
    CHECK(say(t.channel, "c", "c21").inbounds.empty());
    t.channel.advance(6000);
    CHECK(say(t.channel, "c", "c22").inbounds.size() == 1);
    t.channel.close("c");
    t.channel.advance(60'000);
    CHECK(t.channel.timers().empty());
}

TEST_CASE("what the page says of itself reaches the host with the first message") {
    drive::channel channel(instance());
    const auto token = token_of(channel);
    channel.open("a");
    const json hello = {{"type", "hello"},
                        {"v", 1},
                        {"token", token},
                        {"locale", "ms-MY"},
                        {"tz", "Asia/Kuala_Lumpur"},
                        {"page", {{"url", "https://shop.example/cart?token=x#y"}, {"title", "T"}}}};
    const auto asked = channel.data("a", hello.dump());
    CHECK(asked.addresses.empty());
    empty_history(channel, asked.histories.at(0));
    const auto got = say(channel, "a", "1");
    REQUIRE(got.addresses.size() == 1);
    CHECK(json::parse(got.addresses[0].attributes) ==
          json({{"page_url", "https://shop.example/cart"},
                {"page_title", "T"},
                {"timezone", "Asia/Kuala_Lumpur"}}));
    CHECK(got.inbounds.at(0).locale == "ms-MY");
    CHECK(say(channel, "a", "2").addresses.empty());
    channel.data("a", R"_({"type":"page","url":"javascript:alert(1)","title":"Next"})_");
    CHECK(json::parse(say(channel, "a", "3").addresses.at(0).attributes) ==
          json({{"page_title", "Next"}}));
}

TEST_CASE("our message goes to every tab and is sent; without a tab it is sent all the same") {
    two_tabs t;
    const auto got = t.send(1);
    REQUIRE(got.sents.size() == 1);
    CHECK(got.sents[0].op == 9);
    for (const auto* tab : {"a", "b"}) {
        const auto frame = frames_to(got, tab).at(0);
        CHECK(frame["event"] == "message");
        CHECK(frame["id"] == "IM1");
        CHECK(frame["author"] == json({{"kind", "agent"}, {"name", "Siti \"S\""}}));
        CHECK(frame["data"] == json({{"text", "hi"}}));
    }
    CHECK(t.send(1).writes.empty());
    t.channel.close("a");
    t.channel.close("b");
    const auto alone = t.send(2);
    CHECK(alone.sents.size() == 1);
    CHECK(alone.writes.empty());
    CHECK(t.channel.send({.op = 3, .to = "nobody", .content = "{}"}).sents.size() == 1);
}

TEST_CASE("further parts of a message follow it, and long ones come whole from the store") {
    two_tabs t;
    t.send(1, R"({"text":"one"})", "k1");
    const auto part = frames_to(t.send(1, R"({"text":"two"})", "k2"), "a");
    REQUIRE(part.size() == 1);
    CHECK(part[0]["seq"] == 1);
    CHECK(part[0]["part"] == true);

    const auto text = std::string(3900, 'x');
    const auto first = t.send(2, json({{"text", text}}).dump(), "k1");
    CHECK(first.writes.empty());
    REQUIRE(first.histories.size() == 1);
    CHECK(first.histories[0].after_seq == 1);
    const auto second = t.send(2, json({{"text", "rest"}}).dump(), "k2");
    CHECK(second.writes.empty());
    CHECK(second.sents.size() == 1);
    const auto whole = json({{"text", text + " rest"}});
    const auto got = t.channel.history({.tag = first.histories[0].tag,
                                        .address = t.visitor,
                                        .items = {{.inbound = false,
                                                   .message = "IM2",
                                                   .seq = 2,
                                                   .author_kind = "agent",
                                                   .content = whole.dump()}},
                                        .newest_seq = 2});
    REQUIRE(frames_to(got, "a").size() == 1);
    CHECK(frames_to(got, "a")[0]["data"] == whole);
    CHECK(frames_to(t.send(3), "a").size() == 1);
}

TEST_CASE("the agent's typing and reading are told") {
    two_tabs t;
    const auto typing = t.channel.send({.purpose = SELAT_OUT_TYPING,
                                        .to = t.visitor,
                                        .content = R"({"on":true})",
                                        .author_name = "Siti"});
    CHECK(typing.sents.size() == 1);
    REQUIRE(typing.writes.size() == 2);
    CHECK(typing.writes[0].droppable);
    CHECK(frames_to(typing, "a")[0] == json({{"type", "typing"},
                                             {"on", true},
                                             {"ttl", 8},
                                             {"author", {{"kind", "agent"}, {"name", "Siti"}}}}));
    const auto read = t.channel.send(
        {.purpose = SELAT_OUT_READ, .to = t.visitor, .target_provider_id = t.visitor + ":c-1"});
    CHECK(frames_to(read, "b").at(0) ==
          json({{"type", "receipt"}, {"kind", "read"}, {"by", "agent"}, {"cid", "c-1"}}));
}

TEST_CASE("receipts go up to what the client was given, once, and reading is shared by the tabs") {
    two_tabs t;
    t.send(1);
    t.send(2);
    const auto tell = [&](const json& frame) { return t.channel.data("a", frame.dump()); };
    const auto delivered = tell({{"type", "receipt"}, {"kind", "delivered"}, {"seq", 1}});
    REQUIRE(delivered.receipts.size() == 1);
    CHECK(delivered.receipts[0].status == SELAT_RECEIPT_DELIVERED);
    CHECK(delivered.receipts[0].address == t.visitor);
    CHECK(delivered.receipts[0].up_to_seq == 1);

    const auto read = tell({{"type", "read"}, {"seq", 900}});
    REQUIRE(read.receipts.size() == 1);
    CHECK(read.receipts[0].status == SELAT_RECEIPT_READ);
    CHECK(read.receipts[0].up_to_seq == 2);
    CHECK(frames_to(read, "a").empty());
    CHECK(frames_to(read, "b").at(0) ==
          json({{"type", "receipt"}, {"kind", "read"}, {"by", "visitor"}, {"seq", 2}}));
    t.channel.advance(1000);
    CHECK(tell({{"type", "read"}, {"seq", 1}}).receipts.empty());
    CHECK(tell({{"type", "read"}, {"seq", -5}}).receipts.empty());
    CHECK(tell({{"type", "receipt"}, {"kind", "delivered"}, {"seq", 2}}).receipts.empty());
}
