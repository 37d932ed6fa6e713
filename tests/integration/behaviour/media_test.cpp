// Files from people to customers: up, into a message, out by a link, and gone when nobody wants
// them; and what a file may not be.

#include "tests/integration/support/centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
const std::string account = "AC" + std::string(32, 'a');
const std::string mei = "+60123456789";

// LINE and SMS, an agent and a system.
struct file_centre {
    file_centre() : host(configured(provider)) {
        provider.connect("line-my", host.url());
        control().post("/_control/sms/accounts",
                       {{"account_sid", account},
                        {"auth_token", "sms-test-auth-token"},
                        {"numbers", {"+15005550006"}},
                        {"webhook_url", host.url() + "/channels/sms-my"}});
    }
    static configuration configured(const emulators& provider) {
        configuration out;
        out.line_api = provider.line_api();
        out.channels = "  - id: sms-my\n    plugin: sms\n    options: { account_sid: " + account +
                       ", auth_token: sms-test-auth-token, from: \"+15005550006\", api_base: \"" +
                       provider.url() + "/sms\" }\n";
        return out;
    }

    [[nodiscard]] api control() const { return {provider.url(), {}}; }
    [[nodiscard]] answer upload(const api& who, const std::string& bytes,
                                const std::string& type = "image/png",
                                const std::string& query = {}) const {
        return who.ask("POST", "/api/v1/media" + query, bytes, {{"Content-Type", type}});
    }
    // What Mei was sent first, as Twilio has it.
    [[nodiscard]] json sms() const {
        json found;
        eventually([&] {
            found = control().get("/_control/sms/sent?to=%2B60123456789").body["items"];
            return found.is_array() && !found.empty();
        });
        return found;
    }
    [[nodiscard]] answer follow(const std::string& link) const {
        REQUIRE(link.starts_with(host.url() + "/media/ME"));
        return api(host.url(), {}).get(link.substr(host.url().size()));
    }

    emulators provider;
    gateway host;
};

json picture(const json& url) {
    return {{"attachments", json::array({{{"kind", "image"}, {"url", url}}})}};
}

}  // namespace

TEST_CASE("a picture that was uploaded reaches a phone by a link that outlives a restart") {
    file_centre all;
    const auto made = all.upload(all.host.ops(), png, "image/png", "?name=menu.png");
    REQUIRE(made.status == 201);
    CHECK(made.body["size"] == png.size());
    CHECK(all.host.ops().get(made.body["url"]).text == png);

    const auto written = all.host.ops().post(
        "/api/v1/messages",
        {{"channel", "sms-my"}, {"to", mei}, {"content", picture(made.body["url"])}});
    REQUIRE(written.status == 202);
    const auto shown = written.body["content"]["attachments"][0];
    CHECK(shown["name"] == "menu.png");
    CHECK(shown["mime"] == "image/png");
    CHECK(all.host.ops().get(shown["url"]).text == png);

    const auto sent = all.sms();
    REQUIRE(sent.size() == 1);
    const std::string link = sent[0]["media_urls"][0];
    const auto got = all.follow(link);
    CHECK(got.status == 200);
    CHECK(got.text == png);
    CHECK(got.header("content-type") == "image/png");
    CHECK(got.header("x-content-type-options") == "nosniff");
    all.host.restart();
    CHECK(all.follow(link).text == png);
    CHECK(all.follow(link + "x").status == 404);
}

TEST_CASE("LINE is given a link where it takes no file") {
    const file_centre all;
    const auto said = all.provider.says("siti", "hello");
    const auto made = all.upload(all.host.ops(), "%PDF-1.7 menu", "application/pdf", "?name=m.pdf");
    REQUIRE(made.status == 201);
    const json content = {
        {"attachments", json::array({{{"kind", "file"}, {"url", made.body["url"]}}})}};
    REQUIRE(all.host.ops()
                .post("/api/v1/messages",
                      {{"channel", "line-my"}, {"to", said["userId"]}, {"content", content}})
                .status == 202);
    const auto sent = all.provider.message_to("siti", "/media/ME");
    REQUIRE_FALSE(sent.is_null());
    const std::string words = sent["message"]["text"];
    const auto got = all.follow(words.substr(words.find("http")));
    CHECK(got.text == "%PDF-1.7 menu");
    CHECK(got.header("content-disposition").starts_with("attachment"));
}

TEST_CASE("a file of several megabytes is taken and given back whole") {
    const file_centre all;
    std::string film("\0\0\0\x18"
                     "ftypisom",
                     12);
    while (film.size() < 5'000'000) {
        film += std::to_string(film.size()) + ",";
    }
    const auto made = all.upload(all.host.ops(), film, "video/mp4");
    REQUIRE(made.status == 201);
    CHECK(made.body["kind"] == "video");
    CHECK(all.host.ops().get(made.body["url"]).text == film);
}

TEST_CASE("who shows no credential fills no disk") {
    const file_centre all;
    const api nobody(all.host.url(), {});
    CHECK(all.upload(nobody, std::string(2 * 1024 * 1024, 'x'), "text/plain").status == 413);
    CHECK(all.upload(nobody, "x", "text/plain").status == 401);
    CHECK(all.upload(all.host.ops(), std::string(2 * 1024 * 1024, 'x'), "text/plain").status ==
          201);
}

TEST_CASE("a file that is not what it says is refused, and another's cannot be sent") {
    const file_centre all;
    CHECK(all.upload(all.host.ops(), "<script>alert(1)</script>", "image/png").status == 415);
    CHECK(
        all.upload(all.host.ops(), "MZ" + std::string(62, '\0') + "PE", "application/pdf").status ==
        415);
    agent ben(all.host, "ben");
    all.provider.says("lim", "live agent");
    const auto lims = ben.offer();
    REQUIRE(ben.accepts(lims).status == 200);
    const auto writes = [&](const json& url) {
        return ben.desk
            .post("/api/v1/conversations/" + lims.value("conversation", "") + "/messages",
                  {{"content", picture(url)}})
            .status;
    };
    const auto dinas = all.upload(all.host.as("dina"), png);
    REQUIRE(dinas.status == 201);
    CHECK(ben.desk.get(dinas.body["url"]).status == 404);
    CHECK(writes(dinas.body["url"]) == 422);
    CHECK(writes(all.upload(ben.desk, png).body["url"]) == 202);
    CHECK(all.host.ops()
              .post("/api/v1/messages",
                    {{"channel", "sms-my"},
                     {"to", mei},
                     {"content", picture("/api/v1/media/ME" + std::string(32, '0'))}})
              .status == 422);
}

TEST_CASE("a customer who says STOP is let alone, however soon the gateway dies after its answer") {
    file_centre all;
    const auto stop =
        all.control().post("/_control/sms/messages", {{"from", mei}, {"text", "STOP"}});
    REQUIRE(stop.body["status"] == 200);
    all.host.restart();
    CHECK(all.host.ops()
              .post("/api/v1/messages",
                    {{"channel", "sms-my"}, {"to", mei}, {"content", {{"text", "news"}}}})
              .status == 422);
}
