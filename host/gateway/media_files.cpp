#include "host/gateway/media_files.hpp"

#include <algorithm>
#include <sstream>

#include "host/base/crypto.hpp"
#include "host/gateway/media_file.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration upload_life{24 * 3'600'000};
constexpr model::duration unnamed_life{3'600'000};
constexpr model::duration removal_pause{5 * 60'000};

media_files::digests files_of(const model::job& job) {
    media_files::digests out;
    std::istringstream lines(job.payload);
    for (std::string digest; std::getline(lines, digest);) {
        out.push_back(digest);
    }
    return out;
}

}  // namespace

std::string media_file(const std::string& folder, const std::string& sha256) {
    return folder + "/" + sha256.substr(0, 2) + "/" + sha256;
}

void media_files::hold(digests files, std::function<void()> held) {
    asio::post(world_.control, [this, files = std::move(files), held = std::move(held)]() mutable {
        admit({std::move(files), std::move(held)});
    });
}

// What is being removed just now is held once it is gone.
void media_files::admit(hope hope) {
    const bool going = std::ranges::any_of(
        hope.files, [this](const std::string& each) { return dropping_.contains(each); });
    if (going) {
        hoping_.push_back(std::move(hope));
        return;
    }
    for (const auto& each : hope.files) {
        ++held_[each];
    }
    hope.held();
}

void media_files::release(digests files) {
    asio::post(world_.control, [this, files = std::move(files)] {
        for (const auto& each : files) {
            const auto found = held_.find(each);
            if (found != held_.end() && --found->second == 0) {
                held_.erase(found);
            }
        }
        drop_next();
    });
}

void media_files::keep(given given, std::function<void(result<kept>)> done) {
    world_.blocking([this, given = std::move(given), done = std::move(done)]() mutable {
        auto digest = crypto::sha256_hex(given.bytes);
        hold({digest}, [this, given = std::move(given), digest, done = std::move(done)]() mutable {
            announce(std::move(given), std::move(digest), std::move(done));
        });
    });
}

// A file is on the disk only after a row says how it goes again.
void media_files::announce(given given, std::string digest,
                           std::function<void(result<kept>)> done) {
    const auto now = world_.now();
    kept kept;
    kept.media.id = ids_.make(model::id_kind::media, now, 0);
    kept.media.sha256 = std::move(digest);
    kept.media.mime = given.mime;
    kept.media.name = given.name;
    kept.media.size = given.bytes.size();
    kept.media.owner = given.owner;
    model::job job;
    job.id = kept.job = ids_.make(model::id_kind::job, now, 0);
    job.kind = model::job_kind::drop_files;
    job.name = given.owner.empty() ? std::string{} : kept.media.id.text();
    job.due = now + (given.owner.empty() ? unnamed_life : upload_life);
    job.payload = kept.media.sha256 + "\n";
    store::changes changes;
    changes.jobs.push_back(job);
    if (!given.owner.empty()) {
        changes.media.push_back(kept.media);
    }
    auto committed = [this, given = std::move(given), kept = std::move(kept), job,
                      done = std::move(done)](const result<store::committed>& outcome) mutable {
        asio::post(world_.control, [this, given = std::move(given), kept = std::move(kept), job,
                                    done = std::move(done), outcome]() mutable {
            if (!outcome) {
                release({kept.media.sha256});
                return done(tl::unexpected(outcome.error()));
            }
            drop(job);
            put(kept.media.sha256, job.id.text(), given.bytes,
                [kept, done = std::move(done)](const result<void>& written) {
                    done(written ? result<media_files::kept>(kept)
                                 : tl::unexpected(written.error()));
                });
        });
    };
    world_.ledger.commit(std::move(changes), std::move(committed));
}

void media_files::put(std::string digest, std::string unique, std::string_view bytes,
                      std::function<void(result<void>)> done) {
    world_.blocking([this, digest = std::move(digest), unique = std::move(unique), bytes,
                     done = std::move(done)] {
        const auto path = media_file(world_.assembly()->config.media.path, digest);
        auto written = write_media_file(path, unique, bytes);
        asio::post(world_.control, [this, digest, written = std::move(written), done] {
            if (!written) {
                world_.log(telemetry::level::error, "media.not_written",
                           {{"reason", written.error().text}});
                release({digest});
            }
            done(written);
        });
    });
}

void media_files::stop() {
    stopped_ = true;
    alarms_.clear();
}

void media_files::drop(model::job job) {
    if (job.due > world_.now()) {
        alarms_[job.id] = world_.wake(job.due, [this, job] {
            alarms_.erase(job.id);
            drop(job);
        });
        return;
    }
    to_drop_.push_back(std::move(job));
    drop_next();
}

// Of those whose files nobody holds the first. Nobody can hold them while they go.
void media_files::drop_next() {
    if (stopped_ || !dropping_.empty()) {
        return;
    }
    const auto next = std::ranges::find_if(to_drop_, [this](const model::job& job) {
        const auto files = files_of(job);
        return std::ranges::none_of(
            files, [this](const std::string& each) { return held_.contains(each); });
    });
    if (next == to_drop_.end()) {
        return;
    }
    std::rotate(to_drop_.begin(), next, next + 1);
    const auto& job = to_drop_.front();
    const auto files = files_of(job);
    dropping_.insert(files.begin(), files.end());
    if (files.empty()) {
        dropping_.insert(std::string());
    }
    job.name.empty() ? remove_unused(job) : end_upload(job);
}

void media_files::end_upload(const model::job& job) {
    store::changes changes;
    if (const auto upload = model::id::parse(job.name)) {
        changes.removed_media.push_back(*upload);
    }
    world_.ledger.commit(std::move(changes), [this, job](const result<store::committed>& done) {
        asio::post(world_.control,
                   [this, job, done] { done ? remove_unused(job) : dropped(done.error().text); });
    });
}

void media_files::remove_unused(const model::job& job) {
    world_.store.read([this, files = files_of(job)](store::reader& reader) {
        std::vector<std::string> unused;
        for (const auto& digest : files) {
            const auto held = reader.holds_media(digest);
            if (!held) {
                return asio::post(world_.control,
                                  [this, why = held.error().text] { dropped(why); });
            }
            if (!*held) {
                unused.push_back(media_file(world_.assembly()->config.media.path, digest));
            }
        }
        world_.blocking([this, unused = std::move(unused)] {
            std::string wrong;
            for (const auto& each : unused) {
                if (const auto removed = remove_media_file(each); !removed) {
                    wrong = removed.error().text;
                }
            }
            asio::post(world_.control, [this, wrong] { dropped(wrong); });
        });
    });
}

void media_files::dropped(const std::string& wrong) {
    const auto job = std::move(to_drop_.front());
    to_drop_.pop_front();
    dropping_.clear();
    if (wrong.empty()) {
        finish(job);
    } else {
        world_.log(telemetry::level::error, "media.not_removed", {{"reason", wrong}});
        world_.later(removal_pause, [this, job] { drop(job); });
    }
    for (auto& each : std::exchange(hoping_, {})) {
        admit(std::move(each));
    }
    drop_next();
}

void media_files::finish(const model::job& job) {
    store::changes changes;
    changes.finished_jobs.push_back(job.id);
    world_.ledger.commit(std::move(changes), [this, job](const result<store::committed>& done) {
        if (!done) {
            world_.later(store_pause, [this, job] { finish(job); });
        }
    });
}

}  // namespace selat::gateway
