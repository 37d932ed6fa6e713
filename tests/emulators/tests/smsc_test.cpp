// The emulated SMSC is as strict as carriers' are.
#include "smsc_on_a_port.hpp"

using namespace emulator_test;
namespace status = ::smpp::status;
using ::smpp::command;

namespace {

const std::string& words_of(const ::smpp::pdu& pdu) {
    return std::get<::smpp::message>(pdu.body).short_message;
}

}  // namespace

TEST_CASE("only who is known binds, and as often as allowed") {
    smsc_on_a_port smsc({{"binds", 1}});
    CHECK(esme(smsc).bind("stranger") == status::bad_system_id);
    CHECK(esme(smsc).bind("gw", "no") == status::bad_password);
    esme one(smsc);
    CHECK(one.submit("too soon").first == status::wrong_bind_state);
    CHECK(one.bind() == status::ok);
    CHECK(one.bind() == status::already_bound);
    CHECK(esme(smsc).bind() == status::bind_failed);
}

TEST_CASE("a message is taken, shown, and its receipt delivered until it is taken") {
    smsc_on_a_port smsc({{"retry_ms", 50}, {"receipts", "both"}, {"receipt_ids", "decimal"}});
    esme one(smsc);
    REQUIRE(one.bind() == status::ok);
    ::smpp::message wish;
    wish.registered_delivery = 1;
    const auto [result, id] = one.submit("hello", wish);
    CHECK(result == status::ok);
    CHECK(smsc.look("sent?wait_ms=5000")["items"][0]["text"] == "hello");
    const auto first = one.hear();
    REQUIRE(first);
    CHECK(first->id == command::deliver_sm);
    CHECK(words_of(*first).find("stat:DELIVRD") != std::string::npos);
    CHECK(first->number(::smpp::tag::message_state, 1) == 2u);
    CHECK(words_of(*first).starts_with("id:" + std::to_string(std::stoul(id, nullptr, 16))));
    const auto again = one.hear();
    REQUIRE(again);
    CHECK(words_of(*again) == words_of(*first));
    one.take(*again);
}

TEST_CASE("submissions are refused as carriers refuse them") {
    smsc_on_a_port smsc;
    esme one(smsc);
    REQUIRE(one.bind() == status::ok);
    ::smpp::message stranger;
    stranger.source = {1, 1, "60399999999"};
    CHECK(one.submit("a", stranger).first == status::bad_source);
    ::smpp::message nobody;
    nobody.destination = {1, 1, "somebody"};
    CHECK(one.submit("a", nobody).first == status::bad_destination);
    CHECK(one.submit(std::string(161, 'a')).first == status::bad_message_length);
    CHECK(one.submit("\xff").first == status::submit_failed);
    ::smpp::message headed;
    headed.esm_class = ::smpp::esm::user_data_header;
    CHECK(one.submit("\x7f", headed).first == 0x43);
    smsc.control("people", {{"number", "+60123456789"}, {"refused", 0x65}});
    CHECK(one.submit("a").first == 0x65);
    one.say({.id = command::query_sm, .sequence = 99, .body = ::smpp::query{}});
    CHECK(one.hear()->id == command::generic_nack);
    one.write(std::string(16, '\xff'));
    CHECK(one.hear()->status == status::bad_command_length);
    CHECK_FALSE(one.hear());
}

TEST_CASE("the window and the rate are kept") {
    smsc_on_a_port narrow({{"window", 1}, {"answer_ms", 100}});
    esme one(narrow);
    REQUIRE(one.bind() == status::ok);
    one.say(one.submission("first"));
    one.say(one.submission("second"));
    CHECK(one.hear()->status == status::throttled);
    CHECK(one.hear()->status == status::ok);

    smsc_on_a_port slow({{"per_second", 2}});
    esme other(slow);
    REQUIRE(other.bind() == status::ok);
    CHECK(other.submit("1").first == status::ok);
    CHECK(other.submit("2").first == status::ok);
    CHECK(other.submit("3").first == status::throttled);
}

TEST_CASE("a long message of a customer comes in parts, in the order that is wished") {
    smsc_on_a_port smsc;
    esme one(smsc);
    REQUIRE(one.bind() == status::ok);
    smsc.control("messages", {{"text", std::string(200, 'a')}, {"order", {2, 1}}, {"async", true}});
    const auto second = one.hear();
    const auto first = one.hear();
    REQUIRE((first && second));
    CHECK(words_of(*second)[5] == 2);
    CHECK(words_of(*first)[5] == 1);
    one.take(*first);
    one.take(*second);
    CHECK_FALSE(smsc.look("deliveries?wait_ms=5000")["items"].empty());
}

TEST_CASE("what a lost connection left open is delivered over the next") {
    smsc_on_a_port smsc;
    esme one(smsc);
    REQUIRE(one.bind() == status::ok);
    smsc.control("messages", {{"text", "hello"}, {"async", true}});
    REQUIRE(one.hear());
    smsc.control("connection", {{"do", "drop"}});
    CHECK_FALSE(one.hear());
    esme two(smsc);
    REQUIRE(two.bind() == status::ok);
    const auto again = two.hear();
    REQUIRE(again);
    CHECK(words_of(*again) == "hello");
}
