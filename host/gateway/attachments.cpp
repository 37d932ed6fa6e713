// Attachments whose bytes come with their message: looked at, put on the disk, and then the
// message.

#include <algorithm>

#include "host/api/problem.hpp"
#include "host/gateway/channel_desk.hpp"
#include "host/model/content.hpp"
#include "host/model/media_type.hpp"

namespace selat::gateway {
namespace {

namespace act = model::action;

std::string_view bytes_of(const act::attach& given) {
    return given.of_body.empty() ? std::string_view(given.bytes) : given.of_body;
}

bool tells(const act::any& each) {
    return std::holds_alternative<act::log>(each) || std::holds_alternative<act::count>(each);
}

// The type to keep it as, or why it is not taken: `invalid` when it is too large.
result<std::string> type_of(const act::attach& given, const std::string& content,
                            std::uint64_t most) {
    const auto read = model::read_content(content);
    if (!read || given.attachment >= read->attachments.size()) {
        return fail(code::internal, "the content has no such attachment");
    }
    if (bytes_of(given).size() > most) {
        return fail(code::invalid, "the attachment is too large");
    }
    return model::type_of_file(read->attachments[given.attachment].mime, bytes_of(given));
}

const act::inbound* message_of(const act::attach& given, const std::vector<act::any>& actions) {
    for (const auto& each : actions) {
        const auto* inbound = std::get_if<act::inbound>(&each);
        if (inbound != nullptr && inbound->provider_id == given.provider_id) {
            return inbound;
        }
    }
    return nullptr;
}

// All files of one message, each on its own way to the disk. The control thread's, once made.
struct gathering {
    std::vector<media_files::kept> kept;
    std::size_t left = 0;
    result<void> outcome;
};

// The content with the files where the API serves them.
std::string with_files(const std::string& content, std::vector<media_files::kept>& files) {
    auto read = model::read_content(content);
    for (auto& [media, job] : files) {
        auto& target = read->attachments[media.attachment];
        media.name = target.name;
        target.url = "/api/v1/media/" + media.id.text();
        target.mime = media.mime;
        target.size = media.size;
    }
    return model::write_content(*read);
}

}  // namespace

std::optional<net::response>
channel_desk::refuse_attachments(const shared& channel, std::vector<act::any>& actions) const {
    const auto most = world_.assembly()->config.media.max_size;
    for (const auto& each : actions) {
        const auto* given = std::get_if<act::attach>(&each);
        if (given == nullptr) {
            continue;
        }
        const auto* message = message_of(*given, actions);
        const auto type = message == nullptr
                              ? fail(code::internal, "there is no such message in the call")
                              : type_of(*given, message->content, most);
        if (!type) {
            const auto status = type.error().code == code::invalid       ? 413u
                                : type.error().code == code::unsupported ? 415u
                                                                         : 500u;
            world_.log(
                telemetry::level::warning, "media.refused",
                {{"channel", channel->id}, {"status", status}, {"reason", type.error().text}});
            std::erase_if(actions, [](const act::any& one) { return !tells(one); });
            return api::problem(status, "The attachment is not taken", type.error().text);
        }
    }
    return std::nullopt;
}

channel_desk::attached channel_desk::attachments_of(const shared& channel,
                                                    const act::inbound& inbound,
                                                    std::vector<act::any>& actions) const {
    auto out = std::make_shared<std::vector<attachment>>();
    const auto most = world_.assembly()->config.media.max_size;
    for (auto& each : actions) {
        auto* given = std::get_if<act::attach>(&each);
        if (given == nullptr || given->provider_id != inbound.provider_id) {
            continue;
        }
        auto type = type_of(*given, inbound.content, most);
        if (!type) {
            world_.log(telemetry::level::warning, "media.refused",
                       {{"channel", channel->id}, {"reason", type.error().text}});
            continue;
        }
        out->push_back({std::move(*given), std::move(*type)});
    }
    return out->empty() ? nullptr : out;
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
    if (outcome) {
        inbound.content = with_files(inbound.content, kept);
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
    for (auto& each : kept) {
        work.also.media.push_back(std::move(each.media));
        work.also.finished_jobs.push_back(each.job);
    }
    shard::post(world_.shards, channel->id, from, std::move(work));
}

}  // namespace selat::gateway
