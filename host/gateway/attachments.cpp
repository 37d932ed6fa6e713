// Attachments whose bytes come with their message: looked at, put on the disk, and then the
// message.

#include <map>

#include "host/api/media_links.hpp"
#include "host/api/problem.hpp"
#include "host/gateway/channel_desk.hpp"
#include "host/model/media_type.hpp"

namespace selat::gateway {
namespace {

namespace act = model::action;

const std::string of_no_type = "application/octet-stream";

std::string_view bytes_of(const act::attach& given) {
    return given.of_body.empty() ? std::string_view(given.bytes) : given.of_body;
}

// The type to keep it as, or why it is not taken: `invalid` when it is too large.
result<std::string> type_of(const act::attach& given, const result<model::content>& content,
                            std::uint64_t most) {
    if (!content || given.attachment >= content->attachments.size()) {
        return fail(code::internal, "the content has no such attachment");
    }
    if (bytes_of(given).size() > most) {
        return fail(code::invalid, "the attachment is too large");
    }
    return model::type_of_file(content->attachments[given.attachment].mime, bytes_of(given));
}

// Where nobody can be told, the customer's file is kept, for a download; but for a program.
bool is_kept_still(const failure& why, const act::attach& given) {
    return why.code == code::unsupported && !model::is_program(bytes_of(given));
}

net::response refusal_of(const failure& why) {
    const auto status = why.code == code::invalid       ? 413u
                        : why.code == code::unsupported ? 415u
                                                        : 500u;
    return api::problem(status, "The attachment is not taken", why.text);
}

// All files of one message, each on its own way to the disk. The control thread's, once made.
struct gathering {
    std::vector<media_files::kept> kept;
    std::size_t left = 0;
    result<void> outcome;
};

// The content with the files where the API serves them.
std::string with_files(std::string given, std::vector<media_files::kept>& files) {
    auto content = model::read_content(given);
    if (!content) {
        return given;
    }
    for (auto& [media, job] : files) {
        auto& target = content->attachments[media.attachment];
        media.name = target.name;
        target.url = std::string(api::media_path) + media.id.text();
        target.mime = media.mime;
        target.size = media.size;
        if (media.mime == of_no_type) {
            target.kind = model::attachment_kind::file;
        }
    }
    return model::write_content(*content);
}

}  // namespace

channel_desk::attached_files channel_desk::take_attachments(const shared& channel,
                                                            std::vector<act::any>& actions) const {
    attached_files out;
    std::map<std::string, std::vector<act::attach>> given;
    for (auto& each : actions) {
        if (auto* attach = std::get_if<act::attach>(&each)) {
            given[attach->provider_id].push_back(std::move(*attach));
        }
    }
    const auto refuse = [&](const failure& why) {
        world_.log(telemetry::level::warning, "media.refused",
                   {{"channel", channel->id}, {"reason", why.text}});
        if (!out.refusal) {
            out.refusal = refusal_of(why);
        }
    };
    const auto most = world_.assembly()->config.media.max_size;
    for (const auto& each : actions) {
        const auto* inbound = given.empty() ? nullptr : std::get_if<act::inbound>(&each);
        if (inbound == nullptr) {
            continue;
        }
        auto own = given.extract(inbound->provider_id);
        if (own.empty()) {
            continue;
        }
        const auto content = model::read_content(inbound->content);
        auto taken = std::make_shared<std::vector<attachment>>();
        for (auto& attach : own.mapped()) {
            const auto type = type_of(attach, content, most);
            if (!type) {
                refuse(type.error());
            }
            if (type || is_kept_still(type.error(), attach)) {
                taken->push_back({std::move(attach), type ? *type : of_no_type});
            }
        }
        if (!taken->empty()) {
            out.of_messages[inbound->provider_id] = std::move(taken);
        }
    }
    if (!given.empty()) {
        refuse({code::internal, "there is no such message in the call"});
    }
    return out;
}

// To the customer's shard, its files first.
void channel_desk::hand_over(const shared& channel, act::inbound inbound,
                             std::vector<act::fetch> fetches, const attached& files,
                             std::function<void(bool)> done) {
    if (files == nullptr) {
        const auto from = inbound.from;
        return shard::post(
            world_.shards, channel->id, from,
            inbound_work(channel, std::move(inbound), std::move(fetches), std::move(done)));
    }
    const auto all = std::make_shared<gathering>();
    all->left = files->size();
    for (const auto& each : *files) {
        files_.keep({bytes_of(each.given), each.type, {}, {}},
                    [this, channel, inbound, fetches, files, done, all,
                     index = each.given.attachment](result<media_files::kept> kept) {
                        if (kept) {
                            kept->media.attachment = index;
                            all->kept.push_back(std::move(*kept));
                        } else {
                            all->outcome = tl::unexpected(kept.error());
                        }
                        if (--all->left == 0) {
                            with_kept(channel, inbound, fetches, std::move(all->kept), all->outcome,
                                      done);
                        }
                    });
    }
}

void channel_desk::with_kept(const shared& channel, act::inbound inbound,
                             std::vector<act::fetch> fetches, std::vector<media_files::kept> kept,
                             const result<void>& outcome, std::function<void(bool)> done) {
    media_files::digests held;
    for (const auto& each : kept) {
        held.push_back(each.media.sha256);
    }
    const auto from = inbound.from;
    auto work = inbound_work(channel, std::move(inbound), std::move(fetches),
                             [this, held, done = std::move(done)](bool durable) {
                                 files_.release(held);
                                 if (done) {
                                     done(durable);
                                 }
                             });
    if (!outcome) {
        decided not_kept;
        not_kept.code = code::unavailable;
        not_kept.text = outcome.error().text;
        return work.done(std::move(not_kept));
    }
    // What it is known by comes from what was delivered: files are given new names each time.
    auto& content = std::get<engine::input::inbound>(work.what).message.content;
    content = with_files(std::move(content), kept);
    for (auto& each : kept) {
        work.also.media.push_back(std::move(each.media));
        work.also.finished_jobs.push_back(each.job);
    }
    shard::post(world_.shards, channel->id, from, std::move(work));
}

}  // namespace selat::gateway
