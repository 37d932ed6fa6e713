// Messages on their way out: window, answers, throttling, doubt.
#include "smpp_under_test.hpp"

using namespace smpp_test;

TEST_CASE("a message is submitted, and sent once the SMSC has answered") {
    bound t;
    const auto out = t.send("Hi €");
    CHECK(out.sents.empty());
    const auto one = only(out);
    CHECK(one.id == command::submit_sm);
    const auto& body = std::get<message>(one.body);
    CHECK(body.source == address{3, 0, "12345"});
    CHECK(body.destination == address{1, 1, "60123456789"});
    CHECK(body.registered_delivery == 1);
    CHECK(body.data_coding == 0);
    CHECK(sms_test::hex_of(body.short_message) == "4869201b65");
    const auto done = t.tell(answer_to(one, "000001A2B"));
    REQUIRE(done.sents.size() == 1);
    CHECK(done.sents[0].provider_ids == std::vector<std::string>{"000001A2B", "1a2b"});
}

TEST_CASE("senders and receivers are numbers of their types") {
    bound number({{"from", "+60399999999"}});
    CHECK(std::get<message>(only(number.send("a")).body).source == address{1, 1, "60399999999"});
    bound name({{"from", "SHOP"}, {"source_npi", 1}});
    CHECK(std::get<message>(only(name.send("a")).body).source == address{5, 1, "SHOP"});
    CHECK(std::get<message>(only(name.send("a", 2, "32665")).body).destination ==
          address{3, 0, "32665"});
    CHECK(name.send("a", 3, "somebody").code == selat::code::invalid);
    CHECK(name.send("", 4).code == selat::code::unsupported);
}

TEST_CASE("a long message is sent when all of its parts are") {
    bound t;
    const auto parts = written(t.send(std::string(400, 'a')));
    REQUIRE(parts.size() == 3);
    CHECK(std::get<message>(parts[1].body).esm_class == esm::user_data_header);
    CHECK(t.tell(answer_to(parts[1], "2")).sents.empty());
    CHECK(t.tell(answer_to(parts[0], "1")).sents.empty());
    const auto done = t.tell(answer_to(parts[2], "3"));
    CHECK(done.sents.at(0).provider_ids == std::vector<std::string>{"2", "1", "3"});
}

TEST_CASE("no more than the window are unanswered") {
    bound t({{"window", 2}});
    std::vector<pdu> out;
    for (std::uint64_t op = 1; op <= 5; ++op) {
        for (auto& each : written(t.send("n", op))) {
            out.push_back(std::move(each));
        }
    }
    REQUIRE(out.size() == 2);
    const auto next = written(t.tell(answer_to(out[0], "1")));
    REQUIRE(next.size() == 1);
    CHECK(written(t.tell({answer_to(out[1], "2"), answer_to(next[0], "3")})).size() == 2);
}

TEST_CASE("what waits for a connection goes out when there is one, or back in time") {
    drive::channel sms(given());
    const auto name = sms.timer(SELAT_TIMER_START).connects.at(0).connection;
    CHECK(sms.send({.op = 1, .to = customer, .content = R"({"text":"one"})"}).faileds.empty());
    const auto login = only(sms.open(name));
    const auto done = sms.data(name,
                               write({.id = command::bind_transceiver_resp,
                                      .sequence = login.sequence,
                                      .body = bind_answer{"smsc"}}),
                               true);
    CHECK(written(done).at(0).id == command::submit_sm);

    bound t;
    t.sms.close(t.connection, 0, selat::code::unavailable);
    t.send("two", 2);
    std::vector<drive::failed> faileds;
    for (const auto& each : t.sms.advance(5'250)) {
        faileds.insert(faileds.end(), each.faileds.begin(), each.faileds.end());
    }
    REQUIRE(faileds.size() == 1);
    CHECK(faileds[0].code == selat::code::unavailable);
    CHECK(faileds[0].op == 2);
}

TEST_CASE("a throttled message goes first after the pause, which doubles") {
    bound t;
    const auto one = only(t.send("one", 1));
    const auto no = t.tell(answer_to(one, "", status::throttled));
    CHECK(no.faileds.empty());
    CHECK(no.writes.empty());
    t.send("two", 2);
    CHECK(t.advance(999).writes.empty());
    const auto again = written(t.advance(1'500));
    REQUIRE_FALSE(again.empty());
    CHECK(std::get<message>(again[0].body).short_message == "one");
    CHECK(t.tell(answer_to(again[0], "", status::queue_full)).faileds.empty());
    CHECK(t.advance(1'900).writes.empty());
    // One that cannot go soon goes back to the host, which knows when to try again.
    const auto over = t.advance(3'000);
    bool told = false;
    for (const auto& each : over.faileds) {
        told = told || each.code == selat::code::throttled || each.code == selat::code::unavailable;
    }
    CHECK((told || !over.writes.empty()));
}

TEST_CASE("refusals end as what they mean") {
    const std::vector<std::pair<std::uint32_t, selat::code>> all = {
        {status::bad_destination, selat::code::not_found},
        {status::bad_source, selat::code::config},
        {status::system_error, selat::code::unavailable},
        {status::temporary_failure, selat::code::unavailable},
        {0x65, selat::code::invalid},
        {0x48, selat::code::config},
        {0xFF, selat::code::internal},
        {0x401, selat::code::invalid}};
    for (const auto& [status, code] : all) {
        INFO(status);
        bound t;
        const auto failed = t.tell(answer_to(only(t.send("one")), "", status)).faileds;
        REQUIRE(failed.size() == 1);
        CHECK(failed[0].code == code);
    }
    bound t;
    const auto one = only(t.send("one"));
    const auto nack = t.tell(
        {.id = command::generic_nack, .status = status::bad_command, .sequence = one.sequence});
    CHECK(nack.faileds.at(0).code == selat::code::unsupported);
    CHECK(nack.faileds[0].provider_code == "0x00000003");
}

TEST_CASE("a message that is refused in the middle is not sent again from the beginning") {
    bound t;
    const auto parts = written(t.send(std::string(300, 'a')));
    REQUIRE(parts.size() == 2);
    t.tell(answer_to(parts[0], "1"));
    const auto end = t.tell(answer_to(parts[1], "", status::system_error));
    CHECK(end.faileds.at(0).code == selat::code::uncertain);
    CHECK(end.faileds[0].detail.find("1 of 2 parts") != std::string::npos);
}

TEST_CASE("a message that is refused ends so, though another part of it was throttled") {
    bound t;
    const auto parts = written(t.send(std::string(300, 'a')));
    REQUIRE(parts.size() == 2);
    CHECK(t.tell(answer_to(parts[0], "", status::bad_destination)).faileds.empty());
    const auto end = t.tell(answer_to(parts[1], "", status::throttled));
    CHECK(end.faileds.at(0).code == selat::code::not_found);
}

TEST_CASE("what was unanswered at a loss is in doubt, or goes again where that is wished") {
    bound careful;
    careful.send("one");
    CHECK(careful.sms.close(careful.connection, 0, selat::code::unavailable).faileds.at(0).code ==
          selat::code::uncertain);
    bound eager({{"unanswered", "resend"}});
    eager.send("one");
    CHECK(eager.sms.close(eager.connection, 0, selat::code::unavailable).faileds.at(0).code ==
          selat::code::unavailable);
}

TEST_CASE("an answer that is late settles the message with its receipt") {
    bound t;
    const auto one = only(t.send("one"));
    const auto over = t.advance(9'250);
    REQUIRE(over.faileds.size() == 1);
    CHECK(over.faileds[0].code == selat::code::uncertain);
    CHECK(t.tell(answer_to(one, "1a")).sents.empty());
    const auto receipt = t.tell(delivery(9, "id:1a stat:DELIVRD err:000", esm::receipt));
    REQUIRE(receipt.receipts.size() == 1);
    CHECK(receipt.receipts[0].message == own_message);
}

TEST_CASE("the rate that is set is kept in parts") {
    bound t({{"rate_limit", 2}});
    std::size_t at_once = written(t.send(std::string(1'000, 'a'))).size();
    CHECK(at_once <= 2);
    const auto later = written(t.advance(1'000)).size();
    CHECK(later >= 1);
    CHECK(later <= 3);
}
