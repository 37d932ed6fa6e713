// What the SMSC delivers: messages, parts, receipts; answered when they are safe.
#include "smpp_under_test.hpp"

using namespace smpp_test;

namespace {

json content_of(const drive::inbound& inbound) { return json::parse(inbound.content); }

std::string header(int number, int total, char reference = 7) {
    return {5, 0, 3, reference, static_cast<char>(total), static_cast<char>(number)};
}

}  // namespace

TEST_CASE("a message is told, and answered once it is stored") {
    bound t;
    const auto got = t.tell(delivery(5, "hello"));
    REQUIRE(got.inbounds.size() == 1);
    CHECK(got.inbounds[0].from == customer);
    CHECK(got.inbounds[0].verified);
    CHECK(content_of(got.inbounds[0]) == json{{"text", "hello"}});
    CHECK(got.writes.empty());
    const auto answer = only(t.sms.stored({.tag = got.inbounds[0].tag}));
    CHECK(answer.id == command::deliver_sm_resp);
    CHECK(answer.sequence == 5);
    CHECK(answer.status == status::ok);
}

TEST_CASE("what could not be stored the SMSC is to keep") {
    bound t;
    const auto got = t.tell(delivery(5, "hello"));
    const auto answer =
        only(t.sms.stored({.tag = got.inbounds.at(0).tag, .failure = selat::code::unavailable}));
    CHECK(answer.status == status::queue_full);
}

TEST_CASE("a message whose answer was lost is told once") {
    bound t;
    const auto first = t.tell(delivery(5, "hello"));
    t.sms.close(t.connection, 0, selat::code::unavailable);
    t.again();
    CHECK(t.tell(delivery(1, "hello")).inbounds.empty());
    CHECK(only(t.sms.stored({.tag = first.inbounds.at(0).tag})).sequence == 1);

    const auto second = t.tell(delivery(2, "again"));
    t.sms.close(t.connection, 0, selat::code::unavailable);
    t.sms.stored({.tag = second.inbounds.at(0).tag});
    t.again();
    const auto repeated = t.tell(delivery(1, "again"));
    CHECK(repeated.inbounds.empty());
    CHECK(only(repeated).status == status::ok);
    // Said once more, it is another message.
    CHECK(t.tell(delivery(2, "again")).inbounds.size() == 1);
}

TEST_CASE("what is delivered anew after a loss is known, whether or not its answer was heard") {
    bound t;
    const auto lose = [&] {
        t.sms.close(t.connection, 0, selat::code::unavailable);
        t.again();
    };
    const auto store = [&](const drive::outcome& told) {
        for (const auto& each : told.inbounds) {
            t.sms.stored({.tag = each.tag});
        }
        return told.inbounds.size();
    };
    CHECK(store(t.tell({delivery(5, "yes"), delivery(6, "yes")})) == 2);
    lose();
    const auto repeated = t.tell({delivery(1, "yes"), delivery(2, "yes")});
    CHECK(repeated.inbounds.empty());
    CHECK(written(repeated).size() == 2);
    lose();  // the second answer may be lost like the first
    CHECK(t.tell(delivery(1, "yes")).inbounds.empty());
    CHECK(store(t.tell({delivery(2, "yes"), delivery(3, "yes")})) == 1);

    SECTION("not when the SMSC was heard long after the answer") {
        t.advance(5'000);
        t.tell({.id = command::enquire_link, .sequence = 9});
        lose();
        CHECK(t.tell(delivery(1, "yes")).inbounds.size() == 1);
    }
    SECTION("not when it comes long after the SMSC was reached again") {
        lose();
        t.advance(30'000);
        CHECK(t.tell(delivery(1, "yes")).inbounds.size() == 1);
    }
    SECTION("nor more than an hour later, however often the connection was lost since") {
        for (int n = 0; n < 40; ++n) {
            lose();  // which takes 100 seconds
        }
        CHECK(t.tell(delivery(1, "yes")).inbounds.size() == 1);
    }
}

TEST_CASE("the same words twice are two messages, unless the first waits long for its answer") {
    bound t;
    CHECK(t.tell({delivery(5, "yes"), delivery(6, "yes")}).inbounds.size() == 2);
    const auto first = t.tell(delivery(7, "no"));
    t.advance(5'000);
    CHECK(t.tell(delivery(8, "no")).inbounds.empty());
    CHECK(written(t.sms.stored({.tag = first.inbounds.at(0).tag})).size() == 2);
}

TEST_CASE("every coding is read, and what is no text is told as such") {
    bound t;
    const auto told = [&](const pdu& what) { return content_of(t.tell(what).inbounds.at(0)); };
    CHECK(told(delivery(1, bytes_of("4f60597d"), 0, 8))["text"] == "你好");
    CHECK(told(delivery(2, "caf\xe9", 0, 3))["text"] == "café");
    CHECK(told(delivery(3, bytes_of("00"), 0, 0))["text"] == "@");
    CHECK(told(delivery(4, "x", 0, 4))["unsupported"]["kind"] == "binary");
    CHECK(told(delivery(5, "x", 0, 14))["unsupported"]["kind"] == "data_coding_14");
    CHECK(told(delivery(6, ""))["unsupported"]["kind"] == "empty");
    CHECK(told(delivery(7, "\xff", esm::user_data_header))["unsupported"]["kind"] ==
          "user_data_header");
    CHECK(told(delivery(8, "bye", esm::conversation_abort))["unsupported"]["kind"] ==
          "conversation_abort");
    auto large = delivery(9, "");
    large.parameters = {{tag::message_payload, std::string(500, 'a')}};
    CHECK(told(large)["text"] == std::string(500, 'a'));
    const pdu data{.id = command::data_sm,
                   .sequence = 10,
                   .body = data_message{.source = {1, 1, "60123456789"}, .data_coding = 0},
                   .parameters = {{tag::message_payload, "data"}}};
    const auto got = t.tell(data);
    CHECK(content_of(got.inbounds.at(0))["text"] == "data");
    CHECK(only(t.sms.stored({.tag = got.inbounds[0].tag})).id == command::data_sm_resp);
}

TEST_CASE("numbers are written as people write them") {
    const auto from = [](const json& options, address source) {
        bound t(options);
        auto one = delivery(1, "hi");
        std::get<message>(one.body).source = std::move(source);
        return t.tell(one).inbounds.at(0).from;
    };
    const json none = json::object();
    const json malaysia = {{"country_code", "60"}};
    CHECK(from(none, {1, 1, "60123456789"}) == "+60123456789");
    CHECK(from(none, {0, 1, "60123456789"}) == "+60123456789");
    CHECK(from(none, {0, 0, "0060123456789"}) == "+60123456789");
    CHECK(from(none, {1, 1, "0060123456789"}) == "+60123456789");
    CHECK(from(none, {0, 0, "+60123456789"}) == "+60123456789");
    CHECK(from(malaysia, {2, 1, "0123456789"}) == "+60123456789");
    CHECK(from(malaysia, {0, 0, "0123456789"}) == "+60123456789");
    CHECK(from(none, {0, 0, "0123456789"}) == "0123456789");
    CHECK(from(none, {3, 0, "32665"}) == "32665");
    CHECK(from(none, {5, 0, "BANK"}) == "BANK");
    CHECK(from(none, {5, 0, "Caf\xe9\n"}) == "Café?");
}

TEST_CASE("STOP and START say so, and STOP is not answered") {
    bound t;
    const auto stop = t.tell(delivery(1, "stop")).inbounds.at(0);
    CHECK(stop.reach == SELAT_REACH_OPTED_OUT);
    CHECK(stop.no_reply);
    CHECK(t.tell(delivery(2, "START")).inbounds.at(0).reach == SELAT_REACH_OPEN);
    CHECK(t.tell(delivery(3, "stop it")).inbounds.at(0).reach == SELAT_REACH_UNKNOWN);
}

TEST_CASE("parts are kept, answered when they are, and make one message") {
    bound t;
    const auto second = t.tell(delivery(1, header(2, 2) + "world", esm::user_data_header));
    CHECK(second.inbounds.empty());
    REQUIRE(second.states.size() == 1);
    CHECK(second.writes.empty());
    CHECK(only(t.sms.stored({.tag = second.states[0].tag})).sequence == 1);
    const auto first = t.tell(delivery(2, header(1, 2) + "hello ", esm::user_data_header));
    REQUIRE(first.inbounds.size() == 1);
    CHECK(content_of(first.inbounds[0])["text"] == "hello world");
    CHECK(first.inbounds[0].provider_id.starts_with("parts:"));
    REQUIRE(first.states.size() == 1);
    CHECK(first.inbounds[0].tag.empty());
    CHECK(only(t.sms.stored({.tag = first.states[0].tag})).sequence == 2);
    // They are kept until nobody can deliver them again.
    std::size_t forgotten = 0;
    for (int n = 0; n < 40; ++n) {
        t.tell({.id = command::enquire_link, .sequence = 100});
        for (const auto& each : t.advance(25'000).states) {
            forgotten += each.value.empty() ? 1 : 0;
        }
    }
    CHECK(forgotten == 2);
}

TEST_CASE("a part that comes again after a restart makes no second message") {
    bound t;
    const auto first = t.tell(delivery(1, header(1, 2) + "hello ", esm::user_data_header));
    const auto last = t.tell(delivery(2, header(2, 2) + "world", esm::user_data_header));
    REQUIRE(last.inbounds.size() == 1);
    bound again(json::object(), {{first.states.at(0).key, first.states[0].value},
                                 {last.states.at(0).key, last.states[0].value}});
    const auto repeated = again.tell(delivery(1, header(2, 2) + "world", esm::user_data_header));
    CHECK(repeated.inbounds.empty());
    CHECK(only(again.sms.stored({.tag = repeated.states.back().tag})).status == status::ok);
    CHECK(again.advance(25'000).inbounds.empty());
    // Its reference is free for other words, which take the place of what was kept.
    const auto other = again.tell(delivery(2, header(2, 2) + "there", esm::user_data_header));
    REQUIRE(other.states.size() == 3);
    CHECK(other.states[0].value.empty());
    CHECK(other.states[1].value.empty());
    CHECK(other.states[2].key == last.states[0].key);
    CHECK(content_of(again.tell(delivery(3, header(1, 2) + "hi ", esm::user_data_header))
                         .inbounds.at(0))["text"] == "hi there");
}

TEST_CASE("parts by sar parameters and by long references are put together as well") {
    bound t;
    const auto sar = [](std::uint32_t sequence, char number, const std::string& text) {
        auto one = delivery(sequence, text);
        one.parameters = {{tag::sar_reference, std::string("\0\7", 2)},
                          {tag::sar_total, "\x02"},
                          {tag::sar_number, std::string(1, number)}};
        return one;
    };
    CHECK(t.tell(sar(1, 1, "a")).inbounds.empty());
    // The same reference by a header is another message.
    CHECK(t.tell(delivery(2, header(2, 2) + "x", esm::user_data_header)).inbounds.empty());
    CHECK(content_of(t.tell(sar(3, 2, "b")).inbounds.at(0))["text"] == "ab");
    auto torn = delivery(4, bytes_of("06080412340201 d83d"), esm::user_data_header, 8);
    CHECK(t.tell(torn).inbounds.empty());
    CHECK(content_of(t.tell(delivery(5, bytes_of("06080412340202 de00"), esm::user_data_header, 8))
                         .inbounds.at(0))["text"] == "😀");
}

TEST_CASE("parts outlive a restart") {
    bound t;
    const auto first = t.tell(delivery(1, header(1, 2) + "hello ", esm::user_data_header));
    bound again(json::object(), {{first.states.at(0).key, first.states[0].value}});
    const auto whole = again.tell(delivery(1, header(2, 2) + "world", esm::user_data_header));
    CHECK(content_of(whole.inbounds.at(0))["text"] == "hello world");
}

TEST_CASE("a message whose part never comes is told with a gap") {
    bound t;
    t.tell(delivery(1, header(1, 3) + "hello ", esm::user_data_header));
    t.tell(delivery(2, header(3, 3) + "!", esm::user_data_header));
    drive::outcome told;
    for (int n = 0; n < 40 && told.inbounds.empty(); ++n) {
        t.tell({.id = command::enquire_link, .sequence = 100});
        told = t.advance(25'000);
    }
    REQUIRE(told.inbounds.size() == 1);
    CHECK(content_of(told.inbounds[0])["text"] == "hello […]!");
    CHECK(content_of(told.inbounds[0])["unsupported"] ==
          json{{"kind", "incomplete"}, {"missing_parts", {2}}});
}

TEST_CASE("a receipt is told, and answered when it is safe") {
    bound t;
    t.tell(answer_to(only(t.send("one")), "1a2b"));
    const auto got = t.tell(delivery(9, "id:6699 stat:UNDELIV err:011 text:one", esm::receipt));
    CHECK(got.inbounds.empty());
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].message_id == "1a2b");
    CHECK(got.receipts[0].status == SELAT_RECEIPT_FAILED);
    CHECK(got.receipts[0].provider_code == "UNDELIV:011");
    CHECK(got.writes.empty());
    CHECK(only(t.sms.stored({.tag = got.states.back().tag})).sequence == 9);
}

TEST_CASE("a receipt that beats the answer waits for it") {
    bound t;
    const auto one = only(t.send("one"));
    CHECK(t.tell(delivery(9, "id:5 stat:DELIVRD", esm::receipt)).receipts.empty());
    const auto done = t.tell(answer_to(one, "5"));
    CHECK(done.sents.size() == 1);
    CHECK(done.receipts.at(0).message_id == "5");
}

TEST_CASE("receipts by parameters count whatever esm_class says; words alone do not") {
    bound t;
    t.tell(answer_to(only(t.send("one")), "5"));
    auto told = delivery(1, "");
    told.parameters = {{tag::receipted_message_id, "5"}, {tag::message_state, "\x02"}};
    CHECK(t.tell(told).receipts.at(0).status == SELAT_RECEIPT_DELIVERED);
    const auto written = t.tell(delivery(2, "id:5 stat:UNDELIV"));
    CHECK(written.receipts.empty());
    CHECK(written.inbounds.size() == 1);
}

TEST_CASE("an intermediate notification and a receipt of nothing are answered and tell nothing") {
    bound t;
    for (const auto& one : {delivery(1, "id:5 stat:ENROUTE", esm::intermediate),
                            delivery(2, "what is this", esm::receipt)}) {
        const auto got = t.tell(one);
        CHECK(got.receipts.empty());
        CHECK(got.inbounds.empty());
        CHECK(written(t.sms.stored({.tag = got.states.back().tag})).size() == 1);
    }
}

TEST_CASE("what a customer's phone acknowledges is told of the message") {
    bound t;
    t.tell(answer_to(only(t.send("one")), "5"));
    auto read_it = delivery(1, "", esm::user_acknowledgement);
    read_it.parameters = {{tag::receipted_message_id, "5"}};
    CHECK(t.tell(read_it).receipts.at(0).status == SELAT_RECEIPT_READ);
    CHECK(content_of(t.tell(delivery(2, "OK", esm::user_acknowledgement)).inbounds.at(0))["text"] ==
          "OK");
}
