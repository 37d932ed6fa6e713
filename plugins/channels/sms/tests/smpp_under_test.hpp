#pragma once
// The plugin with `driver: smpp` as its tests drive it: the SMSC's side played by hand.

#include "../smpp/pdu.hpp"
#include "hex.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace smpp_test {

namespace drive = selat::testing;
using json = nlohmann::json;
using namespace smpp;
using sms_test::bytes_of;

inline const std::string customer = "+60123456789";
inline const std::string own_message = "IM" + std::string(31, '0') + "1";

inline drive::given given(const json& more = json::object(),
                          std::map<std::string, std::string> state = {}) {
    json options = {{"driver", "smpp"}, {"host", "smsc.example"}, {"system_id", "gw"},
                    {"password", "pw"}, {"from", "12345"},        {"window", 10},
                    {"timeout", "10s"}};
    options.update(more);
    return {.instance = "sms-my", .options = options.dump(), .state = std::move(state)};
}

// What is in the writes of a call, in order.
inline std::vector<pdu> written(const drive::outcome& outcome) {
    std::vector<pdu> out;
    framer in;
    for (const auto& each : outcome.writes) {
        CHECK(each.binary);
        in.add(each.data);
        while (const auto bytes = in.next()) {
            auto got = read(*bytes);
            REQUIRE(std::holds_alternative<pdu>(got));
            out.push_back(std::get<pdu>(std::move(got)));
        }
    }
    return out;
}

inline pdu only(const drive::outcome& outcome) {
    const auto all = written(outcome);
    REQUIRE(all.size() == 1);
    return all[0];
}

inline pdu answer_to(const pdu& request, const std::string& id, std::uint32_t status = status::ok) {
    pdu out{.id = response_to(request.id), .status = status, .sequence = request.sequence};
    if (status == status::ok) {
        out.body = message_answer{id};
    }
    return out;
}

inline pdu delivery(std::uint32_t sequence, const std::string& bytes, std::uint8_t esm_class = 0,
                    std::uint8_t data_coding = 0) {
    return {.id = command::deliver_sm,
            .sequence = sequence,
            .body = message{.source = {1, 1, "60123456789"},
                            .destination = {0, 0, "12345"},
                            .esm_class = esm_class,
                            .data_coding = data_coding,
                            .short_message = bytes}};
}

// Bound, and what the SMSC says to it.
struct bound {
    explicit bound(const json& options = json::object(),
                   std::map<std::string, std::string> state = {})
        : sms(given(options, std::move(state))) {
        const auto begun = sms.timer(SELAT_TIMER_START);
        connection = begun.connects.at(0).connection;
        sms.open(connection);
        login = tell(
            {.id = command::bind_transceiver_resp, .sequence = 1, .body = bind_answer{"smsc"}});
    }
    drive::outcome tell(const pdu& what) { return sms.data(connection, write(what), true); }
    drive::outcome tell(const std::vector<pdu>& all) {
        std::string bytes;
        for (const auto& each : all) {
            bytes += write(each);
        }
        return sms.data(connection, bytes, true);
    }
    drive::outcome send(const std::string& text, std::uint64_t op = 1,
                        const std::string& to = customer) {
        return sms.send(
            {.op = op, .message = own_message, .to = to, .content = json{{"text", text}}.dump()});
    }
    // All that happens in the time.
    drive::outcome advance(std::int64_t ms) {
        drive::outcome all;
        for (auto& each : sms.advance(ms)) {
            const auto add = [](auto& to, auto& from) {
                to.insert(to.end(), from.begin(), from.end());
            };
            add(all.writes, each.writes);
            add(all.faileds, each.faileds);
            add(all.sents, each.sents);
            add(all.connects, each.connects);
            add(all.hangups, each.hangups);
            add(all.inbounds, each.inbounds);
            add(all.receipts, each.receipts);
            add(all.statuses, each.statuses);
            add(all.states, each.states);
        }
        return all;
    }
    // The connection that follows a lost one.
    void again() {
        connection = advance(100'000).connects.at(0).connection;
        const auto asked = only(sms.open(connection));
        tell({.id = command::bind_transceiver_resp,
              .sequence = asked.sequence,
              .body = bind_answer{"smsc"}});
    }

    drive::channel sms;
    std::string connection;
    drive::outcome login;
};

}  // namespace smpp_test
