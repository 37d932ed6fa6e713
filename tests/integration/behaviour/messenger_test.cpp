// Messenger and Instagram, with Meta's side beside them.

#include "tests/integration/support/channel_centre.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

struct product {
    std::string name;  // plugin and emulator
    std::string list;  // of the control
    std::string id;    // page or account
    std::string own;   // the option that holds it
};

const product facebook = {"facebook", "pages", "100200300", "page_id"};
const product instagram = {"instagram", "accounts", "17840000000000001", "account_id"};
const std::string siti = "7001002003004";

configuration configured(const emulators& provider, const product& at) {
    configuration out;
    out.web = false;
    out.channels = "  - id: meta-my\n    plugin: " + at.name +
                   "\n    flow: front-door\n    options: { app_secret: meta-secret, verify_token: "
                   "meta-word, access_token: meta-token, " +
                   at.own + ": \"" + at.id + "\", api_base: \"" + provider.url() + "/" + at.name +
                   "\" }\n";
    return out;
}

// A contact centre with a page or an account, and Siti with her phone.
struct meta_centre : channel_centre {
    explicit meta_centre(const product& of, json settings = json::object())
        : channel_centre(of.name, "meta-my",
                         [&](const emulators& provider) { return configured(provider, of); }),
          at(of) {
        settings.update({{"id", at.id},
                         {"app_secret", "meta-secret"},
                         {"verify_token", "meta-word"},
                         {"access_token", "meta-token"},
                         {"webhook_url", host.url() + "/channels/meta-my"}});
        tell(at.list, settings);
        tell("people", {{"user", siti}, {"name", "Siti Aminah"}});
    }

    json does(json what) const {
        what["user"] = siti;
        return tell("messages", what);
    }
    [[nodiscard]] json got(const std::string& words) const {
        return first_of("sent", words, "send");
    }
    [[nodiscard]] answer write(const json& content) const {
        return channel_centre::write(siti, content);
    }

    product at;
};

}  // namespace

TEST_CASE("a message to a page or an account is answered, by somebody with a name") {
    const meta_centre all(GENERATE(facebook, instagram));
    CHECK(all.does({{"text", "opening hours"}})["status"] == 200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["address"] == siti);
    REQUIRE_FALSE(all.got("We are open every day").is_null());
    CHECK(eventually([&] {
        const std::string customer = stored[0]["customer"];
        return all.host.ops().get("/api/v1/customers/" + customer).body["name"] == "Siti Aminah";
    }));
}

TEST_CASE("an echo of ours is nothing new, also when it is ahead of the answer") {
    const bool ahead = GENERATE(false, true);
    const meta_centre all(GENERATE(facebook, instagram), {{"echo_first", ahead}});
    all.does({{"text", "hello"}});
    const auto written = all.write({{"text", "from our system"}});
    REQUIRE_FALSE(all.got("from our system").is_null());
    (void)all.look("webhooks?wait_idle_ms=20000");
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::none_of(out.begin(), out.end(),
                            [](const json& each) { return each["status"] == "queued"; });
    }));
    const auto out = all.outbound();
    CHECK(std::count_if(out.begin(), out.end(), [](const json& each) {
              return each["content"].value("text", "") == "from our system";
          }) == 1);
}

TEST_CASE("a send whose answer was lost is settled by its echo, and known by Messenger's id") {
    const meta_centre all(facebook);
    all.does({{"text", "hello"}});
    all.strike("messages", "drop_after");
    const std::string id = all.write({{"text", "from our system"}}).body["id"];
    json now;
    CHECK(eventually([&] {
        now = all.host.ops().get("/api/v1/messages/" + id).body;
        return now["status"] != "queued" && now["status"] != "failed";
    }));
    CHECK(now["error"].is_null());
    CHECK(now["provider_id"] == all.got("from our system")["id"]);
}

TEST_CASE("what is written in the inbox of the page is shown as ours") {
    const meta_centre all(GENERATE(facebook, instagram));
    all.does({{"text", "hello"}});
    all.does({{"is_echo", true}, {"text", "from the inbox"}});
    CHECK(eventually([&] {
        const auto out = all.outbound();
        return std::any_of(out.begin(), out.end(), [](const json& each) {
            return each["content"].value("text", "") == "from the inbox" &&
                   each["status"] == "sent";
        });
    }));
}

TEST_CASE("Messenger tells what is delivered and read, Instagram up to what was read") {
    const meta_centre all(GENERATE(facebook, instagram));
    all.does({{"text", "hello"}});
    const auto first = all.write({{"text", "one"}});
    REQUIRE_FALSE(all.got("\"one\"").is_null());
    const auto* const before_read = all.at.name == "facebook" ? "delivered" : "sent";
    CHECK_FALSE(all.message(first.body["id"], before_read).is_null());
    const auto second = all.write({{"text", "two"}});
    const auto newest = all.got("\"two\"");
    REQUIRE(newest.is_object());
    CHECK_FALSE(all.message(second.body["id"], before_read).is_null());
    all.does({{"read", newest["id"]}});
    CHECK_FALSE(all.message(second.body["id"], "read").is_null());
    CHECK_FALSE(all.message(first.body["id"], "read").is_null());
}

TEST_CASE("choices are quick replies, and what is tapped comes back as chosen") {
    const meta_centre all(GENERATE(facebook, instagram));
    all.does({{"text", "hello"}});
    REQUIRE(all.write({{"text", "Which?"},
                       {"choices", {{{"title", "Red"}, {"payload", "r"}}, {{"title", "Blue"}}}}})
                .status == 202);
    const auto asked = all.got("Which?");
    REQUIRE(asked.is_object());
    const auto reply = asked["send"]["message"]["quick_replies"][0];
    all.does({{"text", reply["title"]}, {"quick_reply", reply["payload"]}});
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 2);
    CHECK(stored[1]["content"]["selected"] == json{{"title", "Red"}, {"payload", "r"}});
}

TEST_CASE("a picture is fetched without the token and can be had here") {
    const meta_centre all(GENERATE(facebook, instagram));
    all.does(
        {{"attachments", json::array({{{"type", "image"}, {"content", "the picture's bytes"}}})}});
    std::string url;
    REQUIRE(eventually([&] {
        const auto stored = all.inbound();
        if (stored.size() == 1) {
            url = stored[0]["content"]["attachments"][0].value("url", "");
        }
        return url.find("/api/v1/media/") != std::string::npos;
    }));
    CHECK(all.host.ops().get(url.substr(url.find("/api/v1/media/"))).text == "the picture's bytes");
}

TEST_CASE("a conversation that another app has is taken for our answer") {
    const meta_centre all(facebook);
    all.does({{"text", "hello"}});
    all.tell("people", {{"user", siti}, {"other_app", true}});
    const auto written = all.write({{"text", "news"}});
    CHECK_FALSE(all.got("news").is_null());
    CHECK(all.look("activity?user=" + siti)["items"].dump().find("take_thread_control") !=
          std::string::npos);
}

TEST_CASE("what Meta refuses fails with its numbers") {
    const meta_centre all(GENERATE(facebook, instagram));
    all.does({{"text", "hello"}});
    all.tell("people", {{"user", siti}, {"refused", 10}, {"refused_subcode", 2018278}});
    const auto failed = all.message(all.write({{"text", "late"}}).body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "outside_window");
    CHECK(failed["error"]["provider_code"] == "10/2018278");
}

TEST_CASE("a webhook that Meta did not sign is refused, and a repeat is stored once") {
    const meta_centre all(GENERATE(facebook, instagram));
    CHECK(all.does({{"text", "x"}, {"signature", "wrong"}})["status"] == 401);
    CHECK(all.does({{"text", "x"}, {"signature", "absent"}})["status"] == 401);
    CHECK(all.inbound().empty());
    all.strike("webhook", "repeat");
    CHECK(all.does({{"text", "hello"}})["status"] == 200);
    CHECK(all.inbound().size() == 1);
    CHECK(all.tell("verify", {{"verify_token", "other"}})["status"] == 403);
}

TEST_CASE("a message that is unsent at Instagram is deleted here") {
    const meta_centre all(instagram);
    const auto said = all.does({{"text", "oops"}});
    all.does({{"unsend", said["messageId"]}});
    CHECK(eventually([&] { return all.inbound()[0]["deleted"] == true; }));
}
