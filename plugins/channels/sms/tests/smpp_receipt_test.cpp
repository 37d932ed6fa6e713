// Receipts, by their words and by their parameters, and the message they are of.
#include "../smpp/delivery_receipt.hpp"
#include "../smpp/sent_ids.hpp"

#include <catch2/catch.hpp>

using namespace smpp;

namespace {

delivery_receipt of(const std::string& text, std::vector<parameter> parameters = {}) {
    pdu one{.id = command::deliver_sm, .body = message{}, .parameters = std::move(parameters)};
    const auto receipt = read_receipt(one, text);
    REQUIRE(receipt);
    return *receipt;
}

delivery_receipt ended(const std::string& id, fate fate = fate::delivered) {
    delivery_receipt out;
    out.message_id = id;
    out.fate = fate;
    return out;
}

}  // namespace

TEST_CASE("a receipt is read from its words") {
    const auto good = of("id:1a2b sub:001 dlvrd:001 submit date:2611261545 done date:2611261546 "
                         "stat:DELIVRD err:000 text:hello");
    CHECK(good.message_id == "1a2b");
    CHECK(good.fate == fate::delivered);
    const auto bad = of("id:77 sub:001 dlvrd:000 submit date:261126154500 done date:261126154600 "
                        "stat:UNDELIV err:011 Text:");
    CHECK(bad.fate == fate::failed);
    CHECK(bad.code == selat::code::internal);
    CHECK(bad.provider_code == "UNDELIV:011");
}

TEST_CASE("carriers spell receipts as they like") {
    CHECK(of("ID: abc  STAT: delivered").fate == fate::delivered);
    CHECK(of("stat:EXPIRED id:9").code == selat::code::timeout);
    CHECK(of("id:9 done date: 2611261546 stat:REJECTD").code == selat::code::invalid);
    CHECK(of("id:9 stat:DELETED").code == selat::code::cancelled);
    CHECK(of("id:9 stat:ENROUTE").fate == fate::under_way);
    CHECK(of("id:9 stat:ACCEPTD").fate == fate::under_way);
    CHECK(of("id:9 stat:WHATEVER").fate == fate::under_way);
    CHECK(of("id:9").fate == fate::under_way);
    CHECK(of("msgid:8 id:9 stat:DELIVRD").message_id == "9");
    CHECK_FALSE(read_receipt(pdu{.body = message{}}, "id: sub:001 dlvrd:001 stat:DELIVRD"));
    CHECK(of("id:9 sub: stat:DELIVRD err: text:").fate == fate::delivered);
    CHECK(of("id:9 stat:DELIVRD", {{tag::message_state, "\x2a"}}).fate == fate::delivered);
}

TEST_CASE("what a customer wrote is no part of the receipt") {
    CHECK(of("id:1 text:id:2 stat:DELIVRD").fate == fate::under_way);
    CHECK(of("id:1 stat:EXPIRED text: stat:DELIVRD").fate == fate::failed);
    CHECK_FALSE(read_receipt(pdu{.body = message{}}, "text:id:2 stat:DELIVRD"));
}

TEST_CASE("parameters count before words") {
    const auto one =
        of("id:1 stat:DELIVRD", {{tag::receipted_message_id, std::string("2a\0", 3)},
                                 {tag::message_state, "\x05"},
                                 {tag::network_error_code, std::string("\x03\x00\x21", 3)}});
    CHECK(one.message_id == "2a");
    CHECK(one.fate == fate::failed);
    CHECK(one.provider_code == "UNDELIV:33");
}

TEST_CASE("a receipt finds its message whichever way the id is written") {
    for (const auto* written : {"0000001A2B", "1a2b", "6699", "1A2B"}) {
        sent_ids ids(id_form::learned, {});
        ids.remember({"1a2b"}, {});
        const auto told = ids.take(ended(written));
        INFO(written);
        CHECK(told.known);
        CHECK(told.settled);
        CHECK(told.message_id == "1a2b");
    }
    sent_ids other(id_form::learned, {});
    other.remember({"6699"}, {});
    CHECK(other.take(ended("1A2B")).message_id == "6699");
}

TEST_CASE("the form is learned, kept, and decides where ids could be of two messages") {
    sent_ids ids(id_form::learned, {});
    ids.remember({"ff"}, {});
    CHECK(ids.take(ended("255")).message_id == "ff");
    CHECK(ids.news() == "decimal");
    CHECK_FALSE(ids.news());
    ids.remember({"10"}, {});
    ids.remember({"16"}, {});
    CHECK(ids.take(ended("16")).message_id == "10");
    CHECK(ids.take(ended("22")).message_id == "16");

    sent_ids later(id_form::learned, "decimal");
    CHECK(later.take(ended("26")).message_id == "1a");
    CHECK_FALSE(later.take(ended("26")).known);
    sent_ids told_so(id_form::hexadecimal, {});
    CHECK(told_so.take(ended("1A")).message_id == "26");
}

TEST_CASE("a message is delivered when all of its parts are, and failed when one is") {
    sent_ids ids(id_form::same, {});
    ids.remember({"a1", "a2"}, {});
    CHECK_FALSE(ids.take(ended("a2")).settled);
    CHECK_FALSE(ids.take(ended("a2")).settled);
    CHECK(ids.take(ended("a1")).settled);
    ids.remember({"b1", "b2"}, {});
    CHECK(ids.take(ended("b1", fate::failed)).settled);
    CHECK_FALSE(ids.take(ended("b2")).settled);
    CHECK_FALSE(ids.take(ended("a1", fate::under_way)).settled);
}
