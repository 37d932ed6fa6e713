#include "support.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <httplib.h>

namespace selat::api::test {
namespace {

options with_tokens(options given) {
    if (given.tokens.empty()) {
        given.tokens = {{"ops", model::role::admin, std::string(admin_token)},
                        {"lead", model::role::supervisor, std::string(supervisor_token)},
                        {"crm", model::role::agent, std::string(agent_token)}};
    }
    return given;
}

telemetry::log_options into(selat::test::mailbox<std::string>& lines) {
    telemetry::log_options out;
    out.format = telemetry::log_format::json;
    out.write = [&lines](std::string_view line) { lines.put(std::string(line)); };
    return out;
}

}  // namespace

std::string answer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

fields bearer(std::string_view token) {
    return {{"Authorization", "Bearer " + std::string(token)}};
}

fields operator+(fields some, const fields& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

scene::scene(options options)
    : server_([this](net::exchange exchange) { subject.handle(std::move(exchange)); }),
      log_(into(lines)), subject(gateway, with_tokens(std::move(options)), log_, metrics) {
    gateway.committed = [this](std::uint64_t newest) { subject.committed(newest); };
}

answer scene::call(const std::string& method, const std::string& path, const fields& headers,
                   const std::string& body) const {
    httplib::Client client("127.0.0.1", port());
    client.set_read_timeout(10);
    httplib::Request request;
    request.method = method;
    request.path = path;
    for (const auto& [name, value] : headers) {
        request.headers.emplace(name, value);
    }
    if (!body.empty()) {
        request.body = body;
        if (!request.has_header("Content-Type")) {
            request.headers.emplace("Content-Type", "application/json");
        }
    }
    const auto reply = client.send(request);
    if (!reply) {
        throw std::runtime_error(method + " " + path + ": " + httplib::to_string(reply.error()));
    }
    answer out{reply->status, reply->body, {}};
    for (const auto& [name, value] : reply->headers) {
        auto lower = name;
        std::ranges::transform(lower, lower.begin(), [](unsigned char each) {
            return static_cast<char>(std::tolower(each));
        });
        out.headers.emplace(std::move(lower), value);
    }
    return out;
}

std::string scene::log_in(const std::string& agent) const {
    const auto reply =
        post("/api/v1/sessions", {},
             {{"email", agent + "@example.com"}, {"password", "password-of-" + agent}});
    if (reply.status != 201) {
        throw std::runtime_error("no log-in: " + reply.body);
    }
    return reply.document().at("token").get<std::string>();
}

fields scene::as(const std::string& agent) {
    auto& token = sessions_[agent];
    if (token.empty()) {
        token = log_in(agent);
    }
    return bearer(token);
}

talk scene::talk_with(const std::string& address, const std::string& agent,
                      model::reservation_status status) {
    talk out;
    out.customer = make.customer();
    out.address = make.address(out.customer.id, "line", address);
    out.conversation = make.conversation(out.address);
    out.conversation.handler = model::handler::agent;
    out.message = make.message(out.conversation, 1);
    out.message.seq = out.conversation.next_seq++;
    out.task = make.task(out.conversation, "support");
    out.conversation.task = out.task.id;
    store::changes changes;
    if (!agent.empty()) {
        out.reservation = make.reservation(out.task, agent);
        out.reservation.status = status;
        const bool held = status == model::reservation_status::accepted ||
                          status == model::reservation_status::wrapping;
        out.task.status = held ? model::task_status::assigned : model::task_status::reserved;
        out.task.agent = held ? agent : std::string();
        out.conversation.agent = out.task.agent;
        changes.reservations.push_back(out.reservation);
    }
    changes.customers.push_back(out.customer);
    changes.addresses.push_back(out.address);
    changes.conversations.push_back(out.conversation);
    changes.messages.push_back(out.message);
    changes.tasks.push_back(out.task);
    auto event = make.created(out.message);
    event.agent = out.conversation.agent;
    changes.events.push_back(std::move(event));
    gateway.put(std::move(changes));
    return out;
}

std::vector<model::message> scene::more_messages(const talk& talk, std::size_t count) {
    store::changes changes;
    for (std::size_t i = 0; i < count; ++i) {
        auto message = make.message(talk.conversation, i + 2);
        message.seq = i + 2;
        auto event = make.created(message);
        event.agent = talk.conversation.agent;
        changes.messages.push_back(std::move(message));
        changes.events.push_back(std::move(event));
    }
    auto out = changes.messages;
    gateway.put(std::move(changes));
    return out;
}

}  // namespace selat::api::test
