#pragma once
// The plugin as its tests drive it: the mailbox and the submission server played by hand.

#include "json_read.hpp"

#include <map>
#include <string>
#include <vector>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>

namespace email_test {

namespace drive = selat::testing;
using email::json;

inline const std::string ours = "support@shop.example";

inline drive::given given(const json& more = json::object(),
                          std::map<std::string, std::string> state = {}) {
    json options = {
        {"address", ours},
        {"name", "Kedai"},
        {"subject", "Your message"},
        {"imap", {{"host", "imap.shop.example"}, {"user", "box"}, {"password", "pa\"ss"}}},
        {"smtp", {{"host", "smtp.shop.example"}, {"user", "out"}, {"password", "word"}}}};
    options.update(more);
    return {.instance = "mail-my",
            .options = options.dump(),
            .secrets = {},
            .state = std::move(state),
            .public_url = "https://gateway.example/channels/mail-my"};
}

inline std::string crlf(std::string text) {
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 2)) {
        text.insert(at, "\r");
    }
    return text;
}

// A mail from Ana, with the headers and words given.
inline std::string mail_with(const std::string& headers, const std::string& words) {
    return crlf("From: Ana Lim <Ana@Example.com>\nTo: " + ours +
                "\nMessage-ID: <1@example.com>\nSubject: Order 7\n"
                "Date: Tue, 14 Nov 2023 21:00:00 +0000\n" +
                headers + "\n" + words + "\n");
}

inline std::string line_of(const drive::outcome& outcome) {
    return outcome.writes.empty() ? std::string() : outcome.writes.back().data;
}

// A mailbox that is logged in to and empty, waited at with IDLE.
struct mailbox {
    explicit mailbox(const json& options = json::object(),
                     std::map<std::string, std::string> state = {},
                     const std::string& abilities = "IMAP4rev1 IDLE AUTH=PLAIN SASL-IR")
        : channel(given(options, std::move(state))) {
        log_in(channel.timer(SELAT_TIMER_START), abilities);
    }
    void log_in(const drive::outcome& connecting,
                const std::string& abilities = "IMAP4rev1 IDLE AUTH=PLAIN SASL-IR") {
        connection = connecting.connects.at(0).connection;
        channel.open(connection);
        told(channel.data(connection, "* OK ready\r\n", true));
        say("* CAPABILITY " + abilities + "\r\n");
        ok();
        ok();  // the login
        say("* CAPABILITY " + abilities + "\r\n");
        ok();
        say("* 3 EXISTS\r\n* OK [UIDVALIDITY 77] x\r\n* OK [UIDNEXT 12] x\r\n");
        ok();
    }
    drive::outcome say(const std::string& bytes) {
        return told(channel.data(connection, bytes, true));
    }
    // The command that waits is answered well.
    drive::outcome ok() { return say(tag + " OK done\r\n"); }
    drive::outcome told(drive::outcome outcome) {
        for (const auto& each : outcome.writes) {
            commands.push_back(each.data);
            if (each.data.starts_with('S')) {
                tag = each.data.substr(0, each.data.find(' '));
            }
        }
        return outcome;
    }
    // Through an empty first search, into IDLE.
    void settle() {
        say("* SEARCH\r\n");
        ok();
        if (commands.back().find("NOOP") != std::string::npos) {
            ok();
            say("* SEARCH\r\n");
            ok();
        }
        say("+ idling\r\n");
    }
    // A mail comes, and is fetched: the outcome of that.
    drive::outcome arrives(int uid, const std::string& raw) {
        say("* 4 EXISTS\r\n");  // DONE goes out
        ok();
        say("* SEARCH " + std::to_string(uid) + "\r\n");
        ok();
        say("* 4 FETCH (UID " + std::to_string(uid) + " BODY[]<0> {" + std::to_string(raw.size()) +
            "}\r\n" + raw + ")\r\n");
        return ok();
    }

    drive::channel channel;
    std::string connection;
    std::string tag;
    std::vector<std::string> commands;
};

}  // namespace email_test
