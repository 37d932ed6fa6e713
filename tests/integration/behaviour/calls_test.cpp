// Calls that a flow makes to a business system: what came of them, and none of them twice.

#include "tests/integration/support/centre.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>
#include <httplib.h>

using namespace selat::testing;

namespace {

// Takes orders, and answers once it may.
class shop {
public:
    shop() {
        server_.Post("/orders", [this](const httplib::Request& request, httplib::Response& out) {
            std::unique_lock lock(mutex_);
            orders_.push_back(request.body);
            changed_.notify_all();
            changed_.wait(lock, [this] { return open_; });
            out.set_content(R"({"number": 17})", "application/json");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~shop() {
        open();
        server_.stop();
        thread_.join();
    }

    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool has(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return orders_.size() >= count; });
    }
    std::vector<std::string> orders() {
        const std::lock_guard lock(mutex_);
        return orders_;
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(port_) + "/orders";
    }

private:
    httplib::Server server_;
    int port_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    std::vector<std::string> orders_;
    std::thread thread_;
};

json widget(const std::string& name, const std::string& type, const json& properties,
            const std::vector<std::pair<std::string, std::string>>& transitions) {
    json out = {
        {"name", name}, {"type", type}, {"properties", properties}, {"transitions", json::array()}};
    for (const auto& [event, next] : transitions) {
        out["transitions"].push_back({{"event", event}, {"next", next}});
    }
    return out;
}

std::string order_flow() {
    const json states = {
        widget("Trigger", "trigger", json::object(), {{"incomingConversationMessage", "order"}}),
        widget("order", "make-http-request",
               {{"method", "POST"},
                {"content_type", "text/plain"},
                {"url", "https://shop.example/orders"},
                {"body", "{{trigger.message.Body}}"}},
               {{"success", "taken"}, {"failed", "unknown"}}),
        widget("taken", "send-message",
               {{"body", "Your order has the number {{widgets.order.parsed.number}}."}}, {}),
        widget("unknown", "send-message", {{"body", "We look into your order."}}, {})};
    return json{{"description", "Takes an order"}, {"states", states}, {"initial_state", "Trigger"}}
        .dump();
}

struct ordering {
    ordering() : all(configured()) { line().connect("line-my", all.url()); }

    emulators& line() { return line_; }
    bool says(const std::string& words) {
        return eventually([&] {
            for (const auto& each : all.ops().all("/api/v1/messages?direction=outbound")) {
                if (each["content"].value("text", "") == words && each["status"] == "sent") {
                    return true;
                }
            }
            return false;
        });
    }

    shop orders;
    scratch files;

private:
    configuration configured() {
        configuration out;
        out.line_api = line_.line_api();
        out.flow = "order";
        out.flows = "flows:\n  items:\n    - { id: order, plugin: studio, definition: " +
                    files.write("order.json", order_flow()) +
                    ", bindings: { \"https://shop.example/orders\": \"" + orders.url() + "\" } }\n";
        return out;
    }
    emulators line_;

public:
    gateway all;
};

}  // namespace

TEST_CASE("a flow orders at a business system and tells what came of it") {
    ordering here;
    here.orders.open();
    CHECK(here.line().says("siti", "two durians")["status"] == 200);
    CHECK(here.says("Your order has the number 17."));
    CHECK(here.orders.orders() == std::vector<std::string>{"two durians"});
}

TEST_CASE("an order under way when the gateway is killed is not given twice") {
    ordering here;
    CHECK(here.line().says("siti", "two durians")["status"] == 200);
    REQUIRE(here.orders.has(1));
    here.all.kill();
    here.orders.open();
    here.all.start();
    CHECK(here.says("We look into your order."));
    CHECK(here.orders.orders() == std::vector<std::string>{"two durians"});
}
