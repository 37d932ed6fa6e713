// Changing what went out, or taking it back, as the API asks for it.

#include <algorithm>
#include <set>

#include "host/api/media_links.hpp"
#include "host/delivery/degrade.hpp"
#include "host/gateway/services.hpp"
#include "host/model/content.hpp"

namespace selat::gateway {
namespace {

result<std::size_t> parts(const model::content& content, const model::capabilities& can) {
    const auto fitted = delivery::degrade(content, can);
    return fitted ? result<std::size_t>(fitted->size()) : tl::unexpected(fitted.error());
}

bool has_same_files(const model::content& one, const model::content& other) {
    return std::ranges::equal(one.attachments, other.attachments, {}, &model::attachment::url,
                              &model::attachment::url);
}

// Those that are ours, wherever they stand in it.
std::set<std::string> files_of(const model::content& content) {
    std::set<std::string> out;
    api::for_each_media_url(content, [&](const std::string& url, std::uint32_t) {
        if (url.starts_with(api::media_path)) {
            out.insert(url);
        }
    });
    return out;
}

// What the message is to be: its words and choices as asked, its files as they are.
result<std::string> changed(const model::message& message, const std::string& asked,
                            const model::capabilities& can) {
    auto now = model::read_content(asked);
    const auto before = model::read_content(message.content);
    if (!now || !before) {
        return tl::unexpected(now ? before.error() : now.error());
    }
    if (!now->attachments.empty() && !has_same_files(*now, *before)) {
        return fail(code::unsupported, "the files of a message stay as they are");
    }
    now->attachments = before->attachments;
    if (!std::ranges::includes(files_of(*before), files_of(*now))) {
        return fail(code::unsupported, "it names a file that the message does not have");
    }
    for (const auto* each : std::initializer_list<const model::content*>{&*before, &*now}) {
        const auto count = parts(*each, can);
        if (!count) {
            return tl::unexpected(count.error());
        }
        if (*count != 1) {
            return fail(code::unsupported, each == &*before ? "it went out as several messages"
                                                            : "it would need several messages");
        }
    }
    return model::write_content(*now);
}

// The content that it is to have, empty when it is to be taken back; or why it cannot be.
result<std::string> possible(const world& world, const model::message& message,
                             const std::string& asked) {
    const auto channel = world.channel(message.channel);
    if (!channel) {
        return fail(code::unavailable, "the channel " + message.channel + " is not running");
    }
    const auto& can = channel->manifest().capabilities;
    if (asked.empty() ? !can.delete_ : !can.edit) {
        return fail(code::unsupported,
                    "the channel " + message.channel +
                        (asked.empty() ? " takes no message back" : " changes no message"));
    }
    if (!asked.empty()) {
        return changed(message, asked, can);
    }
    const auto content = model::read_content(message.content);
    const auto count = content ? parts(*content, can) : result<std::size_t>(1);
    if (count && *count > 1) {
        return fail(code::unsupported, "it went out as several messages");
    }
    return std::string{};
}

result<void> read_newest(store::reader& reader, engine::input::any& what) {
    auto& in = std::get<engine::input::revise>(what);
    auto newest = reader.message(in.message.id);
    if (!newest || !*newest) {
        return newest ? fail(code::not_found, "there is no such message")
                      : tl::unexpected(newest.error());
    }
    in.message = std::move(**newest);
    return {};
}

}  // namespace

void services::revise(const model::id& message, std::string content,
                      api::reply<model::message> done) {
    world_.store.read([this, message, content = std::move(content),
                       done = std::move(done)](store::reader& reader) {
        const auto found = reader.message(message);
        if (!found || !*found) {
            return done(found ? fail(code::not_found, "there is no such message")
                              : tl::unexpected(found.error()));
        }
        if ((*found)->direction != model::direction::outbound) {
            return done(fail(code::wrong_state, "only a message that goes out can be changed"));
        }
        auto wish = possible(world_, **found, content);
        if (!wish) {
            return done(tl::unexpected(wish.error()));
        }
        work work;
        work.what = engine::input::revise{**found, std::move(*wish)};
        work.look_up = read_newest;
        work.done = [done](decided outcome) {
            if (outcome.code != code::ok) {
                return done(fail(outcome.code, outcome.text));
            }
            done(std::move(*outcome.message));
        };
        shard::post(world_.shards, (*found)->customer, std::move(work));
    });
}

}  // namespace selat::gateway
