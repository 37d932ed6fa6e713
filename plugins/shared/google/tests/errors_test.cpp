#include "../errors.hpp"
#include "../json_read.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace {

using google::json;
using google::refused;
using selat::code;

struct answer {
    std::uint32_t status;
    std::string body{};
    std::string retry_after{};
};

template <class Read>
refused read(const answer& given, Read reader) {
    const selat_pair header{selat::str("retry-after"), selat::str(given.retry_after)};
    selat_http_reply raw{};
    raw.event.size = sizeof raw;
    raw.status = given.status;
    raw.headers = &header;
    raw.header_count = given.retry_after.empty() ? 0 : 1;
    raw.body = selat::str(given.body);
    return reader(selat::http_reply(raw));
}

refused of_api(const answer& given) { return read(given, google::read_refused); }
refused of_tokens(const answer& given) { return read(given, google::read_token_refused); }

std::string error(int code, const std::string& status, const std::string& message = "no",
                  const json& details = json::array()) {
    return json{
        {"error", {{"code", code}, {"status", status}, {"message", message}, {"details", details}}}}
        .dump();
}

struct known_case {
    int http;
    std::string status;
    code meaning;
};

}  // namespace

TEST_CASE("Google's errors mean what its documents say") {
    const auto each = GENERATE(values<known_case>({
        {400, "INVALID_ARGUMENT", code::invalid},
        {400, "OUT_OF_RANGE", code::invalid},
        {400, "FAILED_PRECONDITION", code::wrong_state},
        {401, "UNAUTHENTICATED", code::denied},
        {403, "PERMISSION_DENIED", code::not_found},
        {404, "NOT_FOUND", code::not_found},
        {409, "ABORTED", code::unavailable},
        {429, "RESOURCE_EXHAUSTED", code::throttled},
        {499, "CANCELLED", code::unavailable},
        {500, "INTERNAL", code::unavailable},
        {500, "UNKNOWN", code::unavailable},
        {500, "DATA_LOSS", code::unavailable},
        {501, "UNIMPLEMENTED", code::unsupported},
        {503, "UNAVAILABLE", code::unavailable},
        {504, "DEADLINE_EXCEEDED", code::unavailable},
    }));
    INFO(each.status);
    const auto got =
        of_api({static_cast<std::uint32_t>(each.http), error(each.http, each.status, "why")});
    CHECK(got.code == each.meaning);
    CHECK(got.provider_code == each.status);
    CHECK(got.text == "why");
    CHECK(got.of_token == (each.status == "UNAUTHENTICATED"));
    CHECK_FALSE(got.done);
}

TEST_CASE("what is there already was done by an earlier try") {
    CHECK(of_api({409, error(409, "ALREADY_EXISTS")}).done);
    CHECK(of_api({409, ""}).done);
}

TEST_CASE("an answer without Google's words is read by its status") {
    const std::pair<std::uint32_t, code> all[] = {
        {400, code::invalid},   {401, code::denied},      {403, code::not_found},
        {404, code::not_found}, {408, code::unavailable}, {410, code::invalid},
        {429, code::throttled}, {502, code::unavailable}, {302, code::internal}};
    for (const auto& [status, meaning] : all) {
        INFO(status);
        const auto got = of_api({status, "<html>"});
        CHECK(got.code == meaning);
        CHECK(got.provider_code == std::to_string(status));
    }
    CHECK(of_api({404, "[" + error(404, "NOT_FOUND") + "]"}).provider_code == "NOT_FOUND");
}

TEST_CASE("a project without the API, or a key without the scope, is the operator's to mend") {
    const auto off =
        error(403, "PERMISSION_DENIED", "no", json::array({{{"reason", "SERVICE_DISABLED"}}}));
    const auto scope =
        error(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.");
    for (const auto& body : {off, scope}) {
        const auto got = of_api({403, body});
        CHECK(got.code == code::config);
        CHECK(got.account_is_in_trouble);
    }
    CHECK_FALSE(of_api({403, error(403, "PERMISSION_DENIED")}).account_is_in_trouble);
}

TEST_CASE("a 403 that speaks of the window is about the moment") {
    CHECK(of_api({403, error(403, "PERMISSION_DENIED", "older than 30 days")}).code ==
          code::wrong_state);
}

TEST_CASE("a limit waits as long as a header or a detail says") {
    CHECK(of_api({429, error(429, "RESOURCE_EXHAUSTED"), "7"}).retry_after_ms == 7'000);
    CHECK(of_api({503, error(503, "UNAVAILABLE", "no", json::array({{{"retryDelay", "3.5s"}}}))})
              .retry_after_ms == 3'500);
    CHECK(of_api({429, error(429, "RESOURCE_EXHAUSTED"), "soon"}).retry_after_ms == 0);
    CHECK(of_api({400, error(400, "INVALID_ARGUMENT"), "7"}).retry_after_ms == 0);
}

TEST_CASE("a refused assertion is about our credentials, a broken token server is not") {
    const auto got = of_tokens(
        {400, R"({"error":"invalid_grant","error_description":"Invalid JWT Signature."})"});
    CHECK(got.code == code::denied);
    CHECK(got.provider_code == "invalid_grant");
    CHECK(got.text == "no access token: Invalid JWT Signature.");
    CHECK(of_tokens({401, ""}).code == code::denied);
    CHECK(of_tokens({200, "{}"}).code == code::denied);
    CHECK(of_tokens({503, ""}).code == code::unavailable);
    CHECK(of_tokens({429, "", "9"}).code == code::throttled);
    CHECK(of_tokens({429, "", "9"}).retry_after_ms == 9'000);
}
