#pragma once
// What the API's tests share: the API on a real port over a fake gateway, people to ask as, and a
// client that waits for the answer.

#include "../net/loopback.hpp"
#include "fake_services.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/api/api.hpp"
#include "host/telemetry/log.hpp"
#include "host/telemetry/metrics.hpp"

#include <nlohmann/json.hpp>

namespace selat::api::test {

using json = nlohmann::json;
using fields = std::vector<std::pair<std::string, std::string>>;

struct answer {
    int status = 0;
    std::string body;
    std::multimap<std::string, std::string> headers;  // names in lower case

    [[nodiscard]] std::string header(const std::string& name) const;
    [[nodiscard]] json document() const { return json::parse(body, nullptr, false); }
};

fields bearer(std::string_view token);
fields operator+(fields some, const fields& more);

// Tokens of the configuration.
inline constexpr std::string_view admin_token = "token-of-an-admin-0123456789";
inline constexpr std::string_view supervisor_token = "token-of-a-supervisor-0123456789";
inline constexpr std::string_view agent_token = "token-of-an-agent-role-0123456789";

// One customer who wrote on a channel, and what there is of them.
struct talk {
    model::customer customer;
    model::address address;
    model::conversation conversation;
    model::message message;
    model::task task;
    model::reservation reservation;
};

// Agents aminah and badrul, supervisor siti, admin dina; each one's password is "PASSWORD-OF-ID".
// Channels "line" and "web"; queues "support" and "sales".
class scene {
public:
    explicit scene(options options = {});
    ~scene() { server_.stop(); }

    answer call(const std::string& method, const std::string& path, const fields& headers = {},
                const std::string& body = {}) const;
    answer get(const std::string& path, const fields& headers) const {
        return call("GET", path, headers);
    }
    answer post(const std::string& path, const fields& headers, const json& body) const {
        return call("POST", path, headers, body.dump());
    }
    // Logs in; the session's token.
    std::string log_in(const std::string& agent) const;
    // The headers of somebody's session, who is logged in once.
    fields as(const std::string& agent);
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

    // A customer of `address` who wrote on "line"; with an agent, a task that this agent has, else
    // one that waits.
    talk talk_with(const std::string& address, const std::string& agent = {},
                   model::reservation_status status = model::reservation_status::accepted);
    // Further messages of a conversation, from the customer.
    std::vector<model::message> more_messages(const talk& talk, std::size_t count);

private:
    selat::test::served server_;  // its executors outlive what the gateway still answers

public:
    fake_services gateway;
    store::test::maker make{11};
    telemetry::metrics metrics;
    selat::test::mailbox<std::string> lines;  // of the log

private:
    telemetry::log log_;

public:
    class api subject;

private:
    std::map<std::string, std::string> sessions_;
};

}  // namespace selat::api::test
