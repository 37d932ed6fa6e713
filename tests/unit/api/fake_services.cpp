#include "fake_services.hpp"

#include "host/base/crypto.hpp"

#include <boost/asio/post.hpp>

namespace selat::api::test {
namespace {

channel_view channel(std::string id, std::string plugin) {
    channel_view out;
    out.id = std::move(id);
    out.plugin = std::move(plugin);
    out.version = "1.0.0";
    out.state = "running";
    out.webhook_url = "https://chat.example.com/channels/" + out.id;
    out.capabilities = R"({"text":{"max":5000}})";
    return out;
}

person made(std::string id, model::role role) {
    person out;
    out.agent.id = id;
    out.agent.name = id;
    out.agent.name[0] = static_cast<char>(out.agent.name[0] - 'a' + 'A');
    out.agent.email = id + "@example.com";
    out.agent.role = role;
    out.agent.capacity = {{"default", 3}};
    out.password = "password-of-" + id;
    return out;
}

}  // namespace

fake_services::fake_services() : store_(store::open_memory()) {
    settings_.people = {made("aminah", model::role::agent), made("badrul", model::role::agent),
                        made("siti", model::role::supervisor), made("dina", model::role::admin)};
    auto& hashed = settings_.people.front();
    hashed.agent.password_hash = crypto::hash_password(hashed.password).value();
    settings_.channels = {channel("line", "line"), channel("web", "webchat")};
    routing::queue_view support;
    support.id = "support";
    support.waiting = 2;
    support.oldest = now() - std::chrono::seconds(30);
    routing::queue_view sales;
    sales.id = "sales";
    settings_.queues = {support, sales};
}

fake_services::~fake_services() { blocking_.join(); }

void fake_services::put(store::changes changes) {
    const auto outcome = store::test::commit(*store_, std::move(changes));
    if (outcome && committed) {
        committed(*ask([](store::reader& reader) { return reader.newest_position(); }));
    }
}

std::vector<std::string> fake_services::plugins() const {
    return {R"({"name":"line","version":"1.0.0","kind":"channel"})",
            R"({"name":"faq","version":"1.0.0","kind":"bot"})"};
}

void fake_services::queues(reply<std::vector<routing::queue_view>> done) {
    boost::asio::post(blocking_, [this, done] { done(now_set().queues); });
}

void fake_services::reload(reply<void> done) {
    boost::asio::post(blocking_, [this, done] { done(now_set().reload); });
}

void fake_services::run_blocking(std::function<void()> work) {
    boost::asio::post(blocking_, std::move(work));
}

}  // namespace selat::api::test
