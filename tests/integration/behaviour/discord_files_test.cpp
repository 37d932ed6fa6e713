// What is attached arrives at Discord as it is, and where it cannot, as a link.

#include "tests/integration/behaviour/discord_centre.hpp"

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

std::string bill() {
    std::string out = "%PDF-1.7\n\r\n--selat-\r\nContent-Disposition: form-data\r\n\r\n";
    for (int n = 0; n < 100'000; ++n) {
        out += static_cast<char>(n * 7 + n / 256);
    }
    return out;
}

const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);

json upload(const discord_centre& all, const std::string& kind, const std::string& bytes,
            const std::string& type, const std::string& name) {
    const auto made =
        all.host.ops().ask("POST", "/api/v1/media?name=" + name, bytes, {{"Content-Type", type}});
    REQUIRE(made.status == 201);
    return {{"kind", kind}, {"url", made.body["url"]}};
}

// The message as it was taken by the API.
json sends(const discord_centre& all, const std::string& text, const json& attachments) {
    const auto to = all.tell("users", {{"user", "hana"}})["userId"];
    const auto written = all.host.ops().post(
        "/api/v1/messages", {{"channel", "discord-my"},
                             {"to", to},
                             {"content", {{"text", text}, {"attachments", attachments}}}});
    REQUIRE(written.status == 202);
    return written.body;
}

answer follow(const std::string& base, const std::string& link) {
    REQUIRE(link.starts_with(base));
    return api(base, {}).get(link.substr(base.size()));
}

bool is_sent(const discord_centre& all, const json& message) {
    return eventually([&] {
        const std::string id = message["id"];
        return all.host.ops().get("/api/v1/messages/" + id).body["status"] == "sent";
    });
}

}  // namespace

TEST_CASE("uploaded files arrive at Discord byte for byte, in their order, and stay in an edit") {
    discord_centre all;
    REQUIRE(all.up());
    const auto written =
        sends(all, "Your bill",
              json::array({upload(all, "file", bill(), "application/pdf", "bil%20%C3%A9.pdf"),
                           upload(all, "image", png, "image/png", "tea.png")}));
    const auto message = all.message_to("hana", "Your bill");
    REQUIRE_FALSE(message.is_null());
    CHECK(message["content"] == "Your bill");
    CHECK(message["embeds"].empty());
    const auto& files = message["attachments"];
    REQUIRE(files.size() == 2);
    CHECK(files[0]["filename"] == "bil é.pdf");
    CHECK(files[0]["content_type"] == "application/pdf");
    CHECK(follow(all.side->url(), files[0]["url"]).text == bill());
    CHECK(files[1]["filename"] == "tea.png");
    CHECK(follow(all.side->url(), files[1]["url"]).text == png);

    REQUIRE(is_sent(all, written));
    const std::string id = written["id"];
    CHECK(all.host.ops()
              .patch("/api/v1/messages/" + id, {{"content", {{"text", "The right bill"}}}})
              .well());
    json edited;
    REQUIRE(eventually([&] {
        const auto did = all.look("activity?user=hana")["items"];
        for (const auto& each : did) {
            edited = each["kind"] == "edit" ? each["message"] : edited;
        }
        return !edited.is_null();
    }));
    CHECK(edited["content"] == "The right bill");
    CHECK(edited["embeds"].empty());
    CHECK(edited["attachments"] == files);
}

TEST_CASE("a message with a file that Discord takes but does not confirm arrives once") {
    discord_centre all;
    REQUIRE(all.up());
    all.tell("faults", {{"endpoint", "create"}, {"kind", "drop_after"}, {"count", 1}});
    const auto written =
        sends(all, "Tea", json::array({upload(all, "image", png, "image/png", "tea.png")}));
    CHECK(is_sent(all, written));
    CHECK(all.sent_to("hana", "Tea") == 1);
    CHECK(all.message_to("hana", "Tea")["attachments"].size() == 1);
}

TEST_CASE("a file that Discord finds too large goes as its link, with the words") {
    discord_centre all;
    REQUIRE(all.up());
    all.tell("bot", {{"file_limit", 1'000}});
    const auto written =
        sends(all, "Your bill",
              json::array({upload(all, "file", bill(), "application/pdf", "bill.pdf")}));
    const auto message = all.message_to("hana", "Your bill");
    REQUIRE_FALSE(message.is_null());
    CHECK(message["attachments"].empty());
    const std::string words = message["content"];
    const std::string begin = "Your bill\nbill.pdf: ";
    REQUIRE(words.starts_with(begin));
    CHECK(follow(all.host.url(), words.substr(begin.size())).text == bill());
    CHECK(is_sent(all, written));
}
