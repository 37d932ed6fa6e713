// What a channel's plugin answered with, carried out.

#include <algorithm>
#include <array>

#include "host/gateway/channel_desk.hpp"
#include "host/gateway/send_record.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
namespace act = model::action;

constexpr std::size_t profile_answer = 1024 * 1024;  // bytes of an answer to a plugin's own call
constexpr std::size_t most_counters = 100;           // of one instance

// As Prometheus takes it.
std::string metric_name(const std::string& given) {
    std::string out = "selat_plugin_";
    for (const char each : given) {
        const bool fits = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                          (each >= '0' && each <= '9');
        out += fits ? each : '_';
    }
    return out + "_total";
}

std::vector<act::fetch> those_of(const std::vector<act::fetch>& all,
                                 const std::string& provider_id) {
    std::vector<act::fetch> out;
    std::ranges::copy_if(all, std::back_inserter(out),
                         [&](const auto& each) { return each.provider_id == provider_id; });
    return out;
}

}  // namespace

void channel_desk::carry_out(const shared& channel, std::vector<act::any> actions, bool on_strand,
                             const waiting& wait) {
    const auto files = take_attachments(channel, actions);
    carry_out(channel, std::move(actions), files, on_strand, wait);
}

void channel_desk::carry_out(const shared& channel, std::vector<act::any> actions,
                             const attached_files& files, bool on_strand, const waiting& wait) {
    std::vector<act::fetch> fetches;
    for (auto& action : actions) {
        if (auto* fetch = std::get_if<act::fetch>(&action)) {
            fetches.push_back(std::move(*fetch));
        }
    }
    for (auto& action : actions) {
        if (auto* inbound = std::get_if<act::inbound>(&action)) {
            auto mine = those_of(fetches, inbound->provider_id);
            const auto own = files.of_messages.find(inbound->provider_id);
            deliver(channel, std::move(*inbound), std::move(mine),
                    own == files.of_messages.end() ? nullptr : own->second, on_strand, wait);
        } else if (auto* change = std::get_if<act::amend>(&action)) {
            auto mine = change->provider_id.empty() ? std::vector<act::fetch>()
                                                    : those_of(fetches, change->provider_id);
            amend(channel, std::move(*change), std::move(mine), on_strand, wait);
        } else if (auto* mark = std::get_if<act::receipt>(&action)) {
            receipt(channel, std::move(*mark), on_strand, wait);
        } else if (auto* known = std::get_if<act::address_update>(&action)) {
            learn(channel, std::move(*known), on_strand, wait);
        } else if (auto* sign = std::get_if<act::typing>(&action)) {
            work work;
            work.what = engine::input::typing{channel->id, sign->from, sign->on, sign->ttl};
            shard::post(world_.shards, channel->id, sign->from, std::move(work));
        } else if (auto* wish = std::get_if<act::call>(&action)) {
            call(channel, std::move(*wish), on_strand);
        } else if (auto* asked = std::get_if<act::ask_history>(&action)) {
            history(channel, *asked);
        } else if (auto* proof = std::get_if<act::verify>(&action)) {
            verify(channel, *proof);
        } else if (auto* typed = std::get_if<act::verify_code>(&action)) {
            verify_code(channel, *typed);
        } else if (auto* state = std::get_if<act::status>(&action)) {
            set(channel, &running_channel::told, std::move(*state));
        } else if (auto* fresh = std::get_if<act::refreshed>(&action)) {
            channel->plugin->secrets().set(fresh->name, fresh->value);
        } else if (auto* line = std::get_if<act::log>(&action)) {
            log(channel, *line);
        } else if (auto* counted = std::get_if<act::count>(&action)) {
            count(channel, *counted);
        } else {
            carry_out_serially(channel, action, on_strand);
        }
    }
}

// Sockets, timers, kept state and operations over connections belong to the strand.
void channel_desk::carry_out_serially(const shared& channel, act::any& action, bool on_strand) {
    const auto serially = [&](auto&& body) {
        if (on_strand) {
            return body();
        }
        asio::post(channel->strand, std::forward<decltype(body)>(body));
    };
    if (auto* opening = std::get_if<act::connect>(&action)) {
        serially([this, channel, wish = std::move(*opening)] { connect(channel, wish); });
    } else if (auto* writing = std::get_if<act::write>(&action)) {
        serially([this, channel, wish = std::move(*writing)] { write(channel, wish); });
    } else if (auto* closing = std::get_if<act::hangup>(&action)) {
        serially([channel, wish = std::move(*closing)] {
            const auto it = channel->connections.find(wish.connection);
            if (it != channel->connections.end()) {
                it->second.socket->close(wish.code, wish.reason);
            }
        });
    } else if (auto* timer = std::get_if<act::set_timer>(&action)) {
        serially([this, channel, wish = std::move(*timer)] { set_timer(channel, wish); });
    } else if (auto* kept = std::get_if<act::save_state>(&action)) {
        if (on_strand) {
            auto& to_save = channel->state_to_save;
            to_save.values.push_back({channel->id, std::move(kept->key), std::move(kept->value)});
            if (!kept->tag.empty()) {
                to_save.tags.push_back(std::move(kept->tag));
            }
        }
    } else if (outbox_ != nullptr && on_strand &&
               (std::holds_alternative<act::sent>(action) ||
                std::holds_alternative<act::failed>(action))) {
        asio::post(world_.control, [this, channel, end = std::move(action)]() mutable {
            outbox_->ended(*channel->plugin, std::move(end));
        });
    }
}

void channel_desk::tell_if_failed(const shared& channel, std::string_view function,
                                  const plugins::outcome& outcome) const {
    if (outcome.code != code::ok) {
        world_.log(telemetry::level::warning, "plugin.call_failed",
                   {{"channel", channel->id},
                    {"function", function},
                    {"code", name_of(outcome.code)},
                    {"reason", channel->plugin->secrets().redact(outcome.text)}});
    }
}

void channel_desk::log(const shared& channel, const act::log& line) {
    using telemetry::level;
    constexpr std::array levels = {level::debug, level::debug, level::info, level::warning,
                                   level::error};
    const auto& secrets = channel->plugin->secrets();
    std::vector<std::string> values{secrets.redact(line.text)};
    for (const auto& [name, value] : line.pairs) {
        values.push_back(secrets.redact(value));
    }
    std::vector<telemetry::pair> pairs{{"channel", channel->id}, {"text", values.front()}};
    for (std::size_t i = 0; i < line.pairs.size(); ++i) {
        pairs.emplace_back(line.pairs[i].first, values[i + 1]);
    }
    world_.log.write(levels[std::min<std::size_t>(line.level, 4)], "plugin." + line.event, pairs);
}

void channel_desk::count(const shared& channel, const act::count& count) {
    const std::lock_guard guard(channel->mutex);
    auto found = channel->counters.find(count.name);
    if (found == channel->counters.end() && channel->counters.size() < most_counters) {
        auto& counter = world_.metrics.counter(metric_name(count.name), "Counted by a plugin",
                                               {{"channel", channel->id}});
        found = channel->counters.emplace(count.name, &counter).first;
    }
    if (found != channel->counters.end()) {
        found->second->add(count.value);
    }
}

void channel_desk::call(const shared& channel, act::call call, bool serial) {
    const auto op = call.op;
    world_.calls.perform(
        channel->plugin, call, usual_timeout(*world_.assembly(), channel->id), profile_answer,
        [this, channel, op, serial, context = call.context](net::http_result result) {
            auto answer = [this, channel, op, serial, context, result = std::move(result)] {
                if (channel->ended || result.code == code::cancelled) {
                    return;
                }
                if (serial && channel->plugin->has_serial_reply()) {
                    return tell(channel, "on_reply",
                                [this, op, context, result](plugins::channel& plugin) {
                                    const reply_record record(result, op, context, world_.now());
                                    return plugin.on_serial_reply(record.get());
                                });
                }
                const reply_record record(result, op, context, world_.now());
                auto outcome = channel->plugin->on_reply(record.get());
                tell_if_failed(channel, "on_reply", outcome);
                carry_out(channel, std::move(outcome.actions), false, nullptr);
            };
            asio::post(channel->strand, std::move(answer));
        });
}

}  // namespace selat::gateway
