// Serial calls into a plugin, on its strand: in order, and none lost while it is put aside.

#include "host/gateway/channel_desk.hpp"
#include "host/gateway/send_record.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds held_pause{250};  // between looks at who is put aside

}  // namespace

void channel_desk::tell(const shared& channel, std::string_view function, serial_call call) {
    auto outcome = ask(channel, call);
    if (!outcome.aside) {
        return after_serial(channel, function, std::move(outcome));
    }
    channel->held.push_back({std::string(function), std::move(call)});
    retry_held(channel);
}

plugins::outcome channel_desk::ask(const shared& channel, const serial_call& call) {
    if (!catch_up(channel)) {
        return {code::unavailable, "the channel has been put aside", {}, true};
    }
    return call(*channel->plugin);
}

bool channel_desk::catch_up(const shared& channel) {
    while (!channel->held.empty()) {
        auto outcome = channel->held.front().call(*channel->plugin);
        if (outcome.aside) {
            return false;
        }
        const auto function = std::move(channel->held.front().function);
        channel->held.pop_front();
        after_serial(channel, function, std::move(outcome));
    }
    return true;
}

void channel_desk::retry_held(const shared& channel) {
    if (std::exchange(channel->retrying_held, true)) {
        return;
    }
    auto timer = std::make_shared<asio::steady_timer>(channel->strand, held_pause);
    timer->async_wait([this, channel, timer](const boost::system::error_code& error) {
        channel->retrying_held = false;
        if (!error && !channel->ended && !catch_up(channel)) {
            retry_held(channel);
        }
    });
}

void channel_desk::tell_closed(const engine::closed_for& whom) {
    const auto running = find(whom.channel);
    if (!running || !running->plugin->has_serial_send()) {
        return;
    }
    model::message nothing;
    nothing.address = whom.address;
    nothing.address_seq = whom.newest_seq;
    nothing.at = whom.at;
    auto record = std::make_shared<send_record>(
        0, nothing, send_context{}, R"({"status":"closed"})", std::string{}, 1, whom.at);
    record->purpose(SELAT_OUT_STATUS);
    asio::post(running->strand, [this, running, record] {
        if (!running->ended) {
            tell(running, "on_send", [record](plugins::channel& plugin) {
                return plugin.on_serial_send(record->get());
            });
        }
    });
}

}  // namespace selat::gateway
