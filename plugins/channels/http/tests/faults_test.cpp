#include "http_under_test.hpp"

using namespace http_test;

namespace {

std::string fault_of(const json& recipe) {
    try {
        drive::channel http(given(recipe, json::object(), {{"key", "s"}}));
    } catch (const drive::refused& refused) {
        CHECK(refused.code == selat::code::config);
        return refused.what();
    }
    return {};
}

std::string fault_with(const char* pointer, const json& value) {
    auto all = recipe();
    all[json::json_pointer(pointer)] = value;
    return fault_of(all);
}

}  // namespace

TEST_CASE("a recipe that is right is taken") { CHECK(fault_of(recipe()).empty()); }

TEST_CASE("more values than a channel takes are refused, not left out") {
    json values;
    for (int n = 0; n < 65; ++n) {
        values["v" + std::to_string(n)] = "x";
    }
    CHECK_THROWS_WITH(drive::channel(given(recipe(), values)), "values: there are more than 64");
    values.erase("v64");
    CHECK_NOTHROW(drive::channel(given(recipe(), values)));
}

TEST_CASE("what is wrong in a recipe is told with its place") {
    CHECK(fault_of(json::object()).starts_with("recipe.verify: "));
    CHECK(fault_with("/colour", "red").starts_with("recipe.colour: there is no such key"));
    CHECK(fault_with("/verify", "maybe") == "recipe.verify: has to be a mapping");
    CHECK(fault_with("/verify", {{"token", {{"secret", "other"}}}}) ==
          "recipe.verify.token.secret: the option secrets has no other");
    CHECK(fault_with("/verify", json::object()) ==
          "recipe.verify: has to have one of token, basic, hmac, ed25519, jwt");
    CHECK(fault_with("/verify", {{"hmac", {{"secret", "key"}, {"algorithm", "crc"}}}}) ==
          "recipe.verify.hmac.algorithm: has to be sha256, sha1, sha512 or md5");
    CHECK(fault_with("/verify", {{"ed25519", {{"key", "abc"}, {"in", "@header.x"}}}}) ==
          "recipe.verify.ed25519.key: has to be 32 bytes in base64 or hex");
    CHECK(fault_with("/receive", json::object()) == "recipe.receive: needs messages or receipts");
    CHECK(fault_with("/receive/messages/from", nullptr) ==
          "recipe.receive.messages: needs from: where the sender is");
    CHECK(fault_with("/receive/messages", {{{"from", "a"}}, {{"from", "a[x]"}}}) ==
          "recipe.receive.messages[1].from: in [ ] stands a number, * or 'a name'");
    CHECK(fault_with("/receive/messages/path", "status") ==
          "recipe.receive.messages.path: begins with /");
    CHECK(fault_with("/receive/receipts",
                     {{"id", "a"}, {"status", "b"}, {"statuses", {{"x", "gone"}}}}) ==
          "recipe.receive.receipts.statuses.x: has to be sent, delivered, read or failed");
    CHECK(fault_with("/send/text/url", "") == "recipe.send.text: needs url");
    CHECK(fault_with("/send/text/form", {{"a", "b"}}) ==
          "recipe.send.text: has one of json, form and xml");
    CHECK(fault_with("/send/text/json/deep", {{"x", {"{nope}"}}})
              .starts_with("recipe.send.text.json.deep.x[0]: nothing is called nope"));
    CHECK(fault_with("/answer", {{"codes", {{"1", "bad"}}}})
              .starts_with("recipe.answer.codes.1: has to be one of"));
    CHECK(fault_with("/api", nullptr) ==
          "recipe.send.text.url: needs api, or the option api_base, before it");
}

TEST_CASE("credentials for files need the place that gets them") {
    const json files = {{"url", "u"}, {"authorization", "Bearer {secret.key}"}};
    CHECK(fault_with("/receive/messages/attachments", files)
              .starts_with("recipe.receive.messages.attachments.trusted: credentials need"));
}
