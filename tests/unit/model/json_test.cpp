// Our writer says what a JSON library would.

#include <cmath>
#include <limits>
#include <random>

#include "host/model/json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace selat::model;
using nlohmann::json;

namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

std::string random_text(std::mt19937_64& random) {
    // Pieces that meet at their edges: whole characters, broken ones, what must be escaped.
    static const std::string pieces[] = {"a",
                                         "Selat",
                                         "\"",
                                         "\\",
                                         "/",
                                         std::string(1, '\0'),
                                         "\n",
                                         "\x1f",
                                         "\x7f",
                                         "é",
                                         "ß",
                                         "\xE2\x82\xAC",
                                         "ස",
                                         "😀",
                                         "\xF0\x9F",
                                         "\xC0\xAF",
                                         "\xED\xA0\x80",
                                         "\xF4\x90\x80\x80",
                                         "\xE0\x80\x80",
                                         "\x80",
                                         "\xBF\xBF",
                                         "\xFF",
                                         "\xC2",
                                         "\xE2\x82"};
    std::string out;
    for (auto left = random() % 20; left > 0; --left) {
        out += random() % 4 == 0 ? std::string(1, static_cast<char>(random()))
                                 : pieces[random() % std::size(pieces)];
    }
    return out;
}

}  // namespace

TEST_CASE("valid text is written as a JSON library writes it") {
    for (const auto* text : {"", "plain", "a\"b\\c/d", "\b\f\n\r\t\x01\x1f\x7f", "é ß € 😀 \u2028",
                             "{{secret:x}} <script>"}) {
        CHECK(as_json(text) == json(text).dump());
    }
    CHECK(as_json(std::string_view("\0", 1)) == R"("\u0000")");
}

TEST_CASE("any bytes become valid JSON that reads back as the text with its faults replaced") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const auto text = random_text(random);
        const auto written = as_json(text);
        const auto read = json::parse(written, nullptr, false);
        INFO(json(text).dump(-1, ' ', true, json::error_handler_t::replace));
        REQUIRE(read.is_string());
        const auto expected =
            json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace))
                .get<std::string>();
        // Where a broken character ends may be counted differently; what is whole is the same.
        const auto without_marks = [](std::string from) {
            for (auto at = from.find("\xEF\xBF\xBD"); at != std::string::npos;
                 at = from.find("\xEF\xBF\xBD")) {
                from.erase(at, 3);
            }
            return from;
        };
        REQUIRE(without_marks(read.get<std::string>()) == without_marks(expected));
        if (expected.find("\xEF\xBF\xBD") == std::string::npos) {
            REQUIRE(written == json(text).dump());
        }
    }
}

TEST_CASE("objects and arrays get their commas, however deep") {
    std::string out;
    json_writer writer(out);
    writer.begin_object().member("a", 1).member("b", true).key("c").begin_array();
    writer.value("x").null().begin_object().end_object().begin_array().end_array().value(-2);
    writer.end_array().optional("none", "").optional("some", "y").nullable("n", "");
    writer.nullable("m", "z").key("raw").raw(R"([1])").key("nothing").raw("").end_object();
    CHECK(out == R"({"a":1,"b":true,"c":["x",null,{},[],-2],"some":"y","n":null,"m":"z",)"
                 R"("raw":[1],"nothing":null})");
}

TEST_CASE("numbers are exact, and what JSON has no number for is null") {
    const auto written = [](auto number) {
        std::string out;
        json_writer(out).value(number);
        return out;
    };
    CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(written(std::uint32_t{7}) == "7");
    CHECK(written(std::nan("")) == "null");
    CHECK(written(std::numeric_limits<double>::infinity()) == "null");
    std::mt19937_64 random(2);
    for (int i = 0; i < 2000; ++i) {
        const double number =
            std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200) - 100);
        REQUIRE(json::parse(written(number)).get<double>() == number);
    }
}

TEST_CASE("ids and times are written as the contract writes them") {
    std::string out;
    json_writer writer(out);
    writer.begin_array().value(id{}).value(from_ms(0));
    writer.value(*id::parse("IM018bcfe5687b70008000000000000000")).end_array();
    CHECK(out == R"([null,"1970-01-01T00:00:00.000Z","IM018bcfe5687b70008000000000000000"])");
}

TEST_CASE("nesting counts brackets outside strings") {
    CHECK(nests_within("", 0));
    CHECK(nests_within("[[]]", 2));
    CHECK_FALSE(nests_within("[[]]", 1));
    CHECK(nests_within(R"(["[[[[","{{",{"a":"\"[[["}])", 2));
    CHECK(nests_within("[][][]{}", 1));
    CHECK_FALSE(nests_within(R"({"a":{"b":[1]}})", 2));
    CHECK(nests_within("]]]]", 0));
    CHECK(nests_within(R"("\)", 0));
}
