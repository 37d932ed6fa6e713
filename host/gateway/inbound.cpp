// What customers and providers deliver: to the shard that owns the customer, and back to whoever
// waits for it to be durable.

#include "host/base/crypto.hpp"
#include "host/delivery/html_text.hpp"
#include "host/gateway/channel_desk.hpp"
#include "host/model/content.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
namespace act = model::action;

constexpr std::size_t most_unstored = 10'000;    // of one instance; then its connections end
constexpr std::uint64_t most_under_way = 2'000;  // then its own connections are not read

// The dedup key of a delivery whose provider gives none: the same words at the same provider time.
std::string made_key(const act::inbound& inbound) {
    if (inbound.at_ms == 0) {
        return {};
    }
    return "made:" + crypto::sha256_hex(inbound.from + '\x1f' + std::to_string(inbound.at_ms) +
                                        '\x1f' + inbound.content);
}

result<model::id> ours(store::reader& reader, const std::string& channel,
                       const std::string& provider_id) {
    const auto found = reader.message_by_provider_id(channel, provider_id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    return *found ? (*found)->id : model::id{};
}

// The message that a reaction is to, by our id.
result<void> resolve_reaction(store::reader& reader, const std::string& channel,
                              std::string& content) {
    auto read = model::read_content(content);
    if (!read || !read->reaction) {
        return {};
    }
    const auto target = ours(reader, channel, read->reaction->to);
    if (!target) {
        return tl::unexpected(target.error());
    }
    if (*target) {
        read->reaction->to = target->text();
        content = model::write_content(*read);
    }
    return {};
}

const nlohmann::json* attachment_with(const nlohmann::json& content, const nlohmann::json& id) {
    const auto list = content.is_object() ? content.find("attachments") : content.end();
    if (!content.is_object() || list == content.end() || !id.is_string()) {
        return nullptr;
    }
    for (const auto& each : *list) {
        const auto own = each.is_object() ? each.find("provider_id") : each.end();
        if (each.is_object() && own != each.end() && *own == id) {
            return &each;
        }
    }
    return nullptr;
}

// An edit repeats the attachments that stay, by their provider's ids: what was stored of them, or
// is being fetched, stays too.
void keep_attachments(engine::input::amend& in, const std::string& stored) {
    auto content = nlohmann::json::parse(in.change.content, nullptr, false);
    if (!content.is_object() || !content.contains("attachments")) {
        return;
    }
    const auto before = nlohmann::json::parse(stored, nullptr, false);
    std::uint32_t at = 0;
    for (auto& each : content["attachments"]) {
        const auto id = each.is_object() ? each.find("provider_id") : each.end();
        const auto* kept =
            each.is_object() && id != each.end() ? attachment_with(before, *id) : nullptr;
        if (kept != nullptr) {
            each = nlohmann::json(*kept);
            std::erase_if(in.fetches, [at](const auto& fetch) { return fetch.attachment == at; });
        }
        ++at;
    }
    in.change.content = content.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Turns provider ids that a message names (what it answers, reacts to, echoes) into ours.
result<void> resolve_ids(store::reader& reader, const std::string& channel,
                         engine::input::any& what) {
    auto& in = std::get<engine::input::inbound>(what);
    if (!in.message.reply_to.empty()) {
        const auto target = ours(reader, channel, in.message.reply_to);
        if (!target) {
            return tl::unexpected(target.error());
        }
        in.reply_to = *target;
    }
    if (in.message.echo) {
        const auto& id =
            in.message.message_id.empty() ? in.message.provider_id : in.message.message_id;
        const auto own = ours(reader, channel, id);
        if (!own) {
            return tl::unexpected(own.error());
        }
        in.echo_of = *own;
    }
    return resolve_reaction(reader, channel, in.message.content);
}

bool names_messages(const act::inbound& inbound) {
    return !inbound.reply_to.empty() || inbound.echo ||
           inbound.content.find("\"reaction\"") != std::string::npos;
}

// Who says the word is let go without an answer. One of a group does not speak for all.
void understand(const consent_words& words, act::inbound& inbound) {
    if (inbound.reach != model::reach::unknown || inbound.echo || !inbound.author.empty()) {
        return;
    }
    inbound.reach = words.in(inbound.content);
    inbound.no_reply = inbound.no_reply || inbound.reach == model::reach::opted_out;
}

}  // namespace

void channel_desk::deliver(const shared& channel, act::inbound inbound,
                           std::vector<act::fetch> fetches, const attached& files, bool on_strand,
                           const waiting& wait) {
    inbound.content = delivery::with_text(std::move(inbound.content));
    understand(channel->words, inbound);
    // Who is told that it could not be stored gives it again.
    const bool told = !wait && !inbound.tag.empty() && channel->plugin->has_stored();
    const bool early = !on_strand && inbound.echo;
    give(channel, on_strand, wait,
         [this, channel, told, early, files, inbound = std::move(inbound),
          fetches = std::move(fetches)](const std::function<void(bool)>& done) {
             const auto over = [told, done](bool durable) { done(durable || told); };
             if (!early) {
                 return hand_over(channel, inbound, fetches, files, over);
             }
             const auto sent =
                 inbound.message_id.empty() ? inbound.provider_id : inbound.message_id;
             await_own(channel, sent, most_send_looks,
                       [this, channel, inbound, fetches, files, over] {
                           hand_over(channel, inbound, fetches, files, over);
                       });
         });
}

void channel_desk::await_own(const shared& channel, const std::string& sent, int looks,
                             const std::function<void()>& then) {
    world_.store.read([this, channel, sent, looks, then](store::reader& reader) {
        const bool unsettled = channel->unsettled_sends.load(std::memory_order_relaxed) > 0;
        const auto own = ours(reader, channel->id, sent);
        if (own && !*own && unsettled && looks > 1) {
            return world_.later(send_look_pause, [this, channel, sent, looks, then] {
                await_own(channel, sent, looks - 1, then);
            });
        }
        then();
    });
}

work channel_desk::inbound_work(const shared& channel, act::inbound inbound,
                                std::vector<act::fetch> fetches, std::function<void(bool)> done) {
    work work;
    work.channel = channel->id;
    work.provider_id = inbound.provider_id.empty() ? made_key(inbound) : inbound.provider_id;
    const auto tag = inbound.tag;
    if (names_messages(inbound)) {
        work.look_up = [id = channel->id](store::reader& reader, engine::input::any& what) {
            return resolve_ids(reader, id, what);
        };
    }
    auto invited = invitations_.take(channel->id, inbound);
    work.newcomer_of = invited ? invited->customer : model::id{};
    work.what = engine::input::inbound{channel->id, std::move(inbound), std::move(fetches), {},
                                       {},          invited.has_value()};
    work.done = [this, channel, tag, invited = std::move(invited),
                 done = std::move(done)](const decided& outcome) {
        if (invited) {
            invitations_.settle(*invited,
                                outcome.message ? outcome.message->customer : model::id{});
        }
        if (outcome.message) {
            channel->inbound->add();
            const auto& message = *outcome.message;
            world_.log(telemetry::level::info, "message.received",
                       {{"message", message.id.text()},
                        {"conversation", message.conversation.text()},
                        {"channel", channel->id},
                        {"provider_id", message.provider_id}});
        } else if (outcome.duplicate) {
            channel->repeats->add();
        }
        if (!tag.empty()) {
            asio::post(channel->strand, [this, channel, tag, outcome] {
                if (!channel->ended) {
                    stored(channel, tag, outcome);
                }
            });
        }
        if (done) {
            done(outcome.code == code::ok);
        }
    };
    return work;
}

void channel_desk::stored(const shared& channel, const std::string& tag, const decided& outcome) {
    if (!channel->plugin->has_stored()) {
        return;
    }
    tell(channel, "on_stored", [this, tag, outcome](plugins::channel& plugin) {
        selat_stored event{};
        std::string message;
        std::string content;
        event.event = event_head(sizeof event, SELAT_EVENT_STORED, world_.now());
        event.tag = to_str(tag);
        event.failure = outcome.code == code::ok ? SELAT_OK : SELAT_UNAVAILABLE;
        if (outcome.message) {
            message = outcome.message->id.text();
            event.seq = outcome.message->address_seq;
            event.at_ms = model::to_ms(outcome.message->at);
            content = world_.opened(outcome.message->content, outcome.message->id);
            event.content = to_str(content);
        } else if (outcome.duplicate) {
            message = outcome.duplicate->message.text();
            event.seq = outcome.duplicate->address_seq;
            event.at_ms = model::to_ms(outcome.duplicate->at);
            event.duplicate = 1;
        }
        event.message = to_str(message);
        return plugin.on_stored(event);
    });
}

void channel_desk::amend(const shared& channel, act::amend amend, std::vector<act::fetch> fetches,
                         bool on_strand, const waiting& wait) {
    amend.content = delivery::with_text(std::move(amend.content));
    give(channel, on_strand, wait,
         [this, channel, amend = std::move(amend),
          fetches = std::move(fetches)](std::function<void(bool)> done) {
             work work;
             work.channel = channel->id;
             work.provider_id = amend.provider_id;
             work.look_up = [id = channel->id](store::reader& reader,
                                               engine::input::any& what) -> result<void> {
                 auto& in = std::get<engine::input::amend>(what);
                 const auto amended_ms = in.change.at_ms;
                 const auto found = reader.message_by_provider_id(id, in.change.message_id);
                 if (!found) {
                     return tl::unexpected(found.error());
                 }
                 in.message = *found ? (*found)->id : model::id{};
                 in.conversation = *found ? (*found)->conversation : model::id{};
                 if (*found && !in.change.deleted) {
                     in.late = amended_ms > 1 && amended_ms < (*found)->edited_ms;
                     keep_attachments(in, (*found)->content);
                 }
                 return {};
             };
             work.what = engine::input::amend{channel->id, amend, {}, {}, fetches};
             work.done = [done = std::move(done)](const decided& outcome) {
                 done(outcome.code == code::ok);
             };
             shard::post(world_.shards, channel->id, amend.from, std::move(work));
         });
}

void channel_desk::learn(const shared& channel, act::address_update update, bool on_strand,
                         const waiting& wait) {
    give(channel, on_strand, wait,
         [this, channel, update = std::move(update)](std::function<void(bool)> done) {
             if (!update.identity.empty()) {
                 return identities_.learn(channel->id, update, std::move(done));
             }
             work work;
             work.what = engine::input::address{channel->id, update};
             work.done = [done = std::move(done)](const decided& outcome) {
                 done(outcome.code == code::ok);
             };
             shard::post(world_.shards, channel->id, update.address, std::move(work));
         });
}

// A delivery of a webhook is answered for; any other is ours to give until it is durable.
void channel_desk::give(const shared& channel, bool on_strand, const waiting& wait,
                        running_channel::giving giving) {
    if (wait) {
        wait->expect();
        return giving([wait](bool durable) { wait->one_done(durable); });
    }
    if (!on_strand) {
        return giving([this, channel, giving](bool durable) {
            if (!durable) {
                asio::post(channel->strand,
                           [this, channel, giving] { give(channel, true, nullptr, giving); });
            }
        });
    }
    if (++channel->under_way >= most_under_way && !channel->held_back) {
        hold_back(channel, true);
    }
    const auto number = channel->next_number++;
    if (channel->unstored.empty()) {
        return give_numbered(channel, number, std::move(giving));
    }
    channel->unstored.emplace(number, std::move(giving));
    if (channel->unstored.size() > most_unstored) {
        for (const auto& [name, connection] : channel->connections) {
            connection.socket->close(1013, "messages cannot be stored");
        }
    }
}

void channel_desk::give_numbered(const shared& channel, std::uint64_t number,
                                 running_channel::giving giving) {
    giving([this, channel, number, giving](bool durable) {
        asio::post(channel->strand, [this, channel, number, giving, durable] {
            given(channel, number, giving, durable);
        });
    });
}

void channel_desk::given(const shared& channel, std::uint64_t number,
                         running_channel::giving giving, bool durable) {
    if (durable) {
        --channel->under_way;
        channel->before_save -= number < channel->save_behind ? 1 : 0;
        if (channel->held_back && channel->under_way <= most_under_way / 2) {
            hold_back(channel, false);
        }
        return save_state(channel);
    }
    if (channel->ended) {
        return;  // what is kept says where to go on, and that is before this one
    }
    channel->unstored.emplace(number, std::move(giving));
    try_again(channel);
}

void channel_desk::try_again(const shared& channel) {
    if (std::exchange(channel->trying_again, true)) {
        return;
    }
    auto timer = std::make_shared<asio::steady_timer>(channel->strand, store_pause);
    timer->async_wait([this, channel, timer](const boost::system::error_code& error) {
        if (error || channel->ended) {
            return;
        }
        channel->trying_again = false;
        for (auto& [number, giving] : std::exchange(channel->unstored, {})) {
            give_numbered(channel, number, std::move(giving));
        }
    });
}

}  // namespace selat::gateway
