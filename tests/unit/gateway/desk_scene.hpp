#pragma once
// A channel desk with one channel, whose serial calls answer what a test says.

#include "support.hpp"

#include <atomic>
#include <future>
#include <optional>

#include "host/gateway/channel_desk.hpp"

namespace selat::gateway::test {

namespace act = model::action;

inline act::any inbound_of(const std::string& provider_id, const std::string& tag = {}) {
    act::inbound out;
    out.provider_id = provider_id;
    out.from = "ann";
    out.content = R"({"text":"hello"})";
    out.tag = tag;
    return out;
}

inline act::any delivered(const std::string& provider_id) {
    act::receipt out;
    out.status = model::message_status::delivered;
    out.message_id = provider_id;
    return out;
}

struct desk_scene : stage {
    desk_scene() {
        discord = add_channel("discord");
        std::vector<boost::asio::io_context*> contexts;
        for (auto& each : shards) {
            contexts.push_back(&each->context());
        }
        desk = std::make_unique<channel_desk>(*world, files, invited, contexts);
        desk->adopt(*parts);
        start_shards();
    }
    ~desk_scene() { end(); }
    // A serial call that answers with these.
    void serial_call(std::vector<act::any> actions) {
        bool done = false;
        desk->serially(
            "discord", *discord,
            [actions](plugins::channel&) { return plugins::outcome{code::ok, {}, actions}; },
            [&](const plugins::outcome&) { done = true; });
        run_until([&] { return done; });
        settle();
    }
    // The wait of a serial call's delivery for the disk runs on the strand, in real time.
    std::string kept(const std::string& key) {
        return store.ask([&](selat::store::reader& reader) -> std::string {
            const auto values = reader.plugin_values("discord");
            for (const auto& each : *values) {
                if (each.key == key) {
                    return each.value;
                }
            }
            return {};
        });
    }
    std::size_t stored_messages() {
        return store.ask(
            [](selat::store::reader& reader) { return reader.messages({}, {})->items.size(); });
    }

    // What became of a send, as the outbox writes it.
    void change(const queued_send& send, std::optional<model::message_status> status,
                const std::string& provider_id, std::uint32_t parts_sent = 0,
                code why = code::invalid) {
        model::message_change change;
        change.id = send.message.id;
        change.provider_id = provider_id;
        change.status = status;
        if (status == model::message_status::failed) {
            change.error = model::delivery_error{why, "refused", {}};
            change.unsent = model::unsent{send.job.id, parts_sent};
        }
        selat::store::changes changes;
        changes.message_changes.push_back(std::move(change));
        std::promise<void> kept;
        store.commit(std::move(changes), [&](const auto&) { kept.set_value(); });
        kept.get_future().get();
    }
    // Every look there is at an early receipt.
    void look_again() {
        for (int i = 0; i < 8; ++i) {
            clock.turn(model::duration{250});
            settle();
        }
    }
    // A message to an address that the store knows, with its place there.
    queued_send queue_at(std::uint64_t seq) {
        auto out = queue_send(*this, "discord", "ann", std::to_string(seq));
        out.message.id = ids.make(model::id_kind::message, clock.now(), 0);
        out.message.address_seq = seq;
        selat::store::changes changes;
        changes.messages.push_back(out.message);
        std::promise<void> kept;
        store.commit(std::move(changes), [&](const auto&) { kept.set_value(); });
        kept.get_future().get();
        return out;
    }

    model::id_source ids{77};
    media_files files{*world};
    invitations invited{*world};
    std::shared_ptr<scripted_channel> discord;
    std::unique_ptr<channel_desk> desk;
};

}  // namespace selat::gateway::test
