#include "host/gateway/fetches.hpp"

#include "host/api/media_links.hpp"
#include "host/base/crypto.hpp"
#include "host/delivery/outcome.hpp"
#include "host/gateway/file_place.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr delivery::retry_policy policy{model::duration{1'000}, model::duration{5 * 60'000}, 10};
constexpr model::duration channel_missing{30'000};
constexpr model::duration disk_pause{60'000};
constexpr model::duration patience{60'000};
constexpr std::uint32_t most_under_way = 8;
constexpr std::uint32_t most_redirects = 3;
constexpr std::uint64_t most_of_answer =
    64 * 1024;  // that says where a file is: read on this thread

bool is_redirect(std::uint32_t status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The attachment that was to be fetched. An edit may have moved it, then its provider's id tells;
// it may have taken it away.
nlohmann::json* attachment_of(nlohmann::json& content, std::uint32_t at,
                              const std::string& provider_id) {
    const auto list = content.is_object() ? content.find("attachments") : content.end();
    if (!content.is_object() || list == content.end() || !list->is_array()) {
        return nullptr;
    }
    if (provider_id.empty()) {
        return at < list->size() && (*list)[at].is_object() ? &(*list)[at] : nullptr;
    }
    for (auto& each : *list) {
        if (each.is_object() && text_in(each, "provider_id") == provider_id) {
            return &each;
        }
    }
    return nullptr;
}

// A type that says nothing does not replace one that does.
std::string better_type(const std::string& fetched, const std::string& told) {
    const bool tells = !fetched.empty() && !fetched.starts_with("application/octet-stream");
    return tells || told.empty() ? fetched : told;
}

// Where its type was not told, what it was told to be was a guess.
std::string better_kind(std::string_view mime, const std::string& told) {
    for (const std::string_view kind : {"image", "audio", "video"}) {
        const bool shown = mime.starts_with(kind) && mime.substr(kind.size()).starts_with('/');
        if (told == "file" && shown && !mime.starts_with("image/svg")) {
            return std::string(kind);
        }
    }
    return told;
}

// The message with the attachment where the API serves it.
store::changes changes_for(const model::message& message, store::media media,
                           const std::string& provider_id, model::time now) {
    store::changes changes;
    auto content = nlohmann::json::parse(message.content, nullptr, false);
    auto* target = attachment_of(content, media.attachment, provider_id);
    if (target == nullptr) {
        return changes;
    }
    media.name = text_in(*target, "name");
    const auto told = text_in(*target, "mime");
    media.mime = better_type(media.mime, told);
    if (told.empty()) {
        (*target)["kind"] = better_kind(media.mime, text_in(*target, "kind"));
    }
    (*target)["url"] = std::string(api::media_path) + media.id.text();
    if (!media.mime.empty()) {
        (*target)["mime"] = media.mime;
    }
    (*target)["size"] = media.size;
    model::message_change change;
    change.id = message.id;
    change.content = content.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    change.at = now;
    changes.message_changes.push_back(std::move(change));
    changes.events.push_back(model::message_updated({model::id_kind::event, media.id.uuid()}, now,
                                                    message.conversation, message.id));
    changes.media.push_back(std::move(media));
    return changes;
}

}  // namespace

fetches::fetches(world& world, media_files& files)
    : world_(world), files_(files), ids_(new_seed()) {}

model::job fetches::drop_of(const store::media& media) {
    model::job job;
    job.id = model::id{model::id_kind::job, media.id.uuid()};
    job.kind = model::job_kind::drop_files;
    job.due = world_.now();
    job.payload = media.sha256 + "\n";
    return job;
}

fetches::wish fetches::read(const std::string& payload) {
    wish out;
    const auto from = nlohmann::json::parse(payload, nullptr, false);
    if (!from.is_object()) {
        return out;
    }
    out.call.method = "GET";
    out.call.url = from.value("url", "");
    const auto headers = from.value("headers", nlohmann::json::object());
    for (const auto& [name, value] : headers.items()) {
        if (value.is_string()) {
            out.call.headers.emplace_back(name, value.get<std::string>());
        }
    }
    out.retry_status = from.value("retry_status", 0u);
    out.attachment = from.value("attachment", 0u);
    out.provider_id = text_in(from, "provider_id");
    out.pointer = text_in(from, "pointer");
    out.file_url = text_in(from, "file_url");
    return out;
}

void fetches::start(model::job job) {
    waiting_.push_back(std::move(job));
    next();
}

void fetches::next() {
    while (!stopped_ && !waiting_.empty() && under_way_ < most_under_way) {
        const auto job = std::move(waiting_.front());
        waiting_.pop_front();
        begin(job);
    }
}

void fetches::begin(const model::job& job) {
    ++under_way_;
    get(job, read(job.payload));
}

void fetches::get(const model::job& job, const wish& wanted) {
    const auto channel = world_.channel(job.channel);
    if (!channel) {
        left();
        return world_.later(channel_missing, [this, job] { start(job); });
    }
    const auto most =
        wanted.pointer.empty() ? world_.assembly()->config.media.max_size : most_of_answer;
    world_.calls.perform(
        channel, wanted.call, patience, most, [this, job, wanted](net::http_result result) {
            asio::post(world_.control, [this, job, wanted, result = std::move(result)]() mutable {
                answered(job, wanted, std::move(result));
            });
        });
}

// Providers keep media elsewhere. Headers and credentials stay behind, and only hosts that the
// channel may call are called. False: it leads nowhere.
bool fetches::follow(const model::job& job, const wish& wish, const net::http_result& result) {
    const auto location = std::string(net::header_of(result, "location"));
    if (result.code != code::ok || !is_redirect(result.status) ||
        wish.redirects >= most_redirects || !may_lead(wish.call.url, location)) {
        return false;
    }
    auto next = wish;
    next.call.url = location;
    next.call.headers.clear();
    ++next.redirects;
    get(job, next);
    return true;
}

// The provider was asked where the file is. False: it does not say.
bool fetches::find(const model::job& job, const wish& wish, const net::http_result& result) {
    auto next = wish;
    next.call.url = file_place(wish.call.url, result.body, wish.pointer, wish.file_url);
    next.pointer.clear();
    next.found = true;
    if (next.call.url.empty()) {
        return false;
    }
    get(job, next);
    return true;
}

void fetches::answered(const model::job& job, const wish& wish, net::http_result result) {
    if (stopped_ || result.code == code::cancelled) {
        return;  // the row stays
    }
    if (follow(job, wish, result)) {
        return;
    }
    const bool moved = wish.found && (result.status == 404 || result.status == 410);
    const bool not_ready = result.code == code::ok && (moved || result.status == wish.retry_status);
    const bool passing =
        result.code == code::unavailable || result.code == code::uncertain ||
        (result.code == code::ok && (result.status == 429 || result.status >= 500));
    if (not_ready || (passing && !result.too_large)) {
        left();
        return again(job, net::retry_after(result, policy.longest));
    }
    if (result.code != code::ok || result.status != 200) {
        left();
        return give_up(job, result.code == code::ok ? "status " + std::to_string(result.status)
                                                    : result.detail);
    }
    if (!wish.pointer.empty()) {
        if (!find(job, wish, result)) {
            left();
            give_up(job, "the answer does not say where the file is");
        }
        return;
    }
    const auto shared = std::make_shared<const net::http_result>(std::move(result));
    world_.blocking(
        [this, job, attachment = wish.attachment, shared] { keep(job, attachment, shared); });
}

// On the blocking pool. Held until its message shows it.
void fetches::keep(const model::job& job, std::uint32_t attachment,
                   const std::shared_ptr<const net::http_result>& result) {
    store::media media;
    media.message = job.message;
    media.attachment = attachment;
    media.sha256 = crypto::sha256_hex(result->body);
    media.mime = net::header_of(*result, "content-type");
    media.size = result->body.size();
    files_.hold({media.sha256}, [this, job, media, result] {
        files_.put(media.sha256, job.id.text(), result->body,
                   [this, job, media, bytes = result](const selat::result<void>& written) {
                       left();
                       if (written) {
                           return kept(job, media);
                       }
                       // Our own disk is in the way, which is no refusal of the provider's.
                       world_.later(disk_pause, [this, job] { start(job); });
                   });
    });
}

void fetches::kept(const model::job& job, const store::media& media) {
    to_show_.emplace_back(job, media);
    to_show_.back().second.id =
        ids_.make(model::id_kind::media, world_.now(), job.message.partition());
    if (!showing_) {
        showing_ = true;
        show(job, to_show_.front().second);
    }
}

void fetches::show(const model::job& job, const store::media& media) {
    show_of(job.customer, job, media);
}

// An edit changes the same content: it waits for this, as this waits for an edit under way.
void fetches::show_of(const model::id& customer, const model::job& job, const store::media& media) {
    shard::hold(world_.shards, customer,
                [this, customer, job, media](const std::function<void()>& release) {
                    world_.store.read([this, customer, job, media, release](store::reader& reader) {
                        const auto found = reader.message(job.message);
                        if (found && *found && (*found)->customer != customer) {
                            release();  // it was merged or split meanwhile
                            return show_of((*found)->customer, job, media);
                        }
                        show_held(job, media, found, release);
                    });
                });
}

void fetches::show_held(const model::job& job, const store::media& media,
                        const result<std::optional<model::message>>& message,
                        const std::function<void()>& release) {
    const auto told = [this, job, media, release](bool durable) {
        release();
        asio::post(world_.control, [this, job, media, durable] { shown(job, media, durable); });
    };
    if (!message) {
        return told(false);
    }
    const auto wanted = read(job.payload).provider_id;
    auto changes =
        *message ? changes_for(**message, media, wanted, world_.now()) : store::changes{};
    const auto unwanted = changes.media.empty() ? std::optional(drop_of(media)) : std::nullopt;
    if (unwanted) {  // the customer was erased meanwhile
        changes.jobs.push_back(*unwanted);
    }
    changes.finished_jobs.push_back(job.id);
    world_.ledger.commit(
        std::move(changes), [this, told, unwanted](const result<store::committed>& done) {
            if (done && unwanted) {
                asio::post(world_.control, [this, unwanted] { files_.drop(*unwanted); });
            }
            told(done.has_value());
        });
}

void fetches::shown(const model::job& job, const store::media& media, bool durable) {
    if (!durable) {
        return world_.later(store_pause, [this, job, media] { show(job, media); });
    }
    world_.log(telemetry::level::info, "media.fetched",
               {{"message", job.message.text()}, {"channel", job.channel}, {"size", media.size}});
    files_.release({media.sha256});
    to_show_.pop_front();
    showing_ = !to_show_.empty();
    if (showing_) {
        show(to_show_.front().first, to_show_.front().second);
    }
}

void fetches::again(model::job job, model::duration least) {
    if (++job.attempts >= policy.attempts) {
        return give_up(job, "the provider does not hand it out");
    }
    world_.later(delivery::back_off(policy, job.attempts, 0.5, least), [this, job] { start(job); });
}

void fetches::give_up(const model::job& job, const std::string& why) {
    world_.log(telemetry::level::warning, "media.not_fetched",
               {{"message", job.message.text()}, {"channel", job.channel}, {"reason", why}});
    finish(job);
}

void fetches::finish(const model::job& job) {
    store::changes changes;
    changes.finished_jobs.push_back(job.id);
    world_.ledger.commit(std::move(changes), [this, job](const result<store::committed>& done) {
        if (!done) {
            world_.later(store_pause, [this, job] { finish(job); });
        }
    });
}

void fetches::left() {
    --under_way_;
    next();
}

}  // namespace selat::gateway
