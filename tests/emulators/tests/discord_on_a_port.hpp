#pragma once
// An emulated Discord on free ports, and a bot that talks to it.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/discord/discord.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>

namespace emulator_test {

using emulators::json;

class discord_on_a_port {
public:
    explicit discord_on_a_port(const json& settings = json::object())
        : server_({.threads = 8}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        json bot = {{"token", "t0ken"}, {"login_gap_ms", 0}};
        bot.update(settings);
        const auto told = control("bot", bot);
        bot_id = told["id"];
        gateway_port = told["gateway_port"];
    }
    ~discord_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }
    json control(const std::string& what, const json& body) {
        return parsed(client_.Post("/_control/discord/" + what, body.dump(), "application/json"));
    }
    json look(const std::string& what) { return parsed(client_.Get("/_control/discord/" + what)); }
    httplib::Result post(const std::string& path, const json& body,
                         const httplib::Headers& headers = as_bot()) {
        return client_.Post("/discord/api/v10" + path, headers, body.dump(), "application/json");
    }
    // A message as a form, with what else is in that.
    httplib::Result send_form(const std::string& path, const std::string& message,
                              const httplib::MultipartFormDataItems& files) {
        httplib::MultipartFormDataItems items = {{"payload_json", message, "", "application/json"}};
        items.insert(items.end(), files.begin(), files.end());
        return client_.Post("/discord/api/v10" + path, as_bot(), items);
    }
    httplib::Result patch(const std::string& path, const json& body) {
        return client_.Patch("/discord/api/v10" + path, as_bot(), body.dump(), "application/json");
    }
    httplib::Result post_as(const std::string& path, const std::string& type,
                            const std::string& body) {
        return client_.Post("/discord/api/v10" + path, as_bot(), body, type);
    }
    httplib::Result get(const std::string& path, const httplib::Headers& headers = as_bot()) {
        return client_.Get(path, headers);
    }
    static httplib::Headers as_bot() {
        return {{"Authorization", "Bot t0ken"}, {"User-Agent", "DiscordBot (https://x, 1)"}};
    }
    static json parsed(const httplib::Result& result) {
        REQUIRE(result);
        return json::parse(result->body, nullptr, false);
    }

    std::string bot_id;
    unsigned short gateway_port = 0;

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::discord::discord_provider>());
        return out;
    }

    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

// A bot's gateway connection.
class bot_socket {
public:
    explicit bot_socket(const discord_on_a_port& discord,
                        const std::string& target = "/?v=10&encoding=json") {
        namespace asio = boost::asio;
        stream_.next_layer().connect({asio::ip::make_address("127.0.0.1"), discord.gateway_port});
        stream_.handshake("127.0.0.1", target);
    }
    void say(const json& frame) { write(frame.dump()); }
    void write(const std::string& text) { stream_.write(boost::asio::buffer(text)); }
    // The next frame; {"closed": code} when Discord hangs up.
    json hear() {
        boost::beast::flat_buffer buffer;
        boost::system::error_code error;
        stream_.read(buffer, error);
        if (error) {
            return {{"closed", stream_.reason().code}};
        }
        return json::parse(boost::beast::buffers_to_string(buffer.data()));
    }
    json log_in(std::int64_t intents = 62977, const std::string& token = "t0ken") {
        CHECK(hear()["op"] == 10);
        say({{"op", 2},
             {"d", {{"token", token}, {"intents", intents}, {"properties", {{"os", "linux"}}}}}});
        return hear();
    }
    json resume(const std::string& session, std::int64_t sequence) {
        CHECK(hear()["op"] == 10);
        say({{"op", 6}, {"d", {{"token", "t0ken"}, {"session_id", session}, {"seq", sequence}}}});
        return hear();
    }
    void leave(std::uint16_t code) {
        boost::system::error_code error;
        stream_.close(boost::beast::websocket::close_reason(code), error);
    }

private:
    boost::asio::io_context context_;
    boost::beast::websocket::stream<boost::asio::ip::tcp::socket> stream_{context_};
};

}  // namespace emulator_test
