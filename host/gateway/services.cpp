#include "host/gateway/services.hpp"

#include <algorithm>

#include "host/base/crypto.hpp"
#include "host/net/tokens.hpp"

namespace selat::gateway {
namespace {

api::agent_row row_of(const routing::agent_view& view) {
    return {*view.agent, view.state, view.available, view.load};
}

}  // namespace

services::services(world& world, channel_desk& channels, task_desk& tasks, media_files& files,
                   verifications& codes, invitations& invitations, hooks hooks)
    : world_(world), channels_(channels), tasks_(tasks), files_(files), codes_(codes),
      invitations_(invitations), hooks_(std::move(hooks)) {}

std::vector<api::channel_view> services::channels() const {
    std::vector<api::channel_view> out;
    const auto assembly = world_.assembly();
    for (const auto& each : assembly->config.channels) {
        api::channel_view view;
        view.id = each.id;
        view.plugin = each.plugin;
        view.webhook_url = assembly->config.server.public_url + "/channels/" + each.id;
        view.sunset = assembly->sunset(each.id, world_.now());
        view.capabilities = "{}";
        view.invite = each.invite;
        if (const auto it = assembly->engine.channels.find(each.id);
            it != assembly->engine.channels.end()) {
            view.identity = it->second.identity;
        }
        if (const auto running = assembly->channel(each.id)) {
            auto [standing, reason] = channels_.condition(each.id);
            const auto& manifest = running->manifest();
            view.version = manifest.version;
            view.state = model::action::name_of(standing);
            view.reason = std::move(reason);
            if (const auto it = manifest.document.find("capabilities");
                it != manifest.document.end()) {
                view.capabilities = it->dump();
            }
        } else {
            view.state = "stopped";
            const auto why = assembly->stopped.find(each.id);
            view.reason = why == assembly->stopped.end() ? "" : why->second;
        }
        out.push_back(std::move(view));
    }
    return out;
}

std::optional<model::agent> services::agent(std::string_view id) const {
    const auto latest = world_.assembly();
    for (const auto& each : latest->config.agents) {
        if (each.id == id) {
            return each;
        }
    }
    return std::nullopt;
}

std::optional<model::agent> services::agent_by_email(std::string_view email) const {
    const auto latest = world_.assembly();
    for (const auto& each : latest->config.agents) {
        if (!each.email.empty() && net::equals_ignoring_case(each.email, email)) {
            return each;
        }
    }
    return std::nullopt;
}

bool services::check_password(std::string_view agent, std::string_view password) const {
    const auto latest = world_.assembly();
    for (const auto& each : latest->config.agents) {
        if (each.id != agent) {
            continue;
        }
        if (!each.password_hash.empty()) {
            return crypto::verify_password(password, each.password_hash);
        }
        const auto hex = [](std::string_view text) { return crypto::sha256_hex(text); };
        return !each.password.empty() && crypto::equal(hex(each.password), hex(password));
    }
    return false;
}

std::vector<model::activity> services::activities() const {
    return world_.assembly()->config.routing.activities;
}

void services::on_conversation(const model::id& conversation, engine::input::any what,
                               api::reply<model::conversation> done) {
    world_.store.read([this, conversation, what = std::move(what),
                       done = std::move(done)](store::reader& reader) mutable {
        const auto found = reader.conversation(conversation);
        if (!found || !*found) {
            return done(found ? fail(code::not_found, "there is no such conversation")
                              : tl::unexpected(found.error()));
        }
        work work;
        work.what = std::move(what);
        work.done = [done, before = **found](decided outcome) {
            if (outcome.code != code::ok) {
                return done(fail(outcome.code, outcome.text));
            }
            done(outcome.conversation ? std::move(*outcome.conversation) : before);
        };
        shard::post(world_.shards, (*found)->customer, std::move(work));
    });
}

model::permission services::may_reply(const model::conversation& conversation,
                                      const model::address* to) const {
    const auto assembly = world_.assembly();
    return model::may_reply(conversation, to,
                            engine::rules_of(assembly->engine, conversation.channel), world_.now());
}

void services::close(const model::id& conversation, std::string reason,
                     api::reply<model::conversation> done) {
    on_conversation(conversation, engine::input::close{conversation, std::move(reason)},
                    std::move(done));
}

void services::hand_over(const model::id& conversation, model::handler to,
                         api::reply<model::conversation> done) {
    on_conversation(conversation, engine::input::hand_over{conversation, to}, std::move(done));
}

void services::agents(api::reply<std::vector<api::agent_row>> done) {
    tasks_.ask([done = std::move(done)](const routing::router& router) {
        std::vector<api::agent_row> out;
        for (const auto& each : router.agents()) {
            out.push_back(row_of(each));
        }
        done(std::move(out));
    });
}

void services::queues(api::reply<std::vector<routing::queue_view>> done) {
    tasks_.ask([this, done = std::move(done)](const routing::router& router) {
        done(router.queues(world_.now()));
    });
}

}  // namespace selat::gateway
