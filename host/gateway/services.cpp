#include "host/gateway/services.hpp"

#include <algorithm>

#include "host/api/media_links.hpp"
#include "host/base/crypto.hpp"
#include "host/delivery/degrade.hpp"
#include "host/model/content.hpp"
#include "host/model/media_type.hpp"
#include "host/net/tokens.hpp"

namespace selat::gateway {
namespace {

template <class T>
void refuse(const api::reply<T>& done, const decided& outcome) {
    done(fail(outcome.code, outcome.text));
}

// Whether the channel can carry it, if need be otherwise than written.
result<void> carries(const world& world, const std::string& channel, const std::string& content) {
    const auto running = world.channel(channel);
    if (!running) {
        return world.assembly()->stopped.contains(channel)
                   ? fail(code::unavailable, "the channel " + channel + " is not running")
                   : fail(code::not_found, "there is no channel " + channel);
    }
    const auto read = model::read_content(content);
    if (!read) {
        return tl::unexpected(read.error());
    }
    const auto parts = delivery::degrade(*read, running->manifest().capabilities);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    return {};
}

// What a reply needs of the message it answers.
template <class In>
result<void> read_answered(store::reader& reader, const model::id& reply_to, In& about) {
    const auto target = reader.message(reply_to);
    if (!target || !*target) {
        return fail(code::invalid, "reply_to is no message");
    }
    about.reply_to_provider_id = (*target)->provider_id;
    about.reply_to_context = (*target)->context;
    return {};
}

// Whether the files that a message names have not gone meanwhile.
result<void> are_there(store::reader& reader, const std::vector<store::media>& media) {
    for (const auto& each : media) {
        const auto found = reader.attachment(each.id);
        if (!found || !*found) {
            return found
                       ? fail(code::unsupported, "attachments/" + std::to_string(each.attachment) +
                                                     "/url names a file that has gone")
                       : tl::unexpected(found.error());
        }
    }
    return {};
}

// Each message holds its files by rows of its own, and shows them by these: what becomes of another
// message that has them is nothing to it.
std::string take_media(const api::write_request& request, std::vector<store::media>& rows,
                       model::time now) {
    if (request.media.empty()) {
        return request.content;
    }
    model::id_source ids(new_seed());
    auto content = model::read_content(request.content);
    for (auto row : request.media) {
        auto& target = content->attachments[row.attachment];
        row.id = ids.make(model::id_kind::media, now, 0);
        row.message = {};
        row.owner.clear();
        row.name = target.name.empty() ? row.name : target.name;
        target.url = std::string(api::media_path) + row.id.text();
        target.mime = row.mime;
        target.name = row.name;
        target.size = row.size;
        if (target.kind != model::attachment_kind::file &&
            target.kind != model::attachment_kind::sticker) {
            target.kind = model::kind_of_file(row.mime);
        }
        rows.push_back(std::move(row));
    }
    return model::write_content(*content);
}

// The message as it is when its turn has come.
result<void> read_for_retry(store::reader& reader, engine::input::any& what) {
    auto& in = std::get<engine::input::retry>(what);
    auto newest = reader.message(in.message.id);
    if (!newest || !*newest) {
        return newest ? fail(code::not_found, "there is no such message")
                      : tl::unexpected(newest.error());
    }
    in.message = std::move(**newest);
    return in.message.reply_to ? read_answered(reader, in.message.reply_to, in) : result<void>{};
}

api::agent_row row_of(const routing::agent_view& view) {
    return {*view.agent, view.state, view.available, view.load};
}

}  // namespace

services::services(world& world, channel_desk& channels, task_desk& tasks, media_files& files,
                   verifications& codes, hooks hooks)
    : world_(world), channels_(channels), tasks_(tasks), files_(files), codes_(codes),
      hooks_(std::move(hooks)) {}

std::vector<api::channel_view> services::channels() const {
    std::vector<api::channel_view> out;
    const auto assembly = world_.assembly();
    for (const auto& each : assembly->config.channels) {
        api::channel_view view;
        view.id = each.id;
        view.plugin = each.plugin;
        view.webhook_url = assembly->config.server.public_url + "/channels/" + each.id;
        view.capabilities = "{}";
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

void services::keep(api::upload upload, api::reply<store::media> done) {
    files_.keep(
        {upload.bytes, std::move(upload.mime), std::move(upload.name), std::move(upload.owner)},
        [this, done = std::move(done)](result<media_files::kept> kept) {
            if (!kept) {
                return done(tl::unexpected(kept.error()));
            }
            files_.release({kept->media.sha256});
            done(std::move(kept->media));
        });
}

// Files that it names stay until it has them.
void services::write(api::write_request request, api::reply<model::message> done) {
    if (const auto content = model::read_content(request.content); !content) {
        return done(tl::unexpected(content.error()));
    }
    if (request.media.empty()) {
        return write_held(std::move(request), std::move(done));
    }
    media_files::digests files;
    for (const auto& each : request.media) {
        files.push_back(each.sha256);
    }
    files_.hold(files, [this, files, request = std::move(request), done = std::move(done)] {
        write_held(request, [this, files, done](result<model::message> written) {
            files_.release(files);
            done(std::move(written));
        });
    });
}

void services::write_held(api::write_request request, api::reply<model::message> done) {
    if (!request.conversation) {
        if (const auto possible = carries(world_, request.channel, request.content); !possible) {
            return done(tl::unexpected(possible.error()));
        }
    }
    auto shared = std::make_shared<api::reply<model::message>>(std::move(done));
    world_.store.read([this, request = std::move(request), shared](store::reader& reader) mutable {
        model::id customer;
        if (request.conversation) {
            const auto found = reader.conversation(request.conversation);
            if (!found || !*found) {
                return (*shared)(found ? fail(code::not_found, "there is no such conversation")
                                       : tl::unexpected(found.error()));
            }
            customer = (*found)->customer;
            const auto& channel = request.channel.empty() ? (*found)->channel : request.channel;
            if (!request.note) {
                if (const auto possible = carries(world_, channel, request.content); !possible) {
                    return (*shared)(tl::unexpected(possible.error()));
                }
            }
        }
        write_to(customer, std::move(request), shared);
    });
}

void services::write_to(const model::id& customer, api::write_request request,
                        const std::shared_ptr<api::reply<model::message>>& done) {
    work work;
    if (!request.client_token.empty()) {
        // Kept like a provider's delivery, so that a repeat is answered with the first message.
        work.channel = "selat:api";
        work.provider_id = request.client_token + "/" + request.conversation.text() + "/" +
                           request.channel + "/" + request.to;
    }
    engine::input::write in;
    in.conversation = request.conversation;
    in.channel = request.channel;
    in.address = request.to;
    in.content = take_media(request, work.also.media, world_.now());
    in.author = request.author;
    in.note = request.note;
    in.reply_to = request.reply_to;
    in.client_token = request.client_token;
    if (request.reply_to || !request.media.empty()) {
        work.look_up = [media = request.media](store::reader& reader,
                                               engine::input::any& what) -> result<void> {
            auto& about = std::get<engine::input::write>(what);
            if (const auto there = are_there(reader, media); !there) {
                return there;
            }
            return about.reply_to ? read_answered(reader, about.reply_to, about) : result<void>{};
        };
    }
    work.what = std::move(in);
    work.done = [this, done](decided outcome) {
        if (outcome.code != code::ok) {
            return refuse(*done, outcome);
        }
        if (outcome.message) {
            return (*done)(std::move(*outcome.message));
        }
        if (!outcome.duplicate) {
            return (*done)(fail(code::internal, "nothing was written"));
        }
        world_.store.read([id = outcome.duplicate->message, done](store::reader& reader) {
            auto first = reader.message(id);
            if (first && *first) {
                return (*done)(std::move(**first));
            }
            (*done)(fail(code::not_found, "the first message is gone"));
        });
    };
    if (customer) {
        shard::post(world_.shards, customer, std::move(work));
    } else {
        auto channel = request.channel;
        shard::post(world_.shards, std::move(channel), request.to, std::move(work));
    }
}

void services::retry(const model::id& message, api::reply<model::message> done) {
    {
        const std::lock_guard lock(mutex_);
        if (!retrying_.insert(message).second) {
            return done(fail(code::wrong_state, "the message is being sent again already"));
        }
    }
    api::reply<model::message> over = [this, message,
                                       done = std::move(done)](result<model::message> outcome) {
        {
            const std::lock_guard lock(mutex_);
            retrying_.erase(message);
        }
        done(std::move(outcome));
    };
    world_.store.read([this, message, over = std::move(over)](store::reader& reader) {
        const auto found = reader.message(message);
        if (!found || !*found) {
            return over(found ? fail(code::not_found, "there is no such message")
                              : tl::unexpected(found.error()));
        }
        work work;
        work.what = engine::input::retry{**found, {}, {}};
        work.look_up = read_for_retry;
        work.done = [over](decided outcome) {
            if (outcome.code != code::ok) {
                return refuse(over, outcome);
            }
            over(std::move(*outcome.message));
        };
        shard::post(world_.shards, (*found)->customer, std::move(work));
    });
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
                return refuse(done, outcome);
            }
            done(outcome.conversation ? std::move(*outcome.conversation) : before);
        };
        shard::post(world_.shards, (*found)->customer, std::move(work));
    });
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
