// Google Business Messages and RCS, with Google's side beside them: in, out, what became of it,
// tokens, hand-over to people, media, faults.

#include "tests/integration/support/channel_centre.hpp"
#include "tests/integration/support/visitor.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string business = "google-business-messages";

constexpr std::string_view alive = "    sunset: never\n";

// The agent is known at Google before the gateway begins.
configuration configured(const emulators& provider, const std::string& name) {
    const api control(provider.url(), {});
    control.post("/_control/" + name + "/agents", {{"client_token", "google-token"}});
    const auto account = control.get("/_control/" + name + "/service_account").body;
    const auto base = provider.url() + "/" + name;
    configuration out;
    out.web = false;
    out.channels = "  - id: google-my\n    plugin: " + name + "\n" +
                   (name == business ? std::string(alive) : std::string()) +
                   "    flow: front-door\n    options:\n      client_token: google-token\n"
                   "      partner_key: google-partner-key\n      api_base: \"" +
                   base + "\"\n      token_url: \"" + base + "/token\"\n      service_account: '" +
                   account.dump() + "'\n";
    return out;
}

// A contact centre with an agent at Google, and Farah with her phone.
struct google_centre : channel_centre {
    explicit google_centre(const std::string& name = business, json settings = json::object())
        : channel_centre(name, "google-my",
                         [&](const emulators& provider) { return configured(provider, name); }) {
        settings.update({{"client_token", "google-token"},
                         {"webhook_url", host.url() + "/channels/google-my"}});
        tell("agents", settings);
    }

    json does(json what) const {
        what["user"] = "Farah";
        return tell("messages", what);
    }
    // What Farah got that has the words in it, in time; null: nothing.
    [[nodiscard]] json got(const std::string& words) const { return first_of("sent", words); }
};

}  // namespace

TEST_CASE("a customer on Google is answered by the bot, and the answer becomes read") {
    const google_centre all;
    CHECK(all.does({{"text", "opening hours"}})["status"] == 200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["content"]["text"] == "opening hours");
    CHECK(stored[0]["author"]["name"] == "Farah");
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(answer["message"]["representative"]["representativeType"] == "BOT");
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::any_of(out.begin(), out.end(), [&](const json& each) {
            return each["provider_id"] == answer["id"] && each["status"] == "read";
        });
    }));
}

TEST_CASE("what Google did not sign is refused, and a wrong token shakes no hands") {
    const google_centre all("google-business-messages", {{"retries", 0}});
    CHECK(all.does({{"text", "x"}, {"signature", "wrong"}})["status"] == 401);
    CHECK(all.does({{"text", "x"}, {"signature", "absent"}})["status"] == 401);
    CHECK(all.does({{"body", "not JSON"}})["status"] == 400);
    CHECK(all.inbound().empty());
    CHECK(all.tell("verify", {{"client_token", "other"}})["status"] == 403);
    CHECK(all.tell("verify", json::object())["passed"] == true);
}

TEST_CASE("an event that comes again is answered the same and stored once") {
    google_centre all;
    const json said = {{"id", "same"}, {"text", "opening hours"}};
    CHECK(all.does(said)["status"] == 200);
    CHECK(all.does(said)["status"] == 200);
    all.host.restart();
    CHECK(all.does(said)["status"] == 200);
    CHECK(all.inbound().size() == 1);
}

TEST_CASE("a picture that comes as its link is fetched, and can be had here") {
    const google_centre all;
    all.does({{"image", {{"content", "the picture's bytes"}, {"content_type", "image/png"}}}});
    json attachment;
    REQUIRE(eventually([&] {
        const auto stored = all.inbound();
        if (stored.size() != 1 || !stored[0]["content"].contains("attachments")) {
            return false;
        }
        attachment = stored[0]["content"]["attachments"][0];
        return attachment.value("url", "").find("/api/v1/media/") != std::string::npos;
    }));
    CHECK(attachment["kind"] == "image");
    const std::string url = attachment["url"];
    CHECK(all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text == "the picture's bytes");
}

TEST_CASE("choices are offered, and a tap comes back as what was chosen") {
    const google_centre all;
    const auto to = all.does({{"text", "opening hours"}})["address"];
    const auto written =
        all.write(to, {{"text", "Which?"},
                       {"choices", {{{"title", "Red"}, {"payload", "r"}}, {{"title", "Blue"}}}}});
    REQUIRE(written.status == 202);
    const auto asked = all.got("Which?");
    REQUIRE(asked.is_object());
    REQUIRE_FALSE(all.message(written.body["id"], "read").is_null());  // known by Google's id now
    all.does(
        {{"suggestion", asked["message"]["suggestions"][0]["reply"]}, {"quoted", asked["id"]}});
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 2);
    CHECK(stored[1]["content"]["selected"] == json{{"title", "Red"}, {"payload", "r"}});
    CHECK(stored[1]["reply_to"] == written.body["id"]);
}

TEST_CASE("a token that Google takes back is renewed, and nothing is lost or said twice") {
    const google_centre all;
    const auto to = all.does({{"text", "opening hours"}})["address"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.tell("revoke", json::object());
    const auto written = all.write(to, {{"text", "news"}});
    CHECK_FALSE(all.message(written.body["id"], "read").is_null());
    const auto sent = all.look("sent")["items"];
    CHECK(std::count_if(sent.begin(), sent.end(), [](const json& each) {
              return each["message"].value("text", "") == "news";
          }) == 1);
}

TEST_CASE("a send whose answer was lost is sent again under its id, and arrives once") {
    const google_centre all;
    const auto to = all.does({{"text", "opening hours"}})["address"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.strike("messages", "drop_after",
               {{"count", 3}});  // its receipts come long before an answer
    const auto written = all.write(to, {{"text", "news"}});
    CHECK_FALSE(all.message(written.body["id"], "read").is_null());
    const auto sent = all.look("sent")["items"];
    CHECK(std::count_if(sent.begin(), sent.end(), [](const json& each) {
              return each["message"].value("text", "") == "news";
          }) == 1);
}

TEST_CASE("a limit is waited for, a closed window is not") {
    const google_centre all;
    const auto to = all.does({{"text", "opening hours"}})["address"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.strike("messages", "throttle");
    CHECK_FALSE(all.message(all.write(to, {{"text", "news"}}).body["id"], "read").is_null());
    all.tell("people", {{"user", "Farah"}, {"refused", "FAILED_PRECONDITION"}});
    const auto failed = all.message(all.write(to, {{"text", "too late"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "wrong_state");
    CHECK(failed["error"]["provider_code"] == "FAILED_PRECONDITION");
}

TEST_CASE("a phone is written to by RCS, and answers with what it has") {
    const google_centre all("rcs");
    const auto said = all.does({{"text", "opening hours"}});
    CHECK(said["status"] == 200);
    const auto answer = all.got("We are open every day");
    REQUIRE_FALSE(answer.is_null());
    CHECK(answer["by"] == "shop");
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::any_of(out.begin(), out.end(), [&](const json& each) {
            return each["provider_id"] == answer["id"] && each["status"] == "read";
        });
    }));
    all.does({{"location", {{"latitude", 3.5}, {"longitude", 101.5}}}});
    all.does({{"file",
               {{"content", "%PDF"}, {"content_type", "application/pdf"}, {"name", "bill.pdf"}}}});
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 3);
    CHECK(stored[0]["address"] == said["address"]);
    CHECK(stored[1]["content"]["location"]["latitude"] == 3.5);
    CHECK(stored[2]["content"]["attachments"][0]["name"] == "bill.pdf");
}

TEST_CASE("a phone without RCS cannot be reached, and that is said") {
    const google_centre all("rcs");
    const auto to = all.does({{"text", "opening hours"}})["address"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    all.tell("people", {{"user", "Farah"}, {"no_rcs", true}});
    const auto failed = all.message(all.write(to, {{"text", "news"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "not_found");
}

TEST_CASE(
    "a channel that its provider closes keeps its history, and customers are answered elsewhere") {
    google_centre all(business, {{"retries", 0}});
    auto wish = all.host.configuration();
    wish.web = true;
    all.host.configure(wish);
    all.host.restart();
    visitor farah(all.host.url());
    farah.say("hello");
    REQUIRE(farah.heard());
    const auto to = all.does({{"text", "opening hours"}})["address"];
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    const auto ops = all.host.ops();
    const auto holder = [&](const json& address) {
        const auto found = ops.all("/api/v1/customers?address=" + address.get<std::string>());
        return found.size() == 1 ? found[0]["id"].get<std::string>() : std::string();
    };
    const auto customer = holder(to);
    REQUIRE(
        ops.post("/api/v1/customers/" + customer + "/merge", {{"from", holder(farah.address())}})
            .status == 200);
    CHECK(all.does({{"text", "opening hours"}})["status"] == 200);
    const auto before = all.inbound().size();

    wish.channels.erase(wish.channels.find(alive), alive.size());
    all.host.configure(wish);
    all.host.restart();
    CHECK(api(all.host.url(), {}).get("/readyz").status == 200);
    REQUIRE(all.host.process().says({"\"channel.sunset\""}));
    const auto closings = all.host.logged("channel.sunset");
    REQUIRE(closings.size() == 1);
    CHECK(closings[0]["day"] == "2024-07-31");
    for (const auto& each : ops.get("/api/v1/channels").body) {
        const bool closed = each["id"] == "google-my";
        CHECK(each["state"] == (closed ? "stopped" : "running"));
        CHECK(each.value("sunset", "") == (closed ? "2024-07-31" : ""));
    }
    CHECK(all.does({{"text", "is anybody there"}})["status"] == 410);
    CHECK(all.inbound().size() == before);

    const auto open = ops.all("/api/v1/conversations?status=open&customer=" + customer);
    REQUIRE(open.size() == 1);
    CHECK(open[0]["channel"] == "google-my");
    CHECK(open[0]["can_reply"] == false);
    CHECK(open[0]["reason"] == "sunset");
    const auto path = "/api/v1/conversations/" + open[0]["id"].get<std::string>() + "/messages";
    CHECK(ops.all(path).size() > 2);
    const auto refused = ops.post(path, {{"content", {{"text", "news"}}}});
    CHECK(refused.status == 422);
    CHECK(refused.body["detail"].get<std::string>().find("2024-07-31") != std::string::npos);
    CHECK(all.write(to, {{"text", "news"}}).status == 422);
    CHECK(ops.post(path, {{"channel", "web"}, {"content", {{"text", "we are here"}}}}).status ==
          202);
    CHECK_FALSE(farah
                    .next([](const json& each) {
                        return each.dump().find("we are here") != std::string::npos;
                    })
                    .is_null());
}
