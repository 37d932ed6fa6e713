// A channel that a recipe describes, with its provider beside it: in, out, and what became of it.

#include "tests/integration/support/gateway.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <httplib.h>

using namespace selat::testing;

namespace {

const std::string mei = "+60123456789";
const std::string hook_token = "hook-token";

// Clickatell, as config/recipes/clickatell.yaml describes it.
class provider {
public:
    provider() {
        server_.Post("/v1/message", [this](const httplib::Request& request,
                                           httplib::Response& out) {
            const std::lock_guard lock(mutex_);
            tries_.push_back({{"key", request.get_header_value("authorization")},
                              {"message", json::parse(request.body)["messages"][0]}});
            const auto id = "ck-" + std::to_string(tries_.size());
            auto [status, answer] =
                std::pair{202, json{{"messages", {{{"apiMessageId", id}, {"accepted", true}}}}}};
            if (!answers_.empty()) {
                std::tie(status, answer) = answers_.front();
                answers_.pop_front();
            }
            out.status = status;
            out.set_content(answer.dump(), "application/json");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    provider(const provider&) = delete;
    provider& operator=(const provider&) = delete;
    ~provider() {
        server_.stop();
        thread_.join();
    }

    // The next send is answered so.
    void answers(int status, const json& body) {
        const std::lock_guard lock(mutex_);
        answers_.emplace_back(status, body);
    }
    [[nodiscard]] std::vector<json> tries() const {
        const std::lock_guard lock(mutex_);
        return tries_;
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
    httplib::Server server_;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<json> tries_;
    std::deque<std::pair<int, json>> answers_;
    std::thread thread_;
};

configuration configured(const provider& provider) {
    configuration out;
    out.web = false;
    out.channels = "  - id: sms-za\n    plugin: http\n    flow: front-door\n    options: { recipe: "
                   "\"" SELAT_CONFIGURATIONS "/recipes/clickatell.yaml\", secrets: { api_key: "
                   "ct-key, webhook_token: " +
                   hook_token + " }, api_base: \"" + provider.url() + "\" }\n";
    return out;
}

struct recipe_centre {
    recipe_centre() : host(configured(clickatell)) {}

    [[nodiscard]] int says(const std::string& text, const std::string& id,
                           const std::string& token = hook_token) const {
        return tell("?token=" + token, {{"messageId", id},
                                        {"fromNumber", mei.substr(1)},
                                        {"toNumber", "27999"},
                                        {"text", text}});
    }
    [[nodiscard]] int became(const std::string& message, const std::string& status) const {
        return tell("/status?token=" + hook_token, {{"messageId", "of-the-provider"},
                                                    {"clientMessageId", message},
                                                    {"toNumber", mei.substr(1)},
                                                    {"status", status}});
    }
    [[nodiscard]] answer write(const std::string& text) const {
        return host.ops().post("/api/v1/messages",
                               {{"channel", "sms-za"}, {"to", mei}, {"content", {{"text", text}}}});
    }
    [[nodiscard]] json message(const json& id, const std::string& status) const {
        return host.message(id, status);
    }
    [[nodiscard]] json inbound() const { return host.messages("inbound"); }

    provider clickatell;
    gateway host;

private:
    [[nodiscard]] int tell(const std::string& where, const json& body) const {
        return api(host.url(), {}).post("/channels/sms-za" + where, body).status;
    }
};

}  // namespace

TEST_CASE("a message by a recipe is answered by its recipe, and the answer becomes delivered") {
    recipe_centre all;
    CHECK(all.says("opening hours", "in-1") == 200);
    const auto stored = all.inbound();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0]["address"] == mei);
    CHECK(stored[0]["content"]["text"] == "opening hours");
    REQUIRE(eventually([&] { return !all.clickatell.tries().empty(); }));
    const auto sent = all.clickatell.tries()[0];
    CHECK(sent["key"] == "ct-key");
    CHECK(sent["message"]["to"] == mei.substr(1));
    const std::string own = sent["message"]["clientMessageId"];
    CHECK(all.message(own, "sent")["provider_id"] == "ck-1");
    CHECK(all.became(own, "RECEIVED_BY_RECIPIENT") == 200);
    CHECK_FALSE(all.message(own, "delivered").is_null());
}

TEST_CASE(
    "what comes without the recipe's secret is refused, and what comes twice is stored once") {
    recipe_centre all;
    CHECK(all.says("x", "in-1", "guess") == 401);
    CHECK(all.inbound().empty());
    CHECK(all.says("hello", "in-1") == 200);
    all.host.restart();
    CHECK(all.says("hello", "in-1") == 200);
    CHECK(all.inbound().size() == 1);
}

TEST_CASE("what the recipe calls throttled is sent again, and what it calls opted out is kept") {
    recipe_centre all;
    all.clickatell.answers(429, {{"error", {{"code", 1}}}});
    const auto written = all.write("news");
    REQUIRE(written.status == 202);
    CHECK_FALSE(all.message(written.body["id"], "sent").is_null());
    CHECK(all.clickatell.tries().size() == 2);
    all.clickatell.answers(207,
                           {{"messages", {{{"accepted", false}, {"error", {{"code", 121}}}}}}});
    const auto failed = all.message(all.write("more news").body["id"], "failed");
    REQUIRE(failed.is_object());
    CHECK(failed["error"]["code"] == "opted_out");
    CHECK(failed["error"]["provider_code"] == "121");
    CHECK(eventually([&] { return all.write("again").status == 422; }));
}
