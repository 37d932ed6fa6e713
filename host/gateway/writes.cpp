// Messages that are written over the API: looked at, held with their files, and handed to where
// their customer is decided about.

#include <algorithm>

#include "host/api/media_links.hpp"
#include "host/base/crypto.hpp"
#include "host/delivery/degrade.hpp"
#include "host/delivery/html_text.hpp"
#include "host/gateway/services.hpp"
#include "host/model/content.hpp"
#include "host/model/media_type.hpp"

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
result<void> read_answered(store::reader& reader, engine::input::write& about) {
    const auto target = reader.message(about.reply_to);
    const auto where = reader.conversation(about.conversation);
    if (!target || !where) {
        return tl::unexpected(target ? where.error() : target.error());
    }
    if (!*target || (*where && (*where)->customer != (*target)->customer)) {
        return fail(code::invalid, "`reply_to` is no message of this customer's");
    }
    about.reply_to_channel = (*target)->channel;
    about.reply_to_provider_id = (*target)->provider_id;
    about.reply_to_context = (*target)->context;
    return {};
}

// Whether the files that a message names have not gone meanwhile.
result<void> are_there(store::reader& reader, const api::write_request& request) {
    for (const auto& each : request.media) {
        const auto found = reader.attachment(each.id);
        if (!found) {
            return tl::unexpected(found.error());
        }
        if (!*found) {
            const auto content = model::read_content(request.content);
            return fail(code::unsupported, api::media_place(*content, each.attachment) +
                                               " names a file that has gone");
        }
    }
    return {};
}

// What an attachment says of its file, which knows better.
void describe(model::attachment& attachment, store::media& file) {
    file.name = attachment.name.empty() ? file.name : attachment.name;
    attachment.mime = file.mime;
    attachment.name = file.name;
    attachment.size = file.size;
    if (attachment.kind != model::attachment_kind::file &&
        attachment.kind != model::attachment_kind::sticker) {
        attachment.kind = model::kind_of_file(file.mime);
    }
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
    api::for_each_media_url(*content, [&](std::string& url, std::uint32_t number) {
        const auto named = std::ranges::find(request.media, number, &store::media::attachment);
        if (named == request.media.end()) {
            return;
        }
        auto row = *named;
        row.id = ids.make(model::id_kind::media, now, 0);
        row.message = {};
        row.owner.clear();
        url = std::string(api::media_path) + row.id.text();
        if (number < content->attachments.size()) {
            describe(content->attachments[number], row);
        }
        rows.push_back(std::move(row));
    });
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
    if (!in.message.reply_to) {
        return {};
    }
    const auto answered = reader.message(in.message.reply_to);
    if (answered && *answered && (*answered)->channel == in.message.channel) {
        in.reply_to_provider_id = (*answered)->provider_id;
        in.reply_to_context = (*answered)->context;
    }
    return answered ? result<void>{} : tl::unexpected(answered.error());
}

}  // namespace

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
    const auto content = model::read_content(request.content);
    if (!content) {
        return done(tl::unexpected(content.error()));
    }
    if (content->reaction && !request.reply_to) {  // finds its message as an answer does
        request.reply_to =
            model::id::parse(content->reaction->to, model::id_kind::message).value_or(model::id{});
    }
    if (request.media.empty()) {
        return write_held(std::move(request), {}, std::move(done));
    }
    media_files::digests files;
    for (const auto& each : request.media) {
        files.push_back(each.sha256);
    }
    files_.hold(files, [this, files, request = std::move(request), done = std::move(done)] {
        write_held(request, {}, [this, files, done](result<model::message> written) {
            files_.release(files);
            done(std::move(written));
        });
    });
}

void services::write_held(api::write_request request, store::changes also,
                          api::reply<model::message> done) {
    auto shared = std::make_shared<api::reply<model::message>>(std::move(done));
    if (!request.conversation) {
        if (const auto possible = carries(world_, request.channel, request.content); !possible) {
            return (*shared)(tl::unexpected(possible.error()));
        }
        return write_to({}, std::move(request), std::move(also), shared);
    }
    world_.store.read([this, request = std::move(request), also = std::move(also),
                       shared](store::reader& reader) mutable {
        const auto found = reader.conversation(request.conversation);
        if (!found || !*found) {
            return (*shared)(found ? fail(code::not_found, "there is no such conversation")
                                   : tl::unexpected(found.error()));
        }
        const auto& channel = request.channel.empty() ? (*found)->channel : request.channel;
        if (!request.note) {
            if (const auto possible = carries(world_, channel, request.content); !possible) {
                return (*shared)(tl::unexpected(possible.error()));
            }
        }
        write_to((*found)->customer, std::move(request), std::move(also), shared);
    });
}

void services::write_to(const model::id& customer, api::write_request request, store::changes also,
                        const std::shared_ptr<api::reply<model::message>>& done) {
    work work;
    work.also = std::move(also);
    if (!request.client_token.empty()) {
        // Kept like a provider's delivery, so that a repeat is answered with the first message;
        // also when the customer was erased, so it names no address.
        work.channel = "selat:api";
        work.provider_id =
            crypto::sha256_hex(request.client_token + "/" + request.conversation.text() + "/" +
                               request.channel + "/" + request.to);
    }
    engine::input::write in;
    in.conversation = request.conversation;
    in.channel = request.channel;
    in.address = request.to;
    in.content = delivery::with_text(take_media(request, work.also.media, world_.now()));
    in.author = request.author;
    in.note = request.note;
    in.reply_to = request.reply_to;
    in.client_token = request.client_token;
    if (request.reply_to || !request.media.empty()) {
        work.look_up = [request = std::move(request)](store::reader& reader,
                                                      engine::input::any& what) -> result<void> {
            auto& about = std::get<engine::input::write>(what);
            if (const auto there = are_there(reader, request); !there) {
                return there;
            }
            return about.reply_to ? read_answered(reader, about) : result<void>{};
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

}  // namespace selat::gateway
