#pragma once
// An emulated mail server, and clients that speak to it line by line.

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/server.hpp"
#include "tests/emulators/email/email.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

namespace email_emulator_test {

using emulators::json;

inline const std::string ours = "support@shop.example";

// One connection, as telnet would have it.
class talk {
public:
    explicit talk(int port) : stream_("127.0.0.1", std::to_string(port)) {
        stream_.expires_after(std::chrono::seconds(30));
    }
    // The next line; empty when the connection is gone.
    std::string line() {
        std::string out;
        std::getline(stream_, out);
        return out.empty() ? out : out.substr(0, out.size() - 1);
    }
    void write(const std::string& bytes) { stream_ << bytes << std::flush; }
    // Says a line; the last line of the answer, by SMTP's rules.
    std::string ask(const std::string& words) {
        write(words + "\r\n");
        return reply();
    }
    std::string reply() {
        auto last = line();
        while (last.size() > 3 && last[3] == '-') {
            last = line();
        }
        return last;
    }
    // Says a command; all lines until its end, by IMAP's rules.
    std::vector<std::string> command(const std::string& words) {
        write("t " + words + "\r\n");
        std::vector<std::string> out;
        do {
            out.push_back(line());
        } while (!out.back().starts_with("t ") && stream_.good());
        return out;
    }

private:
    boost::asio::ip::tcp::iostream stream_;
};

class email_on_a_port {
public:
    email_on_a_port()
        : server_({}, providers()), thread_([this] { server_.run(); }),
          client_("127.0.0.1", server_.port()) {
        ports = control("mailboxes", {{"address", ours}, {"password", "secret"}});
    }
    ~email_on_a_port() {
        client_.stop();
        server_.stop();
        thread_.join();
    }
    json control(const std::string& what, const json& body) {
        const auto result =
            client_.Post("/_control/email/" + what, body.dump(), "application/json");
        REQUIRE(result);
        return json::parse(result->body);
    }
    json look(const std::string& what) {
        const auto result = client_.Get("/_control/email/" + what);
        REQUIRE(result);
        return json::parse(result->body);
    }
    json token(const httplib::Params& form) {
        const auto result = client_.Post("/email/token", form);
        REQUIRE(result);
        return json::parse(result->body);
    }
    // Logged in at the submission server.
    talk submission() {
        talk out(ports["smtp"].get<int>());
        out.reply();
        out.ask("EHLO shop.example");
        CHECK(out.ask("AUTH PLAIN AHN1cHBvcnRAc2hvcC5leGFtcGxlAHNlY3JldA==").starts_with("235"));
        return out;
    }
    // Logged in at the mailbox, with its folder selected.
    talk mailbox() {
        talk out(ports["imap"].get<int>());
        out.line();
        CHECK(out.command("LOGIN support@shop.example \"secret\"").back() == "t OK logged in");
        out.command("SELECT INBOX");
        return out;
    }

    json ports;

private:
    static std::vector<std::unique_ptr<emulators::provider>> providers() {
        std::vector<std::unique_ptr<emulators::provider>> out;
        out.push_back(std::make_unique<emulators::email::email_provider>());
        return out;
    }

    emulators::server server_;
    std::thread thread_;
    httplib::Client client_;
};

}  // namespace email_emulator_test
