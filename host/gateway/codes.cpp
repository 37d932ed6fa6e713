// One-time codes that a channel's plugin asks for and hands in.

#include "host/gateway/channel_desk.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
namespace act = model::action;

// As the plugin gets it; the texts are those of `outcome`.
selat_verification record_of(const verifications::outcome& outcome, const std::string& id,
                             model::time now) {
    const auto& about = outcome.about;
    selat_verification event{};
    event.event = event_head(sizeof event, SELAT_EVENT_VERIFICATION, now);
    event.tag = to_str(about.tag);
    event.verification = to_str(id);
    event.from = to_str(about.address);
    event.through = to_str(about.through);
    event.to = to_str(about.to);
    event.status = static_cast<std::uint32_t>(outcome.verdict);
    event.failure = static_cast<std::int32_t>(outcome.why.code);
    event.attempts_left = outcome.attempts_left;
    event.retry_after_ms = static_cast<std::uint64_t>(outcome.retry_after.count());
    event.expires_ms = about.expires == model::time{} ? 0 : model::to_ms(about.expires);
    return event;
}

}  // namespace

void channel_desk::verify(const shared& channel, const act::verify& wish) {
    verifications::wish asked;
    asked.about.channel = channel->id;
    asked.about.address = wish.from;
    asked.about.through = wish.through;
    asked.about.to = wish.to;
    asked.about.tag = wish.tag;
    asked.locale = wish.locale;
    asked.title = wish.title;
    asked.origin = wish.origin;
    if (codes_ == nullptr || !channel->plugin->names_channel(wish.through)) {
        verifications::outcome refused;
        refused.verdict = verifications::verdict::refused;
        refused.why = {code::not_found, "no option names the channel " + wish.through};
        refused.about = std::move(asked.about);
        return tell_verification(std::move(refused));
    }
    codes_->ask(std::move(asked),
                [this](verifications::outcome outcome) { tell_verification(std::move(outcome)); });
}

void channel_desk::verify_code(const shared& channel, const act::verify_code& typed) {
    if (codes_ == nullptr) {
        return;
    }
    verifications::typed given;
    given.about.channel = channel->id;
    given.about.address = typed.from;
    given.about.tag = typed.tag;
    given.code = typed.code;
    codes_->check(std::move(given), [this](verifications::outcome outcome) {
        tell_verification(std::move(outcome));
    });
}

void channel_desk::tell_verification(verifications::outcome outcome) {
    const auto channel = find(outcome.about.channel);
    if (!channel || !channel->plugin->has_verification()) {
        return;
    }
    const auto told = std::make_shared<const verifications::outcome>(std::move(outcome));
    asio::post(channel->strand, [this, channel, told] {
        if (!channel->ended) {
            tell(channel, "on_verification", [this, told](plugins::channel& plugin) {
                const auto id = told->about.id.text();
                return plugin.on_verification(record_of(*told, id, world_.now()));
            });
        }
    });
}

}  // namespace selat::gateway
