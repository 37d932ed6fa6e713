#pragma once
// An emulated SMSC on free ports, and a client that binds there.

#include "plugins/channels/sms/smpp/pdu.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/smsc/smsc.hpp"

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

namespace emulator_test {

using emulators::json;

class smsc_on_a_port {
public:
    explicit smsc_on_a_port(const json& settings = json::object())
        : server_({.threads = 8}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        json account = {{"system_id", "gw"}, {"password", "pw"}, {"numbers", {"12345"}}};
        account.update(settings);
        port = control("accounts", account)["port"];
    }
    ~smsc_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }
    json control(const std::string& what, const json& body) {
        return parsed(client_.Post("/_control/smsc/" + what, body.dump(), "application/json"));
    }
    json look(const std::string& what) { return parsed(client_.Get("/_control/smsc/" + what)); }

    unsigned short port = 0;

private:
    static json parsed(const httplib::Result& result) {
        REQUIRE(result);
        return json::parse(result->body, nullptr, false);
    }
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::smsc::smsc_provider>());
        return out;
    }

    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

// A client's connection.
class esme {
public:
    explicit esme(const smsc_on_a_port& smsc) {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), smsc.port});
    }
    void write(const std::string& bytes) {
        boost::asio::write(socket_, boost::asio::buffer(bytes));
    }
    void say(const ::smpp::pdu& pdu) { write(::smpp::write(pdu)); }
    // The next PDU; nothing when the SMSC hangs up.
    std::optional<::smpp::pdu> hear() {
        for (;;) {
            if (const auto bytes = in_.next()) {
                auto got = ::smpp::read(*bytes);
                REQUIRE(std::holds_alternative<::smpp::pdu>(got));
                return std::get<::smpp::pdu>(std::move(got));
            }
            std::array<char, 4096> buffer{};
            boost::system::error_code error;
            const auto size = socket_.read_some(boost::asio::buffer(buffer), error);
            if (error) {
                return std::nullopt;
            }
            in_.add(std::string_view(buffer.data(), size));
        }
    }
    std::uint32_t bind(const std::string& system_id = "gw", const std::string& password = "pw") {
        say({.id = ::smpp::command::bind_transceiver,
             .sequence = ++sequence_,
             .body = ::smpp::bind{.system_id = system_id, .password = password}});
        const auto answer = hear();
        REQUIRE(answer);
        return answer->status;
    }
    // The answer's status and id.
    std::pair<std::uint32_t, std::string> submit(const std::string& text,
                                                 ::smpp::message more = {}) {
        say(submission(text, std::move(more)));
        const auto answer = hear();
        REQUIRE(answer);
        const auto* body = std::get_if<::smpp::message_answer>(&answer->body);
        return {answer->status, body == nullptr ? std::string() : body->message_id};
    }
    ::smpp::pdu submission(const std::string& text, ::smpp::message more = {}) {
        more.short_message = text;
        if (more.source.digits.empty()) {
            more.source = {3, 0, "12345"};
        }
        if (more.destination.digits.empty()) {
            more.destination = {1, 1, "60123456789"};
        }
        return {.id = ::smpp::command::submit_sm, .sequence = ++sequence_, .body = std::move(more)};
    }
    void take(const ::smpp::pdu& delivered, std::uint32_t status = 0) {
        say({.id = ::smpp::command::deliver_sm_resp,
             .status = status,
             .sequence = delivered.sequence,
             .body = ::smpp::message_answer{}});
    }

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
    ::smpp::framer in_;
    std::uint32_t sequence_ = 0;
};

}  // namespace emulator_test
