// A visitor of a website proves a phone number with a code by SMS, and is one customer with whoever
// wrote from it: one open conversation, one agent, answers on either channel.

#include "tests/integration/support/agent.hpp"
#include "tests/integration/support/emulators.hpp"
#include "tests/integration/support/gateway.hpp"
#include "tests/integration/support/socket.hpp"

#include <algorithm>
#include <mutex>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

const std::string account = "AC" + std::string(32, 'a');
const std::string ours = "+15005550006";
const std::string mei = "+60123456789";

std::string lines(const json& list) {
    std::string out;
    for (const auto& each : list) {
        out += each["content"].value("text", "") + "|";
    }
    return out;
}

configuration configured(const emulators& provider) {
    configuration out;
    out.web = false;
    out.flow = "";
    out.plugins = {SELAT_DOORMAN};
    out.channels = "  - id: sms-my\n    plugin: sms\n    options: { account_sid: " + account +
                   ", auth_token: codes-test-auth-token, from: \"" + ours + "\", api_base: \"" +
                   provider.url() + "/sms\" }\n" +
                   "  - id: door\n    plugin: doorman\n    options: { verify_through: sms-my }\n";
    return out;
}

// Somebody on the website.
class caller {
public:
    caller(const gateway& host, const std::string& name)
        : socket_(
              {.url = "ws" + host.url().substr(4) + "/channels/door/" + name,
               .headers = {},
               .protocol = {}},
              [this](std::string_view text) {
                  const std::lock_guard lock(mutex_);
                  heard_.emplace_back(text);
              },
              [](std::uint32_t) {}) {}

    void does(const std::string& what) { CHECK(socket_.send(what)); }
    // Whether something that begins so is heard, in time.
    bool hears(const std::string& words) {
        return eventually([&] {
            const std::lock_guard lock(mutex_);
            const auto it = std::ranges::find_if(
                heard_, [&](const auto& each) { return each.starts_with(words); });
            if (it == heard_.end()) {
                return false;
            }
            heard_.erase(it);
            return true;
        });
    }

private:
    std::mutex mutex_;
    std::vector<std::string> heard_;
    selat::testing::socket socket_;
};

struct shop {
    shop() : host(configured(provider)) {
        api(provider.url(), {})
            .post("/_control/sms/accounts", {{"account_sid", account},
                                             {"auth_token", "codes-test-auth-token"},
                                             {"numbers", {ours}},
                                             {"webhook_url", host.url() + "/channels/sms-my"}});
    }

    void texts(const std::string& words) const {
        const auto sent = api(provider.url(), {})
                              .post("/_control/sms/messages", {{"from", mei}, {"text", words}});
        CHECK(sent.body["status"] == 200);
    }
    // The newest SMS to Mei with these words, in time.
    [[nodiscard]] std::string text_with(const std::string& words) const {
        std::string found;
        eventually([&] {
            const auto sent =
                api(provider.url(), {}).get("/_control/sms/sent?to=%2B60123456789").body["items"];
            for (const auto& each : sent) {
                const auto body = each["body"].get<std::string>();
                found = body.find(words) == std::string::npos ? found : body;
            }
            return !found.empty();
        });
        return found;
    }
    [[nodiscard]] std::string code() const { return text_with("ialah kod anda").substr(0, 6); }
    [[nodiscard]] json customer(const std::string& address) const {
        auto plain = address;
        plain.replace(0, plain.starts_with('+') ? 1 : 0, plain.starts_with('+') ? "%2B" : "");
        const auto found = host.ops().get("/api/v1/customers?address=" + plain);
        return found.body["items"].size() == 1 ? found.body["items"][0] : json();
    }
    [[nodiscard]] json open_of(const json& customer) const {
        return host.ops().all("/api/v1/conversations?status=open&customer=" +
                              customer["id"].get<std::string>());
    }
    [[nodiscard]] std::string thread(const json& conversation) const {
        return lines(host.ops().all("/api/v1/conversations/" +
                                    conversation["id"].get<std::string>() + "/messages"));
    }

    emulators provider;
    gateway host;
};

constexpr auto pending = "1 5";
constexpr auto wrong = "4 ";
constexpr auto expired = "6 ";
constexpr auto approved = "7 ";

}  // namespace

TEST_CASE("a visitor who proves the number goes on with its agent, on either channel, and back") {
    shop shop;
    agent aminah(shop.host, "aminah");
    shop.texts("my parcel is late");
    const auto offer = aminah.offer();
    REQUIRE(offer.is_object());
    REQUIRE(aminah.accepts(offer).well());
    auto visitor = std::make_unique<caller>(shop.host, "visitor-1");
    visitor->does("say hello from the website");
    REQUIRE(eventually([&] { return shop.customer("visitor-1").is_object(); }));
    REQUIRE(shop.customer("visitor-1")["id"] != shop.customer(mei)["id"]);

    visitor->does("verify " + mei);
    REQUIRE(visitor->hears(pending));
    const auto code = shop.code();
    CHECK(shop.text_with("ialah kod anda").find("Kedai") != std::string::npos);
    visitor->does(code == "000000" ? "code 000001" : "code 000000");
    CHECK(visitor->hears(wrong));

    // Neither the code nor the attempt is lost with the process.
    shop.host.restart();
    visitor = std::make_unique<caller>(shop.host, "visitor-1");
    visitor->does(code == "000000" ? "code 000001" : "code 000000");
    CHECK(visitor->hears("4 3"));
    visitor->does("code " + code.substr(0, 3) + "-" + code.substr(3));
    REQUIRE(visitor->hears(approved));
    shop.host.restart();
    visitor = std::make_unique<caller>(shop.host, "visitor-1");
    visitor->does("code " + code);
    CHECK(visitor->hears(approved));  // for who did not hear of it

    const auto one = shop.customer(mei);
    CHECK(one["id"] == shop.customer("visitor-1")["id"]);
    CHECK(one["addresses"].size() == 2);
    for (const auto& each : one["addresses"]) {
        CHECK(each["verified"] == (each["channel"] == "sms-my"));
        CHECK(each.value("evidence", "") == (each["channel"] == "sms-my" ? "channel" : ""));
    }
    const auto open = shop.open_of(one);
    REQUIRE(open.size() == 1);
    CHECK(open[0]["id"] == offer["conversation"]);
    CHECK(open[0]["agent"] == "aminah");
    const auto stored = lines(shop.host.ops().all("/api/v1/messages"));
    CHECK(stored.find(code) == std::string::npos);
    CHECK(stored.find("••••••") != std::string::npos);

    visitor->does("say it is me");
    REQUIRE(eventually([&] { return shop.thread(open[0]).find("it is me") != std::string::npos; }));
    CHECK(shop.thread(open[0]).find("my parcel is late") != std::string::npos);
    const auto here = "/api/v1/conversations/" + open[0]["id"].get<std::string>() + "/messages";
    const auto desk = shop.host.as("aminah");
    CHECK(desk.post(here, {{"content", {{"text", "on the website"}}}}).status == 202);
    CHECK(visitor->hears("heard {\"text\":\"on the website\"}"));
    CHECK(desk.post(here, {{"content", {{"text", "and by SMS"}}}, {"channel", "sms-my"}}).status ==
          202);
    CHECK_FALSE(shop.text_with("and by SMS").empty());
    shop.texts("thank you");
    REQUIRE(
        eventually([&] { return shop.thread(open[0]).find("thank you") != std::string::npos; }));

    // Apart again: each has what was said from and to it, before, meanwhile and after.
    const auto parted =
        shop.host.ops().post("/api/v1/customers/" + one["id"].get<std::string>() + "/split",
                             {{"address", "visitor-1"}, {"reason", "a shared phone"}});
    REQUIRE(parted.status == 201);
    const auto theirs = lines(
        shop.host.ops().all("/api/v1/messages?customer=" + parted.body["id"].get<std::string>()));
    CHECK(theirs == "hello from the website|it is me|on the website|");
    const auto left =
        lines(shop.host.ops().all("/api/v1/messages?customer=" + one["id"].get<std::string>()));
    CHECK(left.find("website") == std::string::npos);
    CHECK(left.find("my parcel is late|") == 0);
    CHECK(left.find("and by SMS|thank you|") != std::string::npos);
    CHECK(shop.thread(open[0]).find("it is me") == std::string::npos);
    CHECK(shop.open_of(one)[0]["agent"] == "aminah");
    visitor->does("say who are you");
    REQUIRE(eventually([&] { return shop.open_of(parted.body).size() == 1; }));
    CHECK(shop.open_of(one).size() == 1);
}

TEST_CASE("an agent asks a caller for a code, and a wrong one is told so") {
    shop shop;
    auto visitor = caller(shop.host, "visitor-2");
    visitor.does("say hello");
    REQUIRE(eventually([&] { return shop.customer("visitor-2").is_object(); }));
    const auto path = "/api/v1/customers/" + shop.customer("visitor-2")["id"].get<std::string>() +
                      "/verifications";
    const auto ops = shop.host.ops();
    CHECK(ops.post(path, {{"channel", "sms"}, {"to", mei}}).status == 404);
    const auto sent = ops.post(path, {{"channel", "sms-my"}, {"to", mei}});
    REQUIRE(sent.status == 201);
    CHECK(sent.body["status"] == "pending");
    const auto again = ops.post(path, {{"channel", "sms-my"}, {"to", mei}});
    CHECK(again.status == 429);
    CHECK_FALSE(again.header("retry-after").empty());
    const auto code = shop.text_with("is your code").substr(0, 6);
    const auto check = path + "/" + sent.body["id"].get<std::string>() + "/check";
    CHECK(ops.post(check, {{"code", code == "000000" ? "000001" : "000000"}}).status == 422);
    const auto right = ops.post(check, {{"code", code}});
    CHECK(right.status == 200);
    CHECK(right.body["status"] == "approved");
    CHECK(shop.customer(mei)["id"] == shop.customer("visitor-2")["id"]);
    visitor.does("code " + code);
    CHECK(visitor.hears(expired));  // it was not the visitor who asked
}

TEST_CASE("an option that names a channel that is not there is a fault at its place") {
    const emulators provider;
    auto wrong_one = configured(provider);
    wrong_one.channels.replace(wrong_one.channels.find("verify_through: sms-my"), 22,
                               "verify_through: sms-mi");
    const scratch folder;
    const auto done = program({"check", "-c", folder.write("selat.yaml", wrong_one.text())});
    CHECK(done.exit == 1);
    CHECK(done.err.find("error: there is no channel `sms-mi`; did you mean `sms-my`?") !=
          std::string::npos);
}
