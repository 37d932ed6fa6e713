#include "../door.hpp"
#include "service_account.hpp"

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>

namespace {

namespace drive = selat::testing;
using google_test::signature_of;

// A channel that is a door and nothing else.
class doorway {
public:
    explicit doorway(const selat::setup& setup) : crypto_(setup.crypto) {}
    void on_http(const selat::http_request& request, selat::actions out) const {
        const google::door door{{"{{secret:token}}"}, {"{{secret:token}}", "{{secret:partner}}"}};
        if (const auto event = door.open(crypto_, request, out)) {
            out.respond(200, google::written(*event));
        }
    }
    void on_send(const selat::outgoing&, selat::actions) const {}

private:
    selat::crypto crypto_;
};

drive::outcome knock(drive::request request) {
    auto door = drive::channel::of<doorway>(
        {.secrets = {{"token", "client-token"}, {"partner", "partner-key"}}});
    return door.http(request);
}

drive::outcome deliver(const std::string& body, const std::string& signature) {
    return knock({.headers = {{"x-goog-signature", signature}}, .body = body});
}

const std::string business_body =
    R"({"agent":"brands/b1/agents/a1","conversationId":"c1","requestId":"r1","message":{"messageId":"m1","name":"conversations/c1/messages/m1","text":"hi","createTime":"2024-01-02T03:04:05Z"},"sendTime":"2024-01-02T03:04:06Z"})";
const std::string rcs_data =
    R"({"senderPhoneNumber":"+15550100","messageId":"m1","sendTime":"2024-01-02T03:04:05Z","text":"hi","agentId":"a1"})";

std::string in_envelope(const std::string& data) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(data.data());
    return R"({"message":{"data":")" + selat::base64(std::span(bytes, data.size())) +
           R"(","messageId":"1"}})";
}

}  // namespace

TEST_CASE("the handshake is answered with the bare secret as plain text") {
    const auto got = knock({.body = R"({"clientToken":"client-token","secret":"s3\"<>"})"});
    REQUIRE(got.responds.size() == 1);
    CHECK(got.responds[0].status == 200);
    CHECK(got.responds[0].body == "s3\"<>");
    CHECK(drive::find(got.responds[0].headers, "content-type") == "text/plain");
}

TEST_CASE("a handshake with another token gets no secret") {
    for (const auto* token : {"", "client-toke", "partner-key", "{{secret:token}}"}) {
        INFO(token);
        const auto body = google::json{{"clientToken", token}, {"secret", "s3"}}.dump();
        const auto got = knock({.body = body});
        CHECK(got.http_status() == 403);
        CHECK(got.responds.at(0).body.empty());
    }
}

TEST_CASE("Google's own signatures are right") {
    CHECK(deliver(business_body,
                  "y8Q1EaOKUMVs8yE6AkZ5hIEgP+lTbEytUK1AMpzGE6MoxQejPZsCyFRK4gSn0YjwaR68+IfjS2ybXM"
                  "PYSW7XMg==")
              .http_status() == 200);
    CHECK(deliver(in_envelope(rcs_data),
                  "4pCbtujRvgiLIQLR00gYqrvS1eKSOskMXG60hPqignLBRdxqWfScWk/PT03twXxDSF7lzhKQVEPtuGZ"
                  "60oo4CA==")
              .http_status() == 200);
}

TEST_CASE("either key signs a body or the data in an envelope") {
    for (const auto* key : {"client-token", "partner-key"}) {
        CHECK(deliver(business_body, signature_of(key, business_body)).http_status() == 200);
        const auto wrapped = deliver(in_envelope(rcs_data), signature_of(key, rcs_data));
        CHECK(wrapped.http_status() == 200);
        CHECK(google::parse(wrapped.responds.at(0).body) == google::parse(rcs_data));
    }
}

TEST_CASE("what is not signed, or differs in a byte, is refused") {
    const auto right = signature_of("client-token", business_body);
    CHECK(knock({.body = business_body}).http_status() == 401);
    CHECK(deliver(business_body, "").http_status() == 401);
    CHECK(deliver(business_body + " ", right).http_status() == 401);
    CHECK(deliver(business_body, right.substr(1)).http_status() == 401);
    CHECK(deliver(business_body, signature_of("other", business_body)).http_status() == 401);
    CHECK(deliver(business_body, signature_of("", business_body)).http_status() == 401);
    CHECK(deliver("not JSON", "x").http_status() == 401);
}

TEST_CASE("a signed body that is no object is wrong") {
    const std::vector<std::string> bodies = {"", "not JSON", "[]", "\"x\"",
                                             in_envelope("not JSON")};
    for (const auto& body : bodies) {
        INFO(body);
        const auto data = body.find("data") == std::string::npos ? body : "not JSON";
        CHECK(deliver(body, signature_of("client-token", data)).http_status() == 400);
    }
}

TEST_CASE("other paths and methods are answered plainly") {
    CHECK(knock({.path = "/x"}).http_status() == 404);
    CHECK(knock({.method = "GET"}).http_status() == 405);
}
