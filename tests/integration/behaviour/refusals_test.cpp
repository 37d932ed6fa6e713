// What is refused: answered with the right status, nothing stored, one line in the log, one more in
// a metric, and the gateway lives on.

#include "tests/integration/support/centre.hpp"
#include "tests/integration/support/visitor.hpp"

#include <algorithm>
#include <optional>

#include "host/base/crypto.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

std::string signed_by(const std::string& secret, const std::string& body) {
    const auto digest = selat::crypto::hmac_sha256(secret, body);
    return selat::crypto::base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string message_event(const std::string& id, const std::string& text) {
    const json event = {{"type", "message"},
                        {"mode", "active"},
                        {"timestamp", 1'764'000'000'000},
                        {"webhookEventId", id},
                        {"deliveryContext", {{"isRedelivery", false}}},
                        {"source", {{"type", "user"}, {"userId", "U" + std::string(32, '1')}}},
                        {"message", {{"id", "5" + id}, {"type", "text"}, {"text", text}}}};
    return json{{"destination", "U" + std::string(32, '0')}, {"events", {event}}}.dump();
}

answer webhook(const gateway& host, const std::string& channel, const std::string& body,
               const std::string& signature) {
    return api(host.url(), {})
        .ask("POST", "/channels/" + channel, body, {{"X-Line-Signature", signature}});
}

// Lines that say that something is wrong.
std::size_t complaints(const gateway& host) {
    std::size_t out = 0;
    const auto text = host.process().err();
    for (const std::string level : {"\"level\":\"warning\"", "\"level\":\"error\""}) {
        for (auto at = text.find(level); at != std::string::npos; at = text.find(level, at + 1)) {
            ++out;
        }
    }
    return out;
}

// A bare connection, for what no client of ours would do.
class connection {
public:
    explicit connection(const std::string& url, std::optional<int> receive_buffer = {}) {
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        socket_.open(boost::asio::ip::tcp::v4());
        if (receive_buffer) {
            socket_.set_option(boost::asio::socket_base::receive_buffer_size(*receive_buffer));
        }
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }
    void send(const std::string& bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
    std::string head() {
        boost::system::error_code ended;
        std::string out;
        boost::asio::read_until(socket_, boost::asio::dynamic_buffer(out), "\r\n\r\n", ended);
        return out;
    }
    // Reads until the other side ends it.
    bool ends() {
        boost::system::error_code error;
        char block[65536];
        while (!error) {
            socket_.read_some(boost::asio::buffer(block), error);
        }
        return true;
    }

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
};

// A client's text frame, masked with zeros.
std::string frame(const std::string& text) {
    std::string out = "\x81";
    if (text.size() < 126) {
        out += static_cast<char>(0x80U | text.size());
    } else {
        out += static_cast<char>(0x80U | 126U);
        out += static_cast<char>(text.size() >> 8U);
        out += static_cast<char>(text.size() & 0xFFU);
    }
    return out + std::string(4, '\0') + text;
}

struct refusal {
    const char* what;
    int status;
    std::string channel;
    std::string body;
    std::string signature;
    const char* metric;
};

}  // namespace

TEST_CASE("a webhook that is refused leaves a status, a log line, a metric, and nothing else") {
    const centre all;
    const auto fine = message_event("01HK4ZQ0000000000000000001", "hello");
    const std::string nonsense = "{\"events\": [";
    const std::string large(3 * 1024 * 1024, ' ');
    const refusal refusals[] = {
        {"a wrong signature", 401, "line-my", fine, signed_by("another secret", fine),
         "selat_webhook_refused_total"},
        {"no signature", 401, "line-my", fine, "", "selat_webhook_refused_total"},
        {"a malformed body", 400, "line-my", nonsense, signed_by(line_secret, nonsense),
         "selat_webhook_refused_total"},
        {"an oversized body", 413, "line-my", large, signed_by(line_secret, large),
         "selat_http_oversized_total"},
        {"an unknown channel", 404, "line-xx", fine, signed_by(line_secret, fine),
         "selat_webhook_unknown_total"},
    };
    for (const auto& each : refusals) {
        INFO(each.what);
        const auto lines = complaints(all.host);
        const auto counted = all.host.metric(each.metric);
        CHECK(webhook(all.host, each.channel, each.body, each.signature).status == each.status);
        CHECK(eventually([&] { return complaints(all.host) > lines; }));
        CHECK(complaints(all.host) == lines + 1);
        CHECK(all.host.metric(each.metric) == counted + 1);
        CHECK(api(all.host.url(), {}).get("/healthz").status == 200);
    }
    const auto refused = api(all.host.url(), {}).remove("/channels/line-my");
    CHECK(refused.status == 405);
    CHECK(refused.header("allow") == "POST, GET");
    CHECK(all.host.ops().all("/api/v1/messages").empty());
    CHECK(all.host.ops().all("/api/v1/customers").empty());
    CHECK(webhook(all.host, "line-my", fine, signed_by(line_secret, fine)).status == 200);
    CHECK(all.host.ops().all("/api/v1/messages?direction=inbound").size() == 1);
}

TEST_CASE("while the disk takes nothing more webhooks are answered 503, and afterwards taken") {
    const centre all;
    const auto before = message_event("01HK4ZQ0000000000000000001", "before");
    const auto lost = message_event("01HK4ZQ0000000000000000002", "in between");
    REQUIRE(webhook(all.host, "line-my", before, signed_by(line_secret, before)).status == 200);
    const auto refused = all.host.metric("selat_webhook_refused_total");

    all.host.process().limit_files(4096);
    CHECK(webhook(all.host, "line-my", lost, signed_by(line_secret, lost)).status == 503);
    CHECK(eventually([&] { return all.host.logged("webhook.not_stored").size() == 1; }));
    CHECK(all.host.metric("selat_webhook_refused_total") == refused + 1);
    CHECK(all.host.metric("selat_store_writable") == 0);
    const auto ready = api(all.host.url(), {}).get("/readyz");
    CHECK(ready.status == 503);
    CHECK(ready.body["reasons"].dump().find("store") != std::string::npos);
    CHECK(api(all.host.url(), {}).get("/healthz").status == 200);
    CHECK(all.host.ops().all("/api/v1/messages?direction=inbound").size() == 1);

    all.host.process().limit_files(-1);
    CHECK(webhook(all.host, "line-my", lost, signed_by(line_secret, lost)).status == 200);
    CHECK(all.host.ops().all("/api/v1/messages?direction=inbound").size() == 2);
    CHECK(api(all.host.url(), {}).get("/readyz").status == 200);
}

TEST_CASE("a client that sends too slowly is answered 408 and closed") {
    const centre all;
    const auto lines = complaints(all.host);
    const auto counted = all.host.metric("selat_http_timed_out_total");
    connection slow(all.host.url());
    slow.send("POST /channels/line-my HTTP/1.1\r\nHost: here\r\n");
    CHECK(slow.head().starts_with("HTTP/1.1 408 "));
    CHECK(slow.ends());
    CHECK(all.host.metric("selat_http_timed_out_total") == counted + 1);
    CHECK(eventually([&] { return complaints(all.host) > lines; }));
    CHECK(complaints(all.host) == lines + 1);
}

TEST_CASE("a visitor who does not read is cut off, and loses nothing by it") {
    const centre all;
    agent ben(all.host, "ben");
    const auto session = api(all.host.url(), {}).post("/channels/web/session").body;
    connection slow(all.host.url(), 4096);
    slow.send("GET /channels/web/socket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\n"
              "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    REQUIRE(slow.head().starts_with("HTTP/1.1 101 "));
    slow.send(frame(json{{"type", "hello"}, {"v", 1}, {"token", session["session_token"]}}.dump()));
    slow.send(
        frame(json{{"type", "msg.send"}, {"rid", 1}, {"cid", "1"}, {"text", "live agent"}}.dump()));
    const auto offered = ben.offer();
    REQUIRE(ben.accepts(offered).status == 200);

    const auto closed = all.host.metric("selat_sockets_closed_slow_total");
    std::string long_text;
    while (long_text.size() < 3 * 3900) {
        long_text += "\u8A9E";  // counted as one, sent as three
    }
    int written = 0;
    CHECK(eventually([&] {
        written += ben.writes(offered, long_text + std::to_string(written)).well() ? 1 : 0;
        return all.host.metric("selat_sockets_closed_slow_total") > closed;
    }));
    CHECK(eventually([&] { return all.host.logged("socket.too_slow").size() == 1; }));
    CHECK(slow.ends());
    const auto stored = all.host.ops().all("/api/v1/messages?direction=outbound");
    CHECK(std::ranges::count_if(stored, [](const json& each) {
              return each["author"]["kind"] == "agent" && each["status"] != "failed";
          }) == written);
}
