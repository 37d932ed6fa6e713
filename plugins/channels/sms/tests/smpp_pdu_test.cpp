// The bytes of PDUs. Those in hexadecimal were written by another implementation.
#include "../smpp/pdu.hpp"
#include "hex.hpp"

#include <catch2/catch.hpp>

using namespace smpp;
using sms_test::bytes_of;
using sms_test::hex_of;

namespace {

pdu must_read(const std::string& bytes) {
    auto got = read(bytes);
    REQUIRE(std::holds_alternative<pdu>(got));
    return std::get<pdu>(got);
}

std::uint32_t refusal_of(const std::string& bytes) {
    const auto got = read(bytes);
    const auto* wrong = std::get_if<unreadable>(&got);
    return wrong == nullptr ? 0 : wrong->status;
}

constexpr auto submit = "00000036000000040000000000000002 00 0500 53484f5000 0101 "
                        "38383639313131313131313100 00 00 00 00 00 01 00 00 00 05 4869201b65";

}  // namespace

TEST_CASE("a bind is written as others write it") {
    const pdu one{
        .id = command::bind_transceiver, .sequence = 1, .body = bind{"gw", "pw", "", 0x34, {}}};
    CHECK(hex_of(write(one)) ==
          hex_of(bytes_of("0000001b000000090000000000000001 677700 707700 00 34 00 00 00")));
}

TEST_CASE("a submit_sm is read and written as others do") {
    const auto one = must_read(bytes_of(submit));
    CHECK(one.sequence == 2);
    const auto& body = std::get<message>(one.body);
    CHECK(body.source == address{5, 0, "SHOP"});
    CHECK(body.destination == address{1, 1, "886911111111"});
    CHECK(body.registered_delivery == 1);
    CHECK(body.short_message == "Hi \x1b"
                                "e");
    CHECK(write(one) == bytes_of(submit));
}

TEST_CASE("an answer's id is read, and a refusal needs no body") {
    const auto taken = must_read(bytes_of("00000015800000040000000000000002 3161326200"));
    CHECK(std::get<message_answer>(taken.body).message_id == "1a2b");
    const auto refused = must_read(bytes_of("00000010800000040000005800000003"));
    CHECK(refused.status == status::throttled);
    CHECK(std::get<message_answer>(refused.body).message_id.empty());
}

TEST_CASE("every body comes back as it was written") {
    const address any{1, 1, "60123456789"};
    message full{"CMT", any, any, 0x43, 1,     2, "261126154500004+", "000001000000000R",
                 0x11,  1,   8,   4,    "text"};
    const std::vector<pdu> all = {
        {.id = command::bind_receiver, .sequence = 1, .body = bind{"a", "b", "c", 0x34, any}},
        {.id = command::bind_transmitter_resp,
         .sequence = 2,
         .body = bind_answer{"smsc"},
         .parameters = {{tag::interface_version, "\x34"}}},
        {.id = command::submit_sm, .sequence = 3, .body = full},
        {.id = command::deliver_sm, .sequence = 4, .body = full},
        {.id = command::data_sm,
         .sequence = 5,
         .body = data_message{"", any, any, 4, 1, 8},
         .parameters = {{tag::message_payload, std::string(300, 'x')}}},
        {.id = command::data_sm_resp, .sequence = 6, .body = message_answer{"id"}},
        {.id = command::outbind, .sequence = 7, .body = outbind{"smsc", "secret"}},
        {.id = command::query_sm, .sequence = 8, .body = query{"id", any}},
        {.id = command::query_sm_resp,
         .sequence = 9,
         .body = query_answer{"id", "261126154500004+", 2, 0}},
        {.id = command::cancel_sm, .sequence = 10, .body = cancel{"", "id", any, any}},
        {.id = command::cancel_sm_resp, .sequence = 11},
        {.id = command::alert_notification, .sequence = 12, .body = alert{any, any}},
        {.id = command::enquire_link, .sequence = largest_sequence},
        {.id = command::unbind, .sequence = 13},
        {.id = command::generic_nack, .status = status::bad_command, .sequence = 14}};
    for (const auto& each : all) {
        INFO(static_cast<std::uint32_t>(each.id));
        const auto bytes = write(each);
        const auto again = must_read(bytes);
        CHECK(again.body.index() == each.body.index());
        CHECK(again.parameters == each.parameters);
        CHECK(hex_of(write(again)) == hex_of(bytes));
    }
}

TEST_CASE("lengths that cannot be are refused, each in its way") {
    CHECK(refusal_of(bytes_of("00000010000001230000000000000001")) == status::bad_command);
    CHECK(refusal_of(bytes_of("00000011000000150000000000000001")) == status::bad_command_length);
    auto no_end = bytes_of(submit);
    no_end.resize(20);
    no_end.replace(0, 4, number_text(20, 4));
    CHECK(refusal_of(no_end) == status::bad_message_length);
    auto too_long = bytes_of(submit);
    too_long[too_long.size() - 6] = '\x06';  // sm_length, one more than there is
    CHECK(refusal_of(too_long) == status::bad_message_length);
    auto half_a_parameter = bytes_of(submit) + std::string("\x04\x24\x00", 3);
    half_a_parameter.replace(0, 4, number_text(0x39, 4));
    CHECK(refusal_of(half_a_parameter) == status::bad_message_length);
    auto long_address = bytes_of(submit);
    long_address.replace(19, 4, std::string(30, 'S'));
    long_address.replace(0, 4, number_text(static_cast<std::uint32_t>(long_address.size()), 4));
    CHECK(refusal_of(long_address) == status::bad_message_length);
}

TEST_CASE("a stream is cut into PDUs wherever it was torn") {
    const auto both = bytes_of(submit) + bytes_of("00000010000000150000000000000007");
    for (std::size_t at = 0; at <= both.size(); ++at) {
        framer in;
        std::vector<std::string> got;
        for (const auto& piece : {both.substr(0, at), both.substr(at)}) {
            in.add(piece);
            while (const auto next = in.next()) {
                got.emplace_back(*next);
            }
        }
        REQUIRE(got.size() == 2);
        CHECK(got[0] + got[1] == both);
    }
}

TEST_CASE("a length below a header or beyond reason breaks the stream") {
    for (const auto* wrong : {"0000000f00000015", "00010001", "ffffffff"}) {
        framer in;
        in.add(bytes_of(wrong));
        CHECK_FALSE(in.next());
        CHECK(in.broken());
    }
}
