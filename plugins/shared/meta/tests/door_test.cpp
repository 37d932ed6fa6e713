#include "../door.hpp"
#include "signed_by.hpp"

#include <catch2/catch.hpp>

namespace drive = selat::testing;

namespace {

// A channel that is a door and nothing behind it.
class doorway {
public:
    explicit doorway(const selat::setup& setup) : crypto_(setup.crypto) {}
    void on_http(const selat::http_request& request, selat::actions out) const {
        const meta::door door{{"{{secret:first}}", "{{secret:second}}"}, "{{secret:word}}"};
        if (door.passes(crypto_, request, out)) {
            out.respond(200, "passed");
        }
    }
    void on_send(const selat::outgoing& message, selat::actions out) const { out.sent(message.op); }

private:
    selat::crypto crypto_;
};

drive::channel open_door() {
    return drive::channel::of<doorway>(
        {.secrets = {{"first", "s3cret"}, {"second", "an0ther"}, {"word", "op3n sesame"}}});
}

drive::outcome post(drive::channel& door, const std::string& body, const std::string& signature) {
    return door.http({.headers = {{"x-hub-signature-256", signature}}, .body = body});
}

const std::string query =
    "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=op3n%20sesame";

}  // namespace

TEST_CASE("a subscription with the right word is answered with its challenge alone") {
    auto door = open_door();
    for (const auto& each : {query, std::string("hub%2Emode=subscribe&hub%2Everify_token="
                                                "op3n+sesame&hub%2Echallenge=1158201444&x=1")}) {
        const auto got = door.http({.method = "GET", .query = each});
        REQUIRE(got.responds.size() == 1);
        CHECK(got.responds[0].status == 200);
        CHECK(got.responds[0].body == "1158201444");
        CHECK(drive::find(got.responds[0].headers, "content-type") == "text/plain");
    }
}

TEST_CASE("a subscription with another word, or without one, is refused with 403") {
    auto door = open_door();
    for (const auto* each :
         {"", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=open",
          "hub.mode=subscribe&hub.challenge=1", "hub.challenge=1&hub.verify_token=op3n%20sesame",
          "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=op3n%20sesame",
          "hub.mode=subscribe&hub.verify_token=op3n%20sesame",
          "hub.mode=subscribe&hub.challenge=1&hub.verify_token={{secret:word}}"}) {
        INFO(each);
        const auto got = door.http({.method = "GET", .query = each});
        CHECK(got.http_status() == 403);
        CHECK(got.responds[0].body.empty());
    }
}

TEST_CASE("a body that either secret signed passes") {
    auto door = open_door();
    const std::string body = R"({"text":"h\u00e9 \/ \u0040"})";
    CHECK(post(door, body, meta_test::signature_of("s3cret", body)).http_status() == 200);
    CHECK(post(door, body, meta_test::signature_of("an0ther", body)).http_status() == 200);
}

TEST_CASE(
    "a body that was written anew without escapes passes by the signature of the escaped one") {
    auto door = open_door();
    const std::string plain = R"({"text":"hé 👋"})";
    const std::string escaped = R"({"text":"h\u00e9 \ud83d\udc4b"})";
    CHECK(post(door, plain, meta_test::signature_of("s3cret", escaped)).http_status() == 200);
    CHECK(post(door, plain, meta_test::signature_of("s3cret", plain)).http_status() == 200);
    CHECK(post(door, escaped, meta_test::signature_of("s3cret", plain)).http_status() == 401);
}

TEST_CASE("a signature that is not of these bytes by these secrets is refused with 401") {
    auto door = open_door();
    const std::string body = R"({"object":"page"})";
    const auto right = meta_test::signature_of("s3cret", body);
    auto upper = right;
    upper.replace(0, 6, "SHA256");
    for (const auto& each :
         {std::string(), std::string("sha256="), right.substr(0, 70), right + "0", right.substr(7),
          upper, meta_test::signature_of("other", body),
          meta_test::signature_of("s3cret", body + " ")}) {
        INFO(each);
        CHECK(post(door, body, each).http_status() == 401);
    }
    CHECK(door.http({.body = body}).http_status() == 401);
}

TEST_CASE("other paths and methods are refused") {
    auto door = open_door();
    CHECK(door.http({.path = "/status"}).http_status() == 404);
    const auto got = door.http({.method = "PUT"});
    CHECK(got.http_status() == 405);
    CHECK(drive::find(got.responds[0].headers, "allow") == "GET, POST");
}
