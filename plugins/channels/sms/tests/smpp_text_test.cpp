// Alphabets, and texts in parts.
#include "../segments.hpp"
#include "../smpp/parts.hpp"
#include "hex.hpp"

#include <catch2/catch.hpp>

using namespace smpp;
using sms_test::bytes_of;
using sms_test::hex_of;

namespace {

std::vector<part> parts_of(const std::string& text, split_as how = split_as::udh,
                           default_alphabet alphabet = default_alphabet::gsm) {
    auto parts = split(text, alphabet, how, 0x1234);
    REQUIRE(parts);
    return *parts;
}

std::string repeated(const std::string& text, std::size_t count) {
    std::string out;
    while (count-- > 0) {
        out += text;
    }
    return out;
}

// What a phone makes of the parts.
std::string joined(const std::vector<part>& parts,
                   default_alphabet alphabet = default_alphabet::gsm) {
    std::string out;
    for (const auto& each : parts) {
        const auto got = open(each.short_message, (each.esm_class & esm::user_data_header) != 0);
        REQUIRE(got);
        out += text_of(got->payload, coding_of(each.data_coding, alphabet), got->fill);
    }
    return out;
}

}  // namespace

TEST_CASE("all of the GSM alphabet goes and comes back, a septet a byte") {
    const std::string all = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
                            "ABCXYZÄÖÑÜ§¿abcxyzäöñüà\f^{}\\[~]|€";
    const auto coded = gsm_of(all);
    REQUIRE(coded);
    CHECK(text_of(*coded, coding::gsm) == all);
    CHECK(hex_of(*gsm_of("@Δ€")) == "00101b65");
    CHECK_FALSE(gsm_of("`"));
    CHECK_FALSE(gsm_of("你"));
    CHECK_FALSE(gsm_of("\t"));
}

TEST_CASE("septets are packed as GSM packs them") {
    CHECK(hex_of(packed(*gsm_of("hellohello"))) == "e8329bfd4697d9ec37");
    CHECK(unpacked(bytes_of("e8329bfd4697d9ec37")) == "hellohello");
    for (const unsigned fill : {0u, 1u, 6u}) {
        for (std::size_t size = 1; size < 20; ++size) {
            const auto text = std::string("abcdefghijklmnopqrst").substr(0, size);
            INFO(fill << " " << size);
            CHECK(unpacked(packed(text, fill), fill) == text);
        }
    }
    // Seven bits that are left over are no "@", and a full part ends with what it ends with.
    CHECK(unpacked(bytes_of("e170381c0e8701"), 0) == std::string("aaaaaaa"));
    const auto full = std::string(152, 'a') + '\0';
    CHECK(unpacked(packed(full, 1), 1) == full);
}

TEST_CASE("UCS-2 carries pairs, and what is torn shows as unreadable") {
    CHECK(hex_of(ucs2_of("Hi 😀")) == "004800690020d83dde00");
    CHECK(text_of(bytes_of("004800690020d83dde00"), coding::ucs2) == "Hi 😀");
    CHECK(text_of(bytes_of("0041d83d0042"), coding::ucs2) == "A\uFFFDB");
    CHECK(text_of(bytes_of("0041de000042ff"), coding::ucs2) == "A\uFFFDB\uFFFD");
}

TEST_CASE("data_coding says how the text is written") {
    const auto usual = default_alphabet::gsm;
    CHECK(coding_of(0, usual) == coding::gsm);
    CHECK(coding_of(0, default_alphabet::latin1) == coding::latin1);
    CHECK(coding_of(8, usual) == coding::ucs2);
    CHECK(coding_of(4, usual) == coding::binary);
    CHECK(coding_of(0x10, usual) == coding::gsm);   // flash
    CHECK(coding_of(0x18, usual) == coding::ucs2);  // flash
    CHECK(coding_of(0xF0, usual) == coding::gsm);
    CHECK(coding_of(0xF5, usual) == coding::binary);
    CHECK(coding_of(14, usual) == coding::unknown);
    CHECK(text_of("\xb0\xe0", coding::cyrillic) == "Ар");
    CHECK(text_of("\xe0\xfa", coding::hebrew) == "את");
    CHECK(text_of("caf\xe9", coding::latin1) == "café");
}

TEST_CASE("what fits goes in one part, and a unit more takes two") {
    CHECK(parts_of(std::string(160, 'a')).size() == 1);
    CHECK(parts_of(std::string(160, 'a'))[0].esm_class == 0);
    const auto two = parts_of(std::string(161, 'a'));
    REQUIRE(two.size() == 2);
    CHECK(two[0].esm_class == esm::user_data_header);
    CHECK(hex_of(two[0].short_message.substr(0, 6)) == "050003340201");
    CHECK(hex_of(two[1].short_message.substr(0, 6)) == "050003340202");
    CHECK(two[0].short_message.size() == 6 + 153);
    CHECK(parts_of(repeated("你", 70)).size() == 1);
    CHECK(parts_of(repeated("你", 70))[0].data_coding == 8);
    const auto wide = parts_of(repeated("你", 71));
    REQUIRE(wide.size() == 2);
    CHECK(wide[0].short_message.size() == 6 + 134);
}

TEST_CASE("every way of splitting holds what it may") {
    const auto text = std::string(400, 'a');
    const auto wider = parts_of(text, split_as::udh16);
    CHECK(hex_of(wider.at(0).short_message.substr(0, 7)) == "06080412340301");
    CHECK(wider[0].short_message.size() == 7 + 152);
    const auto sar = parts_of(text, split_as::sar);
    REQUIRE(sar.size() == 3);
    CHECK(sar[2].esm_class == 0);
    CHECK(sar[2].parameters == std::vector<parameter>{{tag::sar_reference, "\x12\x34"},
                                                      {tag::sar_total, "\x03"},
                                                      {tag::sar_number, "\x03"}});
    const auto whole = parts_of(text, split_as::payload);
    REQUIRE(whole.size() == 1);
    CHECK(whole[0].short_message.empty());
    CHECK(whole[0].parameters == std::vector<parameter>{{tag::message_payload, text}});
    CHECK(joined(parts_of(text, split_as::udh, default_alphabet::gsm_packed),
                 default_alphabet::gsm_packed) == text);
    CHECK(parts_of(text, split_as::udh, default_alphabet::gsm_packed)[0].short_message.size() ==
          140);
}

TEST_CASE("no pair is torn, and the count is what the Twilio driver counts") {
    for (const auto& text : {std::string(152, 'a') + repeated("€", 10), repeated("😀", 80),
                             "你" + repeated("a😀", 60), repeated("[x]", 120)}) {
        const auto parts = parts_of(text);
        CHECK(parts.size() == sms::count_segments(text).segments);
        CHECK(joined(parts) == text);
        for (const auto& each : parts) {
            CHECK(each.short_message.size() <= 159);
        }
    }
}

TEST_CASE("more than 255 parts are refused") {
    CHECK(split(std::string(255 * 153, 'a'), default_alphabet::gsm, split_as::udh, 1));
    CHECK_FALSE(split(std::string(255 * 153 + 1, 'a'), default_alphabet::gsm, split_as::udh, 1));
}

TEST_CASE("other elements of a header are skipped, and one that is none is told") {
    const auto bytes = bytes_of("0b 0504158a0000 0003070201 6869");
    const auto ported = open(bytes, true);
    REQUIRE(ported);
    REQUIRE(ported->place);
    CHECK(ported->place->reference == 7);
    CHECK(ported->place->total == 2);
    CHECK(ported->payload == "hi");
    CHECK_FALSE(open(bytes_of("ff0003"), true));
    CHECK_FALSE(open("", true));
    CHECK_FALSE(open(bytes_of("05000a070201"), true));
    const auto none = open(bytes_of("050003070203 6869"), true);  // the third of two
    REQUIRE(none);
    CHECK_FALSE(none->place);
}
