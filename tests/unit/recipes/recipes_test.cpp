// The recipes that come with Selat, each against a table of its provider's webhooks, the requests
// that go out, and the answers to them.

#include "plugins/channels/http/document.hpp"
#include "plugins/channels/http/tests/http_under_test.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/config/option_values.hpp"
#include "host/config/read_yaml.hpp"

using namespace http_test;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// As the gateway reads it.
json recipe_of(const fs::path& file) {
    std::vector<selat::config::fault> faults;
    const auto tree = selat::config::read_yaml(text_of(file), file.string(), faults);
    REQUIRE(faults.empty());
    return selat::config::to_json(*tree, nullptr);
}

const char* code_name(selat::code code) {
    using enum selat::code;
    switch (code) {
    case ok: return "ok";
    case invalid: return "invalid";
    case not_found: return "not_found";
    case denied: return "denied";
    case throttled: return "throttled";
    case config: return "config";
    case unavailable: return "unavailable";
    case uncertain: return "uncertain";
    case opted_out: return "opted_out";
    case internal: return "internal";
    default: return "another";
    }
}

drive::request request_of(const json& from) {
    drive::request out{.method = from.value("method", "POST"),
                       .path = from.value("path", ""),
                       .query = from.value("query", ""),
                       .body = from.value("body", "")};
    const auto headers = from.value("headers", json::object());
    for (const auto& [name, value] : headers.items()) {
        out.headers.emplace_back(name, value);
    }
    return out;
}

void check_message(const drive::channel& http, const drive::outcome& got,
                   const drive::inbound& message, const json& wanted) {
    CHECK(json(message.provider_id) == wanted["provider_id"]);
    CHECK(message.message_id == wanted.value("message_id", ""));
    CHECK(json(message.from) == wanted["from"]);
    CHECK(message.author_name == wanted.value("author_name", ""));
    CHECK(json::parse(message.content) == wanted["content"]);
    if (wanted.contains("at_ms")) {
        CHECK(json(message.at_ms) == wanted["at_ms"]);
    }
    std::vector<std::string> fetched;
    for (const auto& each : got.fetches) {
        CHECK(each.url.find("pass@") == std::string::npos);
        fetched.push_back(http.fill_in(each.url));
    }
    CHECK(fetched == wanted.value("fetches", std::vector<std::string>()));
}

void check_receipt(const drive::receipt& receipt, const json& wanted) {
    static const std::map<std::string, std::uint32_t> statuses = {
        {"delivered", SELAT_RECEIPT_DELIVERED},
        {"read", SELAT_RECEIPT_READ},
        {"failed", SELAT_RECEIPT_FAILED}};
    CHECK(json(receipt.message_id) == wanted["message_id"]);
    CHECK(receipt.status == statuses.at(wanted["status"]));
    CHECK(receipt.message == wanted.value("message", ""));
    CHECK(receipt.provider_code == wanted.value("provider_code", ""));
    if (wanted.contains("code")) {
        CHECK(json(code_name(receipt.code)) == wanted["code"]);
    }
    if (wanted.contains("detail")) {
        CHECK(json(receipt.detail) == wanted["detail"]);
    }
}

void check_webhook(drive::channel& http, const json& row) {
    INFO("webhook " << row["request"].dump());
    const auto got = http.http(request_of(row["request"]));
    CHECK(got.http_status() == row.value("status", 200u));
    const auto messages = row.value("messages", json::array());
    REQUIRE(got.inbounds.size() == messages.size());
    for (std::size_t n = 0; n < messages.size(); ++n) {
        check_message(http, got, got.inbounds[n], messages[n]);
    }
    const auto receipts = row.value("receipts", json::array());
    REQUIRE(got.receipts.size() == receipts.size());
    for (std::size_t n = 0; n < receipts.size(); ++n) {
        check_receipt(got.receipts[n], receipts[n]);
    }
    std::vector<std::string> opted_out;
    std::vector<std::string> opted_in;
    std::vector<std::string> blocked;
    for (const auto& each : got.addresses) {
        (each.reach == SELAT_REACH_OPTED_OUT ? opted_out
         : each.reach == SELAT_REACH_BLOCKED ? blocked
                                             : opted_in)
            .push_back(each.address);
    }
    for (const auto& each : got.inbounds) {
        if (each.reach != SELAT_REACH_UNKNOWN) {
            (each.reach == SELAT_REACH_OPTED_OUT ? opted_out : opted_in).push_back(each.from);
        }
    }
    CHECK(blocked == row.value("blocked", std::vector<std::string>()));
    CHECK(opted_out == row.value("opted_out", std::vector<std::string>()));
    CHECK(opted_in == row.value("opted_in", std::vector<std::string>()));
    CHECK(got.logs.size() == row.value("unmatched", 0u));
}

void check_request(const drive::channel& http, const drive::call& call, const json& wanted) {
    const auto url = http.fill_in(call.url);
    if (wanted.contains("method")) {
        CHECK(json(call.method) == wanted["method"]);
    }
    if (wanted.contains("url")) {
        CHECK(json(url.substr(0, url.find('?'))) == wanted["url"]);
    }
    if (wanted.contains("query")) {
        CHECK(json(http::read_form(url.substr(std::min(url.find('?'), url.size() - 1) + 1))) ==
              wanted["query"]);
    }
    const auto headers = wanted.value("headers", json::object());
    for (const auto& [name, value] : headers.items()) {
        CHECK(json(http.fill_in(drive::find(call.headers, name))) == value);
    }
    const auto body = http.fill_in(call.body);
    if (wanted.contains("json")) {
        CHECK(json::parse(body) == wanted["json"]);
    }
    if (wanted.contains("form")) {
        CHECK(json(http::read_form(body)) == wanted["form"]);
    }
}

void check_answer(drive::channel& http, const drive::call& call, const json& row) {
    INFO("answer " << row.dump());
    drive::header_list headers;
    const auto given = row.value("headers", json::object());
    for (const auto& [name, value] : given.items()) {
        headers.emplace_back(name, value);
    }
    const auto end = http.reply(drive::answer_to(call, row["status"], row["body"], headers));
    if (row.contains("id")) {
        const std::string id = row["id"];
        REQUIRE(end.sents.size() == 1);
        CHECK(end.sents[0].provider_ids ==
              (id.empty() ? std::vector<std::string>() : std::vector<std::string>{id}));
        return;
    }
    REQUIRE(end.faileds.size() == 1);
    CHECK(json(code_name(end.faileds[0].code)) == row["code"]);
    const bool blocked = end.addresses.size() == 1 && end.addresses[0].reach == SELAT_REACH_BLOCKED;
    CHECK(blocked == row.value("blocked", false));
    CHECK(end.faileds[0].retry_after_ms == row.value("retry_after_ms", 0u));
    for (const auto& [name, value] : {std::pair{"provider_code", end.faileds[0].provider_code},
                                      {"detail", end.faileds[0].detail}}) {
        if (row.contains(name)) {
            CHECK(json(value) == row[name]);
        }
    }
}

}  // namespace

TEST_CASE("each recipe reads its provider's webhooks and writes its requests") {
    std::size_t count = 0;
    for (const auto& each : fs::directory_iterator(RECIPES)) {
        if (each.path().extension() != ".yaml") {
            continue;
        }
        ++count;
        INFO(each.path().filename().string());
        const auto recipe = recipe_of(each.path());
        const auto table =
            json::parse(text_of(fs::path(TABLES) / (each.path().stem().string() + ".json")));
        drive::channel http(
            given(recipe, table["values"], table["secrets"], table.value("api_base", "")));
        for (const auto& row : table["webhooks"]) {
            check_webhook(http, row);
        }
        for (const auto& row : table["sends"]) {
            INFO("send " << row["content"].dump());
            const auto sent = http.send({.to = row["to"], .content = row["content"].dump()});
            REQUIRE(sent.calls.size() == 1);
            check_request(http, sent.calls[0], row["request"]);
            const auto answers = row.value("answers", json::array());
            for (const auto& answer : answers) {
                check_answer(http, sent.calls[0], answer);
            }
        }
    }
    CHECK(count == 11);
}
