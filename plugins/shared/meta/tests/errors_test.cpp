#include "../errors.hpp"
#include "../json_read.hpp"

#include <catch2/catch.hpp>

using meta::json;
using meta::product;
using selat::code;

namespace {

struct answer {
    std::uint32_t status = 400;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

meta::refused read(const answer& given, product of, std::uint32_t attempt = 1) {
    std::vector<selat_pair> headers;
    for (const auto& [name, value] : given.headers) {
        headers.push_back({selat::str(name), selat::str(value)});
    }
    selat_http_reply raw{};
    raw.event.size = sizeof raw;
    raw.status = given.status;
    raw.body = selat::str(given.body);
    raw.headers = headers.data();
    raw.header_count = headers.size();
    const selat::http_reply reply(raw);
    return meta::read_refused(reply, meta::parse(reply.body), of, attempt);
}

std::string body_of(int number, int subcode = 0) {
    json error = {
        {"message", "(#1) no"}, {"type", "OAuthException"}, {"code", number}, {"fbtrace_id", "A1"}};
    if (subcode != 0) {
        error["error_subcode"] = subcode;
    }
    return json{{"error", error}}.dump();
}

struct error_case {
    int number;
    int subcode;
    code meaning;
};

}  // namespace

TEST_CASE("WhatsApp's errors mean what its sheet says") {
    const auto each = GENERATE(values<error_case>({
        {0, 0, code::denied},           {190, 0, code::denied},
        {1, 0, code::unavailable},      {2, 0, code::unavailable},
        {131000, 0, code::unavailable}, {131016, 0, code::unavailable},
        {131057, 0, code::unavailable}, {133004, 0, code::unavailable},
        {3, 0, code::config},           {10, 0, code::config},
        {200, 0, code::config},         {299, 0, code::config},
        {131005, 0, code::config},      {131030, 0, code::config},
        {368, 0, code::config},         {130497, 0, code::config},
        {131031, 0, code::config},      {131037, 0, code::config},
        {131042, 0, code::config},      {131045, 0, code::config},
        {133010, 0, code::config},      {4, 0, code::throttled},
        {613, 0, code::throttled},      {80007, 0, code::throttled},
        {130429, 0, code::throttled},   {133016, 0, code::throttled},
        {131056, 0, code::unavailable}, {131047, 0, code::outside_window},
        {470, 0, code::outside_window}, {131048, 0, code::wrong_state},
        {131064, 0, code::wrong_state}, {131049, 0, code::wrong_state},
        {130472, 0, code::wrong_state}, {131050, 0, code::opted_out},
        {131026, 0, code::not_found},   {132001, 0, code::not_found},
        {33, 0, code::invalid},         {100, 0, code::invalid},
        {131008, 0, code::invalid},     {131009, 0, code::invalid},
        {131021, 0, code::invalid},     {131051, 0, code::invalid},
        {131055, 0, code::invalid},     {131062, 0, code::invalid},
        {131063, 0, code::invalid},     {132000, 0, code::invalid},
        {132005, 0, code::invalid},     {132007, 0, code::invalid},
        {132008, 0, code::invalid},     {132012, 0, code::invalid},
        {132015, 0, code::invalid},     {132016, 0, code::invalid},
        {132068, 0, code::invalid},     {132069, 0, code::invalid},
        {135000, 0, code::invalid},     {137000, 0, code::invalid},
        {999999, 0, code::invalid},
    }));
    INFO(each.number);
    const auto got = read({400, body_of(each.number), {}}, product::whatsapp);
    CHECK(got.code == each.meaning);
    CHECK(got.provider_code == std::to_string(each.number));
}

TEST_CASE("Messenger's and Instagram's errors mean what their sheets say") {
    const auto each = GENERATE(values<error_case>({
        {1, 0, code::unavailable},
        {1, 99, code::unavailable},
        {2, 0, code::unavailable},
        {1200, 0, code::unavailable},
        {4, 0, code::throttled},
        {17, 0, code::throttled},
        {32, 0, code::throttled},
        {613, 0, code::throttled},
        {613, 2534040, code::throttled},
        {80002, 0, code::throttled},
        {80006, 0, code::throttled},
        {613, 2018338, code::wrong_state},
        {190, 0, code::denied},
        {190, 463, code::denied},
        {10, 0, code::config},
        {200, 0, code::config},
        {200, 2018028, code::config},
        {3, 0, code::config},
        {10, 2018278, code::outside_window},
        {10, 2534022, code::outside_window},
        {10, 2018065, code::outside_window},
        {10, 2018108, code::opted_out},
        {551, 0, code::not_found},
        {551, 1545041, code::not_found},
        {200, 1545041, code::not_found},
        {10, 1893063, code::config},
        {368, 0, code::config},
        {2022, 0, code::config},
        {10, 2534077, code::config},
        {100, 2534013, code::config},
        {100, 2534029, code::config},
        {200, 2534041, code::config},
        {36103, 0, code::config},
        {100, 0, code::invalid},
        {100, 2534015, code::invalid},
        {100, 2534025, code::invalid},
        {100, 2018001, code::not_found},
        {100, 33, code::not_found},
        {100, 2534014, code::not_found},
        {9010, 0, code::not_found},
        {230, 0, code::not_found},
        {9000001, 0, code::not_found},
        {100, 2018047, code::invalid},
        {100, 2018074, code::invalid},
        {100, 2018109, code::invalid},
        {36000, 0, code::invalid},
        {2018300, 0, code::wrong_state},
        {100, 2534037, code::wrong_state},
        {2018321, 0, code::wrong_state},
        {2018218, 0, code::not_found},
    }));
    INFO(each.number << "/" << each.subcode);
    const auto got = read({400, body_of(each.number, each.subcode), {}}, product::messenger);
    CHECK(got.code == each.meaning);
    CHECK(got.provider_code == std::to_string(each.number) +
                                   (each.subcode == 0 ? "" : "/" + std::to_string(each.subcode)));
}

TEST_CASE("a pair that writes too fast waits longer each time, and nobody with it") {
    CHECK(read({400, body_of(131056), {}}, product::whatsapp, 1).retry_after_ms == 4'000);
    CHECK(read({400, body_of(131056), {}}, product::whatsapp, 2).retry_after_ms == 16'000);
    CHECK(read({400, body_of(131056), {}}, product::whatsapp, 3).retry_after_ms == 64'000);
}

TEST_CASE("media that Meta could not fetch are worth some tries") {
    CHECK(read({400, body_of(131053), {}}, product::whatsapp, 1).code == code::unavailable);
    CHECK(read({400, body_of(131053), {}}, product::whatsapp, 3).code == code::invalid);
    CHECK(read({400, body_of(100, 2018008), {}}, product::messenger, 1).code == code::unavailable);
    CHECK(read({400, body_of(100, 2018008), {}}, product::messenger, 3).code == code::invalid);
}

TEST_CASE("a limit waits as long as the headers of use say") {
    const answer limited{
        400,
        body_of(80007),
        {{"x-business-use-case-usage",
          R"({"1":[{"type":"messaging","estimated_time_to_regain_access":5}],"2":[{"x":1}]})"}}};
    CHECK(read(limited, product::whatsapp).retry_after_ms == 300'000);
    const answer later{429, "", {{"retry-after", "7"}}};
    CHECK(read(later, product::messenger).code == code::throttled);
    CHECK(read(later, product::messenger).retry_after_ms == 7'000);
}

TEST_CASE("who has the conversation and what stops the account are told apart") {
    CHECK(read({400, body_of(100, 2534037), {}}, product::messenger).owned_by_another);
    CHECK_FALSE(read({400, body_of(100), {}}, product::messenger).owned_by_another);
    CHECK(read({400, body_of(131031), {}}, product::whatsapp).account_is_in_trouble);
    CHECK_FALSE(read({400, body_of(131026), {}}, product::whatsapp).account_is_in_trouble);
}

TEST_CASE(
    "an error that calls itself passing is tried again, and so is one of Graph's own breaking") {
    auto body = json::parse(body_of(987654));
    body["error"]["is_transient"] = true;
    CHECK(read({400, body.dump(), {}}, product::messenger).code == code::unavailable);
    CHECK(read({500, body_of(987654), {}}, product::messenger).code == code::unavailable);
}

TEST_CASE("an answer that is not Graph's says nothing of what became of the message") {
    for (const std::uint32_t status : {500u, 502u, 504u, 408u}) {
        const auto got = read({status, "<html>Bad Gateway</html>", {}}, product::whatsapp);
        CHECK(got.code == code::uncertain);
        CHECK(got.provider_code == std::to_string(status));
    }
    CHECK(read({401, "", {}}, product::whatsapp).code == code::denied);
    CHECK(read({404, "", {}}, product::whatsapp).code == code::not_found);
    CHECK(read({400, "[]", {}}, product::whatsapp).code == code::invalid);
}

TEST_CASE("an answer that is not Graph's is told in whole characters") {
    std::string page(199, 'x');
    page += "é, and much more";
    CHECK(read({502, page, {}}, product::whatsapp).text == std::string(199, 'x') + "…");
}

TEST_CASE("the words for people have the details") {
    const auto error = meta::read_error(json::parse(
        R"({"code":"131009","message":"(#131009) Parameter value is not valid",
            "error_data":{"details":"Button title length"}})"));
    CHECK(error.code == 131009);
    CHECK(error.text == "(#131009) Parameter value is not valid: Button title length");
    CHECK(meta::read_error(json::parse("[]")).text.empty());
}
