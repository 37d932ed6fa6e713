// The session: bind, enquire_link, unbind, and what follows a loss.
#include "smpp_under_test.hpp"

using namespace smpp_test;

TEST_CASE("options of SMPP are asked for, and Twilio's are not") {
    CHECK_THROWS_AS(drive::channel(given({{"host", ""}})), drive::refused);
    CHECK_THROWS_AS(drive::channel(given({{"from", ""}})), drive::refused);
    CHECK_THROWS_AS(drive::channel({.options = R"({"driver":"twilio","from":"12345"})"}),
                    drive::refused);
}

TEST_CASE("it binds as a transceiver, and runs once it is bound") {
    drive::channel sms(given({{"port", 2776}, {"system_type", "VMA"}}));
    const auto begun = sms.timer(SELAT_TIMER_START);
    REQUIRE(begun.connects.size() == 1);
    CHECK(begun.connects[0].url == "tcp://smsc.example:2776");
    CHECK_FALSE(begun.statuses.at(0).running);
    const auto name = begun.connects[0].connection;
    const auto login = only(sms.open(name));
    CHECK(login.id == command::bind_transceiver);
    const auto& body = std::get<bind>(login.body);
    CHECK(body.system_id == "gw");
    CHECK(body.password == "pw");
    CHECK(body.system_type == "VMA");
    CHECK(body.interface_version == 0x34);
    const auto done = sms.data(name,
                               write({.id = command::bind_transceiver_resp,
                                      .sequence = login.sequence,
                                      .body = bind_answer{"smsc"}}),
                               true);
    CHECK(done.statuses.at(0).running);
}

TEST_CASE("tls is another scheme and port") {
    drive::channel sms(given({{"tls", true}}));
    CHECK(sms.timer(SELAT_TIMER_START).connects.at(0).url == "tls://smsc.example:3550");
}

TEST_CASE("a refused password is said, and not tried again within a minute") {
    drive::channel sms(given());
    const auto name = sms.timer(SELAT_TIMER_START).connects.at(0).connection;
    const auto login = only(sms.open(name));
    const auto no = sms.data(name,
                             write({.id = command::bind_transceiver_resp,
                                    .status = status::bad_password,
                                    .sequence = login.sequence}),
                             true);
    CHECK(no.hangups.size() == 1);
    REQUIRE_FALSE(no.statuses.empty());
    CHECK_FALSE(no.statuses[0].running);
    CHECK(no.statuses[0].reason.find("0x0000000E") != std::string::npos);
    CHECK(sms.send({.to = customer, .content = R"({"text":"hi"})"}).faileds.at(0).code ==
          selat::code::denied);
    for (const auto& each : sms.advance(59'999)) {
        CHECK(each.connects.empty());
    }
    bool again = false;
    for (const auto& each : sms.advance(40'000)) {
        again = again || !each.connects.empty();
    }
    CHECK(again);
}

TEST_CASE("a lost connection is made again, later each time, and the bind waited for") {
    bound t;
    std::int64_t longest = 0;
    t.sms.close(t.connection, 0, selat::code::unavailable, "reset");
    for (int tries = 0; tries < 10; ++tries) {
        const auto before = t.sms.now_ms();
        drive::outcome next;
        while (next.connects.empty()) {
            REQUIRE(t.sms.now_ms() - before < 61'000);
            next = t.advance(250);
        }
        longest = std::max(longest, t.sms.now_ms() - before);
        t.sms.close(next.connects[0].connection, 0, selat::code::unavailable, "refused");
    }
    CHECK(longest > 20'000);
    CHECK(longest <= 60'250);

    bound silent;
    silent.sms.close(silent.connection, 0, selat::code::ok);
    const auto name = silent.advance(1'000).connects.at(0).connection;
    silent.sms.open(name);
    CHECK(silent.advance(9'999).hangups.empty());
    CHECK(silent.advance(1).hangups.at(0).connection == name);
}

TEST_CASE("silence is asked about, and an SMSC that says nothing twice is left") {
    bound t;
    const auto asked = only(t.advance(30'000));
    CHECK(asked.id == command::enquire_link);
    t.tell({.id = command::enquire_link_resp, .sequence = asked.sequence});
    CHECK(t.advance(29'999).writes.empty());
    CHECK(only(t.advance(1)).id == command::enquire_link);
    CHECK(only(t.advance(10'000)).id == command::enquire_link);
    const auto over = t.advance(10'000);
    CHECK(over.hangups.at(0).connection == t.connection);
}

TEST_CASE("the SMSC's enquiry is answered, its unbind too, and what it should not ask is refused") {
    bound t;
    const auto here = only(t.tell({.id = command::enquire_link, .sequence = 77}));
    CHECK(here.id == command::enquire_link_resp);
    CHECK(here.sequence == 77);
    const auto no = only(t.tell({.id = command::query_sm, .sequence = 78, .body = query{"1", {}}}));
    CHECK(no.id == command::generic_nack);
    CHECK(no.status == status::bad_command);
    CHECK(no.sequence == 78);
    const auto bye = t.tell({.id = command::unbind, .sequence = 79});
    CHECK(only(bye).id == command::unbind_resp);
    CHECK(bye.hangups.size() == 1);
    t.again();
    CHECK(written(t.send("hello")).size() == 1);
}

TEST_CASE("a length that cannot be is refused and ends the connection") {
    bound t;
    const auto out = t.sms.data(t.connection, bytes_of("ffffffff"), true);
    CHECK(only(out).id == command::generic_nack);
    CHECK(only(out).status == status::bad_command_length);
    CHECK(out.hangups.size() == 1);
}

TEST_CASE("it says goodbye") {
    bound t;
    CHECK(only(t.sms.timer(SELAT_TIMER_STOP)).id == command::unbind);
    CHECK(t.send("too late").faileds.at(0).code == selat::code::unavailable);
}

TEST_CASE("goodbye is said once all that is under way is answered, and nothing more is begun") {
    bound t({{"window", 1}});
    const auto one = only(t.send("one", 1));
    t.send("two", 2);
    const auto got = t.tell(delivery(7, "hello"));
    const auto stop = t.sms.timer(SELAT_TIMER_STOP);
    CHECK(stop.writes.empty());
    REQUIRE(stop.faileds.size() == 1);
    CHECK(stop.faileds[0].op == 2);
    CHECK(stop.faileds[0].code == selat::code::unavailable);
    const auto later = only(t.tell(delivery(8, "and again")));
    CHECK(later.sequence == 8);
    CHECK(later.status == status::queue_full);
    const auto done = t.tell(answer_to(one, "1"));
    CHECK(done.sents.size() == 1);
    CHECK(done.writes.empty());
    const auto end = written(t.sms.stored({.tag = got.inbounds.at(0).tag}));
    REQUIRE(end.size() == 2);
    CHECK(end[0].id == command::deliver_sm_resp);
    CHECK(end[1].id == command::unbind);
}

TEST_CASE("receipts that wait for their message are told before the end") {
    bound t;
    t.send("one");
    t.tell(delivery(9, "id:5 stat:DELIVRD", esm::receipt));
    CHECK(t.sms.timer(SELAT_TIMER_STOP).receipts.at(0).message_id == "5");
}

TEST_CASE("a bind that fails for now keeps messages waiting, but is not tried at once") {
    drive::channel sms(given());
    const auto name = sms.timer(SELAT_TIMER_START).connects.at(0).connection;
    const auto login = only(sms.open(name));
    sms.data(name,
             write({.id = command::bind_transceiver_resp,
                    .status = status::bind_failed,
                    .sequence = login.sequence}),
             true);
    CHECK(sms.send({.to = customer, .content = R"({"text":"hi"})"}).faileds.empty());
    for (const auto& each : sms.advance(59'999)) {
        CHECK(each.connects.empty());
        for (const auto& failed : each.faileds) {
            CHECK(failed.code == selat::code::unavailable);
        }
    }
}
